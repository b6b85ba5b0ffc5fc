// Opening a collection (填报任务): a form for one period, asked of units below the asking one, each of which gets an empty sheet.
import { z } from 'zod';
import type { CollectionId, SheetId, UnitId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import { kindOf, readPeriod, type Period } from '#core/places/period.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { mayOpenCollection } from '#core/workflow/permissions.ts';
import { newId } from '#server/storage/new-id.ts';
import type { Cabinets, Collection } from '#server/storage/storage.ts';
import { titleShape, unitId, type PeopleNeeds } from './people-needs.ts';
import { readInput } from './read-input.ts';

const mostUnits = 5000; // a province's streets
/** What lies beyond cannot be shown as a date: one such deadline, and the list of sheets opens for nobody above. */
const latestDueAt = Date.UTC(9999, 0);

const shape = z.strictObject({
  form: z.string().min(1).max(100),
  version: z.int().min(1),
  period: z.string().max(20),
  title: titleShape,
  unit: unitId,
  units: z.array(unitId).min(1).max(mostUnits),
  dueAt: z.int().min(0).max(latestDueAt).nullable()
});

/**
 * Units that have a sheet of this form and period already keep it, in its own collection. Throws `already-exists` when that are all of
 * them, `not-allowed` when the actor neither coordinates the asking unit nor administers it, `malformed` when a unit is not below it.
 */
export async function openCollection(
  { storage, clock }: Pick<PeopleNeeds, 'storage' | 'clock'>,
  actor: Actor,
  input: z.input<typeof shape>
): Promise<Collection> {
  const { form, version, period: typed, title, unit, units, dueAt } = readInput(shape, input);
  return storage.transaction(async (inside) => {
    await requireMayOpen(inside, actor, unit);
    const definition = await inside.forms.get(form, version);
    if (!definition) throw new Problem('not-found', { what: 'form' });
    const period = periodOf(definition, typed);
    const asked = await requireBelow(inside, unit, units);
    const id = newId<CollectionId>();
    const collection: Collection = { id, form, version, period, title, unit, dueAt, createdAt: clock() };
    await inside.collections.add(collection);
    if ((await addSheets(inside, collection, asked)) === 0) throw new Problem('already-exists', { what: 'sheets' });
    return collection;
  });
}

async function requireMayOpen({ units }: Cabinets, actor: Actor, unit: UnitId): Promise<void> {
  const path = await units.path(unit);
  if (path.length === 0) throw new Problem('not-found', { what: 'unit' });
  if (
    !mayOpenCollection(
      actor,
      path.map((above) => above.id)
    )
  )
    throw new Problem('not-allowed', { what: 'collection' });
}

/** The period as the form's definition allows it: of its kind, and within the time for which the version is valid. */
function periodOf({ periods }: FormDefinition, typed: string): Period {
  const read = readPeriod(typed.trim());
  if (!read.ok) throw new Problem('malformed', { field: 'period', why: 'not-a-period' });
  const period = read.value;
  if (kindOf(period) !== periods.kind)
    throw new Problem('malformed', { field: 'period', why: 'other-kind', kind: periods.kind });
  if (period < periods.from || (periods.to !== null && period > periods.to)) {
    throw new Problem('malformed', {
      field: 'period',
      why: 'out-of-range',
      from: periods.from,
      to: periods.to ?? undefined
    });
  }
  return period;
}

/** The asked units without repetition; all are the asking unit or below it. */
async function requireBelow(inside: Cabinets, unit: UnitId, units: readonly UnitId[]): Promise<UnitId[]> {
  const below = new Set((await inside.units.subtree(unit)).map((one) => one.id));
  const asked = [...new Set(units)];
  const elsewhere = asked.filter((one) => !below.has(one));
  if (elsewhere.length > 0)
    throw new Problem('malformed', { field: 'units', why: 'not-below', units: elsewhere.slice(0, 20) });
  return asked;
}

async function addSheets({ sheets }: Cabinets, collection: Collection, units: readonly UnitId[]): Promise<number> {
  const { id, form, version, period } = collection;
  let added = 0;
  for (const unit of units) {
    const sheet = {
      id: newId<SheetId>(),
      collection: id,
      form,
      version,
      unit,
      period,
      stage: 'empty',
      seq: 0
    } as const;
    if (await sheets.add(sheet)) added += 1;
  }
  return added;
}
