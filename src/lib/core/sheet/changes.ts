// What an update of a stranger would do to a sheet's document, found out before the document takes it. Nothing here judges rights:
// it says which cells the update touches, or why it is no set of cell writes at all.
import * as Y from 'yjs';
import { chainOf, endOf, integrated, sameId, type ChainItem, type WriteId } from './chain.ts';
import { cellsOf, cellsRoot, highestClient, silentClient, stateVectorOf, type SheetDocument } from './document.ts';
import type { RefusalReason } from './messages.ts';

/** One write of an update that the document does not hold yet. */
export interface CellWrite {
  /** any text: nobody has checked that the form knows it */
  key: string;
  client: number;
  clock: number;
  /** plain JSON, at most `depthLimit` deep; undefined: another write took its place before it came here, and the content is gone */
  content: unknown;
  /** the write that stood there for its writer; null: the cell was never filled */
  origin: WriteId | null;
}

export type Touched =
  /** the document holds all of it already; `named`: the client ids it speaks of */
  | { kind: 'nothing'; named: ReadonlySet<number> }
  /**
   * Takes effect as a whole: nothing in it waits for another update, and every touched cell ends with a content. `update` is what the
   * document may be given: without the items that it holds already, for Yjs looks at those too and could keep them waiting.
   */
  | {
      kind: 'writes';
      writes: readonly CellWrite[];
      /** client ids that write; `named`: also those of which it says only what is known */
      clients: ReadonlySet<number>;
      named: ReadonlySet<number>;
      update: Uint8Array;
    }
  | { kind: 'breach'; reason: RefusalReason; keys: readonly string[] };

// A client's clock counts its writes; this many would take a person a lifetime, and sums stay exact far beyond it.
const highestClock = 2 ** 31;
// An update brings new writes of one browser: its own client id, and one more for each page load since it was last online.
const clientsPerUpdate = 256;
// Items of a cell that race with what the document holds. One browser makes one, a few more after a bad day; each costs Yjs a walk.
const racesPerCell = 32;
// A cell's content is flat with one list inside (`stated`).
const depthLimit = 4;

const breach = (reason: RefusalReason, ...keys: string[]): Touched => ({ kind: 'breach', reason, keys });

/** An item of the update that the document does not hold, with the cell it belongs to. */
interface NewItem extends ChainItem {
  key: string;
  /** one for each write of the run; empty when they are gone */
  contents: readonly unknown[];
}

/**
 * The cells that `update` (format v1) would touch in `doc`, which is not changed.
 *
 * An update is a list of items by client and clock, and a set of deletions. An item names its cell, or the item to its left, whose
 * cell is then its own. Of the items of one cell Yjs shows the right-most one. So an attacker can aim at a cell by naming it, by
 * naming a neighbour, by a deletion, or by an item that overlaps a known one; each way is followed here.
 */
export function touchedCells(update: Uint8Array, doc: SheetDocument): Touched {
  let decoded: ReturnType<typeof Y.decodeUpdate>;
  try {
    decoded = Y.decodeUpdate(update);
  } catch {
    return breach('malformed'); // whatever is wrong with a stranger's bytes, they are no update
  }
  // "nothing" is two bytes; an update of format v2 also begins with a zero and reads as nothing, with all that it holds behind it
  if (decoded.structs.length === 0 && decoded.ds.clients.size === 0 && update.length > 2) return breach('malformed');
  const named = new Set<number>();
  const queues = newStructs(decoded.structs, named, doc);
  if ('kind' in queues) return queues;
  const items = placeItems(queues, doc);
  if ('kind' in items) return items;
  const deletions = followDeletions(decoded.ds, items, doc);
  if ('kind' in deletions) return deletions;
  if (items.byKey.size === 0 && deletions.current.size === 0) return { kind: 'nothing', named };
  // Yjs joins writes of one client to a run only when all of them have been overwritten
  const odd = items.all.find(({ contents, dead }) => contents.length > 1 && !dead);
  if (odd) return breach('not-cells', odd.key);
  const orphans = cellsLeftEmpty(items, deletions.current, doc);
  if (orphans.length > 0) return breach('not-cells', ...orphans);
  const isNew = decoded.structs.length === items.count;
  return {
    kind: 'writes',
    writes: writesOf(items),
    clients: new Set(queues.keys()),
    named,
    update: isNew ? update : Y.diffUpdate(update, stateVectorOf(doc))
  };
}

type Structs = ReturnType<typeof Y.decodeUpdate>['structs'];
/** client → its items that the document does not hold, each following the one before */
type Queues = Map<number, Y.Item[]>;

