// What nearly every update is: one write of one browser over what stood in the cell for it. Part of changes.ts, which judges all others; this
// says the same of such an update without the lists that it takes to follow many items at once.
import * as Y from 'yjs';
import type { CellWrite } from './changes.ts';
import { cellsOf, clockOf, highestClient, silentClient, type Held, type SheetDocument } from './document.ts';
import { depthLimit, highestClock, isPlainJson, namedKey } from './new-items.ts';

/** The write, when the update is that and nothing else; undefined: it is to be looked at thoroughly. */
export function oneWrite(
  { structs, ds }: ReturnType<typeof Y.decodeUpdate>,
  { doc, retired }: Held
): CellWrite | undefined {
  const struct = structs[0];
  if (structs.length !== 1 || retired.size > 0 || !(struct instanceof Y.Item)) return undefined;
  const { client, clock } = struct.id;
  if (client === silentClient || client > highestClient) return undefined;
  if (clock !== clockOf(doc, client) || clock >= highestClock) return undefined;
  if (struct.length !== 1 || struct.rightOrigin !== null || !(struct.content instanceof Y.ContentAny)) return undefined;
  const content: unknown = struct.content.arr[0];
  if (content === undefined || !isPlainJson(content, depthLimit)) return undefined;
  const { origin } = struct;
  const key = origin === null ? namedKey(struct) : keyOfStanding(doc, origin);
  if (key === undefined || (origin === null && cellsOf(doc)._map.has(key))) return undefined;
  if (ds.clients.size > 0 && !(origin !== null && deletesOnly(ds, origin))) return undefined;
  return { key, client, clock, content, origin };
}

/** the cell in which this write stands; undefined: it stands in none */
function keyOfStanding(doc: SheetDocument, { client, clock }: Y.ID): string | undefined {
  if (clock >= clockOf(doc, client)) return undefined;
  const struct: Y.Item | Y.GC = Y.getItem(doc.store, Y.createID(client, clock));
  if (!(struct instanceof Y.Item) || struct.parent !== cellsOf(doc) || struct.parentSub === null) return undefined;
  const isStanding = cellsOf(doc)._map.get(struct.parentSub) === struct;
  return isStanding && struct.length === 1 && !struct.deleted ? struct.parentSub : undefined;
}

function deletesOnly({ clients }: ReturnType<typeof Y.decodeUpdate>['ds'], { client, clock }: Y.ID): boolean {
  const ranges = clients.get(client);
  if (clients.size !== 1 || ranges?.length !== 1) return false;
  const [range] = ranges;
  return range!.clock === clock && range!.len === 1;
}
