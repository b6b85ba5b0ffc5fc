// Cabinet *templates*: the official workbooks of form versions.
import { asId, type BlobId, type PersonId } from '#core/basics/ids.ts';
import type { Hands, Schema } from '#server/storage/schema.ts';
import type { Template, Templates } from '#server/storage/storage.ts';
import { asJson, fromJson } from './rows.ts';

export function templatesCabinet({ read, write }: Hands): Templates {
  return {
    async keep(template) {
      const columns = {
        file_name: template.fileName,
        blob: template.blob,
        places: asJson(template.places),
        person: template.person,
        kept_at: template.keptAt
      };
      await write
        .insertInto('templates')
        .values({ form: template.form, version: template.version, ...columns })
        .onConflict((conflict) => conflict.columns(['form', 'version']).doUpdateSet(columns))
        .execute();
    },
    async of(form, version) {
      const row = await read
        .selectFrom('templates')
        .selectAll()
        .where('form', '=', form)
        .where('version', '=', version)
        .executeTakeFirst();
      return row && { ...toLine(row), places: fromJson<unknown>(row.places) };
    },
    async list() {
      const rows = await read
        .selectFrom('templates')
        .select(['form', 'version', 'file_name', 'blob', 'person', 'kept_at'])
        .orderBy('form')
        .orderBy('version', 'desc')
        .execute();
      return rows.map(toLine);
    },
    async remove(form, version) {
      const { numDeletedRows } = await write
        .deleteFrom('templates')
        .where('form', '=', form)
        .where('version', '=', version)
        .executeTakeFirst();
      return numDeletedRows !== 0n;
    }
  };
}

const toLine = (row: Omit<Schema['templates'], 'places'>): Omit<Template, 'places'> => ({
  form: row.form,
  version: row.version,
  fileName: row.file_name,
  blob: asId<BlobId>(row.blob),
  person: asId<PersonId>(row.person),
  keptAt: row.kept_at
});
