// What is selected, as plain areas of the grid. Selected heads count as the rows and columns below them.
import type HandsontableType from 'handsontable/base';
import type { Area } from './fill-texts.ts';
import type { Position } from './grid-plan.ts';

type Range = NonNullable<ReturnType<HandsontableType['getSelectedRangeLast']>>;

const areaOf = (range: Range): Area => {
  const [from, to] = [range.getTopStartCorner(), range.getBottomEndCorner()];
  return { top: atLeast0(from.row), left: atLeast0(from.col), bottom: atLeast0(to.row), right: atLeast0(to.col) };
};

const atLeast0 = (place: number | null): number => Math.max(0, place ?? 0);

/** the area selected last; undefined when nothing is selected */
export function lastArea(hot: HandsontableType): Area | undefined {
  const range = hot.getSelectedRangeLast();
  return range && areaOf(range);
}

export const allAreas = (hot: HandsontableType): Area[] => (hot.getSelectedRange() ?? []).map(areaOf);

/** the cell with the focus */
export function focusPlace(hot: HandsontableType): Position | undefined {
  const at = hot.getSelectedRangeLast()?.highlight;
  return at && { row: atLeast0(at.row), column: atLeast0(at.col) };
}

/** the corner that moves when a selection is extended */
export function movingCorner(hot: HandsontableType): Position | undefined {
  const at = hot.getSelectedRangeLast()?.to;
  return at && { row: atLeast0(at.row), column: atLeast0(at.col) };
}
