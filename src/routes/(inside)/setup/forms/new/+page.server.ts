import { fail, redirect } from '@sveltejs/kit';
import { asId, type DraftId } from '#core/basics/ids.ts';
import { answer, attempt } from '../../../../answer.ts';
import { fieldsOf } from '../../../../read-fields.ts';
import { uploadRoomOf } from '../../../../upload-room-of.ts';
import { actorOf } from '../../../../who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({
  drafts: await answer(locals.app.listDrafts(actorOf(locals)))
});

export const actions: Actions = {
  upload: async ({ locals, request }) => {
    const room = await attempt(uploadRoomOf(request, locals));
    if ('status' in room) return room;
    try {
      const file = (await fieldsOf(request)).get('file');
      if (!(file instanceof File) || file.size === 0)
        return fail(400, { code: 'malformed', parameters: { field: 'file', why: 'empty' } });
      const bytes = new Uint8Array(await file.arrayBuffer());
      const started = await attempt(locals.app.startDraft(actorOf(locals), { fileName: file.name, bytes }));
      if ('status' in started) return started;
      redirect(303, `/setup/forms/drafts/${started.id}`);
    } finally {
      room.leave();
    }
  },
  remove: async ({ locals, request }) => {
    const id = asId<DraftId>(String((await fieldsOf(request)).get('draft') ?? ''));
    return attempt(locals.app.removeDraft(actorOf(locals), id).then(() => ({ removed: true })));
  }
};
