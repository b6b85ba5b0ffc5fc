// Rows read from the bytes and by the XML readers: the same cells, or the part is left to the latter.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readQuickRows } from '#core/workbook/inside/quick-sheet.ts';
import { readLimits } from '#core/workbook/limits.ts';
import { readXlsx } from '#core/workbook/read-xlsx.ts';
import { makeXlsx, worksheet } from '#tests/tools/xlsx.ts';
import { inflate } from '#tests/tools/zip.ts';
import { refusalOf } from './refusal.ts';

const isQuick = (xml: string): boolean =>
  readQuickRows(new TextEncoder().encode(xml), 'sheet', readLimits, { row: () => undefined, cell: () => undefined }) !==
  undefined;

/** a comment after the rows sends the whole part to the full parser */
const slowly = (xml: string): string => xml.replace('<sheetData>', '<!-- --><sheetData>');

const strings = '<si><t>甲</t></si><si><t>乙 &amp; 丙</t></si>';
const styles =
  '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="2"/><xf numFmtId="164"/></cellXfs>';

function outcomeOf(xml: string): unknown {
  const bytes = makeXlsx({ sharedStrings: strings, styles, parts: { 'xl/worksheets/sheet1.xml': xml } });
  let book: unknown;
  const refused = refusalOf(() => (book = readXlsx(bytes, inflate)));
  return refused ?? book;
}

const rows = (inside: string): string =>
  worksheet(
    `<cols><col min="2" max="3" hidden="1"/></cols><sheetData>${inside}</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>`
  );

describe('[WB20] rows that are read from the bytes are what the XML readers tell', () => {
  test.each([
    [
      'numbers, texts, errors, booleans',
      '<row r="1"><c r="A1"><v>12</v></c><c r="B1" s="1"><v>0.10</v></c><c r="C1" t="s"><v>1</v></c><c r="D1" t="b"><v>1</v></c><c r="E1" t="e"><v>#DIV/0!</v></c></row>'
    ],
    [
      'dates and long digits',
      '<row r="2" spans="1:3" ht="15.5" customHeight="1"><c r="A2" s="2"><v>45000</v></c><c r="B2"><v>123456789012345678</v></c><c r="C2"><v>1E-3</v></c></row>'
    ],
    [
      'formulas with entities',
      '<row r="1"><c r="A1" t="str"><f>IF(B1&lt;2,&quot;—&quot;,&#20013;)</f><v>&#x4e2d;</v></c><c r="B1"><f t="shared" ref="B1:B2" si="0"/><v>0012</v></c></row>'
    ],
    [
      'inline strings',
      '<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> 甲_x000D_乙 </t></is></c><c r="B1" t="inlineStr"><is><t></t></is></c></row>'
    ],
    [
      'no addresses, empty rows, hidden rows',
      '<row/><row hidden="1"><c><v>1</v></c><c s="1"/><c><v>2</v></c></row>\n  <row r="9" hidden="true"/>'
    ],
    ['line ends and spaces', '<row r="1">\n<c r="A1" t="str">\n<v>a\r\nb\rc</v>\n</c>\n</row>']
  ])('%s', (_, inside) => {
    const xml = rows(inside);
    expect(isQuick(xml)).toBe(true);
    expect(outcomeOf(xml)).toEqual(outcomeOf(slowly(xml)));
  });

  test.each([
    ['single quotes', "<row r='1'><c r='A1'><v>1</v></c></row>"],
    ['a comment in a cell', '<row r="1"><c r="A1"><!-- x --><v>1</v></c></row>'],
    ['CDATA', '<row r="1"><c r="A1" t="str"><v><![CDATA[a<b]]></v></c></row>'],
    ['rich text', '<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c></row>'],
    ['an element that nobody knows', '<row r="1"><c r="A1"><v>1</v><extLst/></c></row>'],
    ['an attribute twice', '<row r="1" r="2"><c r="A1"><v>1</v></c></row>'],
    ['an address out of the sheet', '<row r="1"><c r="XFE1"><v>1</v></c></row>'],
    ['a row that is no number', '<row r="4294967295"><c r="A1"><v>1</v></c></row>'],
    ['signs that XML forbids', '<row r="1"><c r="A1" t="str"><v>a\u0001</v></c></row>'],
    ['an end of CDATA', '<row r="1"><c r="A1" t="str"><v>a]]>b</v></c></row>'],
    ['wrong tags', '<row r="1"><c r="A1"><v>1</c></v></row>'],
    ['an entity that there is not', '<row r="1"><c r="A1" t="str"><v>&nbsp;</v></c></row>'],
    ['a wrong shared string', '<row r="1"><c r="A1" t="s"><v>7</v></c></row>'],
    ['rows in any order', '<row r="2"><c r="A2"><v>2</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'],
    ['an address twice', '<row r="1"><c r="A1"><v>2</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'],
    ['prefixed names', '<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="1"/>']
  ])('%s', (_, inside) => {
    const xml = rows(inside);
    expect(outcomeOf(xml)).toEqual(outcomeOf(slowly(xml)));
  });

  test('rows that are of no worksheet are none: in a foreign element, in a comment, in another vocabulary', () => {
    const inside = '<row r="1"><c r="A1"><v>1</v></c></row>';
    for (const xml of [
      worksheet(`<x:ext xmlns:x="urn:x"><sheetData>${inside}</sheetData></x:ext>`),
      worksheet(`<!-- <sheetData>${inside}</sheetData> -->`),
      `<worksheet xmlns="urn:other"><sheetData>${inside}</sheetData></worksheet>`
    ])
      expect(outcomeOf(xml)).toMatchObject({ sheets: [{ cells: [] }] });
    const twice = worksheet(
      `<sheetData>${inside}</sheetData><sheetData><row r="2"><c r="A2"><v>2</v></c></row></sheetData>`
    );
    expect(outcomeOf(twice)).toEqual(outcomeOf(slowly(twice)));
  });

  test('random bytes put in, left out or doubled: never another answer', () => {
    const base = rows(
      '<row r="1" spans="1:4"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" t="str"><f>A1&amp;"x"</f><v>甲x</v></c></row><row r="3"><c r="A3"><v>3.50</v></c><c r="C3" t="inlineStr"><is><t>乙</t></is></c></row>'
    );
    const from = base.indexOf('<sheetData>');
    const to = base.indexOf('</sheetData>');
    const piece = fc.constantFrom(
      '',
      '"',
      "'",
      '<',
      '>',
      '/',
      '&',
      ' ',
      '\n',
      ']]>',
      '<v>',
      '</c>',
      '<c/>',
      '1',
      '甲',
      '\u0000',
      '&#0;',
      'r="2"',
      ' t="e"'
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: from, max: to }), fc.nat(3), piece), { minLength: 1, maxLength: 3 }),
        (edits) => {
          let xml = base;
          for (const [at, drop, put] of edits) xml = xml.slice(0, at) + put + xml.slice(at + drop);
          expect(outcomeOf(xml)).toEqual(outcomeOf(slowly(xml)));
        }
      ),
      { numRuns: 400 }
    );
  });
});

