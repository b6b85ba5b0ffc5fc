import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { Cells, CompiledForm, Outcomes } from '#core/forms/compiled-form.ts';
import { numbersOf } from '#core/forms/numbers-of.ts';
import type { Period } from '#core/places/period.ts';
import { layOutSheet } from '#core/workbook/lay-out.ts';
import type { RawCell, RawSheet, RawWorkbook } from '#core/workbook/raw-workbook.ts';
import { readXlsx } from '#core/workbook/read-xlsx.ts';
import { recognise } from '#core/workbook/recognise.ts';
import { toReport } from '#core/workbook/to-proposals.ts';
import { writeXlsx } from '#core/workbook/write-xlsx.ts';
import { randomCells } from '#tests/tools/random-cells.ts';
import { crossForm, listForm } from '#tests/tools/shipped-forms.ts';
import { inflate } from '#tests/tools/zip.ts';

const forms = [listForm, crossForm];
const none: Outcomes = new Map();
const unit = { code: '530623', name: '盐津县' };
const made = Date.UTC(2024, 11, 1);

const exported = async (form: CompiledForm, cells: Cells): Promise<RawWorkbook> => {
  const numbers = numbersOf(form, cells, none);
  const bytes = await writeXlsx(
    layOutSheet({ form, cells, numbers, previous: none, unit, period: '2024' as Period, seq: 7 }),
    made
  );
  return readXlsx(bytes, inflate);
};
const imported = (book: RawWorkbook) => toReport(book, recognise(book, forms, '文件.xlsx'), '文件.xlsx');
const contentsIn = (report: ReturnType<typeof imported>): Map<CellKey, CellContent> =>
  new Map([
    ...report.proposals.map(({ key, content }): [CellKey, CellContent] => [key, content]),
    ...report.statements.map(({ key, content }): [CellKey, CellContent] => [key, content])
  ]);
const sorted = (cells: ReadonlyMap<CellKey, CellContent>) => [...cells].sort(([a], [b]) => (a < b ? -1 : 1));
const withSheet = (book: RawWorkbook, change: (sheet: RawSheet) => Partial<RawSheet>): RawWorkbook => ({
  ...book,
  sheets: book.sheets.map((sheet) => (sheet.visibility === 'visible' ? { ...sheet, ...change(sheet) } : sheet))
});
const shifted = (cells: readonly RawCell[], by: number): RawCell[] =>
  cells.map((cell) => ({ ...cell, row: cell.row + by }));

describe.each([
  ['法治政府建设综合指标表', listForm, 2],
  ['政府信息公开工作年度报告', crossForm, 8]
])('%s', (_, form, numRuns) => {
  test('[WB10] export → import gives the same contents back, remarks, digits and kinds of nothing included', async () => {
    await fc.assert(
      fc.asyncProperty(randomCells(form), async (cells) => {
        const report = imported(await exported(form, cells));
        expect(report.form).toMatchObject({ id: form.definition.id, version: 1, how: 'mark', share: 1 });
        expect(report.guess).toEqual({ unitCode: unit.code, unitName: unit.name, period: '2024' });
        expect(report.problems).toEqual([]);
        expect(sorted(contentsIn(report))).toEqual(sorted(cells));
      }),
      { numRuns }
    );
  });

  test('[WB10] export → import → export: the same page', async () => {
    await fc.assert(
      fc.asyncProperty(randomCells(form), async (cells) => {
        const once = await exported(form, cells);
        const again = await exported(form, contentsIn(imported(once)));
        expect(again).toEqual(once);
      }),
      { numRuns: 1 }
    );
  });

  test('[WB8] a blank form comes back as the form with nothing in it', async () => {
    const bytes = await writeXlsx(layOutSheet({ form, cells: new Map(), numbers: none, previous: none }), made);
    const report = imported(readXlsx(bytes, inflate));
    expect(report).toMatchObject({
      form: { id: form.definition.id, how: 'mark' },
      guess: { unitCode: null, unitName: null, period: null },
      proposals: [],
      evidence: [],
      problems: []
    });
  });
});

