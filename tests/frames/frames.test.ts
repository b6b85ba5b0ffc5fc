// Mutated frames against the session machine and the live sheets: nothing breaks, no foreign cell changes, no memory stays.
// `npm run frames -- --count=1000000 --seed=1` sends as many as it is told.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { randomOf } from '#tests/tools/random.ts';
import { attack, startServer } from './frames-world.ts';

const { FRAMES_COUNT, FRAMES_SEED } = process.env;
const count = Number(FRAMES_COUNT ?? 10_000);
const seed = Number(FRAMES_SEED ?? Math.floor(Math.random() * 1e6));
const perSheet = Math.min(count, 2_500);

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;
const heapMb = async (): Promise<number> => {
  for (let at = 0; at < 3; at++) {
    // sheets that nobody has open leave memory by a timer
    await new Promise((resolve) => setTimeout(resolve, 20));
    gc();
  }
  return process.memoryUsage().heapUsed / 1e6;
};

test(`[LV2, SH2, SH4, SH5, SH6] ${count} mutated frames change no foreign cell and break nothing (seed ${seed})`, async () => {
  const uncaught: unknown[] = [];
  const hear = (error: unknown) => void uncaught.push(error);
  process.on('unhandledRejection', hear);
  const server = await startServer();
  const heaps: number[] = [];
  let frames = 0;
  let connections = 0;
  let slowestMs = 0;
  const begun = performance.now();
  try {
    for (let nth = 0; frames < count; nth++) {
      const round = await attack(server, randomOf(seed + nth), nth, Math.min(perSheet, count - frames));
      frames += round.frames;
      connections += round.connections;
      slowestMs = Math.max(slowestMs, round.slowestMs);
      if (round.wrong.length > 0 || uncaught.length > 0) {
        const trace = uncaught.map((error) => String((error as Error).stack ?? error));
        expect.fail([`seed ${seed + nth}`, ...round.wrong, ...trace, 'last frames:', ...round.last].join('\n'));
      }
      heaps.push(await heapMb());
      if (FRAMES_COUNT && nth % 10 === 9)
        console.log(
          `${frames} frames, ${connections} connections, slowest ${round.slowestMs.toFixed(1)} ms, heap ${heaps.at(-1)!.toFixed(1)} MB`
        );
    }
    const perFrameMs = (performance.now() - begun) / frames;
    console.log(
      `${frames} frames: ${perFrameMs.toFixed(3)} ms each, the slowest ${slowestMs.toFixed(1)} ms; heap ${heaps.map((mb) => mb.toFixed(1)).join(' ')} MB`
    );
    // one frame alone holds up nobody for long, also on a busy machine
    expect(slowestMs).toBeLessThan(1000);
    // the first sheets warm the program up
    const [settled = 0] = heaps.slice(Math.min(2, heaps.length - 1));
    expect(heaps.at(-1)!).toBeLessThan(settled * 1.3 + 5);
  } finally {
    process.off('unhandledRejection', hear);
    await server.close();
  }
}, 0);
