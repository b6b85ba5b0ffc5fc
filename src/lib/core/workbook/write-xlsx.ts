// A laid-out book → bytes of an .xlsx file. Only writes: what comes back from people is read by read-xlsx.ts.
import ExcelJS from 'exceljs';
import { stampZip } from './inside/zip.ts';
import type { Book, Page, PageCell, PageStyle, PageValue } from './page.ts';
import { columnName } from './raw-workbook.ts';

/**
 * @param at when it was made, ms since 1970 (UTC): the core knows no clock, and the same book at the same time is the same file
 */
export async function writeXlsx(book: Book, at: number): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  workbook.title = book.title;
  workbook.creator = '汇表';
  workbook.created = new Date(at);
  workbook.modified = new Date(at);
  // computed again on opening: the results in the file are there for programs that only show
  workbook.calcProperties.fullCalcOnLoad = true;
  for (const page of book.pages) writePage(workbook, page);
  return stampZip(new Uint8Array(await workbook.xlsx.writeBuffer()), at);
}

function writePage(workbook: ExcelJS.Workbook, page: Page): void {
  const sheet = workbook.addWorksheet(page.name, {
    ...(page.veryHidden ? { state: 'veryHidden' as const } : {}),
    properties: { defaultRowHeight: 15 },
    pageSetup: pageSetup(page),
    // &P and &N are the page and their number
    headerFooter: page.print ? { oddFooter: '&C第 &P 页 共 &N 页' } : {},
    views: page.frozen ? [{ state: 'frozen', xSplit: page.frozen.columns, ySplit: page.frozen.rows }] : []
  });
  page.widths.forEach((width, index) => (sheet.getColumn(index + 1).width = width));
  for (const cell of page.cells) writeCell(sheet.getCell(cell.row, cell.column), cell);
  for (const [row, height] of page.heights) sheet.getRow(row).height = height;
  for (const row of page.hiddenRows ?? []) sheet.getRow(row).hidden = true;
  for (const column of page.hiddenColumns ?? []) sheet.getColumn(column).hidden = true;
  // after the cells: a merge takes the style of its first cell for all of them, so that borders go round
  for (const { top, left, bottom, right } of page.merges) sheet.mergeCells(top, left, bottom, right);
}

function pageSetup(page: Page): Partial<ExcelJS.PageSetup> {
  if (!page.print) return {};
  const { landscape, repeatRows, repeatColumns } = page.print;
  return {
    paperSize: 9, // A4
    orientation: landscape ? 'landscape' : 'portrait',
    // as many pages as it takes downwards; sideways only where the page says so
    ...(repeatColumns === undefined
      ? { fitToPage: true, fitToWidth: 1, fitToHeight: 0 }
      : { printTitlesColumn: `A:${columnName(repeatColumns)}` }),
    horizontalCentered: true,
    margins: { left: 0.5, right: 0.5, top: 0.7, bottom: 0.7, header: 0.3, footer: 0.3 },
    ...(repeatRows ? { printTitlesRow: `${repeatRows.from}:${repeatRows.to}` } : {})
  };
}

function writeCell(target: ExcelJS.Cell, cell: PageCell): void {
  const { value } = cell;
  if (value.kind !== 'empty') target.value = valueOf(value);
  if (cell.style !== 'plain') target.style = styleOf(cell);
  if (cell.note !== undefined) target.note = cell.note;
}

function valueOf(value: Exclude<PageValue, { kind: 'empty' }>): ExcelJS.CellValue {
  switch (value.kind) {
    case 'text':
      return escapeText(value.text);
    case 'number':
      return Number(value.decimal);
    case 'formula':
      return {
        formula: value.formula,
        result: 'number' in value.result ? Number(value.result.number) : escapeText(value.result.text)
      };
  }
}

/** The format's own escapes: _x0041_ would come back as A, a carriage return as a line feed. */
const escapeText = (text: string): string =>
  text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_').replaceAll('\r', '_x000D_');

// ── styles ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const body = { name: '宋体', size: 10.5, family: 3, charset: 134 };
const fonts: Partial<Record<PageStyle, Partial<ExcelJS.Font>>> = {
  // not on every machine: then the program takes another Chinese face
  title: { name: '方正小标宋简体', size: 18, family: 3, charset: 134 },
  'table-title': { name: '黑体', size: 12, family: 3, charset: 134 },
  head: { name: '黑体', size: 10.5, family: 3, charset: 134 },
  heading: { ...body, bold: true }
};
const horizontal: Record<PageStyle, 'left' | 'center' | 'right'> = {
  title: 'center',
  line: 'left',
  'line-right': 'right',
  'table-title': 'left',
  head: 'center',
  stub: 'left',
  heading: 'left',
  fact: 'center',
  value: 'right',
  sign: 'center',
  words: 'left',
  blocked: 'center',
  plain: 'left'
};
const unframed: ReadonlySet<PageStyle> = new Set(['title', 'line', 'line-right', 'table-title', 'plain']);
const wrapped: ReadonlySet<PageStyle> = new Set(['line', 'head', 'stub', 'heading', 'fact', 'words']);
const edge = { style: 'thin', color: { argb: 'FF000000' } } as const;
const frame = { top: edge, left: edge, bottom: edge, right: edge };
const grey = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFD9D9D9' } } as const;

function styleOf({ style, value, indent, centred }: PageCell): Partial<ExcelJS.Style> {
  const format = numberFormatOf(style, value);
  return {
    font: fonts[style] ?? body,
    alignment: {
      horizontal: centred ? 'center' : horizontal[style],
      vertical: 'middle',
      ...(wrapped.has(style) ? { wrapText: true } : {}),
      ...(indent ? { indent } : {})
    },
    ...(unframed.has(style) ? {} : { border: frame }),
    ...(style === 'blocked' ? { fill: grey } : {}),
    ...(format === undefined ? {} : { numFmt: format })
  };
}

/** Text in cells of values is formatted as text: =1+1 stays text when somebody opens the cell and leaves it again. */
function numberFormatOf(style: PageStyle, value: PageValue): string | undefined {
  if (value.kind === 'number' || value.kind === 'formula') return value.format;
  return style === 'words' || (value.kind === 'text' && /^[=+\-@]/.test(value.text)) ? '@' : undefined;
}
