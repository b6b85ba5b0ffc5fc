// One worksheet part → its cells and merges. Tells from the cells themselves where they are; the part's own `dimension` is not believed.
import { Problem } from '#core/basics/problem.ts';
import type { ReadLimits } from '#core/workbook/limits.ts';
import {
  addressOf,
  maxColumn,
  maxRow,
  readAddress,
  readRange,
  type RawCell,
  type RawLook,
  type RawMerge,
  type RawSheet
} from '#core/workbook/raw-workbook.ts';
import { decimalOf } from '#core/workbook/stored-number.ts';
import { dateOf, isDateFormat } from './number-format.ts';
import { readQuickRows, type QuickReader } from './quick-sheet.ts';
import { textCollector, unescapeText } from './shared-parts.ts';
import { readXml, type XmlElement, type XmlReader } from './xml.ts';

export interface SheetSource {
  name: string;
  visibility: RawSheet['visibility'];
  part: string;
  bytes: Uint8Array;
  strings: readonly string[];
  /** number formats by style index */
  styles: readonly (string | undefined)[];
  /** looks by style index; absent: nobody asks */
  looks?: readonly (RawLook | undefined)[];
  date1904: boolean;
}

/** What is left of the whole workbook's allowance; counted down by each sheet. */
export interface Allowance {
  cells: number;
  text: number;
}

interface OpenCell {
  row: number;
  column: number;
  type: string;
  style: number;
  value: string | undefined;
  formula: string | undefined;
  inline: string | undefined;
}

export function readSheetPart(source: SheetSource, limits: ReadLimits, left: Allowance): RawSheet {
  const before = { ...left };
  const sheet = startSheet(source, limits, left);
  const withoutRows = readQuickRows(source.bytes, source.part, limits, quickReader(sheet));
  if (withoutRows) {
    let hasRows = false;
    const reader = sheetReader(sheet);
    readXml(withoutRows, source.part, limits, {
      ...reader,
      open(element) {
        hasRows ||= element.name === 'sheetData';
        reader.open?.(element);
      }
    });
    if (hasRows) return finished(sheet);
  }
  // not of the simple kind: what was read is forgotten
  Object.assign(left, before);
  const whole = startSheet(source, limits, left);
  readXml(source.bytes, source.part, limits, sheetReader(whole));
  return finished(whole);
}

/** A sheet while it is read. */
interface OpenSheet {
  source: SheetSource;
  limits: ReadLimits;
  left: Allowance;
  cells: RawCell[];
  merges: RawMerge[];
  hiddenRows: number[];
  hiddenColumns: [number, number][];
  looks: (RawLook & { row: number; column: number })[];
  /** of the last row and cell */
  row: number;
  column: number;
  sorted: boolean;
  isDate: IsDate;
}

const startSheet = (source: SheetSource, limits: ReadLimits, left: Allowance): OpenSheet => ({
  source,
  limits,
  left,
  cells: [],
  merges: [],
  hiddenRows: [],
  hiddenColumns: [],
  looks: [],
  row: 0,
  column: 0,
  sorted: true,
  isDate: remembered(isDateFormat)
});

const finished = ({ source, cells, merges, hiddenRows, hiddenColumns, looks, sorted }: OpenSheet): RawSheet => ({
  name: source.name,
  visibility: source.visibility,
  cells: sorted ? cells : sortCells(cells, source),
  merges,
  hiddenRows,
  hiddenColumns,
  ...(source.looks ? { looks } : {})
});

function place(sheet: OpenSheet, open: OpenCell): void {
  const { cells, left, source, looks, limits } = sheet;
  const look = source.looks?.[open.style];
  // a painted page of a million empty cells says no more than its first part
  if (look && looks.length < limits.cells) looks.push({ row: open.row, column: open.column, ...look });
  const made = makeCell(open, source, left, sheet.isDate);
  if (!made) return;
  if (--left.cells < 0) throw new Problem('file-hostile', { because: 'too-many-cells', part: source.part });
  const before = cells.at(-1);
  if (before && (before.row > made.row || (before.row === made.row && before.column >= made.column)))
    sheet.sorted = false;
  cells.push(made);
}

