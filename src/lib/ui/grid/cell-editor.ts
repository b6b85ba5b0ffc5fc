// The editor of a cell: the library's text field, whose text goes to the sheet and not into the grid's array. The library's own way of
// saving paints the whole grid after each text; the sheet tells which cells have changed, and those are painted.
import type HandsontableType from 'handsontable/base';
import { lastArea } from './selected-areas.ts';
import type { TextAt } from './take-in.ts';

/** what an editor of the library is at run time */
interface Editor {
  hot: HandsontableType;
  row: number;
  col: number;
  state: 'STATE_VIRGIN' | 'STATE_EDITING' | 'STATE_WAITING' | 'STATE_FINISHED';
  TEXTAREA: HTMLTextAreaElement;
}

type EditorClass = new (...given: unknown[]) => unknown;

export interface EditorEnds {
  /** one text, or with Ctrl+Enter the same text for every selected cell */
  take(texts: readonly TextAt[]): void;
  /** it was closed, with or without a text */
  closed(): void;
}

export function cellEditor(Handsontable: typeof HandsontableType, ends: EditorEnds): EditorClass {
  class CellEditor extends Handsontable.editors.TextEditor {
    override saveValue(value: unknown[][], isForAll: boolean): void {
      const { hot, row, col } = this as unknown as Editor;
      const text = value[0]?.[0] == null ? '' : String(value[0][0]);
      const area = isForAll ? lastArea(hot) : undefined;
      const { top, left, bottom, right } = area ?? { top: row, left: col, bottom: row, right: col };
      const texts: TextAt[] = [];
      for (let at = top; at <= bottom; at += 1)
        for (let column = left; column <= right; column += 1) texts.push({ row: at, column, text });
      ends.take(texts);
    }

    /** The closed field stays empty, and a text that is being written (its cell may be scrolled away) stays as it is. */
    override refreshValue(): void {
      const { state, TEXTAREA } = this as unknown as Editor;
      const text = state === 'STATE_EDITING' ? TEXTAREA.value : '';
      super.refreshValue();
      if (TEXTAREA.value !== text) this.setValue(text);
    }

    override close(): void {
      super.close();
      ends.closed();
    }
  }
  return CellEditor as unknown as EditorClass;
}
