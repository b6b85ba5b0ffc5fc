// A storage in a folder of its own for one test file: real SQLite on a real disk, removed afterwards (KEEP=1 keeps it and prints the place).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openSqlite, type OpenOptions } from '#server/storage/open-sqlite.ts';
import type { Storage } from '#server/storage/storage.ts';

/** A new empty folder, removed when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'huibiao-'));
  onTestFinished(() => {
    if (process.env.KEEP) console.log(`kept ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** An empty storage, closed and removed when the test is over. Call it within a test. */
export async function temporaryStorage(options?: OpenOptions): Promise<Storage> {
  const storage = await openSqlite(temporaryFolder(), options);
  onTestFinished(() => storage.close());
  return storage;
}
