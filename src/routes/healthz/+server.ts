// For the supervisor of the program: 200 while the disk can be read and written, 503 otherwise. Says nothing else to strangers.
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals }) => {
  const healthy = await locals.app.storage.healthy();
  return new Response(healthy ? 'ok\n' : 'storage does not answer\n', {
    status: healthy ? 200 : 503,
    headers: { 'cache-control': 'no-store', 'content-type': 'text/plain; charset=utf-8' }
  });
};
