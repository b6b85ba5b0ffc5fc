// 取消导出: whoever asked for a workbook does not want it any more.
import type { ExportId } from '#core/basics/ids.ts';
import type { Actor } from '#core/workflow/actor.ts';
import type { ExcelNeeds } from './excel-needs.ts';
import { findExport } from './judge-export.ts';

/** Its worker is ended and what it wrote is gone. One that is ready, failed or cancelled stays as it is. */
export async function cancelExport(needs: ExcelNeeds, actor: Actor, id: ExportId): Promise<void> {
  const { storage } = needs;
  await findExport(needs, actor, id);
  if (await storage.exports.changeFrom(id, ['waiting', 'writing'], { state: 'cancelled' }))
    storage.feed.announce({ kind: 'export-cancelled', export: id });
}
