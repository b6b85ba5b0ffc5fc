// A new person with grants at units that the actor administers.
import { z } from 'zod';
import type { PersonId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { hashPassword, requireGoodPassword } from '#server/access/passwords.ts';
import { newId } from '#server/storage/new-id.ts';
import type { Actions, PersonLine } from './actions.ts';
import { grantsShape, loginShape, personLine, personName, requireInCare, type PeopleNeeds } from './people-needs.ts';
import { readInput } from './read-input.ts';

const shape = z.strictObject({
  login: loginShape,
  name: personName,
  password: z.string().max(1000),
  grants: grantsShape
});

/** Throws `already-exists` when the login is taken, `malformed` when the password is too weak. */
export async function addPerson(
  { storage }: Pick<PeopleNeeds, 'storage'>,
  actor: Actor,
  input: Parameters<Actions['addPerson']>[1]
): Promise<PersonLine> {
  const { login, name, password, grants } = readInput(shape, input);
  const units = grants.map((grant) => grant.unit);
  await requireInCare(actor, storage, units); // before hashing: who may not, is not worked for
  requireGoodPassword(password, login);
  const passwordHash = await hashPassword(password);
  const person = { id: newId<PersonId>(), login, name, passwordHash, disabled: false, grants };
  if (!(await storage.people.add(person))) throw new Problem('already-exists', { field: 'login' });
  return personLine(person, new Set(units));
}
