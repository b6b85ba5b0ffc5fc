// Lucia over the cabinet *people*: sessions live there under the sha-256 of their id, so a stolen database opens no door.
import { createHash } from 'node:crypto';
import { Lucia, TimeSpan, type Adapter, type DatabaseSession } from 'lucia';
import type { PersonId } from '#core/basics/ids.ts';
import { isProblem } from '#core/basics/problem.ts';
import type { People, Person, SessionRow } from '#server/storage/storage.ts';

export type SessionKind = SessionRow['kind'];
type Attributes = Pick<Person, 'name' | 'grants'>;

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<Record<never, never>, Attributes>;
    UserId: PersonId;
    DatabaseUserAttributes: Attributes;
  }
}

/** A shared PC in an office is left alone for a weekend, not for a month; a program's token is renewed by hand. */
export const daysOf: Record<SessionKind, number> = { browser: 7, token: 30 };

export const sessionCookieName = 'huibiao_session';

/** what is stored and announced in place of a session id */
export const hashOf = (sessionId: string): string => createHash('sha256').update(sessionId).digest('hex');

/** Lucia asks the machine's clock itself; browser sessions slide (renewed in their second half), tokens end when they were said to end. */
export function luciaOver(people: People, kind: SessionKind) {
  return new Lucia(adapter(people, kind), {
    sessionExpiresIn: new TimeSpan(daysOf[kind], 'd'),
    sessionCookie: { name: sessionCookieName },
    getUserAttributes: ({ name, grants }) => ({ name, grants })
  });
}

function adapter(people: People, kind: SessionKind): Adapter {
  const session = (row: SessionRow, id: string): DatabaseSession => ({
    id,
    userId: row.person,
    expiresAt: new Date(row.expiresAt),
    attributes: {}
  });
  return {
    async getSessionAndUser(id) {
      const row = await people.sessionByHash(hashOf(id));
      if (!row) return [null, null];
      const person = await people.byId(row.person);
      // a disabled person is nobody: Lucia then removes the session
      if (!person || person.disabled) return [session(row, id), null];
      return [session(row, id), { id: person.id, attributes: person }];
    },
    getUserSessions: async (person) => (await people.sessionsOf(person)).map((row) => session(row, row.hash)),
    setSession: ({ id, userId, expiresAt }) =>
      people.addSession({ hash: hashOf(id), person: userId, expiresAt: expiresAt.getTime(), kind }),
    async updateSessionExpiration(id, expiresAt) {
      if (kind !== 'browser') return;
      try {
        await people.setSessionExpiry(hashOf(id), expiresAt.getTime());
      } catch (error) {
        // on a full disk people go on reading with the time that they have
        if (!isProblem(error) || error.code !== 'disk-full') throw error;
      }
    },
    deleteSession: (id) => people.removeSession(hashOf(id)),
    deleteUserSessions: (person) => people.removeSessionsOf(person),
    deleteExpiredSessions: () => people.removeExpiredSessions(Date.now())
  };
}
