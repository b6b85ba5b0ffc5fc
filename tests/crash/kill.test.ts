// kill -9 of a server while people type, again and again on one database: what was acknowledged is there, and all that is kept agrees.
// `npm run crash -- --rounds=1000 --seed=1` makes more rounds; a seed repeats a run as far as a kill can be repeated.
import { once } from 'node:events';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { newDocument, silentClient } from '#core/sheet/document.ts';
import { doctor } from '#server/live/doctor.ts';
import type { LiveLimits } from '#server/live/limits.ts';
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
const roundsEach = Math.min(Math.ceil(rounds / 2), 50);
const runs = Array.from({ length: Math.ceil(rounds / roundsEach) }, (_, at) => firstSeed + at);
/** in every other run the document is renewed again and again */
const isCrowded = (seed: number): boolean => seed % 2 === 1;
const boundsOf = (seed: number): Partial<LiveLimits> => (isCrowded(seed) ? { clientsAtRest: 5, clientsAtWork: 6 } : {});
bundleServer();

interface Said {
  who: string;
  key: string;
  number: string;
}
interface Written extends Said {
  client: number;
  clock: number;
}

const people: [who: string, rows: string][] = [
  ['anna', 'A'],
  ['arno', 'A'],
  ['bea', 'B'],
  ['cora', 'A'],
  ['cora', 'B']
];

/**
 * A browser that lives through the kills, and is reloaded now and then. As ours do it keeps the content of what is not acknowledged, also
 * where another write stands: a document that forgets it could not say it again, whatever the server promises.
 */
class Page {
  readonly written: Written[] = [];
  readonly #saved = new Map<number, number>();
  readonly #doc = newDocument(silentClient, ({ client, clock }) => clock >= (this.#saved.get(client) ?? 0));

  constructor(
    readonly who: string,
    readonly rows: string
  ) {}

  load(client: number): void {
    this.#doc.clientID = client;
  }

  /** @param acknowledged is told each write that the server says to be saved */
  async open(url: string, acknowledged: Said[]): Promise<BareClient> {
    const client = await BareClient.open(url, { who: this.who, doc: this.#doc, answersHellos: true });
    const look = () => {
      for (const [id, clock] of client.savedClocks) this.#saved.set(id, clock);
      const isSaved = (write: Written) => write.clock < (this.#saved.get(write.client) ?? 0);
      while (this.written.length > 0 && isSaved(this.written[0]!)) acknowledged.push(this.written.shift()!);
    };
    client.socket.on('message', look);
    look();
    return client;
  }

  write(client: BareClient, key: string, number: string): void {
    const { clientID, store } = this.#doc;
    this.written.push({ who: this.who, key, number, client: clientID, clock: Y.getState(store, clientID) });
    client.write(key, number);
  }
}

test.each(runs)(
  `[LV1, LV10, LV12] ${roundsEach} times kill -9 while clients type: seed %i`,
  async (seed) => {
    const random = randomOf(seed);
    const folder = temporaryFolder();
    const acknowledged: Said[] = [];
    const pages = people.map(([who, rows]) => new Page(who, rows));
    let values = 0;
    let unacknowledged = 0;

    for (let round = 0; round < roundsEach; round++) {
      const { child, url } = await startServer(folder, boundsOf(seed));
      for (const page of pages) if (round === 0 || random.chance(0.7)) page.load(1 + random.below(2 ** 31));
      const clients = await Promise.all(pages.map((page) => page.open(url, acknowledged)));
      const before = acknowledged.length;
      const least = 1 + random.below(60);
      let stopped = false;
      const typing = clients.map(async (client, at) => {
        const page = pages[at]!;
        while (!stopped) {
          page.write(client, `t/${page.rows}${1 + random.below(6)}/bn`, String(++values));
          if (random.chance(0.3)) await new Promise((next) => setImmediate(next));
          if (random.chance(0.05)) await new Promise((next) => setTimeout(next, random.below(8)));
        }
      });
      // not at a quiet moment: when something has been acknowledged and everybody is typing on
      await clients[0]!.until(() => acknowledged.length >= before + least, `acknowledged in round ${round}`, 20_000);
      child.kill('SIGKILL');
      await once(child, 'exit');
      stopped = true;
      await Promise.all([...typing, ...clients.map((client) => client.until(() => client.closed))]);
      for (const { written } of pages) unacknowledged += written.length;

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
        if (round === roundsEach - 1 && isCrowded(seed))
          expect((await storage.log.snapshot(sheetId))?.retired, 'renewed').toBeDefined();
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
