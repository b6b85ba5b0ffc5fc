import { describe, expect, test } from 'vitest';
import { readLimits } from '#core/workbook/limits.ts';
import { addressOf, type RawWorkbook } from '#core/workbook/raw-workbook.ts';
import { readXlsx } from '#core/workbook/read-xlsx.ts';
import { makeXlsx, mainNamespace, worksheet, type XlsxPieces } from '#tests/tools/xlsx.ts';
import { inflate } from '#tests/tools/zip.ts';
import { refusalOf } from './refusal.ts';

const read = (pieces: XlsxPieces | Uint8Array, limits = {}) =>
  readXlsx(pieces instanceof Uint8Array ? pieces : makeXlsx(pieces), inflate, { ...readLimits, ...limits });
const cellsOf = (book: RawWorkbook, sheet = 0) =>
  Object.fromEntries((book.sheets[sheet]?.cells ?? []).map((cell) => [addressOf(cell.row, cell.column), cell.value]));
const rows = (inside: string) => `<sheetData>${inside}</sheetData>`;

describe('an ordinary workbook', () => {
  test('keeps kinds, stored digits, formulas, formats, merges, hidden marks, names and properties', () => {
    const book = read({
      sheetNames: ['甲&amp;乙', 'x_x0020_y'],
      sheets: [
        '<cols><col min="3" max="4" hidden="1"/></cols>' +
          rows(
            '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" s="1"><v>45292</v></c><c r="C1"><f>A2*2</f><v>0.30000000000000004</v></c></row>' +
              '<row r="2" hidden="1"><c r="A2" t="b"><v>1</v></c><c r="B2" t="e"><v>#DIV/0!</v></c><c r="C2" t="str"><f>"a"&amp;"b"</f><v>ab</v></c><c r="D2"><f>1+1</f></c><c r="E2" s="1"/></row>'
          ) +
          '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>',
        rows(
          '<row r="3"><c r="B3" t="inlineStr"><is><r><t>富</t></r><r><t xml:space="preserve"> 文</t></r><rPh sb="0" eb="1"><t>fu</t></rPh></is></c></row>'
        )
      ],
      sharedStrings:
        '<si><t>零</t></si><si><r><rPr><b/></rPr><t>一</t></r><r><t>_x000D_二</t></r><rPh sb="0" eb="1"><t>yi</t></rPh></si>',
      styles:
        '<numFmts><numFmt numFmtId="170" formatCode="yyyy/m/d"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>',
      workbookAfter: '<definedNames><definedName name="_x">Sheet1!$A$1</definedName></definedNames>'
    });
    expect(book.sheets.map((sheet) => sheet.name)).toEqual(['甲&乙', 'x y']);
    expect(book.sheets[0]?.cells).toEqual([
      { row: 1, column: 1, kind: 'text', value: '一\r二' },
      { row: 1, column: 2, kind: 'number', value: '45292', numberFormat: 'yyyy/m/d', date: '2024-01-01' },
      { row: 1, column: 3, kind: 'number', value: '0.30000000000000004', formula: 'A2*2' },
      { row: 2, column: 1, kind: 'boolean', value: '1' },
      { row: 2, column: 2, kind: 'error', value: '#DIV/0!' },
      { row: 2, column: 3, kind: 'text', value: 'ab', formula: '"a"&"b"' },
      { row: 2, column: 4, kind: 'blank', value: '', formula: '1+1' }
    ]);
    expect(book.sheets[0]).toMatchObject({
      merges: [{ top: 1, left: 1, bottom: 2, right: 2 }],
      hiddenRows: [2],
      hiddenColumns: [[3, 4]]
    });
    expect(cellsOf(book, 1)).toEqual({ B3: '富 文' });
    expect(book.definedNames).toEqual([{ name: '_x', text: 'Sheet1!$A$1' }]);
  });
});

