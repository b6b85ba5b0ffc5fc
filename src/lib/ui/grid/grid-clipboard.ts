// Copy, cut and paste of an open grid. The page's own events are heard here, so that nothing of a clipboard reaches the grid library.
import type HandsontableType from 'handsontable/base';
import { showContent } from '#core/forms/show-content.ts';
import { showOutcome } from '#core/forms/show-outcome.ts';
import { ownFlavour, readClipboard } from '#ui/clipboard/read-clipboard.ts';
import { computedNumber, enteredNumber, writeClipboard, type CopiedCell } from '#ui/clipboard/write-clipboard.ts';
import type { Area } from './fill-texts.ts';
import type { Board } from './grid-board.ts';
import { clearSelected, takePasted } from './grid-intake.ts';
import { keyAt } from './grid-plan.ts';
import { allAreas } from './selected-areas.ts';

/** @returns stops listening */
export function watchClipboard(board: Board): () => void {
  const deeds: Record<string, (flavours: DataTransfer) => void> = {
    copy: (flavours) => void copyTo(flavours, board),
    cut: (flavours) => void (copyTo(flavours, board) && clearSelected(board)),
    paste: (flavours) => pasteFrom(flavours, board)
  };
  const hear = (event: ClipboardEvent): void => {
    if (!event.clipboardData || !isForGrid(event, board.hot)) return;
    event.preventDefault();
    deeds[event.type]?.(event.clipboardData);
  };
  const names = ['copy', 'cut', 'paste'] as const;
  for (const name of names) document.addEventListener(name, hear);
  return () => {
    for (const name of names) document.removeEventListener(name, hear);
  };
}

/** The grid has the keyboard, and no text of an editor or of a field beside the grid is meant. */
function isForGrid({ target }: ClipboardEvent, hot: HandsontableType): boolean {
  if (!hot.isListening() || hot.getActiveEditor()?.isOpened() || !hot.getSelectedRangeLast()) return false;
  return target === document.body || (target instanceof Node && hot.rootElement.contains(target));
}

function copyTo(flavours: DataTransfer, board: Board): boolean {
  const lines = linesOf(allAreas(board.hot));
  if (!lines) {
    board.desk.say({ kind: 'warn', text: board.desk.w.notices.copyApart });
    return false;
  }
  const written = writeClipboard(lines.map((line) => line.map(({ row, column }) => copiedCell(board, row, column))));
  flavours.setData('text/plain', written.text);
  flavours.setData('text/html', written.html);
  flavours.setData(ownFlavour, written.own);
  return true;
}

/** Several areas are copied as one when they share their rows or their columns, as in Excel. */
export function linesOf(areas: readonly Area[]): { row: number; column: number }[][] | undefined {
  const spans = (from: 'top' | 'left', to: 'bottom' | 'right') =>
    new Set(areas.map((area) => `${area[from]}-${area[to]}`)).size === 1;
  if (areas.length === 0 || !(spans('top', 'bottom') || spans('left', 'right'))) return undefined;
  const rows = union(areas.map(({ top, bottom }) => [top, bottom]));
  const columns = union(areas.map(({ left, right }) => [left, right]));
  return rows.map((row) => columns.map((column) => ({ row, column })));
}

function union(spans: readonly (readonly [number, number])[]): number[] {
  const all = new Set<number>();
  for (const [from, to] of spans) for (let at = from; at <= to; at += 1) all.add(at);
  return [...all].sort((a, b) => a - b);
}

/** As the form prints it; a text that waits to be corrected as it was typed. */
function copiedCell({ desk, plan }: Board, row: number, column: number): CopiedCell {
  const key = keyAt(plan, row, column);
  const cell = key === undefined ? undefined : desk.form.cells.get(key);
  if (key === undefined || !cell) return { text: plan.texts[row]?.[column] ?? '' };
  if (cell.kind === 'blocked') return { text: '' };
  const draft = desk.draft(key);
  if (draft) return { text: draft.text };
  if (cell.kind === 'derived') {
    const outcome = desk.sheet.outcome(key);
    const text = showOutcome(outcome, cell, desk.form);
    return outcome.kind === 'number' ? withNumber({ text }, computedNumber(outcome.value, text)) : { text };
  }
  const content = desk.sheet.content(key);
  const text = showContent(content, cell, desk.form);
  if (!content || 'stated' in content) return { text, value: { nothing: 'blank' } };
  const copied: CopiedCell = { text, value: content };
  if (!('number' in content)) return copied;
  return withNumber(copied, enteredNumber(content.number, content.qualifier, !/^\d|^-/.test(text)));
}

const withNumber = (copied: CopiedCell, number: CopiedCell['number']): CopiedCell =>
  number ? { ...copied, number } : copied;

function pasteFrom(flavours: DataTransfer, board: Board): void {
  const { say, w } = { say: board.desk.say.bind(board.desk), w: board.desk.w };
  const read = readClipboard({
    own: flavours.getData(ownFlavour),
    html: flavours.getData('text/html'),
    text: flavours.getData('text/plain')
  });
  if (read.ok) takePasted(board, read.value);
  else say({ kind: 'warn', text: w.notices.clipboard[read.error] });
}
