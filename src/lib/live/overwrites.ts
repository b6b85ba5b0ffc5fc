// When two people write the same cell, both are told, with both values. Of writes that had not seen each other the server tells, whenever
// that was (it alone knows, and it has the name); who writes over what was seen within a minute is told here.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import { sameContent } from '#core/sheet/document.ts';
import type { Raced } from '#core/sheet/messages.ts';
import type { Overwritten } from './open-sheet.ts';

// "What I just typed": what one still has in mind.
const justMs = 60_000;

export interface Standing {
  content: CellContent | undefined;
  byMe: boolean;
  /** whose write it is, as far as is known here; '' otherwise */
  name: string;
}

export interface Overwrites {
  /** I am about to write `content` where `standing` stands. */
  wrote(key: CellKey, content: CellContent, standing: Standing): void;
  /**
   * Somebody else's write of a cell came in; `before` stood there and `after` stands there now.
   * @param isWaiting my own write of it is not on the server's disk: should they have met, the server tells
   */
  heard(key: CellKey, before: CellContent | undefined, after: Standing, isWaiting: boolean): void;
  /** the server's word on writes that had not seen each other; `me` is one of the two */
  raced(raced: readonly Raced[], me: string): void;
  listen(listener: (what: Overwritten) => void): () => void;
}

export function overwrites(now: () => number): Overwrites {
  const mine = new Map<CellKey, { content: CellContent; at: number }>();
  const theirs = new Map<CellKey, number>();
  /** meetings that the server has told of: it tells again to who comes back */
  const met = new Set<string>();
  const told = new Map<CellKey, { what: Overwritten; at: number }>();
  const listeners = new Set<(what: Overwritten) => void>();
  const isJust = (at: number | undefined): boolean => at !== undefined && now() - at <= justMs;

  const tell = (what: Overwritten) => {
    told.set(what.key, { what, at: now() });
    for (const listener of [...listeners]) listener(what);
  };
  const isTold = ({ key, mine: own, theirs: other }: Overwritten): boolean => {
    const before = told.get(key);
    return (
      before !== undefined &&
      isJust(before.at) &&
      sameContent(before.what.mine, own) &&
      sameContent(before.what.theirs, other)
    );
  };

  return {
    wrote(key, content, standing) {
      if (!standing.byMe && standing.content && isJust(theirs.get(key)) && !sameContent(standing.content, content))
        tell({ key, stands: 'mine', mine: content, theirs: standing.content, by: standing.name });
      mine.set(key, { content, at: now() });
    },
    heard(key, before, after, isWaiting) {
      theirs.set(key, now());
      const own = mine.get(key);
      if (!own || isWaiting || after.byMe || !isJust(own.at)) return;
      if (!sameContent(before, own.content) || sameContent(after.content, own.content)) return;
      const what: Overwritten = { key, stands: 'theirs', mine: own.content, theirs: after.content, by: after.name };
      if (!isTold(what)) tell(what);
    },
    raced(raced, me) {
      for (const one of raced) {
        const name = `${one.seq}/${one.key}/${one.lost.person}`;
        if (met.has(name)) continue;
        met.add(name);
        const stands = one.stands.person === me ? 'mine' : 'theirs';
        const [own, other] = stands === 'mine' ? [one.stands, one.lost] : [one.lost, one.stands];
        tell({
          key: one.key,
          stands,
          mine: own.content ?? undefined,
          theirs: other.content ?? undefined,
          by: other.name
        });
      }
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    }
  };
}
