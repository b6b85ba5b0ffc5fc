// The wait for the disk, off the event loop. SQLite with synchronous=FULL flushes its log within each commit, and everybody waits for the
// disk: 0.2 ms on a good one, 10 on a bad one. Ours commits with NORMAL, which writes the same bytes in the same order but for that one
// flush, and then asks for the flush itself; what was committed counts as stored when it is done, and not before.
import { closeSync, fdatasync, openSync } from 'node:fs';
import { isProblem, Problem } from '#core/basics/problem.ts';

export interface Flush {
  /** Resolves when all that was committed before the call is on the disk. */
  (): Promise<void>;
  /** The same for who only read what others committed: at once when nobody waits for the disk. Rejects after a flush that failed. */
  settled(): Promise<void>;
  /** @throws Problem `disk-failed` after a flush that failed: nothing may be written or read any more until a restart */
  mustWork(): void;
  close(): void;
}

/** Whether it may be stored although an error came: the commit was done, and its flush failed. */
export const isFlushFailure = (error: unknown): error is Problem => isProblem(error) && error.code === 'disk-failed';

export type FlushFile = (file: number, done: (error: Error | null) => void) => void;

/**
 * @param path of a write-ahead log that exists; it stays the same file as long as a connection is open
 * @param onFailure hears of the first flush that fails, once
 * @param flushFile for tests: another disk
 */
export function flushOf(path: string, onFailure: (error: Error) => void, flushFile: FlushFile = fdatasync): Flush {
  const file = openSync(path, 'r+');
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let failure: Error | undefined;

  const start = (): Promise<void> => {
    next = undefined;
    const own: Promise<void> = new Promise((resolve, reject) =>
      flushFile(file, (error) => {
        // After a flush that failed nobody knows what the disk holds, and a second one would say that all is well. So `running` stays as it
        // is, and every later one fails too: nothing counts as stored until a restart has read what is really there.
        if (error) {
          running = own;
          failure = error;
          reject(failed(error));
          return onFailure(error);
        }
        // who was told of this one may have begun the next already
        if (running === own) running = undefined;
        resolve();
      })
    );
    return (running = own);
  };
  // One that runs may have begun before the caller's commit: who comes meanwhile shares the next.
  const flush = () => (running ? (next ??= running.then(start)) : start());
  const settled = async () => next ?? running;
  const mustWork = () => {
    if (failure) throw failed(failure);
  };
  return Object.assign(flush, { settled, mustWork, close: () => closeSync(file) });
}

const failed = (cause: Error): Problem => Object.assign(new Problem('disk-failed'), { cause });
