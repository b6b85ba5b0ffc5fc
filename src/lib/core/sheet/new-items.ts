// What an update would add to a sheet's document: its items that the document does not hold, each with its cell, in an order in which Yjs
// can take them. Part of changes.ts, which says what it is for.
import * as Y from 'yjs';
import type { ChainItem, WriteId } from './chain.ts';
import {
  cellsOf,
  cellsRoot,
  clockHeld,
  highestClient,
  silentClient,
  type Held,
  type SheetDocument
} from './document.ts';
import type { RefusalReason } from './messages.ts';

export interface Breach {
  kind: 'breach';
  reason: RefusalReason;
  keys: readonly string[];
}
export const breach = (reason: RefusalReason, ...keys: string[]): Breach => ({ kind: 'breach', reason, keys });

/** An item of the update that the document does not hold, with the cell it belongs to. */
export interface NewItem extends ChainItem {
  key: string;
  /** one for each write of the run; empty when they are gone */
  contents: readonly unknown[];
  /** It stands on what fell out of the document at a renewal. The document is only told that its writes were made. */
  carried: boolean;
  struct: Y.Item;
}

export interface PlacedItems {
  all: NewItem[];
  /** how many of the update's structs they are, whole: all of them, and the document may be given the update as it came */
  count: number;
  /** without the carried ones */
  byKey: Map<string, NewItem[]>;
  /** client → its new items by clock */
  byClient: Map<number, NewItem[]>;
  /** client ids that the update speaks of */
  named: Set<number>;
}

// A client's clock counts its writes; this many would take a person a lifetime, and sums stay exact far beyond it.
export const highestClock = 2 ** 31;
// An update brings new writes of one browser: its own client id, and one more for each page load since it was last online.
const clientsPerUpdate = 256;
// A cell's content is flat with one list inside (`stated`).
export const depthLimit = 4;

/** Each new item with its cell; without an order in which Yjs could integrate them the update is refused. */
export function placeItems(structs: Structs, held: Held): PlacedItems | Breach {
  const sorted = sortStructs(structs, held);
  if ('kind' in sorted) return sorted;
  const { queues, fallen, named } = sorted;
  const placed: PlacedItems = { all: [], count: 0, byKey: new Map(), byClient: new Map(), named };
  const cellOf = cellFinder(placed, held, fallen);
  // Yjs integrates higher client ids first and turns aside to what an item waits for
  const waiting = Array.from(queues.values(), (queue) => ({ queue, next: 0 }));
  if (waiting.length > 1) waiting.sort((a, b) => b.queue[0]!.id.client - a.queue[0]!.id.client);
  for (let moved = true; moved;) {
    moved = false;
    for (const line of waiting) {
      for (; line.next < line.queue.length; line.next++) {
        const item = placeItem(line.queue[line.next]!, held, cellOf);
        if (item === waits) break;
        if ('kind' in item) return item;
        moved = true;
        // a partly known item must be cut too
        if (item.length === line.queue[line.next]!.length) placed.count++;
        placed.all.push(item);
        if (!item.carried) listIn(placed.byKey, item.key, item);
        listIn(placed.byClient, item.client, item);
      }
    }
  }
  const stuck = waiting.some((line) => line.next < line.queue.length);
  return stuck ? breach('clock-gap') : placed;
}

type Structs = ReturnType<typeof Y.decodeUpdate>['structs'];

interface SortedStructs {
  /** client → its items that are not known, each following the one before */
  queues: Map<number, Y.Item[]>;
  /** client → known items that the document may have forgotten: they still tell which cell they were in */
  fallen: ReadonlyMap<number, readonly Y.Item[]>;
  named: Set<number>;
}

const nothingFallen: ReadonlyMap<number, readonly Y.Item[]> = new Map();

