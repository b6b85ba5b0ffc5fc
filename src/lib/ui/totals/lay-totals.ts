// Totals as lines of a plain table: one line per row of the form, one number per part, for one value column at a time.
import { asCellKey, cellKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm, CompiledTable } from '#core/forms/compiled-form.ts';
import type { Words } from '#core/forms/form.ts';
import type { OutcomeText } from '#core/forms/outcome-text.ts';

/** One number of the whole or of a part, and of how many units it is. */
export interface Folded {
  shown: string;
  gave: number;
  notApplicable: number;
  of: number;
  /** why no number is shown; absent where there is one */
  why?: WhyNone;
}

/**
 * - `missing`: its operands, as listed, have no total
 * - `coverage`: the operands come from different units, so that a rate of them would be wrong
 * - `division`: by zero
 */
export interface WhyNone {
  reason: 'missing' | 'coverage' | 'division';
  /** the first few by their labels */
  operands: readonly { label: Words; previous: boolean }[];
}

// a formula may name a hundred; the page holds a reason for each number that is not there
const mostOperands = 4;

/** some of the units that are asked gave nothing: the number must be shown with n/m */
export const isPartial = ({ gave, notApplicable, of }: Folded): boolean => gave > 0 && gave + notApplicable < of;

export interface TotalsLine {
  code: string;
  label: Words;
  /** as printed; 0 for headings */
  number: number;
  depth: number;
  uom: string;
  /** absent for headings, blocked cells, and what is not added up */
  total?: Folded;
  /** the form says that this indicator has no total (a rank, a score) */
  isNeverFolded: boolean;
  /** one per part; undefined when there is none */
  parts: readonly (Folded | undefined)[];
}

export interface TotalsTable {
  code: string;
  title: Words;
  /** value columns to choose from, each with its path of heads */
  columns: readonly { code: string; path: readonly Words[] }[];
  /** the chosen one */
  column: string;
  lines: readonly TotalsLine[];
}

export interface TotalsSource {
  total: readonly (readonly [string, OutcomeText, Folded])[];
  byPart: readonly (readonly (readonly [string, Total])[])[];
}
type Total = OutcomeText & Omit<Folded, 'why'>;

/** Why a computed total has no number. What is typed and nobody gave needs no words: its count says so. */
function whyNone(outcome: OutcomeText, key: CellKey, form: CompiledForm): Pick<Folded, 'why'> {
  if (outcome.kind === 'number' || form.cells.get(key)?.kind !== 'derived') return {};
  if (outcome.kind === 'undefined') return { why: { reason: 'division', operands: [] } };
  const operands = outcome.because.slice(0, mostOperands).map((ref) => {
    const at = asCellKey(ref.replace(/^PREV:/, ''));
    return { label: form.cells.get(at)?.label ?? { zh: at }, previous: ref.startsWith('PREV:') };
  });
  return { why: { reason: outcome.reason ?? 'missing', operands } };
}

/** The column that the table is about: its main column, else the last computed one (总计), else the first. */
export function chiefColumn(table: CompiledTable, form: CompiledForm): string {
  const values = table.columns.filter((column) => column.role === 'value');
  if (table.definition.mainColumn !== undefined) return table.definition.mainColumn;
  const isComputed = (column: string): boolean =>
    table.rows.some((row) => form.cells.get(cellKey(table.code, row.code, column))?.kind === 'derived') &&
    table.rows.every((row) => form.cells.get(cellKey(table.code, row.code, column))?.kind !== 'entered');
  return (values.findLast((column) => isComputed(column.code)) ?? values[0])?.code ?? '';
}

/**
 * @param asked  table and column from the address; unknown ones fall back to the first table and its chief column
 * @returns undefined for a form without tables
 */
export function layTotals(
  form: CompiledForm,
  totals: TotalsSource,
  asked: { table?: string | null; column?: string | null }
): TotalsTable | undefined {
  const table = form.tables.find((one) => one.code === asked.table) ?? form.tables[0];
  if (!table) return undefined;
  const columns = table.columns.filter((one) => one.role === 'value');
  const column = columns.find((one) => one.code === asked.column)?.code ?? chiefColumn(table, form);
  const total = new Map<string, Total>(totals.total.map(([key, outcome, folded]) => [key, { ...outcome, ...folded }]));
  const parts = totals.byPart.map((part) => new Map<string, Total>(part));
  const lines = table.rows.map((row): TotalsLine => {
    const key = cellKey(table.code, row.code, column);
    const cell = form.cells.get(key);
    const folded = total.get(key);
    return {
      code: row.code,
      label: row.definition.label,
      number: row.number,
      depth: row.depth,
      uom: cell?.uom ?? '',
      ...(cell && cell.kind !== 'blocked' && folded ? { total: shownOf(folded, key, form) } : {}),
      isNeverFolded: cell !== undefined && cell.kind !== 'blocked' && cell.aggregate === 'none',
      parts: parts.map((part) => {
        const its = part.get(key);
        return its && shownOf(its, key, form);
      })
    };
  });
  return {
    code: table.code,
    title: table.definition.title,
    columns: columns.map(({ code, path }) => ({ code, path })),
    column,
    lines
  };
}

/** what the page needs of a number, and no more: there are thousands of them */
const shownOf = (total: Total, key: CellKey, form: CompiledForm): Folded => ({
  shown: total.shown,
  gave: total.gave,
  notApplicable: total.notApplicable,
  of: total.of,
  ...whyNone(total, key, form)
});
