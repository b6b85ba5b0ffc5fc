// The printed form without its values: titles, heads, row labels, signature block, and where each cell stands. The same for a unit's sheet,
// for a blank form and for the totals, so that one cell has one address in all of them.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import { layTable, type GridRow, type PlacedCell, type TableGrid } from '#core/forms/grid.ts';
import type { Period } from '#core/places/period.ts';
import type { Mark, MarkedPlace } from '#core/workbook/mark.ts';
import type { Page, PageCell, PageStyle } from '#core/workbook/page.ts';
import { printLines, widestUpright } from '#core/workbook/print-lines.ts';
import { addressOf, type RawMerge } from '#core/workbook/raw-workbook.ts';
import { linesIn, widthOf } from './text-size.ts';

export interface Place {
  row: number;
  column: number;
  /** the figure stands in the middle: of several columns, or as its neighbours that do */
  centred: boolean;
}

export interface Frame extends Pick<Page, 'widths' | 'heights' | 'merges' | 'frozen' | 'print'> {
  cells: readonly PageCell[];
  /** where each cell of the form stands; blocked ones are not in it */
  places: ReadonlyMap<CellKey, Place>;
  /** for the hidden mark, without the sheet's name */
  rows: readonly Omit<Mark['rows'][number], 'sheet'>[];
  heads: readonly Omit<MarkedPlace, 'sheet'>[];
}

export interface FrameInput {
  form: CompiledForm;
  unitName?: string | undefined;
  period?: Period | undefined;
}

const lineHeight = 15;
const columnsPerPixel = 1 / 7;

interface Work {
  cells: PageCell[];
  merges: RawMerge[];
  heights: Map<number, number>;
  places: Map<CellKey, Place>;
  rows: Omit<Mark['rows'][number], 'sheet'>[];
  heads: Omit<MarkedPlace, 'sheet'>[];
  widths: number[];
  /** per table: the page column (from 0) at which each of its columns begins, and the one after its last */
  starts: ReadonlyMap<TableGrid, readonly number[]>;
  next: number;
}

export function layFrame({ form, unitName, period }: FrameInput): Frame {
  const grids = form.tables.map((table) => layTable(form, table));
  const { widths, starts } = columnsOfPage(grids);
  const work: Work = {
    cells: [],
    merges: [],
    heights: new Map(),
    places: new Map(),
    rows: [],
    heads: [],
    widths,
    starts,
    next: 1
  };
  layTitle(work, form, unitName, period);
  let heads: { from: number; to: number } | undefined;
  for (const [index, grid] of grids.entries()) {
    if (index > 0) work.next++;
    if (grids.length > 1) layTableTitle(work, grid);
    const from = work.next;
    layRows(work, grid, grid.head);
    if (grids.length === 1 && work.next > from) heads = { from, to: work.next - 1 };
    layRows(work, grid, grid.body);
    layNotes(work, grid);
  }
  laySignatures(work, form);
  const width = work.widths.reduce((sum, each) => sum + each, 0);
  return {
    ...work,
    ...(heads ? { frozen: { rows: heads.to, columns: grids[0]?.stubColumns ?? 0 } } : {}),
    print: {
      landscape: width > widestUpright,
      ...(width > widestAcross ? { paper: 'A3' as const } : {}),
      ...(heads ? { repeatRows: heads } : {})
    }
  };
}

// what an A4 page across shows at a size that can still be read
const widestPage = 1_200;
/** characters of the body font side by side; wider ones are printed on A3 */
const widestAcross = 215;
/** a figure of six digits; longer ones are shown in smaller letters */
const narrowestValue = 54;

/** Widths of a table's columns on paper: where many columns of figures stand side by side, they are narrower than on the screen. */
function widthsOf({ columns }: TableGrid): number[] {
  const isValue = ({ role }: TableGrid['columns'][number]): boolean => role === 'value';
  const sum = (some: TableGrid['columns']): number => some.reduce((all, { width }) => all + width, 0);
  const values = columns.filter(isValue);
  const room = widestPage - sum(columns.filter((column) => !isValue(column)));
  if (sum(columns) <= widestPage || values.length === 0) return columns.map(({ width }) => width);
  const share = Math.max(narrowestValue, room / values.length);
  return columns.map((column) => (isValue(column) ? Math.min(column.width, share) : column.width));
}

