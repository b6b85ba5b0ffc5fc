import { answer } from '../../answer.ts';
import { actorOf } from '../../who.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const exports = await answer(locals.app.listExports(actorOf(locals)));
  return {
    exports: exports.map(({ id, request, state, fileName, problem, createdAt }) => ({
      id,
      kind: (request as { kind?: string } | null)?.kind ?? '',
      state,
      fileName,
      problem,
      createdAt
    }))
  };
};
