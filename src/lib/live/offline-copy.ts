// What this browser keeps of a sheet, so that a reload without a network shows all, also what the server does not have yet. One copy for
// each person and sheet: another person on the same PC never sees it.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { RefusalReason, Status } from '#core/sheet/messages.ts';
import { asked, keepingAfter, keptDatabase, type Keeping } from './kept-database.ts';

export interface Kept {
  /** Yjs updates, to be applied in this order */
  updates: Uint8Array[];
  about: About;
}

export interface About {
  /**
   * Client ids of this browser with unsaved writes, oldest first: how many of their writes are on the server's disk, and how many their
   * tab has made (absent: as many as the updates hold).
   */
  clients: (readonly [client: number, saved: number, written?: number])[];
  status: Status | null;
  /** edits that the server refused and their person has not yet decided on */
  refused: Refusal[];
}

export interface Refusal {
  key: CellKey;
  content: CellContent;
  reason: RefusalReason;
}

export const emptyAbout = (): About => ({ clients: [], status: null, refused: [] });

/** Writes are made in the order of the calls and need not be waited for. */
export interface OfflineCopy {
  read(): Promise<Kept>;
  /** `whole`: the document with this update in it, kept instead when another tab's replacement has taken away what the update rests on */
  add(update: Uint8Array, whole?: () => Uint8Array): void;
  /** `change` sees what is kept now, which another tab may have written */
  changeAbout(change: (about: About) => About): void;
  /** Puts `state` in the place of all that this tab has read and added. */
  replace(state: Uint8Array): void;
  /** Hears that another tab has put its copy in the place of updates that this tab's rest on. */
  onReplaced(listener: () => void): void;
  /** how many updates this tab has read and added since it was last replaced */
  readonly length: number;
  /** an update could not be kept: later ones rest on it, so only a replacement makes the copy whole again */
  readonly hasGap: boolean;
  wipe(): Promise<void>;
  close(): void;
}

const openSheets = () =>
  keptDatabase('huibiao-sheets', (database) => {
    database.createObjectStore('updates', { autoIncrement: true }).createIndex('sheet', 'sheet');
    database.createObjectStore('about', { keyPath: 'sheet' });
  });
const stores = ['updates', 'about'];

/**
 * In IndexedDB. When the browser keeps nothing (a private window, a full disk) the sheet works without an offline copy, and `onKeeping` hears
 * of it; and again when it keeps what it is given.
 */
export function indexedDbCopy(
  person: string,
  sheetId: string,
  onKeeping: (keeping: Keeping) => void = () => undefined
): OfflineCopy {
  const sheet = `${person}/${sheetId}`;
  const database = openSheets();
  let keeping: Keeping = 'kept';
  let hasGap = false;
  let own: IDBValidKey[] = [];
  const turnOut = (now: Keeping) => {
    if (now === keeping) return;
    keeping = now;
    onKeeping(now);
  };
  // one after another: what is added after a replacement must stand behind it
  let line: Promise<unknown> = Promise.resolve();
  const inLine = <T>(work: (updates: IDBObjectStore, about: IDBObjectStore) => Promise<T>): Promise<T> => {
    const done = line.then(() => database.run(stores, (updates, about) => work(updates!, about!)));
    line = done.then(
      () => {
        // a small write that fits does not mend what is missing
        if (!hasGap) turnOut('kept');
      },
      (error) => {
        hasGap = true;
        turnOut(keepingAfter(error));
      }
    );
    return done;
  };
  // tabs of one browser tell each other which copy they have replaced; Node and old browsers have no such channel
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('huibiao-sheets');
  const keysOf = (updates: IDBObjectStore) => asked(updates.index('sheet').getAllKeys(sheet));
  const quietly = (work: Parameters<typeof inLine>[0]) => void inLine(work).catch(() => undefined); // told by `line`

  return {
    get length() {
      return own.length;
    },
    get hasGap() {
      return hasGap;
    },
    read: () =>
      inLine(async (updates, about) => {
        const [keys, rows, kept] = await Promise.all([
          keysOf(updates),
          asked<{ update: Uint8Array }[]>(updates.index('sheet').getAll(sheet)),
          asked<{ about: About } | undefined>(about.get(sheet))
        ]);
        own = keys;
        return { updates: rows.map((row) => row.update), about: kept?.about ?? emptyAbout() };
      }),
    add: (update, whole) =>
      quietly(async (updates) => {
        const isBereft = whole && own[0] !== undefined && (await asked(updates.getKey(own[0]))) === undefined;
        const key = await asked(updates.add({ sheet, update: isBereft ? whole() : update }));
        own = isBereft ? [key] : [...own, key];
      }),
    changeAbout: (change) =>
      quietly(async (_, about) => {
        const kept = await asked<{ about: About } | undefined>(about.get(sheet));
        await asked(about.put({ sheet, about: change(kept?.about ?? emptyAbout()) }));
      }),
    replace: (state) =>
      quietly(async (updates) => {
        // what another tab has added since is its own to keep
        for (const key of own) updates.delete(key);
        own = [await asked(updates.add({ sheet, update: state }))];
        hasGap = false;
        channel?.postMessage(sheet);
      }),
    onReplaced(listener) {
      if (channel) channel.onmessage = ({ data }) => void (data === sheet && listener());
    },
    wipe: () =>
      inLine(async (updates, about) => {
        for (const key of await keysOf(updates)) updates.delete(key);
        about.delete(sheet);
        own = [];
      }),
    close() {
      channel?.close();
      void line.then(() => database.close());
    }
  };
}

