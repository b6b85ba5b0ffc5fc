import { asId, type SheetId } from '#core/basics/ids.ts';
import { asCellKey } from '#core/forms/cell-key.ts';
import { answer } from '../../../../answer.ts';
import { actorOf } from '../../../../who.ts';
import type { RequestHandler } from './$types';

/** History of a cell (`?key=`) or of the whole sheet, newest first, with the deeds done on the sheet. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
  const actor = actorOf(locals);
  const sheet = asId<SheetId>(params.sheet);
  const key = url.searchParams.get('key');
  const [lines, course] = await answer(
    Promise.all([
      locals.app.history(actor, sheet, key === null ? undefined : asCellKey(key), 200),
      key === null ? locals.app.events(actor, sheet) : []
    ])
  );
  return Response.json({ lines, course }, { headers: { 'cache-control': 'no-store' } });
};
