import { expect, test } from 'vitest';
import { assert, unreachable } from '#core/basics/assert.ts';
import { isProblem, Problem, problemStatus } from '#core/basics/problem.ts';
import { fail, ok } from '#core/basics/result.ts';

test('[BA6] a problem of another copy of the core is a problem, other errors are not', () => {
  const problem = new Problem('stage-closed', { stage: 'reported' });
  expect(isProblem(problem)).toBe(true);
  expect(isProblem(JSON.parse(JSON.stringify(problem)))).toBe(true);
  expect(isProblem(new Error('stage-closed'))).toBe(false);
  expect(isProblem(null)).toBe(false);
  expect(isProblem('stage-closed')).toBe(false);
});

test('[BA6] a problem carries code, status and parameters', () => {
  const problem = new Problem('stage-closed', { stage: 'reported' });
  expect(problem).toMatchObject({
    code: 'stage-closed',
    status: problemStatus['stage-closed'],
    parameters: { stage: 'reported' }
  });
  for (const status of Object.values(problemStatus)) expect(status >= 400 && status < 600).toBe(true);
});

test('[BA7] a false assertion stops the work', () => {
  expect(() => assert(0 === Number('1'), 'zero is one')).toThrow('assertion failed: zero is one');
  expect(() => assert('text', 'something is there')).not.toThrow();
  expect(() => unreachable({ kind: 'new' } as never)).toThrow('{"kind":"new"}');
});

test('[BA7] results are told apart by ok', () => {
  expect(ok(1)).toEqual({ ok: true, value: 1 });
  expect(fail('none')).toEqual({ ok: false, error: 'none' });
});
