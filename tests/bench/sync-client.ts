// A light client: speaks the wire of each server and writes cells as Yjs would, without holding a document, so that a thousand of them do
// not make the load generator the limit. It writes cells of its own only, so what stands before each write is known.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';

export type ServerKind = 'ours' | 'y-websocket' | 'hocuspocus';

export interface Target {
  kind: ServerKind;
  port: number;
  pid: number;
  cookies: readonly string[];
}

export interface Seen {
  client: number;
  /** clocks `from` to before `to` */
  from: number;
  to: number;
}

const [contentAny, hasOrigin, hasParentSub] = [8, 0x80, 0x20];

interface WriteOf {
  client: number;
  clock: number;
}

export class LightClient {
  /** of this run only: nobody else has it */
  id: number;
  clock = 0;
  /** cell → who wrote it last, which is always this client, if under an older id */
  readonly #last = new Map<string, WriteOf>();
  readonly #name: string;
  readonly #kind: ServerKind;
  readonly socket: WebSocket;
  /** told of what others (and, some servers, oneself) wrote; absent: it is not even read */
  onSeen?: (seen: readonly Seen[]) => void;
  onSaved?: (clock: number) => void;
  closed: string | undefined;

  constructor(target: Target, sheet: number, person: number, id = 1000 + person) {
    this.id = id;
    this.#kind = target.kind;
    this.#name = `s${sheet}`;
    const path =
      target.kind === 'ours' ? `/sync/${this.#name}` : target.kind === 'y-websocket' ? `/${this.#name}` : '/';
    this.socket = new WebSocket(`ws://127.0.0.1:${target.port}${path}`, {
      perMessageDeflate: false,
      headers: target.kind === 'ours' ? { cookie: target.cookies[person]! } : {}
    });
    this.socket.on('error', () => undefined);
    this.socket.on('close', (code) => (this.closed = String(code)));
  }

