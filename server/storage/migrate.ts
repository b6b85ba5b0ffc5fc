// Brings a SQLite database to the newest version when it is opened; refuses one that a newer program wrote.
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { migrations } from './migrations/all.ts';
import type { Migration, Words } from './migrations/words.ts';

const words: Words = {
  bytes: 'blob',
  counter: 'integer primary key autoincrement',
  keyed: 'without rowid'
};

/**
 * Runs the migrations that the database has not seen, each in a transaction of its own, and records them.
 * @returns numbers of those that ran; throws an Error in words for the operator when the database is newer than `known`
 */
export function migrate(
  database: DatabaseSyncInstance,
  now: number,
  known: readonly Migration[] = migrations
): number[] {
  database.exec(
    'create table if not exists migrations (number integer primary key, name text not null, applied_at bigint not null)'
  );
  const newest = known.at(-1)?.number ?? 0;
  const reached = Number(
    (database.prepare('select max(number) as n from migrations').get() as { n: number | null }).n ?? 0
  );
  if (reached > newest) {
    throw new Error(
      `the database is of version ${reached}, but this program knows only versions up to ${newest}: ` +
        'it was opened by a newer release; install that release again or restore the backup made before it'
    );
  }
  const due = known.filter((migration) => migration.number > reached);
  for (const migration of due) run(database, migration, now);
  return due.map((migration) => migration.number);
}

function run(database: DatabaseSyncInstance, { number, name, sql }: Migration, now: number): void {
  database.exec('begin immediate');
  try {
    database.exec(sql(words));
    database.prepare('insert into migrations (number, name, applied_at) values (?, ?, ?)').run(number, name, now);
    database.exec('commit');
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    throw new Error(`migration ${number} (${name}) failed; the database is as it was before`, { cause: error });
  }
}
