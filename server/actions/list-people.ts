// The people in the actor's care: those with a grant at a unit that the actor administers, or coordinates.
import type { Actor } from '#core/workflow/actor.ts';
import type { PersonLine } from './actions.ts';
import { administered, personLine, type PeopleNeeds } from './people-needs.ts';

/** By login. Of each person only the grants within those units are shown. */
export async function listPeople({ storage }: Pick<PeopleNeeds, 'storage'>, actor: Actor): Promise<PersonLine[]> {
  const within = administered(actor, await storage.units.list());
  for (const grant of actor.grants) if (grant.role === 'coordinator') within.add(grant.unit);
  if (within.size === 0) return [];
  return (await storage.people.list())
    .map((person) => personLine(person, within))
    .filter(({ grants }) => grants.length > 0);
}
