// Who is where. The bytes are awareness updates of y-protocols; name, colour and department are the server's word, whatever a client says.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { Presence } from './messages.ts';

export const presenceColours = 12;
// `<table>/<row>/<column>` of codes; longer than any real one
const keyLengthLimit = 200;
// y-websocket clients repeat what they heard of the others, so a frame may name everybody on the sheet
const clientsPerFrame = 5000;
const stateLengthLimit = 2000;

export interface PresenceEntry {
  client: number;
  /** grows with each statement about this client; a lower one is old */
  clock: number;
  /** null: gone */
  state: unknown;
}

/**
 * The entries of an awareness update whose client id is `wanted`; the others are passed over unread. undefined: malformed.
 */
export function readPresence(update: Uint8Array, wanted: (client: number) => boolean): PresenceEntry[] | undefined {
  try {
    const decoder = decoding.createDecoder(update);
    const count = decoding.readVarUint(decoder);
    if (count > clientsPerFrame) return undefined;
    const entries: PresenceEntry[] = [];
    for (let at = 0; at < count; at++) {
      const client = decoding.readVarUint(decoder);
      const clock = decoding.readVarUint(decoder);
      const text = decoding.readVarUint8Array(decoder);
      if (!wanted(client)) continue;
      if (text.length > stateLengthLimit) return undefined;
      entries.push({ client, clock, state: JSON.parse(new TextDecoder().decode(text)) });
    }
    return entries;
  } catch {
    return undefined; // a stranger's bytes: whatever is wrong with them, they are no presence
  }
}

/** An awareness update of y-protocols. */
export function writePresenceUpdate(
  entries: readonly { client: number; clock: number; state: Presence | null }[]
): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, entries.length);
  for (const { client, clock, state } of entries) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, JSON.stringify(state));
  }
  return encoding.toUint8Array(encoder);
}

/** What a client says of itself reduced to what it may say (`at`, `editing`), with the server's word on who it is. */
export function stampPresence(
  said: unknown,
  who: Pick<Presence, 'person' | 'name' | 'department'>,
  knows: (key: string) => boolean
): Presence {
  const { at, editing } = (typeof said === 'object' && said !== null ? said : {}) as {
    at?: unknown;
    editing?: unknown;
  };
  return {
    ...who,
    colour: colourOf(who.person),
    ...(typeof at === 'string' && at.length <= keyLengthLimit && knows(at) ? { at: at as CellKey } : {}),
    ...(editing === true ? { editing: true } : {})
  };
}

/** The same person has the same colour everywhere: an index into the palette, spread by the FNV-1a hash of the id. */
export function colourOf(person: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < person.length; at++) hash = Math.imul(hash ^ person.charCodeAt(at), 0x01000193) >>> 0;
  return hash % presenceColours;
}
