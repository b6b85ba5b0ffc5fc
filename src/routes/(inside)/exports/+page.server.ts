import { fail } from '@sveltejs/kit';
import { asId, type ExportId } from '#core/basics/ids.ts';
import type { ExportTold } from '#server/jobs/export-told.ts';
import { answer, attempt } from '../../answer.ts';
import { fieldsOf } from '../../read-fields.ts';
import { actorOf } from '../../who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const exports = await answer(locals.app.listExports(actorOf(locals)));
  return {
    exports: exports.map(({ id, request, state, fileName, problem, createdAt, told, code }) => {
      const { progress, template } = (told ?? {}) as ExportTold;
      return {
        id,
        kind: (request as { kind?: string } | null)?.kind ?? '',
        state,
        fileName,
        problem,
        createdAt,
        code,
        progress: state === 'writing' ? (progress ?? null) : null,
        template: template ?? null
      };
    })
  };
};

const longestCode = 60;

export const actions: Actions = {
  cancel: async ({ locals, request }) => {
    const id = String((await fieldsOf(request)).get('export') ?? '');
    return attempt(locals.app.cancelExport(actorOf(locals), asId<ExportId>(id)).then(() => ({ cancelled: id })));
  },
  check: async ({ locals, request }) => {
    const code = String((await fieldsOf(request)).get('code') ?? '').slice(0, longestCode);
    if (code.trim() === '') return fail(400, { code: 'malformed', parameters: { field: 'code' }, typed: code });
    const checked = await attempt(locals.app.checkExport(actorOf(locals), code));
    return 'status' in checked ? checked : { checked };
  }
};
