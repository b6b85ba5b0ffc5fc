// `npm run fuzz -- --steps=1000000 --seed=1`: world after world from the seed on, until so many steps are made or something is wrong.
import { allSteps, runWorld, shrink, stepsEach, tell } from './run-world.ts';

const { FUZZ_STEPS, FUZZ_SEED } = process.env;
const worlds = Math.max(1, Math.ceil(Number(FUZZ_STEPS) / stepsEach));
const firstSeed = Number(FUZZ_SEED ?? Math.floor(Math.random() * 1e9));
const sayEveryMs = 30_000;

const begun = process.hrtime.bigint();
const seconds = () => Number(process.hrtime.bigint() - begun) / 1e9;
let saidAt = 0;
let renewals = 0;

console.log(`${worlds} worlds of ${stepsEach} steps from seed ${firstSeed}`);
for (let at = 0; at < worlds; at++) {
  const seed = firstSeed + at;
  const { failure, renewed } = await runWorld(seed, allSteps(stepsEach));
  renewals += renewed;
  if (failure) {
    console.log(`seed ${seed}: ${failure.what}\nmaking it short …`);
    console.log(tell(await shrink(failure)));
    process.exit(1);
  }
  if (at + 1 < worlds && seconds() - saidAt < sayEveryMs / 1000) continue;
  saidAt = seconds();
  const steps = (at + 1) * stepsEach;
  console.log(`${steps} steps, to seed ${seed}, ${renewals} renewals, ${Math.round(steps / saidAt)} steps a second`);
}
console.log(`all promises kept (${new Date().toISOString()})`);
process.exit(0);
