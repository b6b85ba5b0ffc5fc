// Which cells of a form may be written by someone who owns some departments' rows: asked by the intake of the server for every update,
// and by the browser to say the same beforehand.
import { isStatedKey, valueKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import type { RefusalReason } from './messages.ts';

/**
 * @param writable departments whose rows may be written now; '*' is all of them, and the rows that no department owns
 * @returns why `key` may not be written; undefined when it may. A value stands in entered cells only; figures stated elsewhere
 *          (`~stated`) may stand beside computed cells too.
 */
export function whyNotWritable(
  form: CompiledForm,
  key: string,
  writable: readonly string[]
): Extract<RefusalReason, 'unknown-cell' | 'not-entered' | 'foreign-cell'> | undefined {
  const cell = form.cells.get(valueKey(key as CellKey));
  if (!cell) return 'unknown-cell';
  if (cell.kind === 'blocked' || (cell.kind === 'derived' && !isStatedKey(key))) return 'not-entered';
  if (writable.includes('*') || (cell.department !== null && writable.includes(cell.department))) return undefined;
  return 'foreign-cell';
}

/** whether the form has this key: a cell that is not blocked, or the figures stated for one */
export function knowsKey(form: CompiledForm, key: string): boolean {
  const cell = form.cells.get(valueKey(key as CellKey));
  return cell !== undefined && cell.kind !== 'blocked' && (cell.kind === 'entered' || isStatedKey(key));
}
