// Clients that mean harm, over real sockets against a real server with its own bounds. Each time one bystander works in the same sheet and
// one in another: their edits are acknowledged in a few seconds, what they see stays right, and nothing unlawful is kept.
import { connect, type Socket } from 'node:net';
import * as encoding from 'lib0/encoding';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { asId, type SheetId, type UnitId } from '#core/basics/ids.ts';
import { writeAskPresence, writeHello, writeUpdate } from '#core/sheet/frames.ts';
import type { Presence } from '#core/sheet/messages.ts';
import { colourOf, readPresence, writePresenceUpdate } from '#core/sheet/presence.ts';
import { liveLimits, type LiveLimits } from '#server/live/limits.ts';
import { doctor } from '#server/live/doctor.ts';
import { aPerson } from '#tests/tools/kept-things.ts';
import { sheetId, startLiveServer, type LiveServer } from '#tests/tools/live-server.ts';
import { BareClient } from '#tests/tools/sheet-clients.ts';

// generous: all of them, the server and the attackers share one busy thread
const fewSeconds = 5000;

interface Hall extends LiveServer {
  /** works in the attacked sheet */
  near: BareClient;
  /** works in another */
  far: BareClient;
  /** Both make ten more edits, one after another. */
  workGoesOn(): Promise<void>;
  /** Everything agrees: what the bystanders see, what is kept, what a newcomer is told. */
  isSound(): Promise<void>;
}

async function openHall(limits: Partial<LiveLimits> = {}): Promise<Hall> {
  const server = await startLiveServer({ limits });
  const near = await BareClient.open(server.url, { who: 'bea' });
  const far = await BareClient.open(server.url, { who: 'stranger', sheet: 's2' });
  let value = 0;
  const work = async (client: BareClient, key: string) => {
    for (let edit = 0; edit < 10; edit++) {
      const started = performance.now();
      client.write(key, String(++value));
      await client.saved();
      expect(performance.now() - started).toBeLessThan(fewSeconds);
    }
  };
  return {
    ...server,
    near,
    far,
    workGoesOn: async () => void (await Promise.all([work(near, 't/B1/bn'), work(far, 't/A1/bn')])),
    async isSound() {
      for (const [sheet, client, who] of [
        ['s1', near, 'cora'],
        ['s2', far, 'stranger']
      ] as const) {
        const kept = Object.fromEntries((await server.live.read(asId<SheetId>(sheet))).cells);
        await client.until(() => sameCells(client, kept), `${who} sees what is kept`);
        const newcomer = await BareClient.open(server.url, { who, sheet });
        expect(newcomer.doc.getMap('cells').toJSON()).toEqual(kept);
        expect(await doctor(server.storage, asId<SheetId>(sheet))).toEqual([]);
      }
      expect([near.closed, far.closed, near.refusals, far.refusals]).toEqual([undefined, undefined, [], []]);
    }
  };
}

const sameCells = (client: BareClient, kept: object): boolean =>
  JSON.stringify(sorted(client.doc.getMap('cells').toJSON())) === JSON.stringify(sorted(kept));
const sorted = (cells: object) => Object.entries(cells).sort(([a], [b]) => (a < b ? -1 : 1));

test('[SO4] a flood of 20,000 single updates waits before the server and holds up nobody', async () => {
  const hall = await openHall();
  const anna = await BareClient.open(hall.url, { who: 'anna' });
  const updates: Uint8Array[] = [];
  anna.doc.on('update', (update: Uint8Array, origin: unknown) => origin !== anna && updates.push(update));
  for (let at = 0; at < 20_000; at++) anna.doc.getMap('cells').set('t/A1/bn', { number: String(at) });
  for (const update of updates) anna.say(writeUpdate(update));
  await hall.workGoesOn();
  // what was read is no more than the bounds allow; TCP holds back the rest, and nothing was refused
  const read = anna.savedClocks.get(anna.doc.clientID) ?? 0;
  expect(read).toBeLessThan(20_000);
  expect([anna.refusals, anna.closed]).toEqual([[], undefined]);
  anna.socket.terminate();
  await anna.until(() => anna.closed);
  await hall.workGoesOn();
  await hall.isSound();
}, 60_000);

