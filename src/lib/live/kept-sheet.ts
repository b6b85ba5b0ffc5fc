// The offline copy of the sheet that is open: put into the document when it is opened, kept up with every change, and the knowledge which
// client ids of this browser have writes that the server does not have yet.
import * as Y from 'yjs';
import type { Unsaved } from '#core/sheet/browser-session.ts';
import { clockOf, standingWrite, writesOfClient, type SheetDocument, type StateVector } from '#core/sheet/document.ts';
import { emptyAbout, type About, type Kept, type OfflineCopy, type Refusal } from './offline-copy.ts';

// A browser whose disk hangs still opens the sheet, without what it kept.
const readLimitMs = 3000;
// A copy of this many updates is put together as one when the sheet is opened; one that has grown by twice as many while it is open.
const updatesKept = 300;

export interface KeptSheet {
  /** never rejects: what cannot be read is as if it were not there */
  read(): Promise<Kept>;
  /** Puts what was kept into the document; returns this browser's writes in it that the server does not have. */
  restore(doc: SheetDocument, kept: Kept): Unsaved[];
  /** Keeps every update of the document from now on, until called. */
  watch(doc: SheetDocument): () => void;
  /** `doc`, fresh from the server, takes the place of all that was kept. */
  startAnew(doc: SheetDocument): void;
  /** A write of this browser that the server does not have yet: whoever overwrites it, both contents belong into the history. */
  isUnsaved(write: { client: number; clock: number }): boolean;
  /** This browser is about to write the first that the server does not have with this client id: true. */
  useClient(client: number, clock: number): boolean;
  /** What the server has on its disk; true when that is news about writes of this browser. */
  noteSaved(clocks: StateVector): boolean;
  keep(doc: SheetDocument, about: Pick<About, 'status' | 'refused'>): void;
  wipe(): Promise<void>;
  close(): void;
}

/** @param offline undefined: nothing is kept */
export function keptSheet(offline: OfflineCopy | undefined): KeptSheet {
  /** client ids of this browser → how many of their writes are on the server's disk */
  const clients = new Map<number, number>();
  /** of the refused edits in the copy those that this tab knows; the others are another tab's */
  let listed: readonly Refusal[] = [];

  /** What this tab had kept was taken away by another one, which may have taken its client ids off the list too. */
  const wholeOf = (doc: SheetDocument): Uint8Array => {
    offline?.changeAbout((about) => ({ ...about, clients: [...withClients(about.clients, clients)] }));
    return Y.encodeStateAsUpdate(doc);
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
      for (const [client, saved] of about.clients) clients.set(client, saved);
      listed = about.refused;
      doc.transact(() => {
        for (const update of updates) Y.applyUpdate(doc, update);
      });
      // remains of another tab's writes whose beginnings are on the server only
      doc.store.pendingStructs = null;
      doc.store.pendingDs = null;
      if (updates.length > updatesKept) offline?.replace(Y.encodeStateAsUpdate(doc));
      const unsaved = [...clients].flatMap(([client, saved]) => writesOfClient(doc, client, saved));
      // of several writes of a cell, by several page loads, the one that stands counts as the newest: it comes last
      const stands = ({ key, client, clock }: Unsaved) => {
        const standing = standingWrite(doc, key);
        return standing?.client === client && standing.clock === clock;
      };
      return [...unsaved.filter((write) => !stands(write)), ...unsaved.filter(stands)];
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
      clients.set(doc.clientID, 0);
      // The others stay: another tab may be writing with them. Those that nobody writes with go when the copy is opened again without their writes.
      offline?.changeAbout((about) => ({ ...about, clients: [...about.clients, [doc.clientID, 0]] }));
      offline?.replace(Y.encodeStateAsUpdate(doc));
    },

    isUnsaved: ({ client, clock }) => clock >= (clients.get(client) ?? Infinity),

    useClient(client, clock) {
      const saved = clients.get(client);
      if (saved === undefined) clients.set(client, 0);
      // said again after a pause: a tab that saw all of it saved has taken it off the list
      return saved === undefined || saved === clock;
    },

    noteSaved(clocks) {
      let isNews = false;
      for (const [client, saved] of clients) {
        const clock = clocks.get(client) ?? 0;
        if (clock > saved) clients.set(client, clock);
        isNews ||= clock > saved;
      }
      return isNews;
    },

    keep(doc, { status, refused }) {
      const known = new Map(clients);
      const done = [...known].filter(([client, saved]) => client !== doc.clientID && saved >= clockOf(doc, client));
      for (const [client] of done) clients.delete(client);
      const before = listed;
      offline?.changeAbout((about) => {
        // other tabs of this browser have client ids of their own here
        const all = withClients(about.clients, known);
        for (const [client] of done) all.delete(client);
        const mine = [...before, ...refused];
        const others = about.refused.filter((one) => !mine.some(({ key }) => key === one.key));
        return { status, refused: [...others, ...refused], clients: [...all] };
      });
      listed = refused;
    },

    wipe: async () => offline?.wipe(),
    close: () => offline?.close()
  };
}

/** those that are kept, and those of this tab with what it knows of them */
function withClients(kept: About['clients'], known: ReadonlyMap<number, number>): Map<number, number> {
  const all = new Map(kept);
  for (const [client, saved] of known) all.set(client, Math.max(saved, all.get(client) ?? 0));
  return all;
}
