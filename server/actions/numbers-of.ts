// All numbers of a sheet, entered and derived, in one map.
import type { Cells, CompiledForm, Outcomes } from '#core/forms/compiled-form.ts';
import { deriveAll, outcomeOf } from '#core/forms/derive.ts';

/** @param previous last year's numbers; empty when there are none */
export function numbersOf(form: CompiledForm, cells: Cells, previous: Outcomes): Outcomes {
  const numbers = new Map(deriveAll(form, cells, previous));
  for (const key of form.entered) numbers.set(key, outcomeOf(cells.get(key), key));
  return numbers;
}
