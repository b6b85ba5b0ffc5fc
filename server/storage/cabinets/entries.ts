// Cabinet *entries*: how the cells of a sheet stand now, and how they came to stand so. Written by the log's append only.
import { asId, type PersonId, type SheetId } from '#core/basics/ids.ts';
import { asCellKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { Hands, Tables } from '#server/storage/schema.ts';
import type { CellChange, CellSince, Entries, Origin } from '#server/storage/storage.ts';
import { fromJson, inParts, orNull } from './rows.ts';

const historyLimit = 200;

export function entriesCabinet({ read }: Hands): Entries {
  return {
    of: (sheet) => of(read, sheet),
    ofMany: (sheets) => ofMany(read, sheets),
    history: (sheet, key, limit = historyLimit) => history(read, sheet, key, limit),
    since: (sheet, seq) => since(read, sheet, seq)
  };
}

async function of(db: Tables, sheet: SheetId): Promise<Map<CellKey, CellContent>> {
  const rows = await db
    .selectFrom('entries')
    .select(['cell', 'content'])
    .where('sheet', '=', sheet)
    .orderBy('cell')
    .execute();
  return new Map(rows.map((row) => [asCellKey(row.cell), fromJson<CellContent>(row.content)]));
}

/** Every sheet asked for is in the answer, with an empty map when nothing was ever written. */
async function ofMany(db: Tables, sheets: readonly SheetId[]): Promise<Map<SheetId, Map<CellKey, CellContent>>> {
  const found = new Map<SheetId, Map<CellKey, CellContent>>(sheets.map((sheet) => [sheet, new Map()]));
  // 50 sheets of 500 cells are some 25,000 rows: about as long as the event loop should be held at once
  for (const part of inParts(sheets, 50)) {
    const rows = await db
      .selectFrom('entries')
      .select(['sheet', 'cell', 'content'])
      .where('sheet', 'in', part)
      .orderBy('sheet')
      .orderBy('cell')
      .execute();
    for (const row of rows) {
      found.get(asId<SheetId>(row.sheet))?.set(asCellKey(row.cell), fromJson<CellContent>(row.content));
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return found;
}

async function history(db: Tables, sheet: SheetId, key: CellKey | undefined, limit: number) {
  let query = db
    .selectFrom('cell_changes')
    .leftJoin('people', 'people.id', 'cell_changes.person')
    .select([
      'cell',
      'content_before',
      'content_after',
      'person',
      'origin',
      'made_at',
      'seq',
      'people.name as person_name'
    ])
    .where('sheet', '=', sheet)
    .orderBy('seq', 'desc')
    .orderBy('place', 'desc')
    .limit(limit);
  if (key !== undefined) query = query.where('cell', '=', key);
  const rows = await query.execute();
  return rows.map((row): CellChange & { seq: number; personName: string } => ({
    key: asCellKey(row.cell),
    before: orNull<CellContent>(row.content_before),
    after: fromJson<CellContent>(row.content_after),
    person: asId<PersonId>(row.person),
    origin: row.origin as Origin,
    at: row.made_at,
    seq: row.seq,
    personName: row.person_name ?? ''
  }));
}

async function since(db: Tables, sheet: SheetId, seq: number): Promise<Map<CellKey, CellSince>> {
  const rows = await db
    .selectFrom('cell_changes')
    .leftJoin('people', 'people.id', 'cell_changes.person')
    .select(['cell', 'content_before', 'person', 'origin', 'made_at', 'seq', 'people.name as person_name'])
    .where('sheet', '=', sheet)
    .where('seq', '>', seq)
    .orderBy('seq')
    .orderBy('place')
    .execute();
  const found = new Map<CellKey, CellSince>();
  for (const row of rows) {
    const key = asCellKey(row.cell);
    found.set(key, {
      // the first write after that number tells how the cell stood at it
      before: found.has(key) ? (found.get(key)?.before ?? null) : orNull<CellContent>(row.content_before),
      person: asId<PersonId>(row.person),
      personName: row.person_name ?? '',
      origin: row.origin as Origin,
      at: row.made_at,
      seq: row.seq
    });
  }
  return found;
}