  /** Connects and says hello; resolves when the server has answered. */
  sync(stateVector: Uint8Array = Uint8Array.of(0)): Promise<void> {
    return new Promise((resolve, reject) => {
      const hello = () => this.socket.send(this.#sync(0, stateVector));
      this.socket.on('open', () => {
        if (this.#kind === 'hocuspocus')
          this.socket.send(
            this.#framed(2, (to) => (encoding.writeVarUint(to, 0), encoding.writeVarString(to, 'token')))
          );
        if (this.#kind !== 'ours') hello();
      });
      this.socket.on('close', (code, reason) => reject(new Error(`closed with ${code} ${String(reason)}`)));
      this.socket.on('message', (data) => {
        const from = decoding.createDecoder(data as Buffer);
        if (this.#kind === 'hocuspocus') decoding.readVarString(from);
        const type = decoding.readVarUint(from);
        if (type === 0) {
          const step = decoding.readVarUint(from);
          if (step === 0) {
            // ours greets first, and then takes the hello
            if (this.#kind === 'ours') hello();
            this.socket.send(this.#sync(1, Uint8Array.of(0, 0)));
          } else if (step === 1) resolve();
          else if (this.onSeen) this.onSeen(seenIn(decoding.readVarUint8Array(from)));
        } else if (type === 100 && this.onSaved) {
          const clock = Y.decodeStateVector(decoding.readVarUint8Array(from)).get(this.id);
          if (clock !== undefined) this.onSaved(clock);
        } else if (type === 101) {
          throw new Error(`refused: ${decoding.readVarString(from).slice(0, 200)}`);
        }
      });
    });
  }

  /** Says where it stands, as every y-websocket client does when it connects. */
  sayPresence(at: string): void {
    const to = encoding.createEncoder();
    encoding.writeVarUint(to, 1);
    encoding.writeVarUint(to, this.id);
    encoding.writeVarUint(to, 1);
    encoding.writeVarString(to, JSON.stringify({ at }));
    const update = encoding.toUint8Array(to);
    this.socket.send(this.#framed(1, (frame) => encoding.writeVarUint8Array(frame, update)));
  }

  /** From here on what arrives is taken from the socket and thrown away: reading costs the server nothing, parsing it only us. */
  readBlindly(): void {
    const { _socket: socket } = this.socket as unknown as { _socket: NodeJS.ReadableStream };
    socket.removeAllListeners('data');
    socket.on('data', () => undefined);
  }

  /** From here on the socket is not read at all: what the server sends waits on the way, and then at the server. */
  stopReading(): void {
    const { _socket: socket } = this.socket as unknown as { _socket: NodeJS.ReadableStream };
    socket.removeAllListeners('data');
    socket.pause();
  }

  /** What a page load does: from here on the same person writes under a new client id. */
  becomes(id: number): void {
    this.id = id;
    this.clock = 0;
  }

  /** Writes these cells in one update: one number for all, or each its own. */
  write(keys: readonly string[], number: string | readonly string[], note?: string): void {
    this.socket.send(this.updateOf(keys, number, note));
  }

  /** the frame of such a write, to be sent later in this order */
  updateOf(keys: readonly string[], number: string | readonly string[], note?: string): Uint8Array {
    const to = encoding.createEncoder();
    encoding.writeVarUint(to, 1);
    encoding.writeVarUint(to, keys.length);
    encoding.writeVarUint(to, this.id);
    encoding.writeVarUint(to, this.clock);
    const overwritten: WriteOf[] = [];
    for (const [at, key] of keys.entries()) {
      const origin = this.#last.get(key);
      encoding.writeUint8(to, contentAny | hasParentSub | (origin === undefined ? 0 : hasOrigin));
      if (origin === undefined) {
        encoding.writeVarUint(to, 1);
        encoding.writeVarString(to, 'cells');
        encoding.writeVarString(to, key);
      } else {
        encoding.writeVarUint(to, origin.client);
        encoding.writeVarUint(to, origin.clock);
        overwritten.push(origin);
      }
      encoding.writeVarUint(to, 1);
      const own = typeof number === 'string' ? number : number[at]!;
      encoding.writeAny(to, note === undefined ? { number: own } : { number: own, note });
      this.#last.set(key, { client: this.id, clock: this.clock++ });
    }
    writeDeletions(to, overwritten);
    return this.#sync(2, encoding.toUint8Array(to));
  }

  #sync(step: number, bytes: Uint8Array): Uint8Array {
    return this.#framed(0, (to) => {
      encoding.writeVarUint(to, step);
      encoding.writeVarUint8Array(to, bytes);
    });
  }

  #framed(type: number, write: (to: encoding.Encoder) => void): Uint8Array {
    const to = encoding.createEncoder();
    if (this.#kind === 'hocuspocus') encoding.writeVarString(to, this.#name);
    encoding.writeVarUint(to, type);
    write(to);
    return encoding.toUint8Array(to);
  }
}

/** the end of an update: what was overwritten, by client */
function writeDeletions(to: encoding.Encoder, overwritten: readonly WriteOf[]): void {
  const clocksOf = new Map<number, number[]>();
  for (const { client, clock } of overwritten) clocksOf.set(client, [...(clocksOf.get(client) ?? []), clock]);
  encoding.writeVarUint(to, clocksOf.size);
  for (const [client, clocks] of clocksOf) {
    encoding.writeVarUint(to, client);
    encoding.writeVarUint(to, clocks.length);
    for (const clock of clocks.sort((a, b) => a - b)) {
      encoding.writeVarUint(to, clock);
      encoding.writeVarUint(to, 1);
    }
  }
}

/** Large updates come to everybody alike: what one client has read, the others compare, or reading them would be all that is timed. */
const largeBytes = 4096;
const large: { update: Uint8Array; seen: Seen[] }[] = [];

function seenIn(update: Uint8Array): Seen[] {
  const known = update.length > largeBytes && large.find((one) => Buffer.compare(one.update, update) === 0);
  if (known) return known.seen;
  const seen = Y.decodeUpdate(update).structs.map(({ id: { client, clock }, length }) => ({
    client,
    from: clock,
    to: clock + length
  }));
  if (update.length > largeBytes && large.push({ update, seen }) > 8) large.shift();
  return seen;
}
