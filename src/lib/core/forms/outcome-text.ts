// Outcomes as plain JSON: what pages, the API and stored totals carry instead of big integers.
import { fromText, toText } from '#core/basics/exact.ts';
import { fail, ok, type Result } from '#core/basics/result.ts';
import type { Outcome } from '#core/formula/ast.ts';
import type { CellKey } from './cell-key.ts';
import type { Outcomes } from './compiled-form.ts';

/** numbers as exact text: `n` or `n/d` */
export type OutcomeText =
  | { kind: 'number'; value: string }
  | { kind: 'unknown'; because: readonly string[]; reason?: 'missing' | 'coverage' }
  | { kind: 'undefined' };

export const outcomeToText = (outcome: Outcome): OutcomeText =>
  outcome.kind === 'number' ? { kind: 'number', value: toText(outcome.value) } : outcome;

export function outcomeFromText(text: OutcomeText): Result<Outcome, 'not-a-number'> {
  if (text.kind !== 'number') return ok(text);
  const value = fromText(text.value);
  return value.ok ? ok({ kind: 'number', value: value.value }) : fail(value.error);
}

/** A list of them as a map; what cannot be read is unknown because of itself. */
export function outcomesFromTexts(texts: Iterable<readonly [CellKey, OutcomeText]>): Outcomes {
  const outcomes = new Map<CellKey, Outcome>();
  for (const [key, text] of texts) {
    const read = outcomeFromText(text);
    outcomes.set(key, read.ok ? read.value : { kind: 'unknown', because: [key] });
  }
  return outcomes;
}