describe('[SO5] who never reads', () => {
  const large = (at: number) => ({
    stated: Array.from({ length: 20 }, () => ({ printed: String(at), number: String(at), quote: '字'.repeat(600) }))
  });

  test('while others write is let go before much waits for them', async () => {
    const hall = await openHall({ lagLimitMs: 200 });
    const [anna, deaf] = [
      await BareClient.open(hall.url, { who: 'anna' }),
      await BareClient.open(hall.url, { who: 'odo' })
    ];
    deaf.socket.pause();
    const everybody = hall.door.count;
    for (let at = 0; at < 1000 && hall.door.count === everybody; at++) {
      anna.edit((cells) => cells.set('t/A1/bn~stated', large(at)));
      await anna.saved();
    }
    expect(hall.door.count).toBe(everybody - 1);
    await hall.workGoesOn();
    await hall.isSound();
  }, 60_000);

  test('and says nothing is found out by a ping; who is silent and listens stays', async () => {
    const hall = await openHall({ quietMs: 40, deafMs: 400 });
    const silent = await BareClient.open(hall.url, { who: 'anna' });
    const deaf = await BareClient.open(hall.url, { who: 'odo' });
    deaf.socket.pause();
    const everybody = hall.door.count;
    await silent.until(() => hall.door.count < everybody, 'the deaf one is let go');
    // the same span once more, in pings answered
    let pings = 0;
    silent.socket.on('ping', () => (pings++, silent.tell()));
    await silent.until(() => pings > 12);
    expect(silent.closed).toBeUndefined();
    await hall.workGoesOn();
    await hall.isSound();
  });

  test('and asks and pings without end is heard no faster than the bounds', async () => {
    const hall = await openHall();
    const deaf = await BareClient.open(hall.url, { who: 'odo' });
    deaf.socket.pause();
    for (let at = 0; at < 5000; at++) {
      deaf.say(writeAskPresence());
      deaf.say(writeHello(new Uint8Array([0])));
      deaf.socket.ping();
    }
    await hall.workGoesOn();
    await hall.isSound();
  });
});

// ── frames ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** one item in a cell of Anna's row, its content written by hand */
function itemOf(client: number, content: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  encoding.writeVarUint(encoder.restEncoder, 1);
  encoding.writeVarUint(encoder.restEncoder, 1);
  encoder.writeClient(client);
  encoding.writeVarUint(encoder.restEncoder, 0);
  encoder.writeInfo(8 | 0x20);
  encoder.writeParentInfo(true);
  encoder.writeString('cells');
  encoder.writeString('t/A1/bn');
  encoder.writeLen(1);
  content(encoder.restEncoder);
  encoding.writeVarUint(encoder.restEncoder, 0);
  return encoder.toUint8Array();
}
const nested = (kind: 'list' | 'object', depth: number) =>
  itemOf(123_456, (encoder) => {
    for (let at = 0; at < depth; at++) {
      encoding.writeUint8(encoder, kind === 'list' ? 117 : 118);
      encoding.writeVarUint(encoder, 1);
      if (kind === 'object') encoding.writeVarString(encoder, 'number');
    }
    encoding.writeUint8(encoder, 126); // null
  });
const manyClients = (count: number) => {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, count);
  for (let at = 1; at <= count; at++) {
    encoding.writeVarUint(encoder, at);
    encoding.writeVarUint(encoder, 9);
  }
  return encoding.toUint8Array(encoder);
};
const presenceOf = (entries: readonly [client: number, clock: number, state: string][]) => {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, entries.length);
  for (const [client, clock, state] of entries) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, state);
  }
  return encoding.toUint8Array(encoder);
};

