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
import type { NewItem, PlacedItems } from './new-items.ts';

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

/** Lets `client` write in a renewed document: its next clock is the one after all that are known of it. */
export function bringBack(held: Held, client: number): void {
  if (clockOf(held.doc, client) < clockHeld(held, client))
    Y.applyUpdate(
      held.doc,
      written([[client, [gapBefore(held, client, clockHeld(held, client))!]]], () => undefined)
    );
}

type Piece = readonly [struct: Y.Item | Y.GC, offset: number];

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
    encoding.writeVarUint(to, kept.length);
    for (const [client, ranges] of kept) {
      encoding.writeVarUint(to, client);
      encoding.writeVarUint(to, ranges.length);
      for (const [from, end] of ranges) {
        encoding.writeVarUint(to, from);
        encoding.writeVarUint(to, end - from);
      }
    }
  });
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
