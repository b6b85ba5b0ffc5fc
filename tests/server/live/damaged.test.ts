// Sheets whose rows or snapshot on the disk are not as they were written: whoever opens one is told so, cold or not, and nobody is shown less, or
// something else, in silence. What was stored before there were checksums is opened as before.
import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { doctor } from '#server/live/doctor.ts';
import type { LiveLimits } from '#server/live/limits.ts';
import { makeLiveSheets } from '#server/live/live-sheets.ts';
import { compiledForms } from '#server/storage/compiled-forms.ts';
import { openSqlite } from '#server/storage/open-sqlite.ts';
import { actorOf, keepLiveThings, sheetId, startLiveServer } from '#tests/tools/live-server.ts';
import { openBrowser } from '#tests/tools/open-sheets.ts';
import { temporaryFolder } from '#tests/tools/temporary-storage.ts';
import { listenTo } from '#tests/tools/writers.ts';

/** A sheet of eight writes by two people, its rows folded into a snapshot up to `snapshotAt`, and a hand on its table. */
async function aKeptSheet(snapshotAt = 0) {
  const folder = temporaryFolder();
  const storage = await openSqlite(folder);
  onTestFinished(() => storage.close());
  await keepLiveThings(storage);
  const live = (
    note: (fact: string, fields: Record<string, unknown>) => void = () => undefined,
    limits: Partial<LiveLimits> = {}
  ) => makeLiveSheets({ storage, forms: compiledForms(storage), clock: Date.now, note, limits });
  const writing = live();
  for (let at = 0; at < 8; at++) {
    const key = `t/${at % 2 ? 'B' : 'A'}${1 + (at % 4)}/bn`;
    await writing.writeCells(sheetId, actorOf(at % 2 ? 'bea' : 'anna'), 'api', [{ key, content: { number: `${at}` } }]);
    if (at + 1 === snapshotAt) {
      const { sheet, release } = await writing.hold(sheetId);
      const state = sheet.answer(Y.encodeStateVector(new Y.Doc()));
      await storage.log.compact(sheetId, sheet.seq, Y.mergeUpdates([...state]), sheet.stateVector());
      release();
    }
  }
  await writing.close();
  const onDisk = <T>(work: (file: DatabaseSyncInstance) => T): T => {
    const file = new DatabaseSync(join(folder, 'huibiao.sqlite'));
    const done = work(file);
    file.close();
    return done;
  };
  const spoil = (change: (bytes: Buffer) => Uint8Array, where: { row: number } | 'snapshot') =>
    onDisk((file) => {
      const [table, only] = where === 'snapshot' ? ['sheet_snapshots', '1 = 1'] : ['sheet_log', `seq = ${where.row}`];
      const kept = file.prepare(`select bytes from ${table} where ${only}`).get() as { bytes: Uint8Array };
      const { changes } = file
        .prepare(`update ${table} set bytes = ? where ${only}`)
        .run(change(Buffer.from(kept.bytes)));
      expect(changes).toBe(1);
    });
  /** as an older version of the program would have stored it */
  const takeSums = () =>
    onDisk((file) => file.exec('update sheet_log set checksum = null; update sheet_snapshots set checksum = null'));
  return { storage, live, spoil, takeSums };
}

const cut = (bytes: Buffer) => bytes.subarray(0, bytes.length - 4);
const emptied = () => Buffer.from([0, 0]); // an update that says nothing
/** another figure in the last cell: an update as good as the one before */
const anotherDigit = (bytes: Buffer): Buffer => {
  const at = bytes.lastIndexOf('number') + 'number'.length + 2;
  expect(String.fromCharCode(bytes[at]!)).toMatch(/^\d$/);
  bytes[at]! ^= 1;
  return bytes;
};

const places = [
  ['a row', 0, { row: 3 }],
  ['a row after the snapshot', 4, { row: 7 }],
  ['a snapshot', 6, 'snapshot']
] as const;