/** boundaries of different tables that are this near are one */
const nearPixels = 12;

/**
 * Tables that stand one below the other are all as wide as the page, as they are printed. So the page's columns lie between all
 * boundaries of all tables, and a cell of a table may span several of them. A single table keeps its own columns.
 */
function columnsOfPage(grids: readonly TableGrid[]): Pick<Work, 'widths' | 'starts'> {
  const all = grids.map(widthsOf);
  const totals = all.map((each) => each.reduce((sum, width) => sum + width, 0));
  const page = grids.length === 1 ? (totals[0] ?? 0) : Math.min(widestPage, Math.max(...totals));
  const boundaries = grids.map((_, index) => {
    let at = 0;
    return [0, ...(all[index] ?? []).map((width) => (at += (width * page) / (totals[index] ?? page)))];
  });
  const lines: number[] = [];
  for (const at of boundaries.flat().sort((a, b) => a - b))
    if (at - (lines.at(-1) ?? -nearPixels) >= nearPixels) lines.push(at);
  const lineOf = (at: number) =>
    lines.reduce((best, line, index) => (Math.abs(line - at) < Math.abs((lines[best] ?? 0) - at) ? index : best), 0);
  return {
    widths: lines.slice(1).map((line, index) => characters(line - (lines[index] ?? 0))),
    starts: new Map(grids.map((grid, index) => [grid, (boundaries[index] ?? []).map(lineOf)]))
  };
}

/** the library takes a width of 9 for none and leaves it out */
function characters(pixels: number): number {
  const width = Math.round(pixels * columnsPerPixel * 10) / 10;
  return width === 9 ? 9.1 : width;
}

// ── lines above and below ───────────────────────────────────────────────────────────────────────────────────────────

function layTitle(work: Work, form: CompiledForm, unitName: string | undefined, period: Period | undefined): void {
  const { title, subtitle, left, lefts, right } = printLines(form, unitName, period);
  line(work, 'title', title, 30);
  if (subtitle !== '') line(work, 'subtitle', subtitle, 20);
  for (let at = 0; at < Math.max(lefts.length, right.length - 1); at++)
    twoLines(work, lefts[at] ?? '', at < right.length - 1 ? (right[at] ?? '') : '');
  twoLines(work, left, right.at(-1) ?? '');
}

function line(work: Work, style: PageStyle, text: string, height = lineHeight + 3): void {
  const row = work.next++;
  work.cells.push({ row, column: 1, style, value: { kind: 'text', text } });
  work.heights.set(row, height);
  span(work, row, 1, 1, work.widths.length);
}

function twoLines(work: Work, left: string, right: string): void {
  const all = work.widths.length;
  if (left === '') return line(work, 'line-right', right);
  if (right === '' || all < 2) return line(work, 'line', left);
  // both halves as wide as their texts, as far as there is room
  const wanted = widthOf(left) / (widthOf(left) + widthOf(right));
  const total = work.widths.reduce((sum, width) => sum + width, 0);
  let split = 1;
  for (let sum = work.widths[0] ?? 0; split < all - 1 && sum < total * wanted; split++) sum += work.widths[split] ?? 0;
  const row = work.next++;
  work.heights.set(row, lineHeight + 3);
  work.cells.push({ row, column: 1, style: 'line', value: { kind: 'text', text: left } });
  work.cells.push({ row, column: split + 1, style: 'line-right', value: { kind: 'text', text: right } });
  span(work, row, 1, 1, split);
  span(work, row, split + 1, 1, all - split);
}

function layTableTitle(work: Work, { table }: TableGrid): void {
  const { title, uom } = table.definition;
  line(work, 'table-title', uom === undefined ? title.zh : `${title.zh}（单位：${uom}）`, 22);
}

