import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { show } from '#core/basics/exact.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { Cells, CompiledForm, Outcomes } from '#core/forms/compiled-form.ts';
import { numbersOf } from '#core/forms/numbers-of.ts';
import { showContent } from '#core/forms/show-content.ts';
import type { Outcome } from '#core/formula/ast.ts';
import type { Period } from '#core/places/period.ts';
import { openZip } from '#core/workbook/inside/zip.ts';
import { layFrame } from '#core/workbook/inside/frame.ts';
import { readLimits } from '#core/workbook/limits.ts';
import { layOutSheet } from '#core/workbook/lay-out.ts';
import { addressOf, readRange } from '#core/workbook/raw-workbook.ts';
import { writeXlsx } from '#core/workbook/write-xlsx.ts';
import { hasOffice, shownByOffice, withoutResults } from '#tests/tools/office.ts';
import { randomCells } from '#tests/tools/random-cells.ts';
import { crossForm, listForm } from '#tests/tools/shipped-forms.ts';
import { inflate } from '#tests/tools/zip.ts';

const unit = { code: '530623', name: '盐津县' };
const period = '2024' as Period;
const made = Date.UTC(2024, 11, 1);

const shownAs = (outcome: Outcome | undefined, decimals: number): string =>
  outcome?.kind === 'number' ? show(outcome.value, decimals) : outcome?.kind === 'undefined' ? '—' : '';

/** fixed contents with every case that a formula can meet: numbers, zero, blank, signs, zero divisors */
function sampleOf(form: CompiledForm, seed: number, every: number): { cells: Cells; previous: Outcomes } {
  const [cells, before] = fc.sample(fc.tuple(randomCells(form), randomCells(form)), { seed, numRuns: 1 })[0] ?? [];
  // most are plain numbers, so that there is something to compute; one of `every` is random, some of the rest are 0
  const mixed = new Map<CellKey, CellContent>();
  form.entered.forEach((key, index) => {
    const random = cells?.get(key);
    if (index % every === 0 ? random : form.cells.get(key)?.type === 'text') mixed.set(key, random ?? { text: '甲' });
    else if (index % every !== 0) mixed.set(key, { number: index % 8 === 1 ? '0' : String((index * 37) % 1000) });
  });
  // numbers of 15 digits only: longer ones are texts in a workbook, and have no result there
  const holds = (content: CellContent) => !('number' in content) || content.number.replace(/\D/g, '').length <= 15;
  for (const [key, content] of mixed) if (!holds(content)) mixed.delete(key);
  const previousCells = new Map([...mixed, ...(before ?? [])].filter(([, content]) => holds(content)));
  return { cells: mixed, previous: numbersOf(form, previousCells, new Map()) };
}

describe.skipIf(!hasOffice).each([
  ['法治政府建设综合指标表', listForm, 3],
  ['政府信息公开工作年度报告', crossForm, 13]
])('[WB11] %s, opened by LibreOffice', (title, form, every) => {
  test('every cell shows what we show; computed ones although no result was stored', async () => {
    const seed = Number(process.env['SEED'] ?? 20241201);
    const { cells, previous } = sampleOf(form, seed, every);
    const numbers = numbersOf(form, cells, previous);
    const book = layOutSheet({ form, cells, numbers, previous, unit, period });
    const sheets = await shownByOffice(withoutResults(await writeXlsx(book, made)));
    const shown = sheets.get(title);
    const { places } = layFrame({ form, unitName: unit.name, period });
    const wrong: string[] = [];
    let computed = 0;
    for (const [key, { row, column }] of places) {
      const cell = form.cells.get(key);
      if (!cell) continue;
      const outcome = numbers.get(key);
      const ours = cell.kind === 'derived' ? shownAs(outcome, cell.decimals) : showContent(cells.get(key), cell, form);
      const theirs = shown?.get(`${row}:${column}`) ?? '';
      if (cell.kind === 'derived' && outcome?.kind === 'number') computed++;
      if (ours.trim() !== theirs.trim()) wrong.push(`${key} ${addressOf(row, column)}: ${ours} / ${theirs}`);
    }
    expect(wrong, `seed ${seed}`).toEqual([]);
    expect(computed).toBeGreaterThan(10);
  }, 120_000);
});

