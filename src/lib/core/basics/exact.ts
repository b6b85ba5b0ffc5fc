// Exact numbers: fractions of integers, so that sums and rates are never rounded on the way. This file alone decides rounding.
import { assert } from './assert.ts';
import { fail, ok, type Result } from './result.ts';

export interface Exact {
  /** numerator */
  readonly n: bigint;
  /** denominator, > 0, coprime with n */
  readonly d: bigint;
}

export const zero: Exact = { n: 0n, d: 1n };
export const one: Exact = { n: 1n, d: 1n };

// ── reading and writing ─────────────────────────────────────────────────────────────────────────────────────────────

// A bound against texts made to burn time: reading and dividing long integers costs more than linear time.
const maxTextLength = 400;
const decimalShape = /^(-?)(\d+)(?:\.(\d+))?$/;
const groupedShape = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/;
const fractionShape = /^(-?\d+)(?:\/(\d+))?$/;

/** Plain decimal text `-?digits[.digits]`; nothing else (no spaces, signs, exponents, full-width digits), at most 400 characters. */
export function readExact(text: string): Result<Exact, 'not-a-number'> {
  const whole = smallWhole(text);
  if (whole !== undefined) return ok({ n: BigInt(whole), d: 1n });
  const parts = text.length <= maxTextLength ? decimalShape.exec(text) : null;
  if (!parts) return fail('not-a-number');
  const decimals = parts[3] ?? '';
  return ok(
    decimals === ''
      ? { n: BigInt(text), d: 1n }
      : reduced(BigInt(parts[1]! + parts[2]! + decimals), tenTo(decimals.length))
  );
}

/** For literals and for text that is known to be canonical: a safe integer, a bigint or decimal text. Anything else is our mistake. */
export function exact(from: string | number | bigint): Exact {
  if (typeof from === 'bigint') return { n: from, d: 1n };
  if (typeof from === 'number') {
    assert(Number.isSafeInteger(from), `${from} is not a safe integer`);
    return { n: BigInt(from), d: 1n };
  }
  const read = readExact(from);
  assert(read.ok, `not decimal text: ${JSON.stringify(from)}`);
  return read.value;
}

/** n/d of safe integers, d > 0; reduced here. */
export function fraction(n: number, d: number): Exact {
  assert(Number.isSafeInteger(n) && Number.isSafeInteger(d) && d > 0, `${n}/${d} is no fraction of safe integers`);
  if (d === 1) return { n: BigInt(n), d: 1n };
  const common = commonDivisorOfSmall(Math.abs(n), d);
  return { n: BigInt(n / common), d: BigInt(d / common) };
}

/** Numerator and denominator as plain numbers, undefined when one of them is no safe integer. */
export const asSmall = (x: Exact): { n: number; d: number } | undefined =>
  isSmall(x.n) && isSmall(x.d) ? { n: Number(x.n), d: Number(x.d) } : undefined;

/** Lossless and canonical: `12`, `-7/3`. Equal numbers have equal texts. */
export const toText = (x: Exact): string => (x.d === 1n ? String(x.n) : `${x.n}/${x.d}`);

/** Back from toText; any `n/d` with d > 0 is taken and reduced. */
export function fromText(text: string): Result<Exact, 'not-a-number'> {
  const parts = text.length <= 4 * maxTextLength ? fractionShape.exec(text) : null;
  const d = BigInt(parts?.[2] ?? '1');
  return parts && d > 0n ? ok(reduced(BigInt(parts[1]!), d)) : fail('not-a-number');
}

/** Canonical decimal text (`-?\d+(\.\d+)?`, no trailing zeros), or undefined when the decimals never end (1/3). */
export function toDecimalText(x: Exact): string | undefined {
  if (x.d === 1n) return String(x.n);
  let rest = x.d;
  let [twos, fives] = [0, 0];
  for (; rest % 2n === 0n; rest /= 2n) twos++;
  for (; rest % 5n === 0n; rest /= 5n) fives++;
  if (rest !== 1n) return undefined;
  const decimals = Math.max(twos, fives);
  return placePoint((x.n * tenTo(decimals)) / x.d, decimals);
}

/** The nearest double, for charts and for files that know nothing better. Never compute on with it. */
export function toNumber(x: Exact): number {
  if (x.d === 1n) return Number(x.n);
  if (isSmall(x.n) && isSmall(x.d)) return Number(x.n) / Number(x.d);
  const decimals = 20 - magnitude(x);
  return Number(`${roundedUnits(x, decimals)}e${-decimals}`);
}

