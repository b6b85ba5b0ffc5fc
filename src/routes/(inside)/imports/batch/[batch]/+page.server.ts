import { asId, type ImportId, type SheetId } from '#core/basics/ids.ts';
import { answer, attempt } from '../../../../answer.ts';
import { fieldsOf } from '../../../../read-fields.ts';
import { actorOf } from '../../../../who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url, depends }) => {
  depends('huibiao:batch');
  const page = Number(url.searchParams.get('page') ?? 0);
  return answer(locals.app.getBatch(actorOf(locals), params.batch, Number.isSafeInteger(page) ? page : 0));
};

export const actions: Actions = {
  apply: async ({ locals, params, request }) => {
    const fields = await fieldsOf(request);
    const chosen = fields.getAll('file').map((choice) => {
      const [id = '', sheet = '', seq = ''] = String(choice).split(' ');
      return { id: asId<ImportId>(id), sheet: asId<SheetId>(sheet), seq: Number(seq) };
    });
    return attempt(locals.app.applyBatch(actorOf(locals), params.batch, chosen));
  },
  undo: async ({ locals, params }) => {
    const outcome = await attempt(locals.app.undoBatch(actorOf(locals), params.batch));
    return 'status' in outcome ? outcome : { ...outcome, undone: true };
  }
};
