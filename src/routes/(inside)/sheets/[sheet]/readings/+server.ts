import { asId, type SheetId } from '#core/basics/ids.ts';
import { answer } from '../../../../answer.ts';
import { actorOf } from '../../../../who.ts';
import type { RequestHandler } from './$types';

/** How the names of the sheet's form are read, for its find box. A published form never changes, so a browser may keep the answer: for this session. */
export const GET: RequestHandler = async ({ locals, params }) =>
  Response.json(await answer(locals.app.findReadings(actorOf(locals), asId<SheetId>(params.sheet))), {
    headers: { 'cache-control': 'private, max-age=86400', vary: 'cookie' }
  });