/** 填报说明 below their table, as many lines high as they need */
function layNotes(work: Work, { table }: TableGrid): void {
  const width = work.widths.reduce((sum, each) => sum + each, 0);
  for (const note of table.definition.notes ?? []) line(work, 'line', note, linesIn(note, width) * lineHeight + 3);
}

function laySignatures(work: Work, form: CompiledForm): void {
  if (form.definition.signatures.length === 0) return;
  work.next++;
  line(work, 'line', form.definition.signatures.join('　　　　　　　　'), 22);
}

/** Merged only where it spans more than one cell. */
function span(work: Work, row: number, column: number, rowspan: number, colspan: number): void {
  if (rowspan > 1 || colspan > 1)
    work.merges.push({ top: row, left: column, bottom: row + rowspan - 1, right: column + colspan - 1 });
}

// ── tables ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function layRows(work: Work, grid: TableGrid, rows: readonly GridRow[]): void {
  const from = work.next;
  for (const [index, row] of rows.entries()) {
    // a row without a label has no cell that could say where it is
    if (row.kind === 'row' && row.row && grid.stubColumns === 0)
      work.rows.push({ key: `${grid.table.code}/${row.row.code}`, address: '', row: from + index });
    for (const cell of row.cells) layCell(work, grid, row, cell, from + index);
    const lines = Math.max(1, ...row.cells.map((cell) => (cell.rowspan > 1 ? 1 : linesOf(work, grid, cell))));
    work.heights.set(from + index, lines * lineHeight + 4);
  }
  work.next += rows.length;
}

/** Page columns that a cell of the grid takes. */
function columnsOf(work: Work, grid: TableGrid, { at, colspan }: PlacedCell): { first: number; count: number } {
  const starts = work.starts.get(grid) ?? [];
  const first = starts[at] ?? at;
  return { first: first + 1, count: (starts[at + colspan] ?? first + 1) - first };
}

function layCell(work: Work, grid: TableGrid, gridRow: GridRow, cell: PlacedCell, row: number): void {
  const { first: column, count } = columnsOf(work, grid, cell);
  span(work, row, column, cell.rowspan, count);
  const put = (style: PageStyle, text = '', more: { indent?: number } = {}) =>
    work.cells.push({ row, column, style, value: text === '' ? { kind: 'empty' } : { kind: 'text', text }, ...more });
  const { content } = cell;
  const table = grid.table.code;
  const address = addressOf(row, column);
  switch (content.kind) {
    case 'head':
      put(gridRow.kind === 'title' ? 'heading' : 'head', content.label.zh);
      if (content.column !== undefined) work.heads.push({ key: `${table}/${content.column}`, address });
      return;
    case 'stub':
      put(
        gridRow.kind === 'heading' || cell.rowspan > 1 ? 'heading' : 'stub',
        content.label.zh,
        grid.stubColumns === 1 ? { indent: content.level } : {}
      );
      if (gridRow.row?.code === content.row && gridRow.kind === 'row')
        work.rows.push({ key: `${table}/${content.row}`, address, row });
      return;
    case 'fact':
      put('fact', content.text);
      return;
    case 'blocked':
      put('blocked');
      return;
    case 'nothing':
      put(gridRow.kind === 'head' ? 'head' : 'value');
      return;
    case 'cell':
      work.places.set(content.key, { row, column, centred: work.starts.size > 1 || count > 1 });
  }
}

function linesOf(work: Work, grid: TableGrid, cell: PlacedCell): number {
  const { content } = cell;
  const text =
    content.kind === 'head' || content.kind === 'stub' ? content.label.zh : content.kind === 'fact' ? content.text : '';
  const { first, count } = columnsOf(work, grid, cell);
  const width = work.widths.slice(first - 1, first - 1 + count).reduce((sum, each) => sum + each, 0);
  const indent = content.kind === 'stub' && grid.stubColumns === 1 ? content.level * 1.5 : 0;
  return linesIn(text, width - indent);
}
