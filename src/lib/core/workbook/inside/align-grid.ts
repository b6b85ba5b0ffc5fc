// A table of a form laid over a worksheet that is built alike: row by row, label by label, in the order of the paper. Where all labels are met
// in that order, each cell has its place, however often a label is repeated.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { GridRow, PlacedCell, TableGrid } from '#core/forms/grid.ts';
import { plainLabel } from '#core/workbook/normalise-label.ts';
import type { SheetView } from './sheet-view.ts';

export interface AlignedTable {
  cells: readonly { key: CellKey; row: number; column: number }[];
  /** the last row of the sheet that it takes */
  last: number;
}

/** a row of marks or of units may stand between, or an empty one */
const mostBetween = 3;

/**
 * @param after the table begins below this row
 * @returns undefined when some label is not where it should be
 */
export function alignGrid(view: SheetView, grid: TableGrid, after: number): AlignedTable | undefined {
  const rows = [...grid.head, ...grid.body];
  const first = rows.findIndex((row) => labelsOf(row).length > 0);
  if (first < 0) return undefined;
  for (const { row } of view.rows) {
    if (row <= after) continue;
    const aligned = alignFrom(view, rows, first, row);
    if (aligned) return aligned;
  }
  return undefined;
}

interface Extent {
  left: number;
  right: number;
}

function alignFrom(view: SheetView, rows: readonly GridRow[], first: number, start: number): AlignedTable | undefined {
  const cells: { key: CellKey; row: number; column: number }[] = [];
  /** column of the grid → columns of the sheet */
  let columns = new Map<number, Extent>();
  let at = start - 1;
  for (const [index, row] of rows.entries()) {
    if (index < first) continue;
    const labels = labelsOf(row);
    const found = labels.length === 0 ? { row: at + 1, extents: [] } : findRow(view, labels, at, index === first);
    if (!found) {
      if (isOptional(row)) continue;
      return undefined;
    }
    at = found.row;
    if (row.kind === 'title') columns = new Map();
    for (const [label, extent] of found.extents.entries()) {
      const cell = labels[label]!.cell;
      if (cell.colspan === 1 || cell.content.kind === 'stub') columns.set(cell.at + cell.colspan - 1, extent);
    }
    for (const cell of row.cells) {
      if (cell.content.kind !== 'cell') continue;
      const column = columnFor(columns, cell.at);
      if (column === undefined) return undefined;
      const merge = view.mergeOver(at, column);
      cells.push({ key: cell.content.key, row: merge?.top ?? at, column: merge?.left ?? column });
    }
  }
  return { cells, last: at };
}

interface Label {
  cell: PlacedCell;
  text: string;
}

function labelsOf({ cells }: GridRow): Label[] {
  return cells.flatMap((cell) => {
    const { content } = cell;
    const text = content.kind === 'head' || content.kind === 'stub' ? plainLabel(content.label.zh).text : '';
    return text === '' ? [] : [{ cell, text }];
  });
}

/** marks (甲, 1, 2 …) and units below the heads: many workbooks have none */
const isOptional = ({ kind, cells }: GridRow): boolean =>
  kind === 'head' && cells.every(({ content }) => content.kind !== 'head' || content.column === undefined);

/** The next row that holds all these labels from left to right; the first row of a table is where it is. */
function findRow(
  view: SheetView,
  labels: readonly Label[],
  before: number,
  isFirst: boolean
): { row: number; extents: Extent[] } | undefined {
  for (let row = before + 1; row <= before + (isFirst ? 1 : mostBetween); row++) {
    const extents = labelsIn(view, row, labels);
    if (extents) return { row, extents };
  }
  return undefined;
}

function labelsIn(view: SheetView, row: number, labels: readonly Label[]): Extent[] | undefined {
  const extents: Extent[] = [];
  let next = 0;
  for (const cell of view.rowAt(row)) {
    if (cell.kind !== 'text' && cell.kind !== 'number') continue;
    if (view.labelOf(cell).text !== labels[next]?.text) continue;
    const merge = view.mergeOver(row, cell.column);
    extents.push({ left: cell.column, right: merge?.right ?? cell.column });
    next += 1;
    if (next === labels.length) return extents;
  }
  return undefined;
}

/** of its head; a column without one stands beside its neighbour */
function columnFor(columns: ReadonlyMap<number, Extent>, at: number): number | undefined {
  const own = columns.get(at);
  if (own) return own.left;
  const before = columns.get(at - 1);
  if (before) return before.right + 1;
  const behind = columns.get(at + 1);
  return behind && behind.left > 1 ? behind.left - 1 : undefined;
}
