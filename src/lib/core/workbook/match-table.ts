// One table of a form on one sheet of a file: where its cells stand, and what stands there that the form does not know.
import { cellKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CompiledColumn, CompiledTable } from '#core/forms/compiled-form.ts';
import { matchColumns, type FoundColumns } from './inside/match-columns.ts';
import { rowMatcher, type DoubtfulRow, type FoundRow } from './inside/match-rows.ts';
import type { SheetView } from './inside/sheet-view.ts';
import { plainLabel, unitIn, unitOfTitle } from './normalise-label.ts';
import type { RawCell } from './raw-workbook.ts';

export interface PlacedCell {
  key: CellKey;
  row: number;
  column: number;
  /** unit of measure that the file gives for it: of its row, label or head */
  unit?: string | undefined;
}

export interface TableMatch {
  table: string;
  view: SheetView;
  how: 'mark' | 'layout' | 'labels';
  places: readonly PlacedCell[];
  /** unit of measure that a line above the table names */
  titleUnit?: string | undefined;
  /** codes of the form's rows that were found */
  rows: readonly FoundRow[];
  doubtfulRows: readonly DoubtfulRow[];
  doubtfulColumns: FoundColumns['doubtful'];
  /** rows inside the table with figures and a label that the form does not know */
  unknownRows: readonly { row: number; label: RawCell }[];
  /** rows of heads above its first row */
  headRows: number;
  /** columns under heads, known or not */
  headedColumns: ReadonlySet<number>;
  /** all rows and columns that the table covers */
  extent: { top: number; left: number; bottom: number; right: number };
  /** columns of the sheet that are known: figures, codes, units, labels */
  knownColumns: ReadonlySet<number>;
}

/** Rows of figures that stand together under the same heads. */
interface Run {
  heads: number[];
  rows: FoundRow[];
  columns: FoundColumns;
}

// the deepest heads that were seen have 4 rows, with a row of column numbers and one of units below them
const mostHeadRows = 8;

