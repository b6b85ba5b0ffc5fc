// What a reference in a formula means at the place where it stands. The grammar of references is documented in docs/form-format.md.
import { fail, ok, type Result } from '#core/basics/result.ts';
import { cellKey, type CellKey } from '#core/forms/cell-key.ts';
import type { FormCell, Operand } from '#core/forms/compiled-form.ts';
import type { FormMistakeCode } from '#core/forms/form-mistake.ts';
import type { OperandUse } from '#core/formula/check.ts';
import type { TableLayout } from './layout.ts';

/** where a formula stands: its table, and its own row and column as far as it has them */
export interface Standpoint {
  table?: string;
  row?: string;
  column?: string;
}

export interface ReferenceMistake {
  code: FormMistakeCode;
  text: string;
}

/** the name of an operand in the maps of a compiled form */
export const nameOf = ({ ref, previous }: { ref: string; previous: boolean }): string =>
  previous ? `PREV:${ref}` : ref;

export interface Resolver {
  tables: ReadonlyMap<string, TableLayout>;
  cells: ReadonlyMap<CellKey, FormCell>;
}

/**
 * - `CODE`: the row's cell in the main column of its table: the formula's own table first, then the one table that has the row
 * - `[table!][row]:[column]`: what is left out is the same as where the formula stands
 */
export function resolve(resolver: Resolver, ref: string, from: Standpoint): Result<CellKey, ReferenceMistake> {
  const bang = ref.indexOf('!');
  const tableName = bang < 0 ? undefined : ref.slice(0, bang);
  const rest = ref.slice(bang + 1);
  const colon = rest.indexOf(':');
  const found = colon < 0 ? mainCell(resolver, rest, from) : crossing(resolver, tableName, rest, colon, from);
  if (!found.ok) return found;
  const cell = resolver.cells.get(found.value);
  if (!cell) return mistake('unknown-code', `unknown code ${ref}`);
  if (cell.kind === 'blocked')
    return mistake('blocked-cell', `${ref} means ${found.value}, a cell that the form blacks out`);
  if (cell.type === 'text')
    return mistake('text-operand', `${ref} means ${found.value}, which holds text: nothing to compute with`);
  return found;
}

const mistake = (code: FormMistakeCode, text: string) => fail({ code, text });

function mainCell({ tables }: Resolver, row: string, from: Standpoint): Result<CellKey, ReferenceMistake> {
  const inTables = tablesWith(tables, row, from.table);
  const table = inTables[0];
  if (!table) return mistake('unknown-code', `unknown code ${row}`);
  if (inTables.length > 1) {
    const codes = inTables.map(({ code }) => code);
    return mistake(
      'ambiguous',
      `${row} stands in tables ${codes.join(', ')}: write the table, as in ${codes[0]}!${row}:<column>`
    );
  }
  if (!table.rows.get(row)?.hasCells) return mistake('unknown-code', `${row} is a heading and has no cells`);
  const column = table.definition.mainColumn;
  if (column === undefined)
    return mistake(
      'no-main-column',
      `${row}: table ${table.code} has no main column; write ${row}: for the same column or ${row}:<column>`
    );
  return ok(cellKey(table.code, row, column));
}

function tablesWith(tables: Resolver['tables'], row: string, own: string | undefined): TableLayout[] {
  const ownTable = own === undefined ? undefined : tables.get(own);
  if (ownTable?.rows.has(row)) return [ownTable];
  return [...tables.values()].filter((table) => table.rows.has(row));
}

function crossing(
  { tables }: Resolver,
  tableName: string | undefined,
  rest: string,
  colon: number,
  from: Standpoint
): Result<CellKey, ReferenceMistake> {
  const table = tableName ?? from.table;
  const row = rest.slice(0, colon) || from.row;
  const column = rest.slice(colon + 1) || from.column;
  if (table === undefined)
    return mistake('no-row-here', `${rest}: there is no own table here; write the table, as in t1!${rest}`);
  const layout = tables.get(table);
  if (!layout) return mistake('unknown-code', `unknown table ${table}`);
  if (row === undefined) return mistake('no-row-here', `${rest}: there is no own row here`);
  if (column === undefined) return mistake('no-row-here', `${rest}: there is no own column here`);
  if (!layout.rows.has(row)) return mistake('unknown-code', `unknown code ${row} in table ${table}`);
  if (!layout.rows.get(row)?.hasCells) return mistake('unknown-code', `${row} is a heading and has no cells`);
  if (!layout.columns.has(column)) return mistake('unknown-code', `unknown column ${column} in table ${table}`);
  return ok(cellKey(table, row, column));
}

/** reference name → operand; mistakes are handed to `refuse` */
export function operandsOf(
  resolver: Resolver,
  uses: readonly OperandUse[],
  from: Standpoint,
  refuse: (mistake: ReferenceMistake, at: number) => void
): Map<string, Operand> {
  const operands = new Map<string, Operand>();
  for (const { ref, previous, at } of uses) {
    const name = nameOf({ ref, previous });
    if (operands.has(name)) continue;
    const found = resolve(resolver, ref, from);
    if (found.ok)
      operands.set(name, { key: found.value, previous, derived: resolver.cells.get(found.value)?.kind === 'derived' });
    else refuse(found.error, at);
  }
  return operands;
}
