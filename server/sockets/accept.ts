// The live door: upgrades of /sync/<sheet id>. Who may not come in is let in and closed at once with a reason: y-websocket stops trying
// again at 4400 to 4499, while a plain HTTP refusal would be tried for ever.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { asId, type PersonId, type SheetId } from '#core/basics/ids.ts';
import { writeRemarks } from '#core/sheet/frames.ts';
import { closeCodes } from '#core/sheet/messages.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { rateLimit, subscriberOf } from '#server/access/rate-limit.ts';
import type { LiveSheets } from '#server/live/live-sheets.ts';
import { within } from '#server/live/within.ts';
import type { Announcement, Storage } from '#server/storage/storage.ts';
import { SheetSession, type Asking } from './in.ts';
import { makeRooms, quietFrame } from './out.ts';

export interface SocketDoorNeeds {
  live: LiveSheets;
  storage: Pick<Storage, 'feed' | 'people'>;
  /** undefined: nobody is signed in with these headers */
  actorOfRequest: (request: IncomingMessage) => Promise<Asking | undefined>;
  /** whether the page that opened the socket is ours */
  allowOrigin: (request: IncomingMessage) => boolean;
  /** where the request came from; absent: the address of the other end */
  addressOf?: (request: IncomingMessage) => string;
  note?: (fact: string, fields: Record<string, unknown>) => void;
}

export interface SocketDoor {
  /** for the `upgrade` event of a Node HTTP server; never throws */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** open connections */
  readonly count: number;
  /** Closes all connections ("restart"), and resolves when they are gone or cut. */
  close(): Promise<void>;
}