function startRow(sheet: OpenSheet, number: string | undefined, isHidden: boolean): void {
  sheet.row = readRowNumber(number, sheet.row, sheet.source);
  sheet.column = 0;
  if (isHidden) sheet.hiddenRows.push(sheet.row);
}

/** Rows and cells from the bytes, see quick-sheet.ts. */
function quickReader(sheet: OpenSheet): QuickReader {
  const open: OpenCell = {
    row: 0,
    column: 0,
    type: 'n',
    style: 0,
    value: undefined,
    formula: undefined,
    inline: undefined
  };
  return {
    row: (number, isHidden) => startRow(sheet, number, isHidden),
    cell({ row, column, style, type, value, formula, inline }) {
      const isAddressed = row > 0;
      open.row = isAddressed ? row : Math.max(sheet.row, 1);
      open.column = sheet.column = isAddressed ? column : sheet.column + 1;
      open.type = type;
      open.style = style;
      open.value = value;
      open.formula = formula;
      open.inline = inline === undefined ? undefined : unescapeText(inline);
      place(sheet, open);
    }
  };
}

function sheetReader(sheet: OpenSheet): XmlReader {
  const { source, limits, merges, hiddenColumns } = sheet;
  const inline = textCollector(limits, source.part);
  let cell: OpenCell | undefined;
  let collecting: 'v' | 'f' | undefined;
  return {
    open(element) {
      const { name } = element;
      if (cell) {
        if (name === 'v' || name === 'f') {
          collecting = name;
          if (name === 'v') cell.value ??= '';
          else cell.formula ??= '';
        }
        if (name === 'is') cell.inline = '';
        if (cell.inline !== undefined) inline.open(name);
        return;
      }
      if (name === 'row') startRow(sheet, element.attribute('r'), isTrue(element.attribute('hidden')));
      else if (name === 'c') {
        cell = startCell(element, sheet);
        sheet.column = cell.column;
      } else if (name === 'mergeCell') {
        const range = readRange(element.attribute('ref') ?? '');
        if (!range) throw new Problem('file-unreadable', { because: 'merge', where: source.name });
        merges.push(range);
        if (merges.length > limits.merges)
          throw new Problem('file-hostile', { because: 'too-many-merges', where: source.name });
      } else if (name === 'col' && isTrue(element.attribute('hidden'))) {
        const [from, to] = [Number(element.attribute('min')), Number(element.attribute('max'))];
        if (from >= 1 && from <= to) hiddenColumns.push([from, Math.min(to, maxColumn)]);
        if (hiddenColumns.length > maxColumn)
          throw new Problem('file-hostile', { because: 'too-many-columns', where: source.name });
      }
    },
    text(piece) {
      if (!cell) return;
      if (collecting === 'v') cell.value += piece;
      else if (collecting === 'f') cell.formula += piece;
      else if (cell.inline !== undefined) inline.add(piece);
      if ((cell.value?.length ?? 0) > limits.textLength || (cell.formula?.length ?? 0) > limits.textLength) {
        throw new Problem('file-hostile', { because: 'text-too-long', where: whereOf(source, cell) });
      }
    },
    close(name) {
      if (!cell) return;
      if (name === 'v' || name === 'f') collecting = undefined;
      if (cell.inline !== undefined) inline.close(name);
      if (name === 'is') cell.inline = inline.take();
      if (name !== 'c') return;
      place(sheet, cell);
      cell = undefined;
    }
  };
}

const isTrue = (text: string | undefined): boolean => text === '1' || text === 'true';
const whereOf = (source: SheetSource, at: { row: number; column: number }): string =>
  `${source.name}!${addressOf(at.row, at.column)}`;

function readRowNumber(text: string | undefined, before: number, source: SheetSource): number {
  const row = text === undefined ? before + 1 : Number(text);
  // row 4294967295 wraps to −1 in a reader that keeps 32 bits
  if (!Number.isInteger(row) || row < 1 || row > maxRow) {
    throw new Problem('file-hostile', { because: 'address', where: `${source.name} ${text ?? row}` });
  }
  return row;
}

