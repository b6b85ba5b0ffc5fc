// A draft becomes a version of a form: proposed once more from the kept paper and answers, opened as any definition is, and from then on frozen.
import type { DraftId } from '#core/basics/ids.ts';
import { isProblem, Problem } from '#core/basics/problem.ts';
import type { DraftTable } from '#core/draft/draft.ts';
import { proposeForm } from '#core/draft/propose-form.ts';
import { cellKey, type CellKey } from '#core/forms/cell-key.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import { openForm } from '#core/forms/read-form.ts';
import { addressOf } from '#core/workbook/raw-workbook.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { mayPublishForms } from '#core/workflow/permissions.ts';
import type { FormDraft } from '#server/storage/storage.ts';
import { findDraft, inTurn, paperOf, sourceOf, type DraftNeeds } from './draft-needs.ts';
import { invalidForm } from './publish-form.ts';
import { readAnswers } from './read-answers.ts';
import { storeTemplate } from './templates.ts';

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
  const { definition, tables } = proposeForm(
    sourceOf(needs, draft, await paperOf(needs, draft)),
    readAnswers(draft.answers)
  );
  const version = await nextVersion(needs, actor, definition.id);
  const form = openForm({ ...definition, version });
  if (!form.ok) throw invalidForm(form.error);
  await storage.transaction(async (inside) => {
    if (!(await inside.forms.publish(form.value.definition as FormDefinition, clock())))
      throw new Problem('already-exists', { what: 'form', id: definition.id, version });
    await inside.formDrafts.published(id, definition.id, version, clock());
  });
  await keepWorkbook(needs, actor, draft, form.value.definition, tables);
  return { id: definition.id, version };
}

/**
 * The workbook that the form was made from becomes its official one, where each cell has its place in it: exports fill it. Of one that cannot be
 * kept byte by byte (.xls), or whose labels somebody changed too much in the draft, exports are laid out from the definition.
 */
async function keepWorkbook(
  needs: DraftNeeds,
  actor: Actor,
  draft: FormDraft,
  definition: FormDefinition,
  tables: readonly DraftTable[]
): Promise<void> {
  const bytes = await needs.storage.blobs.get(draft.blob);
  if (!bytes) return;
  const places = Object.fromEntries(tables.flatMap(placesOf));
  try {
    await inTurn(() => storeTemplate(needs, actor, definition, { fileName: draft.fileName, bytes, places }));
  } catch (error) {
    if (!isProblem(error)) throw error;
  }
}

/** cell key → where it stands on the paper */
const placesOf = ({ code, sheet, bands }: DraftTable): [CellKey, string][] =>
  bands.flatMap(({ rows, columns }) =>
    rows.flatMap((row) =>
      row.isHeading
        ? []
        : columns.flatMap((column): [CellKey, string][] =>
            column.role === 'value'
              ? [[cellKey(code, row.code, column.code), `${sheet}!${addressOf(row.row, column.first)}`]]
              : []
          )
    )
  );

/** A new id is free for everybody who makes forms; the next version of a form is its makers' and the administrator's of the whole. */
async function nextVersion({ storage }: DraftNeeds, actor: Actor, form: string): Promise<number> {
  const versions = (await storage.forms.list()).filter((each) => each.id === form).map((each) => each.version);
  if (versions.length === 0) return 1;
  const tops = (await storage.units.list()).filter((unit) => unit.parent === null).map((unit) => unit.id);
  const own = (await storage.formDrafts.list(actor.person)).some(({ published }) => published?.form === form);
  if (!own && !mayPublishForms(actor, tops)) throw new Problem('already-exists', { what: 'form', id: form });
  return Math.max(...versions) + 1;
}
