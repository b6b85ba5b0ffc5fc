// Kysely over one SQLite connection: statements are prepared once, callers take turns, a full disk becomes a Problem.
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler
} from 'kysely';
import { assert } from '#core/basics/assert.ts';
import { Problem } from '#core/basics/problem.ts';
import type { Steps } from './cabinets/rows.ts';
import { isFlushFailure, type Flush } from './flush.ts';

// Queries are built from some 150 shapes, lists of ids add sizes; past this the oldest statements are dropped.
const keptStatements = 500;
const sqliteFull = 13;
// the index of the write-ahead log cannot grow: the disk is full there too
const sqliteFullIndex = 4874;
const sqliteBusy = 5;

/** Opens the file; creates it unless `readOnly`. For `busyTimeoutMs` it waits for another process (the command line) that writes. */
export function openConnection(path: string, readOnly: boolean, busyTimeoutMs: number): DatabaseSyncInstance {
  const database = new DatabaseSync(path, { readOnly, timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
  // what was acknowledged survives a power cut, not only a killed process; the writer changes to NORMAL once it has a flush of its own
  database.exec(
    `pragma synchronous = full; pragma foreign_keys = on; pragma cache_size = -32000; pragma temp_store = memory`
  );
  if (!readOnly)
    database.exec('pragma journal_mode = wal; pragma journal_size_limit = 67108864; pragma wal_autocheckpoint = 4000');
  return database;
}

const extendedCode = (error: unknown): number => (error as { errcode?: number } | undefined)?.errcode ?? 0;

/** of what SQLite threw */
export const isDiskFull = (error: unknown): boolean =>
  (extendedCode(error) & 0xff) === sqliteFull || extendedCode(error) === sqliteFullIndex;

/** What SQLite threw, as ours: a full disk and another process that does not let go are told to people, all else is passed on as it is. */
export function translateError(error: unknown): unknown {
  if (isDiskFull(error)) return new Problem('disk-full');
  return (extendedCode(error) & 0xff) === sqliteBusy ? new Problem('busy') : error;
}

class Connection implements DatabaseConnection {
  readonly #statements = new Map<string, { statement: StatementSyncInstance; reader: boolean }>();
  inTransaction = false;

  constructor(
    readonly database: DatabaseSyncInstance,
    readonly flush: Flush | undefined
  ) {}

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (!this.inTransaction) this.flush?.mustWork();
    const result = this.execute<R>(query);
    if (!this.inTransaction) await this.flush?.(); // it was a transaction of its own
    return result;
  }

  execute<R>({ sql, parameters }: CompiledQuery): QueryResult<R> {
    // After a full disk SQLite rolls back by itself; a statement that came then would be stored alone.
    assert(this.inTransaction === this.database.isTransaction, 'the transaction is over');
    const { statement, reader } = this.#prepare(sql);
    try {
      if (reader) return { rows: statement.all(...parameters) as R[] };
      const { changes } = statement.run(...parameters);
      return { rows: [], numAffectedRows: BigInt(changes) };
    } catch (error) {
      throw translateError(error);
    }
  }

  // eslint-disable-next-line require-yield
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('streaming is not offered: read in pages');
  }

  #prepare(sql: string) {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.database.prepare(sql);
    const made = { statement, reader: statement.columns().length > 0 };
    if (this.#statements.size >= keptStatements) {
      const [oldest] = this.#statements.keys();
      this.#statements.delete(oldest!);
    }
    this.#statements.set(sql, made);
    return made;
  }
}

/** One connection, handed to one caller after the other in the order they came. */
export class TurnsDriver implements Driver {
  readonly #connection: Connection;
  readonly #waiting: (() => void)[] = [];
  #taken = false;

  /** @param flush of the connection that writes: a commit counts when it is done */
  constructor(
    database: DatabaseSyncInstance,
    readonly begin: 'begin' | 'begin immediate',
    readonly flush?: Flush
  ) {
    this.#connection = new Connection(database, flush);
  }

  async init() {}

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#taken) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#taken = true;
    return this.#connection;
  }

  async releaseConnection() {
    const next = this.#waiting.shift();
    // The turn passes straight on, so that nobody who comes just now slips in between.
    if (next) next();
    else this.#taken = false;
  }

  async beginTransaction() {
    this.flush?.mustWork();
    this.#run(this.begin);
    this.#connection.inTransaction = true;
  }

  async commitTransaction() {
    this.#commit();
    await this.flush?.();
  }

  async rollbackTransaction() {
    this.#connection.inTransaction = false;
    if (this.#connection.database.isTransaction) this.#run('rollback');
  }

  /** All steps as one transaction, without a promise between them. What a step throws rolls it back. */
  async atOnce<T>(steps: Steps<T>): Promise<T> {
    await this.acquireConnection();
    let step;
    try {
      await this.beginTransaction();
      step = steps.next();
      while (!step.done) step = steps.next(this.#connection.execute(step.value));
      this.#commit();
    } catch (error) {
      await this.rollbackTransaction();
      throw error;
    } finally {
      await this.releaseConnection(); // while the disk works, the next one may write
    }
    await this.flush?.();
    return step.value;
  }

  async destroy() {
    await this.acquireConnection(); // whoever waits comes first
    if (this.#connection.database.isOpen) {
      if (this.flush) this.#foldLog(this.flush);
      this.#connection.database.close();
    }
    await this.releaseConnection();
  }

  /** The whole write-ahead log into the one file; not on a disk that has just failed, the next start does it. */
  #foldLog(flush: Flush) {
    try {
      flush.mustWork();
      this.#run('pragma wal_checkpoint(truncate)');
    } catch (error) {
      if (!isFlushFailure(error)) throw error;
    } finally {
      flush.close();
    }
  }

  #commit() {
    this.flush?.mustWork(); // it may have failed meanwhile: what is committed now would be read by the next start, and nobody told
    this.#run('commit');
    this.#connection.inTransaction = false;
  }

  #run(sql: string) {
    try {
      this.#connection.database.exec(sql);
    } catch (error) {
      throw translateError(error);
    }
  }
}

export function sqliteDialect(driver: TurnsDriver): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler()
  };
}
