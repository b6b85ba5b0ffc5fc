import { describe, expect, test } from 'vitest';
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { asId } from '#core/basics/ids.ts';
import { asCellKey } from '#core/forms/cell-key.ts';
import type { Presence } from '#core/sheet/messages.ts';
import { colourOf, readPresence, writePresenceUpdate } from '#core/sheet/presence.ts';
import { readFrame } from '#core/sheet/frames.ts';
import { makeRooms, type Receiver } from '#server/sockets/out.ts';
import type { Sealed } from '#server/sockets/seal.ts';
import { faulty } from '#tests/tools/faulty-storage.ts';
import { sheetId, startLiveServer } from '#tests/tools/live-server.ts';
import { BareClient, cellIs, stockClient, synced } from '#tests/tools/sheet-clients.ts';
import { temporaryStorage } from '#tests/tools/temporary-storage.ts';
import { liveOver, writerOf } from '#tests/tools/writers.ts';

describe('[SO2] what was stored', () => {
  test('is seen by the other and marked saved to the writer', async () => {
    const { url, storage } = await startLiveServer();
    const [anna, bea] = [await BareClient.open(url, { who: 'anna' }), await BareClient.open(url, { who: 'bea' })];
    anna.write('t/A1/bn', '5');
    await bea.until(() => (bea.cell('t/A1/bn') as { number?: string } | undefined)?.number === '5');
    expect((await storage.entries.of(sheetId)).get(asCellKey('t/A1/bn'))).toEqual({ number: '5' });
    await anna.saved();
    expect(anna.status).toMatchObject({ stage: 'filling', writable: ['SFJ'] });
    expect(anna.heard('saved')!.saved.seq).toBe(1);
    // bea wrote nothing: she has the greeting's mark only
    expect(bea.savedFrames.length).toBe(1);
  });

  test('the hello comes before anything of others, so a browser answers first with what it has', async () => {
    const { url } = await startLiveServer();
    const anna = await BareClient.open(url, { who: 'anna' });
    anna.write('t/A1/bn', '1');
    await anna.saved();
    const bea = new BareClient(url, { who: 'bea' });
    await bea.until(() => bea.frames.length >= 4);
    expect(bea.frames.slice(0, 4).map(({ kind }) => kind)).toEqual(['status', 'hello', 'saved', 'presence']);
  });

  test('hellos of the same kind are answered with the same bytes until something is written', async () => {
    const { url, live } = await startLiveServer();
    const anna = await BareClient.open(url, { who: 'anna' });
    anna.write('t/A1/bn', '1');
    await anna.saved();
    const [sheet] = live.loaded();
    const one = sheet!.answer(new Uint8Array([0]));
    expect(sheet!.answer(new Uint8Array([0]))).toBe(one);
    anna.write('t/A1/bn', '2');
    await anna.saved();
    expect(sheet!.answer(new Uint8Array([0]))).not.toBe(one);
  });
});

