// The address of one cell of a form, the same in the shared document, the database, findings and workbooks.

declare const brand: unique symbol;
/**
 * `<table>/<row>/<column>`, e.g. `t1/XZFY.SQ/bn`: the value of a cell; or the same with `~stated`: the figures stated
 * elsewhere (an old file, a report's text) for that cell, kept beside the value and never added up.
 */
export type CellKey = string & { readonly [brand]: 'cell-key' };

export const cellKey = (table: string, row: string, column: string): CellKey => `${table}/${row}/${column}` as CellKey;
export const statedKey = (key: CellKey): CellKey => `${key}~stated` as CellKey;
export const isStatedKey = (key: string): boolean => key.endsWith('~stated');
/** the cell that a stated key belongs to; a plain key is itself */
export const valueKey = (key: CellKey): CellKey => (isStatedKey(key) ? (key.slice(0, -7) as CellKey) : key);
/** for text that is known to be a key (a row of the database, a key of a compiled form) */
export const asCellKey = (text: string): CellKey => text as CellKey;
/** parts of a value key */
export function splitKey(key: CellKey): { table: string; row: string; column: string } {
  const [table = '', row = '', column = ''] = valueKey(key).split('/');
  return { table, row, column };
}
