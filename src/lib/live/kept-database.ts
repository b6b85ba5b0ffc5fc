// A database of this browser (IndexedDB), opened when it is first asked and again after the browser closed it: an older page must never
// hold up a newer one that changes its shape.

/** kept: what is typed survives a reload; full: the disk or the quota is; unavailable: the browser keeps nothing */
export type Keeping = 'kept' | 'full' | 'unavailable';

export interface KeptDatabase {
  /**
   * Resolves when the transaction over these stores is on the disk; rejects when the browser keeps nothing. `work` may await nothing but
   * requests of its own transaction.
   */
  run<T>(stores: readonly string[], work: (...stores: IDBObjectStore[]) => Promise<T>): Promise<T>;
  close(): void;
}

/** @param create makes the stores of a browser that has none yet */
export function keptDatabase(name: string, create: (database: IDBDatabase) => void): KeptDatabase {
  let opening: Promise<IDBDatabase> | undefined;
  const forget = () => (opening = undefined);
  const open = () => {
    opening ??= openDatabase(name, create, forget);
    opening.catch(forget);
    return opening;
  };
  return {
    run: async (stores, work) => inTransaction(await open(), stores, work),
    close() {
      opening?.then((database) => database.close()).catch(() => undefined);
      forget();
    }
  };
}

/** what to tell a person of an error of the browser's storage */
export const keepingAfter = (error: unknown): Keeping =>
  error instanceof DOMException && error.name === 'QuotaExceededError' ? 'full' : 'unavailable';

export const asked = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function openDatabase(name: string, create: (database: IDBDatabase) => void, gone: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => create(request.result);
    request.onsuccess = () => {
      const database = request.result;
      // a newer page changes the shape, or the person clears the site's storage: opened again when it is next needed
      database.onversionchange = () => {
        database.close();
        gone();
      };
      database.onclose = gone;
      resolve(database);
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('the database is held by an older page'));
  });
}

function inTransaction<T>(
  database: IDBDatabase,
  names: readonly string[],
  work: (...stores: IDBObjectStore[]) => Promise<T>
): Promise<T> {
  const transaction = database.transaction(names, 'readwrite');
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  const worked = work(...names.map((name) => transaction.objectStore(name)));
  worked.catch(() => {
    try {
      transaction.abort();
    } catch {
      // it was over already; what went wrong is in `worked`
    }
  });
  return Promise.all([worked, done]).then(([result]) => result);
}
