// Forms in the making: an official workbook comes in, its maker answers, looks again, or gives it up.
import type { DraftId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import { noAnswers } from '#core/draft/answers.ts';
import { kindOfFile } from '#core/workbook/kind-of-file.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { readPaper } from '#server/jobs/read-paper.ts';
import { newId } from '#server/storage/new-id.ts';
import type { DraftLine, DraftPage } from './actions.ts';
import { findDraft, inTurn, paperOf, requireMaker, sourceOf, type DraftNeeds } from './draft-needs.ts';
import { readAnswers } from './read-answers.ts';
import { cleanName, mostUploadBytes } from './start-import.ts';
import type { UploadQuota } from './upload-quota.ts';

/** Each keeps a workbook. Who has more has forgotten some. */
const mostDrafts = 200;

/** Refuses as an import does: kind, size, how much one person sends (what is given up is kept for a while too), what is broken or hostile; `busy` while others' workbooks are read. */
export async function startDraft(
  needs: DraftNeeds & { quota: UploadQuota },
  actor: Actor,
  input: { fileName: string; bytes: Uint8Array }
): Promise<{ id: DraftId }> {
  requireMaker(actor);
  const { storage, clock, workbook } = needs;
  if (input.bytes.length > mostUploadBytes) throw new Problem('file-too-large', { mostBytes: mostUploadBytes });
  kindOfFile(input.bytes);
  if ((await storage.formDrafts.list(actor.person)).length >= mostDrafts)
    throw new Problem('already-exists', { what: 'drafts', most: mostDrafts });
  needs.quota.take(actor.person, input.bytes.length);
  const paper = await inTurn(() => readPaper(input.bytes, workbook));
  const id = newId<DraftId>();
  const at = clock();
  await storage.formDrafts.add({
    id,
    person: actor.person,
    fileName: cleanName(input.fileName),
    blob: await storage.blobs.put(input.bytes),
    paper: await storage.blobs.put(new TextEncoder().encode(JSON.stringify(paper))),
    answers: noAnswers,
    revision: 0,
    published: null,
    createdAt: at,
    changedAt: at
  });
  return { id };
}

export async function listDrafts({ storage }: DraftNeeds, actor: Actor): Promise<DraftLine[]> {
  requireMaker(actor);
  const drafts = await storage.formDrafts.list(actor.person);
  return drafts.map(({ id, fileName, published, changedAt }) => ({ id, fileName, published, changedAt }));
}

export async function getDraft(needs: DraftNeeds, actor: Actor, id: DraftId): Promise<DraftPage> {
  const draft = await findDraft(needs, actor, id);
  const paper = await paperOf(needs, draft);
  return {
    id,
    fileName: draft.fileName,
    paper,
    year: sourceOf(needs, draft, paper).year,
    answers: readAnswers(draft.answers),
    revision: draft.revision,
    published: draft.published
  };
}

/** `changed-meanwhile` when another tab has answered since `revision`. */
export async function answerDraft(
  needs: DraftNeeds,
  actor: Actor,
  id: DraftId,
  input: { revision: number; answers: unknown }
): Promise<{ revision: number }> {
  await findDraft(needs, actor, id);
  const answers = readAnswers(input.answers);
  if (!(await needs.storage.formDrafts.answer(id, input.revision, answers, needs.clock())))
    throw new Problem('changed-meanwhile', { what: 'draft' });
  return { revision: input.revision + 1 };
}

/** What was published of it stays. */
export async function removeDraft(needs: DraftNeeds, actor: Actor, id: DraftId): Promise<void> {
  await findDraft(needs, actor, id);
  await needs.storage.formDrafts.remove(id);
}
