// A workbook is asked for: a sheet, a blank form, or the totals of a unit. It is written by a job and fetched later.
import type { ExportId } from '#core/basics/ids.ts';
import { exportFileName } from '#core/workbook/names.ts';
import type { Actor } from '#core/workflow/actor.ts';
import type { ExportAsked } from '#server/jobs/write-export.ts';
import { newId } from '#server/storage/new-id.ts';
import { assert } from '#core/basics/assert.ts';
import type { ExportRequest } from './actions.ts';
import { findTotals } from './consolidate.ts';
import { jobFor, refuseWhenBusy, type ExcelNeeds } from './excel-needs.ts';
import { findSheet } from './needs.ts';

/** `not-found` for what the actor may not read. */
export async function requestExport(
  needs: ExcelNeeds,
  actor: Actor,
  request: ExportRequest
): Promise<{ id: ExportId }> {
  const { storage, clock } = needs;
  const { asked, fileName } = await judge(needs, actor, request);
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
      seq: null
    });
    await inside.jobs.add(jobFor('write-export', id, createdAt));
  });
  storage.feed.announce({ kind: 'job' });
  return { id };
}

async function judge(
  needs: ExcelNeeds,
  actor: Actor,
  request: ExportRequest
): Promise<{ asked: ExportAsked; fileName: string }> {
  switch (request.kind) {
    case 'sheet': {
      const { sheet, form, path } = await findSheet(needs, actor, request.sheet);
      const fileName = exportFileName(path.at(-1)?.name, form.definition.title.zh, sheet.period);
      return { asked: { kind: 'sheet', sheet: sheet.id }, fileName };
    }
    case 'blank': {
      const { definition } = await needs.forms(request.form, request.version);
      const fileName = exportFileName('空表', definition.title.zh, `第${definition.version}版`);
      return { asked: { kind: 'blank', form: definition.id, version: definition.version }, fileName };
    }
    case 'consolidated': {
      const { only, unit } = request;
      const collection = await findTotals(needs, actor, { collection: request.collection, unit });
      const [top, form] = [
        await needs.storage.units.byId(unit),
        await needs.forms(collection.form, collection.version)
      ];
      assert(top, 'totals were found for the unit');
      const fileName = exportFileName(top.name, `${form.definition.title.zh}汇总`, collection.period);
      return { asked: { kind: 'consolidated', collection: collection.id, unit, ...(only ? { only } : {}) }, fileName };
    }
  }
}
