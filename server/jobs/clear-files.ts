// Files that nobody needs any more: what was uploaded and has long been read, workbooks that were written and fetched. Rows and reports stay.
import type { Storage } from '#server/storage/storage.ts';

const dayMs = 24 * 3_600_000;
/** An export is written again in a minute, an upload lies on the computer that sent it; a season of reporting is over by then. */
export const filesKeptMs = 90 * dayMs;

/** Returns how many went. */
export const clearFiles = ({
  storage,
  clock
}: {
  storage: Pick<Storage, 'blobs'>;
  clock: () => number;
}): Promise<number> => storage.blobs.removeUnusedSince(clock() - filesKeptMs);
