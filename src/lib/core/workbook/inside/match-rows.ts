// Which row of a form stands in which row of a sheet: by code, else by label, told apart by the headings above it.
import type { CompiledTable } from '#core/forms/compiled-form.ts';
import { plainLabel } from '#core/workbook/normalise-label.ts';
import type { RawCell } from '#core/workbook/raw-workbook.ts';
import type { SheetView } from './sheet-view.ts';

export interface FoundRow {
  /** row of the sheet */
  row: number;
  /** code of the form's row */
  code: string;
  /** column of the cell that told it */
  column: number;
  by: 'code' | 'label';
  /** unit of measure in the label's brackets */
  unit?: string;
}

/** A label that fits several rows of the form, none of them better than the others. */
export interface DoubtfulRow {
  row: number;
  column: number;
  text: string;
  candidates: readonly string[];
}

export type RowFinding =
  { kind: 'row'; found: FoundRow } | { kind: 'doubtful'; doubtful: DoubtfulRow } | { kind: 'none' };

/** Reads a sheet from top to bottom: each row may lean on the headings that were seen before it. */
export interface RowMatcher {
  next(row: number, cells: readonly RawCell[]): RowFinding;
}

export function rowMatcher(view: SheetView, table: CompiledTable): RowMatcher {
  const byCode = new Map(table.rows.map((row) => [row.code, row]));
  const index = indexOf(table);
  let current: string | null = null; // code of the last heading or row that was seen

  /** the row itself, then all above it */
  const chain = (code: string | null): string[] => {
    const codes: string[] = [];
    for (let at = code; at !== null; at = byCode.get(at)?.parent ?? null) codes.push(at);
    return codes;
  };

  const choose = (candidates: readonly string[]): string | undefined => {
    if (candidates.length < 2) return candidates[0];
    const above = chain(current);
    const near = candidates.filter((code) => above.includes(byCode.get(code)?.parent ?? ''));
    if (near.length < 2) return near[0];
    // the nearest heading wins, if only one candidate stands under it
    const distance = (code: string) => above.indexOf(byCode.get(code)?.parent ?? '');
    const best = Math.min(...near.map(distance));
    const nearest = near.filter((code) => distance(code) === best);
    return nearest.length === 1 ? nearest[0] : undefined;
  };

  return {
    next(row, cells) {
      let finding: RowFinding = { kind: 'none' };
      for (const cell of cells) {
        if (cell.kind !== 'text') continue;
        const code = cell.value.trim();
        const coded = byCode.get(code);
        if (coded?.hasCells) {
          current = code;
          return { kind: 'row', found: { row, code, column: cell.column, by: 'code' } };
        }
        const label = view.labelOf(cell);
        const heading = choose(index.headings.get(label.text) ?? []);
        if (heading !== undefined) current = heading;
        const candidates = index.rows.get(label.text) ?? [];
        if (candidates.length === 0) continue;
        const chosen = choose(candidates);
        if (chosen === undefined) {
          finding = { kind: 'doubtful', doubtful: { row, column: cell.column, text: cell.value, candidates } };
          continue;
        }
        current = chosen;
        const found: FoundRow = { row, code: chosen, column: cell.column, by: 'label' };
        finding = { kind: 'row', found: label.unit === undefined ? found : { ...found, unit: label.unit } };
      }
      return finding;
    }
  };
}

interface LabelIndex {
  /** plain label → codes of rows that hold cells */
  rows: ReadonlyMap<string, readonly string[]>;
  /** plain label → codes of headings */
  headings: ReadonlyMap<string, readonly string[]>;
}

/** one for all sheets and readings of a file, of which each table is asked */
const indexes = new WeakMap<CompiledTable, LabelIndex>();

function indexOf(table: CompiledTable): LabelIndex {
  const index = indexes.get(table) ?? indexLabels(table);
  indexes.set(table, index);
  return index;
}

/** Whether a row of the table may be named by one of these words (codes as they stand, labels as they are compared). */
export function isAnyRowNamed(table: CompiledTable, words: ReadonlySet<string>): boolean {
  for (const label of indexOf(table).rows.keys()) if (words.has(label)) return true;
  return table.rows.some((row) => row.hasCells && words.has(row.code));
}

function indexLabels(table: CompiledTable): LabelIndex {
  const rows = new Map<string, string[]>();
  const headings = new Map<string, string[]>();
  const labels = new Map(table.rows.map((row) => [row.code, plainLabel(row.definition.label.zh).text]));
  const add = (map: Map<string, string[]>, text: string, code: string) => {
    const known = map.get(text);
    if (text === '' || known?.includes(code)) return;
    if (known) known.push(code);
    else map.set(text, [code]);
  };
  for (const row of table.rows) {
    const label = labels.get(row.code) ?? '';
    add(row.hasCells ? rows : headings, label, row.code);
    // lists print a repeated label with the heading before it: 其他处理 其他
    if (row.hasCells && row.parent !== null) add(rows, `${labels.get(row.parent) ?? ''}${label}`, row.code);
  }
  return { rows, headings };
}
