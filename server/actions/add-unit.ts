// A new unit (填报单位) below one that the actor administers. The first units of all come from the command line.
import { z } from 'zod';
import type { UnitId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { newId } from '#server/storage/new-id.ts';
import type { Cabinets, Unit } from '#server/storage/storage.ts';
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
  const read = readInput(shape, input);
  const { parent } = read;
  if (parent === null) throw new Problem('not-allowed', { what: 'unit' });
  return storage.transaction(async (inside) => {
    await requireInCare(actor, inside, [parent]);
    return addLast(inside, read);
  });
}

/** A unit at the top of a tree: for the operator, not for any actor. */
export async function addTopUnit(
  { storage }: Pick<PeopleNeeds, 'storage'>,
  input: Omit<z.input<typeof shape>, 'parent'>
): Promise<Unit> {
  const read = readInput(shape, { ...input, parent: null });
  return storage.transaction((inside) => addLast(inside, read));
}

async function addLast({ units }: Cabinets, read: z.output<typeof shape>): Promise<Unit> {
  const siblings = (await units.list()).filter((unit) => unit.parent === read.parent);
  const place = Math.max(-1, ...siblings.map((unit) => unit.place)) + 1;
  const unit: Unit = { id: newId<UnitId>(), ...read, place };
  if (!(await units.add(unit))) throw new Problem('already-exists', { field: 'code' });
  return unit;
}
