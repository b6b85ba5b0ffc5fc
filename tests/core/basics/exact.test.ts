import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  abs,
  add,
  compare,
  comparePrinted,
  divide,
  equal,
  exact,
  fromText,
  isZero,
  max,
  min,
  multiply,
  negate,
  one,
  readExact,
  round,
  show,
  subtract,
  sum,
  toDecimalText,
  toNumber,
  toText,
  truncate,
  zero,
  type Exact
} from '#core/basics/exact.ts';

const fraction = (text: string): Exact => {
  const read = fromText(text);
  if (!read.ok) throw new Error(text);
  return read.value;
};

/** small and huge, whole and broken, with denominators that meet often */
const numbers: fc.Arbitrary<Exact> = fc
  .tuple(
    fc.oneof(fc.integer({ min: -1000, max: 1000 }).map(BigInt), fc.bigInt(-(10n ** 40n), 10n ** 40n)),
    fc.oneof(fc.constantFrom(1n, 1n, 2n, 3n, 10n, 100n, 1000n), fc.bigInt(1n, 10n ** 25n))
  )
  .map(([n, d]) => fraction(`${n}/${d}`));

const isNormal = ({ n, d }: Exact): boolean => {
  let [a, b] = [n < 0n ? -n : n, d];
  while (b !== 0n) [a, b] = [b, a % b];
  return d > 0n && a === 1n;
};

describe('reading and writing', () => {
  test.each(['0', '7', '-12.5', '0.005', '123456789012345678901234567890.123'])(
    '[BA1] %s comes back as it went in',
    (text) => {
      expect(toDecimalText(exact(text))).toBe(text);
    }
  );

  test.each([
    ['1.50', '1.5'],
    ['007', '7'],
    ['-0', '0'],
    ['-0.00', '0']
  ])('[BA1] %s is %s', (text, canonical) => {
    expect(toDecimalText(exact(text))).toBe(canonical);
    expect(equal(exact(text), exact(canonical))).toBe(true);
  });

  test.each(['', '-', '.5', '1.', '1e5', '+1', ' 1', '1,000', '１２', '0x10', 'NaN', '1/2', '--1', '9'.repeat(401)])(
    '[BA5] %j is not a number',
    (text) => {
      expect(readExact(text)).toEqual({ ok: false, error: 'not-a-number' });
    }
  );

  test.each(['', '1/0', '1/-2', '1.5', '1/2/3', '/2', 'a'])('[BA5] %j is not a stored number', (text) => {
    expect(fromText(text)).toEqual({ ok: false, error: 'not-a-number' });
  });

  test('[BA5] a literal that is not a number is our mistake', () => {
    expect(() => exact('1,000')).toThrow('not decimal text');
    expect(() => exact(0.5)).toThrow('not a safe integer');
    expect(() => exact(2 ** 53)).toThrow('not a safe integer');
  });

  test('[BA1] decimals that never end have no decimal text, all others have', () => {
    expect(toDecimalText(fraction('1/3'))).toBeUndefined();
    expect(toDecimalText(fraction('1/7000'))).toBeUndefined();
    expect(toDecimalText(fraction('-1/8'))).toBe('-0.125');
    expect(toDecimalText(fraction('1/3125'))).toBe('0.00032');
  });

  test('[BA1] random numbers: text and back is the same number, in lowest terms', () => {
    fc.assert(
      fc.property(numbers, (x) => {
        expect(isNormal(x)).toBe(true);
        expect(fromText(toText(x))).toEqual({ ok: true, value: x });
        const decimal = toDecimalText(x);
        if (decimal !== undefined) expect(exact(decimal)).toEqual(x);
      })
    );
  });

  test('[BA1] the nearest double is the one that reading the decimals gives', () => {
    expect(toNumber(fraction('1/3'))).toBe(1 / 3);
    expect(toNumber(exact('0.1'))).toBe(0.1);
    expect(toNumber(zero)).toBe(0);
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e20, max: 1e20 }), (double) => {
        const text = double.toFixed(20);
        expect(toNumber(exact(text))).toBe(Number(text) + 0); // never -0
      })
    );
  });
});

