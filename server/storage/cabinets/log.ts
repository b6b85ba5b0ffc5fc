// Cabinet *log*: the truth about a sheet. An edit is saved when its row is here, and only `appendAll` writes rows, entries and history.
import type { CompiledQuery, QueryResult } from 'kysely';
import { assert } from '#core/basics/assert.ts';
import { asId, type PersonId, type SheetId } from '#core/basics/ids.ts';
import { isOpen, openStages, type Stage } from '#core/workflow/stages.ts';
import type { Hands, Tables } from '#server/storage/schema.ts';
import type { Append, AppendOutcome, Log, LogRow, Origin, SheetSnapshot } from '#server/storage/storage.ts';
import { mustBeWhole, sumOf } from '#server/storage/sums.ts';
import { asJson, atomically, insertOf, queryOf, stepByStep, type Steps } from './rows.ts';

/** `append` is what a lone caller gets; open-sqlite.ts puts in one that gathers the appends of many sheets. */
export function logCabinet(
  { read, write }: Hands,
  append: Log['append'] = async (one) => (await atomically(write, (db) => stepByStep(db, appendAll(db, [one]))))[0]!
): Log {
  return {
    append,
    rowsAfter: (sheet, after) => stepByStep(read, rowsAfter(read, sheet, after)),
    snapshot: (sheet) => snapshot(read, sheet),
    compact: (sheet, seq, state, vector) => atomically(write, (db) => compact(db, sheet, seq, state, vector)),
    renew: (sheet, knownSeq, renewed) => atomically(write, (db) => renew(db, sheet, knownSeq, renewed)),
    async clients(sheet) {
      const rows = await clientsOf(read, sheet);
      return new Map(rows.map((row) => [row.client, asId<PersonId>(row.person)]));
    }
  };
}

const snapshotOf = queryOf((db) => db.selectFrom('sheet_snapshots').selectAll().where('sheet', '=', ''));
const clientsOf = queryOf((db) => db.selectFrom('sheet_clients').selectAll().where('sheet', '=', ''));
const insertRows = insertOf('sheet_log', ['sheet', 'seq', 'bytes', 'person', 'origin', 'made_at', 'checksum']);
const insertClients = insertOf('sheet_clients', ['sheet', 'client', 'person'], (insert) =>
  insert.onConflict((conflict) => conflict.columns(['sheet', 'client'] as never).doNothing())
);
const insertChanges = insertOf('cell_changes', [
  'sheet',
  'seq',
  'place',
  'cell',
  'content_before',
  'content_after',
  'person',
  'origin',
  'made_at'
]);
const upsertEntries = insertOf('entries', ['sheet', 'cell', 'content', 'seq'], (insert) =>
  insert.onConflict((conflict) =>
    conflict.columns(['sheet', 'cell'] as never).doUpdateSet(((excluded: { ref(column: string): unknown }) => ({
      content: excluded.ref('excluded.content'),
      seq: excluded.ref('excluded.seq')
    })) as never)
  )
);

/**
 * Appends of any sheets within the open transaction, one outcome for each, in order. Each first moves its sheet's number on, and only
 * from the number it knows and an open stage: that one statement decides between all writers, and locks the sheet on PostgreSQL too.
 */
export function* appendAll(db: Tables, appends: readonly Append[]): Steps<AppendOutcome[]> {
  const outcomes: (AppendOutcome | undefined)[] = [];
  const written: Written = { rows: [], clients: [], changes: [], entries: [], placeOfEntry: new Map() };
  for (const append of appends) {
    assert(append.rows.length > 0, 'an append has at least one row');
    const seq = append.knownSeq + append.rows.length;
    const { numAffectedRows } = yield moveOn(db, append, seq);
    if (numAffectedRows === 0n) outcomes.push(undefined);
    else {
      note(written, append, seq);
      outcomes.push({ kind: 'stored', seq });
    }
  }
  yield* insertRows(db, written.rows);
  yield* insertClients(db, written.clients);
  yield* upsertEntries(db, written.entries);
  yield* insertChanges(db, written.changes);
  // Refusals are looked up last, so that they see what the appends before them stored.
  const answers: AppendOutcome[] = [];
  for (const [place, append] of appends.entries()) answers.push(outcomes[place] ?? (yield* refusal(db, append)));
  return answers;
}

/** What the appends of one transaction store, value after value, gathered so that each table is written by few statements. */
interface Written {
  rows: unknown[];
  clients: unknown[];
  changes: unknown[];
  entries: unknown[];
  /** sheet → cell → where its entry begins: a statement may not change one entry twice, and the last content counts */
  placeOfEntry: Map<string, Map<string, number>>;
}

function note(written: Written, { sheet, knownSeq, rows, changes, clients }: Append, seq: number): void {
  rows.forEach(({ update, person, origin, at }, nth) =>
    written.rows.push(sheet, knownSeq + 1 + nth, update, person, origin, at, sumOf(update))
  );
  for (const { client, person } of clients) written.clients.push(sheet, client, person);
  let places = written.placeOfEntry.get(sheet);
  if (!places) written.placeOfEntry.set(sheet, (places = new Map()));
  for (const [place, { key, before, after, person, origin, at }] of changes.entries()) {
    const content = asJson(after);
    const previous = before === null ? null : asJson(before);
    written.changes.push(sheet, seq, place, key, previous, content, person, origin, at);
    const known = places.get(key);
    if (known === undefined) places.set(key, written.entries.push(sheet, key, content, seq) - 4);
    else [written.entries[known + 2], written.entries[known + 3]] = [content, seq];
  }
}

