// Cabinet *forms*: published definitions. A published version never changes, so there is no way to change one here.
import type { FormDefinition } from '#core/forms/form.ts';
import type { Hands } from '#server/storage/schema.ts';
import type { Forms } from '#server/storage/storage.ts';
import { asJson, fromJson } from './rows.ts';

export function formsCabinet({ read, write }: Hands): Forms {
  return {
    async publish(definition, at) {
      const outcome = await write
        .insertInto('forms')
        .values({
          id: definition.id,
          version: definition.version,
          title: definition.title.zh,
          definition: asJson(definition),
          published_at: at
        })
        .onConflict((conflict) => conflict.columns(['id', 'version']).doNothing())
        .executeTakeFirst();
      return outcome.numInsertedOrUpdatedRows !== 0n;
    },
    async get(id, version) {
      const row = await read
        .selectFrom('forms')
        .select('definition')
        .where('id', '=', id)
        .where('version', '=', version)
        .executeTakeFirst();
      return row && fromJson<FormDefinition>(row.definition);
    },
    async list() {
      const rows = await read
        .selectFrom('forms')
        .select(['id', 'version', 'title', 'published_at'])
        .orderBy('id')
        .orderBy('version', 'desc')
        .execute();
      return rows.map((row) => ({ id: row.id, version: row.version, title: row.title, publishedAt: row.published_at }));
    }
  };
}
