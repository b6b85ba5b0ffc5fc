// The bytes of a workbook that is ready.
import type { ExportId } from '#core/basics/ids.ts';
import { assert } from '#core/basics/assert.ts';
import { Problem } from '#core/basics/problem.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { findExport, type ExcelNeeds } from './excel-needs.ts';

/** `not-found` until it is ready. */
export async function downloadExport(
  needs: ExcelNeeds,
  actor: Actor,
  id: ExportId
): Promise<{ fileName: string; bytes: Uint8Array }> {
  const { state, blob, fileName } = await findExport(needs, actor, id);
  if (state !== 'ready' || blob === null) throw new Problem('not-found', { what: 'file', state });
  const bytes = await needs.storage.blobs.get(blob);
  assert(bytes, `export ${id} has no file`);
  return { fileName, bytes };
}