describe('[SO6] stock y-websocket clients', () => {
  test('type together and see the same', async () => {
    const { url } = await startLiveServer();
    const [anna, bea] = [stockClient(url, 'anna'), stockClient(url, 'bea')];
    await Promise.all([synced(anna.provider), synced(bea.provider)]);
    anna.cells.set('t/A1/bn', { number: '1' });
    bea.cells.set('t/B1/bn', { number: '2' });
    await Promise.all([cellIs(anna.cells, 't/B1/bn', '2'), cellIs(bea.cells, 't/A1/bn', '1')]);
    expect(anna.cells.toJSON()).toEqual(bea.cells.toJSON());
  });

  test('two of one department in one cell converge, whoever wins', async () => {
    const { url, storage } = await startLiveServer();
    const [anna, arno] = [stockClient(url, 'anna'), stockClient(url, 'arno')];
    await Promise.all([synced(anna.provider), synced(arno.provider)]);
    for (let at = 0; at < 50; at++) {
      anna.cells.set('t/A1/bn', { number: `${at}.1` });
      arno.cells.set('t/A1/bn', { number: `${at}.2` });
    }
    anna.cells.set('t/A2/bn', { number: '1' });
    arno.cells.set('t/A3/bn', { number: '1' });
    await Promise.all([cellIs(anna.cells, 't/A3/bn', '1'), cellIs(arno.cells, 't/A2/bn', '1')]);
    expect(anna.cells.toJSON()).toEqual(arno.cells.toJSON());
    expect((await storage.entries.of(sheetId)).get(asCellKey('t/A1/bn'))).toEqual(anna.cells.get('t/A1/bn'));
    const values = (await storage.entries.history(sheetId, asCellKey('t/A1/bn'), 1000)).map(({ after }) =>
      'number' in after ? after.number : ''
    );
    expect(new Set(values).size).toBe(100);
  });

  test('come back with what they wrote while they were away', async () => {
    const { url, storage } = await startLiveServer();
    const anna = stockClient(url, 'anna');
    await synced(anna.provider);
    anna.provider.disconnect();
    anna.cells.set('t/A1/bn', { number: '1' });
    anna.cells.set('t/A1/bn', { number: '2' });
    const bea = stockClient(url, 'bea');
    anna.provider.connect();
    await cellIs(bea.cells, 't/A1/bn', '2');
    expect((await storage.entries.of(sheetId)).get(asCellKey('t/A1/bn'))).toEqual({ number: '2' });
  });

  test('hear something in time although nobody says anything', async () => {
    const { url } = await startLiveServer({ limits: { quietMs: 20 } });
    const odo = await BareClient.open(url, { who: 'odo' });
    const heard = odo.frames.length;
    await odo.until(() => odo.frames.length > heard + 1);
    expect(odo.frames.at(-1)).toEqual({ kind: 'presence', update: new Uint8Array([0]) });
  });

  test('are told where others are, in their own words', async () => {
    const { url } = await startLiveServer({ limits: { presenceMs: 5 } });
    const [anna, bea] = [stockClient(url, 'anna'), stockClient(url, 'bea')];
    anna.provider.awareness.setLocalState({ at: 't/A1/bn', name: 'Mayor' });
    const seen = await new Promise<unknown>((resolve) =>
      bea.provider.awareness.on('change', () => {
        const state = bea.provider.awareness.getStates().get(anna.doc.clientID);
        if (state?.['at']) resolve(state);
      })
    );
    expect(seen).toEqual({
      person: 'anna',
      name: '人员anna',
      department: 'SFJ',
      colour: colourOf('anna'),
      at: 't/A1/bn'
    });
  });
});

describe('[SO3] presence', () => {
  const statesOf = (client: BareClient) => {
    const states = new Map<number, Presence | null>();
    for (const frame of client.frames) {
      if (frame.kind !== 'presence') continue;
      for (const { client: id, state } of readPresence(frame.update, () => true)!)
        states.set(id, state as Presence | null);
    }
    return states;
  };
  const say = (client: BareClient, id: number, clock: number, state: unknown) =>
    client.sayPresence(writePresenceUpdate([{ client: id, clock, state: state as Presence }]));

  async function two() {
    const server = await startLiveServer({ limits: { presenceMs: 5 } });
    const [anna, bea] = [
      await BareClient.open(server.url, { who: 'anna' }),
      await BareClient.open(server.url, { who: 'bea' })
    ];
    say(anna, 7, 1, { at: 't/A1/bn' });
    await bea.until(() => statesOf(bea).get(7));
    return { ...server, anna, bea };
  }

  test('an invented name is replaced; the sayer hears it too', async () => {
    const { anna, bea } = await two();
    say(bea, 8, 1, { name: '市长', person: 'anna', colour: 3, at: 't/B1/bn', editing: true });
    const stamped = {
      person: 'bea',
      name: '人员bea',
      department: 'GAJ',
      colour: colourOf('bea'),
      at: 't/B1/bn',
      editing: true
    };
    expect(await anna.until(() => statesOf(anna).get(8))).toEqual(stamped);
    expect(await bea.until(() => statesOf(bea).get(8))).toEqual(stamped);
  });

  test('nobody speaks for another, nor for two', async () => {
    const { anna, bea } = await two();
    say(bea, 7, 99, { at: 't/B1/bn' });
    say(bea, 7, 100, null);
    say(bea, 8, 1, { at: 't/B1/bn' });
    say(bea, 9, 1, { at: 't/B2/bn' });
    await anna.until(() => statesOf(anna).get(8));
    say(bea, 8, 2, { at: 't/B3/bn' });
    await anna.until(() => statesOf(anna).get(8)?.at === 't/B3/bn');
    expect(statesOf(anna).get(7)).toMatchObject({ person: 'anna', at: 't/A1/bn' });
    expect(statesOf(anna).has(9)).toBe(false);
  });

  test('who leaves is gone for the others, and comes back under the same id with an old clock', async () => {
    const { anna, bea, url } = await two();
    await anna.close();
    await bea.until(() => statesOf(bea).get(7) === null);
    // a late repetition of what bea heard does not bring anna back, nor give bea her id
    say(bea, 7, 5, { at: 't/A1/bn' });
    const again = await BareClient.open(url, { who: 'anna' });
    say(again, 7, 1, { at: 't/A2/bn' });
    await bea.until(() => statesOf(bea).get(7)?.at === 't/A2/bn');
    const clocks = bea.frames.flatMap((frame) =>
      frame.kind === 'presence' ? readPresence(frame.update, (id) => id === 7)!.map(({ clock }) => clock) : []
    );
    expect([...clocks].sort((a, b) => a - b)).toEqual(clocks);
    again.doc.clientID = 7;
    again.write('t/A1/bn', '1');
    await again.saved();
  });

  test('a reload whose old connection is not yet found dead takes its place', async () => {
    const { bea, url } = await two();
    const again = await BareClient.open(url, { who: 'anna' });
    say(again, 7, 2, { at: 't/A3/bn' });
    await bea.until(() => statesOf(bea).get(7)?.at === 't/A3/bn');
  });

  test('many moves in a short time are few frames', async () => {
    const { anna, bea } = await two();
    const before = bea.frames.length;
    for (let at = 2; at < 102; at++) say(anna, 7, at, { at: `t/A${1 + (at % 6)}/bn` });
    await bea.until(() => {
      const last = bea.frames.findLast((frame) => frame.kind === 'presence');
      return last?.kind === 'presence' && readPresence(last.update, () => true)![0]?.clock === 101;
    });
    expect(bea.frames.length - before).toBeLessThan(30);
  });

  test('what stock clients repeat of all others is passed over', async () => {
    const { anna, bea } = await two();
    const awareness = new Awareness(new Y.Doc());
    awareness.destroy();
    const all = new Map([7, 8, 9].map((id) => [id, { at: 't/A1/bn' }]));
    for (const id of all.keys()) awareness.meta.set(id, { clock: 50, lastUpdated: 0 });
    bea.sayPresence(encodeAwarenessUpdate(awareness, [7], all));
    say(bea, 8, 1, { at: 't/B1/bn' });
    await anna.until(() => statesOf(anna).get(8));
    expect(statesOf(anna).get(7)?.person).toBe('anna');
  });
});

