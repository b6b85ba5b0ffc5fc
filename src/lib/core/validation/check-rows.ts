// Findings for rows of open lists: one that is in use must be filled whole, or its blanks would be left out of the list's total.
import { splitKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { Cells, CompiledForm, OpenRow } from '#core/forms/compiled-form.ts';
import type { Finding } from './finding.ts';

/** @param keys only the rows of these cells; absent: all */
export function checkRows(form: CompiledForm, cells: Cells, keys?: Iterable<CellKey>): Finding[] {
  if (form.openRows.size === 0) return [];
  const rows = keys ? openRowsOf(form, keys) : new Set(form.openRows.keys());
  return [...rows].flatMap((row) => rowFinding(row, form.openRows.get(row)!, cells) ?? []);
}

/** the open rows that the cells stand in, as `table/row` */
export function openRowsOf(form: CompiledForm, keys: Iterable<CellKey>): Set<string> {
  const rows = new Set<string>();
  if (form.openRows.size === 0) return rows;
  for (const key of keys) {
    const { table, row } = splitKey(key);
    if (form.openRows.has(`${table}/${row}`)) rows.add(`${table}/${row}`);
  }
  return rows;
}

function rowFinding(row: string, { entered, required }: OpenRow, cells: Cells): Finding | undefined {
  if (!entered.some((key) => isFilled(cells.get(key)))) return undefined;
  const missing = required.filter((key) => !isFilled(cells.get(key)));
  if (missing.length === 0) return undefined;
  return {
    id: `row:${row}`,
    severity: 'must',
    kind: 'row',
    places: missing,
    operands: missing.map((key) => ({ key, previous: false, shown: '' })),
    sides: [],
    fingerprint: missing.join(';')
  };
}

/** 不适用 and 无法取得 are answers */
const isFilled = (content: CellContent | undefined): boolean =>
  content !== undefined && !('nothing' in content && content.nothing === 'blank');
