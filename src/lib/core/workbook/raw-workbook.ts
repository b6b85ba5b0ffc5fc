// A workbook as it was found, before anyone knows what it means. All readers (xlsx, xls, csv) end here and recognition starts here.

/**
 * One cell that holds something. Rows and columns count from 1, as in A1.
 *
 * `value` is the text exactly as stored: '0.30000000000000004' stays so, see stored-number.ts for what Excel would show.
 * - number: a decimal, perhaps with an exponent
 * - text: the characters, rich text joined, phonetic helps left out
 * - boolean: '1' or '0'
 * - error: '#DIV/0!' and its kin
 * - blank: only with a formula whose result was never stored
 */
export interface RawCell {
  row: number;
  column: number;
  kind: 'number' | 'text' | 'boolean' | 'error' | 'blank';
  value: string;
  /** without the leading =; '' where a shared formula's text stands elsewhere */
  formula?: string;
  /** absent means General */
  numberFormat?: string;
  /** ISO date (with time when there is one), when the number format says that the number is a date */
  date?: string;
}

/** A merged range, ends included. Only its top-left cell is seen by a person. */
export interface RawMerge {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** How a cell looks, where it looks like more than plain paper. */
export interface RawLook {
  /** a line at any side */
  framed: boolean;
  /** shaded in any colour but white */
  grey: boolean;
  bold: boolean;
  /** steps to the right */
  indent: number;
}

export interface RawSheet {
  name: string;
  visibility: 'visible' | 'hidden' | 'veryHidden';
  /** by row, then column; no address twice */
  cells: readonly RawCell[];
  merges: readonly RawMerge[];
  hiddenRows: readonly number[];
  /** [first, last] */
  hiddenColumns: readonly (readonly [number, number])[];
  /** only when they were asked for and the format tells: cells that look like something, those that hold nothing too */
  looks?: readonly (RawLook & { row: number; column: number })[];
}

export interface RawWorkbook {
  /** what the bytes were, whatever the file's name said */
  kind: 'xlsx' | 'xls' | 'csv' | 'html' | 'xml2003';
  sheets: readonly RawSheet[];
  definedNames: readonly { name: string; text: string }[];
  /** custom document properties */
  properties: readonly { name: string; value: string }[];
}

/** 1 → A, 27 → AA */
export function columnName(column: number): string {
  let name = '';
  for (let left = column; left > 0; left = Math.floor((left - 1) / 26)) {
    name = String.fromCharCode(65 + ((left - 1) % 26)) + name;
  }
  return name;
}

/** (12, 4) → D12 */
export const addressOf = (row: number, column: number): string => `${columnName(column)}${row}`;

export const maxRow = 1_048_576;
export const maxColumn = 16_384; // XFD

/** D12 or $D$12 → row 12, column 4; undefined when it is no address or lies outside XFD1048576. By hand: a sheet asks for every cell. */
export function readAddress(text: string): { row: number; column: number } | undefined {
  let at = text.charCodeAt(0) === dollar ? 1 : 0;
  let column = 0;
  for (const from = at; at < text.length; at++) {
    const letter = text.charCodeAt(at) & ~32; // upper case
    if (letter < 65 || letter > 90 || at - from === 3) break;
    column = column * 26 + letter - 64;
  }
  if (column === 0) return undefined;
  if (text.charCodeAt(at) === dollar) at++;
  let row = 0;
  for (const from = at; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9 || at - from === 7) return undefined;
    row = row * 10 + digit;
  }
  return row >= 1 && row <= maxRow && column <= maxColumn ? { row, column } : undefined;
}
const dollar = 36;

/** A1 or A1:C3 */
export function rangeOf({ top, left, bottom, right }: RawMerge): string {
  const first = addressOf(top, left);
  return top === bottom && left === right ? first : `${first}:${addressOf(bottom, right)}`;
}

/** A1:C3 or A1 → a range with its ends in order; undefined when it is none */
export function readRange(text: string): RawMerge | undefined {
  const [from = '', to = from, more] = text.split(':');
  const start = readAddress(from);
  const end = readAddress(to);
  if (more !== undefined || !start || !end) return undefined;
  return {
    top: Math.min(start.row, end.row),
    left: Math.min(start.column, end.column),
    bottom: Math.max(start.row, end.row),
    right: Math.max(start.column, end.column)
  };
}
