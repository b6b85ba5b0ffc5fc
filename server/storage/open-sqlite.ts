// The port over one SQLite file in a folder, blobs beside it: the default, needing nothing installed.
// One connection writes, its callers taking turns; one reads what is committed; a few hold still for snapshots.
import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { Kysely } from 'kysely';
import { assert } from '#core/basics/assert.ts';
import { appendGroups } from './append-groups.ts';
import { fileBlobs } from './blobs/files.ts';
import { appendAll } from './cabinets/log.ts';
import { cabinetsOver } from './cabinets.ts';
import { flushOf, type Flush, type FlushFile } from './flush.ts';
import { localFeed } from './feed/local.ts';
import { migrate } from './migrate.ts';
import { sayWhyNotOpened } from './say-why-not-opened.ts';
import type { Migration } from './migrations/words.ts';
import type { Schema, Tables } from './schema.ts';
import { isDiskFull, openConnection, sqliteDialect, TurnsDriver } from './sqlite-dialect.ts';
import type { Blobs, Cabinets, Storage } from './storage.ts';

// Work that reads one moment: lists of sheets, totals, exports. Each keeps the write-ahead log from shrinking while it runs.
const snapshotsAtOnce = 3;

export interface OpenOptions {
  /** the time, for the record of migrations and the health mark; default Date.now */
  now?: () => number;
  /** hears of a feed listener that threw; default: an unhandled rejection, which ends the process with a trace */
  onListenerMistake?: (error: unknown) => void;
  /** hears once that the disk did not take what was committed: from then on all is refused as `disk-failed`, until it is opened again */
  onDiskFailure?: (error: Error) => void;
  /** how long a write waits for another process that writes, before it is refused as `busy`; the event loop stands still meanwhile */
  busyTimeoutMs?: number;
  /** for tests: at most this many pages of 4 KiB, so that the disk can be full */
  maxPages?: number;
  /** for tests: free bytes of the disk below which no blob is taken */
  reserveBytes?: number;
  /** for tests: a disk that is slow or fails */
  flushFile?: FlushFile;
  /** for tests: other migrations than the program's */
  migrations?: readonly Migration[];
}

/**
 * Opens or creates `huibiao.sqlite` and `blobs/` in `folder` and brings the tables to the newest version.
 * Throws an Error in words for the operator: a newer program wrote the database, it is none, the folder cannot be written, the disk is full.
 */
export async function openSqlite(folder: string, options: OpenOptions = {}): Promise<Storage> {
  const now = options.now ?? Date.now;
  const path = join(folder, 'huibiao.sqlite');
  const busyTimeoutMs = options.busyTimeoutMs ?? 5000;
  let writer: DatabaseSyncInstance | undefined;
  let blobs: Blobs;
  let opening = folder;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 }); // a new folder is for this user alone: it holds people's passwords, if only hashed
    opening = join(folder, 'blobs');
    blobs = fileBlobs(opening, options.reserveBytes);
    opening = folder;
    writer = openConnection(path, false, busyTimeoutMs);
    if (options.maxPages !== undefined) writer.exec(`pragma max_page_count = ${options.maxPages}`);
    migrate(writer, now(), options.migrations);
    foldLog(writer);
  } catch (error) {
    writer?.close();
    throw sayWhyNotOpened(error, opening, path);
  }
  writer.exec('pragma synchronous = normal');
  const flush = flushOf(`${path}-wal`, options.onDiskFailure ?? (() => undefined), options.flushFile);
  const opened = tablesOf(writer, 'begin immediate', flush);
  const readOnly = () => tablesOf(openConnection(path, true, busyTimeoutMs), 'begin');
  const reader = readOnly();
  const stills = Array.from({ length: snapshotsAtOnce }, readOnly);
  const [write, read] = [opened.tables, reader.tables];

  const inside = insideGuard('inside a transaction use only the cabinets handed in');
  // In a snapshot the outer cabinets are free: nothing is held that they wait for. A second snapshot would wait for the first.
  const snapshots = insideGuard('a snapshot inside a snapshot');
  const takeStill = leastBusy(stills.map((still) => still.tables));
  const groups = appendGroups((appends) => opened.turns.atOnce(appendAll(write, appends)));
  const refuse = () => {
    inside.refuse();
    flush.mustWork(); // a deed that was committed and not flushed would show, although its doer was told that it is not certain
  };
  const outer = guardCabinets(cabinetsOver({ read, write }, groups.append), refuse);
  let closed: Promise<void> | undefined;

  return {
    ...outer,
    blobs,
    feed: localFeed(options.onListenerMistake ?? ((error) => void Promise.reject(error))),
    transaction: (work) => inside.run((guard) => write.transaction().execute((db) => work(guard(over(db))))),
    async snapshot(work) {
      inside.refuse();
      const seen = await takeStill((still) =>
        snapshots.run((guard) => still.transaction().execute((db) => work(guard(over(db)))))
      );
      // A sheet is loaded by this, and what it holds is told to people as saved: also what was committed and not yet flushed, or never.
      await flush.settled();
      return seen;
    },
    async healthy() {
      inside.refuse();
      return healthy(read, write, now());
    },
    close: () => (closed ??= close(groups.idle, [...stills, reader, opened]))
  };
}

