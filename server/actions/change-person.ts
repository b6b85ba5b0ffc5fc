// Changing another person: name, password, disabled, grants. What the person holds outside the actor's care stays out of reach.
import { z } from 'zod';
import type { PersonId, UnitId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import type { Actor, Grant } from '#core/workflow/actor.ts';
import { hashPassword, requireGoodPassword } from '#server/access/passwords.ts';
import type { Person } from '#server/storage/storage.ts';
import type { Actions } from './actions.ts';
import { administered, grantsShape, personName, requireInCare, type PeopleNeeds } from './people-needs.ts';
import { readInput } from './read-input.ts';

const shape = z.strictObject({
  name: personName.optional(),
  password: z.string().max(1000).optional(),
  disabled: z.boolean().optional(),
  grants: grantsShape.optional()
});

/**
 * `grants` replaces those at units in the actor's care and leaves the others. Name, password and disabled are for those who have care of
 * all of the person's grants: else the administrator of a county could take over someone of the province who also has a grant there.
 */
export async function changePerson(
  { storage, access }: PeopleNeeds,
  actor: Actor,
  id: PersonId,
  input: Parameters<Actions['changePerson']>[2]
): Promise<void> {
  const { name, password, disabled, grants } = readInput(shape, input);
  const within = administered(actor, await storage.units.list());
  const person = await storage.people.byId(id);
  if (!person || !person.grants.some((grant) => within.has(grant.unit)))
    throw new Problem('not-found', { what: 'person' });
  const touchesThePerson = name !== undefined || password !== undefined || disabled !== undefined;
  if (touchesThePerson) requireWholly(person, within);
  if (grants)
    await requireInCare(
      actor,
      storage,
      grants.map((grant) => grant.unit)
    );
  if (id === actor.person) refuseLosingOneself(disabled, grants);
  if (password !== undefined) requireGoodPassword(password, person.login);
  const passwordHash = password === undefined ? undefined : await hashPassword(password);
  await storage.transaction(async ({ people }) => {
    const still = await people.byId(id);
    if (!still) throw new Problem('not-found', { what: 'person' });
    // asked again: while the password was hashed, somebody above may have given a grant outside
    if (touchesThePerson) requireWholly(still, within);
    await people.change(id, { name, passwordHash, disabled });
    if (grants) await people.setGrants(id, [...outside(still, within), ...grants]);
  });
  if (disabled || password !== undefined) await access.sessions.endAllOf(id);
  if (grants || name !== undefined) storage.feed.announce({ kind: 'grants', person: id });
}

const outside = (person: Person, within: ReadonlySet<UnitId>): Grant[] =>
  person.grants.filter((grant) => !within.has(grant.unit));

function requireWholly(person: Person, within: ReadonlySet<UnitId>): void {
  if (outside(person, within).length > 0) throw new Problem('not-allowed', { what: 'person' });
}

/** An administrator who locks the door behind themselves leaves nobody who could open it. */
function refuseLosingOneself(disabled: boolean | undefined, grants: readonly Grant[] | undefined): void {
  if (disabled) throw new Problem('not-allowed', { what: 'oneself' });
  if (grants && !grants.some((grant) => grant.role === 'administrator'))
    throw new Problem('not-allowed', { what: 'oneself' });
}
