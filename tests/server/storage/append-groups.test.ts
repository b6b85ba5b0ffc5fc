// What becomes of a group of appends when its transaction fails: tried one by one when nothing is stored, never when nobody knows.
import { expect, test } from 'vitest';
import { Problem } from '#core/basics/problem.ts';
import { appendGroups } from '#server/storage/append-groups.ts';
import type { Append, AppendOutcome } from '#server/storage/storage.ts';
import { anAppend } from '#tests/tools/kept-things.ts';

function groupsThatFail(failure: (appends: readonly Append[]) => Error | undefined) {
  const tried: string[][] = [];
  const groups = appendGroups(async (appends) => {
    tried.push(appends.map(({ sheet }) => sheet));
    const error = failure(appends);
    if (error) throw error;
    return appends.map((): AppendOutcome => ({ kind: 'stored', seq: 1 }));
  });
  return { tried, append: (sheet: string) => groups.append(anAppend(sheet, 0)) };
}

test('[LG6] a mistaken append fails alone', async () => {
  const { tried, append } = groupsThatFail((appends) =>
    appends.some(({ sheet }) => sheet === 's2') ? new Error('mistaken') : undefined
  );
  const outcomes = await Promise.allSettled(['s1', 's2', 's3'].map(append));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(tried).toEqual([['s1', 's2', 's3'], ['s1'], ['s2'], ['s3']]);
});

test('[LG11] a group whose flush failed may be stored: all of it is refused, and none of it is tried again', async () => {
  const { tried, append } = groupsThatFail(() => new Problem('disk-failed'));
  const outcomes = await Promise.allSettled(['s1', 's2', 's3'].map(append));
  for (const outcome of outcomes)
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'disk-failed' } });
  expect(tried).toEqual([['s1', 's2', 's3']]);
});
