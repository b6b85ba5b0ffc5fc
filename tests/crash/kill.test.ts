// kill -9 of a server while people type, again and again on one database: what was acknowledged is there, and all that is kept agrees.
// `npm run crash -- --rounds=1000 --seed=1` makes more rounds; a seed repeats a run as far as a kill can be repeated.
import { once } from 'node:events';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { doctor } from '#server/live/doctor.ts';
import { openSqlite } from '#server/storage/open-sqlite.ts';
import { sheetId } from '#tests/tools/live-things.ts';
import { randomOf } from '#tests/tools/random.ts';
import { BareClient } from '#tests/tools/sheet-clients.ts';
import { temporaryFolder } from '#tests/tools/temporary-storage.ts';
import { bundleServer, startServer } from './crash-server.ts';

const { CRASH_ROUNDS, CRASH_SEED } = process.env;
const rounds = Number(CRASH_ROUNDS ?? 15);
const firstSeed = Number(CRASH_SEED ?? Math.floor(Math.random() * 1e9));
// the rounds on one database: its history is read after each of them
const roundsEach = Math.min(rounds, 50);
const runs = Array.from({ length: Math.ceil(rounds / roundsEach) }, (_, at) => firstSeed + at);
bundleServer();

interface Said {
  who: string;
  key: string;
  number: string;
}

const people: [who: string, rows: string][] = [
  ['anna', 'A'],
  ['arno', 'A'],
  ['bea', 'B'],
  ['cora', 'A'],
  ['cora', 'B']
];

test.each(runs)(
  `[LV1, LV10] ${roundsEach} times kill -9 while clients type: seed %i`,
  async (seed) => {
    const random = randomOf(seed);
    const folder = temporaryFolder();
    const acknowledged: Said[] = [];
    // documents of browsers that live on through the kills
    const docs = people.map(() => new Y.Doc());
    let values = 0;
    let unacknowledged = 0;

    for (let round = 0; round < roundsEach; round++) {
      const { child, url } = await startServer(folder);
      const waiting = new Map<BareClient, (Said & { clock: number })[]>();
      const clients = await Promise.all(
        people.map(async ([who], at) => {
          const client = await BareClient.open(url, { who });
          Y.applyUpdate(client.doc, Y.encodeStateAsUpdate(docs[at]!));
          client.answerHello();
          docs[at] = client.doc;
          waiting.set(client, []);
          client.socket.on('message', () => {
            const saved = client.savedClocks.get(client.doc.clientID) ?? 0;
            const own = waiting.get(client)!;
            while (own.length > 0 && own[0]!.clock < saved) acknowledged.push(own.shift()!);
          });
          return client;
        })
      );
      const before = acknowledged.length;
      const least = 1 + random.below(60);
      let stopped = false;
      const typing = clients.map(async (client, at) => {
        const [who, rows] = people[at]!;
        while (!stopped) {
          const key = `t/${rows}${1 + random.below(6)}/bn`;
          const number = String(++values);
          const clock = Y.getState(client.doc.store, client.doc.clientID);
          waiting.get(client)!.push({ who, key, number, clock });
          client.write(key, number);
          if (random.chance(0.3)) await new Promise((next) => setImmediate(next));
          if (random.chance(0.05)) await new Promise((next) => setTimeout(next, random.below(8)));
        }
      });
      // not at a quiet moment: when something has been acknowledged and everybody is typing on
      await clients[0]!.until(() => acknowledged.length >= before + least, 'acknowledged', 20_000);
      child.kill('SIGKILL');
      await once(child, 'exit');
      stopped = true;
      await Promise.all([...typing, ...clients.map((client) => client.until(() => client.closed))]);
      for (const own of waiting.values()) unacknowledged += own.length;

      const storage = await openSqlite(folder);
      try {
        expect(await doctor(storage, sheetId), `round ${round}`).toEqual([]);
        const kept = new Set(
          (await storage.entries.history(sheetId, undefined, 1e9)).map(
            ({ key, person, after }) => `${person} ${key} ${(after as { number?: string }).number}`
          )
        );
        const lost = acknowledged.filter(({ who, key, number }) => !kept.has(`${who} ${key} ${number}`));
        expect(lost, `round ${round}`).toEqual([]);
      } finally {
        await storage.close();
      }
    }
    // the kills came while something was on its way
    expect(unacknowledged).toBeGreaterThan(0);
    console.log(
      `${acknowledged.length} acknowledged edits in ${roundsEach} kills, none lost; ${unacknowledged} on their way`
    );
  },
  600_000
);