describe('computing', () => {
  test('[BA1] 0.1 + 0.2 is 0.3', () => {
    expect(add(exact('0.1'), exact('0.2'))).toEqual(exact('0.3'));
  });

  test('[BA1] random numbers: the laws of fractions hold, and every result is in lowest terms', () => {
    fc.assert(
      fc.property(numbers, numbers, numbers, (a, b, c) => {
        for (const result of [add(a, b), subtract(a, b), multiply(a, b), negate(a), abs(a)])
          expect(isNormal(result)).toBe(true);
        // by definition, with no shortcut
        expect(add(a, b)).toEqual(fraction(`${a.n * b.d + b.n * a.d}/${a.d * b.d}`));
        expect(multiply(a, b)).toEqual(fraction(`${a.n * b.n}/${a.d * b.d}`));
        expect(add(add(a, b), c)).toEqual(add(a, add(b, c)));
        expect(multiply(a, add(b, c))).toEqual(add(multiply(a, b), multiply(a, c)));
        expect(subtract(a, a)).toEqual(zero);
        expect(add(a, negate(a))).toEqual(zero);
        if (!isZero(b)) expect(multiply(divide(a, b)!, b)).toEqual(a);
        expect(compare(a, b)).toBe(a.n * b.d < b.n * a.d ? -1 : a.n * b.d > b.n * a.d ? 1 : 0);
        expect([a, b]).toContainEqual(max(a, b));
        expect(add(max(a, b), min(a, b))).toEqual(add(a, b));
      })
    );
  });

  test('[BA1] random lists: their sum is that of adding one by one', () => {
    fc.assert(
      fc.property(fc.array(numbers), (list) => {
        expect(sum(list)).toEqual(list.reduce(add, zero));
      })
    );
    expect(sum([])).toEqual(zero);
  });

  test('[BA2] nothing is divided by 0', () => {
    expect(divide(one, zero)).toBeUndefined();
    expect(divide(zero, zero)).toBeUndefined();
    expect(divide(zero, exact(-3))).toEqual(zero);
    expect(divide(one, exact(-3))).toEqual({ n: -1n, d: 3n });
  });
});

