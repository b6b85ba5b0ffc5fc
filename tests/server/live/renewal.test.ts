import * as Y from 'yjs';
import { expect, test } from 'vitest';
import { asId, type PersonId } from '#core/basics/ids.ts';
import { contentOf, newDocument, silentClient, type SheetDocument } from '#core/sheet/document.ts';
import { isRenewal } from '#core/sheet/renewal.ts';
import { doctor } from '#server/live/doctor.ts';
import type { Storage } from '#server/storage/storage.ts';
import { actorOf, sheetId, startLiveServer, type LiveServer } from '#tests/tools/live-server.ts';
import { openBrowser } from '#tests/tools/open-sheets.ts';
import { BareClient, cellIs, stockClient, synced } from '#tests/tools/sheet-clients.ts';

const few = { clientsAtRest: 5, unloadAfterMs: 1 };

/** `count` people come one after another, write in the rows from A`first` to A6, and go */
async function crowd(url: string, count: number, first = 1): Promise<void> {
  for (let at = 0; at < count; at++) {
    const client = await BareClient.open(url, { who: at % 2 ? 'anna' : 'arno' });
    client.write(`t/A${first + (at % (7 - first))}/bn`, String(at));
    await client.saved();
    await client.close();
  }
}

/** resolves when nobody has the sheet in memory any more */
async function rested({ live }: LiveServer): Promise<void> {
  while (live.loaded().length > 0) await new Promise((resolve) => setImmediate(resolve));
}

async function documentOf(storage: Storage): Promise<SheetDocument> {
  const doc = newDocument(silentClient);
  const snapshot = await storage.log.snapshot(sheetId);
  if (snapshot) Y.applyUpdate(doc, snapshot.state);
  for (const row of await storage.log.rowsAfter(sheetId, snapshot?.seq ?? 0)) Y.applyUpdate(doc, row.update);
  return doc;
}

test('[LV12] a sheet at rest is renewed: one client id, the same cells and history, and everything agrees', async () => {
  const server = await startLiveServer({ limits: few });
  await crowd(server.url, 12);
  await rested(server);
  const { storage } = server;
  const doc = await documentOf(storage);
  // at most those that came after the last renewal, and the server's own
  expect(doc.store.clients.size).toBeLessThanOrEqual(6);
  expect([...doc.store.clients.keys()].some(isRenewal)).toBe(true);
  expect(server.facts.map(({ fact }) => fact)).toContain('renewed');
  expect(await storage.entries.history(sheetId)).toHaveLength(12);
  for (let at = 6; at < 12; at++) expect(contentOf(doc, `t/A${1 + (at % 6)}/bn`)).toEqual({ number: String(at) });
  expect(await doctor(storage, sheetId)).toEqual([]);
});

test('[LV12] a stock client with the old document and offline edits goes on as if nothing had been', async () => {
  const server = await startLiveServer({ limits: few });
  const { provider, doc, cells } = stockClient(server.url, 'anna');
  await synced(provider);
  cells.set('t/A1/bn', { number: '1' });
  cells.set('t/A2/bn', { number: '2' });
  const before = await BareClient.open(server.url, { who: 'arno' });
  await before.until(() => before.cell('t/A2/bn'));
  await before.close();
  provider.disconnect();
  cells.set('t/A1/bn', { number: '100' });
  await crowd(server.url, 12, 3);
  await rested(server);
  cells.set('t/A2/bn', { number: '20' });
  provider.connect();
  await cellIs(cells, 't/A6/bn', '11');
  cells.set('t/A3/bn', { number: '30' });
  const reader = await BareClient.open(server.url, { who: 'bea' });
  await reader.until(() => (reader.cell('t/A3/bn') as { number?: string })?.number === '30');
  expect(reader.cell('t/A1/bn')).toEqual({ number: '100' });
  expect(reader.cell('t/A2/bn')).toEqual({ number: '20' });
  expect(reader.doc.getMap('cells').toJSON()).toEqual(doc.getMap('cells').toJSON());
  expect(await doctor(server.storage, sheetId)).toEqual([]);
});

