// When two people write the same cell within a minute, both are told. Who typed first or last does not matter: the history has both values.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import { sameContent } from '#core/sheet/document.ts';
import type { Overwritten } from './open-sheet.ts';

// "What I just typed": what one still has in mind.
const justMs = 60_000;

export interface Overwrites {
  /** I am about to write `content` where `standing` stands. */
  wrote(key: CellKey, content: CellContent, standing: CellContent | undefined, standsByMe: boolean): void;
  /** Somebody else's write of a cell came in; `before` stood there and `after` stands there now. */
  heard(key: CellKey, before: CellContent | undefined, after: CellContent | undefined, standsByMe: boolean): void;
  listen(listener: (what: Overwritten) => void): () => void;
}

export function overwrites(now: () => number): Overwrites {
  const mine = new Map<CellKey, { content: CellContent; at: number }>();
  const theirs = new Map<CellKey, number>();
  const listeners = new Set<(what: Overwritten) => void>();
  const isJust = (at: number | undefined): boolean => at !== undefined && now() - at <= justMs;
  const tell = (what: Overwritten) => {
    for (const listener of [...listeners]) listener(what);
  };

  return {
    wrote(key, content, standing, standsByMe) {
      if (!standsByMe && standing && isJust(theirs.get(key)) && !sameContent(standing, content))
        tell({ key, stands: 'mine', mine: content, theirs: standing });
      mine.set(key, { content, at: now() });
    },
    heard(key, before, after, standsByMe) {
      theirs.set(key, now());
      const own = mine.get(key);
      if (!own || !isJust(own.at) || sameContent(after, own.content) !== standsByMe) return;
      // theirs came and lost: it is behind mine already, and its content did not come along
      if (standsByMe) tell({ key, stands: 'mine', mine: own.content, theirs: undefined });
      else if (sameContent(before, own.content)) tell({ key, stands: 'theirs', mine: own.content, theirs: after });
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    }
  };
}
