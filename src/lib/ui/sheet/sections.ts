// The contents of a form as a tree: its tables where there are several, headings below one another, blocks; and its departments.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm, CompiledRow, CompiledTable } from '#core/forms/compiled-form.ts';
import type { Locale } from '#ui/words/locale.ts';
import { sayWords } from '#ui/words/say-words.ts';
import { rowName, type RowCount, type RowName } from './count-rows.ts';

export interface Section {
  /** unique in the form: the table's code, or the table and the heading or place of the block */
  code: string;
  table: string;
  title: string;
  /** where a click leads */
  first: CellKey;
  rows: ReadonlySet<RowName>;
  depth: number;
  children: readonly Section[];
}

/** A form of one table begins with its headings; a table without headings or blocks has no sections below it. */
export function sectionsOf(form: CompiledForm, locale: Locale): Section[] {
  const firsts = firstCells(form);
  const within = (table: CompiledTable, depth: number): Section[] =>
    table.definition.blocks ? blocksOf(table, depth, firsts) : headingsOf(table, depth, firsts, locale);
  const [only, ...more] = form.tables;
  if (only && more.length === 0) return within(only, 0);
  return form.tables.flatMap((table) => {
    const rows = table.rows.filter((row) => row.hasCells).map((row) => row.code);
    return section(table, table.code, sayWords(table.definition.title, locale), rows, 0, within(table, 1), firsts);
  });
}

/** row → its first cell to fill, else its first cell */
function firstCells(form: CompiledForm): Map<RowName, CellKey> {
  const firsts = new Map<RowName, { key: CellKey; isEntered: boolean }>();
  for (const { key, table, row, kind } of form.cells.values()) {
    if (kind === 'blocked') continue;
    const name = rowName(table, row);
    const isEntered = kind === 'entered';
    if (!firsts.has(name) || (isEntered && !firsts.get(name)!.isEntered)) firsts.set(name, { key, isEntered });
  }
  return new Map([...firsts].map(([name, { key }]) => [name, key]));
}

/** Nothing when no row of it has a cell: there is nowhere to lead to. */
function section(
  table: CompiledTable,
  code: string,
  title: string,
  rows: readonly string[],
  depth: number,
  children: readonly Section[],
  firsts: ReadonlyMap<RowName, CellKey>
): Section[] {
  const names = rows.map((row) => rowName(table.code, row)).filter((name) => firsts.has(name));
  const first = names[0] === undefined ? undefined : firsts.get(names[0]);
  if (first === undefined) return [];
  return [{ code, table: table.code, title, first, rows: new Set(names), depth, children }];
}

const blocksOf = (table: CompiledTable, depth: number, firsts: ReadonlyMap<RowName, CellKey>): Section[] =>
  (table.definition.blocks ?? []).flatMap((block, at) =>
    section(table, `${table.code}/${at}`, block.title, block.rows, depth, [], firsts)
  );

function headingsOf(
  table: CompiledTable,
  depth: number,
  firsts: ReadonlyMap<RowName, CellKey>,
  locale: Locale
): Section[] {
  const below = new Map<string | null, CompiledRow[]>();
  for (const row of table.rows) below.set(row.parent, [...(below.get(row.parent) ?? []), row]);
  const rowsUnder = (code: string): string[] =>
    (below.get(code) ?? []).flatMap((row) => [row.code, ...rowsUnder(row.code)]);
  const headings = (parent: string | null, level: number): Section[] =>
    (below.get(parent) ?? []).flatMap((row) =>
      row.hasCells
        ? headings(row.code, level)
        : section(
            table,
            rowName(table.code, row.code),
            sayWords(row.definition.label, locale),
            rowsUnder(row.code),
            level,
            headings(row.code, level + 1),
            firsts
          )
    );
  return headings(null, depth);
}

/** All of a tree from the top, without what is folded away. */
export function unfolded(sections: readonly Section[], isFolded: (code: string) => boolean): Section[] {
  return sections.flatMap((one) => [one, ...(isFolded(one.code) ? [] : unfolded(one.children, isFolded))]);
}

export const flat = (sections: readonly Section[]): Section[] => unfolded(sections, () => false);

/** The smallest of these sections that holds a row. */
export function sectionAt(sections: readonly Section[], row: RowName | undefined): Section | undefined {
  if (row === undefined) return undefined;
  return sections.findLast((one) => one.rows.has(row));
}

export interface DepartmentRows {
  /** null: rows that no department owns; the coordinator fills them */
  code: string | null;
  name: string;
  rows: readonly RowCount[];
}

/** Departments that own rows, in the form's order; the coordinator's own rows last. */
export function departmentsOf(
  form: CompiledForm,
  counts: Iterable<RowCount>,
  locale: Locale,
  ownerless: string
): DepartmentRows[] {
  const rowsOf = new Map<string | null, RowCount[]>();
  for (const row of counts) {
    if (row.all === 0) continue;
    const rows = rowsOf.get(row.department);
    if (rows) rows.push(row);
    else rowsOf.set(row.department, [row]);
  }
  const named = form.definition.departments.map(({ code, name }) => ({ code, name: sayWords(name, locale) }));
  return [...named, { code: null, name: ownerless }].flatMap(({ code, name }) => {
    const rows = rowsOf.get(code);
    return rows ? [{ code, name, rows }] : [];
  });
}

/** Departments with cells that are still 未填, how many, and the first table that has some. */
export function blanksOf(
  { form, counts }: { form: CompiledForm; counts: ReadonlyMap<RowName, RowCount> },
  locale: Locale,
  ownerless: string
): { name: string; count: number; first: string }[] {
  return departmentsOf(form, counts.values(), locale, ownerless).flatMap(({ name, rows }) => {
    const open = rows.filter((row) => row.filled < row.all);
    const count = open.reduce((sum, row) => sum + row.all - row.filled, 0);
    return open[0] ? [{ name, count, first: open[0].table }] : [];
  });
}
