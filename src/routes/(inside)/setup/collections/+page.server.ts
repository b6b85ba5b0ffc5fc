import { asId, type UnitId } from '#core/basics/ids.ts';
import { answer, attempt } from '../../../answer.ts';
import { fieldsOf } from '../../../read-fields.ts';
import { actorOf } from '../../../who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const actor = actorOf(locals);
  const [collections, units, forms] = await answer(
    Promise.all([locals.app.listCollections(actor), locals.app.listUnits(actor), locals.app.listForms(actor)])
  );
  return { collections, units, forms, now: Date.now() };
};

/** Milliseconds from the browser's clock; without scripts the typed time is taken as Beijing time. */
function dueAt(fields: FormData): number | null {
  const typed = String(fields.get('due') ?? '');
  if (typed === '') return null;
  const exact = Number(fields.get('dueAt') ?? '');
  const at = Number.isFinite(exact) && exact > 0 ? exact : Date.parse(`${typed}+08:00`);
  return Number.isFinite(at) ? at : null;
}

export const actions: Actions = {
  open: async ({ locals, request }) => {
    const fields = await fieldsOf(request);
    const [form = '', version = ''] = String(fields.get('form') ?? '').split('@');
    const opened = await attempt(
      locals.app.openCollection(actorOf(locals), {
        form,
        version: Number(version),
        period: String(fields.get('period') ?? '').trim(),
        title: String(fields.get('title') ?? '').trim(),
        unit: asId<UnitId>(String(fields.get('unit') ?? '')),
        units: fields.getAll('units').map((unit) => asId<UnitId>(String(unit))),
        dueAt: dueAt(fields)
      })
    );
    return 'status' in opened ? opened : { opened: opened.title };
  }
};
