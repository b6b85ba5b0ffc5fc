// One contract for both copies: in memory here, in IndexedDB in a real browser.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Page } from '@playwright/test';
import { build, type Rollup } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyAbout, memoryCopy, type OfflineCopy } from '#live/offline-copy.ts';
import { findBrowser } from '../../scripts/find-browser.js';

const html =
  '<!doctype html><script type="module">import * as copies from "/copy.js"; globalThis.copies = copies;</script>';

type Open = (name: string) => OfflineCopy;

/** Everything that is asked of a copy, as one story. It runs in the browser too, so it may use nothing from outside. */
async function story(open: Open) {
  const numbers = (updates: Uint8Array[]) => updates.map((update) => [...update]);
  const told: Record<string, unknown> = {};
  const first = open('anna/s1');
  const empty = await first.read();
  told['nothing kept'] = [numbers(empty.updates), empty.about];
  first.add(new Uint8Array([1]));
  first.add(new Uint8Array([2, 2]));
  first.changeAbout((about) => ({ ...about, clients: [[7, 3]] }));
  first.changeAbout((about) => ({
    ...about,
    clients: [...about.clients, [5, 0]],
    status: { stage: 'filling', writable: ['SFJ'], seq: 4 },
    refused: [{ key: 't/A/bn' as never, content: { number: '1' }, reason: 'stage-closed' }]
  }));
  const back = open('anna/s1');
  const kept = await readAfter(first, back);
  told['after a reload'] = [numbers(kept.updates), kept.about, back.length];
  // two tabs: the one replaces what it has read and added, the other's own stays
  first.add(new Uint8Array([3]));
  await first.read();
  const other = open('anna/s1');
  await other.read();
  other.add(new Uint8Array([4]));
  first.replace(new Uint8Array([9, 9]));
  const replaced = await readAfter(other, first, open('anna/s1'));
  told['after a replacement'] = numbers(replaced.updates).sort();
  told['another person'] = numbers((await open('bea/s1').read()).updates);
  const elsewhere = open('anna/s2');
  elsewhere.add(new Uint8Array([8]));
  await first.wipe();
  const wiped = await open('anna/s1').read();
  told['wiped'] = [numbers(wiped.updates), wiped.about];
  told['another sheet'] = numbers((await readAfter(elsewhere, open('anna/s2'))).updates);
  return told;

  /** what the last one reads when the writes of those before are done */
  async function readAfter(...copies: OfflineCopy[]) {
    let read: Awaited<ReturnType<OfflineCopy['read']>> | undefined;
    for (const copy of copies) read = await copy.read();
    return read!;
  }
}

const expected = {
  'nothing kept': [[], emptyAbout()],
  'after a reload': [
    [[1], [2, 2]],
    {
      clients: [
        [7, 3],
        [5, 0]
      ],
      status: { stage: 'filling', writable: ['SFJ'], seq: 4 },
      refused: [{ key: 't/A/bn', content: { number: '1' }, reason: 'stage-closed' }]
    },
    2
  ],
  'after a replacement': [[4], [9, 9]],
  'another person': [],
  wiped: [[], emptyAbout()],
  'another sheet': [[8]]
};

test('[LI1] in memory', async () => {
  const shelves = new Map<string, NonNullable<Parameters<typeof memoryCopy>[0]>>();
  const open: Open = (name) => {
    if (!shelves.has(name)) shelves.set(name, { kept: { updates: [], about: emptyAbout() } });
    return memoryCopy(shelves.get(name)!);
  };
  expect(await story(open)).toEqual(expected);
});