function addressFor(
  reference: string | undefined,
  { row, column, source }: OpenSheet
): { row: number; column: number } {
  const address = reference === undefined ? { row: Math.max(row, 1), column: column + 1 } : readAddress(reference);
  if (!address || address.column > maxColumn) {
    throw new Problem('file-hostile', { because: 'address', where: `${source.name} ${reference ?? ''}` });
  }
  return address;
}

function startCell(element: XmlElement, sheet: OpenSheet): OpenCell {
  const { row, column } = addressFor(element.attribute('r'), sheet);
  const style = element.attribute('s');
  return {
    row,
    column,
    type: element.attribute('t') ?? 'n',
    style: style === undefined ? 0 : Number(style),
    value: undefined,
    formula: undefined,
    inline: undefined
  };
}

type IsDate = (format: string | undefined) => boolean;

/** A sheet has many cells of few formats, and a format may be long. */
function remembered(isDate: IsDate): IsDate {
  const known = new Map<string | undefined, boolean>();
  return (format) => {
    const answer = known.get(format) ?? isDate(format);
    known.set(format, answer);
    return answer;
  };
}

/** Undefined for a cell that holds nothing (only a format). */
function makeCell(open: OpenCell, source: SheetSource, left: Allowance, isDate: IsDate): RawCell | undefined {
  const cell: RawCell = { row: open.row, column: open.column, kind: 'blank', value: '' };
  if (open.formula !== undefined) cell.formula = open.formula;
  const format = source.styles[open.style];
  if (format !== undefined) cell.numberFormat = format;
  fillCell(cell, open, source, isDate);
  if (cell.kind === 'blank' && cell.formula === undefined) return undefined;
  if (cell.kind === 'text') {
    left.text -= cell.value.length;
    if (left.text < 0) throw new Problem('file-hostile', { because: 'too-much-text', part: source.part });
  }
  return cell;
}

function fillCell(cell: RawCell, open: OpenCell, source: SheetSource, isDate: IsDate): void {
  const value = open.value;
  const set = (kind: RawCell['kind'], text: string) => {
    cell.kind = kind;
    cell.value = text;
  };
  const unreadable = (because: string) => new Problem('file-unreadable', { because, where: whereOf(source, open) });
  if (open.type === 'inlineStr') {
    const text = open.inline ?? value;
    if (text) set('text', text);
    return;
  }
  if (value === undefined || (value === '' && open.type !== 's')) return;
  switch (open.type) {
    case 's': {
      const index = Number(value);
      const text = /^\s*\d+\s*$/.test(value) ? source.strings[index] : undefined;
      // a wrong index would show another cell's words: the file is refused rather than guessed at
      if (text === undefined) throw unreadable('shared-string');
      if (text !== '') set('text', text);
      return;
    }
    case 'str':
      set('text', unescapeText(value));
      return;
    case 'b':
      set('boolean', /^\s*(1|true)\s*$/i.test(value) ? '1' : '0');
      return;
    case 'e':
      set('error', value.trim());
      return;
    case 'd':
      set('text', value.trim());
      cell.date = value.trim();
      return;
    case 'n': {
      const number = value.trim();
      if (decimalOf(number) === undefined) throw unreadable('number');
      set('number', number);
      const date = isDate(cell.numberFormat) ? dateOf(Number(number), source.date1904) : undefined;
      if (date !== undefined) cell.date = date;
      return;
    }
    default:
      throw unreadable('cell-type');
  }
}

/** Odd writers put rows in any order. Two cells at one address: a reader would show one, a person another. */
function sortCells(cells: RawCell[], source: SheetSource): RawCell[] {
  cells.sort((a, b) => a.row - b.row || a.column - b.column);
  cells.forEach((cell, index) => {
    const before = cells[index - 1];
    if (before && before.row === cell.row && before.column === cell.column) {
      throw new Problem('file-unreadable', { because: 'cell-twice', where: whereOf(source, cell) });
    }
  });
  return cells;
}
