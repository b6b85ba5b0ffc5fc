// Fits an open grid into its place again: after a zoom, another width of a column, or when panels and window leave it more or less room.
import type { Board } from './grid-board.ts';
import { columnName, layoutOf, widthsIn, type LayoutRoom } from './grid-layout.ts';
import { fitColumn } from './fit-column.ts';
import { focusPlace } from './selected-areas.ts';
import { onZoomWheel, setZoom } from './zoom-grid.ts';

export function roomOf({ desk, plan }: Board, node: HTMLElement): LayoutRoom {
  const { look } = desk;
  return { width: node.clientWidth, zoom: look.factor, chosen: look.widthsOf(plan.table) };
}

/** Widths, heights and type at the zoom and width of now; nothing else of the grid changes. */
export function fitGrid(board: Board, node: HTMLElement): void {
  const { hot, plan } = board;
  const at = focusPlace(hot);
  const wasInView = at !== undefined && hot.getCell(at.row, at.column, true) !== null;
  setZoom(node, board.desk.look.factor, hot);
  const { colWidths, rowHeights, rowHeaderWidth, columnHeaderHeight, fixedColumnsStart } = layoutOf(
    plan,
    roomOf(board, node)
  );
  hot.updateSettings({
    colWidths,
    rowHeights,
    rowHeaderWidth,
    ...(fixedColumnsStart === undefined ? {} : { fixedColumnsStart }),
    ...(columnHeaderHeight === undefined ? {} : { columnHeaderHeight })
  });
  if (wasInView) hot.scrollViewportTo({ row: at.row, col: at.column });
}

/** The hooks that the library calls when the edge of a head is dragged or double-clicked. */
export function resizeHooks(board: Board, node: HTMLElement) {
  return {
    beforeColumnResize: (pixels: number, column: number, isDoubleClick: boolean): number =>
      isDoubleClick ? Math.round(fitColumn(board, column) * board.desk.look.factor) : pixels,
    afterColumnResize(pixels: number, column: number): void {
      const { plan, desk, hot } = board;
      // from now on all widths of this table are the person's: the others must not move when one is dragged
      const widths = widthsIn(plan, roomOf(board, node));
      widths[column] = pixels / desk.look.factor;
      hot.getPlugin('manualColumnResize').clearManualSize(column); // ours is the only place where widths are kept
      desk.look.setWidths(
        plan.table,
        Object.fromEntries(plan.columns.map((one, at) => [columnName(one), widths[at]!]))
      );
    }
  };
}

/** Watches the room and Ctrl+wheel. @returns stops watching */
export function watchRoom(board: Board, node: HTMLElement): () => void {
  let known = { width: node.clientWidth, height: node.clientHeight };
  const observer = new ResizeObserver(() => {
    const now = { width: node.clientWidth, height: node.clientHeight };
    const [isOther, isLower] = [now.width !== known.width, now.height < known.height];
    known = now;
    if (now.width === 0 || now.height === 0) return;
    if (isOther) fitGrid(board, node);
    else board.hot.refreshDimensions();
    if (isLower) keepInView(board);
  });
  observer.observe(node);
  const stopWheel = onZoomWheel(node, (step) => board.desk.look.zoomBy(step));
  return () => {
    observer.disconnect();
    stopWheel();
  };
}

/** a message or a panel that opened must not hide the cell that is worked on */
function keepInView({ hot }: Board): void {
  const at = focusPlace(hot);
  const last = hot.getLastFullyVisibleRow();
  if (at && last !== null && at.row > last && at.row <= last + 3) hot.scrollViewportTo({ row: at.row, col: at.column });
}
