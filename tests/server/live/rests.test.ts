// How long edits gather after a commit: by who has the sheet open, and by how many sheets commit.
import { expect, test } from 'vitest';
import { liveLimits } from '#server/live/limits.ts';
import { makeRests } from '#server/live/rests.ts';

test('[LV16] a sheet alone rests for those who have it open, within a bound', () => {
  const rests = makeRests(liveLimits);
  expect(rests.next(0, 0, 0)).toBe(0);
  expect(rests.next(100, 100, 100)).toBeCloseTo(7.5);
  expect(rests.next(10_000, 200, 200)).toBe(liveLimits.pauseMsMost);
});

test('[LV16] the more sheets commit at once the longer each rests, within a bound, and no longer when they have fallen silent', () => {
  const rests = makeRests(liveLimits);
  const busy = Array.from({ length: 5000 }, (_, at) => rests.next(2, at / 100, at / 100));
  expect(busy[0]).toBeLessThan(1);
  expect(busy[100]).toBeGreaterThan(10);
  expect(busy.at(-1)).toBe(liveLimits.pauseMsMostSheets);
  expect(rests.next(2, 1000, 1000)).toBeLessThan(1);
});

test('[LV16] some hundred commits a second, one after another, make nobody wait', () => {
  const rests = makeRests(liveLimits);
  const waits = Array.from({ length: 5000 }, (_, at) => rests.next(2, at * 2, at * 2));
  expect(Math.max(...waits)).toBeLessThan(1);
});

test('[LV15] beside many sheets what a commit has waited for others is rest already; beside many receivers it is not', () => {
  const rests = makeRests(liveLimits);
  const most = liveLimits.pauseMsMostSheets;
  for (let at = 0; at < 5000; at++) rests.next(2, 0, 0);
  expect(rests.next(2, 0, 50)).toBe(most - 50);
  expect(rests.next(100, 0, most + 50)).toBeCloseTo(7.5);
});
