import { asId, type SheetId } from '#core/basics/ids.ts';
import type { Deed } from '#core/workflow/stages.ts';
import { answer, attempt } from '../../../answer.ts';
import { fieldsOf } from '../../../read-fields.ts';
import { actorOf } from '../../../who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, depends }) => {
  depends('huibiao:sheet');
  const sheet = await answer(locals.app.openSheet(actorOf(locals), asId<SheetId>(params.sheet)));
  return { sheet, licenseKey: locals.app.settings.handsontableKey };
};

const text = (fields: FormData, name: string): string => String(fields.get(name) ?? '');

export const actions: Actions = {
  decide: async ({ locals, params, request }) => {
    const fields = await fieldsOf(request);
    return attempt(
      locals.app.decide(
        actorOf(locals),
        asId<SheetId>(params.sheet),
        text(fields, 'deed') as Deed,
        text(fields, 'text')
      )
    );
  },
  remind: async ({ locals, params, request }) => {
    const fields = await fieldsOf(request);
    const reminded = await attempt(
      locals.app.remind(actorOf(locals), asId<SheetId>(params.sheet), {
        whom: fields.getAll('whom').map(String),
        text: text(fields, 'text')
      })
    );
    return 'status' in reminded ? reminded : { reminded: reminded.reminded.length };
  },
  explain: async ({ locals, params, request }) => {
    const fields = await fieldsOf(request);
    const refused = await attempt(
      locals.app.explain(actorOf(locals), asId<SheetId>(params.sheet), {
        finding: text(fields, 'finding'),
        text: text(fields, 'text')
      })
    );
    return refused ?? { explained: true };
  },
  export: ({ locals, params }) =>
    attempt(locals.app.requestExport(actorOf(locals), { kind: 'sheet', sheet: asId<SheetId>(params.sheet) }))
};
