import { fail, redirect } from '@sveltejs/kit';
import { answer, attempt } from '../../../answer.ts';
import { fieldsOf } from '../../../read-fields.ts';
import { actorOf } from '../../../who.ts';
import type { Actions, PageServerLoad } from './$types';

const mostBytes = 4_000_000; // the largest definition that ships has 150 KB

export const load: PageServerLoad = async ({ locals }) => {
  const actor = actorOf(locals);
  const [forms, templates] = [await answer(locals.app.listForms(actor)), await answer(locals.app.listTemplates(actor))];
  const templateOf = (id: string, version: number) =>
    templates.find((one) => one.id === id && one.version === version)?.fileName ?? null;
  return { forms: forms.map((form) => ({ ...form, template: templateOf(form.id, form.version) })) };
};

const versionOf = (fields: FormData) => ({
  id: String(fields.get('form') ?? ''),
  version: Number(fields.get('version') ?? '')
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
  keepTemplate: async ({ locals, request }) => {
    const fields = await fieldsOf(request);
    const file = fields.get('template');
    if (!(file instanceof File) || file.size === 0)
      return fail(400, { code: 'malformed', parameters: { field: 'file' } });
    const form = versionOf(fields);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const kept = await attempt(locals.app.keepTemplate(actorOf(locals), form, { fileName: file.name, bytes }));
    return 'status' in kept ? kept : { template: `${form.id} ${form.version}`, ...kept };
  },
  removeTemplate: async ({ locals, request }) => {
    const form = versionOf(await fieldsOf(request));
    return attempt(locals.app.removeTemplate(actorOf(locals), form).then(() => ({ removed: true })));
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
