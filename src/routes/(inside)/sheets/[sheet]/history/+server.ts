import { asId, type SheetId } from '#core/basics/ids.ts';
import { asCellKey, isStatedKey, statedKey } from '#core/forms/cell-key.ts';
import { answer } from '../../../../answer.ts';
import { actorOf } from '../../../../who.ts';
import type { RequestHandler } from './$types';

const mostLines = 200;

/** History of a cell (`?key=`), with the figures stated for it, or of the whole sheet; newest first, with the deeds done on the sheet. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
  const actor = actorOf(locals);
  const sheet = asId<SheetId>(params.sheet);
  const asked = url.searchParams.get('key');
  const key = asked === null ? undefined : asCellKey(asked);
  const keys = key === undefined ? [undefined] : [key, ...(isStatedKey(key) ? [] : [statedKey(key)])];
  const [course, ...histories] = await answer(
    Promise.all([
      key === undefined ? locals.app.events(actor, sheet) : [],
      ...keys.map((one) => locals.app.history(actor, sheet, one, mostLines))
    ])
  );
  // each is in order; those of a cell and of its stated figures are put together by their rows
  const lines = histories.length === 1 ? histories[0]! : histories.flat().sort((a, b) => b.seq - a.seq);
  return Response.json({ lines: lines.slice(0, mostLines), course }, { headers: { 'cache-control': 'no-store' } });
};
