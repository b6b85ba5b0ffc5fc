// Many browsers of several people, two nodes, a bad network and a bad disk, in worlds of some hundred steps. Seeds that once failed stand in
// `found` and run always; others are drawn anew each time. `npm run fuzz -- --steps=1000000 --seed=1` makes as many steps as it is told.
import { expect, test } from 'vitest';
import { allSteps, runWorld, shrink, tell } from './run-world.ts';

// 101: a tab that took a fresh copy made another tab forget which of its writes are not saved
// 143: … and took away what the other tab's kept writes rest on
// 5014: … and took its client id off the list of those that write
const found = [101, 143, 5014];
const stepsEach = 500;
const { FUZZ_STEPS, FUZZ_SEED } = process.env;
const worlds = Math.max(1, Math.ceil(Number(FUZZ_STEPS ?? 9_000) / stepsEach));
// always the same in `npm test`; 7031 is open: one of two tabs shows as saved what is not (docs/robustness.md)
const firstSeed = Number(FUZZ_SEED ?? 5012);
const sayEveryMs = 30_000;

async function mustHold(seed: number): Promise<void> {
  const failure = await runWorld(seed, allSteps(stepsEach));
  if (!failure) return;
  console.log(`seed ${seed}: ${failure.what}\nmaking it short …`);
  expect.fail(tell(await shrink(failure)));
}

test.each(FUZZ_STEPS ? [] : found)('[LV1, LI3] a seed that once failed: %i', mustHold, 150_000);

test(`[LV1, LV7, LV9, LI1, LI2, LI3] ${worlds * stepsEach} steps of people, nodes, a bad network and a bad disk (seed ${firstSeed})`, async () => {
  let said = performance.now();
  for (let at = 0; at < worlds; at++) {
    await mustHold(firstSeed + at);
    if (!FUZZ_STEPS || performance.now() - said < sayEveryMs) continue;
    said = performance.now();
    console.log(`${(at + 1) * stepsEach} of ${worlds * stepsEach} steps`);
  }
}, 0);
