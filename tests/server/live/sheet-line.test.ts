// The line of what waits for a sheet: when it begins, and what is left of it when it is closed.
import { afterEach, expect, test, vi } from 'vitest';
import { liveLimits } from '#server/live/limits.ts';
import { SheetLine } from '#server/live/sheet-line.ts';
import type { Waiting, Writer } from '#server/live/writer.ts';

afterEach(() => vi.useRealTimers());

const edit: Waiting = { kind: 'update', writer: {} as Writer, update: new Uint8Array() };

/** a line that has just committed one edit, rests, and has another one waiting */
async function restingLine(): Promise<{ line: SheetLine; commitCount: () => number }> {
  let count = 0;
  const line = new SheetLine(liveLimits, {
    commit: () => {
      count++;
      line.done(1);
      return Promise.resolve(1000);
    },
    failed: (error) => expect.fail(String(error))
  });
  line.add(edit);
  while (!line.isIdle) await new Promise((resolve) => setImmediate(resolve));
  line.add(edit);
  return { line, commitCount: () => count };
}

test('[LV5] an idle line begins at once; after a commit the next one waits, and then comes', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const { commitCount } = await restingLine();
  await vi.advanceTimersByTimeAsync(999);
  expect(commitCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(commitCount()).toBe(2);
});

test('[LV14] a line closed while it rests calls nothing any more, and only what it began: an immediate of others still comes', async () => {
  const limit = setTimeout;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const calledOff = vi.spyOn(globalThis, 'clearImmediate');
  const { line, commitCount } = await restingLine();
  line.close(() => undefined);
  const came = new Promise((resolve) => setImmediate(resolve, 'came'));
  const late = new Promise((resolve) => limit(resolve, 2000, 'lost'));
  expect(await Promise.race([came, late])).toBe('came');
  expect(calledOff).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(5000);
  expect(commitCount()).toBe(1);
  calledOff.mockRestore();
});

test('[LV14] a line closed before it begins does not begin', async () => {
  let isBegun = false;
  const line = new SheetLine(liveLimits, {
    commit: () => {
      isBegun = true;
      return Promise.resolve(0);
    },
    failed: () => undefined
  });
  line.add(edit);
  line.close(() => undefined);
  await new Promise((resolve) => setImmediate(resolve));
  expect(isBegun).toBe(false);
});
