import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import { numbersOf } from '#core/forms/numbers-of.ts';
import type { Period } from '#core/places/period.ts';
import { layOutSheet } from '#core/workbook/lay-out.ts';
import { flowing, type Book, type FlowingBook } from '#core/workbook/page.ts';
import type { RawMerge, RawWorkbook } from '#core/workbook/raw-workbook.ts';
import { readXlsx } from '#core/workbook/read-xlsx.ts';
import { decimalOf } from '#core/workbook/stored-number.ts';
import { writeXlsx } from '#core/workbook/write-xlsx.ts';
import { hasOffice, shownByOffice, withoutResults } from '#tests/tools/office.ts';
import { randomCells } from '#tests/tools/random-cells.ts';
import { crossForm, listForm } from '#tests/tools/shipped-forms.ts';
import { inflate } from '#tests/tools/zip.ts';
import { bytesOf } from '#tests/tools/written-book.ts';

const made = Date.UTC(2024, 11, 1);

const flowingBook = (book: Book): FlowingBook => ({
  title: book.title,
  names: book.pages.map(({ name }) => name),
  pages: book.pages.map(flowing)
});

async function opened(bytes: Uint8Array): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes.buffer as ArrayBuffer);
  return workbook;
}

/** the library does not know the escapes of the format in notes, neither when it writes them nor when it reads them */
const noteIn = ({ note }: ExcelJS.Cell): string =>
  (typeof note === 'string' ? note : (note?.texts ?? []).map(({ text }) => text).join(''))
    .replaceAll('_x0041_', 'A')
    .replaceAll('_x000D_', '')
    .replaceAll(/[\r\n]+/g, '');

/** all that the library finds in a file, but what it adds of its own */
function foundIn(workbook: ExcelJS.Workbook): Record<string, unknown>[] {
  const found = workbook.worksheets.map((sheet) => {
    const cells: unknown[] = [];
    sheet.eachRow({ includeEmpty: true }, (row) =>
      row.eachCell({ includeEmpty: true }, (cell) => {
        const { font, alignment, border, fill, numFmt } = cell.style;
        const hasLook = font?.name !== undefined && border !== undefined;
        cells.push({
          address: cell.address,
          // our reader compares the texts; the library knows their escapes in one of two ways of writing them only
          value: typeof cell.value === 'number' ? cell.value : null,
          note: noteIn(cell),
          // what lies under a merge shows its frame, and nothing that a format would change
          ...(hasLook
            ? { font, alignment, border, fill, numFmt: cell.isMerged && cell.master !== cell ? '' : numFmt }
            : {})
        });
      })
    );
    const { name, state, pageSetup, views, columns } = sheet;
    return {
      name,
      state,
      cells: cells.filter((one) =>
        Object.values(one as object).some((value, at) => at > 0 && value !== null && value !== '')
      ),
      merges: [...sheet.model.merges].sort(),
      heights: Array.from({ length: sheet.rowCount }, (_, at) => sheet.getRow(at + 1).height),
      widths: columns?.map(({ width }) => width),
      frozen: views?.[0]?.state === 'frozen' ? { x: views[0].xSplit ?? 0, y: views[0].ySplit ?? 0 } : null,
      // of a page that is printed
      print:
        state === 'visible'
          ? [
              pageSetup.orientation,
              pageSetup.paperSize,
              pageSetup.printTitlesRow,
              pageSetup.fitToPage,
              pageSetup.fitToWidth,
              pageSetup.fitToHeight
            ]
          : null,
      footer: sheet.headerFooter?.oddFooter,
      checks: (sheet as unknown as { dataValidations: { model: unknown } }).dataValidations.model
    };
  });
  return JSON.parse(JSON.stringify(found)) as Record<string, unknown>[]; // what is absent and what is undefined are the same
}

/** merges stand in any order, and a number may be written with or without an exponent */
function read(bytes: Uint8Array): RawWorkbook {
  const book = readXlsx(bytes, inflate);
  const byPlace = (a: RawMerge, b: RawMerge) => a.top - b.top || a.left - b.left;
  return {
    ...book,
    sheets: book.sheets.map((sheet) => ({
      ...sheet,
      merges: [...sheet.merges].sort(byPlace),
      cells: sheet.cells.map((cell) => ({
        ...cell,
        value: cell.kind === 'number' ? decimalOf(cell.value)! : cell.value
      }))
    }))
  };
}

