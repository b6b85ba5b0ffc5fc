// 求和, 计数, 平均 of what is selected: exact, and only of numbers.
import { divide, exact, show, sum, toDecimalText, type Exact } from '#core/basics/exact.ts';

export interface SelectionSum {
  count: number;
  /** plain decimal text; '' when nothing was counted */
  sum: string;
  average: string;
}

/** decimals of an average that does not end */
const averageDecimals = 4;

export function sumSelection(numbers: readonly Exact[]): SelectionSum {
  if (numbers.length === 0) return { count: 0, sum: '', average: '' };
  const total = sum(numbers);
  const average = divide(total, exact(numbers.length));
  return { count: numbers.length, sum: textOf(total), average: average ? textOf(average) : '' };
}

function textOf(number: Exact): string {
  const digits = toDecimalText(number);
  if (digits !== undefined && (digits.split('.')[1]?.length ?? 0) <= averageDecimals) return digits;
  return show(number, averageDecimals).replace(/\.?0+$/, '');
}
