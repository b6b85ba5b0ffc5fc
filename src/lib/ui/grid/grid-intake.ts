// What hands bring into the grid (typing, Delete, cut, fill handle, paste, Ctrl+D, Ctrl+R): all of it goes to the sheet.
import type HandsontableType from 'handsontable/base';
import type { Clip } from '#ui/clipboard/clip-block.ts';
import { fillTexts, type Area } from './fill-texts.ts';
import { repaint, type Board } from './grid-board.ts';
import { keyAt, type Position } from './grid-plan.ts';
import { allAreas, lastArea } from './selected-areas.ts';
import { spreadBlock, takeIn, type TextAt } from './take-in.ts';

const textOf = (value: unknown): string => (value == null ? '' : String(value));

function intake(board: Board, texts: readonly TextAt[], how: 'typed' | 'pasted' | 'filled', clip?: Clip): void {
  if (texts.length === 0) return;
  const { desk, plan } = board;
  desk.write(takeIn(texts, plan, desk.form, desk.sheet), how, clip);
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

/** A pasted block: one step, told with what was refused and what was hidden where it was copied. */
export function takePasted(board: Board, clip: Clip): void {
  const areas = allAreas(board.hot);
  const area = areas.at(-1);
  if (!area) return;
  // one cell goes into every selected area, a block only into the last
  const isOne = clip.block.length === 1 && clip.block[0]?.length === 1;
  const texts = (isOne ? areas : [area]).flatMap((one) => spreadBlock(clip.block, targetOf(one)));
  intake(board, texts, 'pasted', clip);
  if (!isOne) selectBlock(board.hot, { row: area.top, column: area.left }, texts.at(-1));
}

const targetOf = ({ top, left, bottom, right }: Area) => ({
  row: top,
  column: left,
  rows: bottom - top + 1,
  columns: right - left + 1
});

function selectBlock(hot: HandsontableType, from: Position, last: Position | undefined): void {
  if (!last) return;
  const to = { row: Math.min(last.row, hot.countRows() - 1), column: Math.min(last.column, hot.countCols() - 1) };
  hot.selectCell(from.row, from.column, to.row, to.column, false);
}

/** Cut: what may be written in the selection is cleared as one step, the rest stays without a word, as with Delete. */
export function clearSelected(board: Board): void {
  const texts = allAreas(board.hot).flatMap((area) => spreadBlock([[{ text: '' }]], targetOf(area)));
  intake(
    board,
    texts.map(({ row, column, text }) => ({ row, column, text })),
    'filled'
  );
}

/** Ctrl+D, Ctrl+R */
export function fill(board: Board, direction: 'down' | 'right'): void {
  const area = lastArea(board.hot);
  if (!area) return;
  const texts = fillTexts(area, direction, (row, column) => board.texts[row]?.[column] ?? '');
  intake(board, texts, 'filled');
}
