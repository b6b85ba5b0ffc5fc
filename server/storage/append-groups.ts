// Group commit: appends of many sheets that come within one turn of the event loop share one transaction, hence one write to the disk.
import { appendAll } from './cabinets/log.ts';
import type { Tables } from './schema.ts';
import type { Append, AppendOutcome } from './storage.ts';

// One transaction holds the only writer and, on SQLite, the event loop: some 10 to 20 ms at most.
const appendsPerGroup = 500;
const rowsPerGroup = 2000;

interface Waiting {
  append: Append;
  resolve(outcome: AppendOutcome): void;
  reject(error: unknown): void;
}

/** An `append` that gathers; `idle` resolves when nothing waits and nothing is being written. */
export function appendGroups(write: Tables): { append(append: Append): Promise<AppendOutcome>; idle(): Promise<void> } {
  let waiting: Waiting[] = [];
  let draining: Promise<void> | undefined;

  const drain = async () => {
    // setImmediate and not at once: timers and sockets that fire in the same turn come into the same group
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const count = groupSize(waiting);
      const group = waiting.slice(0, count);
      waiting = waiting.slice(count);
      await storeGroup(write, group);
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

async function storeGroup(write: Tables, group: readonly Waiting[]): Promise<void> {
  try {
    const outcomes = await write.transaction().execute((db) =>
      appendAll(
        db,
        group.map((one) => one.append)
      )
    );
    group.forEach((one, place) => one.resolve(outcomes[place]!));
  } catch (error) {
    // Nothing of the group is stored. One bad append must not take its neighbours down: each is tried alone.
    if (group.length === 1) group[0]!.reject(error);
    else for (const one of group) await storeGroup(write, [one]);
  }
}