const frames: [what: string, attack: (anna: BareClient) => void, told: string | number][] = [
  ['lists in lists, 400,000 deep', (anna) => anna.say(writeUpdate(nested('list', 400_000))), 'malformed'],
  ['objects in objects, 100,000 deep', (anna) => anna.say(writeUpdate(nested('object', 100_000))), 'malformed'],
  ['lists in a list', (anna) => anna.say(writeUpdate(nested('list', 50))), 'not-cells'],
  ['half an update', (anna) => anna.say(writeUpdate(nested('list', 50).subarray(0, 20))), 'malformed'],
  ['a count of clients that never come', (anna) => anna.say(writeUpdate(manyClients(1).fill(255))), 'malformed'],
  ['a presence of 3,000 signs', (anna) => anna.sayPresence(presenceOf([[7, 1, `"${'x'.repeat(3000)}"`]])), 'malformed'],
  ['a presence that is no JSON', (anna) => anna.sayPresence(presenceOf([[7, 1, '{"at":']])), 'malformed'],
  [
    'a presence of 6,000 clients',
    (anna) =>
      anna.sayPresence(
        presenceOf(Array.from({ length: 6000 }, (_, at) => [at, 1, '{}'] as const).map((one) => [...one]))
      ),
    'malformed'
  ],
  ['a hello of garbage', (anna) => anna.say(writeHello(new Uint8Array(50).fill(255))), 'malformed'],
  ['nothing but malformed frames', (anna) => repeat(40, () => anna.say(new Uint8Array([0, 9, 9]))), 4422],
  ['a frame of 5 MB', (anna) => anna.say(new Uint8Array(5 * 1024 * 1024)), 1009],
  [
    'a message in pieces without end',
    (anna) => repeat(60, () => anna.socket.send(new Uint8Array(100_000), { fin: false })),
    1009
  ]
];
const repeat = (times: number, act: () => void) => {
  for (let at = 0; at < times; at++) act();
};

test.each(frames)('[LV2, SO4] %s changes nothing and disturbs nobody', async (_, attack, told) => {
  const hall = await openHall();
  const anna = await BareClient.open(hall.url, { who: 'anna' });
  const before = (await hall.storage.sheets.byId(sheetId))!.seq;
  attack(anna);
  if (typeof told === 'number') expect((await anna.until(() => anna.closed)).code).toBe(told);
  else {
    await anna.until(() => anna.refusals.length > 0 || anna.closed);
    expect(anna.refusals.map(({ reason }) => reason)).toEqual([told]);
  }
  expect((await hall.storage.sheets.byId(sheetId))!.seq).toBe(before);
  await hall.workGoesOn();
  await hall.isSound();
});

test('[SO4] a hello of 200,000 clients is answered or refused, again and again, while others work', async () => {
  const hall = await openHall();
  const anna = await BareClient.open(hall.url, { who: 'anna' });
  const hello = writeHello(manyClients(200_000));
  repeat(30, () => anna.say(hello));
  await hall.workGoesOn();
  await hall.isSound();
});

// ── the door ────────────────────────────────────────────────────────────────────────────────────────────────────────

test('[SO8] 600 connections that say nothing, before, in and after the handshake', async () => {
  const hall = await openHall();
  const port = Number(new URL(hall.url).port);
  const sockets: Socket[] = [];
  onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
  const start = 'GET /sync/s1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n';
  const rest = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: who=anna\r\n\r\n';
  const said = ['', start, start + rest];
  await Promise.all(
    Array.from({ length: 600 }, (_, at) => {
      const socket = connect(port, '127.0.0.1');
      sockets.push(socket);
      socket.on('error', () => undefined);
      return new Promise<void>((resolve) =>
        socket.once('connect', () => (said[at % 3] === '' ? resolve() : socket.write(said[at % 3]!, () => resolve())))
      );
    })
  );
  await hall.workGoesOn();
  await hall.isSound();
}, 30_000);

test('[SO8] a reconnect loop is told to wait, gets no sheet meanwhile, and a tab that is open works on', async () => {
  const hall = await openHall({ comingsBurst: 10 });
  const tab = await BareClient.open(hall.url, { who: 'anna' });
  const closings: { code: number; reason: string; frames: number }[] = [];
  for (let at = 0; at < 40; at++) {
    const anna = new BareClient(hall.url, { who: 'anna' });
    await anna.until(() => anna.heard('hello') ?? anna.closed);
    if (anna.closed) closings.push({ ...anna.closed, frames: anna.frames.length });
    else anna.socket.terminate();
  }
  expect(closings.length).toBeGreaterThan(20);
  for (const { code, reason, frames } of closings) {
    expect([code, frames]).toEqual([1013, 0]);
    expect(Number(/^too-fast (\d+)$/.exec(reason)?.[1])).toBeGreaterThanOrEqual(30);
  }
  tab.write('t/A1/bn', '7');
  await tab.saved();
  await hall.workGoesOn();
  await hall.isSound();
});

