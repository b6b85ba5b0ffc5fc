// My exports, newest first.
import type { Actor } from '#core/workflow/actor.ts';
import type { ExportRow } from '#server/storage/storage.ts';
import type { ExcelNeeds } from './excel-needs.ts';

export const listExports = ({ storage }: ExcelNeeds, actor: Actor): Promise<ExportRow[]> =>
  storage.exports.list(actor.person);
