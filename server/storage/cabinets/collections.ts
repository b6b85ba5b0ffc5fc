// Cabinet *collections* (填报任务): a form for one period asked of units until a deadline.
import { asId, type CollectionId, type UnitId } from '#core/basics/ids.ts';
import type { Period } from '#core/places/period.ts';
import type { Hands, Schema } from '#server/storage/schema.ts';
import type { Collection, Collections } from '#server/storage/storage.ts';

export function collectionsCabinet({ read, write }: Hands): Collections {
  return {
    async add({ dueAt, createdAt, ...same }) {
      await write
        .insertInto('collections')
        .values({ ...same, due_at: dueAt, created_at: createdAt })
        .execute();
    },
    async byId(id) {
      const row = await read.selectFrom('collections').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toCollection(row);
    },
    async list() {
      const rows = await read
        .selectFrom('collections')
        .selectAll()
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .execute();
      return rows.map(toCollection);
    }
  };
}

const toCollection = (row: Schema['collections']): Collection => ({
  id: asId<CollectionId>(row.id),
  form: row.form,
  version: row.version,
  period: row.period as Period,
  title: row.title,
  unit: asId<UnitId>(row.unit),
  dueAt: row.due_at,
  createdAt: row.created_at
});
