// The keys that the grid library does not have as Excel has them. Only while no editor is open; everything else is the library's.
import type { Position } from './grid-plan.ts';

export interface KeyDeeds {
  isEditing(): boolean;
  undo(): void;
  redo(): void;
  /** Ctrl+S: says whether all is saved */
  askSaved(): void;
  find(): void;
  fill(direction: 'down' | 'right'): void;
  /** Ctrl+arrow, with Shift extending the selection */
  edge(step: { row: -1 | 0 | 1; column: -1 | 0 | 1 }, extend: boolean): void;
  /** Ctrl+Home, Ctrl+End, with Shift extending the selection */
  corner(which: 'first' | 'last', extend: boolean): void;
  details(): void;
  menu(): void;
  /** a sign was typed into a cell that may not be written */
  barred(): boolean;
}

const arrows: Readonly<Record<string, { row: -1 | 0 | 1; column: -1 | 0 | 1 }>> = {
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 }
};

/** @returns true when the key was dealt with here and must go no further */
export function handleKey(event: KeyboardEvent, deeds: KeyDeeds): boolean {
  const control = event.ctrlKey || event.metaKey;
  if (control && !event.altKey && event.key.toLowerCase() === 's') return done(deeds.askSaved);
  if (control && !event.altKey && event.key.toLowerCase() === 'f') return done(deeds.find);
  if (deeds.isEditing()) return false;
  if (control && !event.altKey) return handleControl(event, deeds);
  if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) return done(deeds.menu);
  const types = event.key.length === 1 && event.key !== ' ';
  return (types || event.key === 'F2') && !event.altKey ? deeds.barred() : false;
}

function handleControl(event: KeyboardEvent, deeds: KeyDeeds): boolean {
  const step = arrows[event.key];
  if (step) return done(() => deeds.edge(step, event.shiftKey));
  switch (event.key.toLowerCase()) {
    case 'z':
      return done(event.shiftKey ? deeds.redo : deeds.undo);
    case 'y':
      return done(deeds.redo);
    case 'd':
      return done(() => deeds.fill('down'));
    case 'r':
      return done(() => deeds.fill('right'));
    case 'home':
      return done(() => deeds.corner('first', event.shiftKey));
    case 'end':
      return done(() => deeds.corner('last', event.shiftKey));
    case 'enter':
      return done(deeds.details);
    default:
      return false;
  }
}

function done(deed: () => void): true {
  deed();
  return true;
}

/** Tab, Tab, Enter comes back to the column where the first Tab was pressed, one row down. */
export class TabRun {
  #start: Position | undefined;

  /** @param at where the cell is that Tab leaves */
  tab(at: Position): void {
    this.#start ??= at;
  }

  /** @returns the column to go to with Enter */
  enter(at: Position): number {
    const column = this.#start?.row === at.row ? this.#start.column : at.column;
    this.#start = undefined;
    return column;
  }

  /** any other way of moving ends the run */
  end(): void {
    this.#start = undefined;
  }
}
