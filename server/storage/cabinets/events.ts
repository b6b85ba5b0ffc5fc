// Cabinet *events*: the deeds done to a sheet (提交, 退回 …) and the explanations (说明) given for its findings. Both only grow.
import { asId, type PersonId, type SheetId } from '#core/basics/ids.ts';
import type { Stage } from '#core/workflow/stages.ts';
import type { Hands, Tables } from '#server/storage/schema.ts';
import type { Events, Explanation, KeptEvent, SheetEvent } from '#server/storage/storage.ts';
import { bySheet } from './rows.ts';

export function eventsCabinet({ read, write }: Hands): Events {
  return {
    async add({ sheet, deed, from, to, seq, person, at, text, seal }) {
      const { number } = await write
        .insertInto('events')
        .values({ sheet, deed, stage_from: from, stage_to: to, seq, person, made_at: at, remark: text, seal })
        .returning('number')
        .executeTakeFirstOrThrow();
      return number;
    },
    of: async (sheet) => (await ofMany(read, [sheet])).get(sheet)!,
    ofMany: (sheets) => ofMany(read, sheets),
    async explain({ sheet, finding, fingerprint, text, person, at }) {
      await write
        .insertInto('explanations')
        .values({ sheet, finding, fingerprint, remark: text, person, made_at: at })
        .execute();
    },
    explanations: async (sheet) => (await explanationsOf(read, [sheet])).get(sheet)!,
    explanationsOf: (sheets) => explanationsOf(read, sheets)
  };
}

/** oldest first */
const ofMany = (db: Tables, sheets: readonly SheetId[]): Promise<Map<SheetId, KeptEvent[]>> =>
  bySheet(
    sheets,
    (part) =>
      db
        .selectFrom('events')
        .leftJoin('people', 'people.id', 'events.person')
        .selectAll('events')
        .select('people.name as person_name')
        .where('sheet', 'in', part)
        .orderBy('number')
        .execute(),
    (row, sheet) => ({
      number: row.number,
      sheet,
      deed: row.deed as SheetEvent['deed'],
      from: row.stage_from as Stage,
      to: row.stage_to as Stage,
      seq: row.seq,
      person: asId<PersonId>(row.person),
      at: row.made_at,
      text: row.remark,
      seal: row.seal,
      personName: row.person_name ?? ''
    })
  );

type KeptExplanation = Explanation & { personName: string };

/** the newest of each finding; every sheet asked for is in the answer */
async function explanationsOf(db: Tables, sheets: readonly SheetId[]): Promise<Map<SheetId, KeptExplanation[]>> {
  const all = await bySheet(
    sheets,
    (part) =>
      db
        .selectFrom('explanations')
        .leftJoin('people', 'people.id', 'explanations.person')
        .selectAll('explanations')
        .select('people.name as person_name')
        .where('sheet', 'in', part)
        .orderBy('number')
        .execute(),
    (row, sheet): KeptExplanation => ({
      sheet,
      finding: row.finding,
      fingerprint: row.fingerprint,
      text: row.remark,
      person: asId<PersonId>(row.person),
      at: row.made_at,
      personName: row.person_name ?? ''
    })
  );
  const newest = (given: readonly KeptExplanation[]) => [...new Map(given.map((one) => [one.finding, one])).values()];
  return new Map([...all].map(([sheet, given]) => [sheet, newest(given)]));
}