test('[LV12] a browser comes back with unsent edits: they stand, and what others wrote meanwhile is not undone', async () => {
  const server = await startLiveServer({ limits: few });
  const browser = openBrowser(server.url, { who: 'anna' });
  await browser.ready();
  browser.type('A1', '1');
  browser.type('A2', '2');
  await browser.settled();
  browser.cut();
  await browser.until(() => browser.sheet.connection === 'offline');
  browser.type('A1', '100');
  await crowd(server.url, 8, 2);
  await rested(server);
  const seq = (await server.storage.sheets.byId(sheetId))!.seq;
  browser.mend();
  await browser.settled();
  await browser.until(() => browser.shows('A2') === '5' && browser.shows('A1') === '100');
  expect(browser.shows('A1')).toBe('100');
  expect(browser.sheet.refused).toEqual([]);
  const { cells } = await server.live.read(sheetId);
  expect([...cells].map(([key, content]) => [key, content])).toContainEqual(['t/A1/bn', { number: '100' }]);
  expect((await server.storage.entries.history(sheetId, 't/A1/bn' as never))[0]).toMatchObject({
    after: { number: '100' },
    person: 'anna',
    origin: 'typing'
  });
  expect((await server.storage.sheets.byId(sheetId))!.seq).toBeGreaterThan(seq);
  expect(await doctor(server.storage, sheetId)).toEqual([]);
});

test('[LV12] a browser whose answer was lost learns that its write was saved, and does not write it again over a newer one', async () => {
  const server = await startLiveServer({ limits: few });
  const client = await BareClient.open(server.url, { who: 'anna', client: 77 });
  client.write('t/A1/bn', '1');
  await client.saved();
  const old = Y.encodeStateAsUpdate(client.doc);
  await client.close();
  await crowd(server.url, 12);
  await rested(server);
  const back = new BareClient(server.url, { who: 'anna' });
  Y.applyUpdate(back.doc, old);
  await back.until(() => back.heard('hello'));
  back.answerHello();
  await back.until(() => back.savedClocks.get(77) === 1);
  const { cells } = await server.live.read(sheetId);
  expect(cells.get('t/A1/bn' as never)).toEqual({ number: '6' });
});

test('[LV12] an unsent edit of a stock client stands although its client id was retired and wrote again before it heard of the renewal', async () => {
  const server = await startLiveServer({ limits: few });
  const first = await BareClient.open(server.url, { who: 'anna' });
  first.write('t/A1/bn', '1');
  await first.saved();
  await first.close();
  await crowd(server.url, 12, 3);
  await rested(server);
  // it writes, is cut off before it has asked for anything, and writes over what it wrote first
  const { doc } = first;
  const cut = new BareClient(server.url, { who: 'anna', doc });
  await cut.until(() => cut.heard('hello'));
  cut.write('t/A2/bn', '2');
  await cut.saved();
  await cut.close();
  expect([...doc.store.clients.keys()].some(isRenewal)).toBe(false);
  cut.write('t/A1/bn', '100');
  await rested(server);
  const stock = stockClient(server.url, 'anna');
  Y.applyUpdate(stock.doc, Y.encodeStateAsUpdate(doc));
  await synced(stock.provider);
  await cellIs(stock.cells, 't/A6/bn', '11');
  const reader = await BareClient.open(server.url, { who: 'bea' });
  await reader.until(() => (reader.cell('t/A1/bn') as { number?: string })?.number === '100');
  await cellIs(stock.cells, 't/A1/bn', '100');
  expect((await server.storage.entries.history(sheetId, 't/A1/bn' as never))[0]).toMatchObject({
    after: { number: '100' },
    person: 'anna'
  });
  expect(await doctor(server.storage, sheetId)).toEqual([]);
});

