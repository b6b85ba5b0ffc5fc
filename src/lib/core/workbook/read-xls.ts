// Old formats (.xls, .et, SpreadsheetML 2003, HTML named .xls) → raw workbook, through a library that is lenient to a fault: run it only
// where it can be killed (a child process with a time and a memory limit), and never on zip files, which can make it loop for ever.
import { read, utils, type CellObject, type WorkBook, type WorkSheet } from '@e965/xlsx';
import { isProblem, Problem } from '#core/basics/problem.ts';
import { dateOf, isDateFormat } from './inside/number-format.ts';
import type { FileKind } from './kind-of-file.ts';
import { readLimits, type ReadLimits } from './limits.ts';
import { readAddress, type RawCell, type RawSheet, type RawWorkbook } from './raw-workbook.ts';
import { decodeText } from './read-csv.ts';

// BIFF8 has 65,536 rows; the text formats know no end
const mostRows = 65_536;

/**
 * @param kind as kindOfFile told it
 * @throws Problem `file-encrypted`, `file-unreadable` or `file-hostile`, with `because`
 */
export function readXls(
  bytes: Uint8Array,
  kind: Exclude<FileKind, 'zip' | 'text'>,
  limits: ReadLimits = readLimits
): RawWorkbook {
  const book = open(bytes, kind, limits);
  if (book.SheetNames.length > limits.sheets) throw new Problem('file-hostile', { because: 'too-many-sheets' });
  const left = { cells: limits.cells, text: limits.textTotal };
  const from1904 = book.Workbook?.WBProps?.date1904 === true;
  const sheets = book.SheetNames.map((name, index): RawSheet => {
    const sheet = book.Sheets[name];
    const hidden = book.Workbook?.Sheets?.[index]?.Hidden ?? 0;
    if (!sheet) throw new Problem('file-unreadable', { because: 'sheet-missing', where: name });
    return {
      name,
      visibility: hidden === 2 ? 'veryHidden' : hidden === 1 ? 'hidden' : 'visible',
      cells: readCells(name, sheet, from1904, limits, left),
      merges: readMerges(name, sheet, limits),
      hiddenRows: (sheet['!rows'] ?? []).flatMap((row, at) => (row?.hidden ? [at + 1] : [])),
      hiddenColumns: (sheet['!cols'] ?? []).flatMap((column, at): [number, number][] =>
        column?.hidden ? [[at + 1, at + 1]] : []
      )
    };
  });
  const names = (book.Workbook?.Names ?? []).slice(0, limits.definedNames);
  return {
    kind,
    sheets,
    definedNames: names.map((each) => ({ name: each.Name, text: each.Ref })),
    properties: Object.entries(book.Custprops ?? {}).map(([name, value]) => ({ name, value: String(value) }))
  };
}

function open(bytes: Uint8Array, kind: 'xls' | 'html' | 'xml2003', limits: ReadLimits): WorkBook {
  const options = {
    raw: true,
    dense: false,
    cellNF: true,
    cellStyles: true,
    cellHTML: false,
    sheetRows: mostRows,
    bookVBA: false
  } as const;
  try {
    // text formats: decoded by us, strictly; the library would take everything for Latin
    if (kind === 'xls') return read(bytes, { ...options, type: 'array' });
    const text = decodeText(bytes);
    refuseManyCells(text, limits);
    refuseWideSpans(text);
    return read(text, { ...options, type: 'string' });
  } catch (error) {
    if (isProblem(error)) throw error;
    const message = error instanceof Error ? error.message : '';
    if (/password|encrypt/i.test(message)) throw new Problem('file-encrypted');
    throw new Problem('file-unreadable', { because: 'old-format' });
  }
}

// The library walks over every cell that a merge spans, and in HTML asks every merge at every cell: one merge over a whole sheet, or ten
// thousand tall ones, take it minutes. A long list has some thousand merges of two or three cells.
const mostSpans = 5_000;
const mostSpanned = 1_000_000;
const mostDown = 100_000;

