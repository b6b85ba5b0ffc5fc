// The actions on drafts of forms with their needs put in: one part of what app.ts hands to the doors.
import type { Actions } from './actions.ts';
import type { DraftNeeds } from './draft-needs.ts';
import { answerDraft, getDraft, listDrafts, removeDraft, startDraft } from './form-drafts.ts';
import { publishDraft } from './publish-draft.ts';
import { tryDraft } from './try-draft.ts';
import { uploadQuota, type UploadQuota } from './upload-quota.ts';

export type DraftActions = Pick<
  Actions,
  'startDraft' | 'listDrafts' | 'getDraft' | 'answerDraft' | 'removeDraft' | 'tryDraft' | 'publishDraft'
>;

export const bindDraftActions = (needs: DraftNeeds, quota: UploadQuota = uploadQuota()): DraftActions => ({
  startDraft: (actor, input) => startDraft({ ...needs, quota }, actor, input),
  listDrafts: (actor) => listDrafts(needs, actor),
  getDraft: (actor, id) => getDraft(needs, actor, id),
  answerDraft: (actor, id, input) => answerDraft(needs, actor, id, input),
  removeDraft: (actor, id) => removeDraft(needs, actor, id),
  tryDraft: (actor, id, file) => tryDraft(needs, actor, id, file),
  publishDraft: (actor, id, revision) => publishDraft(needs, actor, id, revision)
});
