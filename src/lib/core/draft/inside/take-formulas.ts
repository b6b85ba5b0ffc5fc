// Formulas that stand in the workbook's cells become formulas of columns, of rows, or of rows in the main column.
import { addressOf } from '#core/workbook/raw-workbook.ts';
import type { IndicatorType } from '#core/forms/form.ts';
import { inOurWords, readSheetFormula, type SheetExpression } from './excel-formula.ts';
import {
  cellIndex,
  cellOf,
  cellsOf,
  leafRows,
  tell,
  valueColumns,
  type Work,
  type WorkCell,
  type WorkColumn,
  type WorkRow,
  type WorkTable
} from './work.ts';

interface Written {
  cell: WorkCell;
  /** relative to the row: `:a + :b`; undefined where it leaves the row */
  inRow: string | undefined;
  /** relative to the column: `r1: + r2:` */
  inColumn: string | undefined;
  /** in the main column by codes alone */
  inMain: string | undefined;
}

export function takeFormulas(work: Work): void {
  const find = cellIndex(work.tables);
  for (const table of work.tables) {
    const written = new Map<string, Written>();
    for (const cell of cellsOf(table)) {
      const formula = cell.raw?.formula;
      if (formula === undefined || formula === '') continue;
      const read = readSheetFormula(formula);
      const percent = /%/.test(cell.raw?.numberFormat ?? '');
      const found = read && wordsFor(find, cell, percent ? timesHundred(read) : read);
      if (found) written.set(`${cell.row.code} ${cell.column.code}`, found);
      else noteNotTaken(work, cell, formula);
    }
    if (written.size > 0) place(work, table, written);
  }
}

const timesHundred = (read: SheetExpression): SheetExpression => ({
  kind: 'operation',
  sign: '*',
  left: read,
  right: { kind: 'number', text: '100' }
});

function wordsFor(find: ReturnType<typeof cellIndex>, cell: WorkCell, read: SheetExpression): Written | undefined {
  const { name } = cell.table.paper.sheet;
  let leavesRow = false;
  let leavesColumn = false;
  const say = (nameOf: (found: WorkCell) => string) =>
    inOurWords(read, (sheet, row, column) => {
      const found = find(sheet ?? name, row, column);
      if (found === undefined) return undefined;
      if (found === 'heading') return 'open';
      if (found.table !== cell.table || found.row !== cell.row) leavesRow = true;
      if (found.table !== cell.table || found.column !== cell.column) leavesColumn = true;
      return nameOf(found);
    });
  const tableOf = (found: WorkCell) => (found.table === cell.table ? '' : `${found.table.code}!`);
  const inRow = say((found) => `:${found.column.code}`);
  if (inRow === undefined) return undefined;
  const inColumn = say(
    (found) => `${tableOf(found)}${found.row.code}:${found.table === cell.table ? '' : found.column.code}`
  );
  const inMain = say((found) => found.row.code);
  return {
    cell,
    inRow: leavesRow ? undefined : inRow,
    inColumn: leavesColumn ? undefined : inColumn,
    inMain: leavesColumn ? undefined : inMain
  };
}

function place(work: Work, table: WorkTable, written: ReadonlyMap<string, Written>): void {
  const rows = leafRows(table);
  const columns = valueColumns(table);
  const at = (row: WorkRow, column: WorkColumn) => written.get(`${row.code} ${column.code}`);
  const isWhole = (cells: readonly { row: WorkRow; column: WorkColumn }[]) => {
    const real = cells.filter(({ row, column }) => cellOf(table, row, column) !== undefined);
    return real.length > 0 && real.every(({ row, column }) => at(row, column) !== undefined);
  };
  const totalRows = new Set(
    columns.length > 1 ? rows.filter((row) => isWhole(columns.map((column) => ({ row, column })))) : []
  );
  for (const { cell, inColumn } of written.values()) {
    // what divides one row by another is a rate or a mean, whatever it is called
    if (inColumn === undefined || !inColumn.includes(' / ') || cell.row.type !== undefined) continue;
    cell.row.type = 'rate';
    cell.row.decimals ??= 2;
  }
  const taken = new Set<Written>();
  for (const column of columns) {
    const others = rows.filter((row) => !totalRows.has(row) && cellOf(table, row, column));
    const those = others.length > 0 ? others : rows;
    if (rows.length < 2 && columns.length === 1) break;
    const all = those.flatMap((row) => at(row, column) ?? []);
    if (all.length === 0 || all.length < those.filter((row) => cellOf(table, row, column)).length) continue;
    if (all.some((each) => each.inRow === undefined)) continue;
    setColumn(column, all);
    for (const row of rows) {
      const each = at(row, column);
      const text = column.formula ?? column.more?.formulas?.[row.type ?? 'count'];
      if (each && each.inRow === text) taken.add(each);
    }
    noteTaken(work, all[0], column.anchor, column.formula ?? Object.values(column.more?.formulas ?? {}).join('; '));
  }
  takeRows(work, table, rows, columns, at, taken);
}

