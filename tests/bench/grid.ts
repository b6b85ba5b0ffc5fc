// The grid in a real Chromium while ten others write: from a key to its paint, from another's edit to its paint here, from a click to a
// sheet that takes keys, how much JavaScript a page sends, and what an hour of others' edits leaves in memory. No peer: targets are ours alone.
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { findBrowser } from '#scripts/find-browser.js';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { BenchOptions } from './bench.ts';
import { openGridOffice, writers, type GridOffice, type GridSheet } from './grid-office.ts';
import { medianOf, percentile, type Line, type Report } from './report.ts';
import { LightClient } from './sync-client.ts';

/** people type some ten keys a second in bursts */
const keyEveryMs = 80;
const numbersTyped = 40;
/** each of the ten, of one edit: together twenty a second */
const editEveryMs = 500;
/** the first cell holds this, the next one more, so that a number tells its cell */
const firstNumber = 1_000_000;
/** event timing tells nothing of what was painted sooner than this */
const shortestToldMs = 16;

interface PageWatch {
  keys: number[];
  /** number painted → when, in ms since 1970 */
  painted: Map<string, number>;
  cellsTouched: number;
}
type Watched = typeof globalThis & {
  benchWatch: PageWatch;
  huibiao?: {
    hot: {
      selectCell(row: number, column: number): boolean;
      getDataAtCell(row: number, column: number): string | null;
      getFirstFullyVisibleRow(): number;
      getLastFullyVisibleRow(): number;
      getLastFullyVisibleColumn(): number;
    };
  };
};

export async function benchGrid({ runs, only, seconds }: BenchOptions): Promise<Report> {
  const office = await openGridOffice();
  const browser = await chromium.launch({
    executablePath: findBrowser(),
    args: ['--no-sandbox', '--disable-gpu', '--js-flags=--expose-gc', '--enable-precise-memory-info']
  });
  const lines: Line[] = [];
  const wanted = (name: string) => only === undefined || name.includes(only);
  try {
    for (const sheet of office.sheets) {
      if (!wanted(sheet.name)) continue;
      await fillSheet(office, sheet);
      const measured: Measured[] = [];
      for (let run = 0; run < runs; run += 1) {
        const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1366, height: 768 } });
        await context.addCookies([cookieOf(office)]);
        const one = await measure(context, office, sheet, seconds);
        console.error(`grid ${sheet.name}`, one);
        measured.push(one);
        await context.close();
      }
      lines.push(...linesOf(sheet.name, measured));
    }
  } finally {
    await browser.close();
    await office.close();
  }
  return { title: 'Grid (real Chromium, 1366 × 768, ten remote writers)', peers: [], lines };
}

function cookieOf({ address, target }: GridOffice) {
  const [name = '', value = ''] = target.cookies[0]!.split('=');
  return { name, value, url: address };
}

interface Measured {
  openCold: number;
  openWarm: number;
  typingMedian: number;
  typing95: number;
  remote95: number;
  /** painted cells for each edit of another that is in view */
  touchedPerEdit: number;
  sheetKilobytes: number;
  otherKilobytes: number;
  /** growth for 10,000 edits of others, in MB */
  growth: number;
}

function linesOf(name: string, measured: readonly Measured[]): Line[] {
  const line = (work: string, unit: string, pick: (one: Measured) => number, target: string): Line => ({
    work: `${name}: ${work}`,
    unit,
    ours: medianOf(measured.map(pick)),
    peers: [],
    better: 'less',
    target
  });
  return [
    line('open, cold, from click to typing', 'ms', (one) => one.openCold, '≤ 1,500'),
    line('open, warm', 'ms', (one) => one.openWarm, '≤ 500'),
    line('typing → paint, median', 'ms', (one) => one.typingMedian, ''),
    line('typing → paint, p95', 'ms', (one) => one.typing95, '≤ 50 (aim 16)'),
    line('edit of another → paint, p95', 'ms', (one) => one.remote95, '≤ 100'),
    line('cells painted for one such edit', 'cells', (one) => one.touchedPerEdit, 'its own'),
    line('JavaScript of the sheet page', 'KB gzip', (one) => one.sheetKilobytes, '≤ 450'),
    line('JavaScript of the list of sheets', 'KB gzip', (one) => one.otherKilobytes, '≤ 120'),
    line('memory after 10,000 edits of others', 'MB more', (one) => one.growth, 'none')
  ];
}

/** Everything filled once, so that the sheet is as at the deadline. */
async function fillSheet(office: GridOffice, { at, keys }: GridSheet): Promise<void> {
  const client = new LightClient(office.target, at, 1, 900 + at);
  await client.sync();
  const saved = new Promise<void>((done) => {
    client.onSaved = (clock) => clock >= keys.length && done();
  });
  for (let from = 0; from < keys.length; from += 500)
    client.write(
      keys.slice(from, from + 500),
      keys.slice(from, from + 500).map((_, at) => String(firstNumber + from + at))
    );
  await saved;
  client.socket.close();
  await once(client.socket, 'close');
}

