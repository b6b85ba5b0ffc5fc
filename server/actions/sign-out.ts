// Signing out: the session ends on the server, its sockets close, and the browser's cookie goes.
import type { PeopleNeeds } from './people-needs.ts';

/** no matter whether there was such a session */
export async function signOut(
  { access }: Pick<PeopleNeeds, 'access'>,
  sessionId: string,
  secure = false
): Promise<{ cookie: string }> {
  await access.sessions.end(sessionId);
  return { cookie: access.sessions.blankCookie(secure) };
}