const sheetBook = (form: typeof listForm, cells: ReadonlyMap<CellKey, CellContent>): Book =>
  layOutSheet({
    form,
    cells,
    numbers: numbersOf(form, cells, new Map()),
    previous: new Map(),
    unit: { code: '530623', name: '盐津县' },
    period: '2024' as Period
  });

describe('[WB14] the flowing writer and the library write the same book', () => {
  test.each([
    ['综合指标表', listForm],
    ['信息公开', crossForm]
  ])('%s with random contents: values, formulas, looks, merges, notes, print', async (_, form) => {
    const [cells] = fc.sample(randomCells(form), { seed: Number(process.env['SEED'] ?? 7), numRuns: 1 });
    const book = sheetBook(form, cells!);
    const ours = await bytesOf(flowingBook(book));
    const theirs = await writeXlsx(book, made);
    expect(read(ours)).toEqual(read(theirs));
    const [inOurs, inTheirs] = [foundIn(await opened(ours)), foundIn(await opened(theirs))];
    for (const [at, sheet] of inTheirs.entries())
      for (const [fact, found] of Object.entries(sheet)) expect(inOurs[at]?.[fact], fact).toEqual(found);
  });

  test('the same book at the same time is the same file; pages may come in another order than their tabs', async () => {
    const laid = sheetBook(crossForm, new Map());
    const book = flowingBook(laid);
    const turned = { ...book, pages: laid.pages.map(flowing).reverse() };
    expect(await bytesOf(book)).toEqual(await bytesOf(flowingBook(sheetBook(crossForm, new Map()))));
    expect(readXlsx(await bytesOf(turned), inflate)).toEqual(readXlsx(await bytesOf(book), inflate));
  });

  test('hidden rows and columns, rows with nothing but a height, text that needs escapes', async () => {
    const texts = ['=1+1', '_x0041_', 'a\r\nb & <c> "d"', ' 空 '];
    const bytes = await bytesOf({
      title: '甲 & 乙',
      names: ["乙's & 页"],
      pages: [
        {
          name: "乙's & 页",
          widths: [5, 6],
          hiddenColumns: [2],
          hiddenRows: [2],
          heights: new Map([[9, 40]]),
          merges: [{ top: 1, left: 1, bottom: 2, right: 2 }],
          cells: [
            texts.map((text, at) => ({ row: 1 + at * 2, column: 1, style: 'words', value: { kind: 'text', text } }))
          ]
        }
      ]
    });
    const [sheet] = readXlsx(bytes, inflate).sheets;
    expect(sheet!.cells.map(({ value }) => value)).toEqual(texts);
    expect(sheet).toMatchObject({ name: "乙's & 页", hiddenRows: [2], hiddenColumns: [[2, 2]] });
  });

  test('a part longer than one piece is whole', async () => {
    const long = '汇'.repeat(3000);
    const cells = Array.from({ length: 400 }, (_, at) => ({
      row: at + 1,
      column: 1,
      style: 'words' as const,
      value: { kind: 'text' as const, text: `${at}${long}` }
    }));
    const bytes = await bytesOf({
      title: '长',
      names: ['长'],
      pages: [{ name: '长', widths: [], heights: new Map(), merges: [], cells: [cells] }]
    });
    expect(readXlsx(bytes, inflate).sheets[0]!.cells.map(({ value }) => value)).toEqual(
      cells.map(({ value }) => value.text)
    );
  });
});

test.runIf(hasOffice)('[WB14] LibreOffice shows the same of both', { timeout: 120_000 }, async () => {
  const [cells] = fc.sample(randomCells(listForm), { seed: 11, numRuns: 1 });
  const book = sheetBook(listForm, cells!);
  expect(await shownByOffice(withoutResults(await bytesOf(flowingBook(book))))).toEqual(
    await shownByOffice(withoutResults(await writeXlsx(book, made)))
  );
});
