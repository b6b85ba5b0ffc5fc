// Where keys lead in an open grid, and what the keys do that the library does not have.
import { edgeFrom, firstCell, lastCell, nextRow } from './find-place.ts';
import type { Board } from './grid-board.ts';
import { fill } from './grid-intake.ts';
import { handleKey, TabRun, type KeyDeeds } from './grid-keys.ts';
import { keyAt, type Position } from './grid-plan.ts';
import { focusPlace, movingCorner } from './selected-areas.ts';
import { turnStep } from './turn-step.ts';

/** the page's part in what keys do */
export interface PageDeeds {
  askSaved(): void;
  find(): void;
  /** opens the menu of the selected cells at a place of the window */
  menu(at: { x: number; y: number }): void;
}

/** rows that stay visible above and below a cell that was jumped to */
const rowsAround = 3;

/** @param listens  false: the keyboard stays where it is */
export const selectAt = ({ hot }: Board, { row, column }: Position, listens = true): boolean =>
  hot.selectCell(row, column, row, column, true, listens);

/** The headings directly above a row come into view with it, at the top. */
export function bringToTop({ hot, plan }: Board, { row, column }: Position): void {
  let top = row;
  while (top > 0 && plan.rows[top - 1]?.kind !== 'cells') top -= 1;
  hot.scrollViewportTo({ row: top, col: column, verticalSnap: 'top', horizontalSnap: undefined });
}

/** A person who jumps to a cell wants to see what stands around it, not only the cell at the rim. */
export function showAround({ hot }: Board, { row, column }: Position): void {
  const [first, last] = [hot.getFirstFullyVisibleRow(), hot.getLastFullyVisibleRow()];
  const isInside = first !== null && last !== null && row >= first + rowsAround && row <= last - rowsAround;
  if (isInside) return;
  const top = Math.max(0, row - rowsAround * 2);
  hot.scrollViewportTo({ row: top, col: column, verticalSnap: 'top', horizontalSnap: undefined });
}

/** The hooks that the library calls for keys. */
export function gridMoves(board: Board, page: PageDeeds) {
  const run = new TabRun();
  const deeds = keyDeeds(board, page);
  return {
    beforeKeyDown(event: KeyboardEvent): false | void {
      if (event.key.startsWith('Arrow') && !event.shiftKey) run.end();
      if (!handleKey(event, deeds)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      return false;
    },
    enterMoves(event: KeyboardEvent): { row: number; col: number } {
      const at = focusPlace(board.hot);
      if (!at) return { row: 1, col: 0 };
      // with Shift the library turns the sign itself
      if (event.shiftKey) return { row: at.row - nextRow(board.plan, at.row, -1), col: 0 };
      return { row: nextRow(board.plan, at.row, 1) - at.row, col: run.enter(at) - at.column };
    },
    tabMoves(event: KeyboardEvent): { row: number; col: number } {
      const at = focusPlace(board.hot);
      if (at && !event.shiftKey) run.tab(at);
      else run.end();
      return { row: 0, col: 1 };
    }
  };
}

function keyDeeds(board: Board, page: PageDeeds): KeyDeeds {
  return {
    isEditing: () => board.hot.getActiveEditor()?.isOpened() ?? false,
    undo: () => void turnStep(board.desk, 'undo'),
    redo: () => void turnStep(board.desk, 'redo'),
    askSaved: () => page.askSaved(),
    find: () => page.find(),
    fill: (direction) => fill(board, direction),
    edge: (step, extend) => goToEdge(board, step, extend),
    corner: (which, extend) =>
      goOrExtend(board, which === 'first' ? firstCell(board.plan) : lastCell(board.plan), extend),
    details: () => board.desk.callPanel('cell'),
    menu() {
      const at = focusPlace(board.hot);
      const box = at && board.hot.getCell(at.row, at.column, true)?.getBoundingClientRect();
      page.menu({ x: box?.left ?? 0, y: box?.bottom ?? 0 });
    },
    barred: () => isBarred(board)
  };
}

/** Says why nothing can be typed here. @returns true: the key goes no further */
function isBarred({ desk, plan, hot }: Board): boolean {
  const at = focusPlace(hot);
  const key = at && keyAt(plan, at.row, at.column);
  if (key === undefined) return true;
  const reason = desk.sheet.whyNot(key);
  if (reason === undefined) return false;
  desk.say({ kind: 'warn', text: desk.w.notices.locked(desk.place(key), desk.w.whyNot[reason]) });
  return true;
}

function goToEdge(board: Board, step: { row: -1 | 0 | 1; column: -1 | 0 | 1 }, extend: boolean): void {
  const from = extend ? movingCorner(board.hot) : focusPlace(board.hot);
  if (!from) return;
  goOrExtend(
    board,
    edgeFrom(board.plan, from, step, (row, column) => (board.texts[row]?.[column] ?? '') !== ''),
    extend
  );
}

/** With Shift the selection reaches from where it began to the place, else the place is all of it. */
function goOrExtend(board: Board, to: Position, extend: boolean): void {
  const focus = focusPlace(board.hot);
  if (extend && focus) board.hot.selectCell(focus.row, focus.column, to.row, to.column);
  else selectAt(board, to);
}