describe('[WB3] odd but valid', () => {
  const odd: Record<string, [XlsxPieces, Record<string, string>]> = {
    'a prefix on every element': [
      {
        parts: {
          'xl/worksheets/sheet1.xml': `<x:worksheet xmlns:x="${mainNamespace}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>`
        }
      },
      { A1: '1' }
    ],
    'the strict namespace': [
      {
        parts: {
          'xl/worksheets/sheet1.xml':
            '<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>'
        }
      },
      { A1: '1' }
    ],
    'cells and rows without addresses': [
      { sheets: [rows('<row><c><v>1</v></c><c/><c><v>3</v></c></row><row/><row><c><v>9</v></c></row>')] },
      { A1: '1', C1: '3', A3: '9' }
    ],
    'comments and CDATA in cells': [
      { sheets: [rows('<row><c><v>1<!-- 7 -->2</v></c><c t="str"><v><![CDATA[<a>]]></v></c></row>')] },
      { A1: '12', B1: '<a>' }
    ],
    'single quotes and spaces around attributes': [
      { sheets: [rows("<row r = '2' ><c r\n=\n'B2'  ><v> 5 </v></c></row>")] },
      { B2: '5' }
    ],
    'a UTF-16 part': [
      {
        parts: {
          'xl/worksheets/sheet1.xml': Buffer.from(
            `\ufeff${worksheet(rows('<row><c t="inlineStr"><is><t>汉</t></is></c></row>')).replace('UTF-8', 'UTF-16')}`,
            'utf16le'
          )
        }
      },
      { A1: '汉' }
    ],
    'a UTF-8 BOM': [
      { parts: { 'xl/worksheets/sheet1.xml': `\ufeff${worksheet(rows('<row><c><v>1</v></c></row>'))}` } },
      { A1: '1' }
    ],
    'a GBK part that says so': [
      {
        parts: {
          'xl/worksheets/sheet1.xml': Buffer.concat([
            Buffer.from(
              `<?xml version="1.0" encoding="GBK"?><worksheet xmlns="${mainNamespace}"><sheetData><row><c t="inlineStr"><is><t>`
            ),
            Buffer.from([0xba, 0xba]),
            Buffer.from('</t></is></c></row></sheetData></worksheet>')
          ])
        }
      },
      { A1: '汉' }
    ],
    'part names in another case, with backslashes': [
      {
        sheets: [rows('<row><c><v>1</v></c></row>')],
        zip: (parts) =>
          parts.map((part) => ({
            ...part,
            name: part.name.startsWith('xl/worksheets') ? 'XL\\Worksheets\\SHEET1.XML' : part.name
          }))
      },
      { A1: '1' }
    ],
    'absolute targets': [
      {
        sheets: [rows('<row><c><v>1</v></c></row>')],
        zip: (parts) =>
          parts.map((part) => ({
            ...part,
            content: String(part.content)
              .replace('Target="worksheets/', 'Target="/xl/worksheets/')
              .replace('Target="xl/', 'Target="/xl/')
          }))
      },
      { A1: '1' }
    ],
    'stored and streamed parts': [
      {
        sheets: [rows('<row><c><v>1</v></c></row>')],
        zip: (parts) => parts.map((part, index) => ({ ...part, stored: index % 2 === 0, descriptor: index % 3 === 0 }))
      },
      { A1: '1' }
    ],
    'a dimension that lies': [
      { sheets: [`<dimension ref="A1:XFD1048576"/>${rows('<row r="4"><c r="D4"><v>1</v></c></row>')}`] },
      { D4: '1' }
    ],
    'rows out of order': [
      {
        sheets: [
          rows('<row r="3"><c r="A3"><v>3</v></c></row><row r="1"><c r="B1"><v>2</v></c><c r="A1"><v>1</v></c></row>')
        ]
      },
      { A1: '1', B1: '2', A3: '3' }
    ],
    'extensions of other makers': [
      {
        sheets: [
          `${rows('<row><c><v>1</v><extLst><ext><x:v xmlns:x="urn:other">9</x:v></ext></extLst></c></row>')}<y:sheetData xmlns:y="urn:other"><y:row r="9"><y:c r="A9"><y:v>8</y:v></y:c></y:row></y:sheetData>`
        ]
      },
      { A1: '1' }
    ],
    'names that JavaScript knows': [
      {
        sheetNames: ['__proto__'],
        sheets: [rows('<row __proto__="1" constructor="2"><c t="str"><v>__proto__</v></c></row>')]
      },
      { A1: '__proto__' }
    ]
  };
  test.each(Object.entries(odd))('%s', (_, [pieces, expected]) => {
    expect(cellsOf(read(pieces))).toEqual(expected);
  });

  test('a chart sheet between worksheets is left out', () => {
    const book = read({
      sheets: [rows('<row><c><v>1</v></c></row>'), rows('')],
      zip: (parts) =>
        parts.map((part) => ({
          ...part,
          content: String(part.content).replace(
            /worksheet" Target="worksheets\/sheet2/,
            'chartsheet" Target="worksheets/sheet2'
          )
        }))
    });
    expect(book.sheets.map((sheet) => sheet.name)).toEqual(['Sheet1']);
  });
});

