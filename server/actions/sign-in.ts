// Signing in: tries are counted first, and an unknown login, a wrong password and a disabled person get one answer after the same work.
import { z } from 'zod';
import { Problem } from '#core/basics/problem.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { isPassword } from '#server/access/passwords.ts';
import { loginOf, type PeopleNeeds } from './people-needs.ts';
import { readInput } from './read-input.ts';

const shape = z.strictObject({
  login: z.string().max(200).transform(loginOf),
  password: z.string().max(1000),
  address: z.string().max(200),
  kind: z.enum(['browser', 'token']).default('browser'),
  secure: z.boolean().default(false)
});

export async function signIn(
  { storage, access }: PeopleNeeds,
  input: z.input<typeof shape>
): Promise<{ sessionId: string; cookie: string; actor: Actor }> {
  const { login, password, address, kind, secure } = readInput(shape, input);
  access.tryToSignIn(login, address);
  const person = await storage.people.byLogin(login);
  // first the password, then whether the person is disabled: the other way round the time would tell
  const right = await isPassword(person?.passwordHash, password);
  if (!right || !person || person.disabled) throw new Problem('wrong-name-or-password');
  access.signedIn(login, address);
  const { sessionId } = await access.sessions.begin(person.id, kind);
  // asked again now that the session is there to be ended: the password may have been changed while this one was being checked
  const still = await storage.people.byId(person.id);
  if (still?.passwordHash !== person.passwordHash || still.disabled) {
    await access.sessions.end(sessionId);
    throw new Problem('wrong-name-or-password');
  }
  const actor = { person: person.id, name: person.name, grants: person.grants };
  return { sessionId, cookie: access.sessions.cookie(sessionId, secure), actor };
}
