import { redirect } from '@sveltejs/kit';
import { answer, attempt } from '../../../answer.ts';
import { fieldsOf } from '../../../read-fields.ts';
import { actorOf } from '../../../who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({
  library: await answer(locals.app.listLibrary(actorOf(locals)))
});

export const actions: Actions = {
  take: async ({ locals, request }) => {
    const fields = await fieldsOf(request);
    const id = String(fields.get('form') ?? '');
    const version = Number(fields.get('version') ?? '');
    const taken = await attempt(locals.app.takeFromLibrary(actorOf(locals), id, version));
    if (taken && 'status' in taken) return taken;
    redirect(303, `/setup/collections?form=${encodeURIComponent(`${id}@${version}`)}`);
  }
};
