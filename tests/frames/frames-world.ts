// A live server in this process with one attacker and honest people. The attacker is a clerk who may write the rows A…; whatever they send,
// all other cells are what the honest wrote.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as Y from 'yjs';
import { asId, type SheetId } from '#core/basics/ids.ts';
import { valueKey, type CellKey } from '#core/forms/cell-key.ts';
import type { Period } from '#core/places/period.ts';
import { readFrame, writeAnswer, writeHello, writePresence, writeUpdate } from '#core/sheet/frames.ts';
import { sameContent } from '#core/sheet/document.ts';
import { writePresenceUpdate } from '#core/sheet/presence.ts';
import { doctor } from '#server/live/doctor.ts';
import { makeLiveSheets, type LiveSheets } from '#server/live/live-sheets.ts';
import { SheetSession } from '#server/sockets/in.ts';
import { makeRooms } from '#server/sockets/out.ts';
import { compiledForms } from '#server/storage/compiled-forms.ts';
import { openSqlite } from '#server/storage/open-sqlite.ts';
import type { Storage } from '#server/storage/storage.ts';
import { aSheet } from '#tests/tools/kept-things.ts';
import { actorOf, keepLiveThings } from '#tests/tools/live-things.ts';
import type { Random } from '#tests/tools/random.ts';
import { BrowserEnd, SocketPair } from '#tests/tools/socket-pair.ts';
import { nextFrame, type Knowledge } from './mutate.ts';

const honestRows = ['B1', 'B2', 'B3'];
const keys = [
  ...['A1', 'A2', 'A3', 'A4', 'B1', 'B2', 'B3', 'N1', 'SUM', 'X9'].map((row) => `t/${row}/bn`),
  't/N1/sn',
  't/A1/sn',
  't/A1/bn~stated',
  'A1',
  '',
  '__proto__',
  'constructor',
  'x'.repeat(5000)
];
/** the rows of SFJ in both columns: all that the attacker may write */
const isOwn = (key: string): boolean => /^t\/A[1-6]\/(bn|sn)$/.test(valueKey(key as CellKey));

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** One end of a connection in this process, and the document of who sits there. */
class Client {
  readonly doc = new Y.Doc({ guid: '' });
  pair: SocketPair | undefined;
  /** what was heard lately, and said */
  readonly frames: Uint8Array[] = [];

  constructor(
    readonly server: Server,
    readonly who: string,
    readonly sheet: SheetId,
    readonly keepsFrames: boolean
  ) {}

  async connect(): Promise<void> {
    const end = new BrowserEnd();
    const pair = new SocketPair(end);
    this.pair = pair;
    end.onmessage = ({ data }) => this.#hear(new Uint8Array(data));
    const session = new SheetSession(pair.server.asSocket(), {
      live: this.server.live,
      rooms: this.server.rooms,
      note: () => undefined
    });
    void session.open(async () => ({ actor: actorOf(this.who), hash: this.who }), this.sheet);
    pair.connect();
    this.say(writeHello(Y.encodeStateVector(this.doc)));
    for (let tries = 0; tries < 50 && pair.isOpen && pair.toBrowser.length < 4; tries++) await turn();
    this.read();
  }

  #hear(bytes: Uint8Array): void {
    if (this.keepsFrames) this.keep(bytes);
    const frame = readFrame(bytes);
    if (frame?.kind === 'update') Y.applyUpdate(this.doc, frame.update);
  }

  keep(bytes: Uint8Array): void {
    if (bytes.length > 20_000) return;
    this.frames.push(bytes);
    if (this.frames.length > 60) this.frames.splice(10, 10);
  }

  /** hands a frame to the server at once; how long that took, in ms */
  say(bytes: Uint8Array): number {
    const { pair } = this;
    if (!pair?.isOpen) return 0;
    const begun = performance.now();
    pair.server.emit('message', Buffer.from(bytes), true);
    return performance.now() - begun;
  }

  read(): void {
    const { pair } = this;
    while (pair?.isOpen && (pair.toBrowser.length > 0 || pair.closing)) pair.deliverToBrowser();
  }

  write(key: string, content: unknown): Uint8Array {
    const before = Y.encodeStateVector(this.doc);
    this.doc.getMap('cells').set(key, content);
    const frame = writeUpdate(Y.encodeStateAsUpdate(this.doc, before));
    this.say(frame);
    return frame;
  }
}

export interface Server {
  storage: Storage;
  live: LiveSheets;
  rooms: ReturnType<typeof makeRooms>;
  close(): Promise<void>;
}

