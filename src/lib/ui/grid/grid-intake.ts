// What hands bring into the grid (typing, Delete, cut, fill handle, paste, Ctrl+D, Ctrl+R): all of it goes to the sheet.
import type HandsontableType from 'handsontable/base';
import { fillTexts } from './fill-texts.ts';
import { repaint, type Board } from './grid-board.ts';
import { keyAt, type Position } from './grid-plan.ts';
import { lastArea } from './selected-areas.ts';
import { spreadBlock, takeIn, type TextAt } from './take-in.ts';

const textOf = (value: unknown): string => (value == null ? '' : String(value));

function intake(board: Board, texts: readonly TextAt[], how: 'typed' | 'pasted' | 'filled'): void {
  if (texts.length === 0) return;
  const { desk, plan } = board;
  desk.write(takeIn(texts, plan, desk.form, desk.sheet), how);
  const keys = texts.map(({ row, column }) => keyAt(plan, row, column));
  repaint(
    board,
    keys.filter((key) => key !== undefined)
  );
}

/** Delete, cut and the fill handle come as changes of the grid's array, which takes none of them. */
export function takeChanges(
  board: Board,
  changes: readonly (HandsontableType.CellChange | null)[],
  source: string
): false | void {
  if (source === 'loadData' || source === 'updateData' || source === 'MergeCells') return;
  const made = changes.filter((change) => change !== null);
  intake(
    board,
    made.map(([row, column, , value]): TextAt => ({ row, column: Number(column), text: textOf(value) })),
    'filled'
  );
  return false;
}

export function takeTyped(board: Board, typed: readonly TextAt[]): void {
  const touched = typed.filter((one) => !isUntouched(board, one));
  intake(board, touched, typed.length === 1 ? 'typed' : 'filled');
}

/** An editor closed as it was opened must not write back what others have changed meanwhile. */
function isUntouched({ plan, opened, desk }: Board, { row, column, text }: TextAt): boolean {
  const key = keyAt(plan, row, column);
  return key !== undefined && opened?.key === key && opened.text === text && desk.draft(key) === undefined;
}

/** @returns false: it was written through the sheet, not by the grid */
export function takePasted(board: Board, block: readonly (readonly unknown[])[]): false {
  const area = lastArea(board.hot);
  if (!area) return false;
  const target = { row: area.top, column: area.left };
  const texts = spreadBlock(
    block.map((line) => line.map(textOf)),
    { ...target, rows: area.bottom - area.top + 1, columns: area.right - area.left + 1 }
  );
  intake(board, texts, 'pasted');
  selectBlock(board.hot, target, texts.at(-1));
  return false;
}

function selectBlock(hot: HandsontableType, from: Position, last: Position | undefined): void {
  if (!last) return;
  const to = { row: Math.min(last.row, hot.countRows() - 1), column: Math.min(last.column, hot.countCols() - 1) };
  hot.selectCell(from.row, from.column, to.row, to.column, false);
}

/** Ctrl+D, Ctrl+R */
export function fill(board: Board, direction: 'down' | 'right'): void {
  const area = lastArea(board.hot);
  if (!area) return;
  const texts = fillTexts(area, direction, (row, column) => board.texts[row]?.[column] ?? '');
  intake(board, texts, 'filled');
}
