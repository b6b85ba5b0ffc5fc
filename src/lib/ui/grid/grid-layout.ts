// The library's settings that follow from a plan: widths, heights, frozen columns, merges and heads. All pixels of a plan are those of
// 100 %; here they become those of the zoom that is set.
import type HandsontableType from 'handsontable/base';
import type { GridPlan, PlanColumn } from './grid-plan.ts';
import { linesOf } from './text-width.ts';

const rowHeaderPixels = 44;
const scrollbarPixels = 10;
const linePixels = 19;
/** above and below the lines of a cell */
const paddingPixels = 2;
/** a cell's own line at its lower edge */
const borderPixels = 1;
const headPadding = 8;
const cellPadding = 14;
const indentPixels = 14;
/** how wide columns become on a wide screen: beyond these a figure stands too far from its label */
const mostValuePixels = 170;
const mostLabelPixels = 720;
/** how much of the room labels, and all columns that stay in view, may take before they leave too little for the figures */
const mostLabelShare = 0.45;
const mostFrozenShare = 0.7;
const leastLabelPixels = 120;
/** labels this wide still read well: they give up to here when all columns then come into view */
const narrowLabelPixels = 220;

export interface LayoutRoom {
  /** pixels on the screen for the whole grid */
  width: number;
  /** 1 is 100 % */
  zoom: number;
  /** widths that a person has chosen, by column code, at 100 % */
  chosen: Readonly<Record<string, number>> | undefined;
}

/** the settings that follow from a plan and the room that there is for it */
export function layoutOf(plan: GridPlan, room: LayoutRoom): HandsontableType.GridSettings {
  const widths = widthsIn(plan, room);
  const { line, row } = sizesAt(room.zoom);
  const zoomed = (pixels: number): number => Math.round(pixels * room.zoom);
  return {
    colWidths: widths.map(zoomed),
    rowHeights: rowLines(plan, widths).map((lines) => row + (lines - 1) * line),
    rowHeaderWidth: zoomed(rowHeaderPixels),
    fixedColumnsStart: frozenIn(plan, widths, room),
    mergeCells: plan.merges.length > 0 ? plan.merges.map((merge) => ({ ...merge })) : false,
    ...headsOf(
      plan,
      headLines(plan, widths).map((lines) => lines * line + zoomed(headPadding))
    )
  };
}

/** Whole pixels of one line of text, of what is above and below it, and of a row with one line: the library rounds up what is not whole. @param zoom 1 is 100 % */
export function sizesAt(zoom: number): { line: number; padding: number; row: number } {
  const [line, padding] = [Math.round(linePixels * zoom), Math.round(paddingPixels * zoom)];
  return { line, padding, row: line + 2 * padding + borderPixels };
}

/** names of columns in what is kept: codes are unique among values, labels are numbered */
export const columnName = ({ kind, code }: PlanColumn): string => (kind === 'value' ? code : `${kind}:${code}`);

/**
 * Pixels at 100 %. As chosen by the person; else as planned, with what a wide screen leaves given first to the columns of values, then
 * to the labels: an empty margin helps nobody. Where a little is lacking, the labels give it: half a column of figures helps nobody either.
 */
export function widthsIn(plan: GridPlan, { width, zoom, chosen }: LayoutRoom): number[] {
  if (chosen) return plan.columns.map((column) => chosen[columnName(column)] ?? column.width);
  const room = width / zoom;
  const widths = plan.columns.map((column) => column.width);
  const label = plan.columns.findLastIndex((column) => column.kind === 'label');
  if (label >= 0) widths[label] = Math.min(widths[label]!, Math.max(leastLabelPixels, room * mostLabelShare));
  let spare = room - rowHeaderPixels - scrollbarPixels - sumOf(widths);
  if (label >= 0 && spare < 0 && widths[label]! + spare >= narrowLabelPixels) {
    widths[label]! += Math.floor(spare);
    return widths;
  }
  const widen = (at: number, most: number): void => {
    const more = Math.floor(Math.max(0, Math.min(spare, most - widths[at]!)));
    widths[at]! += more;
    spare -= more;
  };
  const values = plan.columns.flatMap((column, at) => (column.kind === 'value' ? [at] : []));
  // half of what is spare, shared evenly: the labels get the other half and what the values do not take
  const share = spare / 2 / Math.max(1, values.length);
  for (const at of values) widen(at, Math.min(mostValuePixels, widths[at]! + share));
  if (label >= 0) widen(label, mostLabelPixels);
  return widths;
}

/** All that the plan freezes, or the labels only, or nothing: at a large zoom the frozen columns would cover the figures. */
function frozenIn(plan: GridPlan, widths: readonly number[], { width, zoom }: LayoutRoom): number {
  const labels = plan.columns.filter((column) => column.kind === 'label').length;
  const fits = (count: number): boolean =>
    (rowHeaderPixels + sumOf(widths.slice(0, count))) * zoom <= width * mostFrozenShare;
  return [plan.frozen, Math.min(labels, plan.frozen)].find(fits) ?? 0;
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

const widthOver = (widths: readonly number[], at: number, colspan: number): number =>
  sumOf(widths.slice(at, at + colspan)) - cellPadding;

function rowLines(plan: GridPlan, widths: readonly number[]): number[] {
  return plan.rows.map(({ label: { text, at, colspan }, depth }) =>
    text === '' ? 1 : linesOf(text, widthOver(widths, at, colspan) - depth * indentPixels)
  );
}

/** Lines of each head row: enough for each head in the columns that it spans, spread over the rows that it spans. */
function headLines({ heads, columns }: GridPlan, widths: readonly number[]): number[] {
  const lines = heads.map(() => 1);
  const covered: number[] = columns.map(() => 0); // the row below the head that stands over a column
  heads.forEach((row, level) => {
    let at = 0;
    for (const head of row) {
      while ((covered[at] ?? 0) > level) at += 1;
      const needed = Math.ceil(linesOf(head.label, widthOver(widths, at, head.colspan)) / head.rowspan);
      for (let down = level; down < level + head.rowspan; down += 1) lines[down] = Math.max(lines[down] ?? 1, needed);
      for (let right = at; right < at + head.colspan; right += 1) covered[right] = level + head.rowspan;
      at += head.colspan;
    }
  });
  return lines;
}

function headsOf(plan: GridPlan, heights: readonly number[]): HandsontableType.GridSettings {
  if (plan.heads.length === 0) return { colHeaders: false };
  if (plan.heads.length === 1) {
    const labels = plan.heads[0]!.flatMap((head) => Array.from({ length: head.colspan }, () => escaped(head.label)));
    return { colHeaders: labels, columnHeaderHeight: heights[0] };
  }
  return {
    colHeaders: true,
    nestedHeaders: plan.heads.map((row) =>
      row.map(({ label, colspan, rowspan }) => ({ label: escaped(label), colspan, rowspan }))
    ),
    columnHeaderHeight: [...heights]
  };
}

/** heads go into the page as HTML: a label with < in it must stay a label */
const escaped = (label: string): string =>
  label.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
