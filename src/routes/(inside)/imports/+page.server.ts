import { fail, redirect } from '@sveltejs/kit';
import { asId, type SheetId } from '#core/basics/ids.ts';
import { answer, attempt } from '../../answer.ts';
import { actorOf } from '../../who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = actorOf(locals);
  const [imports, sheets] = await answer(Promise.all([locals.app.listImports(actor), locals.app.listSheets(actor)]));
  return {
    imports: imports.map(({ id, fileName, state, problem, createdAt }) => ({
      id,
      fileName,
      state,
      problem,
      createdAt
    })),
    sheets: sheets
      .filter((sheet) => sheet.writable.length > 0)
      .map(({ id, unitName, formTitle, period }) => ({ id, unitName, formTitle, period })),
    asked: url.searchParams.get('sheet') ?? ''
  };
};

export const actions: Actions = {
  upload: async ({ locals, request }) => {
    const fields = await request.formData();
    const sheet = String(fields.get('sheet') ?? '');
    const files = fields.getAll('file').filter((file): file is File => file instanceof File && file.size > 0);
    if (files.length === 0) return fail(400, { code: 'malformed', parameters: { field: 'file', why: 'empty' } });
    const started: string[] = [];
    for (const file of files) {
      const one = await attempt(
        locals.app.startImport(actorOf(locals), {
          fileName: file.name,
          bytes: new Uint8Array(await file.arrayBuffer()),
          sheet: sheet === '' ? null : asId<SheetId>(sheet)
        })
      );
      if ('status' in one) return one;
      started.push(one.id);
    }
    // several files stay in the list, where each shows how far it is
    redirect(303, started.length === 1 ? `/imports/${started[0]}` : '/imports');
  }
};