async function measure(
  context: BrowserContext,
  office: GridOffice,
  sheet: GridSheet,
  seconds: number
): Promise<Measured> {
  const page = await context.newPage();
  await page.addInitScript(watchPage);
  const sent = countScripts(page);
  await page.goto(`${office.address}/work`, { waitUntil: 'networkidle' });
  const otherKilobytes = await sent();
  const openCold = await open(page, sheet);
  const sheetKilobytes = await sent();
  await page.goto(`${office.address}/work`, { waitUntil: 'networkidle' });
  const openWarm = await open(page, sheet);
  const crowd = await Crowd.join(office, sheet);
  try {
    const { mine, theirs } = await keysInView(page, sheet);
    const seen = crowd.writeIn(theirs, sheet.keys.slice(-writers));
    const typed = await type(page, mine);
    await waitMs(Math.max(0, seconds * 1000 - numbersTyped * keyEveryMs));
    seen.stop();
    await waitMs(300);
    const { remote, touched } = await page.evaluate(
      ([sent]) => {
        const { benchWatch } = globalThis as Watched;
        const remote = sent.flatMap(([number, at]) => {
          const painted = benchWatch.painted.get(number);
          return painted === undefined ? [] : [painted - at];
        });
        return { remote, touched: benchWatch.cellsTouched / Math.max(1, sent.length) };
      },
      [[...seen.sent]] as const
    );
    if (remote.length < seen.sent.size * 0.8)
      throw new Error(`only ${remote.length} of ${seen.sent.size} edits were painted`);
    const growth = await growthOf(page, crowd, sheet);
    return {
      openCold,
      openWarm,
      typingMedian: percentile(typed, 0.5),
      typing95: percentile(typed, 0.95),
      remote95: percentile(remote, 0.95),
      touchedPerEdit: touched,
      sheetKilobytes,
      otherKilobytes,
      growth
    };
  } finally {
    crowd.leave();
  }
}

