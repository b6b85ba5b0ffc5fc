// A workbook goes out, is changed in Excel or LibreOffice while colleagues type, and comes back: three values of each cell side by side.
import ExcelJS from 'exceljs';
import { describe, expect, test } from 'vitest';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import { counties, excelOffice, sheetOf, type ExcelOffice } from '#tests/tools/excel-office.ts';
import { crossForm, listForm } from '#tests/tools/shipped-forms.ts';
import { wholeOf } from '#tests/tools/written-book.ts';

const sheet = sheetOf(counties[0]);
const key = (text: string) => text as CellKey;
const [SQ, SL, JF, XZ, XC] = ['XZFY.SQ', 'XZFY.SL', 'ZZLD.JF', 'JBQK.XZ', 'JBQK.C'].map((row) =>
  key(`t1/${row}/bn`)
) as [CellKey, CellKey, CellKey, CellKey, CellKey];

const type = (office: ExcelOffice, contents: Record<string, CellContent>) =>
  office.live.writeCells(
    sheet,
    office.coordinator,
    'typing',
    Object.entries(contents).map(([at, content]) => ({ key: at, content }))
  );

async function download(office: ExcelOffice, of = sheet): Promise<Uint8Array> {
  const { id } = await office.requestExport(office.coordinator, { kind: 'sheet', sheet: of });
  await office.jobs.idle();
  return wholeOf((await office.downloadExport(office.coordinator, id)).pieces);
}

async function upload(office: ExcelOffice, bytes: Uint8Array, of: typeof sheet | null = null) {
  const { id } = await office.startImport(office.coordinator, { fileName: '回来.xlsx', bytes, sheet: of });
  await office.jobs.idle();
  const page = await office.getImport(office.coordinator, id);
  expect(page.problem).toBeNull();
  return page;
}

async function edited(bytes: Uint8Array, change: (page: ExcelJS.Worksheet) => void): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(bytes.buffer as ArrayBuffer);
  change(book.worksheets[0] as ExcelJS.Worksheet);
  return new Uint8Array((await book.xlsx.writeBuffer()) as ArrayBuffer);
}

/** figures of the list form stand in column D, codes in column B */
function cellOf(page: ExcelJS.Worksheet, at: CellKey): ExcelJS.Cell {
  const code = at.split('/')[1];
  for (let row = 1; row <= page.rowCount; row++) if (page.getCell(row, 2).value === code) return page.getCell(row, 4);
  throw new Error(`${code} is not on the page`);
}

const linesOf = (page: Awaited<ReturnType<typeof upload>>, ...states: string[]) =>
  (page.preview?.lines ?? [])
    .filter(({ state }) => states.includes(state))
    .map(({ key: at, state, issuedShown, oldShown, newShown, changedBy }) => [
      at,
      state,
      issuedShown ?? null,
      oldShown,
      newShown,
      changedBy?.name ?? null
    ]);

