import { asId, type ExportId } from '#core/basics/ids.ts';
import { answer } from '../../../answer.ts';
import { actorOf } from '../../../who.ts';
import type { RequestHandler } from './$types';

const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export const GET: RequestHandler = async ({ locals, params }) => {
  const { fileName, bytes } = await answer(locals.app.downloadExport(actorOf(locals), asId<ExportId>(params.export)));
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': workbook,
      // the plain name is for browsers that do not know the second form
      'content-disposition': `attachment; filename="export.xlsx"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
      'cache-control': 'private, no-store'
    }
  });
};
