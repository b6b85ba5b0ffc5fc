// The grid of one table: the library with our plan, our painting and our keys. Edits never enter the grid's own array first:
// they become writes of the open sheet, and what the sheet then holds is painted (UI6).
import type HandsontableType from 'handsontable/base';
import type { CellKey } from '#core/forms/cell-key.ts';
import { editText } from '#core/forms/show-content.ts';
import { showOutcome } from '#core/forms/show-outcome.ts';
import type { Desk, GridHands } from './desk.svelte.ts';
import { fillTexts } from './fill-texts.ts';
import { edgeFrom, firstCell, nextRow } from './find-place.ts';
import { handleKey, TabRun, type KeyDeeds } from './grid-keys.ts';
import { keyAt, type GridPlan, type Position } from './grid-plan.ts';
import { layoutOf, rowHeaderPixels } from './grid-layout.ts';
import { nameHiddenEditor, watchHiddenEditor } from './hidden-editor.ts';
import { lookOfCell, type LookSources } from './look-of-cell.ts';
import { paintCell, paintLabel } from './paint-cell.ts';
import { allAreas, focusPlace, lastArea, movingCorner } from './selected-areas.ts';
import { sumSelection } from './sum-selection.ts';
import { spreadBlock, takeIn, type TextAt } from './take-in.ts';

/** the page's part in what keys do */
export interface PageDeeds {
  askSaved(): void;
  find(): void;
  /** opens the menu of the selected cells at a place of the window */
  menu(at: { x: number; y: number }): void;
}

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
  fill(direction: 'down' | 'right'): void;
  clear(): void;
  copy(): void;
  selectedKeys(): CellKey[];
  close(): void;
}

/** rows that stay visible above and below a cell that was jumped to */
const rowsAround = 3;

/** from here on one full render is cheaper than painting cell by cell */
const manyCells = 200;

