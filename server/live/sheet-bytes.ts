// A sheet's bytes as they lie on the disk, looked through without making a document of them: what they hold, and whether they are whole.
// Whoever has nothing is told these bytes as they are, so what is missing in them would be missing on the screen without a word.
import * as Y from 'yjs';
import type { LogRow, SheetSnapshot } from '#server/storage/storage.ts';
import { damaged } from '#server/storage/sums.ts';

/**
 * How many writes of each client id snapshot and rows hold; undefined when the program that wrote the snapshot did not say.
 * @throws Problem `sheet-damaged`: a row is no update, or writes that it stands on are missing
 */
export function clocksOnDisk(
  snapshot: SheetSnapshot | undefined,
  rows: readonly LogRow[]
): ReadonlyMap<number, number> | undefined {
  if (snapshot && !snapshot.vector) return undefined;
  const clocks = snapshot?.vector ? vectorOf(snapshot.vector) : new Map<number, number>();
  for (const { seq, update } of rows) addUpdate(clocks, update, `row ${seq}`);
  return clocks;
}

/**
 * Of one that was stored without a checksum; costs about what making the document costs.
 * @throws Problem `sheet-damaged`: it holds less than it says, or cannot be read
 */
export function lookAtSnapshot({ seq, state, vector }: SheetSnapshot): void {
  const held = new Map<number, number>();
  addUpdate(held, state, `snapshot ${seq}`);
  const said = vector ? vectorOf(vector) : held;
  const isWhole = said.size === held.size && [...said].every(([client, clock]) => held.get(client) === clock);
  if (!isWhole) throw damaged(`snapshot ${seq} holds less than it says`);
}

/** Adds what an update brings to the clocks before it; all that it stands on must be there. */
function addUpdate(clocks: Map<number, number>, update: Uint8Array, what: string): void {
  const { structs, ds } = read(() => Y.decodeUpdate(update), what);
  const clockOf = (client: number) => clocks.get(client) ?? 0;
  for (const { id, length } of structs) {
    if (id.clock > clockOf(id.client)) throw damaged(`writes before ${what} are missing`);
    clocks.set(id.client, Math.max(clockOf(id.client), id.clock + length));
  }
  const stoodOn = structs.flatMap((struct) =>
    struct instanceof Y.Item ? [struct.origin, struct.rightOrigin].filter((id) => id !== null) : []
  );
  const deleted = [...ds.clients].flatMap(([client, ranges]) =>
    ranges.map(({ clock, len }) => ({ client, clock: clock + len - 1 }))
  );
  for (const { client, clock } of [...stoodOn, ...deleted])
    if (clock >= clockOf(client)) throw damaged(`writes that ${what} stands on are missing`);
}

const vectorOf = (bytes: Uint8Array): Map<number, number> => read(() => Y.decodeStateVector(bytes), 'state vector');

function read<T>(bytes: () => T, what: string): T {
  try {
    return bytes();
  } catch (error) {
    throw damaged(`${what} cannot be read`, error);
  }
}
