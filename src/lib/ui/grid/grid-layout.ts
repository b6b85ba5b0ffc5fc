// The library's settings that follow from a plan: widths, heights, frozen columns, merges and heads.
import type HandsontableType from 'handsontable/base';
import type { GridPlan } from './grid-plan.ts';

export const rowHeaderPixels = 44;
const scrollbarPixels = 16;
/** how much wider than planned the labels become */
const mostLabelPixels = 160;

/** the settings that follow from a plan and the width that there is for it */
export function layoutOf(plan: GridPlan, width: number): HandsontableType.GridSettings {
  return {
    colWidths: widthsIn(plan, width - rowHeaderPixels),
    rowHeights: plan.rows.map((row) => row.height),
    fixedColumnsStart: plan.frozen,
    mergeCells: plan.merges.length > 0 ? plan.merges.map((merge) => ({ ...merge })) : false,
    ...headsOf(plan)
  };
}

/** Labels take what is left over on a wide screen, within reason: numbers far from their labels are hard to read. */
function widthsIn(plan: GridPlan, width: number): number[] {
  const spare = width - plan.columns.reduce((sum, column) => sum + column.width, 0) - scrollbarPixels;
  const label = plan.columns.findLastIndex((column) => column.kind === 'label');
  return plan.columns.map(
    (column, at) => column.width + (at === label ? Math.min(Math.max(0, spare), mostLabelPixels) : 0)
  );
}

function headsOf(plan: GridPlan): HandsontableType.GridSettings {
  if (plan.heads.length === 0) return { colHeaders: false };
  if (plan.heads.length === 1) {
    const labels = plan.heads[0]!.flatMap((head) => Array.from({ length: head.colspan }, () => escaped(head.label)));
    return { colHeaders: labels, columnHeaderHeight: plan.headHeights[0] };
  }
  return {
    colHeaders: true,
    nestedHeaders: plan.heads.map((row) =>
      row.map(({ label, colspan, rowspan }) => ({ label: escaped(label), colspan, rowspan }))
    ),
    columnHeaderHeight: [...plan.headHeights]
  };
}

/** heads go into the page as HTML: a label with < in it must stay a label */
const escaped = (label: string): string =>
  label.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