export function openGrid(
  Handsontable: typeof HandsontableType,
  node: HTMLElement,
  { desk, plan: firstPlan, licenseKey, page, numberHead, language }: GridOptions
): OpenGrid {
  const { sheet, form } = desk;
  let plan = firstPlan;
  let texts = textsOf(plan);
  let opened: { key: CellKey; text: string } | undefined;
  const run = new TabRun();

  function textAt(key: CellKey): string {
    const cell = form.cells.get(key);
    if (!cell) return '';
    const draft = desk.draft(key);
    if (draft) return draft.text;
    return cell.kind === 'entered'
      ? editText(sheet.content(key), cell, form)
      : showOutcome(sheet.outcome(key), cell, form);
  }

  function textsOf({ keys, texts: fixed }: GridPlan): string[][] {
    return keys.map((line, row) =>
      line.map((key, column) => (key === undefined ? (fixed[row]?.[column] ?? '') : textAt(key)))
    );
  }

  const looks = (): LookSources => ({
    form,
    sheet,
    w: desk.w,
    severities: desk.severities,
    present: desk.present,
    draft: (one) => desk.draft(one)
  });

  function paint(td: HTMLElement, row: number, column: number): void {
    const key = keyAt(plan, row, column);
    if (key !== undefined) return paintCell(td, lookOfCell(key, looks()));
    const line = plan.rows[row];
    const kind = plan.columns[column]?.kind ?? 'label';
    const classes = [`c-row-${line?.kind ?? 'cells'}`, `c-col-${kind}`];
    paintLabel(td, plan.texts[row]?.[column] ?? '', classes, kind === 'label' && column === 0 ? (line?.depth ?? 0) : 0);
  }

  const hot = new Handsontable(node, {
    data: texts,
    ...layoutOf(plan, node.clientWidth),
    licenseKey,
    themeName: 'ht-theme-main',
    language,
    width: '100%',
    height: '100%',
    renderer: (_hot: unknown, td: HTMLElement, row: number, column: number) => paint(td, row, column),
    cells: (row: number, column: number) => {
      const key = keyAt(plan, row, column);
      return { readOnly: key === undefined || !sheet.mayWrite(key) };
    },
    rowHeaders: (row: number) => (plan.rows[row]?.number ? String(plan.rows[row]?.number) : ''),
    rowHeaderWidth: rowHeaderPixels,
    manualColumnResize: true,
    autoColumnSize: false,
    autoRowSize: false,
    readOnlyCellClassName: '',
    undo: false,
    copyPaste: { pasteMode: 'overwrite', rowsLimit: 20_000, columnsLimit: 500 },
    fillHandle: { autoInsertRow: false },
    selectionMode: 'multiple',
    outsideClickDeselects: false,
    imeFastEdit: true,
    enterBeginsEditing: false,
    enterMoves: (event: KeyboardEvent) => enterMoves(event),
    tabMoves: (event: KeyboardEvent) => tabMoves(event),
    autoWrapRow: false,
    autoWrapCol: false,
    tabNavigation: true,
    trimWhitespace: false,
    allowInsertRow: false,
    allowInsertColumn: false,
    allowRemoveRow: false,
    allowRemoveColumn: false,
    beforeChange: (changes, source) => takeChanges(changes, source),
    beforePaste: (block: unknown[][]) => paste(block),
    beforeKeyDown: (event: KeyboardEvent) => beforeKeyDown(event),
    afterSelection: (row: number, column: number) => selected({ row, column }),
    afterSelectionEnd: () => named(),
    afterDeselect: () => deselected(),
    afterBeginEditing: (row: number, column: number) => beganEditing({ row, column }),
    afterOnCellContextMenu: (event: MouseEvent) => {
      event.preventDefault();
      page.menu({ x: event.clientX, y: event.clientY });
    },
    afterGetColHeader: (column: number, head: HTMLElement, level: number) => {
      if (column !== -1) return;
      const label = head.querySelector('.colHeader');
      if (label) label.textContent = level === Math.max(0, plan.heads.length - 1) ? numberHead : '';
    }
  });

  const leaveEditor = watchHiddenEditor(hot, node);

  // ── what comes from the hands ─────────────────────────────────────────────────────────────────────────────────────

  function takeChanges(changes: readonly (HandsontableType.CellChange | null)[], source: string): false | void {
    if (source === 'loadData' || source === 'updateData' || source === 'MergeCells') return;
    const typed = changes
      .filter((change) => change !== null)
      .map(([row, column, , text]): TextAt => ({ row, column: Number(column), text: text == null ? '' : String(text) }))
      .filter((one) => !isUntouched(one));
    intake(typed, source === 'edit' && typed.length <= 1 ? 'typed' : 'filled');
    // what the sheet holds now is painted from the sheet: the grid's own array takes nothing from the editor
    return false;
  }

  /** An editor closed as it was opened must not write back what others have changed meanwhile. */
  function isUntouched({ row, column, text }: TextAt): boolean {
    const key = keyAt(plan, row, column);
    return key !== undefined && opened?.key === key && opened.text === text && desk.draft(key) === undefined;
  }

  function intake(typed: readonly TextAt[], how: 'typed' | 'pasted' | 'filled'): void {
    if (typed.length === 0) return;
    desk.write(takeIn(typed, plan, form, sheet), how);
    repaint(typed.map(({ row, column }) => keyAt(plan, row, column)).filter((key) => key !== undefined));
  }

  function paste(block: unknown[][]): false {
    const area = lastArea(hot);
    if (!area) return false;
    const target = { row: area.top, column: area.left };
    const cells = spreadBlock(
      block.map((line) => line.map((text) => (text == null ? '' : String(text)))),
      { ...target, rows: area.bottom - area.top + 1, columns: area.right - area.left + 1 }
    );
    intake(cells, 'pasted');
    selectBlock(target, cells);
    return false; // written through the sheet, not by the grid
  }

  function selectBlock({ row, column }: Position, cells: readonly TextAt[]): void {
    const last = cells.at(-1);
    if (!last) return;
    hot.selectCell(
      row,
      column,
      Math.min(last.row, hot.countRows() - 1),
      Math.min(last.column, hot.countCols() - 1),
      false
    );
  }

  function fill(direction: 'down' | 'right'): void {
    const area = lastArea(hot);
    if (area)
      intake(
        fillTexts(area, direction, (row, column) => texts[row]?.[column] ?? ''),
        'filled'
      );
  }

  function clear(): void {
    hot.emptySelectedCells('edit');
  }

  // ── keys and places ───────────────────────────────────────────────────────────────────────────────────────────────

  const keyDeeds: KeyDeeds = {
    isEditing: () => hot.getActiveEditor()?.isOpened() ?? false,
    undo: () =>
      sheet.canUndo ? tellLeft(sheet.undo()) : desk.say({ kind: 'good', text: desk.w.notices.nothingToUndo }),
    redo: () =>
      sheet.canRedo ? tellLeft(sheet.redo()) : desk.say({ kind: 'good', text: desk.w.notices.nothingToRedo }),
    askSaved: () => page.askSaved(),
    find: () => page.find(),
    fill,
    edge,
    home: () => selectAt(firstCell(plan)),
    details: () => (desk.panel = 'cell'),
    menu: () => {
      const at = currentCell()?.getBoundingClientRect();
      page.menu({ x: at?.left ?? 0, y: at?.bottom ?? 0 });
    },
    barred
  };

  function beforeKeyDown(event: KeyboardEvent): false | void {
    if (event.key !== 'Tab' && event.key !== 'Enter' && !event.shiftKey && event.key.startsWith('Arrow')) run.end();
    if (!handleKey(event, keyDeeds)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    return false;
  }

  function tellLeft(left: readonly CellKey[]): void {
    if (left.length > 0) desk.say({ kind: 'warn', text: desk.w.notices.undoneLeft(left.length) });
  }

  /** why nothing can be typed here; true swallows the key */
  function barred(): boolean {
    const at = position();
    const key = at && keyAt(plan, at.row, at.column);
    if (key === undefined) return true;
    const reason = sheet.whyNot(key);
    if (reason === undefined) return false;
    desk.say({ kind: 'warn', text: desk.w.notices.locked(desk.place(key), desk.w.whyNot[reason]) });
    return true;
  }

  function edge(step: { row: -1 | 0 | 1; column: -1 | 0 | 1 }, extend: boolean): void {
    const focus = focusPlace(hot);
    const from = extend ? movingCorner(hot) : focus;
    if (!focus || !from) return;
    const to = edgeFrom(plan, from, step, (row, column) => (texts[row]?.[column] ?? '') !== '');
    if (extend) hot.selectCell(focus.row, focus.column, to.row, to.column);
    else selectAt(to);
  }

  function enterMoves(event: KeyboardEvent): { row: number; col: number } {
    const at = position();
    if (!at) return { row: 1, col: 0 };
    if (event.shiftKey) return { row: at.row - nextRow(plan, at.row, -1), col: 0 }; // the library turns the sign itself
    return { row: nextRow(plan, at.row, 1) - at.row, col: run.enter(at) - at.column };
  }

  function tabMoves(event: KeyboardEvent): { row: number; col: number } {
    const at = position();
    if (at && !event.shiftKey) run.tab(at);
    else run.end();
    return { row: 0, col: 1 };
  }

  const position = (): Position | undefined => focusPlace(hot);

  function currentCell(): HTMLElement | null {
    const at = position();
    return at ? hot.getCell(at.row, at.column, true) : null;
  }

  const selectAt = ({ row, column }: Position): boolean => hot.selectCell(row, column);

  /** A person who jumps to a cell wants to see what stands around it, not only the cell at the rim. */
  function showAround({ row, column }: Position): void {
    const [first, last] = [hot.getFirstFullyVisibleRow(), hot.getLastFullyVisibleRow()];
    const isNearRim = first === null || last === null || row < first + rowsAround || row > last - rowsAround;
    if (isNearRim)
      hot.scrollViewportTo({
        row: Math.max(0, row - rowsAround * 2),
        col: column,
        verticalSnap: 'top',
        horizontalSnap: undefined
      });
  }

  // ── what the selection tells ──────────────────────────────────────────────────────────────────────────────────────

  function selected({ row, column }: Position): void {
    const key = keyAt(plan, row, column);
    opened = undefined;
    desk.selected = key;
    desk.position = { row, column };
    sheet.pointAt(key, false);
    const numbers = selectedKeys()
      .map((one) => sheet.outcome(one))
      .flatMap((outcome) => (outcome.kind === 'number' ? [outcome.value] : []));
    desk.summed = sumSelection(numbers);
  }

  /** the editor of a cell is there only now */
  function named(): void {
    const at = position();
    const key = at && keyAt(plan, at.row, at.column);
    if (at) nameHiddenEditor(hot, key === undefined ? (plan.texts[at.row]?.[at.column] ?? '') : nameOf(key));
  }

  /** place, value, and what its signs mean */
  function nameOf(key: CellKey): string {
    const { text, said } = lookOfCell(key, looks());
    return [desk.place(key), text === '' ? desk.w.nothings.blank : text, said]
      .filter(Boolean)
      .join(desk.w.common.listSeparator);
  }

  function deselected(): void {
    desk.selected = undefined;
    desk.position = undefined;
    sheet.pointAt(undefined, false);
  }

  function beganEditing({ row, column }: Position): void {
    const key = keyAt(plan, row, column);
    if (key === undefined) return;
    opened = { key, text: texts[row]?.[column] ?? '' };
    sheet.pointAt(key, true);
  }

  function selectedKeys(): CellKey[] {
    const keys = new Set<CellKey>();
    for (const { top, left, bottom, right } of allAreas(hot))
      for (let row = top; row <= bottom; row += 1)
        for (let column = left; column <= right; column += 1) {
          const key = keyAt(plan, row, column);
          if (key !== undefined) keys.add(key);
        }
    return [...keys];
  }

  // ── what comes from the sheet ─────────────────────────────────────────────────────────────────────────────────────

  /** Paints cells from the sheet: their place in the array, and what of them is in view. Neither editor nor view is touched. */
  function repaint(keys: Iterable<CellKey>): void {
    const places: Position[] = [];
    for (const key of keys) {
      const place = plan.places.get(key);
      if (!place) continue;
      texts[place.row]![place.column] = textAt(key);
      places.push(place);
    }
    if (places.length > manyCells) return hot.render();
    for (const { row, column } of places) {
      const td = hot.getCell(row, column, true);
      if (td) paint(td, row, column);
    }
  }

  const stopListening = sheet.onCells(({ keys }) => repaint(keys));

  function show(next: GridPlan): void {
    const kept = desk.selected;
    plan = next;
    texts = textsOf(plan);
    hot.updateSettings({ data: texts, ...layoutOf(plan, node.clientWidth) });
    const place = kept === undefined ? undefined : plan.places.get(kept);
    if (place) selectAt(place);
    else hot.deselectCell();
  }

  const grid: OpenGrid = {
    hot,
    show,
    repaint,
    fill,
    clear,
    selectedKeys,
    refresh: () => hot.render(),
    copy: () => hot.getPlugin('copyPaste').copyCellsOnly(),
    focus() {
      hot.listen();
      // the keyboard too comes back to the cell, not only the library's ear: else it hears keys meant for the next field
      hot.getFocusManager().focusOnHighlightedCell();
      hot.getFocusManager().refocusToEditorTextarea();
    },
    jump(key) {
      const place = plan.places.get(key);
      if (!place) return false;
      if (!selectAt(place)) return false;
      showAround(place);
      hot.listen();
      return true;
    },
    close() {
      stopListening();
      leaveEditor();
      if (desk.grid === grid) desk.grid = undefined;
      hot.destroy();
    }
  };
  desk.grid = grid;
  return grid;
}
