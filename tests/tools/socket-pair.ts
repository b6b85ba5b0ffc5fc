// A network in one process: pairs of sockets whose messages are delivered, kept back or lost as the test says.
import { EventEmitter } from 'node:events';
import type { WebSocket as ServerSocket } from 'ws';

const open = 1;
const closed = 3;

/** the server's end: what server/sockets uses of a `ws` socket */
export class ServerEnd extends EventEmitter {
  readonly OPEN = open;
  readyState = open;
  isPaused = false;
  constructor(readonly pair: SocketPair) {
    super();
  }
  get bufferedAmount(): number {
    return this.pair.toBrowser.reduce((sum, bytes) => sum + bytes.length, 0);
  }
  send(bytes: Uint8Array): void {
    if (this.readyState === open) this.pair.toBrowser.push(bytes.slice());
  }
  pause(): void {
    this.isPaused = true;
  }
  resume(): void {
    this.isPaused = false;
  }
  /** a close frame stands behind what was sent before */
  close(code: number, reason: string): void {
    if (this.readyState === open) this.pair.closing ??= { code, reason };
  }
  terminate(): void {
    this.pair.cut();
  }
  asSocket(): ServerSocket {
    return this as unknown as ServerSocket;
  }
}

/** the browser's end: what y-websocket uses of a socket of the web */
export class BrowserEnd {
  readonly OPEN = open;
  readyState = 0;
  binaryType = 'arraybuffer';
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  pair: SocketPair | undefined;

  send(bytes: Uint8Array): void {
    if (this.readyState === open) this.pair!.toServer.push(bytes.slice());
  }
  close(): void {
    if (this.pair) this.pair.hangUp();
    else this.gone(1006, '');
  }
  gone(code: number, reason: string): void {
    if (this.readyState === closed) return;
    this.readyState = closed;
    this.onclose?.({ code, reason });
  }
}

export class SocketPair {
  readonly server = new ServerEnd(this);
  readonly toServer: Uint8Array[] = [];
  readonly toBrowser: Uint8Array[] = [];
  closing: { code: number; reason: string } | undefined;
  /** the browser has closed; what it sent before may still arrive */
  private hungUp = false;

  constructor(readonly browser: BrowserEnd) {
    browser.pair = this;
  }

  get isOpen(): boolean {
    return this.server.readyState === open;
  }
  get hasNews(): boolean {
    return this.isOpen && (this.toServer.length > 0 || this.toBrowser.length > 0 || this.hungUp || !!this.closing);
  }

  connect(): void {
    this.browser.readyState = open;
    this.browser.onopen?.();
  }

  /** the oldest message to the server; then the end, if the browser has hung up */
  deliverToServer(): void {
    if (!this.isOpen || this.server.isPaused) return;
    const bytes = this.toServer.shift();
    if (bytes) this.server.emit('message', Buffer.from(bytes), true);
    else if (this.hungUp) this.end(1005, '');
  }

  deliverToBrowser(): void {
    if (!this.isOpen) return;
    const bytes = this.toBrowser.shift();
    if (bytes) this.browser.onmessage?.({ data: new Uint8Array(bytes).buffer });
    else if (this.closing) this.end(this.closing.code, this.closing.reason);
  }

  hangUp(): void {
    this.hungUp = true;
    this.browser.gone(1005, '');
  }

  /** the wire breaks: what was on it is lost */
  cut(): void {
    this.end(1006, '');
  }

  private end(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.toServer.length = 0;
    this.toBrowser.length = 0;
    this.server.readyState = closed;
    this.server.emit('close', code, Buffer.from(reason));
    this.browser.gone(code, reason);
  }
}
