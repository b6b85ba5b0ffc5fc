// What the actions on imports and exports ask for, and the questions that most of them begin with.
import type { ImportId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import type { Actor } from '#core/workflow/actor.ts';
import type { WorkbookSettings } from '#server/jobs/ask-workbook.ts';
import type { LiveSheets } from '#server/live/live-sheets.ts';
import type { ImportRow, JobRow } from '#server/storage/storage.ts';
import { newId } from '#server/storage/new-id.ts';
import type { SheetNeeds } from './needs.ts';

export interface ExcelNeeds extends SheetNeeds {
  live: LiveSheets;
  workbook: WorkbookSettings;
}

/** Files of a deadline afternoon; more are somebody's loop. */
const mostWaiting = 5_000;
/** of one person: a folder of a thousand files at once; people take turns, so nobody else waits for it */
export const mostWaitingOfOne = 1_200;

/** `busy` while too many jobs wait, or too many of this person. */
export async function refuseWhenBusy({ storage }: ExcelNeeds, { person }: Actor): Promise<void> {
  if ((await storage.jobs.waiting(person)) >= mostWaitingOfOne) throw new Problem('busy');
  if ((await storage.jobs.waiting()) >= mostWaiting) throw new Problem('busy');
}

export const jobFor = (kind: JobRow['kind'], subject: string, createdAt: number): JobRow => ({
  id: newId<JobRow['id']>(),
  kind,
  subject,
  tries: 0,
  createdAt
});

/** Imports are their maker's alone; others are told that there is none. */
export async function findImport({ storage }: ExcelNeeds, actor: Actor, id: ImportId): Promise<ImportRow> {
  const row = await storage.imports.byId(id);
  if (!row || row.person !== actor.person) throw new Problem('not-found', { what: 'import' });
  return row;
}
