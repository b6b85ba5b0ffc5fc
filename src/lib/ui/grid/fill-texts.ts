// Ctrl+D and Ctrl+R: the first row (column) of the area, copied over the rest of it.
import type { TextAt } from './take-in.ts';

export interface Area {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** An area of one row (column) is filled from the row above (the column to the left), as in Excel. */
export function fillTexts(
  area: Area,
  direction: 'down' | 'right',
  textAt: (row: number, column: number) => string
): TextAt[] {
  const down = direction === 'down';
  const single = down ? area.top === area.bottom : area.left === area.right;
  const source = (down ? area.top : area.left) - (single ? 1 : 0);
  if (source < 0) return [];
  const texts: TextAt[] = [];
  for (let row = area.top; row <= area.bottom; row += 1)
    for (let column = area.left; column <= area.right; column += 1) {
      if ((down ? row : column) === source) continue;
      texts.push({ row, column, text: down ? textAt(source, column) : textAt(row, source) });
    }
  return texts;
}
