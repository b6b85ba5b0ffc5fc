// Cabinet *jobs*: the queue of work that takes time. A job is held until a time; if its holder dies, the time runs out and it is taken again.
import { asId, type JobId } from '#core/basics/ids.ts';
import type { Hands, Schema, Tables } from '#server/storage/schema.ts';
import type { JobRow, Jobs } from '#server/storage/storage.ts';

// With several nodes another may take the job that was just seen; each round then looks at the next one.
const rounds = 10;

export function jobsCabinet({ read, write }: Hands): Jobs {
  return {
    async add({ createdAt, ...same }) {
      await write
        .insertInto('jobs')
        .values({ ...same, created_at: createdAt, held_until: null })
        .execute();
    },
    take: (now, until) => take(write, now, until),
    async finish(id) {
      await write.deleteFrom('jobs').where('id', '=', id).execute();
    },
    async waiting() {
      const row = await read
        .selectFrom('jobs')
        .select((select) => select.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    }
  };
}

async function take(db: Tables, now: number, until: number): Promise<JobRow | undefined> {
  for (let round = 0; round < rounds; round++) {
    const free = await db
      .selectFrom('jobs')
      .select('id')
      .where((where) => where.or([where('held_until', 'is', null), where('held_until', '<=', now)]))
      .orderBy('created_at')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
    if (!free) return undefined;
    const taken = await db
      .updateTable('jobs')
      .set((set) => ({ held_until: until, tries: set('tries', '+', 1) }))
      .where('id', '=', free.id)
      .where((where) => where.or([where('held_until', 'is', null), where('held_until', '<=', now)]))
      .returningAll()
      .executeTakeFirst();
    if (taken) return toJob(taken);
  }
  return undefined;
}

const toJob = (row: Schema['jobs']): JobRow => ({
  id: asId<JobId>(row.id),
  kind: row.kind as JobRow['kind'],
  subject: row.subject,
  tries: row.tries,
  createdAt: row.created_at
});
