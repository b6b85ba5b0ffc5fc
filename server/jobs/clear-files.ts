// Files that nobody needs any more: what was uploaded and has long been read, workbooks that were written and fetched. Rows and reports stay.
import type { Storage } from '#server/storage/storage.ts';

const dayMs = 24 * 3_600_000;
/** An export is written again in a minute, an upload lies on the computer that sent it; a season of reporting is over by then. */
export const filesKeptMs = 90 * dayMs;

/** Official workbooks stay with their forms, and what a form is being made of with its draft. Returns how many went. */
export async function clearFiles({
  storage,
  clock
}: {
  storage: Pick<Storage, 'blobs' | 'templates' | 'formDrafts'>;
  clock: () => number;
}): Promise<number> {
  const templates = (await storage.templates.list()).map(({ blob }) => blob);
  const kept = new Set([...templates, ...(await storage.formDrafts.blobs())]);
  return storage.blobs.removeUnusedSince(clock() - filesKeptMs, kept);
}
