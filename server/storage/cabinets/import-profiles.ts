// Cabinet *importProfiles*: what people answered about layouts that could not be told, for the next file of that kind.
import { asId, type PersonId } from '#core/basics/ids.ts';
import type { Hands } from '#server/storage/schema.ts';
import type { ImportProfiles } from '#server/storage/storage.ts';
import { asJson, fromJson } from './rows.ts';

const mostProfiles = 500;

export const importProfilesCabinet = ({ read, write }: Hands): ImportProfiles => ({
  async put({ person, form, layout, answers, changedAt }) {
    const told = { answers: asJson(answers), changed_at: changedAt };
    await write
      .insertInto('import_profiles')
      .values({ person, form, layout, ...told })
      .onConflict((conflict) => conflict.columns(['person', 'form', 'layout']).doUpdateSet(told))
      .execute();
  },
  async of(person) {
    const rows = await read
      .selectFrom('import_profiles')
      .selectAll()
      .where('person', '=', person)
      .orderBy('changed_at', 'desc')
      .orderBy('layout')
      .limit(mostProfiles)
      .execute();
    return rows.map((row) => ({
      person: asId<PersonId>(row.person),
      form: row.form,
      layout: row.layout,
      answers: fromJson<unknown>(row.answers),
      changedAt: row.changed_at
    }));
  }
});