export function makeSocketDoor(needs: SocketDoorNeeds): SocketDoor {
  const { limits } = needs.live;
  const note = needs.note ?? (() => undefined);
  // no compression: frames are small, and each connection's compressor would cost 300 KB
  const server = new WebSocketServer({ noServer: true, maxPayload: limits.frameBytes, perMessageDeflate: false });
  const sessions = new Set<SheetSession>();
  const sessionsOf = new Map<PersonId, Set<SheetSession>>();
  const personOf = new WeakMap<SheetSession, PersonId>();
  /** what each session came with, to ask again */
  const requests = new WeakMap<SheetSession, IncomingMessage>();
  const rooms = makeRooms(limits);
  const comings = rateLimit({ burst: limits.comingsBurst, perMinute: limits.comingsPerMinute });
  const strangers = rateLimit({ burst: limits.strangersBurst, perMinute: limits.strangersPerMinute });
  const addressOf = (request: IncomingMessage) =>
    subscriberOf(needs.addressOf?.(request) ?? request.socket.remoteAddress ?? 'unknown');
  let closing = false;

  /** A person has a few tabs; the oldest connection of a script that opens many gives way. */
  const countIn = (session: SheetSession, person: PersonId): void => {
    if (!sessions.has(session)) return; // gone while it was asked who it is
    personOf.set(session, person);
    const own = sessionsOf.get(person) ?? new Set();
    sessionsOf.set(person, own.add(session));
    const gone = [...own].filter(({ isOver }) => isOver);
    const oldest = [...own].find(({ isOver }) => !isOver);
    if (own.size - gone.length > limits.sessionsPerPerson) oldest?.end(closeCodes.tryAgain, 'too many connections');
  };

  const countOut = (session: SheetSession): void => {
    sessions.delete(session);
    const person = personOf.get(session);
    const own = person === undefined ? undefined : sessionsOf.get(person);
    if (own?.delete(session) && own.size === 0) sessionsOf.delete(person!);
  };

  const admit = (session: SheetSession, request: IncomingMessage, sheetId: SheetId): void => {
    if (closing) session.end(closeCodes.restart, 'restart');
    else if (!needs.allowOrigin(request)) session.end(closeCodes.notAllowed, 'foreign origin');
    else if (sessions.size > limits.sessions) session.end(closeCodes.tryAgain, 'too many connections');
    else {
      const ask = async () => {
        const asking = await needs.actorOfRequest(request);
        if (!asking) strangers.take(addressOf(request), Date.now());
        const waitMs = asking ? comings.take(asking.hash, Date.now()) : 0;
        if (waitMs > 0) session.end(closeCodes.tryAgain, tooFast(waitMs));
        // the page was opened by somebody else, who has signed out here since: their edits must not become this person's
        if (!isMeantFor(request.url, asking?.actor.person)) return undefined;
        if (asking) countIn(session, asking.actor.person);
        return asking;
      };
      requests.set(session, request);
      void session.open(ask, sheetId);
    }
  };

  const stopListening = needs.storage.feed.listen((what) => void hear(what, sessions, needs, note));
  const timer = setInterval(() => {
    const now = performance.now();
    for (const session of sessions) {
      session.look(now);
      if (now - session.sentAt > limits.quietMs) session.send(quietFrame);
      if (now - session.checkedAt > limits.recheckMs) void recheck(session, requests.get(session), needs, note);
    }
  }, limits.quietMs / 4);
  timer.unref();

  /** From an address that many strangers came from: whoever is signed in comes in, all others are answered without a handshake. */
  const askBeforeUpgrade = async (request: IncomingMessage, socket: Duplex, waitMs: number, upgrade: () => void) => {
    const asking = await within(needs.actorOfRequest(request), limits.openLimitMs, 'asking who it is').catch(
      () => undefined
    );
    if (asking && !socket.destroyed) upgrade();
    else socket.end(tooMany(waitMs));
  };

  return {
    get count() {
      return sessions.size;
    },
    handleUpgrade(request, socket, head) {
      // before anything is awaited: an error without a listener ends the process
      socket.on('error', () => socket.destroy());
      const sheetId = sheetIdOf(request.url);
      if (sheetId === undefined) {
        socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      const upgrade = () =>
        server.handleUpgrade(request, socket, head, (webSocket) => {
          const session = new SheetSession(webSocket, { live: needs.live, rooms, note }, socket);
          sessions.add(session);
          webSocket.on('close', () => countOut(session));
          admit(session, request, sheetId);
        });
      const from = addressOf(request);
      const waitMs = strangers.take(from, Date.now());
      if (waitMs === 0) {
        strangers.giveBack(from, Date.now()); // taken when it turns out to be one
        upgrade();
      } else void askBeforeUpgrade(request, socket, waitMs, upgrade);
    },
    async close() {
      closing = true;
      stopListening();
      clearInterval(timer);
      const gone = [...server.clients].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      for (const session of sessions) session.end(closeCodes.restart, 'restart');
      await Promise.all(gone);
      server.close();
    }
  };
}

/** `/sync/<sheet id>`, whatever stands behind a question mark */
function sheetIdOf(url: string | undefined): SheetId | undefined {
  const found = /^\/sync\/([A-Za-z0-9_-]{1,64})(?:\?.*)?$/.exec(url ?? '');
  return found ? asId<SheetId>(found[1]!) : undefined;
}

/** The reason of a closing: the word for the screen and the seconds after which it makes sense to come again. */
const tooFast = (waitMs: number): string => `too-fast ${Math.ceil(waitMs / 1000) + tooFastSeconds}`;
const tooFastSeconds = 30;

const tooMany = (waitMs: number): string =>
  `HTTP/1.1 429 Too Many Requests\r\nRetry-After: ${Math.ceil(waitMs / 1000) + tooFastSeconds}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;

/** false: the page says whose it is (`?person=…`), and this is not who is signed in */
function isMeantFor(url: string | undefined, person: string | undefined): boolean {
  const meant = new URLSearchParams(/\?(.*)$/.exec(url ?? '')?.[1]).get('person');
  return meant === null || meant === person;
}

async function hear(
  what: Announcement,
  sessions: ReadonlySet<SheetSession>,
  { storage }: SocketDoorNeeds,
  note: (fact: string, fields: Record<string, unknown>) => void
): Promise<void> {
  if (what.kind === 'session-ended') {
    for (const session of sessions)
      if (session.asking?.hash === what.hash) session.end(closeCodes.signedOut, 'signed out');
  } else if (what.kind === 'remarks') {
    const frame = writeRemarks({ changed: what.changed });
    for (const session of sessions) if (session.sheetId === what.sheet) session.send(frame);
  } else if (what.kind === 'grants') {
    const own = [...sessions].filter((session) => session.asking?.actor.person === what.person);
    if (own.length === 0) return;
    try {
      const person = await storage.people.byId(what.person);
      const actor: Actor | undefined =
        person && !person.disabled ? { person: person.id, name: person.name, grants: person.grants } : undefined;
      for (const session of own) {
        if (actor) session.become(actor);
        else session.end(closeCodes.signedOut, 'not a user any more');
      }
    } catch (error) {
      // their new rights are not known: they come back and are asked again
      note('grants not read', { person: what.person, error: String(error) });
      for (const session of own) session.end(closeCodes.tryAgain, 'try again');
    }
  }
}

async function recheck(
  session: SheetSession,
  request: IncomingMessage | undefined,
  needs: SocketDoorNeeds,
  note: (fact: string, fields: Record<string, unknown>) => void
): Promise<void> {
  session.checkedAt = performance.now();
  if (!request || !session.asking) return;
  try {
    if (!(await needs.actorOfRequest(request))) session.end(closeCodes.signedOut, 'session expired');
  } catch (error) {
    note('session not asked again', { error: String(error) }); // the disk does not answer; asked again at the next turn
  }
}