/** Everybody's copies in this browser. */
export async function keptCopies(): Promise<{ person: string; sheetId: string }[]> {
  const keys = await once((_, about) => asked(about.getAllKeys()));
  return keys.map((key) => {
    const [person = '', sheetId = ''] = String(key).split('/');
    return { person, sheetId };
  });
}

/** Removes every offline copy of a person, for signing out on a shared PC. */
export const wipeOfflineCopies = (person: string): Promise<void> =>
  once(async (updates, about) => {
    const mine = ofPerson(person);
    for (const key of await asked(updates.index('sheet').getAllKeys(mine))) updates.delete(key);
    about.delete(mine);
  });

async function once<T>(work: (updates: IDBObjectStore, about: IDBObjectStore) => Promise<T>): Promise<T> {
  const database = openSheets();
  try {
    return await database.run(stores, (updates, about) => work(updates!, about!));
  } finally {
    database.close();
  }
}

/** keys `person/…` */
export const ofPerson = (person: string): IDBKeyRange => IDBKeyRange.bound(`${person}/`, `${person}0`, false, true); // '0' follows '/'

/** Keeps for as long as the object lives; for tests, and where there is no IndexedDB. Several tabs may share one `shelf`. */
export function memoryCopy(
  shelf: { kept: Kept; tabs?: Set<() => void> } = { kept: { updates: [], about: emptyAbout() } }
): OfflineCopy {
  const tabs = (shelf.tabs ??= new Set());
  let own: Uint8Array[] = [];
  let replaced: (() => void) | undefined;
  return {
    get length() {
      return own.length;
    },
    hasGap: false,
    async read() {
      own = [...shelf.kept.updates];
      return structuredClone(shelf.kept);
    },
    add(update, whole) {
      const isBereft = whole && own[0] !== undefined && !shelf.kept.updates.includes(own[0]);
      const row = isBereft ? whole() : update;
      own = isBereft ? [row] : [...own, row];
      shelf.kept.updates.push(row);
    },
    changeAbout(change) {
      shelf.kept.about = structuredClone(change(structuredClone(shelf.kept.about)));
    },
    replace(state) {
      shelf.kept.updates = [...shelf.kept.updates.filter((update) => !own.includes(update)), state];
      own = [state];
      for (const tell of tabs) if (tell !== replaced) tell();
    },
    onReplaced(listener) {
      if (replaced) tabs.delete(replaced);
      replaced = listener;
      tabs.add(listener);
    },
    async wipe() {
      own = [];
      shelf.kept = { updates: [], about: emptyAbout() };
    },
    close: () => void (replaced && tabs.delete(replaced))
  };
}
