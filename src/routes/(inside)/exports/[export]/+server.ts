import { asId, type ExportId } from '#core/basics/ids.ts';
import { answer } from '../../../answer.ts';
import { fileResponse } from '../../../file-response.ts';
import { actorOf } from '../../../who.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) =>
  fileResponse(await answer(locals.app.downloadExport(actorOf(locals), asId<ExportId>(params.export))));
