import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { SheetId } from '#core/basics/ids.ts';
import { doctor } from '#server/live/doctor.ts';
import { answerOf, loadSheet, nothingKnown, vectorOf } from '#server/live/sheet-copy.ts';
import { isCrowded } from '#server/live/upkeep.ts';
import { compiledForms } from '#server/storage/compiled-forms.ts';
import { faulty } from '#tests/tools/faulty-storage.ts';
import { actorOf, sheetId } from '#tests/tools/live-server.ts';
import { temporaryStorage } from '#tests/tools/temporary-storage.ts';
import { historyOf, listenTo, liveOver, numbersOf, writerOf } from '#tests/tools/writers.ts';

const number = (text: string) => ({ number: text });
const A1 = 't/A1/bn';
const B1 = 't/B1/bn';

test('[LV3] what the API writes passes the same intake, and who has the sheet open sees it', async () => {
  const storage = await temporaryStorage();
  const { live } = await liveOver(storage);
  const { sheet } = await live.hold(sheetId);
  const anna = writerOf(sheet, 'anna');
  const heard = listenTo(sheet);
  const cora = actorOf('cora');
  const outcome = await live.writeCells(sheetId, cora, 'import', [
    { key: A1, content: number('1') },
    { key: B1, content: number('2') }
  ]);
  expect(outcome).toEqual({ seq: 1, written: [A1, B1], refused: [] });
  anna.hear(heard.committed[0]!);
  expect(anna.doc.getMap('cells').toJSON()).toEqual({ [A1]: number('1'), [B1]: number('2') });
  const [change] = await storage.entries.history(sheetId, A1 as never);
  expect(change).toMatchObject({ person: 'cora', origin: 'import' });
  const again = await live.writeCells(sheetId, cora, 'import', [{ key: A1, content: number('1') }]);
  expect(again).toEqual({ seq: 1, written: [A1], refused: [] });
  expect(await doctor(storage, sheetId)).toEqual([]);
});

test('[LV2] one unlawful cell and nothing is written; with `partial` the others are', async () => {
  const storage = await temporaryStorage();
  const { live } = await liveOver(storage);
  const writes = [
    { key: A1, content: number('1') },
    { key: B1, content: number('2') },
    { key: 't/SUM/bn', content: number('3') },
    { key: 'nothing', content: number('4') },
    { key: 't/A2/bn', content: { number: '01' } },
    { key: 't/A3/bn', content: undefined }
  ];
  const refused = [
    { key: B1, reason: 'foreign-cell' },
    { key: 't/SUM/bn', reason: 'not-entered' },
    { key: 'nothing', reason: 'unknown-cell' },
    { key: 't/A2/bn', reason: 'bad-value' },
    { key: 't/A3/bn', reason: 'bad-value' }
  ];
  const anna = actorOf('anna');
  expect(await live.writeCells(sheetId, anna, 'api', writes)).toEqual({ seq: 0, written: [], refused });
  expect(await numbersOf(storage)).toEqual({});
  expect(await live.writeCells(sheetId, anna, 'api', writes, { partial: true })).toEqual({
    seq: 1,
    written: [A1],
    refused
  });
  expect(await numbersOf(storage)).toEqual({ [A1]: '1' });
});

test('a cell that changed since the person looked is refused by name', async () => {
  const storage = await temporaryStorage();
  const { live } = await liveOver(storage);
  const anna = actorOf('anna');
  await live.writeCells(sheetId, anna, 'api', [{ key: A1, content: number('1') }]);
  const expected = new Map([
    [A1, undefined],
    ['t/A2/bn', undefined]
  ]);
  const writes = [A1, 't/A2/bn'].map((key) => ({ key, content: number('9') }));
  const outcome = await live.writeCells(sheetId, anna, 'import', writes, { expected, partial: true });
  expect(outcome).toMatchObject({ written: ['t/A2/bn'], refused: [{ key: A1, reason: 'changed-meanwhile' }] });
  expect(await numbersOf(storage)).toEqual({ [A1]: '1', 't/A2/bn': '9' });
});

test('a closed stage takes nothing, whoever asks', async () => {
  const storage = await temporaryStorage();
  const { live } = await liveOver(storage);
  await storage.sheets.setStage(sheetId, 'empty', 0, 'submitted');
  const outcome = await live.writeCells(sheetId, actorOf('cora'), 'api', [{ key: A1, content: number('1') }]);
  expect(outcome).toEqual({ seq: 0, written: [], refused: [{ key: A1, reason: 'stage-closed' }] });
});