const movesOn = new WeakMap<object, CompiledQuery>();

function moveOn(db: Tables, { sheet, knownSeq }: Append, seq: number): CompiledQuery {
  const database = db.getExecutor().adapter;
  let query = movesOn.get(database);
  if (!query) {
    query = db
      .updateTable('sheets')
      .set((set) => ({
        seq: 0,
        stage: set.case().when('stage', '=', 'empty').then('filling').else(set.ref('stage')).end()
      }))
      .where('id', '=', '')
      .where('seq', '=', 0)
      .where('stage', 'in', openStages)
      .compile();
    movesOn.set(database, query);
  }
  return { ...query, parameters: [seq, 'empty', 'filling', sheet, knownSeq, ...openStages] };
}

function* refusal(db: Tables, { sheet, knownSeq }: Append): Steps<AppendOutcome> {
  const asked = db.selectFrom('sheets').select(['stage', 'seq']).where('id', '=', sheet).compile();
  const [row] = rowsOf(asked, yield asked);
  if (!row) return { kind: 'no-sheet' };
  if (!isOpen(row.stage as Stage)) return { kind: 'closed', stage: row.stage as Stage };
  assert(row.seq > knownSeq, 'an append knows a row that was never stored');
  return { kind: 'behind', missing: yield* rowsAfter(db, sheet, knownSeq) };
}

function* rowsAfter(db: Tables, sheet: SheetId, after: number): Steps<LogRow[]> {
  const asked = db
    .selectFrom('sheet_log')
    .select(['seq', 'bytes', 'person', 'origin', 'made_at', 'checksum'])
    .where('sheet', '=', sheet)
    .where('seq', '>', after)
    .orderBy('seq')
    .compile();
  return rowsOf(asked, yield asked).map((row) => {
    mustBeWhole(row.checksum, `row ${row.seq}`, row.bytes);
    return {
      seq: row.seq,
      update: row.bytes,
      person: asId<PersonId>(row.person),
      origin: row.origin as Origin,
      at: row.made_at,
      ...(row.checksum === null && { unsummed: true })
    };
  });
}

async function snapshot(db: Tables, sheet: SheetId): Promise<SheetSnapshot | undefined> {
  const [row] = await snapshotOf(db, sheet);
  if (!row) return undefined;
  const { seq, bytes, vector, retired } = row;
  mustBeWhole(row.checksum, `snapshot ${seq}`, bytes, vector);
  mustBeWhole(row.retired_checksum, `what snapshot ${seq} has retired`, retired);
  return {
    seq,
    state: bytes,
    ...(retired && { retired }),
    ...(vector && { vector }),
    ...(row.checksum === null && { unsummed: true })
  };
}

/** the rows of an answer, typed as the query was */
const rowsOf = <Row>(_asked: CompiledQuery<Row>, answer: QueryResult<unknown>) => answer.rows as Row[];

async function compact(
  db: Tables,
  sheet: SheetId,
  seq: number,
  state: Uint8Array,
  vector: Uint8Array | undefined
): Promise<void> {
  const kept = await db.selectFrom('sheets').select('seq').where('id', '=', sheet).executeTakeFirst();
  assert(kept !== undefined && seq <= kept.seq, 'a snapshot covers only rows that are stored');
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('sheet_snapshots')
    .values({ sheet, seq, bytes: state, vector: vector ?? null, checksum: sumOf(state, vector) })
    .onConflict((conflict) =>
      conflict
        .column('sheet')
        .doUpdateSet((set) => ({
          seq: set.ref('excluded.seq'),
          bytes: set.ref('excluded.bytes'),
          vector: set.ref('excluded.vector'),
          checksum: set.ref('excluded.checksum')
        }))
        // an older snapshot that comes late (another node compacted meanwhile) must not bring back a state whose rows are gone
        .whereRef('excluded.seq', '>=', 'sheet_snapshots.seq')
    )
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 0n) return;
  await db.deleteFrom('sheet_log').where('sheet', '=', sheet).where('seq', '<=', seq).execute();
}

async function renew(
  db: Tables,
  sheet: SheetId,
  knownSeq: number,
  { state, retired, vector }: Omit<SheetSnapshot, 'seq' | 'unsummed'>
): Promise<boolean> {
  const seq = knownSeq + 1;
  const { numUpdatedRows } = await db
    .updateTable('sheets')
    .set({ seq })
    .where('id', '=', sheet)
    .where('seq', '=', knownSeq)
    .where('stage', 'in', openStages)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await db
    .insertInto('sheet_snapshots')
    .values({
      sheet,
      seq,
      bytes: state,
      retired: retired ?? null,
      vector: vector ?? null,
      checksum: sumOf(state, vector),
      retired_checksum: sumOf(retired)
    })
    .onConflict((conflict) =>
      conflict.column('sheet').doUpdateSet((set) => ({
        seq: set.ref('excluded.seq'),
        bytes: set.ref('excluded.bytes'),
        retired: set.ref('excluded.retired'),
        vector: set.ref('excluded.vector'),
        checksum: set.ref('excluded.checksum'),
        retired_checksum: set.ref('excluded.retired_checksum')
      }))
    )
    .execute();
  await db.deleteFrom('sheet_log').where('sheet', '=', sheet).where('seq', '<=', seq).execute();
  return true;
}
