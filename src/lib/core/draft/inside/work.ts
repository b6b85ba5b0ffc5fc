// The form in the making, between reading the paper and writing the definition: rows and columns with their places and what is known of them.
import type { ColumnDefinition, IndicatorType } from '#core/forms/form.ts';
import type { RawCell } from '#core/workbook/raw-workbook.ts';
import type { Guess, TableKind } from '#core/draft/draft.ts';
import type { Band } from './find-bands.ts';
import type { Paper } from './paper.ts';

export interface WorkRow {
  code: string;
  label: string;
  anchor: string;
  /** row of the sheet */
  row: number;
  isHeading: boolean;
  parent: WorkRow | undefined;
  band: number;
  uom?: string;
  type?: IndicatorType;
  decimals?: number;
  formula?: string;
  department?: string;
  definition?: string;
  /** a line of an open list */
  isOpen?: boolean;
  aggregate?: 'sum';
  /** code as printed beside it, for relations that name it */
  printed?: string;
}

export interface WorkColumn {
  code: string;
  label: string;
  anchor: string;
  /** by band: column of the sheet; a table of blocks has some columns in some bands only */
  places: ReadonlyMap<number, { first: number; last: number }>;
  role: 'value' | 'code' | 'uom' | 'definition' | 'group';
  parent: WorkColumn | undefined;
  uom?: string;
  type?: IndicatorType;
  decimals?: number;
  formula?: string;
  more?: Pick<ColumnDefinition, 'formulas' | 'types' | 'uoms' | 'uomsByUom' | 'decimalsByType'>;
  /** number as printed below it */
  printed?: string;
}

export interface WorkTable {
  code: string;
  title: string;
  anchor: string;
  paper: Paper;
  kind: TableKind;
  corner: string | undefined;
  headings: 'rows' | 'spans';
  stubMark?: string;
  uom?: string;
  bands: readonly Band[];
  /** all of them, headings before the rows below them */
  rows: WorkRow[];
  /** groups before their parts */
  columns: WorkColumn[];
  mainColumn?: string;
  blocked: Set<string>;
}

export interface WorkCell {
  table: WorkTable;
  row: WorkRow;
  column: WorkColumn;
  raw: RawCell | undefined;
}

export const leafRows = (table: WorkTable): WorkRow[] => table.rows.filter((row) => !row.isHeading);
export const valueColumns = (table: WorkTable): WorkColumn[] =>
  table.columns.filter((column) => column.role === 'value');

export const blockedKey = (row: WorkRow, column: WorkColumn): string => `${row.code} ${column.code}`;

/** The cells of a row and a column; undefined where they do not cross or where the paper is closed. */
export function cellOf(table: WorkTable, row: WorkRow, column: WorkColumn): WorkCell | undefined {
  const place = column.places.get(row.band);
  if (row.isHeading || !place || table.blocked.has(blockedKey(row, column))) return undefined;
  for (let at = place.first; at <= place.last; at++) {
    const area = table.paper.area(row.row, at);
    if (area.cell) return { table, row, column, raw: area.cell };
  }
  return { table, row, column, raw: undefined };
}

export const cellsOf = (table: WorkTable): WorkCell[] =>
  leafRows(table).flatMap((row) => valueColumns(table).flatMap((column) => cellOf(table, row, column) ?? []));

/** `sheet!row column` → the cell of the form there */
export function cellIndex(
  tables: readonly WorkTable[]
): (sheet: string, row: number, column: number) => WorkCell | 'heading' | undefined {
  const cells = new Map<string, WorkCell | 'heading'>();
  for (const table of tables) {
    const { name } = table.paper.sheet;
    for (const row of table.rows)
      for (const column of valueColumns(table)) {
        const place = column.places.get(row.band);
        if (!place) continue;
        const cell = cellOf(table, row, column) ?? 'heading';
        for (let at = place.first; at <= place.last; at++) cells.set(`${name}!${row.row} ${at}`, cell);
      }
  }
  return (sheet, row, column) => cells.get(`${sheet}!${row} ${column}`);
}

export interface Work {
  tables: WorkTable[];
  guesses: Guess[];
  /** the chosen option of a guess */
  chosen(id: string): string | undefined;
}

/** Notes a guess and gives what is to be taken: the chosen option, else the first. */
export function ask(
  work: Work,
  guess: Omit<Guess, 'id' | 'certainty' | 'answer'>,
  options: readonly [string, ...string[]],
  about = ''
): string {
  const id = `${guess.code}@${guess.at}${about === '' ? '' : `#${about}`}`;
  const chosen = work.chosen(id);
  const answer = chosen !== undefined && options.includes(chosen) ? chosen : undefined;
  work.guesses.push({
    ...guess,
    id,
    certainty: answer === undefined ? 'asked' : 'answered',
    options,
    ...(answer === undefined ? {} : { answer })
  });
  return answer ?? options[0];
}

export function tell(work: Work, guess: Omit<Guess, 'id'>, about = ''): void {
  work.guesses.push({ ...guess, id: `${guess.code}@${guess.at}${about === '' ? '' : `#${about}`}` });
}
