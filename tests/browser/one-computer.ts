// One computer in an office: a browser with a profile on disk, which is closed and opened again, and can lose its network.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, test as base, type BrowserContext, type Page } from '@playwright/test';
import { test as withDemo } from './demo-server.ts';

export interface Computer {
  /** a page of the browser, which is started if it is not running; `offline`: from its first moment there is no network */
  open(how?: { offline?: boolean }): Promise<Page>;
  /** closes the browser as a person does: nothing is signed out */
  close(): Promise<void>;
  readonly context: BrowserContext;
}

export const test = withDemo.extend<{ computer: Computer }>({
  computer: async ({ viewport, locale, launchOptions }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'huibiao-profile-'));
    let context: BrowserContext | undefined;
    const close = async () => {
      await context?.close();
      context = undefined;
    };
    await use({
      get context() {
        return context!;
      },
      async open({ offline = false } = {}) {
        context ??= await chromium.launchPersistentContext(folder, { ...launchOptions, viewport, locale, offline });
        return context.newPage();
      },
      close
    });
    await close();
    rmSync(folder, { recursive: true, force: true });
  }
});

export const { expect } = base;

/** waits until this browser could be without a network: the build is kept whole, and the page is under its worker */
export const readyForOffline = (page: Page): Promise<unknown> =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }));
  });

/** All texts and bytes that this browser keeps of this site, put together: to look in it for what must not be there. */
export const allKept = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const kept: string[] = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
    const say = (value: unknown) =>
      JSON.stringify(value, (_, one: unknown) => (one instanceof Uint8Array ? new TextDecoder().decode(one) : one));
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((done, broke) => {
        const asked = indexedDB.open(name);
        asked.onsuccess = () => done(asked.result);
        asked.onerror = () => broke(asked.error);
      });
      for (const store of database.objectStoreNames) {
        const rows = database.transaction(store).objectStore(store);
        for (const request of [rows.getAll(), rows.getAllKeys()])
          kept.push(await new Promise((done) => (request.onsuccess = () => done(`${store} ${say(request.result)}`))));
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        kept.push(request.url);
        const answer = await cache.match(request);
        if (/html|json/.test(answer?.headers.get('content-type') ?? '')) kept.push(await answer!.text());
      }
    }
    return kept.join('\n');
  });
