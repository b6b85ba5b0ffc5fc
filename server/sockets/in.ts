// One connection: what comes in is handed to the session machine of core/sheet, and what that decides is done here.
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { SheetId } from '#core/basics/ids.ts';
import { isProblem } from '#core/basics/problem.ts';
import { writeHello, writeRefused } from '#core/sheet/frames.ts';
import { writeStateVector } from '#core/sheet/document.ts';
import { closeCodes, type Refused } from '#core/sheet/messages.ts';
import { decideSession, newSession, type SessionEvent, type SessionStep } from '#core/sheet/server-session.ts';
import type { Actor } from '#core/workflow/actor.ts';
import type { LiveLimits } from '#server/live/limits.ts';
import type { LiveSheet } from '#server/live/live-sheet.ts';
import type { LiveSheets } from '#server/live/live-sheets.ts';
import { within } from '#server/live/within.ts';
import type { Receiver, Room, Rooms } from './out.ts';
import { Pace } from './pace.ts';
import { answerSealed, seal, type Sealed } from './seal.ts';

export interface Asking {
  actor: Actor;
  /** of the session that proved it: its end closes the connection */
  hash: string;
}

const nothingKnown = writeStateVector(new Map());

export interface SessionNeeds {
  live: LiveSheets;
  rooms: Rooms;
  note: (fact: string, fields: Record<string, unknown>) => void;
}

/** opening → open → over */
export class SheetSession implements Receiver {
  readonly #socket: WebSocket;
  readonly #wire: Duplex | undefined;
  readonly #needs: SessionNeeds;
  readonly #limits: LiveLimits;
  #state = newSession();
  #asking: Asking | undefined;
  #sheet: LiveSheet | undefined;
  #room: Room | undefined;
  #release: (() => void) | undefined;
  readonly #pace: Pace;
  /** performance.now() of the last frame sent */
  sentAt = performance.now();
  checkedAt = performance.now();
  /** performance.now() of the last sign of life: a frame, or the answer to a ping */
  #heardAt = performance.now();