/** Sorts out what the document holds already, and refuses what could never be integrated: it would wait in memory for ever. */
function newStructs(structs: Structs, named: Set<number>, doc: SheetDocument): Queues | Touched {
  const queues: Queues = new Map();
  let client = -1;
  let clock = 0;
  for (const struct of structs) {
    if (struct.id.client !== client) {
      client = struct.id.client;
      // Yjs keeps the last of two blocks of one client and forgets the first: what is checked here must be what it takes
      if (named.has(client) || client === silentClient || client > highestClient) return breach('malformed');
      named.add(client);
      clock = struct.id.clock;
    }
    if (struct.id.clock !== clock) return breach('malformed');
    clock += struct.length;
    if (!(struct.length > 0) || !(clock <= highestClock)) return breach('malformed');
    const known = Y.getState(doc.store, client);
    if (clock <= known) continue;
    const queue = queues.get(client);
    if (struct.constructor === Y.Skip || (!queue && struct.id.clock > known)) return breach('clock-gap');
    if (!(struct instanceof Y.Item)) return breach('not-cells');
    if (queue) queue.push(struct);
    else queues.set(client, [struct]);
    if (queues.size > clientsPerUpdate) return breach('too-large');
  }
  return queues;
}

interface PlacedItems {
  all: NewItem[];
  /** how many of the update's structs they are, whole: all of them, and the document may be given the update as it came */
  count: number;
  byKey: Map<string, NewItem[]>;
  /** client → its new items by clock */
  byClient: Map<number, NewItem[]>;
}

/** Gives each new item its cell, in an order in which Yjs can integrate them; without such an order the update is refused. */
function placeItems(queues: Queues, doc: SheetDocument): PlacedItems | Touched {
  const placed: PlacedItems = { all: [], count: 0, byKey: new Map(), byClient: new Map() };
  // Yjs integrates higher client ids first and turns aside to what an item waits for
  const waiting = [...queues].sort((a, b) => b[0] - a[0]).map(([client, queue]) => ({ client, queue, next: 0 }));
  for (let moved = true; moved;) {
    moved = false;
    for (const line of waiting) {
      for (; line.next < line.queue.length; line.next++) {
        const item = placeItem(line.queue[line.next]!, placed, doc);
        if (item === waits) break;
        if ('kind' in item) return item;
        moved = true;
        // a partly known item must be cut too
        if (item.length === line.queue[line.next]!.length) placed.count++;
        placed.all.push(item);
        listIn(placed.byKey, item.key, item);
        listIn(placed.byClient, item.client, item);
      }
    }
  }
  const stuck = waiting.some((line) => line.next < line.queue.length);
  return stuck ? breach('clock-gap') : placed;
}

function listIn<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** the item at the left is neither in the document nor placed yet */
const waits = Symbol('waits');

function placeItem(struct: Y.Item, placed: PlacedItems, doc: SheetDocument): NewItem | typeof waits | Touched {
  const { client, clock } = struct.id;
  if (struct.rightOrigin !== null) return breach('not-cells');
  const key = struct.origin === null ? namedKey(struct) : keyOf(struct.origin, placed, doc);
  // an item that names a later one of its own client would break Yjs; one of another client may still come
  if (key === waits) return struct.origin?.client === client ? breach('malformed') : waits;
  if (key === undefined) return breach('not-cells');
  const known = Y.getState(doc.store, client);
  const start = Math.max(clock, known);
  // Partly known (a run of overwritten values that grew): Yjs takes the rest as the right neighbour of the known part, whatever cell the
  // item names. Named otherwise than it is known, it would tie two cells together.
  const before = { client, clock: known - 1 };
  if (start > clock && keyOf(before, placed, doc) !== key) return breach('not-cells', key);
  const contents = readContents(struct);
  if (contents === undefined) return breach('not-cells', key);
  return {
    key,
    client,
    clock: start,
    length: clock + struct.length - start,
    origin: start > clock ? before : struct.origin,
    dead: contents.length === 0,
    contents: contents.slice(start - clock)
  };
}

function namedKey(struct: Y.Item): string | undefined {
  // before integration the parent is the root's name, although its type does not say so
  const root: unknown = struct.parent;
  return root === cellsRoot && struct.parentSub !== null ? struct.parentSub : undefined;
}

/** the cell of an item; undefined: it is none of a cell */
function keyOf(id: WriteId, placed: PlacedItems, doc: SheetDocument): string | typeof waits | undefined {
  if (id.clock < Y.getState(doc.store, id.client)) {
    const struct: Y.Item | Y.GC = Y.getItem(doc.store, Y.createID(id.client, id.clock));
    if (!(struct instanceof Y.Item) || struct.parent !== cellsOf(doc)) return undefined;
    return struct.parentSub ?? undefined;
  }
  return newItemAt(placed, id)?.key ?? waits;
}

