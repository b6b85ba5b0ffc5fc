// What a stranger sent, checked for shape before anything is done with it.
import type { z } from 'zod';
import { Problem } from '#core/basics/problem.ts';

/** `input` as the schema has it; throws `malformed` with the first field that does not fit, and why. */
export function readInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const read = schema.safeParse(input);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Problem('malformed', { field: issue?.path.join('.') ?? '', why: issue?.code ?? 'invalid_type' });
}
