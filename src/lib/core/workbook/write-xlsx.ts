// A laid-out book → bytes of an .xlsx file. Only writes: what comes back from people is read by read-xlsx.ts.
import ExcelJS from 'exceljs';
import { escapeText, lookOf, type Look } from './inside/looks.ts';
import { stampZip } from './inside/zip.ts';
import type { Book, Page, PageCell, PageValue } from './page.ts';
import { columnName, rangeOf } from './raw-workbook.ts';

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
  for (const page of book.pages) await writePage(workbook, page);
  return stampZip(new Uint8Array(await workbook.xlsx.writeBuffer()), at);
}

async function writePage(workbook: ExcelJS.Workbook, page: Page): Promise<void> {
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
  for (const { range, formula, message } of page.checks ?? [])
    validations(sheet).add(rangeOf(range), {
      type: 'custom',
      allowBlank: true,
      showErrorMessage: true,
      errorStyle: 'warning',
      error: message,
      formulae: [formula]
    });
  // no password: it keeps from slips, not from people
  if (page.isProtected) await sheet.protect('', { formatColumns: true, formatRows: true });
}

/** the library has it, its types do not */
const validations = (sheet: ExcelJS.Worksheet) =>
  (sheet as unknown as { dataValidations: { add(range: string, one: ExcelJS.DataValidation): void } }).dataValidations;

function pageSetup(page: Page): Partial<ExcelJS.PageSetup> {
  if (!page.print) return {};
  const { landscape, paper, repeatRows, repeatColumns } = page.print;
  return {
    paperSize: (paper === 'A3' ? 8 : 9) as ExcelJS.PaperSize,
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
  const look = lookOf(cell);
  if (look) target.style = styleOf(look);
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

// ── looks ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const edge = { style: 'thin', color: { argb: 'FF000000' } } as const;
const frame = { top: edge, left: edge, bottom: edge, right: edge };
const grey = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFD9D9D9' } } as const;

const styleOf = (look: Look): Partial<ExcelJS.Style> => ({
  font: { name: look.face, size: look.size, family: 3, charset: 134, ...(look.bold ? { bold: true } : {}) },
  alignment: {
    horizontal: look.horizontal,
    vertical: 'middle',
    ...(look.wrap ? { wrapText: true } : {}),
    ...(look.shrink ? { shrinkToFit: true } : {}),
    ...(look.indent ? { indent: look.indent } : {})
  },
  ...(look.framed ? { border: frame } : {}),
  ...(look.grey ? { fill: grey } : {}),
  ...(look.open ? { protection: { locked: false } } : {}),
  ...(look.format === undefined ? {} : { numFmt: look.format })
});
