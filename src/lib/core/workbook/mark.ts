// The hidden mark by which our own workbooks are known again: a very hidden sheet that says form, version, unit, period, and where each cell
// was written. It comes back through strangers' hands, so it is only believed where the visible labels still agree.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { RawSheet, RawWorkbook } from './raw-workbook.ts';

export const markSheetName = '_huibiao';
const firstWord = 'huibiao';
const markFormat = '1';
/** Excel's most for a cell is 32,767 */
const pieceLength = 30_000;
/** a content of the longest remarks and statements takes a few; a stranger's mark may have cells out to column XFD in every row */
const mostColumns = 64;
const longestStamp = 64;

export interface Mark {
  form: { id: string; version: number };
  /** absent on a blank form */
  unit?: { code: string; name: string };
  period?: string;
  /** log number of the sheet when it was written */
  seq?: number;
  /** names the export on the server that made it, which knows what each cell held then */
  stamp?: string;
  /** rows that hold cells: `key` is table/row, `address` that of the label; '' where the row has none */
  rows: readonly (MarkedPlace & { row: number })[];
  /** columns that hold cells: `key` is table/column, `address` that of the head; a table of blocks repeats heads */
  heads: readonly MarkedPlace[];
  /** cells that do not stand where their row and the first head of their column cross: `key` is table/row/column */
  cells: readonly MarkedPlace[];
  /**
   * Contents that a cell cannot show whole: remarks, reasons, digits as typed, statements. `shown` is what the cell showed when it was
   * written: a cell that still shows it holds this content, one that was changed does not.
   */
  contents: readonly { key: CellKey; shown: string; content: CellContent }[];
}

export interface MarkedPlace {
  key: string;
  sheet: string;
  address: string;
}

/** Rows of the hidden sheet, all cells text. */
export function markRows(mark: Mark): string[][] {
  const rows: string[][] = [
    [firstWord, markFormat],
    ['form', mark.form.id, String(mark.form.version)]
  ];
  if (mark.unit) rows.push(['unit', mark.unit.code, mark.unit.name]);
  if (mark.period !== undefined) rows.push(['period', mark.period]);
  if (mark.seq !== undefined) rows.push(['seq', String(mark.seq)]);
  if (mark.stamp !== undefined) rows.push(['stamp', mark.stamp]);
  for (const { key, sheet, address, row } of mark.rows) rows.push(['row', key, sheet, address, String(row)]);
  for (const { key, sheet, address } of mark.heads) rows.push(['head', key, sheet, address]);
  for (const { key, sheet, address } of mark.cells) rows.push(['cell', key, sheet, address]);
  for (const { key, shown, content } of mark.contents) {
    const json = JSON.stringify(content);
    const pieces = Array.from({ length: Math.ceil(json.length / pieceLength) }, (_, index) =>
      json.slice(index * pieceLength, (index + 1) * pieceLength)
    );
    rows.push(['content', key, shown, ...pieces]);
  }
  return rows;
}

/** Undefined when the workbook bears no mark of ours, or one that cannot be read. */
export function readMark(book: RawWorkbook): Mark | undefined {
  const sheet = book.sheets.find((each) => each.name === markSheetName);
  const rows = sheet ? textRows(sheet) : [];
  if (rows[0]?.[0] !== firstWord || rows[0]?.[1] !== markFormat) return undefined;
  const form = rows.find(([kind]) => kind === 'form');
  const version = Number(form?.[2]);
  if (!form?.[1] || !Number.isSafeInteger(version)) return undefined;
  const mark: Mark = {
    form: { id: form[1], version },
    ...facts(rows),
    rows: markedRows(rows),
    heads: places(rows, 'head'),
    cells: places(rows, 'cell'),
    contents: contents(rows)
  };
  return mark;
}

function textRows(sheet: RawSheet): string[][] {
  const rows = new Map<number, string[]>();
  for (const cell of sheet.cells) {
    if (cell.column > mostColumns) continue;
    const row = rows.get(cell.row) ?? [];
    row[cell.column - 1] = cell.value;
    rows.set(cell.row, row);
  }
  return [...rows.values()].map((row) => Array.from(row, (text) => text ?? ''));
}

type Facts = Pick<Mark, 'unit' | 'period' | 'seq' | 'stamp'>;

function facts(rows: readonly string[][]): Facts {
  const found: Facts = {};
  for (const [kind, first = '', second = ''] of rows) {
    if (kind === 'unit') found.unit = { code: first, name: second };
    if (kind === 'period') found.period = first;
    if (kind === 'stamp' && first.length <= longestStamp) found.stamp = first;
    if (kind === 'seq' && Number.isSafeInteger(Number(first))) found.seq = Number(first);
  }
  return found;
}

const places = (rows: readonly string[][], wanted: string): MarkedPlace[] =>
  rows.flatMap(([kind, key = '', sheet = '', address = '']) => (kind === wanted ? [{ key, sheet, address }] : []));

const markedRows = (rows: readonly string[][]): Mark['rows'] =>
  rows.flatMap(([kind, key = '', sheet = '', address = '', row = '']) =>
    kind === 'row' && /^\d{1,7}$/.test(row) ? [{ key, sheet, address, row: Number(row) }] : []
  );

function contents(rows: readonly string[][]): Mark['contents'] {
  return rows.flatMap(([kind, key = '', shown = '', ...pieces]) => {
    if (kind !== 'content') return [];
    try {
      // checked against the form's cell before it is used
      return [{ key: key as CellKey, shown, content: JSON.parse(pieces.join('')) as CellContent }];
    } catch {
      return []; // damaged by hand: the cell's visible value still counts
    }
  });
}
