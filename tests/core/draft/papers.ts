// Sheets for the tests of drafts: shipped forms laid out as workbooks, and small ones written as rows of text.
import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { numbersOf } from '#core/forms/numbers-of.ts';
import type { Cells, CompiledForm } from '#core/forms/compiled-form.ts';
import type { Period } from '#core/places/period.ts';
import { layOutSheet } from '#core/workbook/lay-out.ts';
import { readRange, type RawCell, type RawSheet } from '#core/workbook/raw-workbook.ts';
import { readXls } from '#core/workbook/read-xls.ts';
import { readXlsx } from '#core/workbook/read-xlsx.ts';
import { writeXlsx } from '#core/workbook/write-xlsx.ts';

const inflate = (bytes: Uint8Array, most: number): Uint8Array => inflateRawSync(bytes, { maxOutputLength: most });

/** as it goes out for a unit and a period, nothing filled */
export async function paperOfForm(form: CompiledForm, cells: Cells = new Map()): Promise<readonly RawSheet[]> {
  const none = new Map();
  const { kind } = form.definition.periods;
  const period = { year: '2024', half: '2024-H1', quarter: '2024-Q3', month: '2024-05' }[kind] as Period;
  const unit = { code: '530623', name: '盐津县' };
  const book = layOutSheet({ form, cells, numbers: numbersOf(form, cells, none), previous: none, unit, period });
  return readXlsx(await writeXlsx(book, 0), inflate, undefined, { looks: true }).sheets;
}

export const legacySheets = (name: string): readonly RawSheet[] =>
  readXls(new Uint8Array(readFileSync(new URL(`../../fixtures/workbooks/${name}`, import.meta.url))), 'xls').sheets;

/**
 * One line a row, cells parted by |; a number is a number, =… a formula. `merges`: 'A1:C1'.
 * @example paper('标题 | |\n项目 | 数量\n甲 | 3', ['A1:B1'])
 */
export function paper(text: string, merges: readonly string[] = [], name = '表'): RawSheet {
  const cells: RawCell[] = [];
  text.split('\n').forEach((line, index) =>
    line.split('|').forEach((piece, column) => {
      const value = piece.trim();
      if (value === '') return;
      const at = { row: index + 1, column: column + 1 };
      if (value.startsWith('=')) cells.push({ ...at, kind: 'blank', value: '', formula: value.slice(1) });
      else cells.push({ ...at, kind: /^-?\d+(\.\d+)?$/.test(value) ? 'number' : 'text', value });
    })
  );
  return {
    name,
    visibility: 'visible',
    cells,
    merges: merges.flatMap((range) => readRange(range) ?? []),
    hiddenRows: [],
    hiddenColumns: []
  };
}