  /** @param wire what lies below the socket; absent: frames go through the socket one by one */
  constructor(socket: WebSocket, needs: SessionNeeds, wire?: Duplex) {
    this.#socket = socket;
    this.#wire = wire;
    this.#needs = needs;
    this.#limits = needs.live.limits;
    this.#pace = new Pace(socket, this.#limits, performance.now());
    // before the first await: an error without a listener ends the process, a message without one is lost
    socket.on('error', () => socket.terminate());
    socket.on('message', (bytes, isBinary) => this.#heard(bytes, isBinary));
    socket.on('close', () => this.#left());
    socket.on('ping', () => this.#pace.heard(0, performance.now()));
    socket.on('pong', () => (this.#heardAt = performance.now()));
  }

  /** set while the connection is let in; asked only then */
  get actor(): Actor {
    return this.#asking!.actor;
  }
  get asking(): Asking | undefined {
    return this.#asking;
  }
  /** undefined until the connection is let in */
  get sheetId(): SheetId | undefined {
    return this.#sheet?.id;
  }
  get isOver(): boolean {
    return this.#state.at === 'closed';
  }
  get lagBytes(): number {
    return this.#socket.bufferedAmount;
  }

  /** Lets the connection in, or closes it with the reason; never throws. */
  async open(ask: () => Promise<Asking | undefined>, sheetId: SheetId): Promise<void> {
    try {
      this.#asking = await within(ask(), this.#limits.openLimitMs, 'asking who it is');
      if (!this.#asking) return this.end(closeCodes.signedOut, 'not signed in');
      if (this.isOver) return;
      const { sheet, release } = await this.#hold(sheetId);
      if (this.isOver) return release();
      this.#release = release;
      sheet.enter(this);
      this.#sheet = sheet;
      this.#room = this.#needs.rooms.enter(sheet, this);
      this.#decide({ kind: 'loaded' });
    } catch (error) {
      const [code, reason] = closingOf(error);
      if (code === closeCodes.tryAgain)
        this.#needs.note('connection not let in', { sheet: sheetId, error: String(error) });
      this.end(code, reason);
    }
  }

  /** A sheet that comes too late is let go again: held for nobody it would stay in memory for ever. */
  async #hold(sheetId: SheetId): ReturnType<LiveSheets['hold']> {
    const holding = this.#needs.live.hold(sheetId);
    try {
      return await within(holding, this.#limits.openLimitMs, 'opening a sheet');
    } catch (error) {
      holding.then(
        ({ release }) => release(),
        () => undefined
      );
      throw error;
    }
  }

  /** The actor's grants changed, or the session was asked for again. */
  become(actor: Actor): void {
    if (!this.#asking) return;
    this.#asking = { ...this.#asking, actor };
    if (!this.#sheet || !this.#room) return;
    if (this.#sheet.reconsider(this)) this.#room.tellStatus(this);
    else this.end(closeCodes.notAllowed, 'no right to this sheet any more');
  }

  // ── in ────────────────────────────────────────────────────────────────────────────────────────────────────────────

  #heard(data: RawData, isBinary: boolean): void {
    const bytes = data as Buffer; // the server's sockets hand over one buffer
    this.#heardAt = performance.now();
    this.#pace.heard(bytes.length, this.#heardAt);
    this.#decide(isBinary ? { kind: 'heard', bytes } : { kind: 'heard-nonsense' });
  }

  #decide(event: SessionEvent): void {
    const { state, steps } = decideSession(this.#state, event, this.#limits);
    this.#state = state;
    for (const step of steps) this.#do(step);
  }

  #do(step: SessionStep): void {
    if (step.do === 'close') return this.#close(step.code, step.reason);
    if (step.do === 'tell-refused') return this.send(writeRefused(step.refused));
    if (step.do === 'ask-all') return this.send(writeHello(nothingKnown));
    const [sheet, room] = [this.#sheet, this.#room];
    if (!sheet || !room) return; // an earlier step closed the connection
    switch (step.do) {
      case 'greet':
        return sheet.between(() => this.#greet(room));
      case 'answer':
        this.#pace.askedForMuch(performance.now());
        return sheet.between(() => {
          this.sendSealed(answerSealed(sheet.answer(step.stateVector)));
          if (this.lagBytes > this.#limits.lagBytes) room.noteLag(this);
        });
      case 'submit':
        this.#pace.submitted(step.update.length);
        return sheet.submit(this, step.update);
      case 'take-presence':
        if (!room.takePresence(this, step.update)) this.refused({ reason: 'malformed', cells: [] });
        return;
      case 'tell-presence':
        this.#pace.askedForMuch(performance.now());
        return room.tellPresence(this);
    }
  }

  /** Invariant 2 of the session machine: the hello comes before anything of others. */
  #greet(room: Room): void {
    if (this.isOver) return;
    room.add(this);
    this.sendSealed(seal(...room.greetingOf(this)));
  }

  taken(bytes: number): void {
    this.#pace.taken(bytes);
  }

  accepted(): void {
    this.#decide({ kind: 'accepted' });
  }

  refused(refused: Refused): void {
    this.#decide({ kind: 'refused', refused });
  }

  // ── out ───────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Now and then: is anybody there, and do they read? A browser answers pings also when its page sleeps. */
  look(now: number): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#isChoked()) return;
    // what a paused socket says is not heard
    if (this.#socket.isPaused) this.#heardAt = now;
    if (now - this.#heardAt > this.#limits.deafMs) this.#socket.terminate();
    else if (now - this.#heardAt > this.#limits.quietMs) this.#socket.ping();
  }

  /** Whatever it is that nobody reads: it stays within a bound. */
  #isChoked(): boolean {
    if (this.lagBytes <= this.#limits.lagLimitBytes) return false;
    this.end(closeCodes.tryAgain, 'too slow');
    return true;
  }

  send(frame: Uint8Array): void {
    if (this.#socket.readyState !== this.#socket.OPEN || this.#isChoked()) return;
    this.sentAt = performance.now();
    this.#socket.send(frame, { binary: true, compress: false });
  }

  sendSealed({ frames, bytes }: Sealed): void {
    if (!this.#wire) for (const frame of frames) this.send(frame);
    else if (this.#socket.readyState === this.#socket.OPEN && !this.#isChoked()) {
      this.sentAt = performance.now();
      // between two frames of `ws`, which writes each whole and at once as long as nothing is compressed
      this.#wire.write(bytes);
    }
  }

  end(code: number, reason: string): void {
    this.#decide({ kind: 'ended', code, reason });
  }

  #close(code: number, reason: string): void {
    this.#leaveSheet();
    this.#socket.resume(); // a paused socket would not hear the other side's closing
    this.#socket.close(code, reason);
    setTimeout(() => this.#socket.terminate(), this.#limits.closeLimitMs).unref();
  }

  #left(): void {
    this.#pace.over();
    this.#state = { at: 'closed' };
    this.#leaveSheet();
  }

  #leaveSheet(): void {
    if (this.#room) this.#needs.rooms.leave(this.#room, this);
    this.#sheet?.leave(this);
    this.#release?.();
    this.#room = this.#sheet = this.#release = undefined;
  }
}

function closingOf(error: unknown): [code: number, reason: string] {
  if (!isProblem(error)) return [closeCodes.tryAgain, 'try again'];
  switch (error.code) {
    case 'not-signed-in':
      return [closeCodes.signedOut, error.code];
    case 'not-allowed':
      return [closeCodes.notAllowed, error.code];
    case 'not-found':
      return [closeCodes.noSheet, error.code];
    case 'sheet-damaged':
      return [closeCodes.damaged, error.code];
    default:
      return [closeCodes.tryAgain, error.code];
  }
}
