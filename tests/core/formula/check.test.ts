import { expect, test } from 'vitest';
import { check, operandsOf } from '#core/formula/check.ts';
import { readComparison, readExpression } from '#core/formula/parse.ts';

const known = (ref: string): 'text' | 'unknown' | 'number' =>
  ref === '名称' ? 'text' : ref.startsWith('X') ? 'unknown' : 'number';
const mistakes = (text: string) => {
  const comparison = readComparison(text);
  const read = comparison.ok ? comparison : readExpression(text);
  if (!read.ok) throw new Error(`${text}: ${read.error.code} at ${read.error.at}`);
  return check(read.value, known).map(({ code, at, detail }) => `${code} ${detail} @${at}`);
};

test.each([
  ['A + SUM(A, B) - ROUND(A / B, 2)', []],
  ['ROUND(A, -2) + MAX(A) + PREV(t1!r:c)', []],
  ['IF(A > B, PREV(A), ABS(B))', []],
  ['A + X1', ['unknown-operand X1 @4']],
  ['PREV(X1) / X1', ['unknown-operand X1 @5', 'unknown-operand X1 @11']],
  ['名称 * 2', ['type 名称 @0']],
  ['IF(X1 > 1, X2, X3)', ['unknown-operand X1 @3', 'unknown-operand X2 @11', 'unknown-operand X3 @15']],
  ['X1 <= A <= X2', ['unknown-operand X1 @0', 'unknown-operand X2 @11']],
  ['SUM()', ['argument-count SUM @0']],
  ['ABS(A, B)', ['argument-count ABS @0']],
  ['TALLY(A, B + A)', ['type TALLY @11']],
  ['ROUND(A)', ['argument-count ROUND @0']],
  ['ROUND(A, B)', ['type ROUND @9']],
  ['ROUND(A, 1.5)', ['type ROUND @9']],
  ['ROUND(A, 31)', ['type ROUND @9']],
  ['ROUND(A, 1+1)', ['type ROUND @10']],
  ['PREV()', ['argument-count PREV @0']],
  ['PREV(A, B)', ['argument-count PREV @0']],
  ['PREV(A + B)', ['type PREV @7']],
  ['PREV(PREV(A))', ['type PREV @5']],
  ['PREV(3)', ['type PREV @5']],
  ['SUM(A, MAX(X1, ABS()))', ['unknown-operand X1 @11', 'argument-count ABS @15']]
])('[FL8] %s', (text, expected) => {
  expect(mistakes(text)).toEqual(expected);
});

test('[FL8] an operand is asked for as the operand of last year inside PREV only', () => {
  const asked: string[] = [];
  const read = readExpression('A - PREV(A) * B');
  if (read.ok) check(read.value, (ref, previous) => (asked.push(`${ref}${previous ? ' 上年' : ''}`), 'number'));
  expect(asked).toEqual(['A', 'A 上年', 'B']);
});

test('[FL8] every use of an operand is listed with its place', () => {
  const read = readExpression('A / (A + B)');
  expect(read.ok && operandsOf(read.value).map(({ ref, at }) => [ref, at])).toEqual([
    ['A', 0],
    ['A', 5],
    ['B', 9]
  ]);
});
