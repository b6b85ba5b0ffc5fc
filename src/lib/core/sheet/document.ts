// The Yjs shape of a sheet: one document, one root map `cells`, one plain JSON value per cell key. Cells are never deleted: clearing
// a cell writes `{ nothing: 'blank' }`, so that every edit has a clock that can be acknowledged.
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';

export type SheetDocument = Y.Doc;

export const cellsRoot = 'cells';
/** A document that only receives has this client id; nobody may write with it. */
export const silentClient = 0;
/** Yjs draws client ids from 32 bits; an id above is not of its making. */
export const highestClient = 0xffffffff;

/**
 * An empty document.
 *
 * @param client      the id it will write with: random (1 to 2^32-1), or `silentClient`
 * @param mustRemain  writes whose content must not be forgotten although another write stands in their place; absent: none
 */
export function newDocument(
  client: number,
  mustRemain: (write: { client: number; clock: number }) => boolean = () => false
): SheetDocument {
  // the guid is not used; left out, Yjs would draw a random one
  const doc = new Y.Doc({ guid: '', gcFilter: ({ id }) => !mustRemain(id) });
  doc.clientID = client;
  cellsOf(doc);
  return doc;
}

export const cellsOf = (doc: SheetDocument): Y.Map<CellContent> => doc.getMap<CellContent>(cellsRoot);

/** What stands in a cell; undefined: never filled. Take it as immutable. */
export const contentOf = (doc: SheetDocument, key: string): CellContent | undefined => cellsOf(doc).get(key);

/** All cells of the document whose key the form knows; the others are ignored and counted (law: the shape is outside). */
export function readCells(
  doc: SheetDocument,
  knows: (key: string) => boolean
): { cells: Map<CellKey, CellContent>; unknown: number } {
  const cells = new Map<CellKey, CellContent>();
  let unknown = 0;
  cellsOf(doc).forEach((content, key) => {
    if (knows(key)) cells.set(key as CellKey, content);
    else unknown++;
  });
  return { cells, unknown };
}

/** Who wrote what stands in a cell: client id and clock of the write; undefined: never filled. */
export function standingWrite(doc: SheetDocument, key: string): { client: number; clock: number } | undefined {
  const standing = cellsOf(doc)._map.get(key);
  // the last unit of the item: an item of overwritten values may be longer than one
  return standing && { client: standing.id.client, clock: standing.id.clock + standing.length - 1 };
}

/** The writes of one client from `clock` on whose content is still known, oldest first. */
export function writesOfClient(
  doc: SheetDocument,
  client: number,
  clock: number
): { key: CellKey; content: CellContent; client: number; clock: number }[] {
  const structs = doc.store.clients.get(client) ?? [];
  const first = clock < clockOf(doc, client) ? Y.findIndexSS(structs, clock) : structs.length;
  return structs.slice(first).flatMap((struct) => {
    if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentAny) || struct.parentSub === null)
      return [];
    const key = struct.parentSub as CellKey;
    const contents = struct.content.arr as CellContent[];
    return contents
      .map((content, at) => ({ key, content, client, clock: struct.id.clock + at }))
      .filter((write) => write.clock >= clock);
  });
}

/** Writes cells as one transaction, hence one update. Returns each write's clock under the document's client id. */
export function writeCells(
  doc: SheetDocument,
  writes: readonly { key: CellKey; content: CellContent }[],
  origin?: unknown
): { key: CellKey; content: CellContent; client: number; clock: number }[] {
  const cells = cellsOf(doc);
  return doc.transact(
    () =>
      writes.map(({ key, content }) => {
        const clock = Y.getState(doc.store, doc.clientID);
        cells.set(key, content);
        return { key, content, client: doc.clientID, clock };
      }),
    origin
  );
}

/** Whether two contents say the same; the order of properties does not matter. */
export function sameContent(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every(
      (key) =>
        Object.hasOwn(b, key) && sameContent((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key])
    )
  );
}

/** client id → number of its writes that are known */
export type StateVector = ReadonlyMap<number, number>;

/** undefined when the bytes are not a state vector */
export function readStateVector(bytes: Uint8Array): StateVector | undefined {
  try {
    return Y.decodeStateVector(bytes);
  } catch {
    return undefined; // bytes of a stranger: whatever is wrong with them, they are no state vector
  }
}

export const stateVectorOf = (doc: SheetDocument): Uint8Array => Y.encodeStateVector(doc);
/** the state vector of some clients only: a true statement about those, saying nothing of the others */
export function writeStateVector(clocks: StateVector): Uint8Array {
  const to = encoding.createEncoder();
  encoding.writeVarUint(to, clocks.size);
  for (const [client, clock] of clocks) {
    encoding.writeVarUint(to, client);
    encoding.writeVarUint(to, clock);
  }
  return encoding.toUint8Array(to);
}

/** how many writes of `client` the document holds: the clock of its next one */
export const clockOf = (doc: SheetDocument, client: number): number => Y.getState(doc.store, client);

/** A sheet's document, and what has fallen out of it when it was renewed (renewal.ts). */
export interface Held {
  doc: SheetDocument;
  /** client id → the writes below this number are known, although the document may not hold them any more */
  retired: StateVector;
  /** the document as it was before the last renewal, as long as edits made on it may be on their way; absent: none are */
  former?: SheetDocument | undefined;
}

/** How many writes of `client` are known: in the document, or retired. */
export const clockHeld = ({ doc, retired }: Held, client: number): number =>
  Math.max(clockOf(doc, client), retired.get(client) ?? 0);

/** What a holder of `known` lacks of the document, as one update. */
export const updateSince = (doc: SheetDocument, known: StateVector): Uint8Array =>
  Y.encodeStateAsUpdate(doc, writeStateVector(known));
