// How long a computed number can become. Numbers are exact, so a form that squares sixty times would fill any memory: it is refused
// when it is compiled.
import { toText, type Exact } from '#core/basics/exact.ts';
import type { Comparison, Expression } from '#core/formula/ast.ts';
import { childrenOf } from '#core/formula/check.ts';
import { longestNumber } from './number-text.ts';

/** `weight`: how many entered numbers stand in it at most, multiplied with one another; each has up to 40 digits. */
export interface NumberSize {
  weight: number;
  /** its denominator is a power of ten, so that sums of such numbers grow no longer; a quotient's is not */
  isDecimal: boolean;
}

export const enteredSize: NumberSize = { weight: 1, isDecimal: true };

// 500 numbers of 40 digits: some milliseconds of arithmetic. A rate has 2; the sum of all rates of the longest real list about 70.
export const mostWeight = 500;

/** @param operandSize of the operand with that reference */
export function sizeOf(
  expression: Expression,
  operandSize: (ref: string, previous: boolean) => NumberSize,
  previous = false
): NumberSize {
  const sizes = (parts: readonly Expression[], isPrevious = previous) =>
    parts.map((part) => sizeOf(part, operandSize, isPrevious));
  switch (expression.kind) {
    case 'number':
      return { weight: literalWeight(expression.value), isDecimal: true };
    case 'operand':
      return operandSize(expression.ref, previous);
    case 'negate':
      return sizeOf(expression.of, operandSize, previous);
    case 'binary': {
      const parts = sizes([expression.left, expression.right]);
      if (expression.op === '+' || expression.op === '-') return added(parts);
      return { weight: total(parts), isDecimal: expression.op === '*' && parts.every((part) => part.isDecimal) };
    }
    case 'call':
      if (expression.name === 'SUM' || expression.name === 'TALLY') return added(sizes(expression.arguments));
      if (expression.name === 'ROUND') return { ...longest(sizes(expression.arguments)), isDecimal: true };
      return longest(sizes(expression.arguments, previous || expression.name === 'PREV'));
    case 'if':
      return longest(sizes([...sidesOf(expression.condition), expression.then, expression.otherwise]));
  }
}

/** the longest side */
export const sizeOfComparison = (
  comparison: Comparison,
  operandSize: (ref: string, previous: boolean) => NumberSize
): NumberSize => longest(sidesOf(comparison).map((side) => sizeOf(side, operandSize)));

const sidesOf = (comparison: Comparison): Expression[] =>
  childrenOf(comparison).filter((side): side is Expression => side.kind !== 'comparison');

const literalWeight = (value: Exact): number => Math.ceil(toText(value).length / longestNumber);
const total = (parts: readonly NumberSize[]): number => parts.reduce((sum, part) => sum + part.weight, 0);
const longest = (parts: readonly NumberSize[]): NumberSize => ({
  weight: Math.max(1, ...parts.map((part) => part.weight)),
  isDecimal: parts.every((part) => part.isDecimal)
});
/** fractions are brought to one denominator, which multiplies theirs */
function added(parts: readonly NumberSize[]): NumberSize {
  const decimals = longest(parts.filter((part) => part.isDecimal));
  const fractions = parts.filter((part) => !part.isDecimal);
  return fractions.length === 0 ? decimals : { weight: total(fractions) + decimals.weight, isDecimal: false };
}
