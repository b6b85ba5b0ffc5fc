// Random formulas over typed and computed cells, laid out as the rows of a spreadsheet: the same sample for every program that we must agree with.
import fc from 'fast-check';
import { show } from '#core/basics/exact.ts';
import type { Expression, Outcome } from '#core/formula/ast.ts';
import { evaluate } from '#core/formula/evaluate.ts';
import { toExcel, type ExcelOperand } from '#core/formula/excel.ts';
import { readExpression } from '#core/formula/parse.ts';
import { formulas, outcomeOf, typedValues } from './random-formulas.ts';

const entered = ['A', 'B', 'C', 'D'];
const derived = ['X', 'Y'];
/** places that are compared */
export const decimals = 4;
/** what people leave in a cell that has no number */
const nothings = ['', '—', '/', '无'];
/** columns: A–D this year, E–H last year, then X, Y, and the same of last year, then the result */
const columnOf = (ref: string, previous: boolean): string => {
  const at = entered.indexOf(ref);
  if (at >= 0) return 'ABCDEFGH'[at + (previous ? 4 : 0)]!;
  return 'IJKL'[derived.indexOf(ref) + (previous ? 2 : 0)]!;
};

export interface Line {
  x: Expression;
  y: Expression;
  result: Expression;
  values: readonly (string | undefined)[];
}

const expressions = (operands: readonly string[]) =>
  formulas(operands).map((text) => {
    const read = readExpression(text);
    if (!read.ok) throw new Error(`${text}: ${JSON.stringify(read.error)}`);
    return read.value;
  });
// derived cells of the last year are computed from last year's cells: PREV inside PREV has no place here
const plain = expressions(entered).filter(
  (expression) => !JSON.stringify(expression, (_, v) => (typeof v === 'bigint' ? '' : v)).includes('PREV')
);
const lines: fc.Arbitrary<Line> = fc.record({
  x: plain,
  y: plain,
  result: expressions([...entered, ...derived]),
  values: fc.array(typedValues, { minLength: 8, maxLength: 8 })
});

export const sampleLines = (count: number, seed: number): Line[] => fc.sample(lines, { numRuns: count, seed });

/** what our engine makes of a line */
export function ours(line: Line): { x: Outcome; result: Outcome } {
  const lookup = (ref: string, previous: boolean): Outcome => {
    const at = entered.indexOf(ref);
    if (at >= 0) return outcomeOf(line.values[at + (previous ? 4 : 0)], ref);
    return evaluate(ref === 'X' ? line.x : line.y, (inner) => lookup(inner, previous));
  };
  return { x: lookup('X', false), result: evaluate(line.result, lookup) };
}

export const shown = (outcome: Outcome): string =>
  outcome.kind === 'number' ? show(outcome.value, decimals) : outcome.kind === 'undefined' ? '—' : '';

/** the typed cells of a row: numbers, and here and there a text or nothing where there is none */
export const typedCells = (line: Line, row: number): (number | string | null)[] =>
  line.values.map((typed, at) => (typed === undefined ? nothings[(row + at) % 4]! || null : Number(typed)));

/** column and formula of each computed cell of a row, as the export writes them */
export function formulaCells(line: Line, row: number): [string, string][] {
  const cellOf =
    (shift: boolean) =>
    (ref: string, previous: boolean): ExcelOperand => {
      const cell = `${columnOf(ref, previous || shift)}${row}`;
      return derived.includes(ref) ? { cell, derived: true } : cell;
    };
  const all: [string, Expression, boolean][] = [
    ['I', line.x, false],
    ['J', line.y, false],
    ['K', line.x, true],
    ['L', line.y, true],
    ['M', line.result, false]
  ];
  return all.map(([column, expression, shift]) => [column, toExcel(expression, cellOf(shift)) ?? '"too long"']);
}
