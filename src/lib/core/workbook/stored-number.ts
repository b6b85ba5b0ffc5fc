// Numbers as workbooks store them: text of a binary fraction, perhaps with an exponent, perhaps with the noise of binary arithmetic.

const shape = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** Excel keeps and shows 15 significant digits; what comes after is noise (0.30000000000000004). */
const significant = 15;
// a binary fraction never goes past 1E±308; a longer exponent was made to fill memory with zeros
const largestExponent = 400;

/**
 * The decimal that a person sees in the cell: '0.30000000000000004' → '0.3', '1.2E3' → '1200', '-0' → '0'.
 * Digits past the fifteenth are rounded half away from zero. Trailing zeros after the point go, as a stored number has none.
 *
 * @returns canonical decimal text (`-?\d+(\.\d+)?`), or undefined when it is not a number
 */
export function decimalOf(stored: string): string | undefined {
  const found = shape.exec(stored.trim());
  if (!found) return undefined;
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = found;
  if (whole.length + fraction.length === 0) return undefined;
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > largestExponent) return undefined;

  let digits = (whole + fraction).replace(/^0+/, '');
  let point = digits.length - fraction.length + exponent; // digits before the decimal point
  if (digits.length > significant) {
    ({ digits, point } = roundTo(digits, point, significant));
  }
  digits = digits.replace(/0+$/, '');
  if (digits === '') return '0';
  const before = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  const after = point > 0 ? digits.slice(point) : '0'.repeat(-point) + digits;
  return `${sign === '-' ? '-' : ''}${before}${after ? `.${after}` : ''}`;
}

function roundTo(digits: string, point: number, keep: number): { digits: string; point: number } {
  const kept = digits.slice(0, keep);
  if ((digits[keep] ?? '0') < '5') return { digits: kept, point };
  const raised = (BigInt(kept) + 1n).toString();
  return { digits: raised, point: raised.length > keep ? point + 1 : point };
}

/** true when more digits were stored than a workbook can keep: the number itself may be wrong (a long code, an id) */
export function losesDigits(stored: string): boolean {
  const found = shape.exec(stored.trim());
  if (!found || found[3] || found[4]) return false;
  return (found[2] ?? '').replace(/^0+/, '').replace(/0+$/, '').length > significant;
}
