// What goes out: what was stored, to all who have the sheet open, encoded once; status; presence, stamped by the server and gathered into
// a few frames a second. A slow reader gets one frame for all that it missed, or is let go.
import type { PersonId } from '#core/basics/ids.ts';
import { knowsKey } from '#core/sheet/cell-rights.ts';
import { writeHello, writePresence, writeRaced, writeSaved, writeStatus, writeUpdate } from '#core/sheet/frames.ts';
import { closeCodes, type Presence, type Raced } from '#core/sheet/messages.ts';
import { readPresence, stampPresence, writePresenceUpdate } from '#core/sheet/presence.ts';
import type { LiveLimits } from '#server/live/limits.ts';
import type { LiveSheet } from '#server/live/live-sheet.ts';
import type { Committed, Dropped, Writer } from '#server/live/writer.ts';
import { seal, type Sealed } from './seal.ts';

/** A connection as the room sees it. */
export interface Receiver extends Writer {
  /** Sends, whatever waits; for what must arrive. */
  send(frame: Uint8Array): void;
  sendSealed(sealed: Sealed): void;
  /** bytes that the reader has not taken yet */
  readonly lagBytes: number;
  end(code: number, reason: string): void;
}

interface Known {
  clock: number;
  state: Presence;
  by: Receiver;
}

interface Lag {
  since: number;
  /** what the reader was sent */
  stateVector: Uint8Array;
}

const dropCodes: Record<Dropped, number> = {
  'try-again': closeCodes.tryAgain,
  restart: closeCodes.restart,
  'no-sheet': closeCodes.noSheet
};

/** All who have one sheet open. */
export class Room {
  /** all who have come in, and those of them who have been greeted and hear everything from then on */
  readonly #members = new Set<Receiver>();
  readonly #receivers = new Set<Receiver>();
  readonly #lagging = new Map<Receiver, Lag>();
  readonly #presence = new Map<number, Known>();
  readonly #departed = new Map<number, { clock: number; person: PersonId; at: number }>();
  /** how many client ids each has spoken for */
  readonly #spokenFor = new WeakMap<Receiver, number>();
  /** client ids whose presence is to be told */
  readonly #news = new Set<number>();
  #presenceTimer: NodeJS.Timeout | undefined;
  #lagTimer: NodeJS.Timeout | undefined;
  #presenceToldAt = 0;
  readonly #unlisten: () => void;