test('the server writes for a person under one client id, again and again', async () => {
  const storage = await temporaryStorage();
  for (let round = 0; round < 3; round++) {
    const { live } = await liveOver(storage);
    await live.writeCells(sheetId, actorOf('anna'), 'api', [{ key: A1, content: number(String(round)) }]);
    await live.writeCells(sheetId, actorOf('cora'), 'api', [{ key: B1, content: number(String(round)) }]);
    await live.close();
  }
  expect([...(await storage.log.clients(sheetId)).values()].sort()).toEqual(['anna', 'cora']);
  expect(await doctor(storage, sheetId)).toEqual([]);
});

test('[LV9] a snapshot replaces the rows it covers, and the sheet comes back whole', async () => {
  const storage = await temporaryStorage();
  const { live } = await liveOver(storage, { rowsPerSnapshot: 10 });
  const anna = actorOf('anna');
  for (let at = 0; at < 25; at++)
    await live.writeCells(sheetId, anna, 'api', [{ key: `t/A${1 + (at % 6)}/bn`, content: number(String(at)) }]);
  await live.close();
  expect((await storage.log.snapshot(sheetId))!.seq).toBe(20);
  expect((await storage.log.rowsAfter(sheetId, 0)).map(({ seq }) => seq)).toEqual([21, 22, 23, 24, 25]);
  const { live: later } = await liveOver(storage);
  const { cells, seq } = await later.read(sheetId);
  expect(seq).toBe(25);
  expect(Object.fromEntries(cells)).toEqual(Object.fromEntries(await storage.entries.of(sheetId)));
  expect((await historyOf(storage, A1)).map(([, after]) => after)).toEqual(['0', '6', '12', '18', '24']);
  expect(await doctor(storage, sheetId)).toEqual([]);
});

test('[LV13] who has nothing is told the bytes from the disk; the document is made by the first who needs it, and says the same', async () => {
  const storage = await temporaryStorage();
  const { live } = await liveOver(storage, { rowsPerSnapshot: 10 });
  for (let at = 0; at < 25; at++)
    await live.writeCells(sheetId, actorOf(at % 2 ? 'anna' : 'arno'), 'api', [
      { key: `t/A${1 + (at % 6)}/bn`, content: number(String(at)) }
    ]);
  await live.close();
  const copy = (await loadSheet({ storage, forms: compiledForms(storage) }, sheetId))!;
  const [vector, updates] = [vectorOf(copy), answerOf(copy, nothingKnown, 8)];
  expect(updates).toHaveLength(1 + 5);
  expect(isCrowded(copy, 1)).toBe(true);
  expect(isCrowded(copy, 2)).toBe(false);
  expect(copy.isMade).toBe(false);
  const reader = new Y.Doc();
  for (const update of updates) Y.applyUpdate(reader, update);
  expect(reader.getMap('cells').toJSON()).toEqual(Object.fromEntries(await storage.entries.of(sheetId)));
  expect(Y.decodeStateVector(vector)).toEqual(Y.decodeStateVector(Y.encodeStateVector(reader)));
  expect(Y.encodeStateAsUpdate(copy.doc)).toEqual(Y.encodeStateAsUpdate(reader));
  expect(copy.isMade).toBe(true);
});

test('[LV13] who sends again what is stored already makes no answer to be encoded anew', async () => {
  const { live } = await liveOver(await temporaryStorage());
  const { sheet } = await live.hold(sheetId);
  const anna = writerOf(sheet, 'anna');
  anna.write(A1, '1');
  await sheet.drain();
  const vector = Y.encodeStateVector(new Y.Doc());
  const answer = sheet.answer(vector);
  sheet.submit(anna, Y.encodeStateAsUpdate(anna.doc));
  await sheet.drain();
  expect(sheet.answer(vector)).toBe(answer);
});

