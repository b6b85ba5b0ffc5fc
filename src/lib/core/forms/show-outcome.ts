// How a computed number is shown: on the grid, in findings, in the API. Showing is the only place where anything is rounded.
import { decimalsOf, show, toDecimalText } from '#core/basics/exact.ts';
import type { Outcome } from '#core/formula/ast.ts';
import type { CompiledForm, FormCell } from './compiled-form.ts';

/** x/0, by every form's custom */
export const undefinedSign = '—';

/**
 * A rate or a change has exactly the cell's decimals (`27.30`); an amount shows the digits it has, at most the cell's decimals
 * (`160.5`, not `160.50`), so that a sum looks like what was typed. Unknown prints as the form's blank, x/0 as —. No grouping, no unit of measure.
 */
export function showOutcome(
  outcome: Outcome,
  cell: Pick<FormCell, 'type' | 'decimals'>,
  form: Pick<CompiledForm, 'definition'>
): string {
  if (outcome.kind === 'unknown') return form.definition.print.blank;
  if (outcome.kind === 'undefined') return undefinedSign;
  const isRatio = cell.type === 'rate' || cell.type === 'ratio-change';
  const digits = isRatio ? undefined : toDecimalText(outcome.value);
  return digits !== undefined && decimalsOf(digits) <= cell.decimals ? digits : show(outcome.value, cell.decimals);
}