/** binary search: a long offline day has thousands of items */
function newItemAt(placed: PlacedItems, id: WriteId): NewItem | undefined {
  const items = placed.byClient.get(id.client);
  if (!items) return undefined;
  let low = 0;
  let high = items.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const item = items[middle]!;
    if (id.clock < item.clock) high = middle - 1;
    else if (id.clock >= item.clock + item.length) low = middle + 1;
    else return item;
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
function isPlainJson(value: unknown, depth: number): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth === 0) return false;
  if (Array.isArray(value)) return value.every((one) => isPlainJson(one, depth - 1));
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.values(value).every((one) => isPlainJson(one, depth - 1));
}

/**
 * Deletions of what is deleted already are idle: every answer to a hello repeats all of them. A new one may only hit a new item, or
 * what stands in a cell (only that is not deleted yet); those cells are then looked at by `cellsLeftEmpty`.
 */
function followDeletions(
  ds: ReturnType<typeof Y.decodeUpdate>['ds'],
  placed: PlacedItems,
  doc: SheetDocument
): { current: Set<string> } | Touched {
  const current = new Set<string>();
  for (const [client, ranges] of ds.clients) {
    const known = Y.getState(doc.store, client);
    const structs = doc.store.clients.get(client) ?? [];
    let end = 0;
    for (const { clock, len } of ranges) {
      // in order, as Yjs writes them: else one update could make this loop walk the document as often as it has ranges
      if (!(len > 0) || clock < end || !(clock + len <= highestClock)) return breach('malformed');
      end = clock + len;
      for (let at = clock < known ? Y.findIndexSS(structs, clock) : structs.length; at < structs.length; at++) {
        const struct = structs[at]!;
        if (struct.id.clock >= end) break;
        if (struct.deleted) continue;
        const key = keyOf(struct.id, placed, doc);
        if (typeof key !== 'string') return breach('not-cells');
        current.add(key);
      }
      for (let at = Math.max(clock, known); at < end;) {
        const item = newItemAt(placed, { client, clock: at });
        if (!item) return breach('clock-gap');
        // a deletion of a part of a run splits it; its parts are all gone then, or the run was
        item.dead = true;
        at = item.clock + item.length;
      }
    }
  }
  return { current };
}

/**
 * Cells whose right-most item would be a deleted one. Deletion is never a deed of its own: an item goes because another one stands
 * to its right. Mostly that is seen at a glance; otherwise the cell's chain is put together as Yjs would do it.
 */
function cellsLeftEmpty(placed: PlacedItems, current: ReadonlySet<string>, doc: SheetDocument): string[] {
  const orphans: string[] = [];
  for (const key of current) if (!placed.byKey.has(key)) orphans.push(key);
  for (const [key, items] of placed.byKey) {
    const item = cellsOf(doc)._map.get(key);
    const standing = item && { client: item.id.client, clock: item.id.clock + item.length - 1 };
    const { races, open } = followers(items, standing, current.has(key));
    if (races > racesPerCell) orphans.push(key);
    else if (open) {
      const chain = chainOf(doc, key);
      const last = chain.at(-1);
      if (last && current.has(key)) last.dead = true;
      if (integrated(chain, items).at(-1)!.dead) orphans.push(key);
    }
  }
  return orphans;
}

/**
 * Which items stand on the one before them. `races`: items that stand on something older; `open`: some dead item (or the standing one,
 * when it is to be deleted) has nobody standing on it, so that only its place in the chain can tell whether the cell keeps a content.
 */
function followers(
  items: readonly NewItem[],
  standing: WriteId | undefined,
  standingDies: boolean
): { races: number; open: boolean } {
  const [only] = items;
  if (only && items.length === 1) {
    const stands = only.origin !== null && sameId(only.origin, standing ?? null);
    return { races: 1, open: only.dead || (standingDies && !stands) };
  }
  const name = ({ client, clock }: WriteId) => `${client}:${clock}`;
  /** ends that nobody stands on yet → whether that leaves a dead one at the end */
  const ends = new Map<string, boolean>();
  if (standing) ends.set(name(standing), standingDies);
  let races = 0;
  for (const item of items) {
    if (!(item.origin && ends.delete(name(item.origin)))) races++;
    ends.set(name(endOf(item)), item.dead);
  }
  return { races, open: [...ends.values()].some(Boolean) };
}

function writesOf(placed: PlacedItems): CellWrite[] {
  return placed.all.flatMap(({ key, client, clock, length, origin, contents }) =>
    contents.length === 0
      ? [{ key, client, clock: clock + length - 1, content: undefined, origin }]
      : contents.map((content, at) => ({
          key,
          client,
          clock: clock + at,
          content,
          origin: at === 0 ? origin : { client, clock: clock + at - 1 }
        }))
  );
}
