// May this person have what an export says? Asked when it is ordered, and again whenever it is looked at or fetched: rights may have been
// taken away while it waited in the queue, or lay in the folder.
import { assert } from '#core/basics/assert.ts';
import type { ExportId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import { exportFileName } from '#core/workbook/names.ts';
import type { Actor } from '#core/workflow/actor.ts';
import type { ExportAsked } from '#server/jobs/write-export.ts';
import type { ExportRow } from '#server/storage/storage.ts';
import type { ExportRequest } from './actions.ts';
import { findTotals } from './consolidate.ts';
import type { ExcelNeeds } from './excel-needs.ts';
import { findSheet } from './needs.ts';

/** Exports are their maker's alone, as long as they may read what is in them; others are told that there is none. */
export async function findExport(needs: ExcelNeeds, actor: Actor, id: ExportId): Promise<ExportRow> {
  const row = await needs.storage.exports.byId(id);
  if (!row || row.person !== actor.person) throw new Problem('not-found', { what: 'export' });
  await judgeExport(needs, actor, row.request as ExportAsked);
  return row;
}

/** @throws Problem `not-found` for what the actor may not read (any more) */
export async function judgeExport(
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
