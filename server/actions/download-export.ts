// A workbook that is ready, in pieces as they are asked for: a province's book is no burden for the memory.
import type { ExportId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import type { Actor } from '#core/workflow/actor.ts';
import type { Download } from './actions.ts';
import type { ExcelNeeds } from './excel-needs.ts';
import { findExport } from './judge-export.ts';

/** `not-found` until it is ready, and when its file is gone from the folder. */
export async function downloadExport(needs: ExcelNeeds, actor: Actor, id: ExportId): Promise<Download> {
  const { state, blob, fileName } = await findExport(needs, actor, id);
  const file = state === 'ready' && blob !== null ? await needs.storage.blobs.open(blob) : undefined;
  if (!file) throw new Problem('not-found', { what: 'file', state });
  return { fileName, ...file };
}
