// Every page load writes under a new client id, and each id in a document makes every later edit dearer for everybody. So a sheet's
// document is renewed from time to time: a new one holds the same contents, all written under one client id of the server, and the ids
// of before are *retired*: only how many writes they made is remembered.
//
// Why old and new documents may meet (a browser comes back with the old one): the server's id is above all others, and its items stand
// on nothing. In any cell Yjs puts such an item to the right of all old ones, and whatever is written later stands on it. So old and
// new documents agree after any exchange. Only what was written on top of an old item unknown to the server would come to stand behind
// the renewal, hence unseen: such writes are *carried*: the new document is told that they were made, and the server writes their
// content again, in their person's name (server/live/batch.ts).
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import {
  cellsOf,
  clockHeld,
  clockOf,
  highestClient,
  newDocument,
  readStateVector,
  silentClient,
  stateVectorOf,
  type Held,
  type SheetDocument
} from './document.ts';
import { listIn, type NewItem, type PlacedItems } from './new-items.ts';

/** Whether a client id is one under which the server renews documents; no browser draws such an id. */
export const isRenewal = (client: number): boolean => client > highestClient;

/** A new document that says the same as `doc`, and the client ids that are retired with it. `doc` stays as it is. */
export function renewed(held: Held): {
  doc: SheetDocument;
  retired: Map<number, number>;
} {
  const retired = new Map(held.retired);
  for (const [client, clock] of readStateVector(stateVectorOf(held.doc))!)
    retired.set(client, Math.max(clock, retired.get(client) ?? 0));
  // each renewal under an id of its own, above those of all before
  const last = [...retired.keys()].filter(isRenewal).reduce((most, client) => Math.max(most, client), highestClient);
  const doc = newDocument(last + 1);
  const cells = cellsOf(doc);
  doc.transact(() => cellsOf(held.doc).forEach((content, key) => cells.set(key, content)));
  doc.clientID = silentClient;
  return { doc, retired };
}

/**
 * Where what stands in the cell is a renewal, or what the server has carried over one: the writes that it may repeat, back to the last one
 * that is no renewal; empty where something else stands.
 */
export function writesRenewed(doc: SheetDocument, key: string): { client: number; clock: number }[] {
  const standing = cellsOf(doc)._map.get(key);
  let item = standing && !isRenewal(standing.id.client) ? standing.left : standing;
  const writes: { client: number; clock: number }[] = [];
  for (; item && isRenewal(item.id.client); item = item.left) {
    if (item !== standing) writes.push({ client: item.id.client, clock: item.id.clock + item.length - 1 });
    if (item.left && !isRenewal(item.left.id.client))
      writes.push({ client: item.left.id.client, clock: item.left.id.clock + item.left.length - 1 });
  }
  return writes;
}

/** Whether the document, which knows of the write, holds nothing of it but that it was made. */
export function isMereCount(doc: SheetDocument, { client, clock }: { client: number; clock: number }): boolean {
  const struct: Y.Item | Y.GC = Y.getItem(doc.store, Y.createID(client, clock));
  return struct instanceof Y.GC;
}

/** Lets `client` write in a renewed document: its next clock is the one after all that are known of it. */
export function bringBack(held: Held, client: number): void {
  if (clockOf(held.doc, client) < clockHeld(held, client))
    Y.applyUpdate(
      held.doc,
      written([[client, [gapBefore(held, client, clockHeld(held, client))!]]], () => undefined)
    );
}

type Piece = readonly [struct: Y.Item | Y.GC | Y.Skip, offset: number];

/** what stands for the writes of `client` below `clock` that the document has forgotten; undefined: none */
function gapBefore({ doc }: { doc: SheetDocument }, client: number, clock: number): Piece | undefined {
  const from = clockOf(doc, client);
  return clock > from ? [new Y.GC(Y.createID(client, from), clock - from), 0] : undefined;
}

/**
 * The update that a renewed document may be given: new items as they came, carried ones and those forgotten as mere counts, and no
 * deletion of what it does not hold.
 */
export function updateForRenewed(
  { byClient }: PlacedItems,
  deletions: ReadonlyMap<number, readonly { clock: number; len: number }[]>,
  held: Held
): Uint8Array {
  const blocks = [...byClient]
    .sort(([a], [b]) => b - a)
    .map(([client, items]): [number, Piece[]] => {
      const gap = gapBefore(held, client, items[0]!.clock);
      return [client, [...(gap ? [gap] : []), ...items.map(pieceOf)]];
    });
  return written(blocks, (to) => {
    const kept = [...deletions]
      .map(([client, ranges]) => [client, heldParts(client, ranges, byClient.get(client) ?? [], held.doc)] as const)
      .filter(([, ranges]) => ranges.length > 0);
    writeRanges(to, kept);
  });
}

/**
 * Takes updates of one sheet into an empty document, some of before a renewal and some of after it, as two tabs of one browser keep them. A
 * write that is a mere count in one of them may be whole in another: the whole one must come first, or Yjs would forget all that stands on it.
 */
