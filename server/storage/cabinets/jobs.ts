// Cabinet *jobs*: the queue of work that takes time. A job is held until a time; if its holder dies, the time runs out and it is taken again.
import { asId, type JobId, type PersonId } from '#core/basics/ids.ts';
import type { Hands, Schema, Tables } from '#server/storage/schema.ts';
import type { JobChoice, JobRow, Jobs } from '#server/storage/storage.ts';

// With several nodes another may take the job that was just seen; each round then looks at the next one.
const rounds = 10;
// Among how many waiting ones the next is chosen: more than may wait.
const mostLookedAt = 5_000;

export function jobsCabinet({ read, write }: Hands): Jobs {
  return {
    async add({ createdAt, ...same }) {
      await write
        .insertInto('jobs')
        .values({ ...same, created_at: createdAt, held_until: null })
        .execute();
    },
    take: (now, until, choice = {}) => take(write, now, until, choice),
    async finish(id) {
      await write.deleteFrom('jobs').where('id', '=', id).execute();
    },
    async waiting(person) {
      let query = withPerson(read).select((select) => select.fn.countAll<number>().as('count'));
      if (person !== undefined)
        query = query.where((where) =>
          where.or([where('imports.person', '=', person), where('exports.person', '=', person)])
        );
      return Number((await query.executeTakeFirstOrThrow()).count);
    }
  };
}

/** Jobs with who asked: that stands with the import or the export. */
const withPerson = (db: Tables) =>
  db
    .selectFrom('jobs')
    .leftJoin('imports', 'imports.id', 'jobs.subject')
    .leftJoin('exports', 'exports.id', 'jobs.subject');

async function take(db: Tables, now: number, until: number, choice: JobChoice): Promise<JobRow | undefined> {
  for (let round = 0; round < rounds; round++) {
    const free = await nextOf(db, now, choice);
    if (free === undefined) return undefined;
    const taken = await db
      .updateTable('jobs')
      .set((set) => ({ held_until: until, tries: set('tries', '+', 1) }))
      .where('id', '=', free)
      .where((where) => where.or([where('held_until', 'is', null), where('held_until', '<=', now)]))
      .returningAll()
      .executeTakeFirst();
    if (taken) return toJob(taken);
  }
  return undefined;
}

/** Id of the job whose turn it is: in turns by person, so that whoever has put a hundred files is not before everybody else. */
async function nextOf(db: Tables, now: number, { kinds, served = [] }: JobChoice): Promise<string | undefined> {
  let query = withPerson(db)
    .select(['jobs.id as id', 'imports.person as importer', 'exports.person as exporter'])
    .where((where) => where.or([where('held_until', 'is', null), where('held_until', '<=', now)]))
    .orderBy('jobs.created_at')
    .orderBy('jobs.id')
    .limit(served.length === 0 ? 1 : mostLookedAt);
  if (kinds) query = query.where('kind', 'in', kinds);
  let next: { id: string; turn: number } | undefined;
  for (const { id, importer, exporter } of await query.execute()) {
    const turn = served.indexOf(asId<PersonId>(importer ?? exporter ?? ''));
    if (!next || turn < next.turn) next = { id, turn };
    if (turn < 0) break;
  }
  return next?.id;
}

const toJob = (row: Schema['jobs']): JobRow => ({
  id: asId<JobId>(row.id),
  kind: row.kind as JobRow['kind'],
  subject: row.subject,
  tries: row.tries,
  createdAt: row.created_at
});
