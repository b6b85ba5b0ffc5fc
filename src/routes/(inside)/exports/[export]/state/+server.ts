import { asId, type ExportId } from '#core/basics/ids.ts';
import { answer } from '../../../../answer.ts';
import { actorOf } from '../../../../who.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
  const { state, fileName, problem } = await answer(
    locals.app.getExport(actorOf(locals), asId<ExportId>(params.export))
  );
  return Response.json({ state, fileName, problem }, { headers: { 'cache-control': 'no-store' } });
};
