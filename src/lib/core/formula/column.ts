// One number for each of many rows (sheets, or totals of sheets), held in a few bytes each: exact like basics/exact.ts, of which it is
// the compact form. Whatever does not fit two safe integers is kept beside the column as it is.
import { add, asSmall, equal, exact, fraction, negate, readExact, type Exact } from '#core/basics/exact.ts';
import { assert } from '#core/basics/assert.ts';
import type { Outcome } from './ast.ts';

/**
 * What stands in a row is told by its kind: nothing (0; also the start of every column), 不适用 (1), undefined (2: x/0), a big number
 * (3: in `big`), a ratio n/d (4), or n with kind - 5 decimals.
 */
export interface Column {
  readonly kind: Uint8Array;
  readonly n: Float64Array;
  /** denominators of ratios; made when the first one comes */
  d: Float64Array | undefined;
  /** numbers whose numerator or denominator is no safe integer */
  big: Map<number, Exact> | undefined;
}

export const nothingKind = 0;
export const notApplicableKind = 1;
export const undefinedKind = 2;
export const bigKind = 3;
export const ratioKind = 4;
/** a whole number; with one decimal the kind is one more, and so on */
export const wholeKind = 5;
/** 10^15 is the largest power of ten that is a safe integer */
export const mostPlaces = 15;

/** powers of ten by exponent */
export const tens: Float64Array = Float64Array.from({ length: mostPlaces + 1 }, (_, power) => 10 ** power);

export const makeColumn = (rows: number): Column => ({
  kind: new Uint8Array(rows),
  n: new Float64Array(rows),
  d: undefined,
  big: undefined
});

export const holdsNumber = ({ kind }: Column, row: number): boolean => kind[row]! >= bigKind;

/** The number of a row; undefined where there is none. */
export function numberAt(column: Column, row: number): Exact | undefined {
  const kind = column.kind[row]!;
  if (kind === bigKind) return column.big!.get(row);
  return kind > bigKind ? exactOf(kind, column.n[row]!, column.d?.[row] ?? 1) : undefined;
}

/** @param kind of a ratio or of a number with decimals */
export function exactOf(kind: number, n: number, d: number): Exact {
  return kind === wholeKind ? exact(n) : fraction(n, denominatorOf(kind, d));
}

/** @param d what stands in the column's `d`, if anything */
export const denominatorOf = (kind: number, d: number): number => (kind === ratioKind ? d : tens[kind - wholeKind]!);

/** Whether two ratios of safe integers are one number; they need not be reduced. */
export function sameRatio(n: number, d: number, otherN: number, otherD: number): boolean {
  if (d === otherD) return n === otherN;
  const left = n * otherD;
  const right = otherN * d;
  if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) return left === right;
  return equal(fraction(n, d), fraction(otherN, otherD));
}

/** `hole`: what is said where no number stands */
export function outcomeIn(column: Column | undefined, row: number, hole: Outcome): Outcome {
  if (column?.kind[row] === undefinedKind) return { kind: 'undefined' };
  const value = column && numberAt(column, row);
  return value ? { kind: 'number', value } : hole;
}

/** @param kind one of the kinds that stand for no number */
export function putHole(column: Column, row: number, kind: 0 | 1 | 2): void {
  if (column.kind[row] === bigKind) column.big!.delete(row);
  column.kind[row] = kind;
}

export function putExact(column: Column, row: number, value: Exact): void {
  const small = asSmall(value);
  if (small) putRatio(column, row, small.n, small.d);
  else {
    column.big ??= new Map();
    column.big.set(row, value);
    column.kind[row] = bigKind;
  }
}

/** n/d of safe integers, d > 0, reduced or not */
export function putRatio(column: Column, row: number, n: number, d: number): void {
  if (column.kind[row] === bigKind) column.big!.delete(row);
  const kind = kindOf(d);
  column.kind[row] = kind;
  column.n[row] = n;
  if (kind !== ratioKind) return;
  column.d ??= new Float64Array(column.n.length);
  column.d[row] = d;
}

