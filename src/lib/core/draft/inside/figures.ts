// The figures of a filled workbook as evidence: whether a sum or a rate holds wherever all of its parts are filled.
import {
  comparePrinted,
  divide,
  equal,
  exact,
  isZero,
  multiply,
  readExact,
  sum,
  type Exact
} from '#core/basics/exact.ts';
import { decimalOf } from '#core/workbook/stored-number.ts';
import type { WorkCell } from './work.ts';

/** the number in a cell; undefined for nothing, signs, dates and words */
export function numberIn(cell: WorkCell | undefined): Exact | undefined {
  const text = digitsIn(cell);
  const read = text === undefined ? undefined : readExact(text);
  return read?.ok ? read.value : undefined;
}

function digitsIn(cell: WorkCell | undefined): string | undefined {
  const raw = cell?.raw;
  if (!raw || raw.date !== undefined) return undefined;
  const text =
    raw.kind === 'number'
      ? decimalOf(raw.value)
      : raw.kind === 'text'
        ? raw.value.normalize('NFKC').replace(/[,\s%]/g, '')
        : undefined;
  return text !== undefined && text.length <= 40 && /^-?\d+(\.\d+)?$/.test(text) ? text : undefined;
}

export interface Tally {
  holds: number;
  fails: number;
}

export const addUp = (tallies: readonly Tally[]): Tally =>
  tallies.reduce((all, each) => ({ holds: all.holds + each.holds, fails: all.fails + each.fails }), {
    holds: 0,
    fails: 0
  });

const nothing: Tally = { holds: 0, fails: 0 };
const tally = (holds: boolean): Tally => (holds ? { holds: 1, fails: 0 } : { holds: 0, fails: 1 });

/** Parts that are not filled count as nothing; 0 = 0 + 0 says little, and is not counted. */
export function tallySum(total: WorkCell | undefined, parts: readonly (WorkCell | undefined)[]): Tally {
  const said = numberIn(total);
  const numbers = parts.flatMap((part) => numberIn(part) ?? []);
  if (!said || numbers.length === 0) return nothing;
  const holds = equal(sum(numbers), said);
  return holds && isZero(said) ? nothing : tally(holds);
}

/** A percentage as printed, or stored as a fraction that shows as one. */
export function tallyRate(rate: WorkCell | undefined, part: WorkCell | undefined, whole: WorkCell | undefined): Tally {
  const printed = digitsIn(rate);
  const [over, under] = [numberIn(part), numberIn(whole)];
  if (printed === undefined || !over || !under || isZero(over)) return nothing;
  const isFraction = /%/.test(rate?.raw?.numberFormat ?? '');
  const ratio = divide(isFraction ? over : multiply(over, exact(100)), under);
  if (!ratio) return nothing;
  return tally(comparePrinted(ratio, printed) !== 'wrong');
}
