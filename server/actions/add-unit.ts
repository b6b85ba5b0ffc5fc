// A new unit (填报单位) below one that the actor administers. The first units of all come from the command line.
import { z } from 'zod';
import type { UnitId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { newId } from '#server/storage/new-id.ts';
import type { Unit } from '#server/storage/storage.ts';
import { requireInCare, unitCode, unitId, unitName, type PeopleNeeds } from './people-needs.ts';
import { readInput } from './read-input.ts';

export const unitLevel = z.enum(['nation', 'province', 'prefecture', 'county', 'street', 'village', 'body']);

const shape = z.strictObject({ code: unitCode, name: unitName, level: unitLevel, parent: unitId.nullable() });

/** It stands last among its siblings. Throws `already-exists` when the code is taken. */
export async function addUnit(
  { storage }: Pick<PeopleNeeds, 'storage'>,
  actor: Actor,
  input: z.input<typeof shape>
): Promise<Unit> {
  const { code, name, level, parent } = readInput(shape, input);
  if (parent === null) throw new Problem('not-allowed', { what: 'unit' });
  return storage.transaction(async (inside) => {
    await requireInCare(actor, inside, [parent]);
    const siblings = (await inside.units.list()).filter((unit) => unit.parent === parent);
    const place = Math.max(-1, ...siblings.map((unit) => unit.place)) + 1;
    const unit: Unit = { id: newId<UnitId>(), code, name, level, parent, place };
    if (!(await inside.units.add(unit))) throw new Problem('already-exists', { field: 'code' });
    return unit;
  });
}
