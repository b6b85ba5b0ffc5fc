import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillTemplate } from '#core/workbook/fill-template.ts';
import type { PatchValue } from '#core/workbook/inside/sheet-patch.ts';
import { openZip } from '#core/workbook/inside/zip.ts';
import { readLimits } from '#core/workbook/limits.ts';
import { addressOf, readAddress } from '#core/workbook/raw-workbook.ts';
import { readXlsx } from '#core/workbook/read-xlsx.ts';
import { planTemplate, type TemplatePlace } from '#core/workbook/template-plan.ts';
import { hasOffice, shownByOffice } from '#tests/tools/office.ts';
import { makeXlsx, type XlsxPieces } from '#tests/tools/xlsx.ts';
import { inflate } from '#tests/tools/zip.ts';
import { refusalOf } from './refusal.ts';

const pack = { inflate, deflate: (bytes: Uint8Array) => new Uint8Array(deflateRawSync(bytes)) };

type TemplateFill = TemplatePlace & { value: PatchValue };

/** 'A1' → value: a string of digits is a number, any other text, null empties */
const fills = (values: Record<string, string | null>, sheet = 'Sheet1'): TemplateFill[] =>
  Object.entries(values).map(([address, value]) => ({
    sheet,
    ...readAddress(address)!,
    value:
      value === null
        ? { kind: 'empty' }
        : /^-?\d+(\.\d+)?$/.test(value)
          ? { kind: 'number', decimal: value }
          : { kind: 'text', text: value }
  }));

function fillBytes(template: Uint8Array, all: readonly TemplateFill[]) {
  const plan = planTemplate(template, all, pack);
  return {
    plan,
    ...fillTemplate(
      plan,
      all.map(({ value }) => value),
      pack
    )
  };
}

const fill = (template: XlsxPieces | Uint8Array, values: Record<string, string | null>) =>
  fillBytes(template instanceof Uint8Array ? template : makeXlsx(template), fills(values));

const partOf = (bytes: Uint8Array, name = 'xl/worksheets/sheet1.xml'): string =>
  new TextDecoder().decode(openZip(bytes, inflate, readLimits).read(name));

/** names of parts whose unpacked bytes differ */
function differingParts(a: Uint8Array, b: Uint8Array): string[] {
  const [zipA, zipB] = [openZip(a, inflate, readLimits), openZip(b, inflate, readLimits)];
  expect(zipB.names).toEqual(zipA.names);
  return zipA.names.filter((name) => Buffer.compare(zipA.read(name), zipB.read(name)) !== 0);
}

const valuesOf = (bytes: Uint8Array) =>
  Object.fromEntries(
    readXlsx(bytes, inflate).sheets[0]!.cells.map(({ row, column, value }) => [addressOf(row, column), value])
  );

