import type { UnitId } from '#core/basics/ids.ts';
import { asId } from '#core/basics/ids.ts';
import type { UnitLevel } from '#server/storage/storage.ts';
import { answer, attempt } from '../../../answer.ts';
import { fieldsOf } from '../../../read-fields.ts';
import { actorOf } from '../../../who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({
  units: await answer(locals.app.listUnits(actorOf(locals)))
});

export const actions: Actions = {
  add: async ({ locals, request }) => {
    const fields = await fieldsOf(request);
    const parent = String(fields.get('parent') ?? '');
    const added = await attempt(
      locals.app.addUnit(actorOf(locals), {
        code: String(fields.get('code') ?? '').trim(),
        name: String(fields.get('name') ?? '').trim(),
        level: String(fields.get('level') ?? '') as UnitLevel,
        parent: parent === '' ? null : asId<UnitId>(parent)
      })
    );
    return 'status' in added ? added : { added: added.name };
  }
};