describe('[SO5] a slow reader', () => {
  /** the largest content that a cell takes, some 40 KB: fills the kernel's buffers quickly */
  const large = (at: number) => ({
    stated: Array.from({ length: 20 }, () => ({ printed: String(at), number: String(at), quote: '字'.repeat(600) }))
  });
  const key = 't/A1/bn~stated';
  const printedAt = (client: BareClient) =>
    (client.cell(key) as ReturnType<typeof large> | undefined)?.stated[0]?.printed;

  test('is sent one frame for all that it missed', async () => {
    const { url } = await startLiveServer({ limits: { lagBytes: 1000, lagOverBytes: 500, lagCheckMs: 5 } });
    const [anna, bea] = [await BareClient.open(url, { who: 'anna' }), await BareClient.open(url, { who: 'bea' })];
    bea.socket.pause(); // her computer sleeps: the kernel takes what it can, the rest waits in the server
    for (let at = 0; at < 300; at++) {
      anna.edit((cells) => cells.set(key, large(at)));
      await anna.saved();
    }
    const before = bea.frames.length;
    bea.socket.resume();
    await bea.until(() => printedAt(bea) === '299', 'caught up', 30_000);
    expect(bea.frames.slice(before).filter(({ kind }) => kind === 'update').length).toBeLessThan(270);
    expect(bea.doc.getMap('cells').toJSON()).toEqual(anna.doc.getMap('cells').toJSON());
    expect(bea.doc.store.pendingStructs).toBeNull();
  }, 60_000);

  test('that falls behind while an edit is being committed gets that edit all the same', async () => {
    const storage = faulty(await temporaryStorage());
    const { live } = await liveOver(storage, { lagBytes: 1000, lagOverBytes: 500, lagCheckMs: 5, presenceMs: 1 });
    const { sheet } = await live.hold(sheetId);
    let commit = () => {};
    const committing = new Promise<void>((resolve) => {
      storage.beforeAppend = () => (resolve(), new Promise<void>((go) => (commit = go)));
    });
    const anna = writerOf(sheet, 'anna');
    const bea = writerOf(sheet, 'bea');
    let lagBytes = 0;
    const slow: Receiver = Object.assign(bea, {
      lagBytes,
      end: () => undefined,
      send(frame: Uint8Array) {
        const read = readFrame(frame);
        if (read?.kind === 'update') Y.applyUpdate(bea.doc, read.update);
        bea.tell();
      },
      sendSealed({ frames }: Sealed) {
        for (const frame of frames) slow.send(frame);
      }
    });
    Object.defineProperty(slow, 'lagBytes', { get: () => lagBytes });
    const told = new Promise<void>((resolve) => {
      const { sendSealed } = slow;
      slow.sendSealed = (sealed) => {
        sendSealed(sealed);
        lagBytes = 2000; // nothing of it was read yet
        resolve();
      };
    });
    const room = makeRooms(live.limits).enter(sheet, slow);
    room.add(slow);
    anna.write('t/A1/bn', '5');
    await committing;
    room.takePresence(
      slow,
      writePresenceUpdate([{ client: 7, clock: 1, state: { person: 'bea', name: '', colour: 0 } }])
    );
    await told;
    lagBytes = 0;
    commit();
    await bea.until(() => bea.doc.getMap('cells').get('t/A1/bn'));
    expect(bea.doc.getMap('cells').toJSON()).toEqual({ 't/A1/bn': { number: '5' } });
    room.remove(slow);
  });

  test('that never reads is closed with "try again"', async () => {
    const { url, door } = await startLiveServer({ limits: { lagBytes: 1000, lagCheckMs: 5, lagLimitMs: 50 } });
    const [anna, bea] = [await BareClient.open(url, { who: 'anna' }), await BareClient.open(url, { who: 'bea' })];
    bea.socket.pause();
    for (let at = 0; at < 2000 && door.count === 2; at++) {
      anna.edit((cells) => cells.set(key, large(at)));
      await anna.saved();
    }
    expect(door.count).toBe(1);
    anna.write('t/A2/bn', '1');
    await anna.saved();
    bea.socket.resume();
    await bea.until(() => bea.closed);
    expect([1006, 1013]).toContain(bea.closed!.code);
  }, 60_000);
});

