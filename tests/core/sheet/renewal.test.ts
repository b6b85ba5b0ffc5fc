import * as Y from 'yjs';
import { expect, test } from 'vitest';
import { touchedCells } from '#core/sheet/changes.ts';
import {
  cellsOf,
  clockHeld,
  clockOf,
  contentOf,
  highestClient,
  newDocument,
  silentClient,
  standingWrite,
  type Held,
  type SheetDocument
} from '#core/sheet/document.ts';
import { bringBack, isRenewal, renewed } from '#core/sheet/renewal.ts';
import { randomOf, type Random } from '#tests/tools/random.ts';

const number = (text: string) => ({ number: text });
const keys = ['t/a/x', 't/b/x', 't/c/x', 't/d/x'];

const copyOf = (doc: SheetDocument, client: number): SheetDocument => {
  const copy = newDocument(client);
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
};

/** what a server does with an update: judges it, takes what it may, and writes carried contents again under client 5 */
function take(held: Held, update: Uint8Array): 'taken' | 'nothing' | string {
  const touched = touchedCells(update, held);
  if (touched.kind === 'nothing') return 'nothing';
  if (touched.kind === 'breach') return touched.reason;
  held.doc.transact(() => {
    Y.applyUpdate(held.doc, touched.update);
    for (const { key, content } of touched.writes) {
      const standing = standingWrite(held.doc, key);
      const isRepeated = !standing || isRenewal(standing.client) || standing.client === 5;
      if (content === undefined || !isRepeated) continue;
      bringBack(held, 5);
      held.doc.clientID = 5;
      cellsOf(held.doc).set(key, content as never);
      held.doc.clientID = silentClient;
    }
  });
  expect(held.doc.store.pendingStructs).toBeNull();
  expect(held.doc.store.pendingDs).toBeNull();
  return 'taken';
}

/** answers the server's hello; when that is not understood the server asks for all */
function say(held: Held, from: SheetDocument): string {
  const said = take(held, Y.encodeStateAsUpdate(from, Y.encodeStateVector(held.doc)));
  return said === 'clock-gap' ? take(held, Y.encodeStateAsUpdate(from)) : said;
}
const hear = (to: SheetDocument, held: Held): void =>
  Y.applyUpdate(to, Y.encodeStateAsUpdate(held.doc, Y.encodeStateVector(to)));
const contents = (doc: SheetDocument): Record<string, unknown> =>
  Object.fromEntries([...cellsOf(doc).entries()].sort(([a], [b]) => (a < b ? -1 : 1)));

/** a document in which `count` sessions have written */
function crowded(count: number): Held {
  const doc = newDocument(silentClient);
  for (let at = 0; at < count; at++) {
    const session = copyOf(doc, 1000 + at);
    cellsOf(session).set(keys[at % keys.length]!, number(String(at)));
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(session, Y.encodeStateVector(doc)));
  }
  return { doc, retired: new Map() };
}

test('[SH9] a renewed document says the same with one client id above all that a browser draws', () => {
  const old = crowded(500);
  const fresh = renewed(old);
  expect(contents(fresh.doc)).toEqual(contents(old.doc));
  expect([...fresh.doc.store.clients.keys()]).toEqual([highestClient + 1]);
  expect(fresh.retired.size).toBe(500);
  expect(clockHeld(fresh, 1000)).toBe(1);
  const again = renewed(fresh);
  expect([...again.doc.store.clients.keys()]).toEqual([highestClient + 2]);
  expect(Y.encodeStateAsUpdate(fresh.doc).length).toBeLessThan(Y.encodeStateAsUpdate(old.doc).length / 20);
});

test('[SH9] a browser with the old document is told what is new, and what it says anew is nothing', () => {
  const old = crowded(20);
  const browser = copyOf(old.doc, 7);
  const fresh = renewed(old);
  cellsOf(fresh.doc).set('t/a/x', number('new')); // under the silent id: only to have something newer
  expect(say(fresh, browser)).toBe('nothing');
  hear(browser, fresh);
  expect(contents(browser)).toEqual(contents(fresh.doc));
  expect(contentOf(browser, 't/a/x')).toEqual(number('new'));
});

test('[SH9] an offline edit from before the renewal is not lost behind it, and all come to the same', () => {
  const old = crowded(20);
  const [browser, idle] = [copyOf(old.doc, 7), copyOf(old.doc, 8)];
  for (const text of ['1', '2', '3']) cellsOf(browser).set('t/a/x', number(text));
  const fresh = renewed(old);
  expect(say(fresh, browser)).toBe('taken');
  expect(contentOf(fresh.doc, 't/a/x')).toEqual(number('3'));
  expect(clockHeld(fresh, 7)).toBe(3);
  for (const one of [browser, idle]) {
    hear(one, fresh);
    expect(contents(one)).toEqual(contents(fresh.doc));
  }
  // and goes on as if nothing had been
  cellsOf(browser).set('t/a/x', number('4'));
  expect(say(fresh, browser)).toBe('taken');
  hear(idle, fresh);
  expect(contentOf(idle, 't/a/x')).toEqual(number('4'));
});