export async function startServer(): Promise<Server> {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'huibiao-frames-'));
  const storage = await openSqlite(folder);
  await keepLiveThings(storage);
  const live = makeLiveSheets({
    storage,
    forms: compiledForms(storage),
    clock: Date.now,
    // no reading slower: this is about what the frames do, and they are to come as fast as they can be judged
    limits: { framesPerSecond: 1e9, framesBurst: 1e9, bytesPerSecond: 1e12, bytesBurst: 1e12, unloadAfterMs: 1 }
  });
  return {
    storage,
    live,
    rooms: makeRooms(live.limits),
    async close() {
      await live.close();
      await storage.close();
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

export interface Round {
  frames: number;
  /** of one frame, and of all; ms */
  slowestMs: number;
  tookMs: number;
  connections: number;
  wrong: string[];
  /** the last frames before something was wrong, as hexadecimal */
  last: string[];
}

/** Sends `count` frames into a sheet of its own, and compares after every few. */
export async function attack(server: Server, random: Random, nth: number, count: number): Promise<Round> {
  const sheet = asId<SheetId>(`w${nth}`);
  await server.storage.sheets.add(aSheet(sheet, { form: 'live', period: `${1000 + nth}` as Period }));
  const honest = new Client(server, 'bea', sheet, false);
  const attacker = new Client(server, 'anna', sheet, true);
  await honest.connect();
  await attacker.connect();
  const round: Round = { frames: 0, slowestMs: 0, tookMs: 0, connections: 1, wrong: [], last: [] };
  const expected = new Map<string, unknown>();
  const say = (frame: Uint8Array) => {
    round.last.push(Buffer.from(frame).toString('hex').slice(0, 400));
    if (round.last.length > 80) round.last.splice(0, 40);
    round.slowestMs = Math.max(round.slowestMs, attacker.say(frame));
    round.frames++;
  };
  let values = 0;
  while (round.frames < count && round.wrong.length === 0) {
    const cell = `t/${random.pick(honestRows)}/bn`;
    expected.set(cell, { number: String(++values) });
    attacker.keep(honest.write(cell, expected.get(cell)));
    honest.say(
      writePresence(writePresenceUpdate([{ client: honest.doc.clientID, clock: values, state: { at: cell } as never }]))
    );
    if (!attacker.pair?.isOpen) {
      // comes again, now and then as somebody new
      attacker.doc.clientID = 1 + random.below(0xfffffffe);
      await attacker.connect();
      round.connections++;
    }
    if (random.chance(0.5)) attacker.keep(attacker.write(`t/A${1 + random.below(4)}/bn`, { number: String(values) }));
    if (random.chance(0.1)) attacker.keep(writeAnswer(Y.encodeStateAsUpdate(attacker.doc)));
    const known: Knowledge = {
      doc: attacker.doc,
      others: [honest.doc.clientID],
      keys,
      heard: attacker.frames
    };
    for (let at = 0; at < 40 && attacker.pair?.isOpen; at++) say(nextFrame(random, known));
    const begun = performance.now();
    await drained(server, sheet);
    round.tookMs += performance.now() - begun;
    honest.read();
    attacker.read();
    if (values % 10 === 0) round.wrong.push(...(await compared(server, sheet, honest, expected)));
  }
  round.wrong.push(...(await compared(server, sheet, honest, expected)));
  for (const one of (await doctor(server.storage, sheet)) ?? []) round.wrong.push(`doctor: ${one.kind} ${one.at}`);
  honest.pair?.cut();
  attacker.pair?.cut();
  honest.doc.destroy();
  attacker.doc.destroy();
  return round;
}

/** all that was said has been judged, and what was accepted is on disk and told */
async function drained(server: Server, sheet: SheetId): Promise<void> {
  await server.live.decide(sheet, async () => undefined);
}

async function compared(
  { live, storage }: Server,
  sheet: SheetId,
  honest: Client,
  expected: ReadonlyMap<string, unknown>
): Promise<string[]> {
  const wrong: string[] = [];
  if (!honest.pair?.isOpen) wrong.push('the honest connection was closed');
  const entries = await storage.entries.of(sheet);
  const { cells } = await live.read(sheet);
  const shown = honest.doc.getMap('cells');
  for (const [where, map] of [
    ['on disk', entries],
    ['in memory', cells],
    ['in the honest browser', new Map([...shown.entries()])]
  ] as const) {
    for (const [key, content] of map as ReadonlyMap<string, unknown>)
      if (!isOwn(key) && !sameContent(expected.get(key), content))
        wrong.push(`${where} ${key} is ${JSON.stringify(content)}, not ${JSON.stringify(expected.get(key))}`);
    for (const key of expected.keys())
      if (!(map as ReadonlyMap<string, unknown>).has(key)) wrong.push(`${where} ${key} is gone`);
  }
  for (const one of await storage.entries.history(sheet, undefined, 200))
    if (!isOwn(one.key) && one.person !== 'bea') wrong.push(`${one.person} wrote ${one.key}`);
  return wrong;
}