test('status is told anew when the stage moves', async () => {
  const { url, storage, live } = await startLiveServer();
  const [anna, odo] = [await BareClient.open(url, { who: 'anna' }), await BareClient.open(url, { who: 'odo' })];
  await live.decide(sheetId, async ({ seq, stage }) => {
    await storage.sheets.setStage(sheetId, stage, seq, 'submitted');
  });
  await anna.until(() => anna.status?.stage === 'submitted');
  expect(anna.status).toEqual({ stage: 'submitted', writable: [], locked: 'stage-closed', seq: 0 });
  await odo.until(() => odo.status?.stage === 'submitted');
  expect(odo.status!.locked).toBe('read-only-role');
});

describe('[SO7] what is told beside the updates', () => {
  test('who raced with whom: to those two before the update, to nobody else', async () => {
    const { url } = await startLiveServer();
    const [anna, arno, cora] = await Promise.all(
      ['anna', 'arno', 'cora'].map((who, at) => BareClient.open(url, { who, client: 10 + at }))
    );
    anna!.write('t/A1/bn', '1');
    arno!.write('t/A1/bn', '2');
    await Promise.all([anna!.saved(), arno!.saved()]);
    await cora!.until(() => (cora!.cell('t/A1/bn') as { number: string } | undefined)?.number === '2');
    const told = await anna!.until(() => anna!.heard('raced'));
    expect(told.raced).toMatchObject([
      {
        key: 't/A1/bn',
        stands: { person: 'arno', name: '人员arno', content: { number: '2' } },
        lost: { person: 'anna', name: '人员anna', content: { number: '1' } }
      }
    ]);
    expect((await arno!.until(() => arno!.heard('raced'))).raced).toEqual(told.raced);
    expect(cora!.heard('raced')).toBeUndefined();
    const order = anna!.frames.map(({ kind }) => kind);
    expect(order.indexOf('raced')).toBeLessThan(order.lastIndexOf('update'));
  });

  test('that comments changed: to all in that sheet, and not to those in another', async () => {
    const { url, storage } = await startLiveServer();
    const here = await BareClient.open(url, { who: 'odo' });
    const elsewhere = await BareClient.open(url, { who: 'stranger', sheet: 's2' });
    storage.feed.announce({ kind: 'remarks', sheet: sheetId, changed: 'comments' });
    storage.feed.announce({ kind: 'remarks', sheet: asId('s2'), changed: 'explanations' });
    expect((await here.until(() => here.heard('remarks'))).remarks).toEqual({ changed: 'comments' });
    expect((await elsewhere.until(() => elsewhere.heard('remarks'))).remarks).toEqual({ changed: 'explanations' });
    expect(here.frames.filter(({ kind }) => kind === 'remarks')).toHaveLength(1);
  });
});