/**
 * What a killed process had committed and not yet flushed stands in the log, and will be read and told as saved: so it goes to the disk
 * first. Passive: a server that has the folder open beside us is not held up.
 */
function foldLog(writer: DatabaseSyncInstance): void {
  try {
    writer.exec('pragma wal_checkpoint(passive)');
  } catch (error) {
    // the log itself is flushed before the one file has to grow
    if (!isDiskFull(error)) throw error;
  }
}

interface OpenFile {
  turns: TurnsDriver;
  tables: Tables;
}

function tablesOf(file: DatabaseSyncInstance, begin: 'begin' | 'begin immediate', flush?: Flush): OpenFile {
  const turns = new TurnsDriver(file, begin, flush);
  return { turns, tables: new Kysely<Schema>({ dialect: sqliteDialect(turns) }) };
}

/** Gives each piece of work to the connection with the fewest waiting, so that a list of sheets does not wait for a province's totals. */
function leastBusy(connections: readonly Tables[]) {
  const waiting = new Map(connections.map((connection) => [connection, 0]));
  return async <T>(work: (connection: Tables) => Promise<T>): Promise<T> => {
    const [[connection, count]] = [...waiting].sort(([, a], [, b]) => a - b) as [[Tables, number]];
    waiting.set(connection, count + 1);
    try {
      return await work(connection);
    } finally {
      waiting.set(connection, waiting.get(connection)! - 1);
    }
  };
}

const over = (db: Tables): Cabinets => cabinetsOver({ read: db, write: db });

/**
 * Inside a transaction the outer cabinets would wait for the turn that the transaction itself holds: for ever. So what runs inside
 * carries a mark, and the outer cabinets refuse it. The cabinets handed in refuse in turn when the transaction is over.
 */
function insideGuard(refusal: string) {
  const marks = new AsyncLocalStorage<{ open: boolean }>();
  let openCount = 0;
  const refuse = () => assert(!marks.getStore()?.open, refusal);
  return {
    refuse,
    async run<T>(work: (guard: (cabinets: Cabinets) => Cabinets) => Promise<T>): Promise<T> {
      refuse();
      const mark = { open: true };
      openCount++;
      const guard = (cabinets: Cabinets) =>
        guardCabinets(cabinets, () => assert(mark.open, 'the transaction is over: its cabinets are closed'));
      try {
        return await marks.run(mark, () => work(guard));
      } finally {
        mark.open = false;
        // as long as marks are followed, every promise and every callback of the whole program costs more
        if (--openCount === 0) marks.disable();
      }
    }
  };
}

/** The same cabinets, asking `before` at every call; a refusal rejects the call's promise. */
function guardCabinets(cabinets: Cabinets, before: () => void): Cabinets {
  const guarded = Object.entries(cabinets).map(([name, cabinet]) => [
    name,
    Object.fromEntries(
      Object.entries(cabinet as Record<string, (...parameters: unknown[]) => Promise<unknown>>).map(([verb, call]) => [
        verb,
        async (...parameters: unknown[]) => {
          before();
          return call(...parameters);
        }
      ])
    )
  ]);
  return Object.fromEntries(guarded) as Cabinets;
}

async function healthy(read: Tables, write: Tables, now: number): Promise<boolean> {
  try {
    await write
      .insertInto('health')
      .values({ place: 1, checked_at: now })
      .onConflict((conflict) => conflict.column('place').doUpdateSet({ checked_at: now }))
      .execute();
    await read.selectFrom('health').selectAll().executeTakeFirstOrThrow();
    return true;
  } catch {
    return false; // whatever the reason, it is the answer to the question
  }
}

/**
 * Readers first, so that the writer can fold the whole write-ahead log back into the one file. (The driver lets go of prepared
 * statements only when they are collected, so an empty log file may stay beside it.)
 */
async function close(idle: () => Promise<void>, connections: readonly OpenFile[]) {
  await idle();
  for (const { turns, tables } of connections) {
    await turns.destroy(); // Kysely lets go only of what it has used
    await tables.destroy();
  }
}
