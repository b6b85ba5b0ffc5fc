// A workbook is asked for: a sheet, a blank form, or the totals of a unit. It is written by a job and fetched later.
import type { ExportId } from '#core/basics/ids.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { newId } from '#server/storage/new-id.ts';
import type { ExportRequest } from './actions.ts';
import { jobFor, refuseWhenBusy, type ExcelNeeds } from './excel-needs.ts';
import { judgeExport } from './judge-export.ts';

/** `not-found` for what the actor may not read. */
export async function requestExport(
  needs: ExcelNeeds,
  actor: Actor,
  request: ExportRequest
): Promise<{ id: ExportId }> {
  const { storage, clock } = needs;
  const { asked, fileName } = await judgeExport(needs, actor, request);
  await refuseWhenBusy(needs, actor);
  const id = newId<ExportId>();
  const createdAt = clock();
  await storage.transaction(async (inside) => {
    await inside.exports.add({
      id,
      person: actor.person,
      request: asked,
      state: 'waiting',
      fileName,
      blob: null,
      problem: null,
      createdAt,
      seq: null,
      told: null,
      code: null
    });
    await inside.jobs.add(jobFor('write-export', id, createdAt));
  });
  storage.feed.announce({ kind: 'job' });
  return { id };
}
