// 校验: somebody has a consolidated workbook, or a print of it, in their hands and asks what it is of and whether the figures still stand.
import type { CollectionId, UnitId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { asOfDigest, readCode } from '#server/jobs/export-code.ts';
import { toldOf } from '#server/jobs/export-told.ts';
import { reportedStages } from '#server/jobs/fold-totals.ts';
import type { ExportAsked } from '#server/jobs/write-export.ts';
import type { CheckedExport } from './actions.ts';
import { findTotals } from './consolidate.ts';
import type { ExcelNeeds } from './excel-needs.ts';

/** `malformed` when it is no code; `not-found` when no workbook bears it, or one of units that the actor may not see the totals of. */
export async function checkExport(needs: ExcelNeeds, actor: Actor, typed: string): Promise<CheckedExport> {
  const { storage, forms } = needs;
  const code = readCode(typed);
  if (code === undefined) throw new Problem('malformed', { field: 'code' });
  const row = await storage.exports.byCode(code);
  const asked = row?.request as ExportAsked | undefined;
  const told = row && toldOf(row).totals;
  if (!row || !told || asked?.kind !== 'consolidated') throw new Problem('not-found', { what: 'export' });
  const { collection: id, unit, only } = asked;
  const collection = await findTotals(needs, actor, { collection: id, unit });
  const form = await forms(collection.form, collection.version);
  const [top, maker] = [await storage.units.byId(unit), await storage.people.byId(row.person)];
  const now = await asOfNow(needs, { collection: id, unit, ...(only ? { only } : {}) });
  return {
    code,
    formTitle: form.definition.title.zh,
    version: collection.version,
    collectionTitle: collection.title,
    period: collection.period,
    unitName: top?.name ?? '',
    only: only ?? null,
    madeBy: maker?.name ?? '',
    madeAt: told.at,
    sheets: told.sheets,
    reported: told.reported,
    asked: told.asked,
    unchanged: now === told.asOf
  };
}

/** The sheets that the same workbook would be made of now, and their log numbers. */
async function asOfNow(
  { storage }: ExcelNeeds,
  { collection, unit, only }: { collection: CollectionId; unit: UnitId; only?: 'reported' }
): Promise<string> {
  const units = (await storage.units.subtree(unit)).map(({ id }) => id);
  const sheets = await storage.sheets.list({ collection, units });
  const counted = sheets.filter(({ stage }) => only === undefined || reportedStages.has(stage));
  return asOfDigest(counted.map(({ id, seq }) => [id, seq]));
}
