import { expect, test } from 'vitest';
import { exportFileName, quoteSheet, sheetNames } from '#core/workbook/names.ts';

test('sheet names: lawful, at most 31 characters, unique in any case', () => {
  const long = '吉'.repeat(40);
  expect(sheetNames(['a/b:c*?[d]\\', "'x'", '', 'History', '盐津县', '盐津县', 'Abc', 'aBC', long, long])).toEqual([
    'a b c d',
    'x',
    '_',
    'History_',
    '盐津县',
    '盐津县(2)',
    'Abc',
    'aBC(2)',
    '吉'.repeat(31),
    `${'吉'.repeat(28)}(2)`
  ]);
  expect(quoteSheet("it's")).toBe("'it''s'");
});

test('file names: unit_form_period, safe on Windows', () => {
  expect(exportFileName('盐津县', '法治政府建设综合指标表', '2024')).toBe('盐津县_法治政府建设综合指标表_2024.xlsx');
  expect(exportFileName(undefined, '表<1>:"|?*_', '2024-Q3')).toBe('表 1_2024-Q3.xlsx');
  expect(exportFileName('..\\..\\a', '.')).toBe('a.xlsx');
  expect(exportFileName('CON')).toBe('CON_.xlsx');
  expect(exportFileName('')).toBe('汇表.xlsx');
  expect(exportFileName('x'.repeat(500)).length).toBe(125);
  expect(exportFileName('a\u202excod')).toBe('a xcod.xlsx');
});
