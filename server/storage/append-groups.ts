// Group commit: appends of many sheets share one transaction, hence one write to the disk. An idle storage stores at once; after a
// commit the next one waits a little, so that what comes meanwhile goes together.
import { isFlushFailure } from './flush.ts';
import type { Append, AppendOutcome } from './storage.ts';

// One transaction holds the only writer and, on SQLite, the event loop: some 10 to 20 ms at most.
const appendsPerGroup = 500;
const rowsPerGroup = 2000;
// A commit and its flush cost half a millisecond of CPU, however little they store. So the next one waits, and longer the more sheets are being
// written in: some ms beside a few sheets, at most 25 beside hundreds.
const pauseMsAfter = (appends: number): number => Math.min(10, 2 + appends) + Math.min(15, appends * 0.15);

interface Waiting {
  append: Append;
  resolve(outcome: AppendOutcome): void;
  reject(error: unknown): void;
}

/**
 * An `append` that gathers; `idle` resolves when nothing waits and nothing is being written.
 * @param store stores these in one transaction, or nothing of them; one outcome for each, in order. When it rejects, nothing is stored,
 *   except after a flush that failed: then nobody knows.
 */
export function appendGroups(store: (appends: readonly Append[]) => Promise<AppendOutcome[]>): {
  append(append: Append): Promise<AppendOutcome>;
  idle(): Promise<void>;
} {
  let waiting: Waiting[] = [];
  let draining: Promise<void> | undefined;
  let pauseUntil = 0;

  const drain = async () => {
    while (waiting.length > 0) {
      const waitMs = pauseUntil - performance.now();
      // at least setImmediate and not at once: timers and sockets that fire in the same turn come into the same group
      await new Promise((resolve) => (waitMs > 0 ? setTimeout(resolve, waitMs) : setImmediate(resolve)));
      const count = groupSize(waiting);
      const group = waiting.slice(0, count);
      waiting = waiting.slice(count);
      await storeGroup(store, group);
      pauseUntil = performance.now() + pauseMsAfter(count);
    }
    draining = undefined;
  };

  return {
    append: (append) =>
      new Promise((resolve, reject) => {
        waiting.push({ append, resolve, reject });
        draining ??= drain();
      }),
    idle: () => draining ?? Promise.resolve()
  };
}

function groupSize(waiting: readonly Waiting[]): number {
  let rows = 0;
  let count = 0;
  while (count < waiting.length && count < appendsPerGroup && (count === 0 || rows < rowsPerGroup)) {
    rows += waiting[count]!.append.rows.length;
    count++;
  }
  return count;
}

async function storeGroup(
  store: (appends: readonly Append[]) => Promise<AppendOutcome[]>,
  group: readonly Waiting[]
): Promise<void> {
  try {
    const outcomes = await store(group.map((one) => one.append));
    group.forEach((one, place) => one.resolve(outcomes[place]!));
  } catch (error) {
    // Nothing of the group is stored. One bad append must not take its neighbours down: each is tried alone. But not after a flush that
    // failed: the group may be stored, and would be a second time.
    if (group.length === 1 || isFlushFailure(error)) for (const one of group) one.reject(error);
    else for (const one of group) await storeGroup(store, [one]);
  }
}
