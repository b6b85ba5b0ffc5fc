// Who is signed in at this browser, and what their sheet pages need to open without a network. The offline copies themselves are in
// offline-copy.ts; the service worker reads nothing of this but whether a sign-out is still owed to the server.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { Relation } from '#core/forms/bridge.ts';
import type { FormDefinition, Words } from '#core/forms/form.ts';
import type { OutcomeText } from '#core/forms/outcome-text.ts';
import type { Role } from '#core/workflow/actor.ts';
import type { Stage } from '#core/workflow/stages.ts';
import { asked, keptDatabase } from './kept-database.ts';
import { ofPerson, wipeOfflineCopies } from './offline-copy.ts';

export interface Here {
  person: string;
  name: string;
  roles: readonly Role[];
  /** ms: when the session ends by itself; nothing is shown without a network after it */
  until: number;
}

/** 口径变化: what changed since last year's form, and the cells that do not compare with it as they stand. */
export interface KeptBridge {
  text: Words | null;
  changed: readonly (readonly [CellKey, ChangedCell])[];
}

export interface ChangedCell {
  relation: Relation;
  text?: Words;
  /** comparable only together with these, itself among them, and what they were together last year */
  with?: readonly CellKey[];
  before?: OutcomeText;
}

/** What the page of a sheet shows beside its cells. A page of another shape, by a newer build, is not read. */
export interface KeptPage {
  id: string;
  unitName: string;
  formTitle: string;
  period: string;
  stage: Stage;
  definition: FormDefinition;
  previous: readonly (readonly [CellKey, OutcomeText])[];
  /** absent in pages that an earlier build kept; null: last year's sheet is of the same form */
  bridge?: KeptBridge | null;
  explanations: readonly { finding: string; fingerprint: string; text: string; personName: string; at: number }[];
  licenseKey: string;
}

const shape = 1;
interface PageRow {
  sheet: string;
  shape: number;
  page: KeptPage;
  keptAt: number;
}

const stores = ['here', 'pages'];
const database = keptDatabase('huibiao-here', (created) => {
  created.createObjectStore('here');
  created.createObjectStore('pages', { keyPath: 'sheet' });
});
const run = <T>(work: (here: IDBObjectStore, pages: IDBObjectStore) => Promise<T>): Promise<T> =>
  database.run(stores, (here, pages) => work(here!, pages!));

/** The person whose things may be shown here without asking the server; undefined: nobody. */
export async function whoIsHere(now: number): Promise<Here | undefined> {
  const here = await run((store) => asked<Here | undefined>(store.get('now')));
  return here && here.until > now ? here : undefined;
}

/** A page of this person came from the server. What earlier people left for work without a network is no use to them any more: it goes. */
export function arrive(here: Here): Promise<void> {
  return run(async (store, pages) => {
    store.put(here, 'now');
    for (const key of await asked(pages.getAllKeys()))
      if (!String(key).startsWith(`${here.person}/`)) pages.delete(key);
  });
}

/** The server says that nobody is signed in. What is kept of people stays theirs, and is shown to nobody before they sign in again. */
export const nobodyIsHere = (): Promise<void> => run(async (store) => void store.delete('now'));

export const keepPage = (person: string, page: KeptPage, now: number): Promise<void> =>
  run(async (_, pages) => {
    const row: PageRow = { sheet: `${person}/${page.id}`, shape, page, keptAt: now };
    await asked(pages.put(row));
  });

/** The person's pages, the newest first. */
export async function pagesOf(person: string): Promise<{ page: KeptPage; keptAt: number }[]> {
  const rows = await run((_, pages) => asked<PageRow[]>(pages.getAll(ofPerson(person))));
  return rows.filter((row) => row.shape === shape).sort((a, b) => b.keptAt - a.keptAt);
}

/** Signing out on a shared PC: nothing of the person stays, also nothing that `localStorage` keeps under their id. Rejects when some may. */
export async function forget(person: string): Promise<void> {
  // each for itself: what fails must not keep the others
  const wiped = await Promise.allSettled([
    forgetLook(person),
    wipeOfflineCopies(person),
    run(async (store, pages) => {
      store.delete('now');
      pages.delete(ofPerson(person));
    })
  ]);
  for (const one of wiped) if (one.status === 'rejected') throw one.reason;
}

async function forgetLook(person: string): Promise<void> {
  for (const key of Object.keys(localStorage)) if (key.includes(person)) localStorage.removeItem(key);
}

/** Set before the server is asked to end the session, taken back when it has: without a network it is asked before the next page is shown. */
export const oweSignOut = (isOwed: boolean): Promise<void> =>
  run(async (store) => void (isOwed ? store.put(true, 'owes-sign-out') : store.delete('owes-sign-out')));

export const owesSignOut = async (): Promise<boolean> =>
  (await run((store) => asked<unknown>(store.get('owes-sign-out')))) === true;

/** Says in all tabs of this browser who came and who left. Without a channel (an old browser) each tab finds out when it is looked at. */
export interface Doorbell {
  ring(what: Rung): void;
  close(): void;
}
export interface Rung {
  kind: 'arrived' | 'left';
  person: string;
}

// A page hears its own bell by another channel of the same name; who rings knows already.
const thisPage = Math.random();

export function doorbell(onRing: (what: Rung) => void): Doorbell {
  if (typeof BroadcastChannel === 'undefined') return { ring: () => undefined, close: () => undefined };
  const channel = new BroadcastChannel('huibiao-here');
  channel.onmessage = ({ data: { from, what } }: MessageEvent<{ from: number; what: Rung }>) => {
    if (from !== thisPage) onRing(what);
  };
  return { ring: (what) => channel.postMessage({ from: thisPage, what }), close: () => channel.close() };
}
