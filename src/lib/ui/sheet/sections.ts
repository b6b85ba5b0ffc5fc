// The table of contents of one table: its sections with how much is filled and what is doubtful, and finding an indicator.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm, CompiledTable, FormCell } from '#core/forms/compiled-form.ts';
import type { OpenSheet } from '#live/open-sheet.ts';
import type { Locale } from '#ui/words/locale.ts';
import { sayWords } from '#ui/words/say-words.ts';

export interface Section {
  /** code of the heading row; of the block's place where the table is made of blocks */
  code: string;
  title: string;
  /** where a click leads */
  first: CellKey;
  entered: readonly CellKey[];
  keys: ReadonlySet<CellKey>;
}

const filledIn = (sheet: Pick<OpenSheet, 'content'>, key: CellKey): boolean => {
  const content = sheet.content(key);
  return content !== undefined && !('nothing' in content && content.nothing === 'blank');
};

export function progressOf(
  sheet: Pick<OpenSheet, 'content'>,
  keys: readonly CellKey[]
): { filled: number; all: number } {
  return { filled: keys.filter((key) => filledIn(sheet, key)).length, all: keys.length };
}

/** Top headings with what stands below them, or the blocks; a table without either has none. */
export function sectionsOf(form: CompiledForm, table: CompiledTable, locale: Locale): Section[] {
  const groups = table.definition.blocks
    ? table.definition.blocks.map((block, at) => ({ code: String(at), title: block.title, rows: new Set(block.rows) }))
    : headingGroups(table, locale);
  return groups.flatMap(({ code, title, rows }) => {
    const cells = cellsOf(form, table).filter((cell) => rows.has(cell.row) && cell.kind !== 'blocked');
    const first = cells.find((cell) => cell.kind === 'entered') ?? cells[0];
    if (!first) return [];
    const entered = cells.filter((cell) => cell.kind === 'entered').map((cell) => cell.key);
    return [{ code, title, first: first.key, entered, keys: new Set(cells.map((cell) => cell.key)) }];
  });
}

function headingGroups(table: CompiledTable, locale: Locale): { code: string; title: string; rows: Set<string> }[] {
  const topOf = new Map<string, string>();
  for (const row of table.rows)
    topOf.set(row.code, row.parent === null ? row.code : (topOf.get(row.parent) ?? row.code));
  const tops = table.rows.filter((row) => row.parent === null && !row.hasCells);
  return tops.map((top) => ({
    code: top.code,
    title: sayWords(top.definition.label, locale),
    rows: new Set(table.rows.filter((row) => topOf.get(row.code) === top.code).map((row) => row.code))
  }));
}

const cellsOf = (form: CompiledForm, table: CompiledTable): FormCell[] =>
  [...form.cells.values()].filter((cell) => cell.table === table.code);

// ── filters ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export type RowFilter = 'all' | 'mine' | 'blank' | 'doubtful';

/** Codes of the rows that a filter leaves; undefined leaves all. 未填 asks of my rows where I have any. */
export function rowsFor(
  filter: RowFilter,
  form: CompiledForm,
  table: CompiledTable,
  sheet: Pick<OpenSheet, 'content' | 'mayWrite'>,
  doubtful: ReadonlyMap<CellKey, unknown>
): Set<string> | undefined {
  if (filter === 'all') return undefined;
  const cells = cellsOf(form, table);
  const entered = cells.filter((cell) => cell.kind === 'entered');
  const mine = entered.filter((cell) => sheet.mayWrite(cell.key));
  const rows = (some: readonly FormCell[]): Set<string> => new Set(some.map((cell) => cell.row));
  if (filter === 'mine') return rows(mine);
  if (filter === 'doubtful') return rows(cells.filter((cell) => doubtful.has(cell.key)));
  return rows((mine.length > 0 ? mine : entered).filter((cell) => !filledIn(sheet, cell.key)));
}

// ── find ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Found {
  key: CellKey;
  label: string;
  code: string;
  number: number;
  table: string;
}

/** Rows of all tables whose label or code holds every typed word; those that begin with it first, at most `most`. */
export function findRows(form: CompiledForm, typed: string, locale: Locale, most = 12): Found[] {
  const asked = typed.trim().toLowerCase();
  if (asked === '') return [];
  const parts = asked.split(/\s+/);
  const found: (Found & { begins: boolean })[] = [];
  for (const table of form.tables)
    for (const row of table.rows) {
      const label = sayWords(row.definition.label, locale);
      const text = `${row.code} ${label} ${row.definition.label.zh}`.toLowerCase();
      if (!row.hasCells || !parts.every((part) => text.includes(part))) continue;
      const cells = cellsOf(form, table).filter((cell) => cell.row === row.code && cell.kind !== 'blocked');
      const cell = cells.find((one) => one.kind === 'entered') ?? cells[0];
      if (!cell) continue;
      const begins = label.toLowerCase().startsWith(asked) || row.code.toLowerCase().startsWith(asked);
      found.push({ key: cell.key, label, code: row.code, number: row.number, table: table.code, begins });
    }
  return [...found.filter((one) => one.begins), ...found.filter((one) => !one.begins)].slice(0, most);
}
