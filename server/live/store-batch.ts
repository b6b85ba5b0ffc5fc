// A batch goes to the disk, or it is said why not.
import { isProblem } from '#core/basics/problem.ts';
import type { AppendOutcome, Storage } from '#server/storage/storage.ts';
import type { Batch } from './batch.ts';
import type { LiveLimits } from './limits.ts';
import type { SheetCopy } from './sheet-copy.ts';
import { within } from './within.ts';

export interface StoreNeeds {
  storage: Pick<Storage, 'log' | 'sheets'>;
  limits: Pick<LiveLimits, 'commitLimitMs'>;
}

export type StoreOutcome = AppendOutcome | { kind: 'behind' } | { kind: 'disk-full' };

/**
 * Stores the rows of a batch that was judged over `copy`, whole or not at all. `behind`: the disk is further than the copy, judge again.
 * Rejects when it is not known whether it is stored.
 */
export async function storeBatch(copy: SheetCopy, batch: Batch, needs: StoreNeeds): Promise<StoreOutcome> {
  if (await isBehind(copy, batch, needs)) return { kind: 'behind' };
  const { rows, changes, clients } = batch;
  if (rows.length === 0) return { kind: 'stored', seq: copy.seq };
  try {
    const append = needs.storage.log.append({ sheet: copy.id, knownSeq: copy.seq, rows, changes, clients });
    return await within(append, needs.limits.commitLimitMs, 'a commit');
  } catch (error) {
    if (isProblem(error) && error.code === 'disk-full') return { kind: 'disk-full' };
    throw error;
  }
}

/**
 * A browser that comes from another node may bring what is on the disk, but not here yet, and look like one that writes in others'
 * names: before anybody is refused, the disk is asked whether it is further.
 */
async function isBehind(copy: SheetCopy, { settled }: Batch, { storage, limits }: StoreNeeds): Promise<boolean> {
  if (settled.every(({ kind }) => kind === 'accepted')) return false;
  const asking = storage.sheets.byId(copy.id);
  const sheet = await within(asking, limits.commitLimitMs, 'asking for the number of a sheet');
  return sheet !== undefined && sheet.seq > copy.seq;
}