test('[LV12] of two edits made on the old document, coming one after the other, the later one stands', async () => {
  const server = await startLiveServer({ limits: few });
  const first = await BareClient.open(server.url, { who: 'anna', client: 77 });
  first.write('t/A1/bn', '1');
  await first.saved();
  await first.close();
  await crowd(server.url, 12, 3);
  await rested(server);
  // the one comes through, and the connection breaks before the browser has heard anything
  const { doc } = first;
  doc.getMap('cells').set('t/A1/bn', { number: '100' });
  const cut = new BareClient(server.url, { who: 'anna' });
  Y.applyUpdate(cut.doc, Y.encodeStateAsUpdate(doc));
  await cut.until(() => cut.heard('hello'));
  cut.answerHello();
  await cut.until(() => cut.savedClocks.get(77) === 2);
  await cut.close();
  doc.getMap('cells').set('t/A1/bn', { number: '200' });
  const back = stockClient(server.url, 'anna');
  Y.applyUpdate(back.doc, Y.encodeStateAsUpdate(doc));
  await synced(back.provider);
  const reader = await BareClient.open(server.url, { who: 'bea' });
  await reader.until(() => (reader.cell('t/A1/bn') as { number?: string })?.number === '200');
  await cellIs(back.cells, 't/A1/bn', '200');
  const history = await server.storage.entries.history(sheetId, 't/A1/bn' as never);
  expect(history.map(({ after, person }) => [after, person])).toEqual(
    ['200', '100', '1'].map((number) => [{ number }, 'anna'])
  );
  expect(await doctor(server.storage, sheetId)).toEqual([]);
});

test('[LV12] people at work are told a renewal like any edit, and what is on its way is not lost', async () => {
  const server = await startLiveServer({ limits: { clientsAtWork: 4, unloadAfterMs: 60_000 } });
  const { provider, doc, cells } = stockClient(server.url, 'cora');
  await synced(provider);
  for (let at = 0; at < 12; at++) {
    cells.set('t/B1/bn', { number: String(at) });
    const client = await BareClient.open(server.url, { who: at % 2 ? 'anna' : 'arno' });
    client.write('t/A1/bn', String(at));
    await client.saved();
    await cellIs(cells, 't/A1/bn', String(at));
    await client.close();
  }
  const reader = await BareClient.open(server.url, { who: 'bea' });
  await reader.until(() => (reader.cell('t/B1/bn') as { number?: string })?.number === '11');
  expect(reader.doc.getMap('cells').toJSON()).toEqual(doc.getMap('cells').toJSON());
  expect(server.facts.filter(({ fact }) => fact === 'renewed').length).toBeGreaterThan(1);
  expect(await doctor(server.storage, sheetId)).toEqual([]);
});

test('[LV12, LI11] people at work do not notice a renewal: nothing is painted again, nobody is told of an overwriting, undo goes on', async () => {
  const server = await startLiveServer({ limits: { clientsAtWork: 8, unloadAfterMs: 60_000 } });
  const renewals = () => server.facts.filter(({ fact }) => fact === 'renewed').length;
  const [anna, cora] = [openBrowser(server.url, { who: 'anna' }), openBrowser(server.url, { who: 'cora' })];
  await Promise.all([anna.ready(), cora.ready()]);
  anna.type('A1', '1');
  anna.type('A1', '2');
  cora.type('B1', '3');
  await Promise.all([anna.settled(), cora.settled()]);
  await anna.until(() => anna.shows('B1') === '3');
  const overwritten: unknown[] = [];
  const painted: string[] = [];
  for (const { sheet } of [anna, cora]) sheet.onOverwritten((what) => overwritten.push(what));
  anna.sheet.onCells(({ keys, by }) => by === 'others' && painted.push(...keys));
  for (let at = 0; renewals() < 2; at++) {
    const client = await BareClient.open(server.url, { who: 'arno' });
    client.write('t/A3/bn', String(100 + at));
    await client.saved();
    await client.close();
    await anna.until(() => anna.shows('A3') === String(100 + at));
    await cora.until(() => cora.shows('A3') === String(100 + at));
    // both go on typing meanwhile
    anna.type('A2', String(at));
    cora.type('B2', String(at));
    await Promise.all([anna.settled(), cora.settled()]);
  }
  const reader = await BareClient.open(server.url, { who: 'bea' });
  await reader.until(() => reader.cell('t/A1/bn'));
  expect([...reader.doc.store.clients.keys()].some(isRenewal)).toBe(true);
  // what others wrote, and perhaps what was on its way just then
  expect(painted.filter((one) => one === 't/A1/bn' || one === 't/B1/bn')).toEqual([]);
  // every step since the beginning, over both renewals
  const steps = Number(anna.shows('A2')) + 1;
  for (let at = 0; at < steps; at++) expect(anna.sheet.undo()).toEqual([]);
  expect(anna.sheet.undo()).toEqual([]);
  expect(anna.shows('A1')).toBe('1');
  expect(cora.sheet.undo()).toEqual([]);
  await Promise.all([anna.settled(), cora.settled()]);
  expect(anna.sheet.redo()).toEqual([]);
  expect(anna.shows('A1')).toBe('2');
  await anna.settled();
  expect(overwritten).toEqual([]);
  expect(await doctor(server.storage, sheetId)).toEqual([]);
});