/** Denominators that come from decimals are told by the kind alone; of these only the usual ones are looked for. */
export function kindOf(d: number): number {
  if (d === 1) return wholeKind;
  if (d === 100) return wholeKind + 2;
  if (d === 10) return wholeKind + 1;
  if (d === 1000) return wholeKind + 3;
  return d === 10_000 ? wholeKind + 4 : ratioKind;
}

export function putOutcome(column: Column, row: number, outcome: Outcome): void {
  if (outcome.kind === 'number') putExact(column, row, outcome.value);
  else putHole(column, row, outcome.kind === 'undefined' ? undefinedKind : nothingKind);
}

const minus = 45;
const point = 46;
/** fewer than the digits of 2^53 */
const mostDigits = 15;

/**
 * Decimal text as typed, its trailing zeros kept in the kind.
 *
 * @returns whether `textAt` gives the same text again. Not so for texts of many digits and for spellings like 007 and -0; what is no
 *          decimal text leaves nothing in the row.
 */
export function putText(column: Column, row: number, text: string): boolean {
  const start = text.charCodeAt(0) === minus ? 1 : 0;
  const { length } = text;
  let value = 0;
  let pointAt = length;
  if (length - start > mostDigits + 1) return putLong(column, row, text);
  for (let at = start; at < length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    else if (digit === point - 48 && pointAt === length && at > start) pointAt = at;
    else return putLong(column, row, text);
  }
  const decimals = Math.max(0, length - pointAt - 1);
  const digits = length - start - (pointAt < length ? 1 : 0);
  const strange = pointAt === length - 1 || (text.charCodeAt(start) === 48 && pointAt - start > 1);
  if (digits === 0 || digits > mostDigits || strange || (start === 1 && value === 0)) return putLong(column, row, text);
  if (column.kind[row] === bigKind) column.big!.delete(row);
  column.kind[row] = wholeKind + decimals;
  column.n[row] = start === 1 ? -value : value;
  return true;
}

function putLong(column: Column, row: number, text: string): false {
  const value = readExact(text);
  if (value.ok) putExact(column, row, value.value);
  else putHole(column, row, nothingKind);
  return false;
}

/** The decimal text that putText took. */
export function textAt(column: Column, row: number): string {
  const decimals = column.kind[row]! - wholeKind;
  assert(decimals >= 0, 'only what putText took has its text');
  const value = column.n[row]!;
  if (decimals === 0) return String(value);
  const digits = String(Math.abs(value)).padStart(decimals + 1, '0');
  return `${value < 0 ? '-' : ''}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/**
 * Adds the number of one row to that of another; a row without a number adds nothing.
 * @param times 1, or -1 to take it away again (a number that was added before)
 */
export function addAt(into: Column, at: number, from: Column, row: number, times: 1 | -1 = 1): void {
  const kind = from.kind[row]!;
  if (kind === into.kind[at] && kind >= wholeKind) {
    const sum = into.n[at]! + times * from.n[row]!;
    if (Number.isSafeInteger(sum)) {
      into.n[at] = sum;
      return;
    }
  }
  if (kind >= bigKind) addOther(into, at, from, row, times);
}

// apart from the common case above, so that the compiler can put that one into the loops that add up
function addOther(into: Column, at: number, from: Column, row: number, times: 1 | -1): void {
  const kind = from.kind[row]!;
  if (kind >= wholeKind) {
    const there = into.kind[at]!;
    if (there > wholeKind && kind < there) {
      const sum = into.n[at]! + times * from.n[row]! * tens[there - kind]!;
      if (Number.isSafeInteger(sum) && Math.abs(from.n[row]!) < 2 ** 52 / tens[there - kind]!) {
        into.n[at] = sum;
        return;
      }
    } else if (there < bigKind) {
      into.kind[at] = kind;
      into.n[at] = times * from.n[row]!;
      return;
    }
  }
  addExact(into, at, numberAt(from, row)!, times);
}

export function addExact(into: Column, at: number, value: Exact, times: 1 | -1 = 1): void {
  const sum = numberAt(into, at);
  const signed = times === 1 ? value : negate(value);
  putExact(into, at, sum ? add(sum, signed) : signed);
}