/** Who only opens the sheet is told; it is marked, and the log names the place. */
async function expectDamaged(live: Awaited<ReturnType<typeof aKeptSheet>>['live']) {
  const facts: string[] = [];
  const reading = live((fact, { error }) => facts.push(`${fact}: ${String(error)}`));
  await expect(reading.hold(sheetId)).rejects.toMatchObject({ code: 'sheet-damaged' });
  expect(reading.isDamaged(sheetId)).toBe(true);
  expect(facts).toEqual([expect.stringMatching(/^sheet damaged: Error: .*(row|snapshot) \d/)]);
  await expect(reading.read(sheetId)).rejects.toMatchObject({ code: 'sheet-damaged' });
  await reading.close();
}

describe.each(places)('[LV16] %s', (_, snapshotAt, where) => {
  test.each([
    ['is cut', cut],
    ['says nothing', emptied],
    ['has another digit in a value', anotherDigit]
  ])('that %s', async (_, change) => {
    const { storage, live, spoil } = await aKeptSheet(snapshotAt);
    spoil(change, where);
    await expectDamaged(live);
    expect((await doctor(storage, sheetId))!.map(({ kind, at }) => `${kind} ${at}`)).toEqual([
      `bytes ${where === 'snapshot' ? 'snapshot 6' : `row ${where.row}`} is not as it was written`
    ]);
  });
});

test.each([
  ['a row that is cut', 0, cut, { row: 3 }],
  ['a row of nothing, which later ones stand on', 0, emptied, { row: 2 }],
  ['a row after the snapshot', 4, cut, { row: 7 }],
  ['a snapshot that is cut', 6, cut, 'snapshot'],
  ['a snapshot that holds less than it says', 6, emptied, 'snapshot']
] as const)('[LV16] without a checksum: %s', async (_, snapshotAt, change, where) => {
  const { live, spoil, takeSums } = await aKeptSheet(snapshotAt);
  takeSums();
  spoil(change, where);
  await expectDamaged(live);
});

test('[LV10] without a checksum a changed digit is found by the doctor, and so are bytes that are no update', async () => {
  const { storage, spoil, takeSums } = await aKeptSheet(6);
  takeSums();
  spoil(anotherDigit, 'snapshot');
  expect((await doctor(storage, sheetId))!.map(({ kind }) => kind)).toEqual(['entry', 'history']);
  spoil(cut, 'snapshot');
  expect(await doctor(storage, sheetId)).toEqual([{ kind: 'bytes', at: 'snapshot 6 cannot be read' }]);
});

test.each(places)(
  '[LV16] without a checksum: %s that is whole is opened, and has one when it is left',
  async (_, at) => {
    const { storage, live, spoil, takeSums } = await aKeptSheet(at);
    takeSums();
    const { stage, seq } = (await storage.sheets.byId(sheetId))!;
    await storage.sheets.setStage(sheetId, stage, seq, 'submitted'); // nobody will write in it any more
    const reading = live(undefined, { unloadAfterMs: 1 });
    const { sheet, release } = await reading.hold(sheetId);
    const heard = listenTo(sheet);
    release();
    await heard.until(() => heard.dropped);
    await reading.close();
    const kept = (await storage.log.snapshot(sheetId))!;
    expect([kept.seq, kept.unsummed, await storage.log.rowsAfter(sheetId, 8)]).toEqual([8, undefined, []]);
    expect(await doctor(storage, sheetId)).toEqual([]);
    spoil(anotherDigit, 'snapshot');
    await expectDamaged(live);
  }
);

test('[LV16] a sheet that is restored is opened again, and one that is whole is never called damaged', async () => {
  const { live, spoil } = await aKeptSheet(6);
  let kept: Buffer = Buffer.alloc(0);
  spoil((bytes) => cut((kept = bytes)), 'snapshot');
  const reading = live();
  await expect(reading.hold(sheetId)).rejects.toMatchObject({ code: 'sheet-damaged' });
  spoil(() => kept, 'snapshot');
  expect((await reading.read(sheetId)).cells.size).toBe(4);
  expect(reading.isDamaged(sheetId)).toBe(false);
  await reading.close();
});

test('[LV16] a browser is told by a closing that it does not try again after', async () => {
  const { storage, spoil } = await aKeptSheet(6);
  spoil(cut, 'snapshot');
  const { url } = await startLiveServer({ storage });
  const browser = openBrowser(url, { who: 'anna' });
  await browser.until(() => browser.sheet.closedBecause);
  expect([browser.sheet.closedBecause, browser.sheet.loaded]).toEqual(['damaged', false]);
});