test('[SH9] what is only the end of a forgotten chain is a gap; with the whole document it is understood', () => {
  const old = crowded(20);
  const browser = copyOf(old.doc, 7);
  const before = Y.encodeStateVector(browser);
  cellsOf(browser).set('t/a/x', number('mine'));
  const fresh = renewed(old);
  expect(take(fresh, Y.encodeStateAsUpdate(browser, before))).toBe('clock-gap');
  expect(take(fresh, Y.encodeStateAsUpdate(browser))).toBe('taken');
  expect(contentOf(fresh.doc, 't/a/x')).toEqual(number('mine'));
});

test('[SH9] nobody writes under a retired id below what is known, nor under an id of the server', () => {
  const old = crowded(3);
  const fresh = renewed(old);
  const liar = newDocument(1000);
  cellsOf(liar).set('t/a/x', number('again'));
  expect(take(fresh, Y.encodeStateAsUpdate(liar))).toBe('nothing');
  const server = newDocument(highestClient + 1);
  for (let at = 0; at < 10; at++) cellsOf(server).set('t/a/x', number('forged'));
  expect(take(fresh, Y.encodeStateAsUpdate(server))).toBe('malformed');
  expect(contentOf(fresh.doc, 't/a/x')).toEqual(number('0'));
});

test('[SH9] an edit that was on its way when the document was renewed is understood while the former one is at hand', () => {
  const old = crowded(20);
  const browser = copyOf(old.doc, 7);
  const before = Y.encodeStateVector(browser);
  cellsOf(browser).set('t/a/x', number('mine'));
  const fresh = { ...renewed(old), former: old.doc };
  expect(take(fresh, Y.encodeStateAsUpdate(browser, before))).toBe('taken');
  expect(contentOf(fresh.doc, 't/a/x')).toEqual(number('mine'));
});

test('[SH9] a run of writes that is known in part, on a write that only the former document tells of', () => {
  const old = crowded(20);
  const browser = newDocument(7, ({ client }) => client === 7);
  Y.applyUpdate(browser, Y.encodeStateAsUpdate(old.doc));
  const before = Y.encodeStateVector(browser);
  cellsOf(browser).set('t/a/x', number('1'));
  const fresh = { ...renewed(old), former: old.doc };
  expect(take(fresh, Y.encodeStateAsUpdate(browser, before))).toBe('taken');
  cellsOf(browser).set('t/a/x', number('2'));
  // the next page load; what it overwrites becomes one run, whose contents are kept until they are saved
  const reloaded = newDocument(8, ({ client }) => client === 7);
  Y.applyUpdate(reloaded, Y.encodeStateAsUpdate(browser));
  cellsOf(reloaded).set('t/a/x', number('3'));
  expect(take(fresh, Y.encodeStateAsUpdate(reloaded, before))).toBe('taken');
  expect(contentOf(fresh.doc, 't/a/x')).toEqual(number('3'));
  expect([clockHeld(fresh, 7), clockHeld(fresh, 8)]).toEqual([2, 1]);
});

/** browsers that go offline and come back, page loads, and renewals, in any order */
function storm(random: Random): void {
  let held: Held = { doc: newDocument(silentClient), retired: new Map() };
  let browsers = [1, 2, 3, 4].map((at) => newDocument(100 + at));
  let values = 0;
  const acked = new Map<number, number>();
  for (let step = 0; step < 80; step++) {
    const at = random.below(browsers.length);
    const browser = browsers[at]!;
    const act = random.below(10);
    if (act < 4) cellsOf(browser).set(random.pick(keys), number(String(++values)));
    else if (act < 6) {
      expect(['taken', 'nothing']).toContain(say(held, browser));
      acked.set(browser.clientID, clockOf(browser, browser.clientID));
      hear(browser, held);
    } else if (act < 7) hear(browser, held);
    else if (act < 8) browsers[at] = copyOf(browser, 1000 + step + random.below(2 ** 31));
    else if (act < 9) held = { ...renewed(held), ...(random.chance(0.5) ? { former: held.doc } : {}) };
    for (const [client, clock] of acked) expect(clockHeld(held, client)).toBeGreaterThanOrEqual(clock);
  }
  for (let round = 0; round < 2; round++)
    for (const browser of browsers) {
      expect(['taken', 'nothing']).toContain(say(held, browser));
      hear(browser, held);
    }
  browsers = [...browsers, copyOf(held.doc, 99)];
  for (const browser of browsers) {
    hear(browser, held);
    expect(browser.store.pendingStructs).toBeNull();
    expect(contents(browser)).toEqual(contents(held.doc));
  }
}

const seeds = process.env.SEED
  ? [Number(process.env.SEED)]
  : Array.from({ length: 60 }, () => Math.floor(Math.random() * 1e9));
test.each(seeds)('[SH9] whatever meets after any renewals comes to the same: seed %i', (seed) => {
  storm(randomOf(seed));
});
