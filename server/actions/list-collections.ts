// The collections (填报任务) that concern the actor, with how far their sheets are.
import type { Actor } from '#core/workflow/actor.ts';
import { stages, type Stage } from '#core/workflow/stages.ts';
import type { CollectionLine } from './actions.ts';
import { readableUnits } from './list-units.ts';
import type { PeopleNeeds } from './people-needs.ts';

/** Newest first: those with a sheet that the actor may read, and those that a unit of the actor's asks. */
export async function listCollections(
  { storage }: Pick<PeopleNeeds, 'storage'>,
  actor: Actor
): Promise<CollectionLine[]> {
  return storage.snapshot(async ({ collections, sheets, units, forms }) => {
    const allUnits = await units.list();
    const readable = new Set(readableUnits(actor, allUnits).map((unit) => unit.id));
    const unitNames = new Map(allUnits.map((unit) => [unit.id, unit.name]));
    const formTitles = new Map((await forms.list()).map((form) => [`${form.id} ${form.version}`, form.title]));
    const counts = new Map<string, Record<Stage, number>>();
    for (const { collection, stage } of await sheets.list({ units: [...readable] })) {
      const count = counts.get(collection) ?? noSheets();
      count[stage] += 1;
      counts.set(collection, count);
    }
    return (await collections.list())
      .filter((collection) => counts.has(collection.id) || readable.has(collection.unit))
      .map((collection) => ({
        ...collection,
        formTitle: formTitles.get(`${collection.form} ${collection.version}`) ?? collection.form,
        unitName: unitNames.get(collection.unit) ?? '',
        counts: counts.get(collection.id) ?? noSheets()
      }));
  });
}

const noSheets = () => Object.fromEntries(stages.map((stage) => [stage, 0])) as Record<Stage, number>;
