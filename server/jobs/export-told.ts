// What stands in an export's `told`: how far it is, then what its page says of the file.
import type { ExportRow } from '#server/storage/storage.ts';

export interface ExportTold {
  /** while it is written: sheets of all sheets */
  progress?: { done: number; of: number };
  /** the official workbook that was filled, and what was compared before the file was handed out */
  template?: {
    fileName: string;
    /** parts of the package that are the template's byte for byte */
    identical: number;
    /** parts of sheets with declared cells: written anew, and in these everything but the declared cells is the template's */
    changed: number;
    /** declared cells, each read back */
    cells: number;
    /** formulas of the template's own outside the declared cells: computed when the file is opened */
    otherFormulas: number;
    /** numbers with a word (约30) that had to be written as text */
    asText: number;
  };
  /** of a consolidated workbook: what it was made of, for whoever checks a print of it */
  totals?: {
    sheets: number;
    reported: number;
    asked: number;
    /** of the log numbers that were read, see export-code.ts */
    asOf: string;
    at: number;
  };
}

export const toldOf = (row: Pick<ExportRow, 'told'>): ExportTold => (row.told ?? {}) as ExportTold;
