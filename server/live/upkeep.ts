// Keeping a sheet small: a snapshot in the place of many rows, and a new document in the place of one that too many sessions have written in.
import { renewed } from '#core/sheet/renewal.ts';
import { writeStateVector } from '#core/sheet/document.ts';
import { isOpen } from '#core/workflow/stages.ts';
import type { Storage } from '#server/storage/storage.ts';
import type { LiveLimits } from './limits.ts';
import { answerOf, type SheetCopy } from './sheet-copy.ts';
import { within } from './within.ts';

export interface UpkeepNeeds {
  storage: Pick<Storage, 'log'>;
  limits: LiveLimits;
  note: (fact: string, fields: Record<string, unknown>) => void;
}

const nothingKnown = writeStateVector(new Map());

/** Law 13. A compaction that fails costs nothing but a longer log: it is tried again after as many rows. */
export async function compactIfLong(copy: SheetCopy, { limits, storage, note }: UpkeepNeeds): Promise<void> {
  if (copy.rowsSinceSnapshot < limits.rowsPerSnapshot && copy.bytesSinceSnapshot < limits.bytesPerSnapshot) return;
  copy.rowsSinceSnapshot = 0;
  copy.bytesSinceSnapshot = 0;
  try {
    const state = answerOf(copy, nothingKnown, limits.answersKept);
    await within(storage.log.compact(copy.id, copy.seq, state), limits.commitLimitMs, 'a compaction');
  } catch (error) {
    note('not compacted', { sheet: copy.id, seq: copy.seq, error: String(error) });
  }
}

export const isCrowded = ({ doc, stage }: SheetCopy, clients: number): boolean =>
  doc.store.clients.size > clients && isOpen(stage);

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
  const fresh: SheetCopy = { ...copy, doc, retired, seq: copy.seq + 1, answers: new Map() };
  fresh.rowsSinceSnapshot = fresh.bytesSinceSnapshot = 0;
  try {
    const state = answerOf(fresh, nothingKnown, limits.answersKept);
    const renewing = storage.log.renew(copy.id, copy.seq, { state, retired: writeStateVector(retired) });
    if (!(await within(renewing, limits.commitLimitMs, 'a renewal'))) return undefined;
  } catch (error) {
    note('not renewed', { sheet: copy.id, seq: copy.seq, error: String(error) });
    return undefined;
  }
  fresh.stage = copy.stage; // it may have been moved meanwhile
  note('renewed', { sheet: copy.id, seq: fresh.seq, clients: copy.doc.store.clients.size });
  return fresh;
}
