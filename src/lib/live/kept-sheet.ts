// The offline copy of the sheet that is open: put into the document when it is opened, kept up with every change, and the knowledge which
// client ids of this browser have writes that the server does not have yet.
import * as Y from 'yjs';
import type { CellKey } from '#core/forms/cell-key.ts';
import { asOne, type Unsaved } from '#core/sheet/browser-session.ts';
import { chainOf, endOf, sameId } from '#core/sheet/chain.ts';
import {
  clockOf,
  sameContent,
  standingWrite,
  writesOfClient,
  type SheetDocument,
  type StateVector
} from '#core/sheet/document.ts';
import { applyAll } from '#core/sheet/renewal.ts';
import { emptyAbout, type About, type Kept, type OfflineCopy, type Refusal } from './offline-copy.ts';

// A browser whose disk hangs still opens the sheet, without what it kept.
const readLimitMs = 3000;
// A copy of this many updates is put together as one when the sheet is opened; one that has grown by twice as many while it is open.
const updatesKept = 300;

export interface KeptSheet {
  /** never rejects: what cannot be read is as if it were not there */
  read(): Promise<Kept>;
  /** Puts what was kept into the document; returns this browser's writes in it that the server does not have, one for each cell. */
  restore(doc: SheetDocument, kept: Kept): Unsaved[];
  /** Keeps every update of the document from now on, until called. */
  watch(doc: SheetDocument): () => void;
  /** From now on this tab writes in `doc`, fresh from the server; `keepOnly` follows when all that waits stands in it. */
  startAnew(doc: SheetDocument): void;
  /** `doc` takes the place of all that this tab had kept. */
  keepOnly(doc: SheetDocument): void;
  /** A write of this browser that the server does not have yet: whoever overwrites it, both contents belong into the history. */
  isUnsaved(write: { client: number; clock: number }): boolean;
  /** This tab is about to make its writes of this client id up to `written`; to be followed by `keep`. */
  useClient(client: number, written: number): void;
  /** What the server has on its disk; true when that is news about writes of this browser. */
  noteSaved(clocks: StateVector): boolean;
  keep(doc: SheetDocument, about: Pick<About, 'status' | 'refused'>): void;
  wipe(): Promise<void>;
  close(): void;
}

/** client ids of this browser → how many of their writes are on the server's disk, and how many they have made */
type Clients = Map<number, { saved: number; written: number }>;

