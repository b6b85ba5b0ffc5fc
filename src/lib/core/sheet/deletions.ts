// What the deletions of an update mean for the cells of a sheet. Part of changes.ts, which says what it is for.
import * as Y from 'yjs';
import { chainOf, endOf, integrated, sameId, type WriteId } from './chain.ts';
import { cellsOf, clockHeld, clockOf, type Held, type SheetDocument } from './document.ts';
import { breach, highestClock, newItemAt, type Breach, type NewItem, type PlacedItems } from './new-items.ts';

// Items of a cell that race with what the document holds. One browser makes one, a few more after a bad day; each costs Yjs a walk.
const racesPerCell = 32;

/**
 * Deletions of what is deleted already are idle: every answer to a hello repeats all of them. A new one may only hit a new item, or
 * what stands in a cell (only that is not deleted yet); those cells are then looked at by `cellsLeftEmpty`.
 */
export function followDeletions(
  ds: ReturnType<typeof Y.decodeUpdate>['ds'],
  placed: PlacedItems,
  held: Held
): { current: Set<string> } | Breach {
  const { doc } = held;
  const current = new Set<string>();
  for (const [client, ranges] of ds.clients) {
    const inDocument = clockOf(doc, client);
    const known = clockHeld(held, client);
    const structs = doc.store.clients.get(client) ?? [];
    let end = 0;
    for (const { clock, len } of ranges) {
      // in order, as Yjs writes them: else one update could make this loop walk the document as often as it has ranges
      if (!(len > 0) || clock < end || !(clock + len <= highestClock)) return breach('malformed');
      end = clock + len;
      for (let at = clock < inDocument ? Y.findIndexSS(structs, clock) : structs.length; at < structs.length; at++) {
        const struct = structs[at]!;
        if (struct.id.clock >= end) break;
        if (struct.deleted) continue;
        if (!(struct instanceof Y.Item) || struct.parent !== cellsOf(doc) || struct.parentSub === null)
          return breach('not-cells');
        current.add(struct.parentSub);
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
export function cellsLeftEmpty(placed: PlacedItems, current: ReadonlySet<string>, doc: SheetDocument): string[] {
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
