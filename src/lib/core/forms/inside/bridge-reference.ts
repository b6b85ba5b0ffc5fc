// A reference in a bridge: written as in a formula, with what is left out taken from where it stands; it means a cell with a number.
import { fail, ok, type Result } from '#core/basics/result.ts';
import { cellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm, FormCell } from '#core/forms/compiled-form.ts';

/** `[table!][row]:[column]` */
const shape = /^(?:([a-z][a-z0-9]*)!)?([^!:]*):([^!:]*)$/;

/** @returns the cell, or in words what is wrong */
export function referenceMeans(
  form: CompiledForm,
  ref: string,
  at: { table?: string; row?: string; column?: string }
): Result<FormCell, string> {
  const [, table = at.table, ofRow, ofColumn] = shape.exec(ref) ?? [];
  const [row, column] = [ofRow || at.row, ofColumn || at.column];
  if (table === undefined || !row || !column) return fail('a cell is written table!row:column');
  const cell = form.cells.get(cellKey(table, row, column));
  if (!cell) return fail('no such cell');
  if (cell.kind === 'blocked') return fail('the form blacks it out');
  return cell.type === 'text' ? fail('it holds text') : ok(cell);
}