/** One formula for all rows, or for each type of row the one that most of its rows have. */
function setColumn(column: WorkColumn, all: readonly Written[]): void {
  const counts = new Map<IndicatorType, Map<string, number>>();
  for (const { cell, inRow = '' } of all) {
    const type = cell.row.type ?? 'count';
    const texts = counts.get(type) ?? new Map<string, number>();
    counts.set(type, texts.set(inRow, (texts.get(inRow) ?? 0) + 1));
  }
  const usual = [...counts].map(
    ([type, texts]) => [type, [...texts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? ''] as const
  );
  if (new Set(usual.map(([, text]) => text)).size === 1) column.formula = usual[0]?.[1] ?? '';
  else column.more = { ...column.more, formulas: Object.fromEntries(usual) };
}

function takeRows(
  work: Work,
  table: WorkTable,
  rows: readonly WorkRow[],
  columns: readonly WorkColumn[],
  at: (row: WorkRow, column: WorkColumn) => Written | undefined,
  taken: Set<Written>
): void {
  const computed = (column: WorkColumn) => column.formula !== undefined || column.more?.formulas !== undefined;
  const all = rows
    .flatMap((row) => columns.flatMap((column) => at(row, column) ?? []))
    .filter((each) => !taken.has(each));
  const left = all.filter((each) => !computed(each.cell.column));
  const inColumns = new Set(left.map((each) => each.cell.column));
  const [only] = inColumns;
  const main = table.mainColumn ?? (inColumns.size === 1 && columns.length > 1 ? only?.code : undefined);
  // a table where one column alone has formulas row by row: it is the one that indicators mean
  if (main !== undefined && table.mainColumn === undefined && left.every((each) => each.inMain !== undefined)) {
    const wholeRow = left.every((each) =>
      columns.every((column) => column === only || !cellOf(table, each.cell.row, column))
    );
    if (!wholeRow) table.mainColumn = main;
  }
  for (const row of rows) {
    const own = left.filter((each) => each.cell.row === row);
    const [first] = own;
    if (!first) continue;
    if (table.mainColumn === undefined) {
      const open = columns.filter(
        (column) => !computed(column) && column.type !== 'text' && cellOf(table, row, column)
      );
      const isOne = new Set(own.map((each) => each.inColumn)).size === 1 && first.inColumn !== undefined;
      if (isOne && own.length === open.length) row.formula = first.inColumn as string;
    } else {
      const inMain = own.find((each) => each.cell.column.code === table.mainColumn);
      if (inMain?.inMain !== undefined && own.length === 1) row.formula = inMain.inMain;
    }
    if (row.formula === undefined) own.forEach((each) => noteNotTaken(work, each.cell, each.cell.raw?.formula ?? ''));
    else noteTaken(work, first, row.anchor, row.formula);
  }
  for (const each of all)
    if (computed(each.cell.column) && each.cell.row.formula === undefined)
      noteNotTaken(work, each.cell, each.cell.raw?.formula ?? '');
}

const placeOf = ({ table, row, column, raw }: WorkCell): string =>
  `${table.paper.sheet.name}!${addressOf(row.row, raw?.column ?? column.places.get(row.band)?.first ?? 1)}`;

function noteTaken(work: Work, first: Written | undefined, anchor: string, formula: string): void {
  if (!first) return;
  tell(work, { code: 'formula', certainty: 'sure', at: anchor, parameters: { formula, from: placeOf(first.cell) } });
}

function noteNotTaken(work: Work, cell: WorkCell, formula: string): void {
  tell(work, {
    code: 'formula-not-taken',
    certainty: 'likely',
    at: placeOf(cell),
    parameters: { formula: `=${formula.slice(0, 200)}` }
  });
}
