// One server for one data folder: two would each hold the same sheets in memory and run the same jobs.
// The lock is SQLite's own on a small empty database: the system lets go of it with the process, so a kill leaves nothing to clean up.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { sayWhyNotOpened } from './say-why-not-opened.ts';

/** SQLite's primary result code for "somebody else has it" */
const busy = 5;
const notADatabase = 26;
/** A server that was asked to stop just now may still be writing; the next one waits this long for it. */
const waitMs = 3000;

/**
 * Takes the folder for this process, making it if there is none, before anything in it is opened. The command line does not ask for it.
 * Throws an Error in words for the operator: another server has it, or it cannot be written.
 * @returns lets go of the folder; called again it does nothing
 */
export function holdFolder(folder: string, wait = waitMs): () => void {
  const path = join(folder, 'server.lock');
  let lock: DatabaseSyncInstance | undefined;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    lock = new DatabaseSync(path, { timeout: wait });
    lock.exec('begin exclusive');
  } catch (error) {
    lock?.close();
    if (isTaken(error)) throw new Error(sayTaken(folder), { cause: error });
    throw isJunk(error) ? new Error(sayJunk(path), { cause: error }) : sayWhyNotOpened(error, folder, path);
  }
  return () => {
    lock?.close();
    lock = undefined;
  };
}

const codeOf = (error: unknown): number => ((error as { errcode?: number }).errcode ?? 0) % 256;
const isTaken = (error: unknown): boolean => codeOf(error) === busy;
const isJunk = (error: unknown): boolean => codeOf(error) === notADatabase;

const sayJunk = (path: string): string =>
  `${path} 不是本程序的锁文件，其中没有数据。请删除它再启动。\n` +
  `${path} is not the lock of this program, and holds none of its data. Delete it, then start again.`;

const sayTaken = (folder: string): string =>
  `数据文件夹 ${folder} 正由另一个汇表服务使用。本次没有启动，数据未作任何改动。请先停止那个服务，或用 DATA_DIR 另指定一个文件夹。\n` +
  `DATA_DIR: another server is using ${folder}. This one was not started and nothing was changed. Stop the other one first, or name another folder.`;
