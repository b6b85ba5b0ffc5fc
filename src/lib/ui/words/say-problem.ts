// Sentences of refused deeds: the word of the code, then what its parameters add.
import { problemStatus, type ProblemCode } from '#core/basics/problem.ts';
import type { Catalogue } from './words.ts';

export const isProblemCode = (code: unknown): code is ProblemCode => typeof code === 'string' && code in problemStatus;

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

/**
 * @param code        of a Problem; an unknown one (a newer server) is answered with the general sentence
 * @param parameters  as the server sent them; those without words are left out
 */
export function sayProblem(
  code: string | undefined,
  parameters: Readonly<Record<string, unknown>> | undefined,
  w: Catalogue
): string {
  const sentence = isProblemCode(code) ? w.problems[code] : w.errors.server;
  return [sentence, ...details(parameters ?? {}, w)].join(' ');
}

const listOf = (value: unknown, w: Catalogue): string | undefined =>
  Array.isArray(value) && value.length > 0 ? value.map(String).join(w.common.listSeparator) : undefined;

function details(parameters: Readonly<Record<string, unknown>>, w: Catalogue): string[] {
  const said: string[] = [];
  const field = textOf(parameters.field);
  if (field !== undefined && field in w.fields) said.push(w.problemOf.field(w.fields[field as keyof typeof w.fields]));
  const why = textOf(parameters.why);
  if (why !== undefined && why in w.whys) said.push(w.whys[why as keyof typeof w.whys]);
  const names = listOf(parameters.names, w);
  if (names !== undefined) said.push(w.problemOf.names(names));
  const versions = listOf(parameters.versions, w);
  if (versions !== undefined) said.push(w.problemOf.versions(versions));
  const place = textOf(parameters.at);
  if (place !== undefined) said.push(w.problemOf.place(place));
  const unknown = textOf(parameters.unknown);
  if (unknown !== undefined) said.push(w.problemOf.code(unknown));
  const least = textOf(parameters.least);
  if (least !== undefined) said.push(w.problemOf.least(least));
  const most = textOf(parameters.most ?? parameters.limit);
  if (most !== undefined) said.push(w.problemOf.limit(most));
  const seconds = Number(parameters.retryAfterSeconds);
  if (Number.isFinite(seconds)) said.push(w.problemOf.retryAfter(Math.max(1, Math.ceil(seconds))));
  return said;
}
