// Sessions as the rest of the server sees them: begun, asked, ended. The end of one is announced, so that its sockets close.
import type { PersonId } from '#core/basics/ids.ts';
import type { Actor } from '#core/workflow/actor.ts';
import type { Storage } from '#server/storage/storage.ts';
import { hashOf, luciaOver, sessionCookieName, type SessionKind } from './session-rows.ts';

export interface KnownSession {
  actor: Actor;
  /** what announcements call the session */
  hash: string;
  kind: SessionKind;
  /** ms: when it ends if nobody asks again */
  expiresAt: number;
  /** true when the question prolonged it: the browser's cookie must be prolonged too */
  renewed: boolean;
}

export interface Sessions {
  /** the id goes to the browser or program and is kept nowhere */
  begin(person: PersonId, kind: SessionKind): Promise<{ sessionId: string }>;
  /** Undefined: no such session, expired, or the person is disabled. */
  ask(sessionId: string): Promise<KnownSession | undefined>;
  /** no matter whether there is one */
  end(sessionId: string): Promise<void>;
  /** all of the person's sessions but `exceptSessionId` */
  endAllOf(person: PersonId, exceptSessionId?: string): Promise<void>;
  removeExpired(): Promise<void>;
  /** text of a Set-Cookie header; `secure` when the request came by https, else a browser on plain http would drop it */
  cookie(sessionId: string, secure: boolean): string;
  /** the same, taking the cookie away */
  blankCookie(secure: boolean): string;
}

export function sessionsOver({ people, feed }: Pick<Storage, 'people' | 'feed'>): Sessions {
  const lucia = { browser: luciaOver(people, 'browser'), token: luciaOver(people, 'token') };
  const announceEnd = (hash: string) => feed.announce({ kind: 'session-ended', hash });

  return {
    async begin(person, kind) {
      const { id } = await lucia[kind].createSession(person, {});
      return { sessionId: id };
    },
    async ask(sessionId) {
      const hash = hashOf(sessionId);
      const row = await people.sessionByHash(hash);
      if (!row) return undefined;
      const { session, user } = await lucia[row.kind].validateSession(sessionId);
      if (!session) {
        announceEnd(hash); // it has just been removed
        return undefined;
      }
      const actor = { person: user.id, name: user.name, grants: user.grants };
      return {
        actor,
        hash,
        kind: row.kind,
        expiresAt: session.expiresAt.getTime(),
        renewed: session.fresh && row.kind === 'browser'
      };
    },
    async end(sessionId) {
      await lucia.browser.invalidateSession(sessionId);
      announceEnd(hashOf(sessionId));
    },
    async endAllOf(person, exceptSessionId) {
      const kept = exceptSessionId === undefined ? undefined : hashOf(exceptSessionId);
      for (const { hash } of await people.sessionsOf(person)) {
        if (hash === kept) continue;
        await people.removeSession(hash);
        announceEnd(hash);
      }
    },
    removeExpired: () => lucia.browser.deleteExpiredSessions(),
    cookie: (sessionId, secure) => withSecure(lucia.browser.createSessionCookie(sessionId).serialize(), secure),
    blankCookie: (secure) => withSecure(lucia.browser.createBlankSessionCookie().serialize(), secure)
  };
}

/** Lucia decides on Secure once for all; we know only with each request. */
const withSecure = (cookie: string, secure: boolean): string => (secure ? cookie : cookie.replace(/; Secure\b/, ''));

/** From a Cookie header. An id needs no decoding, and another site's broken cookie must not lock anybody out. */
export function sessionIdOfCookie(header: string | null | undefined): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [name, value] = part.trim().split('=');
    if (name === sessionCookieName && value) return value;
  }
  return undefined;
}

/** From an Authorization header: `Bearer <token>`. */
export const sessionIdOfBearer = (header: string | null | undefined): string | undefined =>
  /^Bearer +([\w-]+)$/i.exec((header ?? '').trim())?.[1];
