// A file comes in: kept as a blob, put in the queue to be read. Nothing is written to a sheet.
import type { ImportId, SheetId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import { kindOfFile } from '#core/workbook/kind-of-file.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { readOnlyBecause } from '#core/workflow/permissions.ts';
import { newId } from '#server/storage/new-id.ts';
import { departmentsOf } from './list-sheets.ts';
import { findSheet } from './needs.ts';
import type { UploadQuota } from './upload-quota.ts';
import { jobFor, refuseWhenBusy, type ExcelNeeds } from './excel-needs.ts';

/** A form of 500 × 30 cells is 1 MB; what is larger holds pictures or something else. */
export const mostUploadBytes = 20 * 1024 * 1024;
const longestFileName = 200;
const batchName = /^[\w-]{8,64}$/;

/**
 * What can be told by the first bytes is refused at once: an empty file, another kind, an encrypted one.
 *
 * @param input `sheet`: that it is meant for; null: the file will say. `batch`: files that are put together bear the same name of the
 *   putter's own; a zip of files becomes a batch of its own
 */
export async function startImport(
  needs: ExcelNeeds & { quota: UploadQuota },
  actor: Actor,
  input: { fileName: string; bytes: Uint8Array; sheet: SheetId | null; batch?: string }
): Promise<{ id: ImportId }> {
  const { storage, clock } = needs;
  await refuseWhoWritesNothing(needs, actor, input.sheet);
  if (input.bytes.length > mostUploadBytes) throw new Problem('file-too-large', { mostBytes: mostUploadBytes });
  kindOfFile(input.bytes);
  await refuseWhenBusy(needs, actor);
  needs.quota.take(actor.person, input.bytes.length);
  const id = newId<ImportId>();
  const blob = await storage.blobs.put(input.bytes);
  const createdAt = clock();
  const row = {
    id,
    person: actor.person,
    fileName: cleanName(input.fileName),
    blob,
    state: 'waiting' as const,
    report: null,
    problem: null,
    sheet: input.sheet,
    createdAt,
    batch: input.batch !== undefined && batchName.test(input.batch) ? input.batch : null
  };
  await storage.transaction(async (inside) => {
    await inside.imports.add(row);
    await inside.jobs.add(jobFor('read-import', id, createdAt));
  });
  storage.feed.announce({ kind: 'job' });
  return { id };
}

async function refuseWhoWritesNothing(needs: ExcelNeeds, actor: Actor, id: SheetId | null): Promise<void> {
  if (id === null) {
    if (!actor.grants.some(({ role }) => role === 'clerk' || role === 'coordinator')) throw new Problem('not-allowed');
    return;
  }
  const { form, place } = await findSheet(needs, actor, id);
  const because = readOnlyBecause(actor, place, departmentsOf(form));
  if (because) throw new Problem(because === 'stage-closed' ? 'stage-closed' : 'not-allowed', { stage: place.stage });
}

/** The last step of whatever path a browser sent, without control characters. */
export const cleanName = (name: string): string =>
  [...(name.split(/[/\\]/).at(-1) ?? '')]
    .filter((letter) => letter >= ' ' && letter !== '\u007f')
    .join('')
    .slice(0, longestFileName) || '未命名';