describe('[WB8] our own workbook, changed by hand', () => {
  const number = (key: CellKey, value: string): [CellKey, CellContent] => [key, { number: value }];
  const cells = new Map<CellKey, CellContent>(listForm.entered.map((key, index) => number(key, String(index + 1))));
  const proposalsOf = (book: RawWorkbook) =>
    new Map(imported(book).proposals.map(({ key, content }) => [key, content]));

  test('a renamed sheet, and the file without its mark', async () => {
    const book = await exported(listForm, cells);
    expect(proposalsOf(withSheet(book, () => ({ name: '改过名' })))).toEqual(cells);
    const stranger = { ...book, sheets: book.sheets.filter((sheet) => sheet.visibility === 'visible') };
    const report = imported(stranger);
    expect(report.form).toMatchObject({ id: listForm.definition.id, how: 'layout', share: 1 });
    expect(new Map(report.proposals.map(({ key, content }) => [key, content]))).toEqual(cells);
    expect(report.problems).toEqual([]);
  });

  test('rows inserted above, rows sorted by another column: found by their codes', async () => {
    const book = await exported(listForm, cells);
    const inserted = withSheet(book, (sheet) => ({
      cells: shifted(sheet.cells, 3),
      merges: sheet.merges.map((merge) => ({ ...merge, top: merge.top + 3, bottom: merge.bottom + 3 }))
    }));
    expect(imported(inserted)).toMatchObject({ form: { how: 'mark' }, problems: [] });
    expect(proposalsOf(inserted)).toEqual(cells);

    const first = 4;
    const last = Math.max(...(book.sheets[0]?.cells ?? []).map((cell) => cell.row)) - 2;
    const reversed = withSheet(book, (sheet) => ({
      cells: sheet.cells
        .map((cell) => (cell.row < first || cell.row > last ? cell : { ...cell, row: first + last - cell.row }))
        .sort((a, b) => a.row - b.row || a.column - b.column)
    }));
    expect(proposalsOf(reversed)).toEqual(cells);
  });

  test('a value that was changed in the file is the new one, without the remarks of the old', async () => {
    const [first = '' as CellKey, second = '' as CellKey] = listForm.entered;
    const remarked = new Map<CellKey, CellContent>([
      [first, { number: '57', qualifier: '余', scope: '全市', note: '旧' }],
      [second, { nothing: 'unobtainable', reason: '档案遗失' }]
    ]);
    const book = await exported(listForm, remarked);
    const changed = withSheet(book, (sheet) => ({
      cells: sheet.cells.map((cell) =>
        cell.kind === 'number' && cell.value === '57'
          ? { row: cell.row, column: cell.column, kind: 'number', value: '58' }
          : cell
      )
    }));
    expect(proposalsOf(changed)).toEqual(
      new Map<CellKey, CellContent>([
        [first, { number: '58' }],
        [second, { nothing: 'unobtainable', reason: '档案遗失' }]
      ])
    );
  });

  test('a mark that lies is not believed: contents are checked, places need their labels', async () => {
    const book = await exported(listForm, cells);
    const forged: RawWorkbook = {
      ...book,
      sheets: book.sheets.map((sheet) => {
        if (sheet.visibility === 'visible') return sheet;
        const row = (sheet.cells.at(-1)?.row ?? 0) + 1;
        const texts = ['content', String(listForm.entered[0]), '1', '{"number":"1e9","evil":1}'];
        // and the first two cells' addresses exchanged
        const addresses = sheet.cells.filter((cell) => cell.column === 4);
        const swapped = sheet.cells.map((cell) =>
          cell === addresses[0] ? { ...cell, value: addresses[1]?.value ?? '' } : cell
        );
        return {
          ...sheet,
          cells: [
            ...swapped,
            ...texts.map((value, index): RawCell => ({ row, column: index + 1, kind: 'text', value }))
          ]
        };
      })
    };
    expect(proposalsOf(forged)).toEqual(cells);
  });

  test('a mark of a version that is not here: told, and read by the version that is', async () => {
    const book = await exported(listForm, cells);
    const newer = {
      ...book,
      sheets: book.sheets.map((sheet) =>
        sheet.visibility === 'visible'
          ? sheet
          : {
              ...sheet,
              cells: sheet.cells.map((cell) => (cell.row === 2 && cell.column === 3 ? { ...cell, value: '9' } : cell))
            }
      )
    };
    const report = imported(newer);
    expect(report.problems).toEqual([{ code: 'other-version', where: '', text: 'fzzf-zhzb 9' }]);
    expect(report.proposals).toHaveLength(cells.size);
  });
});