/** Sorts out what is known already, and refuses what could never be integrated: it would wait in memory for ever. */
function sortStructs(structs: Structs, held: Held): SortedStructs | Breach {
  const queues = new Map<number, Y.Item[]>();
  const named = new Set<number>();
  // every edit comes through here: what is needed only after a renewal is made only then
  const fallen: Map<number, Y.Item[]> | undefined = held.retired.size > 0 ? new Map() : undefined;
  let client = -1;
  let clock = 0;
  for (const struct of structs) {
    if (struct.id.client !== client) {
      client = struct.id.client;
      // Yjs keeps the last of two blocks of one client and forgets the first: what is checked here must be what it takes
      if (named.has(client) || client === silentClient) return breach('malformed');
      named.add(client);
      clock = struct.id.clock;
    }
    if (struct.id.clock !== clock) return breach('malformed');
    clock += struct.length;
    if (!(struct.length > 0) || !(clock <= highestClock)) return breach('malformed');
    const known = clockHeld(held, client);
    if (fallen && struct.id.clock < known && struct instanceof Y.Item) listIn(fallen, client, struct);
    if (clock <= known) continue;
    // above are the server's own: they only come back as what is known
    if (client > highestClient) return breach('malformed');
    const queue = queues.get(client);
    if (struct.constructor === Y.Skip || (!queue && struct.id.clock > known)) return breach('clock-gap');
    if (!(struct instanceof Y.Item)) return breach('not-cells');
    if (queue) queue.push(struct);
    else queues.set(client, [struct]);
    if (queues.size > clientsPerUpdate) return breach('too-large');
  }
  return { queues, fallen: fallen ?? nothingFallen, named };
}

/** puts `value` at the end of the list of `key` */
export function listIn<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** the item at the left is neither known nor placed yet */
const waits = Symbol('waits');
interface Cell {
  key: string;
  carried: boolean;
}
/** undefined: the item is none of a cell; 'forgotten': it was one, nobody says of which */
type CellOf = (id: WriteId) => Cell | typeof waits | 'forgotten' | undefined;

function placeItem(struct: Y.Item, held: Held, cellOf: CellOf): NewItem | typeof waits | Breach {
  const { client, clock } = struct.id;
  if (struct.rightOrigin !== null) return breach('not-cells');
  const named = namedKey(struct);
  let cell: ReturnType<CellOf> =
    struct.origin !== null ? cellOf(struct.origin) : named === undefined ? undefined : { key: named, carried: false };
  // an item that names a later one of its own client would break Yjs; one of another client may still come
  if (cell === waits) return struct.origin?.client === client ? breach('malformed') : waits;
  if (cell === 'forgotten') return breach('clock-gap');
  if (cell === undefined) return breach('not-cells');
  const { key } = cell;
  const start = Math.max(clock, clockHeld(held, client));
  const before = { client, clock: start - 1 };
  if (start > clock) {
    // Partly known (a run of overwritten values that grew): Yjs takes the rest as the right neighbour of the known part, whatever cell
    // the item names. Named otherwise than it is known, it would tie two cells together.
    cell = cellOf(before);
    if (typeof cell !== 'object' || cell.key !== key) return breach('not-cells', key);
  }
  const contents = readContents(struct);
  if (contents === undefined) return breach('not-cells', key);
  return {
    key,
    client,
    clock: start,
    length: clock + struct.length - start,
    origin: start > clock ? before : struct.origin,
    dead: contents.length === 0,
    contents: contents.slice(start - clock),
    carried: cell.carried,
    struct
  };
}

/** the cell that an item names by itself */
export function namedKey(struct: Y.Item): string | undefined {
  // before integration the parent is the root's name, although its type does not say so
  const root: unknown = struct.parent;
  return root === cellsRoot && struct.parentSub !== null ? struct.parentSub : undefined;
}

