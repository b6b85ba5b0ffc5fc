import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asCellKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { Cells, CompiledForm } from '#core/forms/compiled-form.ts';
import { deriveAll, sameOutcome } from '#core/forms/derive.ts';
import {
  cellsOf,
  contentAt,
  deriveFigures,
  makeFigures,
  outcomeAt,
  outcomesAt,
  putContent,
  putForeignSheet,
  putSheet,
  updateFigures,
  type Figures
} from '#core/forms/figures.ts';
import { numbersOf } from '#core/forms/numbers-of.ts';
import { formulas } from '#tests/core/formula/random-formulas.ts';
import { randomCells } from '#tests/tools/random-cells.ts';
import { aForm, aTable } from './a-form.ts';
import { shippedForm } from './shipped.ts';

const entered = ['A', 'B', 'C', 'D'];
const row = (code: string, formula?: string) => ({
  code,
  label: { zh: code },
  decimals: 2,
  ...(formula ? { formula } : {})
});

/** forms whose derived cells use each other: R0 the entered ones, each further one also those before it */
const forms: fc.Arbitrary<CompiledForm> = fc
  .tuple(
    ...Array.from({ length: 5 }, (_, at) =>
      formulas([...entered, ...Array.from({ length: at }, (__, before) => `R${before}`)], 2)
    )
  )
  .map((texts) => {
    try {
      return aForm({
        tables: [
          aTable({ rows: [...entered.map((code) => row(code)), ...texts.map((text, at) => row(`R${at}`, text))] })
        ]
      });
    } catch {
      return undefined; // numbers that grow without end are refused when a form is compiled
    }
  })
  .filter((form) => form !== undefined);

const filled = (form: CompiledForm, cells: readonly Cells[], before: readonly Cells[]): Figures => {
  const rows = cells.length;
  const previous = makeFigures(form, rows);
  before.forEach((sheet, at) => putSheet(previous, at, sheet));
  deriveFigures(previous);
  const figures = makeFigures(form, rows, previous);
  cells.forEach((sheet, at) => putSheet(figures, at, sheet));
  deriveFigures(figures);
  return figures;
};

const withSheets = (form: CompiledForm) =>
  fc.array(fc.tuple(randomCells(form), randomCells(form)), { minLength: 1, maxLength: 6 }).map((all) => ({
    form,
    now: all.map(([cells]) => cells),
    then: all.map(([, cells]) => cells)
  }));

describe('[FO17] numbers of many sheets at once', () => {
  const expectSame = (figures: Figures, at: number, cells: Cells, before: Cells) => {
    const alone = numbersOf(figures.form, cells, numbersOf(figures.form, before, new Map()));
    expect(outcomesAt(figures, at)).toEqual(alone);
    for (const key of figures.form.derived) expect(outcomeAt(figures, at, key)).toEqual(alone.get(key));
  };

  test('random forms and sheets: what derive gives for each alone, with the same reasons', () => {
    fc.assert(
      fc.property(forms.chain(withSheets), ({ form, now, then }) => {
        const figures = filled(form, now, then);
        now.forEach((cells, at) => expectSame(figures, at, cells, then[at]!));
      }),
      { numRuns: 150 }
    );
  });

  test('more sheets than are computed in one go', () => {
    const form = aForm({ tables: [aTable({ rows: [row('A'), row('B'), row('L', 'A / B * 100')] })] });
    const sheet = (at: number): Cells =>
      new Map([
        [asCellKey('t1/A/bn'), { number: String(at) }],
        [asCellKey('t1/B/bn'), { number: String(at % 7) }]
      ]);
    const figures = filled(
      form,
      Array.from({ length: 600 }, (_, at) => sheet(at)),
      []
    );
    for (const at of [0, 255, 256, 511, 599]) expectSame(figures, at, sheet(at), new Map());
  });

  test('random edits, one cell after the other: what everything anew gives, and no changed number is left out', () => {
    fc.assert(
      fc.property(
        forms.chain((form) => fc.tuple(withSheets(form), fc.array(randomCells(form), { minLength: 1, maxLength: 4 }))),
        ([{ form, now, then }, edits]) => {
          const figures = filled(form, now, then);
          const cells = now.map((sheet) => new Map(sheet));
          edits.forEach((edit, round) => {
            const at = round % cells.length;
            for (const key of form.entered) {
              const content = edit.get(key);
              const before = outcomesAt(figures, at);
              if (content) cells[at]!.set(key, content);
              else cells[at]!.delete(key);
              putContent(figures, at, key, content);
              const changed = updateFigures(figures, at, [key]);
              for (const derived of form.derived) {
                const [was, is] = [before.get(derived)!, outcomeAt(figures, at, derived)];
                if (was.kind === 'unknown' && is.kind === 'unknown') expect(changed).not.toContain(derived);
                else expect([derived, changed.includes(derived)]).toEqual([derived, !sameOutcome(was, is)]);
              }
            }
            expectSame(figures, at, cells[at]!, then[at]!);
          });
        }
      ),
      { numRuns: 60 }
    );
  });

  test('a chain of cells that use the one before twice is explained in the time of its length', () => {
    const chain = Array.from({ length: 60 }, (_, at) => row(`R${at}`, at === 0 ? 'A + A' : `R${at - 1} + R${at - 1}`));
    const form = aForm({ tables: [aTable({ rows: [row('A'), ...chain] })] });
    const figures = filled(form, [new Map()], []);
    expect(outcomeAt(figures, 0, asCellKey('t1/R59/bn'))).toEqual({ kind: 'unknown', because: ['t1/A/bn'] });
  });

  for (const name of ['fzzf-zhzb', 'gov-info-2021'] as const)
    test(`a shipped form: ${name}`, () => {
      const form = shippedForm(name);
      fc.assert(
        fc.property(withSheets(form), ({ now, then }) => {
          const figures = filled(form, now, then);
          now.forEach((cells, at) => expectSame(figures, at, cells, then[at]!));
        }),
        { numRuns: 4 }
      );
    });
});

