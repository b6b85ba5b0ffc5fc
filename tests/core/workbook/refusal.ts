import { isProblem } from '#core/basics/problem.ts';

/** [code, because] of the Problem that is thrown; undefined when nothing is. Any other error fails the test. */
export function refusalOf(work: () => unknown): [string, unknown] | undefined {
  try {
    work();
  } catch (error) {
    if (isProblem(error)) return [error.code, error.parameters['because'] ?? error.parameters['found']];
    throw error;
  }
  return undefined;
}
