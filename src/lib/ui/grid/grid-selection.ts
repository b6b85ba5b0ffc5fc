// What the selection of an open grid tells: the desk which cell it is and what it adds up to, the others where I am, a screen
// reader what the cell is called.
import { splitKey, type CellKey } from '#core/forms/cell-key.ts';
import { sayFinding } from '#ui/words/say-finding.ts';
import { sayWords } from '#ui/words/say-words.ts';
import type { Desk } from './desk.svelte.ts';
import { looksOf, type Board } from './grid-board.ts';
import { keyAt, type Position } from './grid-plan.ts';
import { nameHiddenEditor } from './hidden-editor.ts';
import { lookOfCell } from './look-of-cell.ts';
import { allAreas, focusPlace } from './selected-areas.ts';
import { sumSelection } from './sum-selection.ts';

/** Tells the desk where the person is: the row of the selected cell while it is in view, else the first row in view. */
export function sawTop({ desk, plan, hot }: Board): void {
  const [first, last] = [hot.getFirstPartiallyVisibleRow(), hot.getLastPartiallyVisibleRow()];
  if (first === null || last === null) return;
  const at = focusPlace(hot)?.row ?? -1;
  const top = at >= first && at <= last ? at : hot.getFirstFullyVisibleRow();
  // headings of blocks are no rows of the form
  desk.viewRow = plan.rows.slice(top ?? first).find((row) => row.number > 0)?.code;
}

export function selected(board: Board, { row, column }: Position): void {
  const { desk, plan } = board;
  const key = keyAt(plan, row, column);
  board.opened = undefined;
  desk.selected = key;
  desk.position = { row, column };
  sawTop(board);
  desk.sheet.pointAt(key, false);
  const outcomes = selectedKeys(board).map((one) => desk.sheet.outcome(one));
  desk.summed = sumSelection(outcomes.flatMap((outcome) => (outcome.kind === 'number' ? [outcome.value] : [])));
}

/** To be called when the editor of the selected cell is there. */
export function named(board: Board): void {
  const at = focusPlace(board.hot);
  if (!at) return;
  const key = keyAt(board.plan, at.row, at.column);
  nameHiddenEditor(board.hot, key === undefined ? (board.plan.texts[at.row]?.[at.column] ?? '') : nameOf(board, key));
}

/** The cell has changed while the keyboard is on it: its name is said as it is now. */
export function renamed(board: Board, keys: Iterable<CellKey>): void {
  const { selected } = board.desk;
  if (selected !== undefined && [...keys].includes(selected)) named(board);
}

/** row, column, value with its unit, what the signs mean, and what is doubtful about it */
function nameOf(board: Board, key: CellKey): string {
  const { desk } = board;
  const { w, form, locale } = desk;
  const { text, said } = lookOfCell(key, looksOf(board));
  const place = desk.place(key);
  const column = columnOf(desk, key);
  const value = text === '' ? w.nothings.blank : `${text} ${form.cells.get(key)?.uom ?? ''}`.trim();
  const doubts = desk.openFindings
    .filter(({ places }) => places.includes(key))
    .map((finding) => sayFinding(finding, form, locale, w).headline);
  const parts = [place, place.includes(column) ? '' : column, value, said, ...doubts];
  return parts.filter(Boolean).join(w.common.listSeparator);
}

/** as printed over the column; the rows' own names tell it already where it is not the main one */
function columnOf({ form, locale }: Desk, key: CellKey): string {
  const { table, column } = splitKey(key);
  const found = form.tables.find((one) => one.code === table)?.columns.find((one) => one.code === column);
  return found ? sayWords(found.definition.label, locale) : '';
}

export function deselected({ desk }: Board): void {
  desk.selected = undefined;
  desk.position = undefined;
  desk.sheet.pointAt(undefined, false);
}

export function beganEditing(board: Board, { row, column }: Position): void {
  const key = keyAt(board.plan, row, column);
  if (key === undefined) return;
  board.opened = { key, text: board.texts[row]?.[column] ?? '' };
  board.desk.sheet.pointAt(key, true);
}

export function ceasedEditing({ desk }: Board): void {
  desk.sheet.pointAt(desk.selected, false);
}

export function selectedKeys({ hot, plan }: Board): CellKey[] {
  const keys = new Set<CellKey>();
  for (const { top, left, bottom, right } of allAreas(hot))
    for (let row = top; row <= bottom; row += 1)
      for (let column = left; column <= right; column += 1) {
        const key = keyAt(plan, row, column);
        if (key !== undefined) keys.add(key);
      }
  return [...keys];
}
