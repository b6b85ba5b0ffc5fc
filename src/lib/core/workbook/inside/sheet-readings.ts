// One sheet in the ways in which it may have to be read: as it is, as strips beside each other, with rows and columns exchanged.
import type { RawCell, RawMerge, RawSheet } from '#core/workbook/raw-workbook.ts';
import { viewOf, type SheetView } from './sheet-view.ts';

export interface SheetReadings {
  whole: SheetView;
  /** everything that can be seen on it, as it stands and as labels are compared */
  words(): ReadonlySet<string>;
  /** Heads that repeat from left to right (省份 | 数量 | 省份 | 数量): one strip each, [] when they do not. */
  repeated(): readonly SheetView[];
  /** what empty columns part; [] when nothing is parted */
  parted(): readonly SheetView[];
  /** indicators across instead of down: each of the parted strips, or all of it, turned; [] for a sheet that is too large to be one */
  turned(): readonly SheetView[];
  /** a turned view apart at each head that begins with this label: blocks one below the other, each turned; [] when there is but one */
  turnedBlocks(view: SheetView, corner: string): readonly SheetView[];
}

// A form of 500 rows stands in 500 columns when it is turned; longer ones are lists, which nobody turns.
const mostTurnedRows = 2_000;
const mostCells = 20_000;
const mostMerges = 2_000;
const mostStrips = 12;

export function readingsOf(sheet: RawSheet): SheetReadings {
  const whole = viewOf(sheet);
  // what is larger is a list, and would be read many times over
  const isSmall = sheet.cells.length <= mostCells && sheet.merges.length <= mostMerges;
  let words: Set<string> | undefined;
  let repeated: readonly SheetView[] | undefined;
  let parted: readonly SheetView[] | undefined;
  let turned: readonly SheetView[] | undefined;
  return {
    whole,
    words: () => (words ??= wordsOf(whole)),
    repeated: () => (repeated ??= isSmall ? strips(sheet, repeatedAt(whole)) : []),
    parted: () => (parted ??= isSmall ? strips(sheet, partedAt(whole)) : []),
    turned() {
      // what an empty column parts from the table would become rows of it
      turned ??= isSmall
        ? [...(this.parted().length > 0 ? this.parted() : [whole])].flatMap((view) => turn(view) ?? [])
        : [];
      return turned;
    },
    turnedBlocks(view, corner) {
      if (corner === '') return [];
      const starts = view.rows.flatMap(({ cells }) =>
        cells.flatMap((cell) => (cell.kind === 'text' && view.labelOf(cell).text === corner ? [cell.column] : []))
      );
      return strips(
        view.sheet,
        [...new Set(starts)].sort((a, b) => a - b),
        view
      );
    }
  };
}

function wordsOf(view: SheetView): Set<string> {
  const words = new Set<string>();
  for (const { cells } of view.rows)
    for (const cell of cells)
      if (cell.kind === 'text') {
        words.add(view.labelOf(cell).text);
        words.add(cell.value.trim());
      }
  return words;
}

/** Views of columns from each of `starts` up to the next. */
function strips(
  sheet: RawSheet,
  starts: readonly number[],
  of: Pick<SheetView, 'source' | 'isTurned'> = { source: sheet, isTurned: false }
): SheetView[] {
  if (starts.length < 2 || starts.length > mostStrips) return [];
  return starts.map((from, index) => {
    const to = (starts[index + 1] ?? Infinity) - 1;
    // what stands left of the first strip (a title) belongs to it
    const left = index === 0 ? 1 : from;
    const within = (column: number) => column >= left && column <= to;
    return viewOf(
      {
        ...sheet,
        cells: sheet.cells.filter((cell) => within(cell.column)),
        merges: sheet.merges.filter((merge) => within(merge.left) && within(merge.right))
      },
      of.source,
      of.isTurned
    );
  });
}

/** Columns at which a row of heads begins anew: its labels are one sequence, two times or more. */
function repeatedAt(view: SheetView): number[] {
  const starts = partedAt(view);
  for (const { cells } of view.rows.slice(0, 60)) {
    const end = starts.find((start) => start > (cells[0]?.column ?? 0)) ?? Infinity;
    const texts = cells.filter(({ column }) => column < end);
    if (texts.length < 4 || texts.some((cell) => cell.kind !== 'text' || view.labelOf(cell).text === '')) continue;
    const labels = texts.map((cell) => view.labelOf(cell).text);
    const period = periodOf(labels);
    if (period !== undefined) return texts.filter((_, at) => at % period === 0).map(({ column }) => column);
  }
  return [];
}

/** The shortest sequence of two labels or more, all different, that the whole consists of. */
function periodOf(labels: readonly string[]): number | undefined {
  for (let period = 2; period <= labels.length / 2; period++) {
    if (labels.length % period !== 0 || new Set(labels.slice(0, period)).size < period) continue;
    if (labels.every((label, at) => label === labels[at % period])) return period;
  }
  return undefined;
}

/** Columns that follow an empty one and hold something. */
function partedAt(view: SheetView): number[] {
  const held = new Set<number>();
  for (const { cells } of view.rows) {
    for (const cell of cells) {
      const last = Math.min(view.mergeOver(cell.row, cell.column)?.right ?? cell.column, cell.column + 400);
      for (let column = cell.column; column <= last; column++) held.add(column);
    }
  }
  return [...held]
    .sort((a, b) => a - b)
    .filter((column, index, all) => index === 0 || column > (all[index - 1] ?? 0) + 1);
}

function turn({ sheet, source }: SheetView): SheetView | undefined {
  const last = sheet.cells.at(-1)?.row ?? 0;
  if (last > mostTurnedRows) return undefined;
  const cells = sheet.cells
    .map((cell): RawCell => ({ ...cell, row: cell.column, column: cell.row }))
    .sort((a, b) => a.row - b.row || a.column - b.column);
  const merges = sheet.merges
    .filter((merge) => merge.top <= last)
    .map((merge): RawMerge => ({
      top: merge.left,
      left: merge.top,
      bottom: merge.right,
      right: Math.min(merge.bottom, mostTurnedRows)
    }));
  const turned: RawSheet = {
    ...sheet,
    cells,
    merges,
    hiddenRows: sheet.hiddenColumns.flatMap(([from, to]) =>
      Array.from({ length: Math.max(0, Math.min(to, 400) - from + 1) }, (_, at) => from + at)
    ),
    hiddenColumns: sheet.hiddenRows.filter((row) => row <= last).map((row) => [row, row] as const)
  };
  return viewOf(turned, source, true);
}