export function applyAll(doc: SheetDocument, updates: readonly Uint8Array[]): void {
  const decoded = updates.map((update) => Y.decodeUpdate(update));
  const whole = new Map<number, Range[]>();
  for (const { structs } of decoded)
    for (const struct of structs)
      if (struct instanceof Y.Item)
        listIn(whole, struct.id.client, [struct.id.clock, struct.id.clock + struct.length] as const);
  for (const ranges of whole.values()) ranges.sort(([a], [b]) => a - b);
  doc.transact(() => {
    for (const [at, update] of updates.entries()) Y.applyUpdate(doc, withGaps(update, decoded[at]!, whole));
    // what has waited for a write that nobody holds whole after all
    for (const update of updates) Y.applyUpdate(doc, update);
  });
}

type Range = readonly [from: number, end: number];

/** The update without those mere counts that are `whole` elsewhere: what follows them waits for the writes themselves. */
function withGaps(
  update: Uint8Array,
  { structs, ds }: ReturnType<typeof Y.decodeUpdate>,
  whole: ReadonlyMap<number, readonly Range[]>
): Uint8Array {
  if (!structs.some((struct) => struct instanceof Y.GC)) return update;
  const blocks = new Map<number, Piece[]>();
  for (const struct of structs) {
    const pieces = struct instanceof Y.GC ? partsOf(struct, whole.get(struct.id.client) ?? []) : [struct];
    for (const piece of pieces) listIn(blocks, struct.id.client, [piece, 0] as const);
  }
  const deletions = [...ds.clients].map(
    ([client, ranges]) => [client, ranges.map(({ clock, len }): Range => [clock, clock + len])] as const
  );
  return written([...blocks], (to) => writeRanges(to, deletions));
}

/** a count in parts: left out where the writes are whole elsewhere, a count as before where not */
function partsOf({ id: { client, clock }, length }: Y.GC, whole: readonly Range[]): (Y.GC | Y.Skip)[] {
  const parts: (Y.GC | Y.Skip)[] = [];
  const end = clock + length;
  let at = clock;
  for (const [from, until] of whole) {
    if (until <= at || from >= end) continue;
    if (from > at) parts.push(new Y.GC(Y.createID(client, at), from - at));
    at = Math.max(at, from);
    const stop = Math.min(until, end);
    parts.push(new Y.Skip(Y.createID(client, at), stop - at));
    at = stop;
  }
  if (at < end) parts.push(new Y.GC(Y.createID(client, at), end - at));
  return parts;
}

function writeRanges(
  to: encoding.Encoder,
  deletions: readonly (readonly [client: number, ranges: readonly (readonly [from: number, end: number])[]])[]
): void {
  encoding.writeVarUint(to, deletions.length);
  for (const [client, ranges] of deletions) {
    encoding.writeVarUint(to, client);
    encoding.writeVarUint(to, ranges.length);
    for (const [from, end] of ranges) {
      encoding.writeVarUint(to, from);
      encoding.writeVarUint(to, end - from);
    }
  }
}

const pieceOf = ({ struct, client, clock, length, carried }: NewItem): Piece =>
  carried ? [new Y.GC(Y.createID(client, clock), length), 0] : [struct, clock - struct.id.clock];

/** the parts of deletions that lie in what the document holds, or will hold by the update */
function heldParts(
  client: number,
  ranges: readonly { clock: number; len: number }[],
  items: readonly NewItem[],
  doc: SheetDocument
): [from: number, end: number][] {
  const known = clockOf(doc, client);
  const parts: [number, number][] = [];
  let next = 0;
  for (const { clock, len } of ranges) {
    if (clock < known) parts.push([clock, Math.min(clock + len, known)]);
    for (; next < items.length && items[next]!.clock + items[next]!.length <= clock; next++);
    for (let at = next; at < items.length && items[at]!.clock < clock + len; at++) {
      const item = items[at]!;
      if (item.carried) continue;
      parts.push([Math.max(clock, item.clock), Math.min(clock + len, item.clock + item.length)]);
    }
  }
  return parts;
}

/** an update of format v1 */
function written(
  blocks: readonly (readonly [client: number, pieces: readonly Piece[]])[],
  writeDeletions: (to: encoding.Encoder) => void
): Uint8Array {
  const to = new Y.UpdateEncoderV1();
  encoding.writeVarUint(to.restEncoder, blocks.length);
  for (const [client, pieces] of blocks) {
    const [[first, offset]] = pieces as [Piece];
    encoding.writeVarUint(to.restEncoder, pieces.length);
    to.writeClient(client);
    encoding.writeVarUint(to.restEncoder, first.id.clock + offset);
    for (const [struct, from] of pieces) struct.write(to, from);
  }
  const before = encoding.length(to.restEncoder);
  writeDeletions(to.restEncoder);
  if (encoding.length(to.restEncoder) === before) encoding.writeVarUint(to.restEncoder, 0);
  return to.toUint8Array();
}