describe('[WB1] hostile or broken', () => {
  const doctype = (body: string) =>
    `<?xml version="1.0"?><!DOCTYPE worksheet [${body}]><worksheet xmlns="${mainNamespace}"><sheetData><row><c t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>`;
  const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
  const hostile: Record<string, [XlsxPieces | Uint8Array, string, string | undefined]> = {
    'billion laughs': [
      { parts: { 'xl/worksheets/sheet1.xml': doctype(`<!ENTITY l0 "ha">${laughs}<!ENTITY a "&l9;">`) } },
      'file-hostile',
      'doctype'
    ],
    'an external entity': [
      { parts: { 'xl/worksheets/sheet1.xml': doctype('<!ENTITY a SYSTEM "file:///etc/passwd">') } },
      'file-hostile',
      'doctype'
    ],
    'a DOCTYPE in the relationships': [{ parts: { '_rels/.rels': '<!DOCTYPE x><x/>' } }, 'file-hostile', 'doctype'],
    'an unknown entity': [{ sheets: [rows('<row><c t="str"><v>&nbsp;</v></c></row>')] }, 'file-unreadable', 'xml'],
    'a million nested elements': [{ sheets: ['<a>'.repeat(1_000_000)] }, 'file-hostile', 'too-deep'],
    'row 4294967295': [{ sheets: [rows('<row r="4294967295"><c><v>1</v></c></row>')] }, 'file-hostile', 'address'],
    'row 0': [{ sheets: [rows('<row r="0"><c><v>1</v></c></row>')] }, 'file-hostile', 'address'],
    'column XFE': [{ sheets: [rows('<row r="1"><c r="XFE1"><v>1</v></c></row>')] }, 'file-hostile', 'address'],
    'row 1048577 by counting': [
      { sheets: [rows('<row r="1048576"/><row><c><v>1</v></c></row>')] },
      'file-hostile',
      'address'
    ],
    'two cells at one address': [
      { sheets: [rows('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>')] },
      'file-unreadable',
      'cell-twice'
    ],
    'a bad shared-string index': [
      { sheets: [rows('<row><c t="s"><v>3</v></c></row>')], sharedStrings: '<si><t>a</t></si>' },
      'file-unreadable',
      'shared-string'
    ],
    'a negative shared-string index': [
      { sheets: [rows('<row><c t="s"><v>-1</v></c></row>')], sharedStrings: '<si><t>a</t></si>' },
      'file-unreadable',
      'shared-string'
    ],
    'a number that is none': [{ sheets: [rows('<row><c><v>12a</v></c></row>')] }, 'file-unreadable', 'number'],
    'an exponent without end': [
      { sheets: [rows('<row><c><v>1e999999999</v></c></row>')] },
      'file-unreadable',
      'number'
    ],
    'a 10 MB text cell': [
      { sheets: [rows(`<row><c t="str"><v>${'x'.repeat(10_000_000)}</v></c></row>`)] },
      'file-hostile',
      'text-too-long'
    ],
    'a 10 MB shared string': [
      { sharedStrings: `<si><t>${'x'.repeat(10_000_000)}</t></si>` },
      'file-hostile',
      'text-too-long'
    ],
    'one long string in very many cells': [
      {
        sheets: [rows(`<row>${'<c t="s"><v>0</v></c>'.repeat(1000)}</row>`)],
        sharedStrings: `<si><t>${'x'.repeat(32_000)}</t></si>`
      },
      'file-hostile',
      'too-much-text'
    ],
    'a million styles': [
      { styles: `<cellXfs>${'<xf numFmtId="0"/>'.repeat(1_000_000)}</cellXfs>` },
      'file-hostile',
      'too-many-styles'
    ],
    'a million named styles': [
      { styles: `<cellStyles>${'<cellStyle name="a"/>'.repeat(1_000_000)}</cellStyles>` },
      'file-hostile',
      'too-many-styles'
    ],
    '200,000 merges': [
      {
        sheets: [
          `<sheetData/><mergeCells>${Array.from({ length: 200_000 }, (_, i) => `<mergeCell ref="A${i + 1}:B${i + 1}"/>`).join('')}</mergeCells>`
        ]
      },
      'file-hostile',
      'too-many-merges'
    ],
    '5,000 sheets': [{ sheets: Array.from({ length: 5_000 }, () => '<sheetData/>') }, 'file-hostile', 'too-many-parts'],
    '600 sheets of one part': [
      { workbookAfter: `<sheets>${'<sheet name="a" sheetId="1" r:id="rId1"/>'.repeat(600)}</sheets>` },
      'file-hostile',
      'too-many-sheets'
    ],
    'a bomb of rows': [
      { sheets: [rows('<row><c><v>1</v></c></row>'.repeat(1_200_000))] },
      'file-hostile',
      'part-too-large'
    ],
    'more cells than allowed': [
      { sheets: [rows('<row><c><v>1</v></c></row>'.repeat(120_001))] },
      'file-hostile',
      'too-many-cells'
    ],
    'a bomb of white space': [{ sheets: [' '.repeat(60_000_000)] }, 'file-hostile', 'part-too-large'],
    'many names': [
      { workbookAfter: `<definedNames>${'<definedName name="a">1</definedName>'.repeat(20_000)}</definedNames>` },
      'file-hostile',
      'too-many-names'
    ],
    'macros by type': [{ mainType: 'application/vnd.ms-excel.sheet.macroEnabled.main+xml' }, 'file-kind', 'xlsm'],
    'macros renamed': [{ parts: { 'xl/vbaProject.bin': 'x' } }, 'file-hostile', 'macros'],
    'macros under another name': [
      {
        parts: {
          'xl/x.bin': 'x',
          '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/x.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>`
        }
      },
      'file-hostile',
      'macros'
    ],
    'a million attributes on one element': [
      { sheets: [`<sheetData ${Array.from({ length: 1_000_000 }, (_, nth) => `a${nth}=""`).join(' ')}/>`] },
      'file-hostile',
      'too-many-attributes'
    ],
    'the same for the full parser': [
      { sheets: [`<!-- --><sheetData ${Array.from({ length: 1_000_000 }, (_, nth) => `a${nth}=""`).join(' ')}/>`] },
      'file-hostile',
      'too-many-attributes'
    ],
    'a million namespaces': [
      { sheets: [`<!-- --><sheetData>${'<b:a xmlns:b="u"/>'.repeat(1_000_000)}</sheetData>`] },
      'file-hostile',
      'too-many-namespaces'
    ],
    'millions of entities in one text': [
      { sheets: [rows(`<row><c t="str"><v>${'&amp;'.repeat(4_000_000)}</v></c></row>`)] },
      'file-hostile',
      'text-too-long'
    ],
    'millions of entities in one attribute': [
      { sheets: [`<sheetData a="${'&amp;'.repeat(4_000_000)}"/>`] },
      'file-hostile',
      'text-too-long'
    ],
    'a million hidden columns': [
      { sheets: [`<cols>${'<col min="9" max="9" hidden="1"/>'.repeat(600_000)}</cols>`] },
      'file-hostile',
      'too-many-columns'
    ],
    'a sheet name of a megabyte': [{ sheetNames: ['x'.repeat(1_000_000)] }, 'file-hostile', 'text-too-long'],
    'a million number formats': [
      {
        styles: `<numFmts>${Array.from({ length: 400_000 }, (_, nth) => `<numFmt numFmtId="${nth + 200}" formatCode="0"/>`).join('')}</numFmts>`
      },
      'file-hostile',
      'too-many-styles'
    ],
    'a part type for each of a quarter million parts': [
      {
        parts: {
          '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${Array.from({ length: 250_000 }, (_, nth) => `<Override PartName="/p${nth}" ContentType="t"/>`).join('')}</Types>`
        }
      },
      'file-hostile',
      'too-many-parts'
    ],
    xlsb: [{ mainType: 'application/vnd.ms-excel.sheet.binary.macroEnabled.main' }, 'file-kind', 'xlsb'],
    'docx named xlsx': [
      { mainType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml' },
      'file-kind',
      'docx'
    ],
    'a plain zip': [{ parts: { '[Content_Types].xml': null } }, 'file-kind', 'zip'],
    OpenDocument: [
      { parts: { '[Content_Types].xml': null, mimetype: 'application/vnd.oasis.opendocument.spreadsheet' } },
      'file-kind',
      'ods'
    ],
    'a sheet that is not there': [{ parts: { 'xl/worksheets/sheet1.xml': null } }, 'file-unreadable', 'part-missing'],
    'no workbook': [{ parts: { 'xl/workbook.xml': null } }, 'file-unreadable', 'workbook-missing'],
    'cut XML': [
      { parts: { 'xl/worksheets/sheet1.xml': worksheet('<sheetData/>').slice(0, -5) } },
      'file-unreadable',
      'xml'
    ],
    'bytes that are not UTF-8': [
      { parts: { 'xl/worksheets/sheet1.xml': Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0xfe]) } },
      'file-unreadable',
      'encoding'
    ]
  };
  test.each(Object.entries(hostile))('%s is refused by name', (_, [pieces, code, because]) => {
    const bytes = pieces instanceof Uint8Array ? pieces : makeXlsx(pieces);
    const began = process.cpuUsage();
    expect(refusalOf(() => read(bytes))).toEqual([code, because]);
    const { user, system } = process.cpuUsage(began);
    // TARGETS: one second; twice that here, for machines that do other work at the same time
    expect((user + system) / 1e6).toBeLessThan(2);
  });

  test.each([
    ['a merge over the whole sheet', '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'],
    [
      'a validation over the whole sheet',
      '<dataValidations><dataValidation sqref="A1:XFD1048576"><formula1>1</formula1></dataValidation></dataValidations>'
    ],
    ['a format over all columns', '<cols><col min="1" max="16384" hidden="1"/></cols>']
  ])('%s is read', (_, more) => {
    const before = more.startsWith('<cols') ? more : '';
    const book = read({ sheets: [before + rows('<row><c><v>1</v></c></row>') + (before ? '' : more)] });
    expect(cellsOf(book)).toEqual({ A1: '1' });
  });

  test('formulas that reach outside (DDE, other files) are kept as words only; their stored value is read', () => {
    const book = read({
      sheets: [rows(`<row><c t="str"><f>cmd|'/c calc'!A0</f><v>x</v></c><c><f>[1]Sheet1!A1</f><v>5</v></c></row>`)]
    });
    expect(book.sheets[0]?.cells.map((cell) => [cell.value, cell.formula])).toEqual([
      ['x', `cmd|'/c calc'!A0`],
      ['5', '[1]Sheet1!A1']
    ]);
  });
});
