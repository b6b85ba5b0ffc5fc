// The paper with what was understood of it: every area as it stands, and which row, column, cell or table of the draft it belongs to.
import type { RawSheet } from '#core/workbook/raw-workbook.ts';
import type { Draft, DraftTable } from './draft.ts';
import { anchorOf, paperOf, type Area, type Paper } from './inside/paper.ts';

export interface DrawnCell {
  /** `sheet!address` */
  at: string;
  row: number;
  column: number;
  rowspan: number;
  colspan: number;
  text: string;
  isFormula: boolean;
  bold: boolean;
  framed: boolean;
  target: Target | undefined;
}

/** What somebody means who points at a cell. */
export type Target =
  | { kind: 'table'; table: string; anchor: string }
  | { kind: 'column'; table: string; anchor: string }
  | { kind: 'row'; table: string; anchor: string }
  | { kind: 'cell'; table: string; row: string; column: string };

/** Rows from the first to the last that holds anything; the places that a merged area covers are left out. */
export function drawPaper(sheet: RawSheet, draft: Draft): DrawnCell[][] {
  const paper = paperOf(sheet);
  const tables = draft.tables.filter((table) => table.sheet === sheet.name);
  const drawn: DrawnCell[][] = [];
  for (let row = 1; row <= paper.lastRow; row++)
    drawn.push(paper.areasIn(row).map((area) => draw(paper, cut(area, paper), tables)));
  return drawn;
}

const cut = (area: Area, paper: Paper): Area => ({
  ...area,
  bottom: Math.min(area.bottom, paper.lastRow),
  right: Math.min(area.right, paper.lastColumn)
});

function draw(paper: Paper, area: Area, tables: readonly DraftTable[]): DrawnCell {
  const look = paper.look(area.top, area.left);
  const { cell } = area;
  return {
    at: anchorOf(paper, area.top, area.left),
    row: area.top,
    column: area.left,
    rowspan: area.bottom - area.top + 1,
    colspan: area.right - area.left + 1,
    text: (cell?.kind === 'text' ? area.text : (cell?.value ?? '')).slice(0, 400),
    isFormula: cell?.formula !== undefined,
    bold: look?.bold === true,
    framed: look?.framed === true || !paper.hasFrames,
    target: targetOf(area, tables)
  };
}

function targetOf(area: Area, tables: readonly DraftTable[]): Target | undefined {
  for (const table of tables)
    for (const band of table.bands) {
      if (area.right < band.left || area.left > band.right) continue;
      if (area.top >= band.head.from && area.top <= band.head.to) {
        const own = band.columns.find(({ anchor }) => anchor.endsWith(addressIn(table, area)));
        const over = own ?? band.columns.find((each) => each.first === area.left && each.last === area.right);
        if (over && area.left >= band.left + band.stubColumns)
          return { kind: 'column', table: table.code, anchor: over.anchor };
        return { kind: 'table', table: table.code, anchor: table.anchor };
      }
      const labelled = band.rows.find((each) => each.anchor.endsWith(addressIn(table, area)));
      if (labelled && area.left < band.left + band.stubColumns)
        return { kind: 'row', table: table.code, anchor: labelled.anchor };
      // a heading stands beside the first of its rows: what is filled there is the row's
      const onRow = band.rows.filter((each) => each.row === area.top);
      const row = onRow.find((each) => !each.isHeading) ?? onRow[0];
      if (!row) continue;
      const column = band.columns.find(
        (each) => each.role === 'value' && area.left >= each.first && area.left <= each.last
      );
      if (column && !row.isHeading) return { kind: 'cell', table: table.code, row: row.code, column: column.code };
      return { kind: 'row', table: table.code, anchor: row.anchor };
    }
  return undefined;
}

const addressIn = (table: DraftTable, area: Area): string =>
  anchorOf({ sheet: { name: table.sheet } } as Paper, area.top, area.left);
