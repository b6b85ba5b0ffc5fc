import { answer } from '../../../../../../answer.ts';
import { fileResponse } from '../../../../../../file-response.ts';
import { actorOf } from '../../../../../../who.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) =>
  fileResponse(
    await answer(
      locals.app.downloadTemplate(actorOf(locals), { id: params.form, version: Number(params.version) || 0 })
    )
  );
