import { asId, type DraftId } from '#core/basics/ids.ts';
import { isProblem } from '#core/basics/problem.ts';
import { actorOf } from '../../../../../../who.ts';
import type { RequestHandler } from './$types';

/** Keeps what the maker has answered: `{ revision, answers }` → `{ revision }`, or the code of the refusal. */
export const PUT: RequestHandler = async ({ locals, params, request }) => {
  try {
    const input = (await request.json().catch(() => ({}))) as { revision?: unknown; answers?: unknown };
    const kept = await locals.app.answerDraft(actorOf(locals), asId<DraftId>(params.draft), {
      revision: Number(input.revision),
      answers: input.answers
    });
    return Response.json(kept);
  } catch (reason) {
    if (isProblem(reason)) return Response.json({ code: reason.code }, { status: reason.status });
    throw reason;
  }
};
