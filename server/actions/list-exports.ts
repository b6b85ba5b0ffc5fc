// My exports, newest first, as long as their files are kept.
import type { Actor } from '#core/workflow/actor.ts';
import { filesKeptMs } from '#server/jobs/clear-files.ts';
import type { ExportRow } from '#server/storage/storage.ts';
import type { ExcelNeeds } from './excel-needs.ts';

export const listExports = async ({ storage, clock }: ExcelNeeds, actor: Actor): Promise<ExportRow[]> => {
  const since = clock() - filesKeptMs;
  return (await storage.exports.list(actor.person)).filter(({ createdAt }) => createdAt >= since);
};