  constructor(
    readonly sheet: LiveSheet,
    readonly limits: LiveLimits
  ) {
    this.#unlisten = sheet.listen({
      committed: (what) => this.#committed(what),
      statusChanged: () => this.#receivers.forEach((receiver) => this.tellStatus(receiver)),
      dropped: (why) => [...this.#members].forEach((receiver) => receiver.end(dropCodes[why], why))
    });
  }

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  enter(receiver: Receiver): void {
    this.#members.add(receiver);
  }

  /** From here on the receiver hears everything. */
  add(receiver: Receiver): void {
    if (this.#members.has(receiver)) this.#receivers.add(receiver);
  }

  remove(receiver: Receiver): void {
    this.#members.delete(receiver);
    this.#receivers.delete(receiver);
    this.#lagging.delete(receiver);
    for (const [client, { by }] of this.#presence) if (by === receiver) this.#forget(client);
    if (!this.isEmpty) return;
    this.#unlisten();
    clearTimeout(this.#presenceTimer);
    clearInterval(this.#lagTimer);
  }

  tellStatus(receiver: Receiver): void {
    receiver.send(writeStatus(this.sheet.statusOf(receiver)));
  }

  // ── what was stored ───────────────────────────────────────────────────────────────────────────────────────────────

  #committed({ updates, saved, writers, raced, only }: Committed): void {
    if (raced.length > 0) for (const receiver of this.#receivers) this.#tellRaced(receiver, raced);
    const [told, mark] = [updates.map(writeUpdate), writeSaved(saved)];
    // each is sealed for the first who is to have it: of two people who both type, nobody hears the news alone
    let news: Sealed | undefined;
    let own: Sealed | undefined;
    let both: Sealed | undefined;
    for (const receiver of this.#receivers) {
      const isWriter = writers.has(receiver);
      if (receiver === only || updates.length === 0 || this.#lagging.has(receiver)) {
        if (isWriter) receiver.sendSealed((own ??= seal(mark)));
        continue;
      }
      receiver.sendSealed(isWriter ? (both ??= seal(...told, mark)) : (news ??= seal(...told)));
      if (receiver.lagBytes > this.limits.lagBytes) this.noteLag(receiver);
    }
  }

  /** Before the update, so that a browser has both values when the one replaces the other. */
  #tellRaced(receiver: Receiver, raced: readonly Raced[]): void {
    for (const frame of this.#racedFrames(receiver, raced)) receiver.send(frame);
  }

  #racedFrames(receiver: Receiver, raced: readonly Raced[]): Uint8Array[] {
    const { person } = receiver.actor;
    const own = raced.filter(({ stands, lost }) => stands.person === person || lost.person === person);
    return own.length > 0 ? [writeRaced(own.slice(0, this.limits.racesTold))] : [];
  }

  /** What a connection is told first, only while the sheet is not ahead of the disk; at the end what it may have missed. */
  greetingOf(receiver: Receiver): Uint8Array[] {
    const { sheet } = this;
    const stateVector = sheet.stateVector();
    return [
      writeStatus(sheet.statusOf(receiver)),
      writeHello(sheet.helloVector()),
      writeSaved({ stateVector, seq: sheet.seq }),
      this.#presenceFrame([...this.#presence.keys()]),
      ...this.#racedFrames(receiver, sheet.racedOf(receiver.actor.person))
    ];
  }

  /** Only while the sheet is not ahead of the disk: from here on the receiver is sent no updates until it has read what waits. */
  noteLag(receiver: Receiver): void {
    if (this.#lagging.has(receiver) || !this.#members.has(receiver)) return;
    this.#lagging.set(receiver, { since: performance.now(), stateVector: this.sheet.stateVector() });
    this.#lagTimer ??= setInterval(() => this.#lookAtLag(), this.limits.lagCheckMs);
  }

  #lookAtLag(): void {
    for (const [receiver, { since, stateVector }] of this.#lagging) {
      const { lagOverBytes, lagLimitBytes, lagLimitMs } = this.limits;
      if (receiver.lagBytes < lagOverBytes) {
        this.sheet.between(() => {
          if (!this.#lagging.delete(receiver)) return;
          receiver.sendSealed(seal(...this.sheet.answer(stateVector).map(writeUpdate)));
          receiver.send(this.#presenceFrame([...this.#presence.keys(), ...this.#departed.keys()]));
          if (receiver.lagBytes > this.limits.lagBytes) this.noteLag(receiver);
        });
      } else if (receiver.lagBytes > lagLimitBytes || performance.now() - since > lagLimitMs) {
        this.#lagging.delete(receiver);
        receiver.end(closeCodes.tryAgain, 'too slow');
      }
    }
    if (this.#lagging.size > 0) return;
    clearInterval(this.#lagTimer);
    this.#lagTimer = undefined;
  }

  // ── presence ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Takes what a connection says of itself. It speaks for one client id: the first that it names and that is nobody else's. y-websocket
   * clients repeat what they heard of all others; that is passed over.
   * @returns false when the bytes are no presence
   */
  takePresence(receiver: Receiver, update: Uint8Array): boolean {
    const entries = readPresence(update, (client) => this.#maySpeakFor(receiver, client));
    if (!entries) return false;
    for (const { client, clock, state } of entries) {
      const known = this.#presence.get(client);
      if (state === null) {
        if (known?.by === receiver) this.#forget(client);
      } else if (known?.by === receiver) {
        // an older statement, overtaken on the way
        if (clock > known.clock) this.#note(receiver, client, clock, state);
      } else if (!this.#speaksAlready(receiver) && this.sheet.showClient(client, receiver.actor.person)) {
        this.#spokenFor.set(receiver, (this.#spokenFor.get(receiver) ?? 0) + 1);
        // Coming back, a client may say again the clock that the others know it to have left with; they would not listen.
        const before = known?.clock ?? this.#departed.get(client)?.clock ?? -1;
        this.#departed.delete(client);
        this.#note(receiver, client, Math.max(clock, before + 1), state);
      }
    }
    return true;
  }

  #maySpeakFor(receiver: Receiver, client: number): boolean {
    const known = this.#presence.get(client);
    // the same person's older connection, not yet found dead, gives way
    if (known) return known.by === receiver || known.by.actor.person === receiver.actor.person;
    const departed = this.#departed.get(client);
    return (
      !departed || departed.person === receiver.actor.person || performance.now() - departed.at > this.limits.departedMs
    );
  }

  #speaksAlready(receiver: Receiver): boolean {
    if ((this.#spokenFor.get(receiver) ?? 0) >= this.limits.clientsSpokenFor) return true;
    for (const { by } of this.#presence.values()) if (by === receiver) return true;
    return false;
  }

  #note(receiver: Receiver, client: number, clock: number, said: unknown): void {
    const department = this.sheet.departmentOf(receiver.actor);
    const who = {
      person: receiver.actor.person,
      name: receiver.actor.name,
      ...(department === undefined ? {} : { department })
    };
    const state = stampPresence(said, who, (key) => knowsKey(this.sheet.form, key));
    this.#presence.set(client, { clock, state, by: receiver });
    this.#tellSoon(client);
  }

  #forget(client: number): void {
    const known = this.#presence.get(client);
    if (!known) return;
    this.#presence.delete(client);
    this.sheet.hideClient(client);
    const now = performance.now();
    for (const [old, { at }] of this.#departed) if (now - at > this.limits.departedMs) this.#departed.delete(old);
    this.#departed.set(client, { clock: known.clock + 1, person: known.by.actor.person, at: now });
    this.#tellSoon(client);
  }

  #tellSoon(client: number): void {
    this.#news.add(client);
    if (this.#presenceTimer) return;
    const waitMs = Math.max(0, this.#presenceToldAt + this.limits.presenceMs - performance.now());
    this.#presenceTimer = setTimeout(() => this.#tellNews(), waitMs);
  }

  #tellNews(): void {
    this.#presenceTimer = undefined;
    this.#presenceToldAt = performance.now();
    const sealed = seal(this.#presenceFrame([...this.#news]));
    this.#news.clear();
    // to the one who said it too: y-websocket takes silence of 30 s for a dead connection
    for (const receiver of this.#receivers) {
      if (this.#lagging.has(receiver)) continue; // told all at once when it has read what waits
      receiver.sendSealed(sealed);
      // during a commit the state vector names what nobody was sent yet; who reads slowly is found when it is told
      if (receiver.lagBytes > this.limits.lagBytes && !this.sheet.isAhead) this.noteLag(receiver);
    }
  }

  tellPresence(receiver: Receiver): void {
    receiver.send(this.#presenceFrame([...this.#presence.keys()]));
  }

  #presenceFrame(clients: readonly number[]): Uint8Array {
    const entries = clients.flatMap((client) => {
      const { clock, state } = this.#presence.get(client) ?? { clock: this.#departed.get(client)?.clock, state: null };
      return clock === undefined ? [] : [{ client, clock, state }];
    });
    return writePresence(writePresenceUpdate(entries));
  }
}

/** says nothing about nobody: keeps a quiet connection from being taken for dead */
export const quietFrame = writePresence(writePresenceUpdate([]));

export interface Rooms {
  enter(sheet: LiveSheet, receiver: Receiver): Room;
  leave(room: Room, receiver: Receiver): void;
}

/** The rooms of this node, one for each sheet that somebody has open. */
export function makeRooms(limits: LiveLimits): Rooms {
  const rooms = new Map<LiveSheet, Room>();
  return {
    enter(sheet, receiver) {
      let room = rooms.get(sheet);
      if (!room) rooms.set(sheet, (room = new Room(sheet, limits)));
      room.enter(receiver);
      return room;
    },
    leave(room, receiver) {
      room.remove(receiver);
      if (room.isEmpty) rooms.delete(room.sheet);
    }
  };
}
