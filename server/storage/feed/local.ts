// The feed of one process: tells listeners in the order of the announcements. With several nodes another feed takes its place.
import type { Announcement, Feed } from '#server/storage/storage.ts';

/** `onMistake` hears of a listener that threw: the others are told all the same, and so is nobody's commit disturbed. */
export function localFeed(onMistake: (error: unknown) => void): Feed {
  const listeners = new Set<(what: Announcement) => void>();
  const waiting: Announcement[] = [];
  let telling = false;

  const tell = (what: Announcement) => {
    for (const listener of [...listeners]) {
      try {
        listener(what);
      } catch (error) {
        onMistake(error);
      }
    }
  };

  return {
    announce(what) {
      waiting.push(what);
      if (telling) return; // a listener announces: it is told after this one, to all in the same order
      telling = true;
      for (let next = waiting.shift(); next; next = waiting.shift()) tell(next);
      telling = false;
    },
    listen(listener) {
      const own = (what: Announcement) => listener(what);
      listeners.add(own);
      return () => void listeners.delete(own);
    }
  };
}
