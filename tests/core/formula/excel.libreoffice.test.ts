// Random formulas, written into a workbook, computed by LibreOffice, and compared with what we show. Skipped where there is no LibreOffice.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { expect, test } from 'vitest';
import { decimals, formulaCells, ours, sampleLines, shown, typedCells, type Line } from './formula-lines.ts';

const office = ['/usr/bin/soffice', '/usr/local/bin/soffice', '/opt/libreoffice/program/soffice'].find(answers);
function answers(program: string): boolean {
  try {
    return execFileSync(program, ['--version'], { encoding: 'utf8' }).includes('LibreOffice');
  } catch {
    return false; // not installed here
  }
}

function fillRow(sheet: ExcelJS.Worksheet, row: number, line: Line): void {
  typedCells(line, row).forEach((typed, at) => (sheet.getCell(row, at + 1).value = typed));
  for (const [column, formula] of formulaCells(line, row))
    sheet.getCell(`${column}${row}`).value = { formula, date1904: false };
  // ROUND, unlike LibreOffice's number formats, takes 15 digits first as Excel's formats do
  for (const [column, of] of [
    ['N', 'I'],
    ['O', 'M']
  ]) {
    const cell = sheet.getCell(`${column}${row}`);
    cell.value = { formula: `IF(ISNUMBER(${of}${row}),ROUND(${of}${row},${decimals}),${of}${row})`, date1904: false };
    cell.numFmt = `0.${'0'.repeat(decimals)}`;
  }
}

test.skipIf(!office)(
  '[FL9] LibreOffice shows what we show, for numbers, blanks, texts and divisions by zero',
  { timeout: 120_000 },
  async (context) => {
    const seed = Number(process.env.SEED ?? 20_240_601);
    const sample = sampleLines(1500, seed);
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('s');
    sample.forEach((line, at) => fillRow(sheet, at + 1, line));
    const folder = mkdtempSync(join(tmpdir(), 'huibiao-excel-'));
    context.onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    await book.xlsx.writeFile(join(folder, 'book.xlsx'));
    execFileSync(
      office!,
      [
        `-env:UserInstallation=file://${folder}/profile`,
        '--headless',
        '--convert-to',
        'csv:Text - txt - csv (StarCalc):9,34,76,1',
        '--outdir',
        folder,
        join(folder, 'book.xlsx')
      ],
      { stdio: 'ignore' }
    );
    const rows = readFileSync(join(folder, 'book.csv'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((row) => row.split('\t').map(unquoted));
    const differing = sample.flatMap((line, at) => {
      const expected = ours(line);
      const [x, result] = [rows[at]![13], rows[at]![14]].map(withoutNegativeZero);
      if (same(x!, shown(expected.x)) && same(result!, shown(expected.result))) return [];
      return [
        {
          row: at + 1,
          x: [x, shown(expected.x)],
          result: [result, shown(expected.result)],
          formula: sheet.getCell(`M${at + 1}`).formula,
          xf: sheet.getCell(`I${at + 1}`).formula,
          values: line.values
        }
      ];
    });
    expect(differing.slice(0, 5), `seed ${seed}, ${differing.length} of ${sample.length} differ`).toEqual([]);
    expect(new Set(sample.map((line) => ours(line).result.kind)).size).toBe(3);
  }
);

/** a number format shows -0.0000 for -0.00001; we show 0.0000 */
const withoutNegativeZero = (text = ''): string => (/^-0\.0+$/.test(text) ? text.slice(1) : text);

/** the export quotes texts */
const unquoted = (text: string): string => text.replace(/^"(.*)"$/, '$1');

/** Equal; from fourteen digits on, the noise of doubles may push a tie to either side. */
const same = (theirs: string, expected: string): boolean =>
  theirs === expected ||
  (expected.replace(/\D/g, '').length >= 14 &&
    Math.abs(Number(theirs) - Number(expected)) < 1.5 * 10 ** -decimals + 5e-15 * Math.abs(Number(expected)));
