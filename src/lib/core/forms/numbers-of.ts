// All numbers of a sheet, entered and derived, in one map.
import type { Cells, CompiledForm, Outcomes } from './compiled-form.ts';
import { deriveAll, outcomeOf } from './derive.ts';

/**
 * @param previous last year's numbers; empty when there are none
 * @returns an outcome for every entered and derived cell; a cell that holds no number is `unknown`
 */
export function numbersOf(form: CompiledForm, cells: Cells, previous: Outcomes): Outcomes {
  const numbers = new Map(deriveAll(form, cells, previous));
  for (const key of form.entered) numbers.set(key, outcomeOf(cells.get(key), key));
  return numbers;
}
