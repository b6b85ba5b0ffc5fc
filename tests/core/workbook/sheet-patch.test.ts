import { expect, test } from 'vitest';
import { patchSheet, type Patches } from '#core/workbook/inside/sheet-patch.ts';

const sheetOf = (rows: string): string => `<worksheet><sheetData>${rows}</sheetData></worksheet>`;
const patched = (rows: string, patches: Patches): string => patchSheet(sheetOf(rows), patches, 'sheet1.xml');
const one = (row: number, column: number, decimal: string): Patches =>
  new Map([[row, new Map([[column, { kind: 'number', decimal }]])]]);

test('[WB13] an attribute is found by its whole name, never inside another one or its value', () => {
  const rows =
    `<row spr="9" x:r="8" note="an r='7' row" r='2'>` +
    `<c spr="D9" note='is r="C9" s="8" here' r="B2" x14ac:s="9" ts="1" s = "4"><v>1</v></c></row>`;
  expect(patched(rows, one(2, 2, '5'))).toBe(sheetOf(rows.replace('<v>1</v>', '<v>5</v>')));
  // a cell is added behind it, in the row that is the second
  expect(patched(rows, one(2, 3, '5'))).toBe(sheetOf(rows.replace('</row>', '<c r="C2"><v>5</v></c></row>')));
});
