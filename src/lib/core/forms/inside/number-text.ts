// The digits of a figure, without sign, unit and qualifier: plain or grouped by thousands, to canonical decimal text.
import { fail, ok, type Result } from '#core/basics/result.ts';

// No statistic has more: 10^30 is far above any sum of money, and longer ones are pasted rows run together (3870270281001010…).
const mostWholeDigits = 30;
/** bound of canonical number text, sign and point counted */
export const longestNumber = 40;

const plain = /^(\d*)(?:\.(\d*))?$/;
// Separators are all commas or all spaces, and every group after the first has three digits: 1,5 and 12,34 are not grouped.
const grouped = /^([1-9]\d{0,2})([, ])\d{3}(?:\2\d{3})*(?:\.\d+)?$/;

export function readNumberText(
  text: string
): Result<string, 'not-a-number' | 'grouping' | 'two-numbers' | 'leading-zero' | 'too-long'> {
  const digits = grouped.test(text) ? text.replace(/[, ]/g, '') : text;
  const parts = plain.exec(digits);
  if (!parts) return fail(text.includes(' ') ? 'two-numbers' : /\d/.test(text) ? 'grouping' : 'not-a-number');
  const [, whole = '', decimals = ''] = parts;
  if (whole === '' && decimals === '') return fail('not-a-number');
  if (/^0\d/.test(whole)) return fail('leading-zero');
  if (whole.length > mostWholeDigits) return fail('too-long');
  const canonical = `${whole || '0'}${decimals === '' ? '' : `.${decimals}`}`;
  return canonical.length >= longestNumber ? fail('too-long') : ok(canonical);
}

/** `-?\d+(\.\d+)?`, no leading zeros, no -0, at most 30 digits before the point and 40 signs in all */
export const isCanonicalNumber = (text: string): boolean =>
  text.length <= longestNumber && canonicalShape.test(text) && !negativeZero.test(text);
const canonicalShape = /^-?(?:0|[1-9]\d{0,29})(?:\.\d+)?$/;
const negativeZero = /^-0(?:\.0+)?$/;
