// What this browser keeps of a sheet, so that a reload without a network shows all, also what the server does not have yet. One copy for
// each person and sheet: another person on the same PC never sees it.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { RefusalReason, Status } from '#core/sheet/messages.ts';

export interface Kept {
  /** Yjs updates, to be applied in this order */
  updates: Uint8Array[];
  about: About;
}

export interface About {
  /** client ids of this browser that have or had unsaved writes, oldest first, with how many of their writes are on the server's disk */
  clients: (readonly [client: number, saved: number])[];
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
  add(update: Uint8Array): void;
  /** `change` sees what is kept now, which another tab may have written */
  changeAbout(change: (about: About) => About): void;
  /** Puts `state` in the place of all that this tab has read and added. */
  replace(state: Uint8Array): void;
  /** how many updates this tab has read and added since it was last replaced */
  readonly length: number;
  wipe(): Promise<void>;
  close(): void;
}

const databaseName = 'huibiao-sheets';

/**
 * In IndexedDB. When the browser keeps nothing (a private window, a full disk) the sheet works without an offline copy: `onTrouble` hears
 * of it once.
 */
export function indexedDbCopy(
  person: string,
  sheetId: string,
  onTrouble: (error: unknown) => void = () => undefined
): OfflineCopy {
  const sheet = `${person}/${sheetId}`;
  let troubled = false;
  let own: IDBValidKey[] = [];
  const trouble = (error: unknown) => {
    if (!troubled) onTrouble(error);
    troubled = true;
  };
  const opening = openDatabase();
  opening.catch(trouble);
  // one after another: what is added after a replacement must stand behind it
  let line: Promise<unknown> = opening;
  const inLine = <T>(work: (updates: IDBObjectStore, about: IDBObjectStore) => Promise<T>): Promise<T> => {
    const done = line.then(async () => inTransaction(await opening, work));
    line = done.catch(trouble);
    return done;
  };
  const keysOf = (updates: IDBObjectStore) => asked(updates.index('sheet').getAllKeys(sheet));
  const quietly = (work: Parameters<typeof inLine>[0]) => void inLine(work).catch(() => undefined); // told by `line`

  return {
    get length() {
      return own.length;
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
    add: (update) =>
      quietly(async (updates) => {
        own.push(await asked(updates.add({ sheet, update })));
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
      }),
    wipe: () =>
      inLine(async (updates, about) => {
        for (const key of await keysOf(updates)) updates.delete(key);
        about.delete(sheet);
        own = [];
      }),
    close: () => void line.then(async () => (await opening).close()).catch(() => undefined)
  };
}

/** Ids of the sheets of which this browser keeps a copy for the person. */
export async function keptSheetIds(person: string): Promise<string[]> {
  const database = await openDatabase();
  try {
    const keys = await inTransaction(database, (_, about) => asked(about.getAllKeys(ofPerson(person))));
    return keys.map((key) => String(key).slice(person.length + 1));
  } finally {
    database.close();
  }
}

/** Removes every offline copy of a person, for signing out on a shared PC. */
export async function wipeOfflineCopies(person: string): Promise<void> {
  const database = await openDatabase();
  try {
    await inTransaction(database, async (updates, about) => {
      const mine = ofPerson(person);
      for (const key of await asked(updates.index('sheet').getAllKeys(mine))) updates.delete(key);
      about.delete(mine);
    });
  } finally {
    database.close();
  }
}

const ofPerson = (person: string): IDBKeyRange => IDBKeyRange.bound(`${person}/`, `${person}0`, false, true); // '0' follows '/'

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(databaseName, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('updates', { autoIncrement: true }).createIndex('sheet', 'sheet');
      request.result.createObjectStore('about', { keyPath: 'sheet' });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('the offline copy is held by an older page'));
  });
}

const asked = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Resolves when the transaction is on the disk. `work` may await nothing but requests of this transaction. */
function inTransaction<T>(
  database: IDBDatabase,
  work: (updates: IDBObjectStore, about: IDBObjectStore) => Promise<T>
): Promise<T> {
  const transaction = database.transaction(['updates', 'about'], 'readwrite');
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  const worked = work(transaction.objectStore('updates'), transaction.objectStore('about'));
  worked.catch(() => {
    try {
      transaction.abort();
    } catch {
      // it was over already; what went wrong is in `worked`
    }
  });
  return Promise.all([worked, done]).then(([result]) => result);
}

/** Keeps for as long as the object lives; for tests, and where there is no IndexedDB. Several tabs may share one `shelf`. */
export function memoryCopy(shelf: { kept: Kept } = { kept: { updates: [], about: emptyAbout() } }): OfflineCopy {
  let own: Uint8Array[] = [];
  return {
    get length() {
      return own.length;
    },
    async read() {
      own = [...shelf.kept.updates];
      return structuredClone(shelf.kept);
    },
    add(update) {
      own.push(update);
      shelf.kept.updates.push(update);
    },
    changeAbout(change) {
      shelf.kept.about = structuredClone(change(structuredClone(shelf.kept.about)));
    },
    replace(state) {
      shelf.kept.updates = [...shelf.kept.updates.filter((update) => !own.includes(update)), state];
      own = [state];
    },
    async wipe() {
      own = [];
      shelf.kept = { updates: [], about: emptyAbout() };
    },
    close: () => undefined
  };
}
