// Places that a reason names: rows by number, code or whole name.
import { expect, test } from 'vitest';
import { shippedForm } from '#tests/ui/a-form.ts';
import { placesNamedIn } from '#ui/words/places-named-in.ts';

const form = shippedForm('fzzf-zhzb.1');
const rowsOf = (text: string) => placesNamedIn(text, form).map((key) => key.split('/')[1]);
const numberOf = (code: string) => form.tables[0]!.rows.find((row) => row.code === code)!.number;

test('by row number, one or several', () => {
  expect(rowsOf(`第 ${numberOf('XZFY.SQ')} 行与上报文件不符`)).toEqual(['XZFY.SQ']);
  const from = numberOf('XZFY.SQ');
  expect(rowsOf(`第${from}、${from + 1}行请核对`)).toEqual(['XZFY.SQ', 'XZFY.SL']);
  expect(rowsOf(`第 ${from}-${from + 1} 行`)).toEqual(['XZFY.SQ', 'XZFY.SL']);
});

test('by code and by whole name; the longest of names that lie in each other', () => {
  expect(rowsOf('XZFY.SL 填错了')).toEqual(['XZFY.SL']);
  expect(rowsOf('行政复议纠错率不对')).toEqual(['XZFY.JCL']);
});

test('a text that names nothing leads nowhere', () => {
  expect(rowsOf('请补充说明 2021 年的情况')).toEqual([]);
  expect(rowsOf('第 9999 行')).toEqual([]);
});