/** A number, or text that begins like one: 12件, 约30, ￥5 */
export const isFigure = (cell: RawCell): boolean =>
  cell.kind === 'number' ||
  (cell.kind === 'text' && /^[\s约近至少¥+(-]*\d/.test(cell.value.slice(0, 40).normalize('NFKC')));

/** Undefined when the table is not there: no row or no column of values was found. */
export function matchTable(view: SheetView, table: CompiledTable): TableMatch | undefined {
  const scan = scanRows(view, table);
  const runs = table.definition.blocks ? splitByBlock(scan.runs, table) : scan.runs;
  const placed: Run[] = [];
  for (const { heads, rows } of runs) {
    const first = rows[0];
    if (!first) continue;
    const before = placed.at(-1)?.columns;
    const columns =
      matchColumns(
        view,
        table,
        heads.slice(-mostHeadRows),
        rows.map((row) => row.row),
        columnsAllowed(table, rows)
      ) ?? before;
    if (columns) placed.push({ heads, rows: namedAlike(rows, columns), columns });
  }
  if (placed.length === 0 || (onlyRow(table) !== undefined && !areToldByHeads(placed, table))) return undefined;
  return assemble(view, table, placed, scan);
}

/** Where rows are named left of their figures, the same word further right is a head, or belongs to something that stands beside. */
function namedAlike(rows: FoundRow[], { leaves }: FoundColumns): FoundRow[] {
  const first = Math.min(...leaves.keys());
  const left = rows.filter(({ column }) => column < first);
  return left.length > 0 ? left : rows;
}

/** Nothing but heads tells a table whose row has no label: a word or two of them may stand in any table. */
function areToldByHeads(runs: readonly Run[], table: CompiledTable): boolean {
  const told = new Set(runs.flatMap(({ columns }) => [...columns.leaves.values()]));
  return told.size * 2 >= table.columns.filter(({ role }) => role === 'value').length;
}

interface Scan {
  runs: { heads: number[]; rows: FoundRow[] }[];
  doubtful: DoubtfulRow[];
  /** rows that are neither heads of anything found later nor rows of the form */
  others: { row: number; cells: readonly RawCell[] }[];
}

function scanRows(view: SheetView, table: CompiledTable): Scan {
  const scan: Scan = { runs: [], doubtful: [], others: [] };
  const headLabels = table.columns.flatMap((column) => column.path.map((label) => label.zh));
  const headTexts = new Set(
    [table.definition.corner ?? '', ...headLabels].map((label) => plainLabel(label).text).filter(Boolean)
  );
  const only = onlyRow(table);
  const matcher = rowMatcher(view, table);
  const seen = new Set<string>();
  let heads: number[] = [];
  let run: Scan['runs'][number] | undefined;
  for (const { row, cells } of view.rows) {
    const isHead = looksLikeHead(view, cells, headTexts);
    const finding = isHead
      ? { kind: 'none' as const }
      : only
        ? rowWithoutLabel({ row, cells }, only, run ? [] : heads, headTexts, view)
        : matcher.next(row, cells);
    if (finding.kind === 'row') {
      if (!run) scan.runs.push((run = { heads, rows: [] }));
      run.rows.push(finding.found);
      seen.add(finding.found.code);
      continue;
    }
    if (finding.kind === 'doubtful') scan.doubtful.push(finding.doubtful);
    else scan.others.push({ row, cells });
    if (isHead && run) {
      run = undefined;
      heads = [];
    }
    if (run) continue;
    // a row of figures whose label is not known, or of another table, is no head
    if (isHead || isUnitsRow(cells) || !holdsFigures(cells)) heads.push(row);
  }
  return scan;
}

/** A row of heads: two texts or more that are labels of columns, and no figures but column numbers. */
function looksLikeHead(view: SheetView, cells: readonly RawCell[], headTexts: ReadonlySet<string>): boolean {
  const texts = cells.filter((cell) => cell.kind === 'text' && headTexts.has(view.labelOf(cell).text));
  return texts.length >= 2 || (texts.length === 1 && headTexts.size < 3 && cells.every((cell) => cell.kind === 'text'));
}

/** A table with one row that has no label (信息公开 表四): the first row of figures below its heads. */
export function onlyRow(table: CompiledTable): string | undefined {
  const rows = table.rows.filter((row) => row.hasCells);
  return rows.length === 1 && rows[0] && plainLabel(rows[0].definition.label.zh).text === '' ? rows[0].code : undefined;
}

function rowWithoutLabel(
  { row, cells }: { row: number; cells: readonly RawCell[] },
  code: string,
  heads: readonly number[],
  headTexts: ReadonlySet<string>,
  view: SheetView
): { kind: 'row'; found: FoundRow } | { kind: 'none' } {
  const under = heads.slice(-mostRowsUnderHeads).some((head) => looksLikeHead(view, view.rowAt(head), headTexts));
  const figures = cells.filter((cell) => isFigure(cell) || isSign(cell)).length;
  if (!under || figures * 2 < cells.length || figures === 0 || isNumbersRow(view, row, cells)) return { kind: 'none' };
  return { kind: 'row', found: { row, code, column: 0, by: 'label' } };
}

/** a row of column numbers and one of units may stand between heads and figures */
const mostRowsUnderHeads = 3;

const isSign = (cell: RawCell): boolean =>
  cell.kind === 'text' && /^[-—–/*\\无…]+$/.test(cell.value.trim().normalize('NFKC'));

/** 1 2 3 … under the heads, and figures below them */
function isNumbersRow(view: SheetView, row: number, cells: readonly RawCell[]): boolean {
  if (!numbersColumns(cells) || Number(cells.find(isFigure)?.value) !== 1) return false;
  const next = view.rows.find((each) => each.row > row);
  return next?.cells.some((cell) => isFigure(cell) || isSign(cell)) ?? false;
}

// ── blocks ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function splitByBlock(runs: Scan['runs'], table: CompiledTable): Scan['runs'] {
  const blockOf = (code: string) => table.definition.blocks?.findIndex((block) => block.rows.includes(code)) ?? -1;
  return runs.flatMap((run) => {
    const parts: Scan['runs'] = [];
    for (const row of run.rows) {
      const last = parts.at(-1)?.rows.at(-1);
      if (last && blockOf(last.code) === blockOf(row.code)) parts.at(-1)?.rows.push(row);
      else parts.push({ heads: run.heads, rows: [row] });
    }
    return parts;
  });
}

function columnsAllowed(table: CompiledTable, rows: readonly FoundRow[]): ReadonlySet<string> | undefined {
  const block = table.definition.blocks?.find((each) => rows.some((row) => each.rows.includes(row.code)));
  return block && new Set(block.columns);
}

// ── what was found, together ────────────────────────────────────────────────────────────────────────────────────────

function assemble(view: SheetView, table: CompiledTable, runs: readonly Run[], scan: Scan): TableMatch | undefined {
  const places: PlacedCell[] = [];
  const knownColumns = new Set<number>();
  for (const { rows, columns } of runs) {
    for (const column of [...columns.leaves.keys(), ...columns.facts.keys()]) {
      for (let each = column; each <= (columns.spans.get(column) ?? column); each++) knownColumns.add(each);
    }
    for (const found of rows) {
      knownColumns.add(found.column);
      const ofRow = unitOfRow(view, found, columns) ?? found.unit;
      for (const [column, leaf] of columns.leaves) {
        const at = figureColumn(view, found.row, column, columns.spans.get(column) ?? column);
        places.push(placeOf(table, found, at, leaf, ofRow ?? columns.units.get(column)));
      }
    }
  }
  const rows = runs.flatMap((run) => run.rows);
  if (rows.length === 0) return undefined;
  const top = Math.min(...rows.map((row) => row.row));
  const bottom = Math.max(...rows.map((row) => row.row));
  const columns = [...knownColumns].filter((column) => column > 0);
  return {
    table: table.code,
    view,
    how: runs.some((run) => run.columns.byWord) ? 'labels' : 'layout',
    places,
    titleUnit: titleUnitAbove(view, top),
    rows,
    doubtfulRows: scan.doubtful,
    doubtfulColumns: uniqueDoubts(runs),
    unknownRows: unknownRows(scan, runs),
    headedColumns: new Set(runs.flatMap((run) => [...run.columns.headed])),
    headRows: Math.min(table.headDepth, top - 1),
    extent: { top, left: Math.min(...columns), bottom, right: Math.max(...columns) },
    knownColumns
  };
}

/** @param parts of one table, found in strips of `whole` */
export function joinMatches(whole: SheetView, parts: readonly TableMatch[]): TableMatch | undefined {
  const first = parts[0];
  if (!first) return undefined;
  const all = <T>(of: (part: TableMatch) => Iterable<T>): T[] => parts.flatMap((part) => [...of(part)]);
  return {
    ...first,
    view: whole,
    places: all((part) => part.places),
    rows: all((part) => part.rows),
    doubtfulRows: all((part) => part.doubtfulRows),
    doubtfulColumns: all((part) => part.doubtfulColumns),
    unknownRows: all((part) => part.unknownRows),
    headedColumns: new Set(all((part) => part.headedColumns)),
    knownColumns: new Set(all((part) => part.knownColumns)),
    extent: {
      top: Math.min(...parts.map(({ extent }) => extent.top)),
      left: Math.min(...parts.map(({ extent }) => extent.left)),
      bottom: Math.max(...parts.map(({ extent }) => extent.bottom)),
      right: Math.max(...parts.map(({ extent }) => extent.right))
    }
  };
}

function placeOf(
  table: CompiledTable,
  found: FoundRow,
  column: number,
  leaf: CompiledColumn,
  unit: string | undefined
): PlacedCell {
  return { key: cellKey(table.code, found.code, leaf.code), row: found.row, column, unit };
}

/** Under a head that spans several columns the figure may stand in any of them. */
function figureColumn(view: SheetView, row: number, from: number, to: number): number {
  for (let column = from; column <= to; column++) if (view.cellAt(row, column)) return column;
  return from;
}

function unitOfRow(view: SheetView, found: FoundRow, columns: FoundColumns): string | undefined {
  const column = [...columns.facts].find(([, fact]) => fact === 'uom')?.[0];
  const text = column === undefined ? undefined : view.cellOver(found.row, column)?.value.trim();
  return text === '' ? undefined : text;
}

function titleUnitAbove(view: SheetView, top: number): string | undefined {
  for (const { row, cells } of [...view.rows].reverse()) {
    if (row >= top || row < top - 15) continue;
    for (const cell of cells) {
      const unit = cell.kind === 'text' ? unitOfTitle(cell.value) : undefined;
      if (unit !== undefined) return unit;
    }
  }
  return undefined;
}

const uniqueDoubts = (runs: readonly Run[]): FoundColumns['doubtful'] => [
  ...new Map(
    runs.flatMap((run) => run.columns.doubtful).map((doubt) => [`${doubt.row} ${doubt.column}`, doubt])
  ).values()
];

/**
 * Below the heads, with something in a column of figures, and a text that is none. A row of column numbers is a head. Where a figure
 * should stand, words count too if the row is surely of the table: not below its last known row, or with a unit of measure.
 */
function unknownRows(scan: Scan, runs: readonly Run[]): { row: number; label: RawCell }[] {
  const bottom = Math.max(...runs.flatMap((run) => run.rows.map((found) => found.row)));
  const units = new Set(
    runs.flatMap((run) => [...run.columns.facts].flatMap(([column, fact]) => (fact === 'uom' ? [column] : [])))
  );
  const figures = new Set(runs.flatMap((run) => [...run.columns.leaves.keys()]));
  const heads = new Set(runs.flatMap((run) => run.heads.filter((row) => row <= run.columns.lastHead)));
  const first = Math.min(...runs.map((run) => run.columns.lastHead));
  return scan.others.flatMap(({ row, cells }) => {
    if (row <= first || heads.has(row) || numbersColumns(cells)) return [];
    const label = cells.find((cell) => cell.kind === 'text' && !isFigure(cell));
    const isOfTable = row <= bottom || cells.some((cell) => units.has(cell.column) && unitIn(cell.value) !== undefined);
    const something = cells.find(
      (cell) =>
        figures.has(cell.column) && cell !== label && (isFigure(cell) || (isOfTable && /\p{L}/u.test(cell.value)))
    );
    return label && something ? [{ row, label }] : [];
  });
}

/** 件 万元 件 … under the heads, whatever stands right of an empty column */
function isUnitsRow(cells: readonly RawCell[]): boolean {
  const end = cells.findIndex((cell, index) => index > 0 && cell.column > (cells[index - 1]?.column ?? 0) + 2);
  const own = end < 0 ? cells : cells.slice(0, end);
  return own.every((cell) => cell.kind === 'text' && unitIn(cell.value) !== undefined);
}

/** Figures that are neither years nor column numbers, both of which stand in heads. */
function holdsFigures(cells: readonly RawCell[]): boolean {
  if (numbersColumns(cells)) return false;
  return cells.some((cell) => {
    if (cell.kind !== 'number' && cell.kind !== 'text') return false;
    const [, digits, rest = ''] = /^\s*-?([\d,.]+)\s*(\S*)\s*$/.exec(cell.value.slice(0, 40).normalize('NFKC')) ?? [];
    if (digits === undefined || (rest !== '' && unitIn(rest) === undefined)) return false;
    return !(/^(19|20)\d\d$/.test(digits) && (rest === '' || rest === '年'));
  });
}

/** 甲 乙 1 2 3 … under the heads; what stands right of an empty column after the numbers belongs to something else */
function numbersColumns(all: readonly RawCell[]): boolean {
  const end = all.findIndex((cell, index) => {
    const before = all[index - 1];
    return before !== undefined && isFigure(before) && cell.column > before.column + 1;
  });
  const cells = end < 0 ? all : all.slice(0, end);
  const numbers = cells.filter(isFigure).map((cell) => Number(cell.value));
  const counts = numbers.every((number, index) => index === 0 || number === (numbers[index - 1] ?? 0) + 1);
  return (
    numbers.length > 1 && counts && cells.every((cell) => isFigure(cell) || /^[甲乙丙丁戊]$/.test(cell.value.trim()))
  );
}
