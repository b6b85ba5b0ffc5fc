// What the doors ask of this room: who asks with these headers, and whether the question may be asked so often.
import { Problem } from '#core/basics/problem.ts';
import type { Actor } from '#core/workflow/actor.ts';
import type { Storage } from '#server/storage/storage.ts';
import { rateLimit, subscriberOf, type Limit } from './rate-limit.ts';
import { uploadRoom, type UploadRoom } from './upload-room.ts';
import { sessionIdOfBearer, sessionIdOfCookie, sessionsOver, type KnownSession, type Sessions } from './sessions.ts';

/** headers of a request as the web has them, or as Node's own server has them (names in lower case) */
export type AskingHeaders =
  { get(name: string): string | null } | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface Asked extends KnownSession {
  sessionId: string;
  /** to be sent back as Set-Cookie: the session was prolonged */
  renewedCookie?: string;
}

export interface Access {
  sessions: Sessions;
  /**
   * Who is signed in with these headers: a bearer token, else the cookie. Undefined: nobody. A browser whose person left while the server
   * could not be reached says so by a second cookie: its session ends here, whatever it asks for.
   */
  whoAsks(headers: AskingHeaders, secure?: boolean): Promise<Asked | undefined>;
  /** The actor of a session; undefined when there is none, it expired, or the person is disabled. */
  actorOfSession(sessionId: string): Promise<{ actor: Actor; hash: string } | undefined>;
  /** Counts a try to sign in, by login and by address; throws `too-many-tries` with `retryAfterSeconds`. */
  tryToSignIn(login: string, address: string): void;
  /** How much may be read into memory at once. */
  uploads: UploadRoom;
  /** The try was right: it is not held against the login or the address. */
  signedIn(login: string, address: string): void;
}

export interface AccessLimits {
  /** for a login from one address */
  pair: Limit;
  /** for a login from wherever */
  login: Limit;
  /** for an address, whatever the login */
  address: Limit;
}

// A person mistypes a few times; a whole office, or a county behind one address, signs in in the same minute. Whoever guesses should
// lock out themselves and not the person whose login it is: so a login has more tries from all addresses together than from one.
const usualLimits: AccessLimits = {
  pair: { burst: 8, perMinute: 2 },
  login: { burst: 40, perMinute: 10 },
  address: { burst: 60, perMinute: 30 }
};

export function accessOver(
  { storage, clock }: { storage: Pick<Storage, 'people' | 'feed'>; clock: () => number },
  limits: AccessLimits = usualLimits
): Access {
  const sessions = sessionsOver(storage);
  const byPair = rateLimit(limits.pair);
  const byLogin = rateLimit(limits.login);
  const byAddress = rateLimit(limits.address);
  /** what is counted, the login last: who is held up before it does not use up the tries of the login */
  const counted = (login: string, address: string) => {
    const subscriber = subscriberOf(address);
    return [
      [byAddress, subscriber],
      [byPair, `${subscriber} ${login}`],
      [byLogin, login]
    ] as const;
  };

  return {
    sessions,
    uploads: uploadRoom(),
    async whoAsks(headers, secure = false) {
      const sessionId = sessionIdIn(headers);
      if (sessionId === undefined) return undefined;
      if (hasLeft(headers)) {
        await sessions.end(sessionId);
        return undefined;
      }
      const known = await sessions.ask(sessionId);
      if (!known) return undefined;
      return { ...known, sessionId, ...(known.renewed ? { renewedCookie: sessions.cookie(sessionId, secure) } : {}) };
    },
    actorOfSession: (sessionId) => sessions.ask(sessionId),
    tryToSignIn(login, address) {
      const now = clock();
      for (const [limit, key] of counted(login, address)) {
        const retryAfterMs = limit.take(key, now);
        if (retryAfterMs > 0)
          throw new Problem('too-many-tries', { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) });
      }
    },
    signedIn(login, address) {
      const now = clock();
      for (const [limit, key] of counted(login, address)) limit.giveBack(key, now);
    }
  };
}

function sessionIdIn(headers: AskingHeaders): string | undefined {
  // who names a token is asked for nothing else: else a broken one would pass by the cookie, and past the check of the origin
  if (isByToken(headers)) return sessionIdOfBearer(read(headers, 'authorization'));
  return sessionIdOfCookie(read(headers, 'cookie'));
}

/** set by the page (src/lib/live/left-mark.ts), taken away by the pages' door */
export const leftCookieName = 'huibiao_left';

const hasLeft = (headers: AskingHeaders): boolean =>
  (read(headers, 'cookie') ?? '').split(/;\s*/).some((cookie) => cookie === `${leftCookieName}=1`) &&
  !isByToken(headers);

const isByToken = (headers: AskingHeaders): boolean => /^\s*bearer\b/i.test(read(headers, 'authorization') ?? '');

function read(headers: AskingHeaders, name: string): string | undefined {
  if (typeof headers.get === 'function') return headers.get(name) ?? undefined;
  const value = (headers as Record<string, string | readonly string[] | undefined>)[name];
  return typeof value === 'object' ? value.join('; ') : value;
}
