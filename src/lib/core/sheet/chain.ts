// The items of one cell in Yjs' order. Yjs keeps every write of a key as an item in a chain and shows the right-most; this file puts
// items into such a chain as Yjs would, without touching a document.
import type * as Y from 'yjs';
import { cellsOf, type SheetDocument } from './document.ts';

export interface WriteId {
  client: number;
  clock: number;
}

/** A run of writes of one client; longer than 1 only where the contents are gone. */
export interface ChainItem extends WriteId {
  length: number;
  /** the last write of the item that stood to the left when this one was made; null: the cell was never filled */
  origin: WriteId | null;
  /** its content is gone, or will be */
  dead: boolean;
}

export const sameId = (a: WriteId | null, b: WriteId | null): boolean =>
  a === b || (a !== null && b !== null && a.client === b.client && a.clock === b.clock);

/** the last write of a run */
export const endOf = ({ client, clock, length }: ChainItem): WriteId => ({ client, clock: clock + length - 1 });

/** the cell's items in the document from left to right; empty when it was never filled */
export function chainOf(doc: SheetDocument, key: string): ChainItem[] {
  const chain: ChainItem[] = [];
  for (let item: Y.Item | null | undefined = cellsOf(doc)._map.get(key); item; item = item.left) {
    const { client, clock } = item.id;
    chain.push({ client, clock, length: item.length, origin: item.origin, dead: item.deleted });
  }
  return chain.reverse();
}

const indexOf = (chain: readonly ChainItem[], id: WriteId): number =>
  chain.findIndex(
    ({ client, clock, length }) => client === id.client && clock <= id.clock && id.clock < clock + length
  );

/** `chain` with `items` put in, each after its origin. `chain` itself is not changed. */
export function integrated(chain: readonly ChainItem[], items: readonly ChainItem[]): ChainItem[] {
  const whole = [...chain];
  for (const item of items) whole.splice(placeOf(whole, item), 0, item);
  return whole;
}

/** Where Yjs would put `item`: between items with the same origin the lower client id stands to the left. Splits a run if need be. */
function placeOf(chain: ChainItem[], item: ChainItem): number {
  const origin = item.origin === null ? -1 : splitAfter(chain, item.origin);
  let left = origin;
  // items passed since the last one that `item` certainly stands behind
  let undecided = new Set<number>();
  for (let at = origin + 1; at < chain.length; at++) {
    const other = chain[at]!;
    undecided.add(at);
    if (sameId(item.origin, other.origin)) {
      if (other.client >= item.client) break;
      left = at;
      undecided = new Set();
    } else {
      const otherOrigin = other.origin === null ? -1 : indexOf(chain, other.origin);
      if (otherOrigin <= origin) break;
      if (!undecided.has(otherOrigin)) {
        left = at;
        undecided = new Set();
      }
    }
  }
  return left + 1;
}

/** index of the item that ends with `id` */
function splitAfter(chain: ChainItem[], id: WriteId): number {
  const at = indexOf(chain, id);
  const run = chain[at];
  if (!run || sameId(endOf(run), id)) return at;
  const length = id.clock - run.clock + 1;
  const rest = { ...run, clock: id.clock + 1, length: run.length - length, origin: id };
  chain.splice(at, 1, { ...run, length }, rest);
  return at;
}