describe('the file, opened by ExcelJS', () => {
  const key = (text: string) => text as CellKey;
  const cells: Cells = new Map<CellKey, CellContent>([
    [key('t1/XZFY.SL/bn'), { number: '12' }],
    [key('t1/XZFY.SQ/bn'), { number: '16.50', note: '含续报' }],
    [key('t1/JBQK.XZ/bn'), { nothing: 'unobtainable', reason: '=cmd()' }],
    [key('t1/ZZLD.JF/bn'), { number: '160.5', qualifier: '余' }]
  ]);
  const previous: Outcomes = new Map([[key('t1/XZFY.SL/bn'), { kind: 'number', value: { n: 10n, d: 1n } }]]);
  let bytes: Uint8Array;
  let sheet: ExcelJS.Worksheet;
  let workbook: ExcelJS.Workbook;
  const at = (address: string) => sheet.getCell(address);
  let addressAt: (text: string) => string;

  beforeAll(async () => {
    const numbers = numbersOf(listForm, cells, previous);
    bytes = await writeXlsx(layOutSheet({ form: listForm, cells, numbers, previous, unit, period, seq: 3 }), made);
    workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(bytes.buffer as ArrayBuffer);
    sheet = workbook.worksheets[0] as ExcelJS.Worksheet;
    const { places } = layFrame({ form: listForm, unitName: unit.name, period });
    addressAt = (text) => {
      const place = places.get(key(text));
      return place ? addressOf(place.row, place.column) : '';
    };
  });

  test('title, heads, faces, borders, print set-up, frozen heads', () => {
    expect(at('A1').value).toBe('盐津县2024年法治政府建设综合指标表');
    expect(at('A1').isMerged).toBe(true);
    expect(at('A1').font).toMatchObject({ name: '方正小标宋简体', size: 18 });
    const head = [...'ABCDEF'].map((column) => at(`${column}3`).value);
    expect(head).toEqual(['指标名称', '代码', '计量单位', '本年', '上年', '同比']);
    expect(at('A3').font).toMatchObject({ name: '黑体' });
    expect(at('A5').font).toMatchObject({ name: '宋体' });
    // ExcelJS reads whole sizes only; in the file it is 五号
    const styles = new TextDecoder().decode(openZip(bytes, inflate, readLimits).read('xl/styles.xml'));
    expect(styles).toContain('<sz val="10.5"/>');
    expect(at('A5').border).toMatchObject({ top: { style: 'thin' }, left: { style: 'thin' } });
    expect(sheet.pageSetup).toMatchObject({
      paperSize: 9,
      orientation: 'portrait',
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: '3:3'
    });
    expect(sheet.headerFooter.oddFooter).toBe('&C第 &P 页 共 &N 页');
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', xSplit: 1, ySplit: 3 });
    expect(sheet.getColumn(1).width).toBeGreaterThan(30);
  });

  test('[WB21] what is computed is locked, what is entered is open, and what is no figure is asked about', () => {
    const part = new TextDecoder().decode(openZip(bytes, inflate, readLimits).read('xl/worksheets/sheet1.xml'));
    expect(part).toContain('<sheetProtection sheet="1" formatColumns="0" formatRows="0"/>');
    expect(at(addressAt('t1/XZFY.SL/bn')).protection).toMatchObject({ locked: false });
    for (const locked of [addressAt('t1/XZFY.SL/tb'), addressAt('t1/XZFY.SL/sn'), 'A1', 'A5'])
      expect(at(locked).protection?.locked ?? true, locked).toBe(true);
    const checks = [...part.matchAll(/<dataValidation [^>]*sqref="([^"]+)"><formula1>([^<]*)<\/formula1>/g)];
    const [, range = '', formula = ''] = checks[0]!;
    expect(formula).toContain(`ISNUMBER(${range.split(':')[0]})`);
    expect(formula).toContain('=&quot;/&quot;');
    // programs take neither lists nor more than 255 signs here
    for (const [, , text = ''] of checks) {
      expect(text).not.toContain('{');
      expect(text.replaceAll('&quot;', '"').length).toBeLessThan(256);
    }
    const covered = checks.reduce((count, [, of = '']) => {
      const { top, left, bottom, right } = readRange(of)!;
      return count + (bottom - top + 1) * (right - left + 1);
    }, 0);
    expect(covered).toBe(listForm.entered.filter((key) => listForm.cells.get(key)!.type !== 'text').length);
  });

  test('numbers are numbers, with the digits and words as typed; last year is a constant; rates are formulas with their result', () => {
    expect(at(addressAt('t1/XZFY.SL/bn'))).toMatchObject({ value: 12 });
    expect(at(addressAt('t1/XZFY.SQ/bn'))).toMatchObject({ value: 16.5, numFmt: '0.00' });
    expect(at(addressAt('t1/ZZLD.JF/bn'))).toMatchObject({ value: 160.5, numFmt: '0.0"余"' });
    expect(at(addressAt('t1/XZFY.SL/sn'))).toMatchObject({ value: 10, numFmt: '0' });
    const change = at(addressAt('t1/XZFY.SL/tb'));
    expect(change.formula).toContain(addressAt('t1/XZFY.SL/sn'));
    expect(change).toMatchObject({ result: 20, numFmt: '0.00' });
  });

  test('notes say what the cell cannot show', () => {
    expect(at(addressAt('t1/XZFY.SQ/bn')).note).toBe('备注：含续报');
    expect(at(addressAt('t1/JBQK.XZ/bn')).value).toBe('…');
    expect(at(addressAt('t1/JBQK.XZ/bn')).note).toBe('无法取得：=cmd()');
  });

  test('the mark is on a sheet that cannot be unhidden from the menu', () => {
    expect(workbook.worksheets.map((each) => [each.name, each.state])).toEqual([
      ['法治政府建设综合指标表', 'visible'],
      ['_huibiao', 'veryHidden']
    ]);
  });
});

