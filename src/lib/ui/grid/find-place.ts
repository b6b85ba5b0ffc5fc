// Where keys lead in the grid: Excel's ways over the plan. Positions outside the grid are never returned.
import type { GridPlan, Position } from './grid-plan.ts';

/** Next row in a direction that holds cells (headings are passed over); the same row when there is none. */
export function nextRow(plan: GridPlan, row: number, step: 1 | -1): number {
  for (let at = row + step; at >= 0 && at < plan.rows.length; at += step)
    if (plan.rows[at]?.kind === 'cells') return at;
  return row;
}

/**
 * Ctrl+arrow: from a filled cell to the end of its region, from the end of a region or an empty cell to the next filled one,
 * and to the edge of the grid when there is none.
 */
export function edgeFrom(
  plan: GridPlan,
  from: Position,
  step: { row: -1 | 0 | 1; column: -1 | 0 | 1 },
  isFilled: (row: number, column: number) => boolean
): Position {
  const last = { row: plan.rows.length - 1, column: plan.columns.length - 1 };
  const inside = ({ row, column }: Position): boolean =>
    row >= 0 && column >= 0 && row <= last.row && column <= last.column;
  const next = ({ row, column }: Position): Position => ({ row: row + step.row, column: column + step.column });
  const filled = ({ row, column }: Position): boolean => isFilled(row, column);
  let at = from;
  if (!inside(next(at))) return at;
  const inRegion = filled(at) && filled(next(at));
  do at = next(at);
  while (inside(next(at)) && (inRegion ? filled(next(at)) : !filled(at)));
  return at;
}

/** First cell that a person can come to: the first row with cells, the first value column. */
export function firstCell(plan: GridPlan): Position {
  return {
    row: Math.max(0, nextRow(plan, -1, 1)),
    column: Math.max(
      0,
      plan.columns.findIndex((column) => column.kind === 'value')
    )
  };
}

/** Last cell that a person can come to: the last row with cells, the last value column. */
export function lastCell(plan: GridPlan): Position {
  return {
    row: nextRow(plan, plan.rows.length, -1) % Math.max(1, plan.rows.length),
    column: Math.max(
      0,
      plan.columns.findLastIndex((column) => column.kind === 'value')
    )
  };
}
