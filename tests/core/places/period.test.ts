import { expect, test } from 'vitest';
import { kindOf, lastYear, readPeriod, yearOf, type Period } from '#core/places/period.ts';

const period = (text: string): Period => {
  const read = readPeriod(text);
  if (!read.ok) throw new Error(text);
  return read.value;
};

test.each([
  ['2024', 'year', '2023'],
  ['2024-H1', 'half', '2023-H1'],
  ['2024-Q3', 'quarter', '2023-Q3'],
  ['2024-05', 'month', '2023-05'],
  ['2000-12', 'month', '1999-12']
])('[PL5, PL6] %s is a %s; the year before it is %s', (text, kind, before) => {
  expect(kindOf(period(text))).toBe(kind);
  expect(yearOf(period(text))).toBe(Number(text.slice(0, 4)));
  expect(lastYear(period(text))).toBe(before);
});

test('[PL6] the year before a period is a period of the same kind', () => {
  expect(readPeriod(lastYear(period('2024-H2'))).ok).toBe(true);
  expect(readPeriod(lastYear(period('1000'))).ok).toBe(true);
});

test.each([
  '',
  '24',
  '2024年',
  '2024-H3',
  '2024-Q5',
  '2024-13',
  '2024-5',
  '2024-00',
  '2024-q1',
  ' 2024',
  '2024-05-01',
  '２０２４'
])('[PL5] %j is not a period', (text) => {
  expect(readPeriod(text)).toEqual({ ok: false, error: 'not-a-period' });
});

test('[PL5] periods of one kind sort by time as texts', () => {
  expect(['2024-10', '2023-12', '2024-02'].sort()).toEqual(['2023-12', '2024-02', '2024-10']);
});
