// Double click on the edge of a head: as wide as the widest text of the column, of all rows and not only of those in view.
import { keyAt } from './grid-plan.ts';
import type { Board } from './grid-board.ts';
import { looksOf } from './grid-board.ts';
import { lookOfCell } from './look-of-cell.ts';

const padding = 16;
const indentPixels = 14;
/** for the sign of a computed cell */
const signPixels = 12;
/** a text of many lines is not meant to stand in one */
const mostPixels = 600;

/** @returns pixels at 100 % */
export function fitColumn(board: Board, column: number): number {
  const measure = textMeasure(board.hot.rootElement);
  const { plan } = board;
  let widest = 0;
  plan.rows.forEach((row, at) => {
    // headings run over the columns beside them
    if (row.kind !== 'cells') return;
    const key = keyAt(plan, at, column);
    const look = key === undefined ? undefined : lookOfCell(key, looksOf(board));
    const text = look?.text ?? plan.texts[at]?.[column] ?? '';
    const isMerged = plan.merges.some((merge) => merge.row === at && merge.col === column && merge.colspan > 1);
    if (text === '' || isMerged) return;
    const beside = key === undefined ? (column === 0 ? row.depth * indentPixels : 0) : signPixels;
    widest = Math.max(widest, measure(text) + beside);
  });
  const head = plan.heads.at(-1)?.length === plan.columns.length ? plan.heads.at(-1)?.[column]?.label : undefined;
  widest = Math.max(widest, head === undefined ? 0 : measure(head));
  return Math.min(mostPixels, Math.ceil(widest) + padding);
}

function textMeasure(root: HTMLElement): (text: string) => number {
  const pen = document.createElement('canvas').getContext('2d');
  if (!pen) return () => 0;
  pen.font = `13px ${getComputedStyle(root).fontFamily}`;
  return (text) => pen.measureText(text).width;
}