test('[FO18] random contents come out of the columns as they went in: remarks, reasons, texts and statements too', () => {
  const form = shippedForm('fzzf-zhzb');
  fc.assert(
    fc.property(randomCells(form), randomCells(form), (first, cells) => {
      const figures = makeFigures(form, 1);
      putSheet(figures, 0, first);
      for (const key of first.keys()) if (!cells.has(key)) putContent(figures, 0, key, undefined);
      putSheet(figures, 0, cells);
      expect(cellsOf(figures, 0)).toEqual(cells);
      for (const [key, content] of cells) expect(contentAt(figures, 0, key)).toEqual(content);
    }),
    { numRuns: 20 }
  );
});

test('[FO18] a content for a computed or unknown cell is kept beside and moves no number', () => {
  const form = aForm({ tables: [aTable({ rows: [row('A'), row('S', 'A + 1')] })] });
  const cells = new Map<CellKey, CellContent>([
    [asCellKey('t1/A/bn'), { number: '1' }],
    [asCellKey('t1/S/bn'), { number: '99' }],
    [asCellKey('t9/X/bn'), { number: '5' }]
  ]);
  const figures = filled(form, [cells], []);
  expect(outcomesAt(figures, 0)).toEqual(numbersOf(form, cells, new Map()));
  expect(cellsOf(figures, 0)).toEqual(cells);
});

test('[FO18] a sheet of another version keeps its numbers and contents; what was computed then and is typed now counts', () => {
  const older = aForm({
    tables: [aTable({ rows: [row('A'), row('B', 'A * 2'), row('S', 'A + 10'), row('T', 'X'), row('X')] })]
  });
  const newer = aForm({ version: 2, tables: [aTable({ rows: [row('A'), row('B'), row('S', 'A + B')] })] });
  const cells = new Map<CellKey, CellContent>([[asCellKey('t1/A/bn'), { number: '1.50' }]]);
  const figures = makeFigures(newer, 2);
  putForeignSheet(figures, 0, cells, numbersOf(older, cells, new Map()));
  deriveFigures(figures);
  expect(cellsOf(figures, 0)).toEqual(cells);
  const said = deriveAll(older, cells, new Map());
  for (const code of ['B', 'S'])
    expect(outcomeAt(figures, 0, asCellKey(`t1/${code}/bn`))).toEqual(said.get(asCellKey(`t1/${code}/bn`)));
  expect(outcomeAt(figures, 1, asCellKey('t1/S/bn'))).toMatchObject({ kind: 'unknown' });
});