let page: Page;
let end = async () => {};
beforeAll(async () => {
  const output = (await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: { write: false, minify: false, lib: { entry: 'src/lib/live/offline-copy.ts', formats: ['es'] } }
  })) as Rollup.RollupOutput[];
  const [{ code }] = output[0]!.output;
  const server = createServer(({ url }, response) => {
    response.setHeader('content-type', url === '/copy.js' ? 'text/javascript' : 'text/html');
    response.end(url === '/copy.js' ? code : html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  end = async () => {
    await browser.close();
    server.close();
  };
});
afterAll(() => end());

/** runs `work` in the page, with the module and the story as its parameters */
const inPage = <T>(work: (copies: typeof import('#live/offline-copy.ts'), story: string) => Promise<T>): Promise<T> =>
  page.evaluate(`(${work})(copies, ${JSON.stringify(story.toString())})`);

test('[LI1] in IndexedDB', async () => {
  const told = await inPage((copies, story) => {
    const open = (name: string) => {
      const [person, sheet] = name.split('/');
      return copies.indexedDbCopy(person!, sheet!, (error) => {
        throw error;
      });
    };
    return (0, eval)(`(${story})`)(open) as Promise<unknown>;
  });
  expect(told).toEqual(expected);
});

test('signing out removes all copies of the person and of nobody else', async () => {
  const left = await inPage(async (copies) => {
    const names = ['cora/s1', 'cora/s2', 'cora2/s1', 'cor/s1'];
    const open = (name: string) => copies.indexedDbCopy(name.split('/')[0]!, name.split('/')[1]!);
    for (const name of names) {
      const copy = open(name);
      copy.add(new Uint8Array([1]));
      await copy.read();
      copy.close();
    }
    await copies.wipeOfflineCopies('cora');
    const counts = [];
    for (const name of names) counts.push((await open(name).read()).updates.length);
    return counts;
  });
  expect(left).toEqual([0, 0, 1, 1]);
});

test('[LI8] a browser that keeps nothing says so once, and the sheet goes on', async () => {
  const told = await inPage(async (copies) => {
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = () => {
      throw new Error('no room');
    };
    const heard: string[] = [];
    const copy = copies.indexedDbCopy('dora', 's1', (keeping) => heard.push(keeping));
    copy.add(new Uint8Array([1]));
    copy.add(new Uint8Array([1]));
    const read = await copy.read().catch(() => 'nothing');
    copy.close();
    IDBFactory.prototype.open = open;
    return [read, heard];
  });
  expect(told).toEqual(['nothing', ['unavailable']]);
});

test('[LI8] an update that finds no room leaves a gap, which only the whole sheet closes', async () => {
  const told = await inPage(async (copies) => {
    const heard: string[] = [];
    const copy = copies.indexedDbCopy('emma', 's1', (keeping) => heard.push(keeping));
    copy.add(new Uint8Array([1]));
    await copy.read();
    const { add } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.add = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    copy.add(new Uint8Array([2]));
    const seen: unknown[] = [(await copy.read()).updates.length, copy.hasGap, [...heard]];
    IDBObjectStore.prototype.add = add;
    // what fits again does not mend what is missing
    copy.add(new Uint8Array([3]));
    await copy.read();
    seen.push(copy.hasGap, [...heard]);
    copy.replace(new Uint8Array([1, 2, 3]));
    const { updates } = await copy.read();
    seen.push(copy.hasGap, [...heard], [...updates[0]!], updates.length);
    return seen;
  });
  expect(told).toEqual([1, true, ['full'], true, ['full'], false, ['full', 'kept'], [1, 2, 3], 1]);
});

test('a page of an older build does not hold up one that changes the shape of what is kept', async () => {
  const told = await inPage(async (copies) => {
    const copy = copies.indexedDbCopy('fay', 's1');
    copy.add(new Uint8Array([1]));
    await copy.read();
    await new Promise((done, broke) => {
      const newer = indexedDB.deleteDatabase('huibiao-sheets');
      newer.onsuccess = done;
      newer.onblocked = () => broke(new Error('held up'));
    });
    copy.add(new Uint8Array([2]));
    return (await copy.read()).updates.map((update) => [...update]);
  });
  expect(told).toEqual([[2]]);
});