describe('rounding', () => {
  test.each([
    ['1.005', 2, '1.01'],
    ['-1.005', 2, '-1.01'],
    ['2.5', 0, '3'],
    ['-2.5', 0, '-3'],
    ['0.5', 0, '1'],
    ['0.49', 0, '0'],
    ['2.675', 2, '2.68'],
    ['10.235', 2, '10.24'],
    ['1.45', 1, '1.5'],
    ['1250', -2, '1300'],
    ['-1249.99', -2, '-1200'],
    ['49', -2, '0'],
    ['3', 4, '3'],
    ['0', 2, '0'],
    ['200/3', 2, '66.67'],
    ['38300/523', 2, '73.23'],
    // the fifteenth digit carries: Excel shows the same
    ['0.00499999999999999999', 2, '0.01'],
    ['1.00499999999999999', 2, '1.01'],
    ['1.00499999999999', 2, '1'],
    // beyond fifteen digits the value itself counts
    ['1234567890123456789', 0, '1234567890123456789'],
    ['1234567890123456.785', 2, '1234567890123456.79'],
    ['1234567890123456.784999', 2, '1234567890123456.78'],
    ['12345678901234567', -1, '12345678901234570']
  ])('[BA3] %s at %d decimals is %s', (text, decimals, expected) => {
    const x = text.includes('/') ? fraction(text) : exact(text);
    expect(toDecimalText(round(x, decimals))).toBe(expected);
  });

  test.each([
    ['1234.5', 2, '1234.50', '1,234.50'],
    ['-1234567.891', 2, '-1234567.89', '-1,234,567.89'],
    ['999.995', 2, '1000.00', '1,000.00'],
    ['-0.001', 2, '0.00', '0.00'],
    ['0.05', 3, '0.050', '0.050'],
    ['123', 0, '123', '123'],
    ['1000', 0, '1000', '1,000'],
    ['-123456', 0, '-123456', '-123,456']
  ])('[BA3] %s is shown with %d decimals as %s, grouped as %s', (text, decimals, plain, grouped) => {
    expect(show(exact(text), decimals)).toBe(plain);
    expect(show(exact(text), decimals, { grouping: true })).toBe(grouped);
  });

  test('[BA3] random numbers: rounding is by at most half a place and half of the fifteenth digit, and symmetric', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: -5, max: 8 }), (x, decimals) => {
        const rounded = round(x, decimals);
        const place = decimals >= 0 ? fraction(`1/${10n ** BigInt(decimals)}`) : exact(10n ** BigInt(-decimals));
        const limit = add(multiply(place, exact('0.5')), multiply(abs(x), exact('0.00000000000001')));
        expect(compare(abs(subtract(rounded, x)), limit)).toBeLessThanOrEqual(0);
        expect(divide(rounded, place)!.d).toBe(1n);
        expect(round(negate(x), decimals)).toEqual(negate(rounded));
        expect(round(rounded, decimals)).toEqual(rounded);
        if (decimals >= 0) expect(exact(show(x, decimals))).toEqual(rounded);
      })
    );
  });

  test('[BA3] random decimals of at most fifteen digits: the value is rounded as a child does it', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 14n), fc.nat(10), fc.nat(10), (digits, scale, decimals) => {
        const x = fraction(`${digits}/${10n ** BigInt(scale)}`);
        const cut = 10n ** BigInt(Math.max(0, scale - decimals));
        const up = (digits % cut) * 2n >= cut && cut > 1n ? 1n : 0n;
        expect(round(x, decimals)).toEqual(fraction(`${(digits / cut + up) * cut}/${10n ** BigInt(scale)}`));
      })
    );
  });

  test('[BA3] random numbers: cutting off goes towards zero by less than a place', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: -5, max: 8 }), (x, decimals) => {
        const cut = truncate(x, decimals);
        const place = decimals >= 0 ? fraction(`1/${10n ** BigInt(decimals)}`) : exact(10n ** BigInt(-decimals));
        const rest = subtract(abs(x), abs(cut));
        expect(compare(rest, zero)).toBeGreaterThanOrEqual(0);
        expect(compare(rest, place)).toBe(-1);
        expect(divide(cut, place)!.d).toBe(1n);
      })
    );
  });
});

describe('printed figures', () => {
  test.each([
    ['38300/523', '64.03', 'wrong'],
    ['38300/523', '73.23', 'rounded=truncated'],
    ['38300/523', '73.2313', 'truncated'],
    ['38300/523', '73.2314', 'rounded'],
    ['200/3', '66.67', 'rounded'],
    ['200/3', '66.66', 'truncated'],
    ['200/3', '66.68', 'wrong'],
    ['200/3', '67', 'rounded'],
    ['50', '50', 'exact'],
    ['50', '50.00', 'exact'],
    ['99.995', '100.00', 'rounded'],
    ['99.995', '99.99', 'truncated'],
    ['-1/3', '-0.33', 'rounded=truncated'],
    ['-2/3', '-0.66', 'truncated'],
    ['1/1000', '0.00', 'rounded=truncated'],
    ['1234567.8', '1,234,568', 'rounded'],
    ['123456789012345678901', '123456789012345678901', 'exact'],
    ['123456789012345678901', '123456789012345678902', 'wrong']
  ])('[BA4] computed %s, printed %s: %s', (computed, printed, expected) => {
    expect(comparePrinted(computed.includes('/') ? fraction(computed) : exact(computed), printed)).toBe(expected);
  });

  test('[BA4] a figure in 万元 is compared in 万元', () => {
    const yuan = exact(1234567);
    expect(comparePrinted(yuan, '123.46', exact(10000))).toBe('rounded');
    expect(comparePrinted(yuan, '123.45', exact(10000))).toBe('truncated');
    expect(comparePrinted(yuan, '123.4567', exact(10000))).toBe('exact');
    expect(comparePrinted(yuan, '1234567', exact(10000))).toBe('wrong');
  });

  test.each(['一', '12%', '', '1,23', '约5'])('[BA4] of %j nothing can be said', (printed) => {
    expect(comparePrinted(exact(5), printed)).toBeUndefined();
  });
});