/** The library makes an object of each before anybody can count them. */
function refuseManyCells(text: string, limits: ReadLimits): void {
  let cells = 0;
  for (const _ of text.matchAll(/<(?:\w{1,20}:)?(?:td|th|cell)[\s/>]/gi))
    if (++cells > limits.cells) throw new Problem('file-hostile', { because: 'too-many-cells' });
}

function refuseWideSpans(text: string): void {
  const across = { sum: 0, most: 0 };
  const down = { sum: 0, most: 0 };
  let count = 0;
  for (const [, name = '', digits = ''] of text.matchAll(
    /(colspan|rowspan|mergeacross|mergedown)\s*=\s*["']?\s*(\d+)/gi
  )) {
    const span = Number(digits);
    if (span < 1) continue;
    count++;
    const way = /colspan|mergeacross/i.test(name) ? across : down;
    way.sum += span;
    way.most = Math.max(way.most, span);
  }
  // which belong to one cell is not asked: no pairing spans more than this
  const spanned = across.sum + down.sum + Math.min(across.sum * down.most, down.sum * across.most);
  if (count > mostSpans || spanned > mostSpanned || count * down.most > mostDown)
    throw new Problem('file-hostile', { because: 'too-many-merges' });
}

function readMerges(name: string, sheet: WorkSheet, limits: ReadLimits) {
  const merges = sheet['!merges'] ?? [];
  if (merges.length > limits.merges) throw new Problem('file-hostile', { because: 'too-many-merges', where: name });
  return merges.map(({ s, e }) => ({ top: s.r + 1, left: s.c + 1, bottom: e.r + 1, right: e.c + 1 }));
}

function readCells(
  name: string,
  sheet: WorkSheet,
  from1904: boolean,
  limits: ReadLimits,
  left: { cells: number; text: number }
): RawCell[] {
  const full = sheet['!fullref'] ?? sheet['!ref'];
  if (full !== undefined && utils.decode_range(full).e.r >= mostRows)
    throw new Problem('file-hostile', { because: 'too-many-rows', where: name });
  const cells: RawCell[] = [];
  // by what is there, not by the range: a formatted whole column would be walked to its end
  for (const [key, found] of Object.entries(sheet)) {
    const at = key.startsWith('!') ? undefined : readAddress(key);
    const cell = at && makeCell(found as CellObject, at.row, at.column, from1904);
    if (!cell) continue;
    if (cell.kind === 'text') left.text -= cell.value.length;
    if (--left.cells < 0) throw new Problem('file-hostile', { because: 'too-many-cells' });
    if (left.text < 0) throw new Problem('file-hostile', { because: 'too-much-text' });
    if (cell.value.length > limits.textLength)
      throw new Problem('file-hostile', { because: 'text-too-long', where: name });
    cells.push(cell);
  }
  return cells.sort((a, b) => a.row - b.row || a.column - b.column);
}

function makeCell(found: CellObject, row: number, column: number, from1904: boolean): RawCell | undefined {
  const cell: RawCell = { row, column, kind: 'blank', value: '' };
  if (found.f !== undefined) cell.formula = found.f;
  if (typeof found.z === 'string' && found.z !== 'General') cell.numberFormat = found.z;
  switch (found.t) {
    case 'n': {
      cell.kind = 'number';
      cell.value = String(found.v);
      const date = isDateFormat(cell.numberFormat) ? dateOf(Number(found.v), from1904) : undefined;
      if (date !== undefined) cell.date = date;
      break;
    }
    case 'b':
      cell.kind = 'boolean';
      cell.value = found.v ? '1' : '0';
      break;
    case 'e':
      cell.kind = 'error';
      cell.value = found.w ?? '#?';
      break;
    case 's':
      cell.kind = 'text';
      cell.value = String(found.v ?? '');
      break;
  }
  const empty = cell.kind === 'blank' || (cell.kind === 'text' && cell.value.trim() === '');
  return empty && cell.formula === undefined ? undefined : cell;
}