const waitMs = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** runs in the page before its own scripts */
function watchPage(): void {
  const watch: PageWatch = { keys: [], painted: new Map(), cellsTouched: 0 };
  (globalThis as Watched).benchWatch = watch;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === 'keydown') watch.keys.push(entry.duration);
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  const afterPaint = (work: () => void) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = work;
      port2.postMessage(0);
    });
  new MutationObserver((changes) => {
    const cells = new Set<Element>();
    for (const { target } of changes) {
      const cell = (target instanceof Element ? target : target.parentElement)?.closest('.ht_master td');
      if (cell) cells.add(cell);
    }
    if (cells.size === 0) return;
    watch.cellsTouched += cells.size;
    afterPaint(() => {
      const now = performance.timeOrigin + performance.now();
      for (const cell of cells) {
        const number = (cell.textContent ?? '').replaceAll(/[^\d]/g, '');
        if (number.length >= 7 && !watch.painted.has(number)) watch.painted.set(number, now);
      }
    });
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

/** from the click on its line to a grid whose selected cell takes keys */
async function open(page: Page, { at }: GridSheet): Promise<number> {
  return page.evaluate(async (path) => {
    const link = document.querySelector<HTMLAnchorElement>(`a[href$="${path}"]`);
    if (!link) throw new Error(`no link to ${path}`);
    const begun = performance.now();
    link.click();
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    for (;;) {
      await frame();
      const { huibiao } = globalThis as Watched;
      const cell = document.querySelector('[data-testid=grid] .ht_master td');
      if (!huibiao || !cell || !document.querySelector('[data-testid=saved][data-state=saved]')) continue;
      await frame();
      return performance.now() - begun;
    }
  }, `/sheets/s${at}`);
}

/** @returns tells how many KB of compressed scripts the page has been sent so far */
function countScripts(page: Page): () => Promise<number> {
  const sizes: Promise<number>[] = [];
  page.on('response', (response) => {
    if (!/\.js(\?|$)/.test(response.url())) return;
    sizes.push(
      response.body().then(
        (body) => gzipSync(body).length,
        () => 0
      )
    );
  });
  return async () => (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1000;
}

/** Each cell holds a number that tells which it is (see fillSheet): so what is in view is known without asking the product. */
async function keysInView(page: Page, { keys }: GridSheet): Promise<{ mine: number[][]; theirs: CellKey[] }> {
  const places = await page.evaluate((first) => {
    const { hot } = (globalThis as Watched).huibiao!;
    const found: { row: number; column: number; at: number }[] = [];
    for (let row = hot.getFirstFullyVisibleRow(); row <= hot.getLastFullyVisibleRow(); row += 1)
      for (let column = 0; column <= hot.getLastFullyVisibleColumn(); column += 1) {
        const at = Number(String(hot.getDataAtCell(row, column) ?? '').replaceAll(/[^\d]/g, '')) - first;
        if (at >= 0) found.push({ row, column, at });
      }
    return found;
  }, firstNumber);
  const column = places[0]?.column;
  const mine = places.filter((place) => place.column === column);
  const theirs = places.filter(
    (place) => place.column !== column || place.row > mine[Math.floor(mine.length / 2)]!.row
  );
  const ofMine = mine.filter((place) => !theirs.includes(place));
  if (ofMine.length < 3 || theirs.length < 3)
    throw new Error(`too few cells are in view: ${ofMine.length} and ${theirs.length} of ${keys.length}`);
  return {
    mine: ofMine.map((place) => [place.row, place.column]),
    theirs: theirs.map(({ at }) => keys[at]!)
  };
}

/** Types numbers down a column, as people do from paper. @returns from each key to the next paint, in ms; sooner than told counts as told */
async function type(page: Page, mine: readonly number[][]): Promise<number[]> {
  await page.evaluate(() => {
    (globalThis as Watched).benchWatch.keys = [];
  });
  let pressed = 0;
  for (let typed = 0; typed < numbersTyped; typed += 1) {
    const [row = 0, column = 0] = mine[typed % mine.length]!;
    if (typed % mine.length === 0)
      await page.evaluate(([row, column]) => (globalThis as Watched).huibiao!.hot.selectCell(row, column), [
        row,
        column
      ] as const);
    for (const key of [...String(100 + typed), 'Enter']) {
      await page.keyboard.press(key);
      pressed += 1;
      await waitMs(keyEveryMs);
    }
  }
  await waitMs(200);
  const told = await page.evaluate(() => (globalThis as Watched).benchWatch.keys);
  return [...told, ...new Array<number>(Math.max(0, pressed - told.length)).fill(shortestToldMs)];
}

/** ten people with the same sheet open, each of whom writes now and then */
class Crowd {
  readonly #clients: LightClient[];
  #number = 5_000_000;

  private constructor(clients: LightClient[]) {
    this.#clients = clients;
  }

  static async join(office: GridOffice, { at }: GridSheet): Promise<Crowd> {
    const clients = Array.from(
      { length: writers },
      (_, person) => new LightClient(office.target, at, person + 1, (nextClient += 1))
    );
    await Promise.all(clients.map((client) => client.sync()));
    return new Crowd(clients);
  }

  /** All ten write twice a second until stopped, each in cells of its own; whom no cell in view is left for, elsewhere. */
  writeIn(keys: readonly CellKey[], elsewhere: readonly CellKey[]) {
    const sent = new Map<string, number>();
    const timers = this.#clients.map((client, person) => {
      const inView = keys.filter((_, at) => at % writers === person);
      const own = inView.length > 0 ? inView : [elsewhere[person]!];
      let turn = 0;
      return setInterval(
        () => {
          const number = String((this.#number += 1));
          if (inView.length > 0) sent.set(number, performance.timeOrigin + performance.now());
          client.write([own[(turn += 1) % own.length]!], number);
        },
        editEveryMs + person * 7
      );
    });
    return { sent, stop: () => timers.forEach((timer) => clearInterval(timer)) };
  }

  /** so many edits as fast as they are taken, in frames of a hundred; resolves when the server has all on disk */
  async writeMany(keys: readonly CellKey[], edits: number): Promise<void> {
    const client = this.#clients[0]!;
    const until = client.clock + edits;
    const saved = new Promise<void>((done) => {
      client.onSaved = (clock) => clock >= until && done();
    });
    for (let done = 0; done < edits; done += 100) {
      const some = Array.from({ length: 100 }, (_, at) => keys[(done + at) % keys.length]!);
      client.write(some, String((this.#number += 1)));
      await waitMs(10);
    }
    await saved;
  }

  leave(): void {
    for (const { socket } of this.#clients) socket.close();
  }
}

let nextClient = 5000;

/** Edits of others after a warm-up of as many: what then still grows is kept for good. */
async function growthOf(page: Page, crowd: Crowd, { keys }: GridSheet): Promise<number> {
  const some = keys.slice(0, 600);
  const edits = 10_000;
  const heap = async () => {
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
    return page.evaluate(() => {
      (globalThis as unknown as { gc(): void }).gc();
      return (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize / 2 ** 20;
    });
  };
  await crowd.writeMany(some, edits);
  await waitMs(1000);
  const before = await heap();
  await crowd.writeMany(some, edits);
  await waitMs(1000);
  return (await heap()) - before;
}
