// One connection of a document to the sheet server: y-websocket's provider, with the three messages that are ours.
import { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { SheetDocument } from '#core/sheet/document.ts';
import { readRaced, readRefused, readRemarks, readSaved, readStatus, writePresence } from '#core/sheet/frames.ts';
import {
  closeCodes,
  messageRaced,
  messageRefused,
  messageRemarks,
  messageSaved,
  messageStatus,
  type Presence,
  type Raced,
  type Refused,
  type Remarks,
  type Saved,
  type Status
} from '#core/sheet/messages.ts';
import { writePresenceUpdate } from '#core/sheet/presence.ts';
import type { ConnectionState, OpenSheet } from './open-sheet.ts';

export interface ConnectionEvents {
  /** `because`: the server said why it hangs up */
  state(state: ConnectionState, because?: NonNullable<OpenSheet['awayBecause']>): void;
  /** the document holds all that the server had */
  synced(): void;
  saved(saved: Saved): void;
  refused(refused: Refused): void;
  status(status: Status): void;
  remarks(remarks: Remarks): void;
  raced(raced: readonly Raced[]): void;
  others(others: readonly (Presence & { client: number })[]): void;
  /** the server does not want us any more; it is not tried again */
  closed(because: NonNullable<OpenSheet['closedBecause']>): void;
}

export interface ConnectionOptions {
  socketUrl: string;
  sheetId: string;
  /** whose edits these are: when somebody else has signed in at this browser meanwhile the server must not take them as theirs */
  person: string;
  /** for tests in Node, which has no sockets of the web or cannot give them a cookie */
  WebSocketClass?: typeof WebSocket;
}

export interface Where {
  at?: CellKey;
  editing?: boolean;
}

// Moving with the arrow keys makes 30 places a second; the server tells the others four.
const whereMs = 100;

// Coming back, ms: a server needs a second or two to start again, and lets in some thousand people in a few.
const restartBackMs = [500, 3500] as const;
const backMs = [1500, 4000] as const;
// however long a server asks to be left alone
const longestPauseMs = 120_000;

/** tells when the machine loses and gets a network; Node has no such thing */
const network = typeof window === 'undefined' ? undefined : window;

/** connecting → online ⇄ offline → closed */
export class Connection {
  readonly #provider: WebsocketProvider;
  readonly #awareness: Awareness;
  #whereTimer: ReturnType<typeof setTimeout> | undefined;
  #where: Where = {};
  #closed = false;

  constructor(doc: SheetDocument, options: ConnectionOptions, events: ConnectionEvents) {
    this.#awareness = new Awareness(doc);
    const provider = new WebsocketProvider(options.socketUrl, options.sheetId, doc, {
      awareness: this.#awareness,
      params: { person: options.person },
      // tabs of one browser must not sync past the server and its rights
      disableBc: true,
      connect: false,
      ...(options.WebSocketClass ? { WebSocketPolyfill: options.WebSocketClass } : {})
    });
    this.#provider = provider;
    provider.messageHandlers[messageSaved] = (_, decoder) => this.#open(() => events.saved(readSaved(decoder)));
    provider.messageHandlers[messageRefused] = (_, decoder) => this.#open(() => events.refused(readRefused(decoder)));
    provider.messageHandlers[messageStatus] = (_, decoder) => this.#open(() => events.status(readStatus(decoder)));
    provider.messageHandlers[messageRemarks] = (_, decoder) => this.#open(() => events.remarks(readRemarks(decoder)));
    provider.messageHandlers[messageRaced] = (_, decoder) => this.#open(() => events.raced(readRaced(decoder)));
    provider.on('status', ({ status }) => {
      // each try to connect again says "connecting": to a person that is still "offline"
      if (status !== 'connecting') this.#open(() => events.state(status === 'connected' ? 'online' : 'offline'));
    });
    provider.on('connection-close', (event) => {
      const isRestart = event?.code === closeCodes.restart;
      const pause = /^too-fast (\d+)$/.exec(event?.reason ?? '');
      if (pause) this.#comeBackAfter(Number(pause[1]) * 1000);
      else this.#comeBackWhenOthersDoNot(isRestart);
      this.#open(() => events.state('offline', isRestart ? 'restart' : pause ? 'too-fast' : undefined));
    });
    provider.on('sync', (isSynced) => isSynced && this.#open(() => events.synced()));
    provider.on('closed', ({ code }) => this.#open(() => events.closed(becauseOf(code))));
    this.#awareness.on('change', () => this.#open(() => events.others(this.#others(doc.clientID))));
    this.#speakForMyselfOnly(doc.clientID);
    provider.connect();
    network?.addEventListener('offline', this.#networkGone);
    network?.addEventListener('online', this.#networkBack);
  }

  // The browser knows of a pulled cable at once; the provider only when nothing came for half a minute.
  readonly #networkGone = (): void => this.#provider.disconnect();
  readonly #networkBack = (): void => this.#provider.connect();

  /**
   * The provider waits 200 ms, 400 ms … and at most `maxBackoffTime`: the same for everybody. After a restart three thousand people would
   * stand at the door in the same moment, again and again. So each waits for a time of its own, at a restart from the first time on.
   */
  #comeBackWhenOthersDoNot(isRestart: boolean): void {
    const [least, most] = isRestart ? restartBackMs : backMs;
    this.#provider.maxBackoffTime = least + Math.random() * (most - least);
    if (isRestart) this.#provider.wsUnsuccessfulReconnects = Math.max(this.#provider.wsUnsuccessfulReconnects, 6);
  }

  /** The server said how long; a little more, so that several tabs do not come at once. */
  #comeBackAfter(ms: number): void {
    this.#provider.maxBackoffTime = Math.min(ms, longestPauseMs) * (1 + Math.random() / 4);
    this.#provider.wsUnsuccessfulReconnects = Math.max(this.#provider.wsUnsuccessfulReconnects, 12); // 100 ms doubled so often
  }

  /** what comes after `close` is not told */
  #open(tell: () => void): void {
    if (!this.#closed) tell();
  }

  /** The provider would repeat to the server all that it hears of others. */
  #speakForMyselfOnly(client: number): void {
    this.#awareness.off('update', this.#provider._awarenessUpdateHandler);
    this.#awareness.on('update', (_: unknown, origin: unknown) => {
      const { ws } = this.#provider;
      if (origin !== 'local' || !this.#provider.wsconnected || !ws) return;
      const clock = this.#awareness.meta.get(client)?.clock ?? 0;
      const state = this.#awareness.getLocalState() as Presence | null;
      // lib0 makes arrays over plain buffers; its types do not say so
      ws.send(writePresence(writePresenceUpdate([{ client, clock, state }])) as Uint8Array<ArrayBuffer>);
    });
  }

  #others(own: number): (Presence & { client: number })[] {
    return [...this.#awareness.getStates()]
      .filter(([client, state]) => client !== own && typeof state['person'] === 'string')
      .map(([client, state]) => ({ ...(state as Presence), client }));
  }

  /** Where I am, for the others; the last of several in a short time counts. */
  sayWhere(where: Where): void {
    this.#where = where;
    this.#whereTimer ??= setTimeout(() => {
      this.#whereTimer = undefined;
      this.#awareness.setLocalState({ ...this.#where });
    }, whereMs);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#whereTimer);
    network?.removeEventListener('offline', this.#networkGone);
    network?.removeEventListener('online', this.#networkBack);
    // says "gone" to the others while the socket is still open
    this.#awareness.setLocalState(null);
    this.#provider.destroy();
    this.#awareness.destroy();
  }
}

function becauseOf(code: number): NonNullable<OpenSheet['closedBecause']> {
  if (code === closeCodes.signedOut) return 'signed-out';
  if (code === closeCodes.damaged) return 'damaged';
  return code === closeCodes.noSheet ? 'not-found' : 'not-allowed';
}