// ── computing ───────────────────────────────────────────────────────────────────────────────────────────────────────

export function add(a: Exact, b: Exact): Exact {
  if (a.d === b.d) return a.d === 1n ? { n: a.n + b.n, d: 1n } : reduced(a.n + b.n, a.d);
  // a whole number and a reduced fraction: the sum is reduced already
  if (a.d === 1n) return { n: a.n * b.d + b.n, d: b.d };
  if (b.d === 1n) return { n: a.n + b.n * a.d, d: a.d };
  return reduced(a.n * b.d + b.n * a.d, a.d * b.d);
}

export const subtract = (a: Exact, b: Exact): Exact => add(a, negate(b));

export function multiply(a: Exact, b: Exact): Exact {
  if (a.d === 1n && b.d === 1n) return { n: a.n * b.n, d: 1n };
  // Both are reduced already: a common divisor of the product stands between the one's numerator and the other's denominator. These
  // are smaller than the product, and a rate * 100 is done in two or three steps.
  const across = commonDivisorOf(a.n, b.d);
  const back = commonDivisorOf(b.n, a.d);
  if (across === 1n && back === 1n) return { n: a.n * b.n, d: a.d * b.d };
  return { n: (a.n / across) * (b.n / back), d: (a.d / back) * (b.d / across) };
}

/** undefined when b is 0 */
export function divide(a: Exact, b: Exact): Exact | undefined {
  if (b.n === 0n) return undefined;
  return multiply(a, b.n > 0n ? { n: b.d, d: b.n } : { n: -b.d, d: -b.n });
}

/** 0 for none. Reduces once at the end, so long sums of decimals are quick. */
export function sum(values: Iterable<Exact>): Exact {
  let [n, d] = [0n, 1n];
  for (const value of values) {
    if (value.d === d) n += value.n;
    else if (d % value.d === 0n) n += value.n * (d / value.d);
    else [n, d] = [n * value.d + value.n * d, d * value.d];
  }
  return d === 1n ? { n, d } : reduced(n, d);
}

export const negate = (x: Exact): Exact => ({ n: -x.n, d: x.d });
export const abs = (x: Exact): Exact => (x.n < 0n ? negate(x) : x);
export const isZero = (x: Exact): boolean => x.n === 0n;
export const equal = (a: Exact, b: Exact): boolean => a.n === b.n && a.d === b.d;
export const max = (a: Exact, b: Exact): Exact => (compare(a, b) < 0 ? b : a);
export const min = (a: Exact, b: Exact): Exact => (compare(a, b) > 0 ? b : a);

/** -1 when a < b, 0 when equal, 1 when a > b */
export function compare(a: Exact, b: Exact): -1 | 0 | 1 {
  const [left, right] = a.d === b.d ? [a.n, b.n] : [a.n * b.d, b.n * a.d];
  return left < right ? -1 : left > right ? 1 : 0;
}

// ── rounding ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** digits of a number that Excel keeps */
const significantDigits = 15;

/**
 * Half away from zero, `decimals` places after the point (negative: before it): the one rule of showing and of ROUND.
 *
 * Excel rounds the decimal image of a value at 15 significant digits, which hides the noise of binary fractions
 * (1.005 → 1.01). We have no noise, but must show what Excel shows: so a value is first taken at 15 significant digits,
 * half away from zero, then rounded. This matters only within half a unit of the 15th digit below a tie
 * (0.004 999 999 999 999 999 → 0.01). Where the 15 digits end before the place asked for, Excel has lost what follows;
 * we have not, and round the exact value: 1234567890123456789 stays as it is.
 */
export function round(x: Exact, decimals: number): Exact {
  if (x.d === 1n && decimals >= 0) return x;
  return fromUnits(roundedUnits(imageFor(x, decimals), decimals), decimals);
}

/** Cut off after `decimals` places, towards zero; of the exact value. */
export function truncate(x: Exact, decimals: number): Exact {
  if (x.d === 1n && decimals >= 0) return x;
  return fromUnits(decimals >= 0 ? (x.n * tenTo(decimals)) / x.d : x.n / (x.d * tenTo(-decimals)), decimals);
}

/** Rounded as by `round`, with exactly `decimals` (≥ 0) places: `1234.50`, grouped `1,234.50`. Zero has no sign. */
export function show(x: Exact, decimals: number, options: { grouping?: boolean } = {}): string {
  const units = x.d === 1n ? x.n * tenTo(decimals) : roundedUnits(imageFor(x, decimals), decimals);
  const text = placePoint(units, decimals);
  return options.grouping ? text.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ',')) : text;
}

