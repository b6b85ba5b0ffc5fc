// 求和, 计数, 平均, 最小, 最大 of what is selected: exact, and only of numbers.
import { decimalsOf, divide, exact, max, min, show, sum, toDecimalText, type Exact } from '#core/basics/exact.ts';

export interface SelectionSum {
  count: number;
  /** plain decimal text; '' when nothing was counted */
  sum: string;
  average: string;
  least: string;
  most: string;
}

export const nothingSummed: SelectionSum = { count: 0, sum: '', average: '', least: '', most: '' };

/** decimals of a number that does not end, such as an average or a rate */
const shownDecimals = 4;
/** a number that ends is shown whole, up to this many decimals */
const mostDecimals = 12;

export function sumSelection(numbers: readonly Exact[]): SelectionSum {
  const [first] = numbers;
  if (!first) return nothingSummed;
  const total = sum(numbers);
  const average = divide(total, exact(numbers.length));
  return {
    count: numbers.length,
    sum: textOf(total),
    average: average ? textOf(average) : '',
    least: textOf(numbers.reduce(min, first)),
    most: textOf(numbers.reduce(max, first))
  };
}

function textOf(number: Exact): string {
  const digits = toDecimalText(number);
  if (digits !== undefined && decimalsOf(digits) <= mostDecimals) return digits;
  return show(number, shownDecimals).replace(/\.?0+$/, '');
}
