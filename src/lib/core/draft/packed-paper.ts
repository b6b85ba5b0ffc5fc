// The sheets of a workbook in few bytes: looks as numbers instead of names, for keeping and for the way to the browser.
import type { RawSheet, RawWorkbook } from '#core/workbook/raw-workbook.ts';
import type { Initials } from './inside/name-codes.ts';

export interface PackedPaper {
  kind: RawWorkbook['kind'];
  sheets: readonly PackedSheet[];
  initials: Initials;
}

export interface PackedSheet extends Omit<RawSheet, 'looks'> {
  /** row, column, 1 framed + 2 grey + 4 bold, indent; four numbers a cell */
  looks?: readonly number[];
}

export function packSheet({ looks, ...sheet }: RawSheet): PackedSheet {
  if (!looks) return sheet;
  return {
    ...sheet,
    looks: looks.flatMap(({ row, column, framed, grey, bold, indent }) => [
      row,
      column,
      (framed ? 1 : 0) + (grey ? 2 : 0) + (bold ? 4 : 0),
      indent
    ])
  };
}

export function unpackSheet({ looks, ...sheet }: PackedSheet): RawSheet {
  if (!looks) return sheet;
  return {
    ...sheet,
    looks: Array.from({ length: looks.length / 4 }, (_, index) => {
      const [row = 0, column = 0, signs = 0, indent = 0] = looks.slice(index * 4, index * 4 + 4);
      return { row, column, framed: (signs & 1) > 0, grey: (signs & 2) > 0, bold: (signs & 4) > 0, indent };
    })
  };
}

/** characters of which the first letter of the pinyin is wanted: those of all texts, each once */
export function hanIn(sheets: readonly RawSheet[]): string[] {
  const found = new Set<string>();
  for (const { cells } of sheets)
    for (const cell of cells)
      if (cell.kind === 'text') for (const letter of cell.value) if (/\p{Script=Han}/u.test(letter)) found.add(letter);
  return [...found];
}