describe('[JB9] a file that was downloaded comes back and is merged three ways', () => {
  test('only what was changed in the file is taken; both sides changed: asked, with all three values and who wrote; one step, one undo', async () => {
    const office = await excelOffice(listForm);
    await type(office, {
      [SQ]: { number: '10' },
      [SL]: { number: '20' },
      [JF]: { number: '30.50', note: '含追加' },
      [XZ]: { number: '40' },
      [XC]: { number: '7' }
    });
    const file = await edited(await download(office), (page) => {
      cellOf(page, SQ).value = 11; // only here
      cellOf(page, SL).value = 21; // and a colleague too
      cellOf(page, XZ).value = null; // emptied
      cellOf(page, XC).value = 8; // and the colleague says the same
    });
    // meanwhile
    const clerk = office.clerk(listForm.cells.get(SL)?.department ?? '');
    await office.live.writeCells(sheet, clerk, 'typing', [{ key: SL, content: { number: '22' } }]);
    await type(office, { [JF]: { number: '31' }, [XC]: { number: '8' } });

    const page = await upload(office, file);
    expect(page.report).toMatchObject({ form: { how: 'mark' }, problems: [] });
    expect(page.preview).toMatchObject({ sheet, issued: { by: 'coordinator' } });
    expect(linesOf(page, 'new', 'changes', 'conflict', 'clears', 'same').sort()).toEqual(
      [
        [SQ, 'changes', null, '10', '11', null],
        [SL, 'conflict', '20', '22', '21', clerk.name],
        [XZ, 'clears', null, '40', '', null],
        [XC, 'same', '7', '8', '8', 'coordinator']
      ].sort()
    );
    // the colleague's 31 stays: the file still holds what was downloaded
    expect(linesOf(page, 'untouched')).toEqual([[JF, 'untouched', '30.50', '31', '30.50', 'coordinator']]);

    const before = await office.storage.entries.of(sheet);
    const choice = { sheet, keys: [SQ, SL, XZ], seq: page.preview?.seq ?? 0 };
    const outcome = await office.applyImport(office.coordinator, page.id, choice);
    expect(outcome).toMatchObject({ refused: [], seq: (page.preview?.seq ?? 0) + 1 });
    const cells = await office.storage.entries.of(sheet);
    expect([SQ, SL, JF, XZ, XC].map((at) => cells.get(at))).toEqual([
      { number: '11' },
      { number: '21' },
      { number: '31' },
      { nothing: 'blank' },
      { number: '8' }
    ]);
    const undone = await office.undoImport(office.coordinator, page.id);
    expect(undone.refused).toEqual([]);
    expect(await office.storage.entries.of(sheet)).toEqual(before);
  });

  test('what was not changed in the file cannot be written from it, and nobody overwrites a colleague without having seen the preview', async () => {
    const office = await excelOffice(listForm);
    await type(office, { [SQ]: { number: '10' }, [SL]: { number: '20' } });
    const file = await edited(await download(office), (page) => {
      cellOf(page, SL).value = 21;
    });
    await type(office, { [SQ]: { number: '12' }, [SL]: { number: '22' } });
    const { id } = await upload(office, file);
    const outcome = await office.applyImport(office.coordinator, id, { sheet, keys: [SQ, SL] });
    expect(outcome).toMatchObject({
      written: [],
      refused: [
        { key: SL, reason: 'changed-meanwhile' },
        { key: SQ, reason: 'unknown-cell' }
      ]
    });
    const cells = await office.storage.entries.of(sheet);
    expect([cells.get(SQ), cells.get(SL)]).toEqual([{ number: '12' }, { number: '22' }]);
  });

  test('a copy with the sheet renamed, rows sorted by another column and rows put above is the same file', async () => {
    const office = await excelOffice(listForm);
    await type(office, { [SQ]: { number: '10' }, [SL]: { number: '20' }, [XZ]: { nothing: 'notApplicable' } });
    const file = await edited(await download(office), (page) => {
      cellOf(page, SL).value = 25;
      page.name = '副本 (2)';
      sortRows(page);
      page.spliceRows(1, 0, ['各科室核对后的稿子'], []);
    });
    const page = await upload(office, file);
    expect(linesOf(page, 'new', 'changes', 'conflict', 'clears')).toEqual([[SL, 'changes', null, '20', '25', null]]);
    expect(
      linesOf(page, 'untouched')
        .map(([at]) => at)
        .sort()
    ).toEqual([SQ, XZ].sort());
  });

  test('a row that is gone from the file is told, and its cells stay', async () => {
    const office = await excelOffice(listForm);
    await type(office, { [SQ]: { number: '10' }, [SL]: { number: '20' } });
    const file = await edited(await download(office), (page) => {
      page.spliceRows(Number(cellOf(page, SL).row), 1);
    });
    const page = await upload(office, file);
    expect(page.report?.problems).toEqual([expect.objectContaining({ code: 'row-missing', candidates: [SL] })]);
    expect(linesOf(page, 'new', 'changes', 'conflict', 'clears')).toEqual([]);
  });

  test('a file of last year put into this year is told, and compared with what stands', async () => {
    const office = await excelOffice(listForm);
    const before = sheetOf(counties[0], '2023');
    await office.live.writeCells(before, office.coordinator, 'typing', [{ key: SQ, content: { number: '9' } }]);
    const file = await download(office, before);
    expect(await upload(office, file)).toMatchObject({ preview: { sheet: before, issued: { by: 'coordinator' } } });
    const page = await upload(office, file, sheet);
    expect(page.preview).toMatchObject({ sheet, issuedFor: { unitName: '盐津县', period: '2023' } });
    expect(page.preview?.issued).toBeUndefined();
    expect(linesOf(page, 'new')).toEqual([[SQ, 'new', null, '', '9', null]]);
  });

  test('a stamp that this server never gave is none: the cells are compared with what stands', async () => {
    const office = await excelOffice(listForm);
    await type(office, { [SQ]: { number: '10' } });
    const bytes = await download(office);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(bytes.buffer as ArrayBuffer);
    const mark = book.worksheets.find(({ name }) => name === '_huibiao') as ExcelJS.Worksheet;
    mark.eachRow((row) => {
      if (row.getCell(1).value === 'stamp') row.getCell(2).value = 'somebody-else';
    });
    cellOf(book.worksheets[0] as ExcelJS.Worksheet, SQ).value = 11;
    const page = await upload(office, new Uint8Array((await book.xlsx.writeBuffer()) as ArrayBuffer));
    expect(page.preview?.issued).toBeUndefined();
    expect(linesOf(page, 'changes')).toEqual([[SQ, 'changes', null, '10', '11', null]]);
  });

  test('a form of several tables with repeated labels, changed and given back', async () => {
    const office = await excelOffice(crossForm);
    const entered = crossForm.entered.filter((at) => crossForm.cells.get(at)?.type === 'count');
    await type(office, Object.fromEntries(entered.map((at, index) => [at, { number: String(1000 + index) }])));
    const changed = entered[17] as CellKey;
    const file = await edited(await download(office), (page) => {
      page.eachRow((row) =>
        row.eachCell((cell) => {
          if (cell.value === 1017) cell.value = 5;
        })
      );
    });
    const page = await upload(office, file);
    expect(linesOf(page, 'new', 'changes', 'conflict', 'clears')).toEqual([
      [changed, 'changes', null, '1017', '5', null]
    ]);
    expect(linesOf(page, 'untouched')).toHaveLength(entered.length - 1);
  });
});

