import { expect, test } from 'vitest';
import { fullBucket, liveLimits, take } from '#server/live/limits.ts';
import { within } from '#server/live/within.ts';

test('a burst passes, then as much as refills', () => {
  const bucket = fullBucket(10, 0);
  for (let at = 0; at < 10; at++) expect(take(bucket, 1, 5, 10, 0)).toBe(0);
  expect(take(bucket, 1, 5, 10, 0)).toBe(200);
  expect(take(bucket, 1, 5, 10, 400)).toBe(0);
  expect(take(bucket, 1, 5, 10, 100_000)).toBe(0);
  expect(bucket.level).toBe(9);
});

test('one large piece passes and the next waits for all of it', () => {
  const bucket = fullBucket(100, 0);
  expect(take(bucket, 600, 100, 100, 0)).toBe(5000);
});

test('a whole sheet written offline fits into one update, and an update into a frame', () => {
  const cells = 500 * 30;
  const bytesPerCell = 90; // key of 25 letters, a number, a new client's item
  expect(liveLimits.updateBytes).toBeGreaterThan(cells * bytesPerCell);
  expect(liveLimits.frameBytes).toBeGreaterThan(liveLimits.updateBytes);
});

test('nobody waits for ever', async () => {
  await expect(within(new Promise(() => {}), 5, 'it')).rejects.toThrow('it took longer than 5 ms');
  await expect(within(Promise.resolve(3), 1000, 'it')).resolves.toBe(3);
  await expect(within(Promise.reject(new Error('no')), 1000, 'it')).rejects.toThrow('no');
});
