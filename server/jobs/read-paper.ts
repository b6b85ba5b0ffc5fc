// An official workbook → its sheets as a form is made of them; read where it can be stopped.
import { Problem } from '#core/basics/problem.ts';
import { hanIn, packSheet, type PackedPaper } from '#core/draft/packed-paper.ts';
import { askWorkbook, type WorkbookSettings } from './ask-workbook.ts';
import { placeFor } from './read-upload.ts';

// A form on paper: the largest seen has 45 columns and 500 rows. What is larger holds figures of many, and would be slow to draw.
const mostCells = 40_000;

/**
 * @throws Problem as `readUpload`; `file-hostile` with `because: 'too-many-cells'` for a workbook that is no form
 */
export async function readPaper(bytes: Uint8Array, settings: WorkbookSettings): Promise<PackedPaper> {
  const book = await askWorkbook<'read'>(settings, { kind: 'read', bytes, looks: true }, placeFor(bytes));
  const count = book.sheets.reduce((sum, sheet) => sum + sheet.cells.length + (sheet.looks?.length ?? 0), 0);
  if (count > mostCells * 3) throw new Problem('file-hostile', { because: 'too-many-cells' });
  return { kind: book.kind, sheets: book.sheets.map(packSheet), initials: await initialsOf(hanIn(book.sheets)) };
}

/** first letters of the pinyin, as each character is read most often */
async function initialsOf(letters: readonly string[]): Promise<Record<string, string>> {
  // 300 KB of dictionary: loaded when the first form is made
  const { pinyin } = await import('pinyin-pro');
  return Object.fromEntries(
    letters.flatMap((letter) => {
      const read = pinyin(letter, { pattern: 'first', toneType: 'none' });
      return /^[a-z]$/i.test(read) ? [[letter, read.toUpperCase()]] : [];
    })
  );
}
