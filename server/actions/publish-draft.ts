// A draft becomes a version of a form: proposed once more from the kept paper and answers, opened as any definition is, and from then on frozen.
import type { DraftId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import { proposeForm } from '#core/draft/propose-form.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import { openForm } from '#core/forms/read-form.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { mayPublishForms } from '#core/workflow/permissions.ts';
import { findDraft, paperOf, sourceOf, type DraftNeeds } from './draft-needs.ts';
import { invalidForm } from './publish-form.ts';
import { readAnswers } from './read-answers.ts';

/**
 * @param revision the answers that the maker sees; `changed-meanwhile` when others were kept since
 * @throws Problem `form-invalid` with the mistakes; `already-exists` when the id is that of somebody else's form
 */
export async function publishDraft(
  needs: DraftNeeds,
  actor: Actor,
  id: DraftId,
  revision: number
): Promise<{ id: string; version: number }> {
  const { storage, clock } = needs;
  const draft = await findDraft(needs, actor, id);
  if (draft.revision !== revision) throw new Problem('changed-meanwhile', { what: 'draft' });
  const { definition } = proposeForm(sourceOf(needs, draft, await paperOf(needs, draft)), readAnswers(draft.answers));
  const version = await nextVersion(needs, actor, definition.id);
  const form = openForm({ ...definition, version });
  if (!form.ok) throw invalidForm(form.error);
  await storage.transaction(async (inside) => {
    if (!(await inside.forms.publish(form.value.definition as FormDefinition, clock())))
      throw new Problem('already-exists', { what: 'form', id: definition.id, version });
    await inside.formDrafts.published(id, definition.id, version, clock());
  });
  return { id: definition.id, version };
}

/** A new id is free for everybody who makes forms; the next version of a form is its makers' and the administrator's of the whole. */
async function nextVersion({ storage }: DraftNeeds, actor: Actor, form: string): Promise<number> {
  const versions = (await storage.forms.list()).filter((each) => each.id === form).map((each) => each.version);
  if (versions.length === 0) return 1;
  const tops = (await storage.units.list()).filter((unit) => unit.parent === null).map((unit) => unit.id);
  const own = (await storage.formDrafts.list(actor.person)).some(({ published }) => published?.form === form);
  if (!own && !mayPublishForms(actor, tops)) throw new Problem('already-exists', { what: 'form', id: form });
  return Math.max(...versions) + 1;
}
