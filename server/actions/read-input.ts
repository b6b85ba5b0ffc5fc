// What a stranger sent, checked for shape before anything is done with it.
import type { z } from 'zod';
import { Problem } from '#core/basics/problem.ts';

/** `input` as the schema has it; throws `malformed` with the first field that does not fit, and why. */
export function readInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const read = schema.safeParse(input);
  if (read.success) return read.data;
  const issue = read.error.issues[0]!;
  throw new Problem('malformed', { field: fieldOf(issue), why: whyOf(issue) });
}

type Issue = z.core.$ZodIssue;

/** e.g. `name`, `grants.0.unit`; a field that the shape does not have is named itself */
const fieldOf = (issue: Issue): string =>
  [...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])].join('.');

function whyOf(issue: Issue): string {
  if (issue.code === 'too_small' && issue.origin === 'string') return issue.minimum === 1 ? 'empty' : 'too-short';
  if (issue.code === 'too_big' && issue.origin === 'string') return 'too-long';
  return issue.code.replaceAll('_', '-');
}