function cellFinder(placed: PlacedItems, held: Held, fallen: ReadonlyMap<number, readonly Y.Item[]>): CellOf {
  let fallenKeys: Map<Y.Item, string | undefined> | undefined;
  return (id) => {
    const item = itemIn(held.doc, id);
    if (item) {
      const isOfCell = item.parent === cellsOf(held.doc) && item.parentSub !== null;
      return isOfCell ? { key: item.parentSub!, carried: false } : undefined;
    }
    if (id.clock < clockHeld(held, id.client)) {
      const key = keyOfFallen(id, held, fallen, (fallenKeys ??= new Map()));
      return key === undefined ? 'forgotten' : { key, carried: true };
    }
    const placedItem = newItemAt(placed, id);
    return placedItem ? { key: placedItem.key, carried: placedItem.carried } : waits;
  };
}

/** undefined: the document does not know the write, or only that it was made */
function itemIn(doc: SheetDocument, { client, clock }: WriteId): Y.Item | undefined {
  if (clock >= Y.getState(doc.store, client)) return undefined;
  const struct: Y.Item | Y.GC = Y.getItem(doc.store, Y.createID(client, clock));
  return struct instanceof Y.Item ? struct : undefined;
}

/**
 * The cell of an item that the document has forgotten, as the former document or the sender tells it: the sender may lie, and has then said
 * that it writes in another cell, to which it needs the right. Steps from item to item to the left until one names its cell or is one of a
 * document here; remembers what it has found.
 */
function keyOfFallen(
  id: WriteId,
  { doc, former }: Held,
  fallen: ReadonlyMap<number, readonly Y.Item[]>,
  known: Map<Y.Item, string | undefined>
): string | undefined {
  const path: Y.Item[] = [];
  let key: string | undefined;
  for (let at: WriteId | null = id; at;) {
    const here: Y.Item | undefined = itemIn(doc, at) ?? (former && itemIn(former, at));
    if (here) {
      key = here.parentSub ?? undefined;
      break;
    }
    const items: readonly Y.Item[] = fallen.get(at.client) ?? [];
    const item: Y.Item | undefined = runAt(items, at.clock, ({ id: { clock } }) => clock);
    if (!item) break;
    if (known.has(item)) {
      key = known.get(item);
      break;
    }
    known.set(item, undefined); // a circle, which only a forger makes, ends here
    path.push(item);
    if (item.origin === null) key = namedKey(item);
    at = item.origin;
  }
  for (const item of path) known.set(item, key);
  return key;
}

/** the new item that holds the write */
export const newItemAt = ({ byClient }: Pick<PlacedItems, 'byClient'>, id: WriteId): NewItem | undefined =>
  runAt(byClient.get(id.client) ?? [], id.clock, ({ clock }) => clock);

/** binary search: a long offline day has thousands of items */
function runAt<T extends { length: number }>(
  runs: readonly T[],
  clock: number,
  clockOf: (run: T) => number
): T | undefined {
  let low = 0;
  let high = runs.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const run = runs[middle]!;
    if (clock < clockOf(run)) high = middle - 1;
    else if (clock >= clockOf(run) + run.length) low = middle + 1;
    else return run;
  }
  return undefined;
}

/** undefined: something else than plain JSON values, or the remains of some (an empty list) */
function readContents(struct: Y.Item): readonly unknown[] | undefined {
  if (struct.content instanceof Y.ContentDeleted) return [];
  if (!(struct.content instanceof Y.ContentAny)) return undefined;
  const contents: unknown[] = struct.content.arr;
  return contents.every((value) => value !== undefined && isPlainJson(value, depthLimit)) ? contents : undefined;
}

/**
 * JSON and nothing else: no bytes, no big integers, no undefined, no NaN, and no property that is inherited: what is checked must be
 * what `JSON.stringify` stores (a key `__proto__` on the wire sets the prototype).
 */
export function isPlainJson(value: unknown, depth: number): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth === 0) return false;
  if (Array.isArray(value)) return value.every((one) => isPlainJson(one, depth - 1));
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.values(value).every((one) => isPlainJson(one, depth - 1));
}
