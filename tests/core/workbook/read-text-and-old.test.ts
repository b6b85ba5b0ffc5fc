import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kindOfFile } from '#core/workbook/kind-of-file.ts';
import { readLimits } from '#core/workbook/limits.ts';
import { addressOf, type RawWorkbook } from '#core/workbook/raw-workbook.ts';
import { readCsv } from '#core/workbook/read-csv.ts';
import { readXls } from '#core/workbook/read-xls.ts';
import { makeXlsx } from '#tests/tools/xlsx.ts';
import { refusalOf } from './refusal.ts';

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/workbooks/${name}`, import.meta.url)));
const cellsOf = (book: RawWorkbook) =>
  Object.fromEntries((book.sheets[0]?.cells ?? []).map((cell) => [addressOf(cell.row, cell.column), cell.value]));
const utf8 = (text: string) => new TextEncoder().encode(text);
// 指标名称 in GB18030
const indicatorName = [0xd6, 0xb8, 0xb1, 0xea, 0xc3, 0xfb, 0xb3, 0xc6];

describe('[WB4] the kind is told by the first bytes', () => {
  const ole = (...names: string[]): Uint8Array => {
    const bytes = new Uint8Array(512 * 3);
    const view = new DataView(bytes.buffer);
    bytes.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    view.setUint16(30, 9, true);
    view.setUint32(48, 0, true);
    view.setUint32(76, 1, true);
    for (let at = 1024; at < 1536; at += 4) view.setUint32(at, 0xfffffffe, true);
    names.forEach((name, index) => {
      [...name].forEach((letter, at) => view.setUint16(512 + index * 128 + at * 2, letter.charCodeAt(0), true));
      view.setUint16(512 + index * 128 + 64, name.length * 2 + 2, true);
    });
    return bytes;
  };
  test('what is read', () => {
    expect(kindOfFile(makeXlsx())).toBe('zip');
    expect(kindOfFile(fixture('zhongjiang-monthly-a.xls'))).toBe('xls');
    expect(kindOfFile(ole('Root Entry', 'Workbook'))).toBe('xls');
    expect(kindOfFile(utf8('<html><table><tr><td>1</td></tr></table></html>'))).toBe('html');
    expect(kindOfFile(utf8('\ufeff \n<TABLE border=1>'))).toBe('html');
    expect(kindOfFile(utf8('<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>'))).toBe('xml2003');
    expect(kindOfFile(utf8('指标名称,数值\n甲,1'))).toBe('text');
    expect(kindOfFile(new Uint8Array([...indicatorName, 0x2c, 0x31]))).toBe('text');
    expect(kindOfFile(new Uint8Array([0xff, 0xfe, 0x31, 0x00]))).toBe('text');
  });
  test('what is refused by name', () => {
    expect(refusalOf(() => kindOfFile(new Uint8Array()))).toEqual(['file-unreadable', 'empty']);
    expect(refusalOf(() => kindOfFile(ole('Root Entry', 'EncryptionInfo', 'EncryptedPackage')))).toEqual([
      'file-encrypted',
      undefined
    ]);
    expect(refusalOf(() => kindOfFile(ole('Root Entry', 'WordDocument')))).toEqual(['file-kind', 'doc']);
    expect(refusalOf(() => kindOfFile(ole().slice(0, 300)))).toEqual(['file-unreadable', 'truncated']);
    expect(refusalOf(() => kindOfFile(utf8('%PDF-1.7')))).toEqual(['file-kind', 'pdf']);
    expect(refusalOf(() => kindOfFile(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10])))).toEqual([
      'file-kind',
      'picture'
    ]);
    expect(refusalOf(() => kindOfFile(new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1])))).toEqual([
      'file-kind',
      'unknown'
    ]);
    expect(refusalOf(() => kindOfFile(utf8('<?xml version="1.0"?><x/>')))).toEqual(['file-kind', 'xml']);
  });
  test('a directory of an old container that bites its tail ends', () => {
    const bytes = ole('Root Entry', 'Workbook');
    const view = new DataView(bytes.buffer);
    view.setUint32(1024, 0, true); // the sector after sector 0 is sector 0
    expect(kindOfFile(bytes)).toBe('xls');
  });
});

describe('separated text', () => {
  test('commas, tabs, semicolons; quotes with separators, quotes and line ends inside; UTF-8, UTF-16 and GB18030', () => {
    const expected = { A1: '指标', B1: '数值', A2: 'a,"b"\nc', B2: '1', B4: '2' };
    for (const sign of [',', '\t', ';']) {
      const text = `指标${sign}数值\r\n"a,""b""\nc"${sign}1\r\n\r\n${sign}2\r\n`;
      expect(cellsOf(readCsv(utf8(text)))).toEqual(expected);
      expect(cellsOf(readCsv(utf8(`\ufeff${text}`)))).toEqual(expected);
      expect(cellsOf(readCsv(new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'))))).toEqual(expected);
    }
    expect(cellsOf(readCsv(new Uint8Array([...indicatorName, 0x2c, 0x31])))).toEqual({ A1: '指标名称', B1: '1' });
    expect(cellsOf(readCsv(utf8('"甲"乙,1')))).toEqual({ A1: '甲乙', B1: '1' });
  });

  test('nothing is guessed: every cell is text as it stood', () => {
    const book = readCsv(utf8('a,b\n1-2,1e5\n007,"1,234"\n'));
    expect(book.sheets[0]?.cells.map((cell) => [cell.kind, cell.value])).toEqual([
      ['text', 'a'],
      ['text', 'b'],
      ['text', '1-2'],
      ['text', '1e5'],
      ['text', '007'],
      ['text', '1,234']
    ]);
  });

  test('fields written by the rules come back (random, seed printed on failure)', () => {
    const field = fc
      .string({ unit: fc.constantFrom('a', '汉', '"', ',', '\n', '1', ' ', ';') })
      .map((text) => `x${text}`);
    const table = fc.array(fc.array(field, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(table, (rows) => {
        const text = rows.map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(',')).join('\n');
        expect(readCsv(utf8(text)).sheets[0]?.cells.map((cell) => cell.value)).toEqual(rows.flat());
      })
    );
  });

  test('[WB1] what is broken or too much is refused', () => {
    expect(refusalOf(() => readCsv(utf8('a,"b')))).toEqual(['file-unreadable', 'open-quote']);
    expect(refusalOf(() => readCsv(utf8(' \n , \n')))).toEqual(['file-unreadable', 'empty']);
    expect(refusalOf(() => readCsv(new Uint8Array([0x61, 0x81, 0xff, 0xff])))).toEqual(['file-unreadable', 'encoding']);
    expect(refusalOf(() => readCsv(utf8(','.repeat(20_000) + 'a')))).toEqual(['file-hostile', 'address']);
    expect(refusalOf(() => readCsv(utf8('a\n'.repeat(120_001))))).toEqual(['file-hostile', 'too-many-cells']);
    expect(refusalOf(() => readCsv(utf8('x'.repeat(40_000))))).toEqual(['file-hostile', 'text-too-long']);
    expect(refusalOf(() => readCsv(new Uint8Array(19_000_000).fill(0x22)))).toEqual(['file-hostile', 'text-too-long']);
  });
});

describe('old formats', () => {
  test('the two real monthly reports of 中江县: codes, stray numbers, merges', () => {
    const a = readXls(fixture('zhongjiang-monthly-a.xls'), 'xls');
    const b = readXls(fixture('zhongjiang-monthly-b.xls'), 'xls');
    expect(a.sheets.map((sheet) => sheet.name)).toEqual(['县台账办月报表']);
    const cells = cellsOf(a);
    expect(cells).toMatchObject({
      A1: '  表四十三',
      AO5: '其他',
      AO6: '37',
      C8: '乡镇呈报数-18',
      F8: '41',
      E9: '265',
      F9: '45',
      E10: '264',
      E12: '50',
      E13: '21'
    });
    expect(a.sheets[0]?.merges).toContainEqual({ top: 2, left: 1, bottom: 2, right: 40 });
    expect(cellsOf(b)).toMatchObject({ AN5: '其他', AN6: '37', C8: '乡镇呈报数' });
    expect(a.sheets[0]?.cells.filter((cell) => cell.kind === 'number').length).toBeGreaterThan(60);
  });

  test('HTML and SpreadsheetML 2003 named .xls: text as it stood, Chinese in either encoding', () => {
    const html =
      '<html><meta charset="gb2312"><table><tr><td colspan=2>指标</td></tr><tr><td>甲</td><td>1-2</td></tr></table></html>';
    const book = readXls(utf8(html), 'html');
    expect(cellsOf(book)).toEqual({ A1: '指标', A2: '甲', B2: '1-2' });
    expect(book.sheets[0]?.merges).toEqual([{ top: 1, left: 1, bottom: 1, right: 2 }]);
    const xml =
      '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="表"><Table><Row><Cell><Data ss:Type="String">甲</Data></Cell><Cell><Data ss:Type="Number">12.50</Data></Cell></Row></Table></Worksheet></Workbook>';
    expect(cellsOf(readXls(utf8(xml), 'xml2003'))).toEqual({ A1: '甲', B1: '12.5' });
  });

  const spreadsheetMl = (cell: string) =>
    `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="表"><Table>${cell}</Table></Worksheet></Workbook>`;
  test.each([
    ['html', '<html><table><tr><td colspan="99999999" rowspan=99999999>1</td></tr></table>'],
    ['html', `<html><table>${'<tr><td rowspan="100">1</td><td>2</td></tr>'.repeat(10_000)}</table>`],
    ['html', `<html><table>${'<tr><td COLSPAN = 2>1</td></tr>'.repeat(20_000)}</table>`],
    ['xml2003', spreadsheetMl('<Row><Cell ss:MergeAcross="16383" ss:MergeDown="1048575"/></Row>')],
    ['xml2003', spreadsheetMl('<Row><Cell ss:MergeAcross="256" ss:MergeDown="2048"/></Row>'.repeat(90))]
  ] as const)('[WB1] %s with merges that take minutes is refused before it is read: %.60s', (kind, text) => {
    const began = process.cpuUsage();
    expect(refusalOf(() => readXls(utf8(text), kind))).toEqual(['file-hostile', 'too-many-merges']);
    expect(process.cpuUsage(began).user / 1e6).toBeLessThan(1);
  });

  test('[WB1] a million cells are refused before the library makes objects of them', () => {
    for (const [kind, text] of [
      ['html', `<html><table>${'<tr><TD>1</td></tr>'.repeat(200_000)}</table>`],
      ['xml2003', spreadsheetMl('<Row><ss:Cell><Data>1</Data></ss:Cell></Row>'.repeat(200_000))]
    ] as const)
      expect(refusalOf(() => readXls(utf8(text), kind))).toEqual(['file-hostile', 'too-many-cells']);
  });

  test('merges as long lists have them are read', () => {
    const rows = '<tr><td rowspan="3">甲</td><td colspan="2">1</td></tr><tr><td>2</td></tr><tr><td>3</td></tr>';
    expect(readXls(utf8(`<html><table>${rows.repeat(1000)}</table></html>`), 'html').sheets[0]?.merges).toHaveLength(
      2000
    );
  });

  test('[WB1] a cut file is refused or read, never a crash of another kind', () => {
    const whole = fixture('zhongjiang-monthly-a.xls');
    for (let length = 600; length < whole.length; length += 997) {
      const refusal = refusalOf(() => readXls(whole.slice(0, length), 'xls'));
      if (refusal) expect(refusal[0]).toBe('file-unreadable');
    }
    expect(refusalOf(() => readXls(whole, 'xls', { ...readLimits, cells: 10 }))).toEqual([
      'file-hostile',
      'too-many-cells'
    ]);
  });
});
