// One run of the fuzz: a seed and the numbers of the steps that are made. Each step draws from its own chance, so that a run without some of
// its steps still makes the others: a failing run is made short by leaving out what it does not need.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite } from '#server/storage/open-sqlite.ts';
import { randomOf } from '#tests/tools/random.ts';
import { stepOf } from './acts.ts';
import { fakeClock } from './fake-clock.ts';
import { broken, calm, lostAlthoughSaved } from './promises.ts';
import { World } from './sheet-world.ts';

export interface Failure {
  seed: number;
  /** the steps that were made, the last of them the one after which something was wrong */
  steps: readonly number[];
  what: string;
  diary: readonly string[];
}

/** What became of a world; `failure` absent: all promises were kept. */
export interface Outcome {
  failure?: Failure;
  /** how many documents were renewed in it */
  renewed: number;
}

export const stepsEach = 500;

// no thread may come in between: a seed is to make the same run again
const turnOfLoop = setImmediate;

export const allSteps = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

// What a killed server leaves is on the disk whatever carries it; the crash tests use a real one.
const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** Makes the steps and then lets everything come to rest. */
export async function runWorld(seed: number, steps: readonly number[]): Promise<Outcome> {
  const folder = mkdtempSync(join(place, 'huibiao-fuzz-'));
  const clock = fakeClock(1_700_000_000_000);
  // how long a browser waits before it comes back
  const { random } = Math;
  Math.random = randomOf(seed + 2).next;
  const disk = await openSqlite(folder, { flushFile: (_, done) => void turnOfLoop(done, null) });
  const world = new World(disk, clock, seed);
  const step = stepOf(randomOf(seed));
  const made: number[] = [];
  const failed = (what: string): Outcome => ({
    failure: { seed, steps: made, what, diary: world.diary },
    renewed: world.renewals
  });
  const unhandled: unknown[] = [];
  const hear = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', hear);
  try {
    await world.begin();
    for (const at of steps) {
      world.random = randomOf(seed * 31 + at * 7919 + 1);
      made.push(at);
      await step(world);
      world.forgetClosed();
      const lost = await lostAlthoughSaved(world);
      if (lost.length > 0) return failed(`step ${at}: lost although saved: ${lost.join('; ')}`);
      if (unhandled.length > 0) return failed(`step ${at}: ${traceOf(unhandled[0])}`);
    }
    world.random = randomOf(seed + 1);
    await calm(world);
    const wrong = await broken(world);
    return wrong.length > 0 ? failed(wrong.join('\n')) : { renewed: world.renewals };
  } catch (error) {
    return failed(traceOf(error));
  } finally {
    await world.end().catch(() => undefined);
    process.off('unhandledRejection', hear);
    Math.random = random;
    clock.end();
    await disk.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const traceOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** The same failure with fewer steps: parts are left out, smaller and smaller ones, as long as something still goes wrong. */
export async function shrink(failure: Failure, limitMs = 90_000): Promise<Failure> {
  const until = performance.now() + limitMs;
  let least = failure;
  for (let size = Math.ceil(least.steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < least.steps.length && performance.now() < until;) {
      const without = [...least.steps.slice(0, from), ...least.steps.slice(from + size)];
      const { failure: again } = await runWorld(failure.seed, without);
      if (again && kindOf(again) === kindOf(failure)) least = again;
      else from += size;
    }
  }
  return least;
}

/** What is wrong, without whose and where: a run made shorter must not come to another failure. */
const kindOf = ({ what }: Failure): string | undefined =>
  /lost although saved|vanished|was refused|doctor|shows|another sum|dropped|offline|wait|sealed/.exec(what)?.[0];

/** for the reader of a failure */
export const tell = ({ seed, steps, what, diary }: Failure): string =>
  [
    `seed ${seed}, ${steps.length} steps: ${steps.join(',')}`,
    ...diary.slice(-80).map((line) => `  ${line}`),
    what
  ].join('\n');
