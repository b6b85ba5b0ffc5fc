// One table of a form as it stands on paper: rows of cells with their spans, heads apart so that each page can repeat them. Made from
// the same layout as the grid and the workbook.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { CompiledForm, CompiledTable } from '#core/forms/compiled-form.ts';
import { layTable, type GridRow, type PlacedCell } from '#core/forms/grid.ts';
import { showContent } from '#core/forms/show-content.ts';
import { widestUpright } from '#core/workbook/print-lines.ts';

export interface PrintedCell {
  kind: 'head' | 'heading' | 'stub' | 'fact' | 'number' | 'text' | 'blocked' | 'nothing';
  text: string;
  colspan: number;
  rowspan: number;
  /** headings that a row's label stands under */
  indent: number;
}

export interface PrintedRow {
  kind: GridRow['kind'];
  cells: readonly PrintedCell[];
}

export interface PrintedTable {
  code: string;
  title: string;
  /** shares of the page's width, in percent */
  widths: readonly number[];
  head: readonly PrintedRow[];
  body: readonly PrintedRow[];
  /** 填报说明 below it */
  notes: readonly string[];
}

/** What a sheet holds, as the server gives it. */
export interface Filled {
  entered: Readonly<Record<string, CellContent>>;
  derived: Readonly<Record<string, { shown: string }>>;
}

/** 未填 and its like print as the form says. */
export function textToPrint(key: CellKey, form: CompiledForm, { entered, derived }: Filled): string {
  const cell = form.cells.get(key);
  if (!cell || cell.kind === 'blocked') return '';
  return cell.kind === 'derived' ? (derived[key]?.shown ?? '') : showContent(entered[key], cell, form);
}

export function printTable(form: CompiledForm, table: CompiledTable, filled: Filled): PrintedTable {
  const grid = layTable(form, table);
  const total = grid.columns.reduce((sum, column) => sum + column.width, 0);
  const print = (row: GridRow): PrintedRow => ({
    kind: row.kind,
    cells: row.cells.map((cell) => printCell(cell, row, grid.stubColumns, form, filled))
  });
  return {
    code: table.code,
    title: table.definition.title.zh,
    widths: grid.columns.map((column) => (column.width / total) * 100),
    head: grid.head.map(print),
    body: grid.body.map(print),
    notes: table.definition.notes ?? []
  };
}

function printCell(
  { content, colspan, rowspan }: PlacedCell,
  row: GridRow,
  stubColumns: number,
  form: CompiledForm,
  filled: Filled
): PrintedCell {
  const at = { colspan, rowspan, indent: 0 };
  switch (content.kind) {
    case 'head':
      return { ...at, kind: row.kind === 'title' ? 'heading' : 'head', text: content.label.zh };
    case 'stub': {
      const isHeading = row.kind === 'heading' || rowspan > 1;
      const indent = stubColumns === 1 ? content.level : 0;
      return { ...at, indent, kind: isHeading ? 'heading' : 'stub', text: content.label.zh };
    }
    case 'fact':
      return { ...at, kind: 'fact', text: content.text };
    case 'cell': {
      const isText = form.cells.get(content.key)?.type === 'text';
      return { ...at, kind: isText ? 'text' : 'number', text: textToPrint(content.key, form, filled) };
    }
    default:
      return { ...at, kind: content.kind === 'nothing' && row.kind === 'head' ? 'head' : content.kind, text: '' };
  }
}

/** The same as the workbook's: across when its widest table would be too small upright. */
export function isAcross(form: CompiledForm): boolean {
  const pixelsPerCharacter = 7;
  const widest = Math.max(
    ...form.tables.map((table) => layTable(form, table).columns.reduce((sum, column) => sum + column.width, 0))
  );
  return widest / pixelsPerCharacter > widestUpright;
}
