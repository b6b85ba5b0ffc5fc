// What a person answered about a file that could not be told, kept for the next file of that kind: the same form, the same columns and rows in
// the same order. An answer never reaches a file that is laid out otherwise.
import { cellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import { plainLabel } from './normalise-label.ts';
import type { PlacedCell, TableMatch } from './match-table.ts';

export interface Answers {
  /** question about a row → code of the form's row; null: it is none of the form's */
  rows?: Readonly<Record<string, string | null>>;
  /** what 无 stands for in these files */
  none?: 'zero' | 'notApplicable';
}

export interface Profile {
  form: string;
  layout: string;
  answers: Answers;
}

/** A row whose label is not in the form, or fits several of its rows. */
export interface RowQuestion {
  kind: 'row';
  id: string;
  /** `Sheet1!A12` */
  where: string;
  /** the label as it stands there */
  text: string;
  table: string;
  /** codes of rows that it may be: those that fit, else all that were not found */
  candidates: readonly string[];
}

/** 无 stands in cells where it may mean 0 or 不适用. */
export interface NoneQuestion {
  kind: 'none';
  id: 'none';
  /** the first place */
  where: string;
  cells: number;
}

export type Question = RowQuestion | NoneQuestion;

/** Names the kind of file: columns and rows that were found in it, in their order, and what could not be told among them. */
export function layoutOf(form: CompiledForm, matches: readonly TableMatch[]): string {
  const parts = matches.map((match) => {
    const columns = new Map(match.places.map(({ key, column }) => [column, key.split('/').at(-1) ?? '']));
    const across = [...columns].sort(([a], [b]) => a - b).map(([, code]) => code);
    const down = [
      ...match.rows.map(({ row, code }) => ({ row, text: code })),
      ...match.doubtfulRows.map(({ row, text }) => ({ row, text: `?${plainLabel(text).text}` }))
    ].sort((a, b) => a.row - b.row);
    return [match.table, match.view.isTurned ? 'turned' : '', ...across, '|', ...down.map(({ text }) => text)].join(
      ','
    );
  });
  return hashOf(`${form.definition.id}\n${parts.join('\n')}`);
}

/** Two runs of FNV-1a: names are compared, nothing is kept secret by it. */
function hashOf(text: string): string {
  const run = (from: number) => {
    let hash = from;
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
    return hash.toString(16).padStart(8, '0');
  };
  return run(0x811c9dc5) + run(0x01234567);
}

/** Rows of which nothing was known, with the name under which an answer is kept: table, row above, label, and the how-manieth of its like. */
export function openRows(
  match: TableMatch
): { row: number; column: number; text: string; id: string; fits: readonly string[] }[] {
  const rows = [
    ...match.doubtfulRows.map(({ row, column, text, candidates }) => ({ row, column, text, fits: candidates })),
    ...match.unknownRows.map(({ row, label }) => ({ row, column: label.column, text: label.value, fits: [] }))
  ].sort((a, b) => a.row - b.row);
  const times = new Map<string, number>();
  return rows.map((each) => {
    const above = match.rows.filter(({ row }) => row < each.row).sort((a, b) => b.row - a.row)[0];
    const name = `${match.table}/${above?.code ?? ''}/${plainLabel(each.text).text.slice(0, 60)}`;
    const nth = (times.get(name) ?? 0) + 1;
    times.set(name, nth);
    return { ...each, id: `${name}#${nth}` };
  });
}

/** The match with the rows that were answered; those that are none of the form's are in `left`. */
export function answered(
  match: TableMatch,
  answers: Answers
): { match: TableMatch; left: readonly { row: number; column: number; text: string }[] } {
  const told = openRows(match).filter(({ id }) => answers.rows !== undefined && Object.hasOwn(answers.rows, id));
  if (told.length === 0) return { match, left: [] };
  const rows = told.flatMap(({ row, column, id }) => {
    const code = answers.rows?.[id];
    return typeof code === 'string' ? [{ row, column, code, by: 'label' as const }] : [];
  });
  const isTold = new Set(told.map(({ row }) => row));
  return {
    match: {
      ...match,
      rows: [...match.rows, ...rows],
      places: [...match.places, ...rows.flatMap(({ row, code }) => placesLike(match, row, code))],
      doubtfulRows: match.doubtfulRows.filter(({ row }) => !isTold.has(row)),
      unknownRows: match.unknownRows.filter(({ row }) => !isTold.has(row))
    },
    left: told.filter(({ id }) => answers.rows?.[id] === null)
  };
}

/** A row's figures stand where those of the nearest row do. */
function placesLike(match: TableMatch, row: number, code: string): PlacedCell[] {
  const nearest = [...match.places].sort((a, b) => Math.abs(a.row - row) - Math.abs(b.row - row))[0];
  return match.places
    .filter((place) => place.row === nearest?.row)
    .map(({ key, column, unit }) => ({ key: cellKey(match.table, code, key.split('/')[2] ?? ''), row, column, unit }));
}
