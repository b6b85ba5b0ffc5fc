// Cabinet *comments*: what people say to each other about a cell (批注), and who has been mentioned and not seen it. Comments only grow.
import { asId, type CommentId, type PersonId, type SheetId } from '#core/basics/ids.ts';
import { asCellKey } from '#core/forms/cell-key.ts';
import type { Hands, Tables } from '#server/storage/schema.ts';
import type { Comments, CommentStep, KeptStep, Mention } from '#server/storage/storage.ts';
import { atomically, bySheet } from './rows.ts';

const mostUnseen = 200;

export function commentsCabinet({ read, write }: Hands): Comments {
  return {
    add: (step, mentioned) => atomically(write, (inside) => add(inside, step, mentioned)),
    of: async (sheet) => (await ofMany(read, [sheet])).get(sheet)!,
    ofMany: (sheets) => ofMany(read, sheets),
    unseen: (person) => unseen(read, person),
    async markSeen(person, sheet, thread, at) {
      const outcome = await write
        .updateTable('mentions')
        .set({ seen_at: at })
        .where('person', '=', person)
        .where('sheet', '=', sheet)
        .where('thread', '=', thread)
        .where('seen_at', 'is', null)
        .executeTakeFirst();
      return outcome.numUpdatedRows > 0n;
    }
  };
}

async function add(db: Tables, one: CommentStep, mentioned: readonly PersonId[]): Promise<void> {
  const { id, sheet, thread, key, step, about, text, person, at } = one;
  await db
    .insertInto('comments')
    .values({ id, sheet, thread, cell: key, step, about, remark: text, person, made_at: at })
    .execute();
  if (mentioned.length === 0) return;
  const rows = [...new Set(mentioned)].map((of) => ({ person: of, comment: id, sheet, thread, seen_at: null }));
  await db.insertInto('mentions').values(rows).execute();
}

async function ofMany(db: Tables, sheets: readonly SheetId[]): Promise<Map<SheetId, KeptStep[]>> {
  const mentioned = new Map<string, KeptStep['mentioned']>();
  const ask = async (part: readonly SheetId[]) => {
    for (const [comment, people] of await mentionedIn(db, part)) mentioned.set(comment, people);
    return db
      .selectFrom('comments')
      .leftJoin('people', 'people.id', 'comments.person')
      .selectAll('comments')
      .select('people.name as person_name')
      .where('sheet', 'in', part)
      .orderBy('number')
      .execute();
  };
  return bySheet(sheets, ask, (row, sheet) => ({
    number: row.number,
    id: asId<CommentId>(row.id),
    sheet,
    thread: asId<CommentId>(row.thread),
    key: asCellKey(row.cell),
    step: row.step as KeptStep['step'],
    about: row.about === null ? null : asId<CommentId>(row.about),
    text: row.remark,
    person: asId<PersonId>(row.person),
    personName: row.person_name ?? '',
    at: row.made_at,
    mentioned: mentioned.get(row.id) ?? []
  }));
}

async function mentionedIn(db: Tables, sheets: readonly SheetId[]): Promise<Map<string, KeptStep['mentioned']>> {
  const rows = await db
    .selectFrom('mentions')
    .leftJoin('people', 'people.id', 'mentions.person')
    .select(['mentions.comment', 'mentions.person', 'people.name'])
    .where('sheet', 'in', sheets)
    .execute();
  const byComment = new Map<string, { person: PersonId; name: string }[]>();
  for (const { comment, person, name } of rows) {
    const list = byComment.get(comment) ?? [];
    list.push({ person: asId<PersonId>(person), name: name ?? '' });
    byComment.set(comment, list);
  }
  return byComment;
}

async function unseen(db: Tables, person: PersonId): Promise<Mention[]> {
  const rows = await db
    .selectFrom('mentions')
    .innerJoin('comments', 'comments.id', 'mentions.comment')
    .select(['mentions.sheet', 'mentions.thread', 'mentions.comment'])
    .where('mentions.person', '=', person)
    .where('mentions.seen_at', 'is', null)
    .orderBy('comments.number', 'desc')
    .limit(mostUnseen)
    .execute();
  return rows.map((row) => ({
    sheet: asId<SheetId>(row.sheet),
    thread: asId<CommentId>(row.thread),
    comment: asId<CommentId>(row.comment)
  }));
}