test('[SO8] strangers in a loop are answered 429 before the handshake; who is signed in comes in from the same address', async () => {
  const hall = await openHall({ strangersBurst: 5 });
  const answers: (number | string)[] = [];
  for (let at = 0; at < 20; at++) {
    const socket = new WebSocket(`${hall.url}/s1`);
    answers.push(
      await new Promise((resolve) => {
        socket.on('error', () => undefined);
        socket.on('close', (code) => resolve(code));
        socket.on('unexpected-response', (_, response) => {
          expect(Number(response.headers['retry-after'])).toBeGreaterThanOrEqual(30);
          resolve(`${response.statusCode}`);
        });
      })
    );
  }
  expect(answers.slice(0, 5)).toEqual(Array(5).fill(4401));
  expect(answers.slice(6)).toEqual(Array(14).fill('429'));
  const anna = await BareClient.open(hall.url, { who: 'anna' });
  expect(anna.closed).toBeUndefined();
  await hall.workGoesOn();
  await hall.isSound();
});

test('[SO8] 600 sockets of one person: few come in, everybody else works on', async () => {
  const hall = await openHall();
  const sockets = Array.from({ length: 600 }, () => new BareClient(hall.url, { who: 'anna' }));
  await hall.workGoesOn();
  await Promise.all(
    sockets.map((socket) => socket.until(() => socket.heard('hello') ?? socket.closed, 'an answer', 30_000))
  );
  expect(hall.door.count).toBeLessThanOrEqual(liveLimits.comingsBurst + 100);
  expect(sockets.filter(({ closed }) => closed?.reason.startsWith('too-fast')).length).toBeGreaterThan(200);
  await hall.workGoesOn();
  await hall.isSound();
}, 60_000);

// ── presence ────────────────────────────────────────────────────────────────────────────────────────────────────────

const say = (client: BareClient, id: number, clock: number, state: unknown) =>
  client.sayPresence(writePresenceUpdate([{ client: id, clock, state: state as Presence }]));

test('[SO3] one connection that is ever somebody new is listened to for a while only', async () => {
  const hall = await openHall({ presenceMs: 5 });
  const anna = await BareClient.open(hall.url, { who: 'anna' });
  for (let id = 1; id <= 1000; id++) {
    say(anna, id, 1, { at: 't/A1/bn' });
    say(anna, id, 2, null);
  }
  anna.write('t/A1/bn', '1');
  await anna.saved();
  await hall.workGoesOn();
  const named = new Set<number>();
  for (const frame of hall.near.frames)
    if (frame.kind === 'presence') readPresence(frame.update, (id) => (named.add(id), false));
  expect(named.size).toBeLessThanOrEqual(liveLimits.clientsSpokenFor);
  await hall.isSound();
});

test('[SO3] 200 people move ten times a second: a few frames a second for each, with the server’s word on who it is', async () => {
  const hall = await openHall();
  const grants = [{ role: 'clerk' as const, unit: asId<UnitId>('u1'), department: 'SFJ' }];
  const names = Array.from({ length: 200 }, (_, at) => `m${at}`);
  for (const name of names) await hall.storage.people.add(aPerson(name, { grants, name: `人员${name}` }));
  const movers = await Promise.all(names.map((who) => BareClient.open(hall.url, { who })));
  const started = performance.now();
  const heardBefore = movers.map(({ frames }) => frames.length);
  for (let move = 1; move <= 20; move++) {
    movers.forEach((mover, at) =>
      say(mover, 1000 + at, move, { at: `t/A${1 + (move % 6)}/bn`, name: 'Mayor', person: 'bea', colour: 99 })
    );
    const next = started + move * 100;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
  }
  await hall.workGoesOn();
  const lastSeen = () => {
    const states = new Map<number, { clock: number; state: unknown }>();
    for (const frame of hall.near.frames)
      if (frame.kind === 'presence')
        for (const { client, ...rest } of readPresence(frame.update, () => true)!) states.set(client, rest);
    return states;
  };
  await hall.near.until(() => [...lastSeen().values()].filter(({ clock }) => clock === 20).length === 200, 'all seen');
  const seconds = (performance.now() - started) / 1000;
  const most = Math.max(
    ...movers.map((mover, at) => mover.frames.slice(heardBefore[at]).filter(({ kind }) => kind === 'presence').length)
  );
  expect(most).toBeLessThanOrEqual(Math.ceil(seconds * 4) + 1);
  for (const [client, { state }] of lastSeen()) {
    const person = `m${client - 1000}`;
    expect(state).toEqual({
      person,
      name: `人员${person}`,
      department: 'SFJ',
      colour: colourOf(person),
      at: 't/A3/bn'
    });
  }
  await hall.isSound();
}, 60_000);
