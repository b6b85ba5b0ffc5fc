// What the actions on drafts of forms ask for, and the questions that most of them begin with.
import type { DraftId } from '#core/basics/ids.ts';
import { assert } from '#core/basics/assert.ts';
import { Problem } from '#core/basics/problem.ts';
import { unpackSheet, type PackedPaper } from '#core/draft/packed-paper.ts';
import type { DraftSource } from '#core/draft/propose-form.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { mayMakeForms } from '#core/workflow/permissions.ts';
import type { WorkbookSettings } from '#server/jobs/ask-workbook.ts';
import type { FormDraft, Storage } from '#server/storage/storage.ts';

export interface DraftNeeds {
  storage: Storage;
  clock: () => number;
  workbook: WorkbookSettings;
}

/** Reading a workbook takes a core and 150 MB for a moment; the queue of imports has a turn of its own. */
const mostAtOnce = 2;
const running = { count: 0 };

/** `busy` when others are just reading theirs. */
export async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running.count >= mostAtOnce) throw new Problem('busy');
  running.count++;
  try {
    return await work();
  } finally {
    running.count--;
  }
}

export function requireMaker(actor: Actor): void {
  if (!mayMakeForms(actor)) throw new Problem('not-allowed', { what: 'form' });
}

/** Drafts are their maker's alone; others are told that there is none. */
export async function findDraft(
  { storage }: Pick<DraftNeeds, 'storage'>,
  actor: Actor,
  id: DraftId
): Promise<FormDraft> {
  requireMaker(actor);
  const draft = await storage.formDrafts.byId(id);
  if (!draft || draft.person !== actor.person) throw new Problem('not-found', { what: 'draft' });
  return draft;
}

export async function paperOf({ storage }: Pick<DraftNeeds, 'storage'>, draft: FormDraft): Promise<PackedPaper> {
  const bytes = await storage.blobs.get(draft.paper);
  assert(bytes, `draft ${draft.id} has no paper`);
  return JSON.parse(new TextDecoder().decode(bytes)) as PackedPaper;
}

/** What a draft is read from; the year is that of the server's day. */
export const sourceOf = ({ clock }: Pick<DraftNeeds, 'clock'>, draft: FormDraft, paper: PackedPaper): DraftSource => ({
  sheets: paper.sheets.map(unpackSheet),
  fileName: draft.fileName,
  initials: paper.initials,
  year: new Date(clock()).getUTCFullYear()
});