export type PrintedOutcome = 'exact' | 'rounded' | 'truncated' | 'rounded=truncated' | 'wrong';

/**
 * How a printed figure relates to the computed one, at the printed number of decimals.
 *
 * @param printed  decimal text with the digits as printed: `64.03` claims two decimals, `64.0` one; `1,234` is grouped
 * @param scale    what one printed unit is in the computed unit: 10000 for a figure printed in 万元 against 元
 * @returns undefined when `printed` is not decimal text (一, 12%), so nothing can be said of its precision
 */
export function comparePrinted(computed: Exact, printed: string, scale: Exact = one): PrintedOutcome | undefined {
  const digits = groupedShape.test(printed) ? printed.replaceAll(',', '') : printed;
  const figure = readExact(digits);
  const inPrintedUnit = divide(computed, scale);
  assert(inPrintedUnit, 'a scale is never 0');
  if (!figure.ok) return undefined;
  if (equal(inPrintedUnit, figure.value)) return 'exact';
  const rounded = equal(round(inPrintedUnit, decimalsOf(digits)), figure.value);
  const truncated = equal(truncate(inPrintedUnit, decimalsOf(digits)), figure.value);
  return rounded ? (truncated ? 'rounded=truncated' : 'rounded') : truncated ? 'truncated' : 'wrong';
}

/** number of places after the point in decimal text, trailing zeros counted */
export const decimalsOf = (text: string): number => (text.includes('.') ? text.length - text.indexOf('.') - 1 : 0);

// ── inside ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const tens: readonly bigint[] = Array.from({ length: 64 }, (_, power) => 10n ** BigInt(power));
const tenTo = (power: number): bigint => tens[power] ?? 10n ** BigInt(power);

const isSmall = (n: bigint): boolean => n <= 9007199254740991n && n >= -9007199254740991n;

function reduced(n: bigint, d: bigint): Exact {
  if (d === 1n) return { n, d };
  if (n === 0n) return zero;
  const common = commonDivisor(n < 0n ? -n : n, d);
  return common === 1n ? { n, d } : { n: n / common, d: d / common };
}

/** greatest common divisor of a numerator and a denominator; for a numerator of 0 it is the denominator */
const commonDivisorOf = (n: bigint, d: bigint): bigint => (d === 1n ? d : commonDivisor(n < 0n ? -n : n, d));

/** The value of plain digits, at most 15: most of all numbers, and quicker to read than others. Undefined for any other text. */
function smallWhole(text: string): number | undefined {
  if (text.length === 0 || text.length > 15) return undefined;
  let value = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

function commonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) {
    if (isSmall(a) && isSmall(b)) return BigInt(commonDivisorOfSmall(Number(a), Number(b)));
    [a, b] = [b, a % b];
  }
  return a;
}

/** greatest common divisor of safe integers ≥ 0, not both 0 */
export function commonDivisorOfSmall(a: number, b: number): number {
  while (b !== 0) {
    const rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/** power of ten of the first significant digit: 12 → 1, 0.05 → -2; 0 for zero */
function magnitude(x: Exact): number {
  if (x.n === 0n) return 0;
  const n = x.n < 0n ? -x.n : x.n;
  const guess = String(n).length - String(x.d).length;
  const reaches = guess >= 0 ? n >= x.d * tenTo(guess) : n * tenTo(-guess) >= x.d;
  return reaches ? guess : guess - 1;
}

/** the value at 15 significant digits, or the value itself where those end before the place asked for */
function imageFor(x: Exact, decimals: number): Exact {
  const kept = significantDigits - 1 - magnitude(x);
  return kept > decimals ? fromUnits(roundedUnits(x, kept), kept) : x;
}

/** x in units of 10^-decimals, half away from zero */
function roundedUnits(x: Exact, decimals: number): bigint {
  const n = (x.n < 0n ? -x.n : x.n) * (decimals > 0 ? tenTo(decimals) : 1n);
  const d = x.d * (decimals < 0 ? tenTo(-decimals) : 1n);
  const units = (2n * n + d) / (2n * d);
  return x.n < 0n ? -units : units;
}

const fromUnits = (units: bigint, decimals: number): Exact =>
  decimals > 0 ? reduced(units, tenTo(decimals)) : { n: units * tenTo(-decimals), d: 1n };

function placePoint(units: bigint, decimals: number): string {
  if (decimals === 0) return String(units);
  const digits = String(units < 0n ? -units : units).padStart(decimals + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