test('[WB20] shared strings are the same by both ways: plain, kept spaces, entities, rich, phonetic, odd', () => {
  const texts = [
    '<si><t>甲</t></si>\n<si><t xml:space="preserve"> 乙 </t></si><si><t>a&lt;b&amp;&#20013;_x000D_</t></si><si><t></t></si>',
    '<si><t>a\r\nb</t></si>',
    '<si><r><t>甲</t></r><r><t>乙</t></r></si><si><t>丙</t></si>',
    '<si><t>甲</t><rPh sb="0" eb="1"><t>jia</t></rPh></si>',
    '<si><t/></si><si/>',
    '<si><t>&nbsp;</t></si>',
    '<si><t>a]]>b</t></si>',
    '<si><t>甲</si></t>',
    '<si><t>\u0001</t></si>'
  ];
  for (const inside of texts) {
    const cells = [0, 1, 2, 3].map((index) => `<c r="A${index + 1}" t="s"><v>${index}</v></c>`);
    const count = (inside.match(/<si[>/]/g) ?? []).length;
    const sheet = worksheet(
      `<sheetData>${cells
        .slice(0, count)
        .map((cell, index) => `<row r="${index + 1}">${cell}</row>`)
        .join('')}</sheetData>`
    );
    const found = (strings: string) => {
      let book: unknown;
      const bytes = makeXlsx({ sharedStrings: strings, parts: { 'xl/worksheets/sheet1.xml': sheet } });
      return refusalOf(() => (book = readXlsx(bytes, inflate))) ?? book;
    };
    expect(found(inside), inside).toEqual(found(`<!-- -->${inside}`));
  }
});
