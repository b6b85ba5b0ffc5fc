// A sheet laid out and not yet a file: what stands where, in which of a few styles, how wide, how it prints. Rows and columns count from 1.
import type { RawMerge } from './raw-workbook.ts';

export type PageStyle =
  | 'title'
  | 'subtitle'
  | 'line' // 填报单位 and the like, left
  | 'line-right'
  | 'table-title'
  | 'head'
  | 'stub'
  | 'heading'
  | 'fact'
  | 'value'
  | 'sign' // —, / and the like in a cell of values
  | 'words' // a cell of text
  | 'blocked'
  | 'plain'; // no border

export type PageValue =
  | { kind: 'empty' }
  | { kind: 'text'; text: string }
  /** decimal text of at most 15 significant digits */
  | { kind: 'number'; decimal: string; format?: string }
  /** without the leading =; `result` is shown by programs that do not compute, decimal text or what stands instead of a number */
  | { kind: 'formula'; formula: string; result: { number: string } | { text: string }; format?: string };

export interface PageCell {
  row: number;
  column: number;
  style: PageStyle;
  value: PageValue;
  /** headings that a row label stands under */
  indent?: number;
  /** whatever its style says, it stands in the middle */
  centred?: boolean;
  /** may be changed on a protected page */
  input?: boolean;
  note?: string;
}

/** Something that a program asks about when it is entered in a range. */
export interface PageCheck {
  range: RawMerge;
  /** true for what may be entered, written for the top-left cell of the range, without the leading = */
  formula: string;
  /** what is said of anything else */
  message: string;
}

export interface Page {
  /** a lawful name of a sheet, see names.ts */
  name: string;
  veryHidden?: boolean;
  /** widths in characters of the body font, from the first column on */
  widths: readonly number[];
  /** row → height in points; others are as high as the program makes them */
  heights: ReadonlyMap<number, number>;
  hiddenRows?: readonly number[];
  hiddenColumns?: readonly number[];
  cells: readonly PageCell[];
  /** the style of the top-left cell is that of the whole range */
  merges: readonly RawMerge[];
  /** rows and columns that stay in view */
  frozen?: { rows: number; columns: number };
  /** one page wide, unless `repeatColumns` says which columns each of the pages beside each other begins with */
  print?: {
    landscape: boolean;
    /** absent: A4 */
    paper?: 'A3';
    repeatRows?: { from: number; to: number };
    repeatColumns?: number;
  };
  /** only cells marked as `input` can be changed before the protection is taken off, for which no password is asked */
  isProtected?: boolean;
  /** what is asked about when something else is entered; a person may insist */
  checks?: readonly PageCheck[];
}

/** What a workbook is written from. */
export interface Book {
  title: string;
  pages: readonly Page[];
}

type Flow<T> = Iterable<T> | AsyncIterable<T>;

/** A page whose cells come when they are written, in pieces: row by row, from left to right. */
export interface FlowingPage extends Omit<Page, 'cells'> {
  cells: Flow<readonly PageCell[]>;
}

export interface FlowingBook {
  title: string;
  /** Names of all pages in the order of their tabs. Pages may be made in another order: totals are known when all units have passed. */
  names: readonly string[];
  pages: Flow<FlowingPage>;
}

/** Turns the cells of a page into the order that a file has. */
export const flowing = (page: Page): FlowingPage => ({
  ...page,
  cells: [[...page.cells].sort((a, b) => a.row - b.row || a.column - b.column)]
});