test('[WB12] text that a program would run as a formula is text, formatted as text', async () => {
  const dangerous = ['=1+1', '+86', '-5', '@SUM(A1)', '=HYPERLINK("http://x","y")', "=cmd|'/c calc'!A0"];
  const cells = dangerous.map((text, index) => ({
    row: index + 1,
    column: 1,
    style: 'words' as const,
    value: { kind: 'text' as const, text }
  }));
  const bytes = await writeXlsx(
    { title: 'x', pages: [{ name: 'x', widths: [], heights: new Map(), cells, merges: [] }] },
    made
  );
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes.buffer as ArrayBuffer);
  const sheet = workbook.worksheets[0] as ExcelJS.Worksheet;
  dangerous.forEach((text, index) => {
    const cell = sheet.getCell(index + 1, 1);
    expect(cell.type).toBe(ExcelJS.ValueType.String);
    expect(cell.value).toBe(text);
    expect(cell.numFmt).toBe('@');
  });
});

test('the same book at the same time is the same file, whenever it is written', async () => {
  const book = layOutSheet({
    form: crossForm,
    cells: new Map(),
    numbers: new Map(),
    previous: new Map(),
    unit,
    period
  });
  const written = async (clock: number) => {
    vi.useFakeTimers({ now: clock, toFake: ['Date'] });
    try {
      return Buffer.from(await writeXlsx(book, made));
    } finally {
      vi.useRealTimers();
    }
  };
  const [first, later] = [await written(made), await written(made + 86_400_000)];
  expect(first.equals(later)).toBe(true);
});
