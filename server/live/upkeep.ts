// Keeping a sheet small: a snapshot in the place of many rows, and a new document in the place of one that too many sessions have written in.
import * as decoding from 'lib0/decoding';
import { renewed } from '#core/sheet/renewal.ts';
import { writeStateVector } from '#core/sheet/document.ts';
import { isOpen } from '#core/workflow/stages.ts';
import type { Storage } from '#server/storage/storage.ts';
import type { LiveLimits } from './limits.ts';
import { snapshotOf, vectorOf, type SheetCopy } from './sheet-copy.ts';
import { within } from './within.ts';

export interface UpkeepNeeds {
  storage: Pick<Storage, 'log'>;
  limits: LiveLimits;
  note: (fact: string, fields: Record<string, unknown>) => void;
}

/** Law 13; `rows` are long. A compaction that fails costs nothing but a longer log: it is tried again after as many rows. */
export async function compactIfLong(
  copy: SheetCopy,
  { limits, storage, note }: UpkeepNeeds,
  rows: number = limits.rowsPerSnapshot
): Promise<void> {
  if (copy.rowsSinceSnapshot < rows && copy.bytesSinceSnapshot < limits.bytesPerSnapshot) return;
  copy.rowsSinceSnapshot = 0;
  copy.bytesSinceSnapshot = 0;
  try {
    const { state, vector } = snapshotOf(copy);
    await within(storage.log.compact(copy.id, copy.seq, state, vector), limits.commitLimitMs, 'a compaction');
    copy.isUnsummed = false;
  } catch (error) {
    note('not compacted', { sheet: copy.id, seq: copy.seq, error: String(error) });
  }
}

export const isCrowded = (copy: SheetCopy, clients: number): boolean =>
  clientCount(copy) > clients && isOpen(copy.stage);

/** a document that is not made need not be made for it: a state vector begins with the count */
const clientCount = (copy: SheetCopy): number =>
  copy.isMade ? copy.doc.store.clients.size : decoding.readVarUint(decoding.createDecoder(vectorOf(copy)));

/**
 * A copy that says the same with one client id, and is on disk, when the document has more than `clients` of them; undefined when it has
 * not, when the sheet is closed or has moved on, or the disk did not take it: then all stays as it was.
 */
export async function renewIfCrowded(
  copy: SheetCopy,
  clients: number,
  { limits, storage, note }: UpkeepNeeds
): Promise<SheetCopy | undefined> {
  if (!isCrowded(copy, clients)) return undefined;
  const { doc, retired } = renewed(copy);
  const fresh: SheetCopy = { ...copy, doc, retired, isUnsummed: false, seq: copy.seq + 1, answers: new Map() };
  fresh.rowsSinceSnapshot = fresh.bytesSinceSnapshot = 0;
  try {
    const renewing = storage.log.renew(copy.id, copy.seq, {
      ...snapshotOf(fresh),
      retired: writeStateVector(retired)
    });
    if (!(await within(renewing, limits.commitLimitMs, 'a renewal'))) return undefined;
  } catch (error) {
    note('not renewed', { sheet: copy.id, seq: copy.seq, error: String(error) });
    return undefined;
  }
  fresh.stage = copy.stage; // it may have been moved meanwhile
  note('renewed', { sheet: copy.id, seq: fresh.seq, clients: copy.doc.store.clients.size });
  return fresh;
}
