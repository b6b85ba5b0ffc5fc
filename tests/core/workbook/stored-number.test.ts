import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateOf, isDateFormat, isPercentFormat } from '#core/workbook/inside/number-format.ts';
import { addressOf, readAddress, readRange } from '#core/workbook/raw-workbook.ts';
import { decimalOf, losesDigits } from '#core/workbook/stored-number.ts';

describe('[WB5] a stored number is the decimal that a person sees', () => {
  test.each([
    ['0.1', '0.1'],
    ['0.30000000000000004', '0.3'],
    ['1.0049999999999999', '1.005'],
    ['72.230000000000004', '72.23'],
    ['9.9999999999999995E-8', '0.0000001'],
    ['1.2E3', '1200'],
    ['1E+20', '100000000000000000000'],
    ['123456789012345', '123456789012345'],
    ['1234567890123456', '1234567890123460'],
    ['999999999999999.9', '1000000000000000'],
    ['-0', '0'],
    ['-0.50', '-0.5'],
    ['+5', '5'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['007', '7'],
    ['0e5', '0']
  ])('%s is %s', (stored, shown) => expect(decimalOf(stored)).toBe(shown));

  test.each(['', '.', 'e5', '1e', '1e9999', 'NaN', 'Infinity', '1,000', '0x10', '1 2'])('%j is no number', (stored) => {
    expect(decimalOf(stored)).toBeUndefined();
  });

  test('any number of up to 15 digits comes back from the binary fraction that holds it', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 999_999_999_999_999n }),
        fc.integer({ min: 0, max: 20 }),
        (digits, places) => {
          const text = digits.toString().padStart(places + 1, '0');
          const decimal = places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
          const plain = decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
          // 17 digits, as Excel writes them
          expect(decimalOf(Number(decimal).toPrecision(17))).toBe(plain);
          expect(decimalOf(String(Number(decimal)))).toBe(plain);
        }
      )
    );
  });

  test('more digits than a workbook keeps are told of', () => {
    expect(losesDigits('530623199001011234')).toBe(true);
    expect(losesDigits('1000000000000000000')).toBe(false);
    expect(losesDigits('0.30000000000000004')).toBe(false);
  });
});

test('dates: by format, never by looks', () => {
  expect(['yyyy/m/d', 'm/d/yy h:mm', '[$-804]yyyy"年"m"月"', '[h]:mm'].map(isDateFormat)).toEqual([
    true,
    true,
    true,
    true
  ]);
  expect(
    [undefined, '0.00', '#,##0"日"', '[Red]0', '0.00E+00', '0"年"', '@', 'General', '\\d0'].some(isDateFormat)
  ).toBe(false);
  expect([isPercentFormat('0.00%'), isPercentFormat('0"%"'), isPercentFormat('0.0')]).toEqual([true, false, false]);
  expect([
    dateOf(1, false),
    dateOf(59, false),
    dateOf(60, false),
    dateOf(61, false),
    dateOf(45292.5, false),
    dateOf(43830, true),
    dateOf(3e6, false)
  ]).toEqual(['1900-01-01', '1900-02-28', undefined, '1900-03-01', '2024-01-01T12:00', '2024-01-01', undefined]);
});

test('addresses both ways, to the last cell of a sheet', () => {
  for (const column of [1, 26, 27, 52, 702, 703, 16_384])
    expect(readAddress(addressOf(7, column))).toEqual({ row: 7, column });
  expect(addressOf(1_048_576, 16_384)).toBe('XFD1048576');
  expect(readAddress('$D$12')).toEqual({ row: 12, column: 4 });
  expect(
    ['XFE1', 'A0', 'A1048577', 'A', '1', 'A1:B2', 'AAAA1', ''].map(readAddress).every((each) => each === undefined)
  ).toBe(true);
  expect(readRange('C5:B2')).toEqual({ top: 2, left: 2, bottom: 5, right: 3 });
  expect(readRange('A1:B2:C3')).toBeUndefined();
});