/** @param offline undefined: nothing is kept */
export function keptSheet(offline: OfflineCopy | undefined): KeptSheet {
  const clients: Clients = new Map();
  /** of the refused edits in the copy those that this tab knows; the others are another tab's */
  let listed: readonly Refusal[] = [];

  /** What this tab had kept was taken away by another one, which may have taken its client ids off the list too. */
  const wholeOf = (doc: SheetDocument): Uint8Array => {
    offline?.changeAbout((about) => ({ ...about, clients: withClients(about.clients, clients) }));
    return Y.encodeStateAsUpdate(doc);
  };

  /** Client ids of which the copy holds nothing unsaved (any more) go off the list, if no tab has written with them since it was read. */
  const forgetDone = (doc: SheetDocument, found: About['clients']) => {
    const done = found.filter(([client, saved]) => saved >= clockOf(doc, client));
    for (const [client] of done) clients.delete(client);
    for (const [client, { saved, written }] of clients)
      clients.set(client, { saved, written: Math.max(written, clockOf(doc, client)) });
    if (done.length > 0)
      offline?.changeAbout((about) => ({
        ...about,
        clients: about.clients.filter((one) => !done.some((gone) => sameContent(gone, one)))
      }));
  };

  return {
    async read() {
      const nothing: Kept = { updates: [], about: emptyAbout() };
      if (!offline) return nothing;
      const tooLong = new Promise<Kept>((resolve) => setTimeout(() => resolve(nothing), readLimitMs));
      // why it could not be read is told by the copy itself
      return Promise.race([offline.read().catch(() => nothing), tooLong]);
    },

    restore(doc, { updates, about }) {
      for (const [client, saved, written = 0] of about.clients) clients.set(client, { saved, written });
      listed = about.refused;
      applyAll(doc, updates);
      // remains of another tab's writes whose beginnings are on the server only
      doc.store.pendingStructs = null;
      doc.store.pendingDs = null;
      if (updates.length > updatesKept) offline?.replace(Y.encodeStateAsUpdate(doc));
      forgetDone(doc, about.clients);
      const unsaved = [...clients].flatMap(([client, { saved }]) => writesOfClient(doc, client, saved));
      const byCell = new Map<CellKey, Unsaved[]>();
      for (const write of unsaved) byCell.set(write.key, [...(byCell.get(write.key) ?? []), write]);
      return [...byCell].map(([key, writes]) => asOne(unseen(doc, key, writes)));
    },

    watch(doc) {
      const keepUpdate = (update: Uint8Array) => {
        if (!offline) return;
        // only the whole closes a gap
        if (!offline.hasGap) offline.add(update, () => wholeOf(doc));
        if (offline.hasGap || offline.length > updatesKept * 2) offline.replace(Y.encodeStateAsUpdate(doc));
      };
      doc.on('update', keepUpdate);
      offline?.onReplaced(() => offline.add(wholeOf(doc)));
      return () => doc.off('update', keepUpdate);
    },

    startAnew(doc) {
      clients.clear();
      clients.set(doc.clientID, { saved: 0, written: 0 });
      // The others stay: another tab may be writing with them. Those that nobody writes with go when the copy is opened again without their writes.
      offline?.changeAbout((about) => ({ ...about, clients: [...about.clients, [doc.clientID, 0, 0]] }));
    },

    keepOnly: (doc) => offline?.replace(Y.encodeStateAsUpdate(doc)),

    isUnsaved: ({ client, clock }) => clock >= (clients.get(client)?.saved ?? Infinity),

    useClient: (client, written) => void clients.set(client, { saved: clients.get(client)?.saved ?? 0, written }),

    noteSaved(clocks) {
      let isNews = false;
      for (const [client, known] of clients) {
        const clock = clocks.get(client) ?? 0;
        isNews ||= clock > known.saved;
        if (clock > known.saved) clients.set(client, { ...known, saved: clock });
      }
      return isNews;
    },

    keep(doc, { status, refused }) {
      const before = listed;
      offline?.changeAbout((about) => {
        // Only what is kept tells what other tabs have written: this one may not have seen it.
        const all = withClients(about.clients, clients).filter(
          ([client, saved, written]) => client === doc.clientID || written === undefined || saved < written
        );
        const mine = [...before, ...refused];
        const others = about.refused.filter((one) => !mine.some(({ key }) => key === one.key));
        return { status, refused: [...others, ...refused], clients: all };
      });
      listed = refused;
    },

    wipe: async () => offline?.wipe(),
    close: () => offline?.close()
  };
}

/** those that are kept, and those of this tab with what it knows of them */
function withClients(kept: About['clients'], known: Clients): About['clients'] {
  const all = new Map(kept.map(([client, saved, written]) => [client, { saved, written }]));
  for (const [client, own] of known) {
    const { saved = 0, written = 0 } = all.get(client) ?? {};
    all.set(client, { saved: Math.max(saved, own.saved), written: Math.max(written, own.written) });
  }
  return [...all].map(([client, { saved, written }]) =>
    written === undefined ? [client, saved] : [client, saved, written]
  );
}

/**
 * Those of a cell's writes on which nothing stands: of one page load the last, of two tabs that have not seen each other's both. What
 * stands in the cell comes last, for it counts.
 */
function unseen(doc: SheetDocument, key: string, writes: readonly Unsaved[]): Unsaved[] {
  const standing = standingWrite(doc, key);
  const chain = chainOf(doc, key);
  const isSeen = (write: Unsaved) =>
    chain.some((item) => {
      const isWithin = item.client === write.client && item.clock <= write.clock && write.clock < endOf(item).clock;
      return isWithin || sameId(item.origin, write);
    });
  const ends = writes.filter((write) => !isSeen(write));
  if (ends.length === 0) return writes.slice(-1); // others have written over it: it is saved, and that will be said
  const stands = (write: Unsaved) => standing !== undefined && sameId(write, standing);
  return [...ends.filter((write) => !stands(write)), ...ends.filter(stands)];
}
