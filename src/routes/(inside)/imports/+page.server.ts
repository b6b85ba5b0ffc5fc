import { fail, redirect } from '@sveltejs/kit';
import { asId, type SheetId } from '#core/basics/ids.ts';
import { answer, attempt } from '../../answer.ts';
import { fieldsOf } from '../../read-fields.ts';
import { actorOf } from '../../who.ts';
import type { Actions, PageServerLoad } from './$types';

/** files of one upload: the departments of a county and last year's */
const mostFiles = 100;

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
    // a form is held in memory whole, so only so many are read at once
    const room = await attempt(enter(request, locals));
    if ('status' in room) return room;
    try {
      return await takeIn(locals, await fieldsOf(request));
    } finally {
      room.leave();
    }
  }
};

async function enter({ headers }: Request, locals: App.Locals): Promise<{ leave: () => void }> {
  const bytes = Number(headers.get('content-length')) || locals.app.settings.bodyLimitBytes;
  return { leave: locals.app.access.uploads.enter(actorOf(locals).person, bytes) };
}

async function takeIn(locals: App.Locals, fields: FormData) {
  const sheet = String(fields.get('sheet') ?? '');
  const files = fields.getAll('file').filter((file): file is File => file instanceof File && file.size > 0);
  if (files.length === 0) return fail(400, { code: 'malformed', parameters: { field: 'file', why: 'empty' } });
  if (files.length > mostFiles) return fail(400, { code: 'malformed', parameters: { field: 'file', most: mostFiles } });
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
