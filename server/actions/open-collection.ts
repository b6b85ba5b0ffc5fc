// Opening a collection (填报任务): a form for one period, asked of units below the asking one, each of which gets an empty sheet.
import { z } from 'zod';
import type { CollectionId, UnitId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import { kindOf, readPeriod, type Period } from '#core/places/period.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { mayOpenCollection } from '#core/workflow/permissions.ts';
import { newId } from '#server/storage/new-id.ts';
import type { Cabinets, Collection, Sheet } from '#server/storage/storage.ts';
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
 * Units that have a sheet of this form and period already keep it with all that is in it. Was it opened from below the asking unit, it
 * moves into this collection, so that the upper level sees it among the others; otherwise it stays in its own. Throws `already-exists` when
 * there is nothing to open, `malformed` when sheets from below are of another version of the form, `not-allowed` when the actor neither coordinates the asking unit nor administers it, `malformed` when a unit is not below it.
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
    if ((await fillCollection(inside, collection, asked)) === 0)
      throw new Problem('already-exists', { what: 'sheets' });
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

/** @returns how many sheets it has: new ones, and those that moved into it */
async function fillCollection(inside: Cabinets, collection: Collection, units: readonly UnitId[]): Promise<number> {
  const { id, form, version, period } = collection;
  const openedBelow = await collectionsBelow(inside, collection.unit);
  const ofOtherVersion: Sheet[] = [];
  let count = 0;
  for (const unit of units) {
    const there = await inside.sheets.find(form, unit, period);
    if (there && !openedBelow.has(there.collection)) continue;
    if (there && there.version !== version) {
      ofOtherVersion.push(there);
      continue;
    }
    if (there) await inside.sheets.moveTo(there.id, id);
    else await inside.sheets.add({ id: newId(), collection: id, form, version, unit, period, stage: 'empty', seq: 0 });
    count += 1;
  }
  if (ofOtherVersion.length > 0) throw await otherVersion(inside, ofOtherVersion);
  return count;
}

/** Collections that were opened by units below this one, not by itself. */
async function collectionsBelow({ units, collections }: Cabinets, unit: UnitId): Promise<ReadonlySet<CollectionId>> {
  const below = new Set((await units.subtree(unit)).map((one) => one.id));
  below.delete(unit);
  return new Set((await collections.list()).filter((one) => below.has(one.unit)).map((one) => one.id));
}

async function otherVersion({ units }: Cabinets, sheets: readonly Sheet[]): Promise<Problem> {
  const named = await Promise.all(sheets.slice(0, 20).map((sheet) => units.byId(sheet.unit)));
  const versions = [...new Set(sheets.map((sheet) => sheet.version))];
  return new Problem('malformed', {
    field: 'units',
    why: 'other-version',
    names: named.flatMap((unit) => unit?.name ?? []),
    versions
  });
}
