// What was on a clipboard, as cells: the shape that the readers of its flavours make, and that the grid takes in.
import type { CellValue } from '#core/forms/cell-value.ts';

/** One cell as it was copied. */
export interface ClipCell {
  /** as shown where it was copied */
  text: string;
  /** the number behind what is shown, where the program tells it: as it wrote it, perhaps with an exponent */
  number?: string;
  /** number format, as Excel writes it: `0.00%`, `yyyy/m/d` */
  format?: string;
  /** painted by its number format, which is how some formats tell a negative number */
  isColoured?: true;
  /** the value of a cell of a sheet of ours, with what no text can say */
  value?: CellValue;
}

/** Rows of cells. undefined: covered by a merged cell, so it has no content of its own and leaves what stands there. */
export type ClipBlock = readonly (readonly (ClipCell | undefined)[])[];

export interface Clip {
  block: ClipBlock;
  /** rows and columns that were hidden where they were copied: left out */
  hiddenRows: number;
  hiddenColumns: number;
}

/** nothing that is text; or more than any form holds */
export type ClipMistake = 'empty' | 'too-large';

// A form has at most some tens of thousands of cells. What is larger is a whole column or a whole workbook, copied by mistake.
export const mostRows = 20_000;
export const mostCells = 200_000;
/** signs of one flavour: 10,000 cells with all of Excel's styles need 2 million */
export const mostSigns = 40_000_000;
