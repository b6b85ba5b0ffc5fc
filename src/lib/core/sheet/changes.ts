// What an update of a stranger would do to a sheet's document, found out before the document takes it. Nothing here judges rights:
// it says which cells the update touches, or why it is no set of cell writes at all.
import * as Y from 'yjs';
import type { WriteId } from './chain.ts';
import { cellsLeftEmpty, followDeletions } from './deletions.ts';
import { clockHeld, clockOf, stateVectorOf, type Held } from './document.ts';
import { breach, placeItems, type Breach, type NewItem, type PlacedItems } from './new-items.ts';
import { oneWrite } from './one-write.ts';
import { updateForRenewed } from './renewal.ts';

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
  | { kind: 'nothing'; named: Iterable<number> }
  /**
   * Takes effect as a whole: nothing in it waits for another update, and every touched cell ends with a content. `update` is what the
   * document may be given: without the items that it holds already, for Yjs looks at those too and could keep them waiting.
   */
  | {
      kind: 'writes';
      writes: readonly CellWrite[];
      /** client ids that write; `named`: also those of which it says only what is known */
      clients: Iterable<number>;
      named: Iterable<number>;
      update: Uint8Array;
    }
  | Breach;

/**
 * The cells that `update` (format v1) would touch in the document, which is not changed.
 *
 * An update is a list of items by client and clock, and a set of deletions. An item names its cell, or the item to its left, whose
 * cell is then its own. Of the items of one cell Yjs shows the right-most one. So an attacker can aim at a cell by naming it, by
 * naming a neighbour, by a deletion, or by an item that overlaps a known one; each way is followed here.
 */
export function touchedCells(update: Uint8Array, held: Held): Touched {
  let decoded: ReturnType<typeof Y.decodeUpdate>;
  try {
    decoded = Y.decodeUpdate(update);
  } catch {
    return breach('malformed'); // whatever is wrong with a stranger's bytes, they are no update
  }
  // "nothing" is two bytes; an update of format v2 also begins with a zero and reads as nothing, with all that it holds behind it
  if (decoded.structs.length === 0 && decoded.ds.clients.size === 0 && update.length > 2) return breach('malformed');
  const write = oneWrite(decoded, held);
  if (write) return { kind: 'writes', writes: [write], clients: [write.client], named: [write.client], update };
  const items = placeItems(decoded.structs, held);
  if ('kind' in items) return items;
  const deletions = followDeletions(decoded.ds, items, held);
  if ('kind' in deletions) return deletions;
  const { named } = items;
  if (items.all.length === 0 && deletions.current.size === 0) return { kind: 'nothing', named };
  // Yjs joins writes of one client to a run only when all of them have been overwritten
  const odd = items.all.find(({ contents, dead }) => contents.length > 1 && !dead);
  if (odd) return breach('not-cells', odd.key);
  const orphans = cellsLeftEmpty(items, deletions.current, held.doc);
  if (orphans.length > 0) return breach('not-cells', ...orphans);
  return {
    kind: 'writes',
    writes: items.all.flatMap(writesOf),
    clients: new Set(items.byClient.keys()),
    named,
    update: takeable(update, decoded, items, held)
  };
}

/** The update without what the document holds already or has forgotten: of that nothing may be kept waiting. */
function takeable(
  update: Uint8Array,
  { structs, ds }: ReturnType<typeof Y.decodeUpdate>,
  items: PlacedItems,
  held: Held
): Uint8Array {
  const isForgotten = (client: number) => clockOf(held.doc, client) < clockHeld(held, client);
  const isOfNow =
    held.retired.size === 0 ||
    !(items.all.some(({ carried }) => carried) || [...items.named, ...ds.clients.keys()].some(isForgotten));
  if (!isOfNow) return updateForRenewed(items, ds.clients, held);
  return structs.length === items.count ? update : Y.diffUpdate(update, stateVectorOf(held.doc));
}

const writesOf = ({ key, client, clock, length, origin, contents }: NewItem): CellWrite[] =>
  contents.length === 0
    ? [{ key, client, clock: clock + length - 1, content: undefined, origin }]
    : contents.map((content, at) => ({
        key,
        client,
        clock: clock + at,
        content,
        origin: at === 0 ? origin : { client, clock: clock + at - 1 }
      }));
