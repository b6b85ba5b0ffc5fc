// What all cabinets share: work told as steps, many rows in one statement, transactions within transactions, JSON columns.
import type { CompiledQuery, QueryResult } from 'kysely';
import { asId, type SheetId } from '#core/basics/ids.ts';
import type { Schema, Tables } from '#server/storage/schema.ts';

/**
 * Work told as the queries it asks, one after another, each answered before the next: SQLite takes the steps without a promise between
 * them (hundreds of appends a second are made of thousands of queries), any other database awaits each.
 */
export type Steps<T> = Generator<CompiledQuery, T, QueryResult<unknown>>;

export async function stepByStep<T>(db: Tables, steps: Steps<T>): Promise<T> {
  let step = steps.next();
  while (!step.done) step = steps.next(await db.executeQuery(step.value));
  return step.value;
}

/** `work` in the transaction that is open already, else in one of its own. */
export function atomically<T>(db: Tables, work: (inside: Tables) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute(work);
}

// Statements of few sizes only, so that each is compiled and prepared once; the largest stays far below the 32,766 parameters of SQLite.
const sizes = [128, 16, 1] as const;

type Conflict = (insert: ReturnType<Tables['insertInto']>) => { compile(): CompiledQuery };

/**
 * An insert of any number of rows into `table`, compiled once per size and database.
 * `values`: row after row, each in the order of `columns`.
 */
export function insertOf<T extends keyof Schema & string>(
  table: T,
  columns: readonly (keyof Schema[T] & string)[],
  finish: Conflict = (insert) => insert as unknown as { compile(): CompiledQuery }
) {
  const compiled = new WeakMap<object, Map<number, CompiledQuery>>();

  const compile = (db: Tables, count: number): CompiledQuery => {
    const database = db.getExecutor().adapter; // the same object in every transaction of one connection
    const known = compiled.get(database) ?? new Map<number, CompiledQuery>();
    compiled.set(database, known);
    let query = known.get(count);
    if (!query) {
      const row = Object.fromEntries(columns.map((column) => [column, 0]));
      const insert = db.insertInto(table).values(Array.from({ length: count }, () => row) as never);
      query = finish(insert as never).compile();
      known.set(count, query);
    }
    return query;
  };

  return function* (db: Tables, values: readonly unknown[]): Steps<void> {
    let at = 0;
    for (const size of sizes) {
      const length = size * columns.length;
      for (; values.length - at >= length; at += length)
        yield { ...compile(db, size), parameters: values.slice(at, at + length) };
    }
  };
}

/**
 * A query that is asked again and again, built and compiled once per database. `build` puts something in the place of each parameter;
 * they are then given in the order in which they stand in the statement.
 */
export function queryOf<Row>(build: (db: Tables) => { compile(): CompiledQuery; execute(): Promise<Row[]> }) {
  const compiled = new WeakMap<object, CompiledQuery>();
  return async (db: Tables, ...parameters: unknown[]): Promise<Row[]> => {
    const database = db.getExecutor().adapter;
    let query = compiled.get(database);
    if (!query) compiled.set(database, (query = build(db).compile()));
    return (await db.executeQuery({ ...query, parameters })).rows as Row[];
  };
}

/** Lists longer than a statement should carry, in parts. */
export function inParts<T>(list: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < list.length; at += size) parts.push(list.slice(at, at + size));
  return parts;
}

/** What stands at each of many sheets, in the order in which `ask` brings it; every sheet asked for is in the answer, if only with nothing. */
export async function bySheet<Row extends { sheet: string }, T>(
  sheets: readonly SheetId[],
  ask: (part: readonly SheetId[]) => Promise<readonly Row[]>,
  read: (row: Row, sheet: SheetId) => T
): Promise<Map<SheetId, T[]>> {
  const found = new Map<SheetId, T[]>(sheets.map((sheet) => [sheet, []]));
  for (const part of inParts(sheets, 200))
    for (const row of await ask(part)) {
      const sheet = asId<SheetId>(row.sheet);
      found.get(sheet)?.push(read(row, sheet));
    }
  return found;
}

export const asJson = (value: unknown): string => JSON.stringify(value ?? null);
export const fromJson = <T>(text: string): T => JSON.parse(text) as T;
export const orNull = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T));

/** only the columns that were given: an absent property changes nothing */
export function given<T extends object>(columns: T): Partial<T> | undefined {
  const kept = Object.entries(columns).filter(([, value]) => value !== undefined);
  return kept.length > 0 ? (Object.fromEntries(kept) as Partial<T>) : undefined;
}
