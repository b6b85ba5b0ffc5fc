// Cabinet *formDrafts*: forms in the making. The workbook and how it was read lie among the blobs.
import { asId, type BlobId, type DraftId, type PersonId } from '#core/basics/ids.ts';
import type { Hands, Schema } from '#server/storage/schema.ts';
import type { FormDraft, FormDrafts } from '#server/storage/storage.ts';
import { asJson, fromJson } from './rows.ts';

export function formDraftsCabinet({ read, write }: Hands): FormDrafts {
  return {
    async add(draft) {
      await write
        .insertInto('form_drafts')
        .values({
          id: draft.id,
          person: draft.person,
          file_name: draft.fileName,
          blob: draft.blob,
          paper: draft.paper,
          answers: asJson(draft.answers),
          revision: draft.revision,
          form: draft.published?.form ?? null,
          version: draft.published?.version ?? null,
          created_at: draft.createdAt,
          changed_at: draft.changedAt
        })
        .execute();
    },
    async byId(id) {
      const row = await read.selectFrom('form_drafts').selectAll().where('id', '=', id).executeTakeFirst();
      return row && { ...toLine(row), answers: fromJson<unknown>(row.answers) };
    },
    async blobs() {
      const rows = await read.selectFrom('form_drafts').select(['blob', 'paper']).execute();
      return rows.flatMap(({ blob, paper }) => [asId<BlobId>(blob), asId<BlobId>(paper)]);
    },
    async list(person) {
      const rows = await read
        .selectFrom('form_drafts')
        .select([
          'id',
          'person',
          'file_name',
          'blob',
          'paper',
          'revision',
          'form',
          'version',
          'created_at',
          'changed_at'
        ])
        .where('person', '=', person)
        .orderBy('changed_at', 'desc')
        .orderBy('id')
        .execute();
      return rows.map(toLine);
    },
    async answer(id, knownRevision, answers, at) {
      const outcome = await write
        .updateTable('form_drafts')
        .set({ answers: asJson(answers), revision: knownRevision + 1, changed_at: at })
        .where('id', '=', id)
        .where('revision', '=', knownRevision)
        .executeTakeFirst();
      return outcome.numUpdatedRows !== 0n;
    },
    async published(id, form, version, at) {
      await write.updateTable('form_drafts').set({ form, version, changed_at: at }).where('id', '=', id).execute();
    },
    async remove(id) {
      await write.deleteFrom('form_drafts').where('id', '=', id).execute();
    }
  };
}

const toLine = (row: Omit<Schema['form_drafts'], 'answers'>): Omit<FormDraft, 'answers'> => ({
  id: asId<DraftId>(row.id),
  person: asId<PersonId>(row.person),
  fileName: row.file_name,
  blob: asId<BlobId>(row.blob),
  paper: asId<BlobId>(row.paper),
  revision: row.revision,
  published: row.form === null || row.version === null ? null : { form: row.form, version: row.version },
  createdAt: row.created_at,
  changedAt: row.changed_at
});
