import { fail } from '@sveltejs/kit';
import { attempt } from '../../answer.ts';
import { fieldsOf } from '../../read-fields.ts';
import { actorOf } from '../../who.ts';
import type { Actions } from './$types';

export const actions: Actions = {
  default: async ({ locals, request }) => {
    const fields = await fieldsOf(request);
    const next = String(fields.get('next') ?? '');
    if (next !== String(fields.get('again') ?? '')) return fail(400, { differs: true });
    const refused = await attempt(
      locals.app.changePassword(actorOf(locals), {
        current: String(fields.get('current') ?? ''),
        next,
        ...(locals.sessionId === undefined ? {} : { keepSession: locals.sessionId })
      })
    );
    return refused ?? { changed: true };
  }
};