test('[LV12] a closed sheet is left as it is, and a renewal that the disk does not take costs nothing', async () => {
  const server = await startLiveServer({ limits: few });
  const { storage } = server;
  const { renew } = storage.log;
  storage.log.renew = () => Promise.reject(new Error('disk full'));
  await crowd(server.url, 8);
  await rested(server);
  expect(server.facts.map(({ fact }) => fact)).toContain('not renewed');
  storage.log.renew = renew;
  const { seq, stage } = (await storage.sheets.byId(sheetId))!;
  expect(await storage.sheets.setStage(sheetId, stage, seq, 'submitted')).toBe(true);
  await server.live.read(sheetId);
  await rested(server);
  expect((await storage.sheets.byId(sheetId))!.seq).toBe(seq);
  expect((await documentOf(storage)).store.clients.size).toBe(8);
  await storage.sheets.setStage(sheetId, 'submitted', seq, 'returned');
  // the server writes for people under ids of its own, which come back too
  const write = (number: string) =>
    server.live.writeCells(sheetId, actorOf('anna'), 'api', [{ key: 't/A1/bn', content: { number } }]);
  expect((await write('41')).written).toEqual(['t/A1/bn']);
  await crowd(server.url, 8);
  await rested(server);
  expect((await write('42')).written).toEqual(['t/A1/bn']);
  expect((await storage.entries.history(sheetId, 't/A1/bn' as never))[0]).toMatchObject({
    after: { number: '42' },
    person: asId<PersonId>('anna'),
    origin: 'api'
  });
  expect(await doctor(storage, sheetId)).toEqual([]);
});

test('[LV12] 5,000 past sessions cost an edit at most three times what it costs in a fresh sheet', async () => {
  const cpuOf = async (past: number): Promise<number> => {
    const server = await startLiveServer({ limits: { clientsAtRest: 250 } });
    const { storage } = server;
    if (past > 0) {
      const doc = newDocument(silentClient);
      doc.transact(() => {
        for (let at = 0; at < past; at++) {
          doc.clientID = 10_000 + at;
          doc.getMap('cells').set(`t/A${1 + (at % 6)}/bn`, { number: '1' });
        }
      });
      const clients = Array.from({ length: past }, (_, at) => ({
        client: 10_000 + at,
        person: asId<PersonId>('anna')
      }));
      const by = { person: asId<PersonId>('anna'), origin: 'typing' as const, at: 1 };
      const changes = [...doc.getMap('cells').keys()].map((key) => ({
        key: key as never,
        before: null,
        after: { number: '1' } as never,
        ...by
      }));
      await storage.log.append({
        sheet: sheetId,
        knownSeq: 0,
        rows: [{ update: Y.encodeStateAsUpdate(doc), ...by }],
        changes,
        clients
      });
    }
    const client = await BareClient.open(server.url, { who: 'anna' });
    const edit = async (number: string) => {
      client.write('t/A1/bn', number);
      await client.saved();
    };
    for (let at = 0; at < 30; at++) await edit(String(at));
    const begun = process.cpuUsage();
    for (let at = 0; at < 150; at++) await edit(String(100 + at));
    const { user, system } = process.cpuUsage(begun);
    expect(await doctor(storage, sheetId)).toEqual([]);
    return (user + system) / 150;
  };
  await cpuOf(0); // warm
  const fresh = await cpuOf(0);
  const crowded = await cpuOf(5000);
  expect(crowded).toBeLessThan(3 * fresh);
});