test('[LV13] a snapshot whose state vector nobody wrote down, and many rows, are told by way of the document', async () => {
  const storage = await temporaryStorage();
  const { live } = await liveOver(storage, { rowsPerSnapshot: 1000 });
  for (let at = 0; at < 40; at++)
    await live.writeCells(sheetId, actorOf('anna'), 'api', [{ key: A1, content: number(String(at)) }]);
  const load = async () => (await loadSheet({ storage, forms: compiledForms(storage) }, sheetId))!;
  const long = await load();
  expect(answerOf(long, nothingKnown, 8)).toHaveLength(1);
  await storage.log.compact(sheetId, 40, Y.encodeStateAsUpdate(long.doc));
  const old = await load();
  expect(vectorOf(old)).toEqual(Y.encodeStateVector(long.doc));
  expect(answerOf(old, nothingKnown, 8)).toEqual([Y.encodeStateAsUpdate(long.doc)]);
});

test('[LV9] large rows count too, and a compaction that fails costs nothing', async () => {
  const storage = faulty(await temporaryStorage());
  const { compact } = storage.log;
  let fails = 1;
  storage.log.compact = async (...parameters) => {
    if (fails-- > 0) throw new Error('no room');
    return compact(...parameters);
  };
  const { live, facts } = await liveOver(storage, { bytesPerSnapshot: 5000 });
  const long = (at: number) => ({ number: String(at), note: 'x'.repeat(900) });
  for (let at = 0; at < 20; at++)
    await live.writeCells(sheetId, actorOf('anna'), 'api', [{ key: A1, content: long(at) }]);
  expect(facts).toEqual(['not compacted']);
  expect((await storage.log.snapshot(sheetId))!.seq).toBeGreaterThanOrEqual(10);
  expect(await doctor(storage, sheetId)).toEqual([]);
});

test('[LV9] a sheet that nobody has open leaves memory, and is loaded again when asked for', async () => {
  const storage = await temporaryStorage();
  const { live } = await liveOver(storage, { unloadAfterMs: 1 });
  const { sheet, release } = await live.hold(sheetId);
  await live.writeCells(sheetId, actorOf('anna'), 'api', [{ key: A1, content: number('1') }]);
  expect(live.loaded()).toEqual([sheet]);
  const heard = listenTo(sheet);
  release();
  release(); // a second time is nothing
  await heard.until(() => heard.dropped);
  expect(live.loaded()).toEqual([]);
  expect((await live.read(sheetId)).cells.get(A1 as never)).toEqual(number('1'));
  expect(live.loaded()[0]).not.toBe(sheet);
});

test('there is no such sheet', async () => {
  const { live } = await liveOver(await temporaryStorage());
  await expect(live.read('nothing' as SheetId)).rejects.toMatchObject({ code: 'not-found' });
  await expect(live.hold('nothing' as SheetId)).rejects.toMatchObject({ code: 'not-found' });
});

test('closing puts on disk what came in, tells everybody, and takes nothing more', async () => {
  const storage = await temporaryStorage();
  const { live } = await liveOver(storage);
  const { sheet } = await live.hold(sheetId);
  const anna = writerOf(sheet, 'anna');
  const heard = listenTo(sheet);
  for (let at = 0; at < 20; at++) anna.write(A1, String(at));
  await live.close();
  expect(heard.dropped).toBe('restart');
  expect(await numbersOf(storage)).toEqual({ [A1]: '19' });
  await expect(live.read(sheetId)).rejects.toMatchObject({ code: 'busy' });
});

test('what another process wrote is found by asking the disk now and then', async () => {
  const storage = await temporaryStorage();
  const { live } = await liveOver(storage, { checkEveryMs: 5 });
  const { sheet } = await live.hold(sheetId);
  const anna = writerOf(sheet, 'anna');
  const heard = listenTo(sheet);
  // another process has a feed of its own
  const elsewhere = { ...storage, feed: { announce: () => undefined, listen: () => () => undefined } };
  const { live: other } = await liveOver(elsewhere);
  await other.writeCells(sheetId, actorOf('bea'), 'api', [{ key: B1, content: number('1') }]);
  await heard.until(() => heard.committed.length === 1);
  anna.hear(heard.committed[0]!);
  expect(anna.doc.getMap('cells').toJSON()).toEqual({ [B1]: number('1') });
  const { seq } = (await storage.sheets.byId(sheetId))!;
  await storage.sheets.setStage(sheetId, 'filling', seq, 'submitted');
  await heard.until(() => sheet.stage === 'submitted');
});

test('a form is compiled once for all sheets', async () => {
  const storage = await temporaryStorage();
  await liveOver(storage);
  const forms = compiledForms(storage);
  expect(await forms('live', 1)).toBe(await forms('live', 1));
});