describe('[WB13] a template keeps every byte outside its declared cells', () => {
  test('numbers, texts and stored results go in; styles, formulas, widths, merges and foreign parts stay', () => {
    const sheet =
      '<sheetPr><tabColor rgb="FFFF0000"/></sheetPr><cols><col min="2" max="3" width="12.5" style="4"/></cols>' +
      '<sheetData><row r="1" spans="1:2" ht="30.75" customHeight="1"><c r="A1" s="2" t="s"><v>0</v></c><c r="B1" s="3"/></row>' +
      '<row r="3" s="5" customFormat="1"><c r="A3" s="1"><v>7</v></c><c r="C3" t="shared" s="6"><f t="shared" ref="C3:C4" si="0">A3*2</f><v>14</v></c></row>' +
      '<row r="4"><c r="C4" s="6"><f t="shared" si="0"/><v>0</v></c></row></sheetData>' +
      '<!-- <c r="B1"> stays --><mergeCells count="1"><mergeCell ref="A8:B9"/></mergeCells><pageSetup orientation="landscape"/>';
    const template = makeXlsx({
      sheets: [sheet.replace(' t="shared" s="6"><f t="shared" ref', ' s="6"><f t="shared" ref'), '<sheetData/>'],
      sharedStrings: '<si><t>标题</t></si>',
      parts: { 'xl/media/image1.png': new Uint8Array([1, 2, 3]), 'docProps/custom.xml': '<Properties xmlns="x"/>' }
    });
    const filled = fill(template, {
      B1: '475962',
      A3: '0.10',
      B3: '甲 & <乙>',
      C3: '28',
      C4: '不适用',
      A8: '9',
      B2: '5'
    });
    expect(filled.proof).toEqual({ identical: 8, changed: ['xl/worksheets/sheet1.xml'], cells: 7 });
    expect(differingParts(template, filled.bytes)).toEqual(['xl/worksheets/sheet1.xml']);
    expect(valuesOf(filled.bytes)).toEqual({
      A1: '标题',
      B1: '475962',
      B2: '5',
      A3: '0.10',
      B3: '甲 & <乙>',
      C3: '28',
      C4: '不适用',
      A8: '9'
    });
    const part = partOf(filled.bytes);
    expect(part).toContain('<c r="B1" s="3"><v>475962</v></c>');
    expect(part).toContain('<row r="2"><c r="B2" s="4"><v>5</v></c></row>');
    expect(part).toContain('<c r="A3" s="1"><v>0.10</v></c><c r="B3" s="5" t="inlineStr">');
    expect(part).toContain('<c r="C3" s="6"><f t="shared" ref="C3:C4" si="0">A3*2</f><v>28</v></c>');
    expect(part).toContain('<c r="C4" s="6" t="str"><f t="shared" si="0"/><v>不适用</v></c>');
    expect(part).toContain('<row r="8"><c r="A8"><v>9</v></c></row></sheetData><!-- <c r="B1"> stays --><mergeCells');
  });

  test('a cell is emptied, an empty sheet and an empty row take cells', () => {
    const filled = fill(
      {
        sheets: ['<sheetData><row r="2" spans="2:3"/><row r="5"><c r="A5" s="1" t="s"><v>0</v></c></row></sheetData>'],
        sharedStrings: '<si><t>旧</t></si>'
      },
      { A2: '1', A5: null, B5: null, D9: null }
    );
    expect(partOf(filled.bytes)).toContain(
      '<sheetData><row r="2" spans="1:3"><c r="A2"><v>1</v></c></row><row r="5"><c r="A5" s="1"/></row><row r="9"></row></sheetData>'
    );
    expect(valuesOf(fill({ sheets: ['<sheetData/>'] }, { C3: '1' }).bytes)).toEqual({ C3: '1' });
  });

  test('prefixed elements, cells and rows without addresses, sizes behind the parts, stored parts', () => {
    const template = makeXlsx({
      parts: {
        'xl/worksheets/sheet1.xml':
          '<?xml version="1.0"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c s="2"><x:f>A1*2</x:f><x:v>2</x:v></x:c></x:row><x:row><x:c><x:v>3</x:v></x:c></x:row></x:sheetData></x:worksheet>'
      },
      zip: (parts) =>
        parts.map((part, at) => (at % 2 === 0 ? { ...part, descriptor: true } : { ...part, stored: true }))
    });
    const { bytes } = fill(template, { B1: '4', A2: '丙', B2: '8' });
    expect(valuesOf(bytes)).toEqual({ A1: '1', B1: '4', A2: '丙', B2: '8' });
    expect(partOf(bytes)).toContain('<x:c s="2"><x:f>A1*2</x:f><x:v>4</x:v></x:c>');
  });

  test('[WB12] what Excel would run or change is text: formulas, its own escapes, forbidden signs', () => {
    const texts = { A1: '=1+1', B1: '_x0041_', C1: '甲\r\n乙\u0001', D1: ' 空格 ' };
    const { bytes } = fill({ sheets: ['<sheetData/>'] }, texts);
    expect(valuesOf(bytes)).toEqual(texts);
    expect(readXlsx(bytes, inflate).sheets[0]!.cells.every((cell) => cell.formula === undefined)).toBe(true);
  });

  test('a template with a million spaces in its tags is filled at once', () => {
    const gap = ' '.repeat(500_000);
    const sheets = [
      `<sheetData><row r="1"${gap}x="1"${gap}><c r="A1"${gap}t="str"${gap}><v>a</v></c><c r="B1"${gap}x="1"${gap}/></row></sheetData>`
    ];
    const began = performance.now();
    expect(valuesOf(fill({ sheets }, { A1: '5', B1: '6' }).bytes)).toEqual({ A1: '5', B1: '6' });
    expect(performance.now() - began).toBeLessThan(3000);
  });

  test('formulas outside the declared cells are told', () => {
    const sheets = [
      '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1+1</f><v>2</v></c><c r="C1"><f>A1+2</f><v>3</v></c></row></sheetData>'
    ];
    expect(fill({ sheets }, { A1: '5', B1: '6' }).plan.otherFormulas).toEqual(['Sheet1!C1']);
  });

  test('refused: a sheet that is not there, a cell under a merge, rows out of order, another encoding', () => {
    const merged = '<sheetData/><mergeCells><mergeCell ref="A1:B2"/></mergeCells>';
    expect(refusalOf(() => fill({ sheets: [merged] }, { B2: '1' }))).toEqual(['malformed', 'under-merge']);
    expect(refusalOf(() => fillBytes(makeXlsx(), fills({ A1: '1' }, '附表')))).toEqual(['not-found', undefined]);
    const sheets = ['<sheetData><row r="2"/><row r="1"/></sheetData>'];
    expect(refusalOf(() => fill({ sheets }, { A3: '1' }))).toEqual(['file-unreadable', 'xml']);
    const wide = Buffer.from(
      '\ufeff<?xml version="1.0" encoding="UTF-16"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>',
      'utf16le'
    );
    expect(refusalOf(() => fill({ parts: { 'xl/worksheets/sheet1.xml': wide } }, { A1: '1' }))).toEqual([
      'file-unreadable',
      'encoding'
    ]);
  });

  test('random cells over random fills: another reader sees exactly the change', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 999 })),
          {
            selector: ([row, column]) => `${row} ${column}`,
            maxLength: 40
          }
        ),
        fc.dictionary(
          fc
            .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 14 }))
            .map(([column, row]) => addressOf(row, column)),
          fc.oneof(
            fc.integer({ min: 0, max: 10_000 }).map(String),
            fc.constant(null),
            fc.constantFrom('无', '=A1', '约 3')
          ),
          { maxKeys: 30 }
        ),
        (cells, values) => {
          const rows = new Map<number, string[]>();
          for (const [row, column, number] of cells.sort(([r, c], [s, d]) => r - s || c - d))
            rows.set(row, [...(rows.get(row) ?? []), `<c r="${addressOf(row, column)}"><v>${number}</v></c>`]);
          const sheet = `<sheetData>${[...rows].map(([row, inside]) => `<row r="${row}">${inside.join('')}</row>`).join('')}</sheetData>`;
          const wanted = Object.fromEntries(
            cells.map(([row, column, number]) => [addressOf(row, column), String(number)])
          );
          for (const [address, value] of Object.entries(values))
            if (value === null) delete wanted[address];
            else wanted[address] = value;
          expect(valuesOf(fill({ sheets: [sheet] }, values).bytes)).toEqual(wanted);
        }
      ),
      { numRuns: 60 }
    );
  });
});

test.runIf(hasOffice)(
  '[WB13] a filled template opens in LibreOffice and shows the new figures',
  { timeout: 120_000 },
  async () => {
    const { bytes } = fill(
      { sheets: ['<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1*2</f><v>2</v></c></row></sheetData>'] },
      { A1: '21', B1: '42', A2: '不适用' }
    );
    expect(Object.fromEntries((await shownByOffice(bytes)).get('Sheet1')!)).toEqual({
      '1:1': '21',
      '1:2': '42',
      '2:1': '不适用'
    });
  }
);
