// Random formulas and values for the tests of this room, and a slow evaluator that shares nothing with the real one.
import fc from 'fast-check';
import { exact, type Exact } from '#core/basics/exact.ts';
import type { Outcome } from '#core/formula/ast.ts';

/** Formula text over the given operands, checked forms only. */
export function formulas(operands: readonly string[], depth = 3): fc.Arbitrary<string> {
  const operand = fc.constantFrom(...operands);
  const number = fc.oneof(
    fc.nat(200).map(String),
    fc.nat(9999).map((n) => (n / 100).toFixed(2))
  );
  const leaf = fc.oneof({ weight: 4, arbitrary: operand }, { weight: 1, arbitrary: number });
  if (depth === 0) return leaf;
  const inner = formulas(operands, depth - 1);
  const list = fc.array(inner, { minLength: 1, maxLength: 4 }).map((all) => all.join(', '));
  return fc.oneof(
    { weight: 2, arbitrary: leaf },
    {
      weight: 4,
      arbitrary: fc.tuple(inner, fc.constantFrom(' + ', ' - ', ' * ', ' / '), inner).map((all) => all.join(''))
    },
    {
      weight: 3,
      arbitrary: fc.tuple(inner, fc.constantFrom(' - ', ' * ', ' / '), inner).map(([a, op, b]) => `(${a})${op}(${b})`)
    },
    { weight: 1, arbitrary: inner.map((of) => `-(${of})`) },
    {
      weight: 2,
      arbitrary: fc.tuple(fc.constantFrom('SUM', 'MAX', 'MIN'), list).map(([name, all]) => `${name}(${all})`)
    },
    {
      weight: 1,
      arbitrary: fc.array(operand, { minLength: 1, maxLength: 4 }).map((all) => `TALLY(${all.join(', ')})`)
    },
    { weight: 1, arbitrary: inner.map((of) => `ABS(${of})`) },
    { weight: 1, arbitrary: fc.tuple(inner, fc.nat(4)).map(([of, decimals]) => `ROUND(${of}, ${decimals})`) },
    { weight: 1, arbitrary: operand.map((of) => `PREV(${of})`) },
    {
      weight: 2,
      arbitrary: fc.tuple(comparisons(inner), inner, inner).map(([when, a, b]) => `IF(${when}, ${a}, ${b})`)
    }
  );
}

const comparisons = (sides: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      sides,
      fc.array(fc.tuple(fc.constantFrom('=', '<>', '<', '<=', '>', '>='), sides), { minLength: 1, maxLength: 2 })
    )
    .map(([first, steps]) => first + steps.map(([op, side]) => ` ${op} ${side}`).join(''));

/** A number as typed, or undefined for a cell without one. */
export const typedValues: fc.Arbitrary<string | undefined> = fc.oneof(
  { weight: 4, arbitrary: fc.nat(50).map(String) },
  { weight: 2, arbitrary: fc.integer({ min: -99999, max: 99999 }).map((n) => (n / 100).toFixed(2)) },
  { weight: 2, arbitrary: fc.constant('0') },
  { weight: 1, arbitrary: fc.constant(undefined) }
);

export const outcomeOf = (typed: string | undefined, ref: string): Outcome =>
  typed === undefined ? { kind: 'unknown', because: [ref] } : { kind: 'number', value: exact(typed) };

export const number = (value: Exact): Outcome => ({ kind: 'number', value });
