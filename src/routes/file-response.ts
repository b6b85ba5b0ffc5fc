// A workbook as an answer: sent in pieces as fast as they are taken, under its Chinese name.
import type { Download } from '#server/actions/actions.ts';

const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export function fileResponse({ fileName, size, pieces }: Download): Response {
  return new Response(streamOf(pieces), {
    headers: {
      'content-type': workbook,
      'content-length': String(size),
      // the plain name is for browsers that do not know the second form
      'content-disposition': `attachment; filename="export.xlsx"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff'
    }
  });
}

function streamOf(pieces: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const reading = pieces[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(into) {
      const { done, value } = await reading.next();
      if (done) into.close();
      else into.enqueue(value);
    },
    // who stops reading leaves no open file behind
    async cancel() {
      await reading.return?.();
    }
  });
}
