import { expect, test } from 'vitest';
import { cellOf, cutSheet } from '#core/workbook/inside/sheet-patch.ts';

const sheetOf = (rows: string): string => `<worksheet><sheetData>${rows}</sheetData></worksheet>`;

/** the sheet with a number in one cell */
function patched(rows: string, row: number, column: number, decimal: string): string {
  const { texts, slots } = cutSheet(sheetOf(rows), new Map([[row, new Set([column])]]), 'sheet1.xml');
  const cells = slots.map((slot) => cellOf(slot, { kind: 'number', decimal }));
  return texts.map((text, index) => text + (cells[index] ?? '')).join('');
}

test('[WB13] an attribute is found by its whole name, never inside another one or its value', () => {
  const rows =
    `<row spr="9" x:r="8" note="an r='7' row" r='2'>` +
    `<c spr="D9" note='is r="C9" s="8" here' r="B2" x14ac:s="9" ts="1" s = "4"><v>1</v></c></row>`;
  expect(patched(rows, 2, 2, '5')).toBe(sheetOf(rows.replace('<v>1</v>', '<v>5</v>')));
  // a cell is added behind it, in the row that is the second
  expect(patched(rows, 2, 3, '5')).toBe(sheetOf(rows.replace('</row>', '<c r="C2"><v>5</v></c></row>')));
});
