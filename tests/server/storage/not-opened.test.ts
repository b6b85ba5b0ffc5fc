import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { holdFolder } from '#server/storage/hold-folder.ts';
import { openSqlite } from '#server/storage/open-sqlite.ts';
import { sayWhyNotOpened } from '#server/storage/say-why-not-opened.ts';
import { temporaryFolder } from '#tests/tools/temporary-storage.ts';

const junk: [what: string, make: (folder: string) => string | Buffer][] = [
  ['a text', () => '不是数据库\n'.repeat(500)],
  ['random bytes', () => Buffer.from(Array.from({ length: 9000 }, (_, at) => (at * 7919) % 251))],
  ['a database with its middle overwritten', (folder) => damaged(folder)]
];

function damaged(folder: string): Buffer {
  const bytes = readFileSync(join(folder, 'whole', 'huibiao.sqlite'));
  bytes.fill(0xff, 100, 60_000);
  return bytes;
}

test.each(junk)('[ST25] %s in the place of the database is told, and stays as it is', async (_, make) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'whole'));
  await (await openSqlite(join(folder, 'whole'))).close();
  const file = join(folder, 'huibiao.sqlite');
  writeFileSync(file, make(folder));
  const before = readFileSync(file);
  await expect(openSqlite(folder)).rejects.toThrow(/is not a database of this program, or it is damaged/);
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('[ST25] a file in the place of the folder is told', async () => {
  const file = join(temporaryFolder(), 'data');
  writeFileSync(file, 'x');
  await expect(openSqlite(file)).rejects.toThrow(/DATA_DIR: .* is not a folder, but a file/);
});

test('[ST25] a file in the place of the folder for files, and a folder in the place of the database, are told with their place', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'blobs'), 'junk');
  await expect(openSqlite(folder)).rejects.toThrow(/DATA_DIR: .*blobs is not a folder, but a file/);
  expect(readFileSync(join(folder, 'blobs'), 'utf8')).toBe('junk');
  const other = temporaryFolder();
  mkdirSync(join(other, 'huibiao.sqlite'));
  await expect(openSqlite(other)).rejects.toThrow(/DATA_DIR: .*huibiao.sqlite is a folder, and should be a file/);
});

test('[ST20] junk in the place of the lock is told as that: it holds no data', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'server.lock'), 'junk '.repeat(1000));
  expect(() => holdFolder(folder)).toThrow(/server.lock 不是本程序的锁文件[\s\S]*Delete it, then start again/);
});

test('[ST25] other files in the folder disturb nobody', async () => {
  const folder = temporaryFolder();
  for (const name of ['huibiao.sqlite.bak', 'core', '.DS_Store', '~$1.xlsx']) writeFileSync(join(folder, name), 'junk');
  mkdirSync(join(folder, 'blobs', 'zz'), { recursive: true });
  mkdirSync(join(folder, 'blobs', 'a folder.part'));
  writeFileSync(join(folder, 'blobs', 'zz', 'notes.txt'), 'junk');
  writeFileSync(join(folder, 'huibiao.sqlite-wal'), 'junk');
  const storage = await openSqlite(folder);
  expect(await storage.healthy()).toBe(true);
  expect(await storage.blobs.removeUnusedSince(Date.now() + 1000)).toBe(0);
  await storage.close();
});

test('[ST25] an empty file is taken as a new database, as an interrupted first start leaves it', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'huibiao.sqlite'), '');
  const storage = await openSqlite(folder);
  expect(await storage.healthy()).toBe(true);
  await storage.close();
});

// root may write in every folder
test.skipIf(process.getuid?.() === 0)('[ST25] a folder that cannot be written is told', async () => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o500);
  await expect(openSqlite(folder)).rejects.toThrow(/cannot be written/);
  chmodSync(folder, 0o700);
});

test.each([
  [{ code: 'EROFS' }, /cannot be written/],
  [{ code: 'EACCES' }, /cannot be written/],
  [{ errcode: 8 }, /cannot be written/],
  [{ errcode: 14 }, /cannot be written/],
  [{ code: 'ENOSPC' }, /no space is left/],
  [{ errcode: 13 }, /no space is left/],
  [{ errcode: 266 }, /the disk reports an error/],
  [{}, /as it was/]
])('[ST25] %o is said in words', (codes, words) => {
  const error = Object.assign(new Error('as it was'), codes);
  expect(
    String(sayWhyNotOpened(new Error('as it was, within', { cause: error }), 'data', 'data/huibiao.sqlite'))
  ).toMatch(words);
});
