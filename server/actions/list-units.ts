// The units that the actor may see: their own, and all below it unless they are a clerk. Parents come before children.
import type { Actor } from '#core/workflow/actor.ts';
import { mayRead } from '#core/workflow/permissions.ts';
import type { Unit } from '#server/storage/storage.ts';
import { pathsOf } from './needs.ts';
import type { PeopleNeeds } from './people-needs.ts';

/** A unit whose parent is not listed stands at the top of what this actor sees. */
export async function listUnits({ storage }: Pick<PeopleNeeds, 'storage'>, actor: Actor): Promise<Unit[]> {
  return readableUnits(actor, await storage.units.list());
}

export function readableUnits(actor: Actor, units: readonly Unit[]): Unit[] {
  const paths = pathsOf(units);
  return units.filter(({ id }) => mayRead(actor, { unitPath: (paths.get(id) ?? []).map((unit) => unit.id) }));
}
