// Which of several forms a file is: forms of one field share rows and heads, and variants of one form share nearly all of them.
import type { CompiledForm, CompiledTable } from '#core/forms/compiled-form.ts';
import type { TableMatch } from '#core/workbook/match-table.ts';
import { plainLabel } from '#core/workbook/normalise-label.ts';

/** What speaks for a form, in the order in which it counts. */
export interface Signs {
  /** figures that would be taken, less the rows that are strange to it */
  figures: number;
  /** titles of tables and of the form that can be read in the file */
  titles: number;
  rows: number;
  /** part of the columns of the tables found, 0 to 1: who has no more than the file has fits better */
  columns: number;
  /** part of the form's rows, 0 to 1 */
  share: number;
}

const order = ['figures', 'titles', 'rows', 'columns', 'share'] as const;

/** Below 0: `a` fits better. 0: nothing tells them apart. */
export function compareSigns(a: Signs, b: Signs): number {
  for (const name of order) if (a[name] !== b[name]) return b[name] - a[name];
  return 0;
}

/** Nearly as much speaks for it: which of the two it is should be asked. */
export const isAlike = (best: Signs, other: Signs): boolean =>
  other.titles === best.titles && other.figures >= best.figures * 0.9 && other.columns >= best.columns - 0.15;

/** Not so little that it must be another: enough if somebody said that it is this one. */
export const mayBeMeant = (best: Signs, other: Signs): boolean =>
  other.rows * 2 >= best.rows && other.figures * 2 >= best.figures;

/** @param words all labels of the file, as they are compared */
export function titlesIn(form: CompiledForm, tables: readonly CompiledTable[], words: ReadonlySet<string>): number {
  const titles = [form.definition.title.zh, ...tables.map((table) => table.definition.title.zh)]
    .map((title) => plainLabel(title).text)
    .filter((title) => title.length >= 4);
  return titles.filter((title) => [...words].some((word) => word.includes(title))).length;
}

export const figuresOf = (match: TableMatch): number =>
  match.places.filter(({ row, column }) => match.view.cellAt(row, column)).length;

/** part of the table's columns of values that was found */
export function coverage(table: CompiledTable, match: TableMatch): number {
  const all = table.columns.filter(({ role }) => role === 'value').length;
  const found = new Set(match.places.map(({ key }) => key.split('/').at(-1)));
  return all === 0 ? 1 : found.size / all;
}

/**
 * Two tables of one form may be found in the same cells, where their heads share words: the cells belong to the one that more speaks for.
 *
 * @param better below 0 when the first fits better
 */
export function withoutRivals(
  matches: readonly TableMatch[],
  better: (a: TableMatch, b: TableMatch) => number
): TableMatch[] {
  const kept: TableMatch[] = [];
  const taken = new Map<unknown, Set<string>>();
  for (const match of [...matches].sort(better)) {
    const cells = taken.get(match.view.source) ?? new Set<string>();
    const own = match.places.map(({ row, column }) => (match.view.isTurned ? `${column} ${row}` : `${row} ${column}`));
    if (own.some((place) => cells.has(place))) continue;
    kept.push(match);
    for (const place of own) cells.add(place);
    taken.set(match.view.source, cells);
  }
  return matches.filter((match) => kept.includes(match));
}
