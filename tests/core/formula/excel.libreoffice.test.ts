// Random formulas, written into a workbook, computed by LibreOffice, and compared with what we show. Skipped where there is no LibreOffice.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { show } from '#core/basics/exact.ts';
import type { Expression, Outcome } from '#core/formula/ast.ts';
import { evaluate } from '#core/formula/evaluate.ts';
import { toExcel, type ExcelOperand } from '#core/formula/excel.ts';
import { readExpression } from '#core/formula/parse.ts';
import { formulas, outcomeOf, typedValues } from './random-formulas.ts';

const office = ['/usr/bin/soffice', '/usr/local/bin/soffice', '/opt/libreoffice/program/soffice'].find(answers);
function answers(program: string): boolean {
  try {
    return execFileSync(program, ['--version'], { encoding: 'utf8' }).includes('LibreOffice');
  } catch {
    return false; // not installed here
  }
}

const entered = ['A', 'B', 'C', 'D'];
const derived = ['X', 'Y'];
const decimals = 4;
/** what people leave in a cell that has no number */
const nothings = ['', '—', '/', '无'];
/** columns: A–D this year, E–H last year, then X, Y, and the same of last year, then the result */
const columnOf = (ref: string, previous: boolean): string => {
  const at = entered.indexOf(ref);
  if (at >= 0) return 'ABCDEFGH'[at + (previous ? 4 : 0)]!;
  return 'IJKL'[derived.indexOf(ref) + (previous ? 2 : 0)]!;
};

interface Line {
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

function ours(line: Line): { x: Outcome; result: Outcome } {
  const lookup = (ref: string, previous: boolean): Outcome => {
    const at = entered.indexOf(ref);
    if (at >= 0) return outcomeOf(line.values[at + (previous ? 4 : 0)], ref);
    return evaluate(ref === 'X' ? line.x : line.y, (inner) => lookup(inner, previous));
  };
  return { x: lookup('X', false), result: evaluate(line.result, lookup) };
}

const shown = (outcome: Outcome): string =>
  outcome.kind === 'number' ? show(outcome.value, decimals) : outcome.kind === 'undefined' ? '—' : '';

function fillRow(sheet: ExcelJS.Worksheet, row: number, line: Line): void {
  line.values.forEach((typed, at) => {
    sheet.getCell(row, at + 1).value = typed === undefined ? nothings[(row + at) % 4]! || null : Number(typed);
  });
  const cellOf =
    (shift: boolean) =>
    (ref: string, previous: boolean): ExcelOperand => {
      const cell = `${columnOf(ref, previous || shift)}${row}`;
      return derived.includes(ref) ? { cell, derived: true } : cell;
    };
  const formulaOf: [string, Expression, boolean][] = [
    ['I', line.x, false],
    ['J', line.y, false],
    ['K', line.x, true],
    ['L', line.y, true],
    ['M', line.result, false]
  ];
  for (const [column, expression, shift] of formulaOf)
    sheet.getCell(`${column}${row}`).value = {
      formula: toExcel(expression, cellOf(shift)) ?? '"too long"',
      date1904: false
    };
  // ROUND, unlike LibreOffice's number formats, takes 15 digits first as Excel's formats do
  for (const [column, of] of [
    ['N', 'I'],
    ['O', 'M']
  ]) {
    const cell = sheet.getCell(`${column}${row}`);
    cell.value = { formula: `IF(ISNUMBER(${of}${row}),ROUND(${of}${row},${decimals}),${of}${row})`, date1904: false };
    cell.numFmt = `0.${'0'.repeat(decimals)}`;
  }
}

test.skipIf(!office)(
  '[FL9] LibreOffice shows what we show, for numbers, blanks, texts and divisions by zero',
  { timeout: 120_000 },
  async (context) => {
    const seed = Number(process.env.SEED ?? 20_240_601);
    const sample = fc.sample(lines, { numRuns: 1500, seed });
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('s');
    sample.forEach((line, at) => fillRow(sheet, at + 1, line));
    const folder = mkdtempSync(join(tmpdir(), 'huibiao-excel-'));
    context.onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    await book.xlsx.writeFile(join(folder, 'book.xlsx'));
    execFileSync(
      office!,
      [
        `-env:UserInstallation=file://${folder}/profile`,
        '--headless',
        '--convert-to',
        'csv:Text - txt - csv (StarCalc):9,34,76,1',
        '--outdir',
        folder,
        join(folder, 'book.xlsx')
      ],
      { stdio: 'ignore' }
    );
    const rows = readFileSync(join(folder, 'book.csv'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((row) => row.split('\t').map(unquoted));
    const differing = sample.flatMap((line, at) => {
      const expected = ours(line);
      const [x, result] = [rows[at]![13], rows[at]![14]].map(withoutNegativeZero);
      if (same(x!, shown(expected.x)) && same(result!, shown(expected.result))) return [];
      return [
        {
          row: at + 1,
          x: [x, shown(expected.x)],
          result: [result, shown(expected.result)],
          formula: sheet.getCell(`M${at + 1}`).formula,
          xf: sheet.getCell(`I${at + 1}`).formula,
          values: line.values
        }
      ];
    });
    expect(differing.slice(0, 5), `seed ${seed}, ${differing.length} of ${sample.length} differ`).toEqual([]);
    expect(new Set(sample.map((line) => ours(line).result.kind)).size).toBe(3);
  }
);

/** a number format shows -0.0000 for -0.00001; we show 0.0000 */
const withoutNegativeZero = (text = ''): string => (/^-0\.0+$/.test(text) ? text.slice(1) : text);

/** the export quotes texts */
const unquoted = (text: string): string => text.replace(/^"(.*)"$/, '$1');

/** Equal; from fourteen digits on, the noise of doubles may push a tie to either side. */
const same = (theirs: string, expected: string): boolean =>
  theirs === expected ||
  (expected.replace(/\D/g, '').length >= 14 &&
    Math.abs(Number(theirs) - Number(expected)) < 1.5 * 10 ** -decimals + 5e-15 * Math.abs(Number(expected)));
