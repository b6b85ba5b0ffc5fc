// The functions of the language: how many arguments each takes and what it computes.
import { abs, max, min, round, sum, type Exact } from '#core/basics/exact.ts';
import { assert } from '#core/basics/assert.ts';
import type { FunctionName } from './ast.ts';

/** A function of numbers. IF and PREV are not: they say what is evaluated, and are known to the parser and to evaluation. */
export type NumericFunction = Exclude<FunctionName, 'IF' | 'PREV'>;

export const argumentCounts: Readonly<Record<FunctionName, { least: number; most: number }>> = {
  SUM: { least: 1, most: Infinity },
  TALLY: { least: 1, most: Infinity },
  MAX: { least: 1, most: Infinity },
  MIN: { least: 1, most: Infinity },
  ABS: { least: 1, most: 1 },
  ROUND: { least: 2, most: 2 },
  IF: { least: 3, most: 3 },
  PREV: { least: 1, most: 1 }
};

/** ROUND's second argument is a written whole number between -30 and 30, so that nobody can ask for a million places. */
export const mostDecimals = 30;

/** Case does not matter: `sum` is SUM. undefined: there is no such function. */
export function functionNamed(name: string): FunctionName | undefined {
  const upper = name.toUpperCase();
  return Object.hasOwn(argumentCounts, upper) ? (upper as FunctionName) : undefined;
}

export function applyFunction(name: NumericFunction, values: readonly Exact[]): Exact {
  const [first, second] = values;
  assert(first, `${name} without arguments`);
  switch (name) {
    case 'SUM':
    case 'TALLY':
      return sum(values);
    case 'MAX':
      return values.reduce(max);
    case 'MIN':
      return values.reduce(min);
    case 'ABS':
      return abs(first);
    case 'ROUND':
      assert(second, 'ROUND with one argument');
      return round(first, Number(second.n));
  }
}
