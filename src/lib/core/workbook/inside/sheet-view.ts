// A raw sheet as a person sees it: what lies under a merge is not there, and a merged label stands over all it spans.
import { Problem } from '#core/basics/problem.ts';
import { readLimits } from '#core/workbook/limits.ts';
import { plainLabel, type PlainLabel } from '#core/workbook/normalise-label.ts';
import { maxColumn, type RawCell, type RawMerge, type RawSheet } from '#core/workbook/raw-workbook.ts';

export interface SheetView {
  sheet: RawSheet;
  /** the sheet of the file that it shows: itself, or what it is a strip or a turned copy of */
  source: RawSheet;
  /** rows stand as columns: (row, column) here is (column, row) in the file */
  isTurned: boolean;
  /** rows that hold something, in order, with their visible cells from left to right */
  rows: readonly { row: number; cells: readonly RawCell[] }[];
  /** the visible cell at exactly this place */
  cellAt(row: number, column: number): RawCell | undefined;
  /** the cell whose merge spans this place, or the cell at it */
  cellOver(row: number, column: number): RawCell | undefined;
  /** the merge that spans this place */
  mergeOver(row: number, column: number): RawMerge | undefined;
  isHidden(row: number, column: number): boolean;
  /** visible cells of a row, from left to right */
  rowAt(row: number): readonly RawCell[];
  /** the cell's text as a label; worked out once, because every table of every form asks */
  labelOf(cell: RawCell): PlainLabel;
}

const placeOf = (row: number, column: number): number => row * (maxColumn + 1) + column;

export function viewOf(sheet: RawSheet, source: RawSheet = sheet, isTurned = false): SheetView {
  const mergesOf = mergesByRow(sheet);
  const mergeOver = (row: number, column: number) =>
    mergesOf(row).find((merge) => merge.left <= column && column <= merge.right);

  const byPlace = new Map<number, RawCell>();
  const rows: { row: number; cells: RawCell[] }[] = [];
  for (const cell of sheet.cells) {
    const merge = mergeOver(cell.row, cell.column);
    if (merge && (merge.top !== cell.row || merge.left !== cell.column)) continue;
    byPlace.set(placeOf(cell.row, cell.column), cell);
    const last = rows.at(-1);
    if (last?.row === cell.row) last.cells.push(cell);
    else rows.push({ row: cell.row, cells: [cell] });
  }
  const hiddenRows = new Set(sheet.hiddenRows);
  const hiddenColumns = new Uint8Array(maxColumn + 1);
  for (const [from, to] of sheet.hiddenColumns) hiddenColumns.fill(1, from, to + 1);
  const byRow = new Map(rows.map(({ row, cells }) => [row, cells]));
  const labels = new Map<RawCell, PlainLabel>();
  const cellAt = (row: number, column: number) => byPlace.get(placeOf(row, column));
  return {
    sheet,
    source,
    isTurned,
    rows,
    cellAt,
    cellOver(row, column) {
      const merge = mergeOver(row, column);
      return merge ? cellAt(merge.top, merge.left) : cellAt(row, column);
    },
    mergeOver,
    rowAt: (row) => byRow.get(row) ?? [],
    labelOf(cell) {
      const known = labels.get(cell) ?? plainLabel(cell.value);
      labels.set(cell, known);
      return known;
    },
    isHidden: (row, column) => sheet.visibility !== 'visible' || hiddenRows.has(row) || hiddenColumns[column] === 1
  };
}

/** Merges that touch a row. For rows that hold cells they are worked out going down once: what is open at a row comes from the row before. */
function mergesByRow(sheet: RawSheet): (row: number) => readonly RawMerge[] {
  if (sheet.merges.length === 0) return () => [];
  const sorted = [...sheet.merges].sort((a, b) => a.top - b.top);
  const known = new Map<number, readonly RawMerge[]>();
  let next = 0;
  let open: RawMerge[] = [];
  let total = 0;
  for (const { row } of sheet.cells) {
    if (known.has(row)) continue;
    open = open.filter((merge) => row <= merge.bottom);
    for (let merge = sorted[next]; merge && merge.top <= row; merge = sorted[++next])
      if (row <= merge.bottom) open.push(merge);
    known.set(row, open.length > 0 ? [...open] : none);
    total += open.length;
    if (total > readLimits.mergedRows)
      throw new Problem('file-hostile', { because: 'too-many-merges', where: sheet.name });
  }
  return (row) => {
    const touching = known.get(row) ?? sorted.filter((merge) => merge.top <= row && row <= merge.bottom);
    known.set(row, touching);
    return touching;
  };
}
const none: readonly RawMerge[] = [];
