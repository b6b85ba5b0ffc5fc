// What each row of a sheet comes to: filled or not, doubtful or not, whose it is. Contents, departments and filters all add up these, so
// that they cannot come to differ; one pass over the form's cells.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import type { Severity } from '#core/forms/form.ts';
import type { OpenSheet } from '#live/open-sheet.ts';

export interface Count {
  /** cells to fill */
  all: number;
  filled: number;
  /** cells with a 强制性 or 核实性 finding on them */
  must: number;
  explain: number;
}

export interface RowCount extends Count {
  table: string;
  row: string;
  /** null: the coordinator's own */
  department: string | null;
  /** cells that I may write now, and how many of them are still 未填 */
  mine: number;
  mineBlank: number;
  isCommented: boolean;
}

/** `<table>/<row>` */
export type RowName = string;
export const rowName = (table: string, row: string): RowName => `${table}/${row}`;

export const noCounts: ReadonlyMap<RowName, RowCount> = new Map();

export type Standing = Pick<OpenSheet, 'content' | 'mayWrite'>;

export interface Marked {
  severities: ReadonlyMap<CellKey, Severity>;
  /** cells with an open comment on them */
  commented: Pick<ReadonlySet<CellKey>, 'has'>;
}

/** 不适用 and 无法取得 are filled; a cell that was cleared is not. */
export function isFilled(sheet: Pick<OpenSheet, 'content'>, key: CellKey): boolean {
  const content = sheet.content(key);
  return content !== undefined && !('nothing' in content && content.nothing === 'blank');
}

export function countRows(form: CompiledForm, sheet: Standing, marked: Marked): Map<RowName, RowCount> {
  const rows = new Map<RowName, RowCount>();
  for (const { key, table, row, kind, department } of form.cells.values()) {
    if (kind === 'blocked') continue;
    const name = rowName(table, row);
    let count = rows.get(name);
    if (!count) {
      count = {
        table,
        row,
        department,
        all: 0,
        filled: 0,
        must: 0,
        explain: 0,
        mine: 0,
        mineBlank: 0,
        isCommented: false
      };
      rows.set(name, count);
    }
    const severity = marked.severities.get(key);
    if (severity !== undefined) count[severity] += 1;
    if (marked.commented.has(key)) count.isCommented = true;
    if (kind !== 'entered') continue;
    const filled = isFilled(sheet, key);
    count.all += 1;
    if (filled) count.filled += 1;
    if (!sheet.mayWrite(key)) continue;
    count.mine += 1;
    if (!filled) count.mineBlank += 1;
  }
  return rows;
}

export function addUp(counts: Iterable<Count>): Count {
  const sum = { all: 0, filled: 0, must: 0, explain: 0 };
  for (const { all, filled, must, explain } of counts) {
    sum.all += all;
    sum.filled += filled;
    sum.must += must;
    sum.explain += explain;
  }
  return sum;
}
