// One changed bit in what is stored of a document, wherever it is: noticed when it is read.
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { asId, type SheetId } from '#core/basics/ids.ts';
import { openSqlite } from '#server/storage/open-sqlite.ts';
import { anAppend, aRow, bytes, keepOneSheet } from '#tests/tools/kept-things.ts';
import { temporaryFolder } from '#tests/tools/temporary-storage.ts';

const s1 = asId<SheetId>('s1');

/** a renewed sheet, one row after it, and a hand on its tables */
async function aKeptSheet() {
  const folder = temporaryFolder();
  const storage = await openSqlite(folder);
  onTestFinished(() => storage.close());
  await keepOneSheet(storage);
  await storage.log.append(anAppend('s1', 0));
  await storage.log.renew(s1, 1, { state: bytes(1, 2, 3), vector: bytes(4, 5), retired: bytes(6) });
  await storage.log.append(anAppend('s1', 2, { rows: [aRow(bytes(7, 8, 9)), aRow(bytes(10))] }));
  const file = new DatabaseSync(join(folder, 'huibiao.sqlite'));
  file.exec('pragma synchronous = off');
  onTestFinished(() => file.close());
  return { storage, file };
}

test.each([
  ['sheet_snapshots', 'bytes', 'snapshot 2'],
  ['sheet_snapshots', 'vector', 'snapshot 2'],
  ['sheet_snapshots', 'retired', 'what snapshot 2 has retired'],
  ['sheet_log', 'bytes', 'row 3']
])('[LG12] %s.%s: any bit', async (table, column, place) => {
  const { storage, file } = await aKeptSheet();
  const read = () => (table === 'sheet_log' ? storage.log.rowsAfter(s1, 2) : storage.log.snapshot(s1));
  const only = table === 'sheet_log' ? 'seq = 3' : '1 = 1';
  const [kept] = file.prepare(`select ${column} as bytes from ${table} where ${only}`).all() as { bytes: Uint8Array }[];
  const put = (changed: Uint8Array) => file.prepare(`update ${table} set ${column} = ? where ${only}`).run(changed);
  for (let bit = 0; bit < kept!.bytes.length * 8; bit++) {
    const changed = Uint8Array.from(kept!.bytes);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    put(changed);
    await expect(read(), `bit ${bit}`).rejects.toMatchObject({
      code: 'sheet-damaged',
      cause: { message: `${place} is not as it was written` }
    });
  }
  put(kept!.bytes);
  expect(await read()).toBeDefined();
});

test('[LG12] a compaction keeps the checksum of what is retired, and its own', async () => {
  const { storage, file } = await aKeptSheet();
  await storage.log.compact(s1, 4, bytes(11, 12), bytes(13));
  expect(await storage.log.snapshot(s1)).toEqual({
    seq: 4,
    state: bytes(11, 12),
    vector: bytes(13),
    retired: bytes(6)
  });
  const sums = file.prepare('select checksum, retired_checksum from sheet_snapshots').get();
  expect(sums).toEqual({ checksum: expect.any(Number) as number, retired_checksum: expect.any(Number) as number });
});

test('[LG12] what has no checksum says so', async () => {
  const { storage, file } = await aKeptSheet();
  file.exec('update sheet_snapshots set checksum = null, retired_checksum = null');
  file.exec('update sheet_log set checksum = null where seq = 3');
  expect(await storage.log.snapshot(s1)).toMatchObject({ seq: 2, unsummed: true });
  expect((await storage.log.rowsAfter(s1, 2)).map((row) => row.unsummed)).toEqual([true, undefined]);
});

test('[LG12] who is behind is not given a row that is damaged, and nothing is stored', async () => {
  const { storage, file } = await aKeptSheet();
  file.exec("update sheet_log set bytes = x'00' where seq = 3");
  await expect(storage.log.append(anAppend('s1', 2))).rejects.toMatchObject({ code: 'sheet-damaged' });
  expect(await storage.sheets.byId(s1)).toMatchObject({ seq: 4 });
});
