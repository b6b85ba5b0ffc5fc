// The real storage, with faults put in front of its log: what a disk does on a bad day. Everything else passes through.
import { Problem } from '#core/basics/problem.ts';
import type { Append, AppendOutcome, Storage } from '#server/storage/storage.ts';

export type Fault =
  /** nothing is stored, the caller is told so */
  | 'fails'
  /** it is stored, but the caller hears of a failure */
  | 'fails-after'
  /** no space is left: nothing is stored, and the caller is told why */
  | 'full';

export interface FaultyStorage extends Storage {
  /** what happens to the next appends; empty: they go through */
  readonly faults: Fault[];
  /** called before each append; an append waits for it */
  beforeAppend: ((append: Append) => Promise<void> | void) | undefined;
  readonly appends: Append[];
}

export function faulty(storage: Storage): FaultyStorage {
  const faults: Fault[] = [];
  const appends: Append[] = [];
  const append = async (one: Append): Promise<AppendOutcome> => {
    await wrapped.beforeAppend?.(one);
    const fault = faults.shift();
    if (fault === 'full') throw new Problem('disk-full');
    if (fault === 'fails') throw new Error('the disk does not answer');
    const outcome = await storage.log.append(one);
    appends.push(one);
    if (fault === 'fails-after') throw new Error('the disk answered too late');
    return outcome;
  };
  const wrapped: FaultyStorage = {
    ...storage,
    log: { ...storage.log, append },
    faults,
    appends,
    beforeAppend: undefined
  };
  return wrapped;
}
