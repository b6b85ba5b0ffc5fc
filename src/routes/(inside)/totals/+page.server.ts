import { redirect, type ActionFailure } from '@sveltejs/kit';
import { asId, type CollectionId, type SheetId, type UnitId } from '#core/basics/ids.ts';
import { splitKey } from '#core/forms/cell-key.ts';
import { compileForm } from '#core/forms/compile-form.ts';
import { wholeUnit } from '#core/workflow/reminders.ts';
import { layTotals } from '#ui/totals/lay-totals.ts';
import { answer, attempt, type Refusal } from '../../answer.ts';
import { fieldsOf } from '../../read-fields.ts';
import { actorOf } from '../../who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = actorOf(locals);
  const [collections, units] = await answer(
    Promise.all([locals.app.listCollections(actor), locals.app.listUnits(actor)])
  );
  const asked = url.searchParams.get('collection');
  const collection = asked === null ? collections[0] : collections.find((one) => one.id === asked);
  const unit = url.searchParams.get('unit') ?? units.find((one) => one.id === collection?.unit)?.id ?? units[0]?.id;
  const choices = {
    collections: collections.map(({ id, title, period, formTitle }) => ({ id, title, period, formTitle })),
    units: units.map(({ id, name, parent }) => ({ id, name, parent })),
    collection: collection?.id ?? null,
    unit: unit ?? null
  };
  if (!collection || unit === undefined) return { ...choices, totals: null };
  const only = url.searchParams.get('only') === 'reported' ? ('reported' as const) : undefined;
  const totals = await answer(
    locals.app.consolidate(actor, { collection: collection.id, unit: asId<UnitId>(unit), ...(only ? { only } : {}) })
  );
  const remindable = await answer(locals.app.listRemindable(actor, collection.id));
  const below = new Set(totals.missing.map((one) => one.unit));
  const form = compileForm(totals.definition);
  if (!form.ok) throw new Error('a published form does not compile');
  const table = layTotals(form.value, totals, {
    table: url.searchParams.get('table'),
    column: url.searchParams.get('column')
  });
  // the definition and the whole set of numbers stay here: the page gets the lines it shows
  return {
    ...choices,
    totals: {
      unit: totals.unit,
      period: totals.period,
      parts: totals.parts,
      missing: totals.missing,
      remindable: remindable.filter((one) => below.has(one.unit)),
      only: only ?? null,
      tables: form.value.tables.map((one) => ({ code: one.code, title: one.definition.title })),
      table,
      scopes: totals.scopes
        .map(([key, said]) => ({ ...splitKey(key), said }))
        .filter((one) => one.table === table?.code && one.column === table.column)
        .map(({ row, said }) => ({ row, said }))
    }
  };
};

export const actions: Actions = {
  /** each unit by itself: one that has reported meanwhile does not keep the others from hearing */
  remind: async ({ locals, request }) => {
    const fields = await fieldsOf(request);
    const text = String(fields.get('text') ?? '');
    let reminded = 0;
    let refused: ActionFailure<Refusal> | undefined;
    for (const sheet of fields.getAll('whom').map(String)) {
      const outcome = await attempt(
        locals.app.remind(actorOf(locals), asId<SheetId>(sheet), { whom: [wholeUnit], text })
      );
      if ('status' in outcome) refused = outcome;
      else reminded += 1;
    }
    return reminded === 0 && refused ? refused : { reminded };
  },
  export: async ({ locals, request }) => {
    const fields = await fieldsOf(request);
    const asked = await attempt(
      locals.app.requestExport(actorOf(locals), {
        kind: 'consolidated',
        collection: asId<CollectionId>(String(fields.get('collection') ?? '')),
        unit: asId<UnitId>(String(fields.get('unit') ?? '')),
        ...(fields.get('only') === 'reported' ? { only: 'reported' as const } : {})
      })
    );
    if ('status' in asked) return asked;
    redirect(303, '/exports');
  }
};
