// What the load generator does to a server, and what it measures. One task per process, so that nothing of one counts for the next.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import * as encoding from 'lib0/encoding';
import { percentile } from './report.ts';
import { LightClient, type Target } from './sync-client.ts';
import { cellsEach, departments, keyAt } from './sync-sheet.ts';

export type Task =
  | { do: 'steady'; clients: number; sheets: number; rate: number; seconds: number; before?: Before }
  | { do: 'paste'; clients: number; cells: number }
  | { do: 'fill'; cells: number; edits: number }
  | { do: 'reconnect'; clients: number; cells: number; missed: number | 'all' }
  | { do: 'open'; at: number; filled?: { cells: number; edits: number } }
  | { do: 'flood'; updates: number; limitMs: number }
  | { do: 'memory'; connections: number; sheets: number };
/** what is there before a steady scenario begins */
export interface Before {
  /** so many page loads have written a cell each, under as many client ids */
  sessions?: number;
  /** so many readers have the sheet open and never read what they are sent; edits then carry a note of `noteBytes` */
  deaf?: number;
  noteBytes?: number;
}
export type Measured = Partial<Record<string, number>>;

/** CPU seconds of a process so far, all its threads, to the nanosecond */
export function cpuOf(pid: number): number {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`))
    nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
  return nanoseconds / 1e9;
}
const memoryOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;

const warmMs = 1500;

/** connects `count` people */
const connect = (target: Target, count: number, sheetOf: (person: number) => number): Promise<LightClient[]> =>
  connectAll(count, (person) => new LightClient(target, sheetOf(person), person));

/** Forty at a time. A client is made when it is its turn: it is greeted as soon as it is there, and must be heard then. */
async function connectAll(count: number, make: (at: number) => LightClient): Promise<LightClient[]> {
  const clients: LightClient[] = [];
  while (clients.length < count) {
    const some = Array.from({ length: Math.min(40, count - clients.length) }, (_, more) => make(clients.length + more));
    await Promise.all(some.map((client) => client.sync()));
    clients.push(...some);
  }
  return clients;
}

/** the cells of its own that a client writes, one after another */
function ownCells(person: number, clients: number, sheets: number): string[] {
  const department = sheets > 1 ? person & 1 : person % departments;
  const sharing = sheets > 1 ? 1 : Math.ceil(clients / departments);
  const each = Math.floor(cellsEach / sharing);
  const first = sheets > 1 ? 0 : Math.floor(person / departments) * each;
  return Array.from({ length: each }, (_, at) => keyAt(department, first + at));
}

/**
 * All type at the same pace, `rate` edits a second together. A few look closely: what they are told is timed.
 * What goes by before anything counts is long enough for a fresh process to be compiled: deadline hour meets no server of this second.
 */
async function steady(
  target: Target,
  { clients: count, sheets, rate, seconds, before = {} }: Task & { do: 'steady' }
): Promise<Measured> {
  if (before.sessions) await pastSessions(target, before.sessions);
  const note = before.noteBytes ? '注'.repeat(before.noteBytes / 3) : undefined;
  const clients = await connect(target, count, (person) => (sheets > 1 ? person >> 1 : 0));
  const cells = clients.map((_, person) => ownCells(person, count, sheets));
  const step = sheets > 1 ? 20 : Math.max(1, Math.floor(count / 5));
  const watchers = clients.filter((_, at) => (sheets > 1 ? (at >> 1) % step === 0 : at % step === 0));
  const sentAt = new Map(clients.map(({ id }) => [id, [] as number[]]));
  const visible: number[] = [];
  const saved: number[] = [];
  let [from, to] = [Infinity, Infinity];
  const counts = (sent: number) => sent >= from && sent < to;
  const seen = new Map(watchers.map((watcher) => [watcher, new Map<number, number>()]));
  for (const watcher of watchers) {
    const upTo = seen.get(watcher)!;
    watcher.onSeen = (all) => {
      const now = performance.now();
      for (const one of all) {
        const times = sentAt.get(one.client);
        // what the server writes when it renews a document was sent by nobody
        if (!times || one.client === watcher.id) continue;
        for (let clock = Math.max(one.from, upTo.get(one.client) ?? 0); clock < one.to; clock++)
          if (counts(times[clock]!)) visible.push(now - times[clock]!);
        upTo.set(one.client, Math.max(one.to, upTo.get(one.client) ?? 0));
      }
    };
    let savedTo = 0;
    watcher.onSaved = (clock) => {
      const now = performance.now();
      const times = sentAt.get(watcher.id)!;
      for (; savedTo < clock; savedTo++) if (counts(times[savedTo]!)) saved.push(now - times[savedTo]!);
    };
  }
  for (const client of clients) if (!seen.has(client)) client.readBlindly();

  const deaf = await connectDeaf(target, count, before.deaf ?? 0);
  const memoryBefore = memoryOf(target.pid);

  const begun = performance.now();
  let sent = 0;
  let late = 0;
  const sendDue = () => {
    const now = performance.now();
    const due = Math.floor(((now - begun) / 1000) * rate);
    // never more than 20 ms of edits in one go: what the generator cannot send in time it does not pile up
    const most = Math.ceil(rate / 50);
    if (due - sent > most) {
      late += due - sent - most;
      sent = due - most;
    }
    for (; sent < due; sent++) {
      const at = sent % count;
      const client = clients[at]!;
      sentAt.get(client.id)!.push(performance.now());
      client.write([cells[at]![client.clock % cells[at]!.length]!], String(sent), note);
    }
  };
  const ticking = setInterval(sendDue, 1);
  await wait(warmMs);
  from = performance.now();
  to = from + seconds * 1000;
  const [cpu, own, lateBefore] = [cpuOf(target.pid), cpuOf(process.pid), late];
  await wait(seconds * 1000);
  const took = (performance.now() - from) / 1000;
  const busy = (cpuOf(target.pid) - cpu) / took;
  const generator = (cpuOf(process.pid) - own) / took;
  const memory = memoryOf(target.pid);
  clearInterval(ticking);
  const inWindow = (client: LightClient) => sentAt.get(client.id)!.filter(counts).length;
  const edits = clients.reduce((sum, client) => sum + inWindow(client), 0);
  // what each watcher should be told: all of its sheet but its own
  const wanted = watchers.reduce((sum, watcher) => {
    const others = sheets > 1 ? [clients[clients.indexOf(watcher) ^ 1]!] : clients;
    return sum + others.reduce((more, other) => more + (other === watcher ? 0 : inWindow(other)), 0);
  }, 0);
  for (let waited = 0; waited < 1500 && visible.length < wanted; waited += 50) await wait(50);
  const missing = Math.max(0, wanted - visible.length);
  for (let at = 0; at < missing; at++) visible.push(performance.now() - to + 1500);
  return {
    visible50: percentile(visible, 0.5),
    visible99: percentile(visible, 0.99),
    ...(saved.length > 0 ? { saved99: percentile(saved, 0.99) } : {}),
    cpu: busy,
    cpuPerEdit: (busy * took * 1000) / edits,
    generator,
    memory,
    grown: memory - memoryBefore,
    ...(deaf.length > 0 ? { deafLeft: deaf.filter((client) => client.closed === undefined).length } : {}),
    rate: edits / took,
    left: late - lateBefore,
    missing,
    closed: clients.filter(({ closed }) => closed !== undefined).length
  };
}

/** While all type once a second, the first one pastes, for the fourth time: how long until everybody has all of it. */
async function paste(target: Target, { clients: count, cells }: Task & { do: 'paste' }): Promise<Measured> {
  const clients = await connect(target, count, () => 0);
  const own = clients.map((_, person) => ownCells(person, count, 1));
  let sent = 0;
  const ticking = setInterval(() => {
    const at = 1 + (sent++ % (count - 1));
    clients[at]!.write([own[at]![clients[at]!.clock % 10]!], String(sent));
  }, 1000 / count);
  await wait(1000);
  const [writer] = clients;
  const keys = Array.from({ length: cells }, (_, at) => keyAt(at % departments, 500 + Math.floor(at / departments)));
  const pasted = async (number: string) => {
    const all = Promise.all(
      clients.slice(1).map((client) => {
        let seen = 0;
        return new Promise<void>((resolve) => {
          client.onSeen = (told) => {
            for (const one of told) if (one.client === writer!.id) seen += one.to - one.from;
            if (seen >= cells) resolve();
          };
        });
      })
    );
    writer!.write(keys, number);
    await all;
  };
  // the first ones are those of a process that is still being compiled
  for (const number of ['4', '5', '6']) {
    await pasted(number);
    await wait(300);
  }
  const cpu = cpuOf(target.pid);
  const begun = performance.now();
  await pasted('7');
  const took = performance.now() - begun;
  clearInterval(ticking);
  return { all: took, cpu: cpuOf(target.pid) - cpu };
}

/** Page loads that were: each wrote a cell under a client id of its own, which stays in the document. */
async function pastSessions(target: Target, sessions: number): Promise<void> {
  const clients = await connect(target, departments, () => 0);
  const watcher = await connectDeaf(target, departments, 1, true);
  const seen = new Set<number>();
  const done = new Promise<void>((resolve) => {
    watcher[0]!.onSeen = (told) => {
      for (const { client } of told) seen.add(client);
      if (seen.size >= sessions) resolve();
    };
  });
  for (let session = 0; session < sessions; session++) {
    const client = clients[session % departments]!;
    client.becomes(1_000_000 + session);
    client.write([keyAt(session % departments, Math.floor(session / departments) % cellsEach)], String(session));
    if (session % 50 === 49) await wait(5);
  }
  await done;
  for (const client of [...clients, ...watcher]) client.socket.close();
  await wait(500);
}

/** People behind the `count` that type: they have the sheet open, and read it or not. */
async function connectDeaf(target: Target, count: number, more: number, reads = false): Promise<LightClient[]> {
  const clients = Array.from({ length: more }, (_, at) => new LightClient(target, 0, count + at));
  await Promise.all(clients.map((client) => client.sync()));
  if (!reads) for (const client of clients) client.stopReading();
  return clients;
}

/** Fills cells by one client of each department, then writes them again and again, a hundred edits a frame. */
async function fill(target: Target, { cells, edits }: { cells: number; edits: number }): Promise<LightClient[]> {
  const clients = await connect(target, departments, () => 0);
  const each = cells / departments;
  const watcher = clients[1]!;
  const others = clients.filter((client) => client !== watcher);
  const seen = new Map<number, number>();
  const done = new Promise<void>((resolve) => {
    watcher.onSeen = (told) => {
      for (const { client, to } of told) seen.set(client, Math.max(to, seen.get(client) ?? 0));
      if (others.every(({ id }) => (seen.get(id) ?? 0) >= edits / departments)) resolve();
    };
  });
  for (let edit = 0; edit < edits / departments; edit += 100) {
    clients.forEach((client, department) =>
      client.write(
        Array.from({ length: Math.min(100, edits / departments - edit) }, (_, at) =>
          keyAt(department, (edit + at) % each)
        ),
        String(edit)
      )
    );
    await wait(5);
  }
  await done;
  await wait(300);
  return clients;
}

/** what the fillers wrote but for the last `missed` edits, as those know it who were there */
function vectorBut(edits: number, missed: number): Uint8Array {
  const to = encoding.createEncoder();
  encoding.writeVarUint(to, departments);
  for (let at = 0; at < departments; at++) {
    encoding.writeVarUint(to, 1000 + at);
    encoding.writeVarUint(to, (edits - missed) / departments);
  }
  return encoding.toUint8Array(to);
}

/** All come back at once, each saying where it stands, and are told what they missed; over when presence has come to rest too. */
async function reconnect(
  target: Target,
  { clients: count, cells, missed }: Task & { do: 'reconnect' }
): Promise<Measured> {
  await fill(target, { cells, edits: cells });
  const known = missed === 'all' ? Uint8Array.of(0) : vectorBut(cells, missed);
  const cpu = cpuOf(target.pid);
  const begun = performance.now();
  const clients = Array.from({ length: count }, (_, person) => new LightClient(target, 0, person, 5000 + person));
  await Promise.all(
    clients.map(async (client, person) => {
      await client.sync(known);
      client.sayPresence(keyAt(person % departments, 0));
    })
  );
  const all = performance.now() - begun;
  for (const client of clients) client.readBlindly();
  for (let before = -1, now = cpuOf(target.pid); now - before > 0.02;) {
    await wait(400);
    [before, now] = [now, cpuOf(target.pid)];
  }
  return { all, cpu: cpuOf(target.pid) - cpu };
}

async function open(target: Target, { at: count, filled }: Task & { do: 'open' }): Promise<Measured> {
  if (filled) await fill(target, filled);
  // Not the first steps of a process, the reading of a form and so on: an empty sheet is opened before, then this one.
  for (let at = 0; at < 3; at++) await new LightClient(target, 1, 90 + at, 9000 + at).sync();
  await wait(50);
  const cpu = cpuOf(target.pid);
  const begun = performance.now();
  const clients = Array.from({ length: count }, (_, person) => new LightClient(target, 0, 30 + person, 5000 + person));
  await Promise.all(clients.map((client) => client.sync()));
  const all = performance.now() - begun;
  await wait(20); // what the server still does of it
  return { all, cpu: cpuOf(target.pid) - cpu };
}

/** One client of the first sheet sends without pause; somebody in the second sheet types and the other one waits to see it. */
async function flood(target: Target, { updates, limitMs }: Task & { do: 'flood' }): Promise<Measured> {
  const [flooder, near] = [new LightClient(target, 0, 2), new LightClient(target, 0, 4)];
  const [typist, reader] = [new LightClient(target, 1, 1), new LightClient(target, 1, 3)];
  await Promise.all([flooder, near, typist, reader].map((client) => client.sync()));
  const sentAt: number[] = [];
  const waits: number[] = [];
  reader.onSeen = (told) => {
    for (const { from, to } of told)
      for (let clock = from; clock < to; clock++) waits.push(performance.now() - sentAt[clock]!);
  };
  let floodedAll = false;
  near.onSeen = (told) => {
    if (told.some(({ client, to }) => client === flooder.id && to >= updates)) floodedAll = true;
  };
  const frames = Array.from({ length: updates }, (_, at) => flooder.updateOf([keyAt(2, at % cellsEach)], String(at)));
  const begun = performance.now();
  for (const frame of frames) flooder.socket.send(frame);
  while (!floodedAll && performance.now() - begun < limitMs) {
    sentAt.push(performance.now());
    typist.write([keyAt(1, sentAt.length % cellsEach)], String(sentAt.length));
    await wait(20);
  }
  for (let waited = 0; waited < 3000 && waits.length < sentAt.length; waited += 20) await wait(20);
  const worst = waits.length < sentAt.length ? performance.now() - sentAt[waits.length]! : 0;
  return {
    worst: Math.max(worst, ...waits),
    wait99: percentile(waits, 0.99),
    took: (performance.now() - begun) / 1000,
    done: floodedAll ? 1 : 0
  };
}

/** What the server holds for each more connection to a sheet, and for each more sheet that two people have open and have written in. */
async function memory(target: Target, { connections, sheets }: Task & { do: 'memory' }): Promise<Measured> {
  const held = async () => Number(await (await fetch(`http://127.0.0.1:${target.port}/`)).text());
  // the first of everything weighs more than the next
  await connect(target, 2, () => 0);
  const idle = await held();
  const many = await connectAll(connections, (at) => new LightClient(target, 0, at & 1, 100_000 + at));
  const connected = await held();
  for (const client of many) client.socket.close();
  await wait(500);
  const before = await held();
  const pairs = await connect(target, sheets * 2, (person) => person >> 1);
  pairs.forEach((client, person) => {
    for (let cell = 0; cell < 20; cell++) client.write([keyAt(person & 1, cell)], String(cell));
  });
  await wait(1500);
  const perConnection = ((connected - idle) * 1024) / connections;
  return { perConnection, perSheet: ((await held()) - before) * (1024 / sheets) - 2 * perConnection };
}

export async function perform(target: Target, task: Task): Promise<Measured> {
  switch (task.do) {
    case 'steady':
      return steady(target, task);
    case 'paste':
      return paste(target, task);
    case 'fill':
      await fill(target, task);
      return {};
    case 'reconnect':
      return reconnect(target, task);
    case 'open':
      return open(target, task);
    case 'flood':
      return flood(target, task);
    case 'memory':
      return memory(target, task);
  }
}
