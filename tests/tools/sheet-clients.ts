// Clients of a live server: a bare one that says bytes and keeps what it hears, and a stock y-websocket one.
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { CellContent } from '#core/forms/cell-value.ts';
import { readFrame, writeAnswer, writeHello, writePresence, writeUpdate, type Frame } from '#core/sheet/frames.ts';
import type { Refused, Saved, Status } from '#core/sheet/messages.ts';

// A stock client says this at each message that it does not know (saved, refused, status); it goes on all the same.
const { error } = console;
console.error = (...said: unknown[]) => {
  if (said[0] !== 'Unable to compute message') error(...said);
};
process.setMaxListeners(0); // each y-websocket provider listens for the end of the process

/** Waits until `look` gives something; asked again whenever one of `told` says that something happened. */
export class Watch {
  readonly #waiting = new Set<() => void>();
  tell(): void {
    for (const look of [...this.#waiting]) look();
  }
  until<T>(look: () => T | undefined | null | false, what = 'what was waited for', limitMs = 10_000): Promise<T> {
    const now = look();
    if (now !== undefined && now !== null && now !== false) return Promise.resolve(now);
    return new Promise((resolve, reject) => {
      const again = () => {
        const found = look();
        if (found === undefined || found === null || found === false) return;
        this.#waiting.delete(again);
        clearTimeout(timer);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(again);
        reject(new Error(`${what} did not happen within ${limitMs} ms`));
      }, limitMs);
      this.#waiting.add(again);
    });
  }
}

export interface BareOptions {
  who?: string;
  origin?: string;
  sheet?: string;
  client?: number;
  /** a document that has been through other connections; absent: an empty one */
  doc?: Y.Doc;
  /** as y-websocket does: answers each hello of the server at once */
  answersHellos?: boolean;
}

/** Speaks the protocol by hand; applies what it hears to a document of its own. */
export class BareClient extends Watch {
  readonly doc: Y.Doc;
  readonly frames: Frame[] = [];
  readonly socket: WebSocket;
  closed: { code: number; reason: string } | undefined;
  /** client id → how many of its writes the server has said to be saved */
  readonly savedClocks = new Map<number, number>();

  constructor(url: string, { who, origin, sheet = 's1', client, doc, answersHellos }: BareOptions = {}) {
    super();
    this.doc = doc ?? new Y.Doc();
    if (client !== undefined) this.doc.clientID = client;
    this.socket = new WebSocket(`${url}/${sheet}`, {
      headers: { ...(who ? { cookie: `who=${who}` } : {}), ...(origin ? { origin } : {}) }
    });
    this.socket.on('message', (data) => {
      const frame = readFrame(new Uint8Array(data as Buffer))!;
      this.frames.push(frame);
      if (frame.kind === 'hello' && answersHellos)
        this.say(writeAnswer(Y.encodeStateAsUpdate(this.doc, frame.stateVector)));
      if (frame.kind === 'update') Y.applyUpdate(this.doc, frame.update, this);
      if (frame.kind === 'saved')
        for (const [id, clock] of Y.decodeStateVector(frame.saved.stateVector)) this.savedClocks.set(id, clock);
      this.tell();
    });
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) };
      this.tell();
    });
    this.socket.on('error', () => undefined);
    onTestFinished(() => this.socket.terminate());
  }

  /** connected, greeted and synced */
  static async open(url: string, options: BareOptions): Promise<BareClient> {
    const client = new BareClient(url, options);
    await client.until(() => client.heard('hello') ?? client.closed, 'the greeting');
    client.say(writeHello(Y.encodeStateVector(client.doc)));
    await client.until(() => client.frames.find((frame) => frame.kind === 'update' && frame.answer) ?? client.closed);
    return client;
  }

  say(bytes: Uint8Array | string): void {
    const { readyState } = this.socket;
    if (readyState === WebSocket.OPEN) this.socket.send(bytes);
    // what is said to a socket that has closed is lost, as on any wire
    else if (readyState === WebSocket.CONNECTING) this.socket.once('open', () => this.socket.send(bytes));
  }

  heard<K extends Frame['kind']>(kind: K): Extract<Frame, { kind: K }> | undefined {
    return this.frames.findLast((frame) => frame.kind === kind) as Extract<Frame, { kind: K }> | undefined;
  }
  get status(): Status | undefined {
    return this.heard('status')?.status;
  }
  get refusals(): Refused[] {
    return this.frames.flatMap((frame) => (frame.kind === 'refused' ? [frame.refused] : []));
  }
  get savedFrames(): Saved[] {
    return this.frames.flatMap((frame) => (frame.kind === 'saved' ? [frame.saved] : []));
  }

  cell(key: string): unknown {
    return this.doc.getMap('cells').get(key);
  }

  /** what `work` does to the document, as one update; said to the server */
  edit(work: (cells: Y.Map<unknown>, doc: Y.Doc) => void): Uint8Array {
    const before = Y.encodeStateVector(this.doc);
    this.doc.transact(() => work(this.doc.getMap('cells'), this.doc));
    const update = Y.encodeStateAsUpdate(this.doc, before);
    this.say(writeUpdate(update));
    return update;
  }
  write(key: string, content: CellContent | string): Uint8Array {
    return this.edit((cells) => cells.set(key, typeof content === 'string' ? { number: content } : content));
  }
  answerHello(): void {
    const { stateVector } = this.heard('hello')!;
    this.say(writeAnswer(Y.encodeStateAsUpdate(this.doc, stateVector)));
  }
  sayPresence(update: Uint8Array): void {
    this.say(writePresence(update));
  }

  /** all that this client has written is on the server's disk, by what the server said */
  get isSaved(): boolean {
    return (this.savedClocks.get(this.doc.clientID) ?? 0) >= Y.getState(this.doc.store, this.doc.clientID);
  }
  saved(): Promise<true> {
    return this.until(() => this.isSaved, 'saved');
  }
  async close(): Promise<void> {
    this.socket.close();
    await this.until(() => this.closed);
  }
}

/** As anybody would use it; `headers` because a Node socket has no cookies of its own. */
export function stockClient(
  url: string,
  who: string,
  sheet = 's1'
): { provider: WebsocketProvider; doc: Y.Doc; cells: Y.Map<unknown> } {
  const doc = new Y.Doc();
  class WithCookie extends WebSocket {
    constructor(address: string | URL) {
      super(address, { headers: { cookie: `who=${who}` } });
    }
  }
  const provider = new WebsocketProvider(url, sheet, doc, {
    WebSocketPolyfill: WithCookie as unknown as typeof globalThis.WebSocket,
    disableBc: true
  });
  onTestFinished(() => provider.destroy());
  return { provider, doc, cells: doc.getMap('cells') };
}

export const synced = (provider: WebsocketProvider): Promise<void> =>
  provider.synced ? Promise.resolve() : new Promise((resolve) => provider.once('sync', () => resolve()));

/** resolves once the map holds this number in this cell */
export function cellIs(cells: Y.Map<unknown>, key: string, number: string): Promise<void> {
  const holds = () => (cells.get(key) as { number?: string } | undefined)?.number === number;
  if (holds()) return Promise.resolve();
  return new Promise((resolve) => {
    const look = () => {
      if (!holds()) return;
      cells.unobserve(look);
      resolve();
    };
    cells.observe(look);
  });
}
