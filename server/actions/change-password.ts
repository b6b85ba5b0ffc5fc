// Changing one's own password: the current one is asked again, and all other sessions of the person end.
import { z } from 'zod';
import { Problem } from '#core/basics/problem.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { hashPassword, isPassword, requireGoodPassword } from '#server/access/passwords.ts';
import type { PeopleNeeds } from './people-needs.ts';
import { readInput } from './read-input.ts';

const shape = z.strictObject({
  current: z.string().max(1000),
  next: z.string().max(1000),
  /** the session that asks: it stays; absent: all end */
  keepSession: z.string().max(200).optional()
});

export async function changePassword(
  { storage, access }: PeopleNeeds,
  actor: Actor,
  input: z.input<typeof shape>
): Promise<void> {
  const { current, next, keepSession } = readInput(shape, input);
  const person = await storage.people.byId(actor.person);
  if (!person || person.disabled) throw new Problem('not-signed-in');
  // counted like tries to sign in: somebody else's open browser must not become a place for guessing
  const place = `person ${person.id}`;
  access.tryToSignIn(person.login, place);
  if (!(await isPassword(person.passwordHash, current)))
    throw new Problem('wrong-name-or-password', { field: 'current' });
  access.signedIn(person.login, place);
  requireGoodPassword(next, person.login, 'next');
  if (next === current) throw new Problem('malformed', { field: 'next', why: 'same-as-current' });
  await storage.people.change(person.id, { passwordHash: await hashPassword(next) });
  await access.sessions.endAllOf(person.id, keepSession);
}
