// The same random formulas as in excel.libreoffice.test.ts, computed by HyperFormula. Where it must differ is written in docs/numbers.md and
// asserted here.
import { HyperFormula } from 'hyperformula';
import { describe, expect, test } from 'vitest';
import { exact, toDecimalText, toNumber } from '#core/basics/exact.ts';
import type { Outcome } from '#core/formula/ast.ts';
import { evaluate } from '#core/formula/evaluate.ts';
import { toExcel } from '#core/formula/excel.ts';
import { readExpression } from '#core/formula/parse.ts';
import { formulaCells, ours, sampleLines, shown, typedCells } from './formula-lines.ts';

// smartRounding would cut results at ten digits
const settings = { licenseKey: 'gpl-v3', smartRounding: false };
// it knows TRUE() and FALSE() only
const words = [
  { name: 'TRUE', expression: '=TRUE()' },
  { name: 'FALSE', expression: '=FALSE()' }
];

/** results of formulas that stand in the last column of rows */
function computed(rows: readonly (readonly (number | string | null)[])[]): unknown[] {
  const engine = HyperFormula.buildFromArray(
    rows.map((row) => [...row]),
    settings,
    words
  );
  const values = rows.map((row, at) => engine.getCellValue({ sheet: 0, row: at, col: row.length - 1 }));
  engine.destroy();
  return values;
}

const kindOf = (theirs: unknown) =>
  typeof theirs === 'number' ? 'number' : theirs === '' ? 'unknown' : theirs === '—' ? 'undefined' : theirs;

/** equal but for the noise of doubles */
const agrees = (theirs: number, value: number) => Math.abs(theirs - value) <= 1e-9 + 1e-11 * Math.abs(value);

test('[FL9] HyperFormula computes what we compute, and leaves unknown and undefined what we do', () => {
  const seed = Number(process.env.SEED ?? 20_240_601);
  const sample = sampleLines(600, seed);
  const values = computed(
    sample.map((line, at) => [
      ...typedCells(line, at + 1),
      ...formulaCells(line, at + 1).map(([, formula]) => `=${formula}`)
    ])
  );
  const differing = sample.flatMap((line, at) => {
    const expected: Outcome = ours(line).result;
    const theirs = values[at];
    const same =
      expected.kind === 'number'
        ? typeof theirs === 'number' && agrees(theirs, toNumber(expected.value))
        : kindOf(theirs) === expected.kind;
    return same ? [] : [{ ours: shown(expected), theirs, values: line.values, formulas: formulaCells(line, at + 1) }];
  });
  expect(differing.slice(0, 5), `seed ${seed}, ${differing.length} of ${sample.length} differ`).toEqual([]);
  expect(new Set(sample.map((line) => ours(line).result.kind)).size).toBe(3);
});

describe('[FL15] where a plain spreadsheet formula differs from ours, as docs/numbers.md says', () => {
  // formula in both | A | B | HyperFormula | ours
  const table: [string, number | string | null, number | string | null, unknown, string][] = [
    ['A + B', 5, null, 5, 'unknown'],
    ['A * B', 5, null, 0, 'unknown'],
    ['SUM(A, B)', 5, null, 5, 'unknown'],
    ['MIN(A, B)', 5, null, 5, 'unknown'],
    ['A + B', 5, '—', '#VALUE!', 'unknown'],
    ['A / B', 5, null, '#DIV/0!', 'unknown'],
    ['A / B', 5, 0, '#DIV/0!', 'undefined'],
    ['ROUND(A, B)', 1.005, 2, 1, '1.01'],
    ['ROUND(A / B, 2)', 2.01, 2, 1, '1.01'],
    ['(A + B - 0.3) * 10000000000000000', 0.1, 0.2, 0.5551115123125783, '0'],
    ['A + B', 9007199254740992, 1, 9007199254740992, '9007199254740993'],
    ['A * B - A * B + 1', 1e15, 1e9, 1, '1']
  ];
  test.each(table)('%s with %s and %s', (text, a, b, theirs, expected) => {
    const plain = text.replace(/\bA\b/g, 'A1').replace(/\bB\b/g, 'B1');
    const [value] = computed([[a, b, `=${plain}`]]);
    expect(typeof value === 'object' && value !== null && 'value' in value ? value.value : value).toBe(theirs);

    const given = text.startsWith('ROUND(A, B)') ? 'ROUND(A, 2)' : text;
    const read = readExpression(given);
    if (!read.ok) throw new Error(text);
    const outcome = evaluate(read.value, (ref) => {
      const cell = ref === 'A' ? a : b;
      return typeof cell === 'number'
        ? { kind: 'number', value: exact(String(cell)) }
        : { kind: 'unknown', because: [ref] };
    });
    expect(outcome.kind === 'number' ? toDecimalText(outcome.value) : outcome.kind).toBe(expected);
  });

  test('the exported formula of a rate leaves a blank where it is unknown and — where it divides by zero', () => {
    const read = readExpression('A / B * 100');
    if (!read.ok) throw new Error('A / B * 100');
    const formula = `=${toExcel(read.value, (ref) => `${ref}1`)}`;
    expect([1, 0, null, '/'].map((b) => computed([[5, b, formula]])[0])).toEqual([500, '—', '', '']);
  });
});
