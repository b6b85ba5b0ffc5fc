// What the parts of an open grid share: the plan that is laid, the texts that the library shows, and how cells get painted.
import type HandsontableType from 'handsontable/base';
import type { CellKey } from '#core/forms/cell-key.ts';
import { editText } from '#core/forms/show-content.ts';
import { showOutcome } from '#core/forms/show-outcome.ts';
import type { Desk } from './desk.svelte.ts';
import { keyAt, type GridPlan, type Position } from './grid-plan.ts';
import { lookOfCell, type LookSources } from './look-of-cell.ts';
import { paintCell, paintLabel } from './paint-cell.ts';

export interface Board {
  readonly desk: Desk;
  plan: GridPlan;
  /** The array that the library was given and shows: labels, and what an editor begins with. Only this file writes to it. */
  texts: string[][];
  /** set as soon as the library has made its grid */
  hot: HandsontableType;
  /** the cell whose editor is open, and the text it opened with */
  opened: { key: CellKey; text: string } | undefined;
}

/** from here on one full render is cheaper than painting cell by cell */
const manyCells = 200;

/** @returns a board that waits for its `hot` */
export function layBoard(desk: Desk, plan: GridPlan): Board {
  const board = { desk, plan, texts: [], opened: undefined } as unknown as Board;
  board.texts = textsOf(board);
  return board;
}

/** Lays another plan of the same table on the board. */
export function relay(board: Board, plan: GridPlan): void {
  board.plan = plan;
  board.texts = textsOf(board);
}

const textsOf = (board: Board): string[][] =>
  board.plan.keys.map((line, row) =>
    line.map((key, column) => (key === undefined ? (board.plan.texts[row]?.[column] ?? '') : textOf(board, key)))
  );

function textOf({ desk }: Board, key: CellKey): string {
  const { form, sheet } = desk;
  const cell = form.cells.get(key);
  if (!cell) return '';
  const draft = desk.draft(key);
  if (draft) return draft.text;
  return cell.kind === 'entered'
    ? editText(sheet.content(key), cell, form)
    : showOutcome(sheet.outcome(key), cell, form);
}

export const looksOf = ({ desk }: Board): LookSources => ({
  form: desk.form,
  sheet: desk.sheet,
  w: desk.w,
  severities: desk.severities,
  present: desk.present,
  commented: desk.commented,
  draft: (key) => desk.draft(key)
});

export function paint(board: Board, td: HTMLElement, row: number, column: number): void {
  const { plan } = board;
  const key = keyAt(plan, row, column);
  if (key !== undefined) return paintCell(td, lookOfCell(key, looksOf(board)));
  const line = plan.rows[row];
  const kind = plan.columns[column]?.kind ?? 'label';
  const classes = [`c-row-${line?.kind ?? 'cells'}`, `c-col-${kind}`];
  paintLabel(td, plan.texts[row]?.[column] ?? '', classes, kind === 'label' && column === 0 ? (line?.depth ?? 0) : 0);
}

/** Paints cells from the sheet: their place in the array, and what of them is in view. Neither editor nor view is touched (UI6). */
export function repaint(board: Board, keys: Iterable<CellKey>): void {
  const places: Position[] = [];
  for (const key of keys) {
    const place = board.plan.places.get(key);
    if (!place) continue;
    board.texts[place.row]![place.column] = textOf(board, key);
    places.push(place);
  }
  if (places.length > manyCells) return board.hot.render();
  for (const { row, column } of places) {
    const td = board.hot.getCell(row, column, true);
    if (td) paint(board, td, row, column);
  }
}
