import { fail, redirect } from '@sveltejs/kit';
import { answer, attempt } from '../../../answer.ts';
import { fieldsOf } from '../../../read-fields.ts';
import { actorOf } from '../../../who.ts';
import type { Actions, PageServerLoad } from './$types';

const mostBytes = 4_000_000; // the largest definition that ships has 150 KB

export const load: PageServerLoad = async ({ locals }) => ({
  forms: await answer(locals.app.listForms(actorOf(locals)))
});

export const actions: Actions = {
  publish: async ({ locals, request }) => {
    const file = (await fieldsOf(request)).get('definition');
    if (!(file instanceof Blob) || file.size === 0)
      return fail(400, { code: 'malformed', parameters: { field: 'file' } });
    if (file.size > mostBytes) return fail(413, { code: 'file-too-large', parameters: {} });
    let definition: unknown;
    try {
      definition = JSON.parse(await file.text());
    } catch {
      // the text is a stranger's: where it breaks is of no use without the file's own tools
      return fail(422, { code: 'file-unreadable', parameters: {} });
    }
    const published = await attempt(locals.app.publishForm(actorOf(locals), definition));
    return 'status' in published ? published : { published: `${published.id} ${published.version}` };
  },
  blank: async ({ locals, request }) => {
    const fields = await fieldsOf(request);
    const asked = await attempt(
      locals.app.requestExport(actorOf(locals), {
        kind: 'blank',
        form: String(fields.get('form') ?? ''),
        version: Number(fields.get('version') ?? '')
      })
    );
    if ('status' in asked) return asked;
    redirect(303, '/exports');
  }
};
