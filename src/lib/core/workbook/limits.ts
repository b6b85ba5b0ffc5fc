// How much a file may ask of us. A form of 500 × 30 cells is 15,000 cells and 1 MB of XML; everything here leaves room for
// many such sheets and stops what only an attack or an accident makes. With these a reader stays under 150 MB and about 1 s.

export interface ReadLimits {
  /** entries of the zip directory; a workbook of 250 sheets has about 600 */
  entries: number;
  /** unpacked bytes of one part that is read (media are never unpacked) */
  partBytes: number;
  /** unpacked bytes of all parts that are read */
  totalBytes: number;
  sheets: number;
  /** cells that hold something, over all sheets */
  cells: number;
  /** of one sheet: 123 is the most that was seen in a real one */
  merges: number;
  /** Excel's own most for cell formats is 65,490 */
  styles: number;
  definedNames: number;
  /** Excel's own most for the text of a cell */
  textLength: number;
  /** characters of all text cells together: shared strings are repeated when a workbook is handed on */
  textTotal: number;
  /** elements inside elements; a worksheet needs 8 */
  depth: number;
  /** of one element; a worksheet's root has some 20, sheet protection 18 */
  attributes: number;
  /** number formats with a text of their own; Excel's own most is about 250 */
  formats: number;
  /** merges that touch a row with cells, added up over such rows: what looking up costs, where a few tall merges cross many rows */
  mergedRows: number;
  /** characters of a sheet's name, Excel's own most is 31; each place in a report begins with it */
  nameLength: number;
}

export const readLimits: ReadLimits = {
  entries: 4_000,
  partBytes: 24 * 1024 * 1024,
  totalBytes: 40 * 1024 * 1024,
  sheets: 512,
  cells: 120_000,
  merges: 20_000,
  styles: 65_536,
  definedNames: 10_000,
  textLength: 32_767,
  textTotal: 8_000_000,
  depth: 64,
  attributes: 128,
  formats: 4_096,
  mergedRows: 1_000_000,
  nameLength: 255
};
