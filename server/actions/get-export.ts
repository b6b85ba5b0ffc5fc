// How far a workbook is that the actor asked for.
import type { ExportId } from '#core/basics/ids.ts';
import type { Actor } from '#core/workflow/actor.ts';
import type { ExportRow } from '#server/storage/storage.ts';
import type { ExcelNeeds } from './excel-needs.ts';
import { findExport } from './judge-export.ts';

export const getExport = (needs: ExcelNeeds, actor: Actor, id: ExportId): Promise<ExportRow> =>
  findExport(needs, actor, id);