describe('[JB7] two tabs that confirm one import at once', () => {
  test('write it once, and what was written can be taken back whole', async () => {
    const office = await excelOffice(listForm);
    await type(office, { [SQ]: { number: '10' }, [SL]: { number: '20' } });
    const file = await edited(await download(office), (page) => {
      cellOf(page, SQ).value = 11;
      cellOf(page, SL).value = 21;
    });
    const { id, preview } = await upload(office, file);
    const seq = preview?.seq ?? 0;
    const ends = await Promise.allSettled([
      office.applyImport(office.coordinator, id, { sheet, keys: [SQ], seq }),
      office.applyImport(office.coordinator, id, { sheet, keys: [SL], seq })
    ]);
    expect(ends.map((end) => (end.status === 'fulfilled' ? end.value.written : end.reason.code))).toEqual([
      [SQ],
      'already-exists'
    ]);
    const undone = await Promise.allSettled([
      office.undoImport(office.coordinator, id),
      office.undoImport(office.coordinator, id)
    ]);
    expect(undone.map((end) => end.status)).toEqual(['fulfilled', 'rejected']);
    const cells = await office.storage.entries.of(sheet);
    expect([cells.get(SQ), cells.get(SL)]).toEqual([{ number: '10' }, { number: '20' }]);
  });
});

/** Rows with codes, in the opposite order; each keeps its cells together, as sorting in Excel does. */
function sortRows(page: ExcelJS.Worksheet): void {
  const rows: { at: number; values: ExcelJS.CellValue[] }[] = [];
  page.eachRow((row, at) => {
    if (typeof row.getCell(2).value === 'string' && /^[A-Z]+\.[A-Z0-9]+$/.test(String(row.getCell(2).value)))
      rows.push({
        at,
        values: Array.from({ length: page.columnCount }, (_, column) => plainOf(row.getCell(column + 1)))
      });
  });
  expect(rows.length).toBeGreaterThan(10);
  rows.forEach(({ at }, index) => {
    const from = rows[rows.length - 1 - index];
    from?.values.forEach((value, column) => {
      page.getCell(at, column + 1).value = value;
    });
  });
}

const plainOf = (cell: ExcelJS.Cell): ExcelJS.CellValue =>
  cell.type === ExcelJS.ValueType.Formula ? (cell.result ?? null) : cell.value;
