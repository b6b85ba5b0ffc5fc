// Problem → HTTP, in one place. Pages use `answer` in loads and `attempt` in form actions.
import { error, fail, type ActionFailure } from '@sveltejs/kit';
import { isProblem, type ProblemParameters } from '#core/basics/problem.ts';

export interface Refusal {
  code: string;
  parameters: ProblemParameters;
}

/** For loads: a Problem becomes the error page with its status and code; anything else is a mistake of ours (500). */
export async function answer<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (reason) {
    if (isProblem(reason)) error(reason.status, { message: reason.code, code: reason.code });
    throw reason;
  }
}

/** For form actions: a Problem becomes `form = { code, parameters }` on the same page, with what was typed kept by it. */
export async function attempt<T>(work: Promise<T>): Promise<T | ActionFailure<Refusal>> {
  try {
    return await work;
  } catch (reason) {
    if (isProblem(reason)) return fail(reason.status, { code: reason.code, parameters: reason.parameters });
    throw reason;
  }
}
