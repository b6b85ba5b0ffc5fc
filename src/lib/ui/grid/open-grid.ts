// The grid of one table: the library with our plan, our painting and our keys. Edits never enter the grid's own array first:
// they become writes of the open sheet, and what the sheet then holds is painted (UI6).
import type HandsontableType from 'handsontable/base';
import type { CellKey } from '#core/forms/cell-key.ts';
import { cellEditor } from './cell-editor.ts';
import type { Desk, GridHands } from './desk.svelte.ts';
import { layBoard, paint, relay, repaint, type Board } from './grid-board.ts';
import { watchClipboard } from './grid-clipboard.ts';
import { fill, takeChanges, takeTyped } from './grid-intake.ts';
import { fitGrid, resizeHooks, roomOf, watchRoom } from './fit-grid.ts';
import { layoutOf } from './grid-layout.ts';
import { bringToTop, gridMoves, selectAt, showAround, type PageDeeds } from './grid-moves.ts';
import { keyAt, type GridPlan } from './grid-plan.ts';
import {
  beganEditing,
  ceasedEditing,
  deselected,
  named,
  renamed,
  sawTop,
  selected,
  selectedKeys
} from './grid-selection.ts';
import { watchHiddenEditor } from './hidden-editor.ts';
import { tellStructure } from './grid-structure.ts';
import { setZoom } from './zoom-grid.ts';

export type { PageDeeds } from './grid-moves.ts';

export interface GridOptions {
  desk: Desk;
  plan: GridPlan;
  licenseKey: string;
  page: PageDeeds;
  /** names the corner over the row numbers */
  numberHead: string;
  language: 'zh-CN' | 'en-US';
}

export interface OpenGrid extends GridHands {
  readonly hot: HandsontableType;
  /** lays another choice of rows of the same table; the selection stays on its cell where that is still shown */
  show(plan: GridPlan): void;
  /** rights or stage have changed */
  refresh(): void;
  /** zoom or chosen widths have changed */
  fit(): void;
  fill(direction: 'down' | 'right'): void;
  clear(): void;
  copy(): void;
  selectedKeys(): CellKey[];
  close(): void;
}

export function openGrid(Handsontable: typeof HandsontableType, node: HTMLElement, options: GridOptions): OpenGrid {
  const { desk, plan } = options;
  const board = layBoard(desk, plan);
  setZoom(node, desk.look.factor);
  board.hot = new Handsontable(node, {
    data: board.texts,
    ...layoutOf(plan, roomOf(board, node)),
    ...manners(options),
    ...hooks(Handsontable, board, options),
    ...resizeHooks(board, node)
  });
  tellStructure(board.hot, node.getAttribute('aria-label') ?? '');
  const stopWatching = watchRoom(board, node);
  const leaveEditor = watchHiddenEditor(board.hot, node);
  const leaveClipboard = watchClipboard(board);
  const stopListening = desk.sheet.onCells(({ keys }) => repaintAndSay(board, keys));
  const grid = hands(board, node, () => {
    stopListening();
    leaveEditor();
    leaveClipboard();
    stopWatching();
    if (desk.grid === grid) desk.grid = undefined;
    board.hot.destroy();
  });
  desk.grid = grid;
  return grid;
}

function repaintAndSay(board: Board, keys: Iterable<CellKey>): void {
  const listed = [...keys];
  repaint(board, listed);
  renamed(board, listed);
}

/** settings that are the same for every table */
function manners({ licenseKey, language }: GridOptions): HandsontableType.GridSettings {
  return {
    licenseKey,
    language,
    themeName: 'ht-theme-main',
    width: '100%',
    height: '100%',
    manualColumnResize: true,
    autoColumnSize: false,
    autoRowSize: false,
    readOnlyCellClassName: '',
    undo: false, // undo is the sheet's: my own steps only
    fillHandle: { autoInsertRow: false },
    selectionMode: 'multiple',
    outsideClickDeselects: false,
    imeFastEdit: true,
    enterBeginsEditing: false,
    autoWrapRow: false,
    autoWrapCol: false,
    tabNavigation: true,
    trimWhitespace: false,
    allowInsertRow: false,
    allowInsertColumn: false,
    allowRemoveRow: false,
    allowRemoveColumn: false
  };
}

function hooks(
  Handsontable: typeof HandsontableType,
  board: Board,
  { page, numberHead }: GridOptions
): HandsontableType.GridSettings {
  const { sheet } = board.desk;
  return {
    ...gridMoves(board, page),
    editor: cellEditor(Handsontable, { take: (typed) => takeTyped(board, typed), closed: () => ceasedEditing(board) }),
    renderer: (_hot: unknown, td: HTMLElement, row: number, column: number) => paint(board, td, row, column),
    cells(row: number, column: number) {
      const key = keyAt(board.plan, row, column);
      return { readOnly: key === undefined || !sheet.mayWrite(key) };
    },
    rowHeaders: (row: number) => String(board.plan.rows[row]?.number || ''),
    beforeChange: (changes, source) => takeChanges(board, changes, source),
    afterSelection: (row: number, column: number) => selected(board, { row, column }),
    afterSelectionEnd: () => named(board),
    afterScrollVertically: () => sawTop(board),
    afterDeselect: () => deselected(board),
    afterBeginEditing: (row: number, column: number) => beganEditing(board, { row, column }),
    afterOnCellContextMenu(event: MouseEvent) {
      event.preventDefault();
      page.menu({ x: event.clientX, y: event.clientY });
    },
    afterGetColHeader(column: number, head: HTMLElement, level: number) {
      const label = column === -1 ? head.querySelector('.colHeader') : null;
      if (label) label.textContent = level === Math.max(0, board.plan.heads.length - 1) ? numberHead : '';
    }
  };
}

/** what the page may do with the grid */
function hands(board: Board, node: HTMLElement, close: () => void): OpenGrid {
  const { hot, desk } = board;
  return {
    hot,
    close,
    repaint: (keys) => repaintAndSay(board, keys),
    fill: (direction) => fill(board, direction),
    clear: () => hot.emptySelectedCells('edit'),
    copy: () => void document.execCommand('copy'), // the event that it makes is heard by watchClipboard
    refresh: () => hot.render(),
    fit: () => fitGrid(board, node),
    selectedKeys: () => selectedKeys(board),
    show(next) {
      const kept = desk.selected;
      relay(board, next);
      hot.updateSettings({ data: board.texts, ...layoutOf(next, roomOf(board, node)) });
      sawTop(board);
      const place = kept === undefined ? undefined : next.places.get(kept);
      if (place) selectAt(board, place);
      else hot.deselectCell();
    },
    focus() {
      hot.listen();
      // the keyboard too comes back to the cell, not only the library's ear: else it hears keys meant for the next field
      hot.getFocusManager().focusOnHighlightedCell();
      hot.getFocusManager().refocusToEditorTextarea();
    },
    jump(key, { toTop = false, quietly = false } = {}) {
      const place = board.plan.places.get(key);
      if (!place || !selectAt(board, place, !quietly)) return false;
      if (toTop) bringToTop(board, place);
      else showAround(board, place);
      if (!quietly) hot.listen();
      return true;
    }
  };
}
