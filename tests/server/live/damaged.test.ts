// Sheets whose rows or snapshot on the disk are not whole: whoever opens one is told so, cold or not, and nobody is shown less in silence.
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
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
  const spoil = (change: (bytes: Buffer) => Uint8Array, where: { row: number } | 'snapshot') => {
    const file = new DatabaseSync(join(folder, 'huibiao.sqlite'));
    const [table, only] = where === 'snapshot' ? ['sheet_snapshots', '1 = 1'] : ['sheet_log', `seq = ${where.row}`];
    const kept = file.prepare(`select bytes from ${table} where ${only}`).get() as { bytes: Uint8Array };
    const { changes } = file
      .prepare(`update ${table} set bytes = ? where ${only}`)
      .run(change(Buffer.from(kept.bytes)));
    file.close();
    expect(changes).toBe(1);
  };
  return { storage, live, spoil };
}

const cut = (bytes: Buffer) => bytes.subarray(0, bytes.length - 4);
const emptied = () => Buffer.from([0, 0]); // an update that says nothing

describe.each([
  ['a row that is cut', 0, cut, { row: 3 }],
  ['a row of nothing, which later ones stand on', 0, emptied, { row: 2 }],
  ['a row after the snapshot', 4, cut, { row: 7 }],
  ['a snapshot that is cut', 6, cut, 'snapshot'],
  ['a snapshot that holds less than it says', 6, emptied, 'snapshot']
] as const)('[LV15] %s', (_, snapshotAt, change, where) => {
  test('who only opens it is told; it is marked, and the log names the place', async () => {
    const { live, spoil } = await aKeptSheet(snapshotAt);
    spoil(change, where);
    const facts: string[] = [];
    const reading = live((fact, { error }) => facts.push(`${fact}: ${String(error)}`));
    await expect(reading.hold(sheetId)).rejects.toMatchObject({ code: 'sheet-damaged' });
    expect(reading.isDamaged(sheetId)).toBe(true);
    expect(facts).toEqual([expect.stringMatching(/^sheet damaged: Error: .*(row|snapshot) \d/)]);
    await expect(reading.read(sheetId)).rejects.toMatchObject({ code: 'sheet-damaged' });
    await reading.close();
  });
});

test('[LV15] a large snapshot is looked through just after it was told; from then on before', async () => {
  const { live, spoil } = await aKeptSheet(6);
  spoil(emptied, 'snapshot');
  const facts: string[] = [];
  const reading = live((fact) => facts.push(fact), { lookFirstBytes: 0 });
  const { sheet } = await reading.hold(sheetId);
  const heard = listenTo(sheet);
  await heard.until(() => heard.dropped);
  expect(heard.dropped).toBe('damaged');
  await expect(reading.hold(sheetId)).rejects.toMatchObject({ code: 'sheet-damaged' });
  expect(reading.isDamaged(sheetId)).toBe(true);
  expect(facts).toEqual(['sheet damaged', 'sheet damaged']);
  await reading.close();
});

test('[LV15] a sheet that is restored is opened again, and one that is whole is never called damaged', async () => {
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

test('[LV15] a browser is told by a closing that it does not try again after', async () => {
  const { storage, spoil } = await aKeptSheet(6);
  spoil(cut, 'snapshot');
  const { url } = await startLiveServer({ storage });
  const browser = openBrowser(url, { who: 'anna' });
  await browser.until(() => browser.sheet.closedBecause);
  expect([browser.sheet.closedBecause, browser.sheet.loaded]).toEqual(['damaged', false]);
});
