// Exact numbers beside HyperFormula: the same indicators, each measurement in a process of its own.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { BenchOptions } from './bench.ts';
import { medianOf, type Line, type Report } from './report.ts';

const run = promisify(execFile);
type Figures = Partial<Record<string, number>>;

async function measure(work: string, engine: string, runs: number, units = 3000): Promise<Figures> {
  const all: Figures[] = [];
  for (let at = 0; at < runs; at++) {
    const { stdout } = await run(
      process.execPath,
      ['--expose-gc', '--max-old-space-size=4096', 'dist-bench/numbers-worker.js', work, engine, String(units)],
      { timeout: 300_000, maxBuffer: 2 ** 24 }
    );
    all.push(JSON.parse(stdout.trim().split('\n').at(-1)!) as Figures);
    console.error(`${work} · ${engine}: ${JSON.stringify(all.at(-1))}`);
  }
  const names = Object.keys(all[0]!);
  return Object.fromEntries(names.map((name) => [name, medianOf(all.map((one) => one[name]))]));
}

export async function benchNumbers({ only = '', runs, against = '' }: BenchOptions): Promise<Report> {
  const lines: Line[] = [];
  const peer = (work: string) =>
    'hyperformula'.includes(against) ? measure(work, 'hyperformula', Math.min(runs, 1)) : Promise.resolve<Figures>({});
  const line = (work: string, unit: string, ours: number | undefined, theirs: number | undefined, target: string) =>
    lines.push({ work, unit, ours, peers: [theirs], better: 'less', target });

  if ('indicators'.includes(only)) {
    const [ours, theirs] = [await measure('indicators', 'ours', runs), await peer('indicators')];
    sameAnswer('indicators', ours, theirs);
    line('500 indicators × 3,000 units, all computed, CPU', 's', ours.derivedCpu, theirs.derivedCpu, '≥ 100');
    line('the same from contents as text, read and computed, CPU', 's', ours.fullCpu, theirs.fullCpu, '');
    line('one cell changed, CPU', 'µs', ours.updateCpu, theirs.updateCpu, '≥ 30');
    line('memory, all contents and results held', 'MB', ours.memory, theirs.memory, '≥ 20');
  }
  if ('rollup'.includes(only)) {
    const [ours, theirs] = [await measure('rollup', 'ours', runs), await peer('rollup')];
    sameAnswer('rollup', ours, theirs);
    line('3,000 → 300 → 30 → 1, all 331 totals and their rates, CPU', 's', ours.foldedCpu, theirs.foldedCpu, '≥ 100');
    line('the same from contents as text, CPU', 's', ours.fullCpu, theirs.fullCpu, '');
    line('one cell changed, with all totals above it, CPU', 'µs', ours.updateCpu, theirs.updateCpu, '');
  }
  if ('linear'.includes(only))
    for (const units of [1000, 3000, 9000]) {
      const { derivedCpu = NaN, fullCpu = NaN } = await measure('indicators', 'ours', runs, units);
      line(
        `${units.toLocaleString('en')} units computed, CPU for each`,
        'µs',
        (derivedCpu / units) * 1e6,
        undefined,
        'level'
      );
      line(
        `${units.toLocaleString('en')} units read and computed, CPU for each`,
        'µs',
        (fullCpu / units) * 1e6,
        undefined,
        'level'
      );
    }
  if ('rules'.includes(only)) {
    const ours = await measure('rules', 'ours', runs);
    line('356-indicator form, full check', 'ms', ours.full, undefined, '≤ 5 ms');
    line('356-indicator form, one edit derived and checked', 'ms', ours.edit, undefined, '≤ 0.2 ms');
  }
  return { title: 'Numbers', peers: ['HyperFormula 3.5'], lines };
}

/** Who computes something else is not compared. */
function sameAnswer(work: string, ours: Figures, theirs: Figures): void {
  if (Object.keys(theirs).length === 0) return;
  // JSON has no NaN: a result that is no number comes as null
  if (typeof ours.check !== 'number' || typeof theirs.check !== 'number')
    throw new Error(`${work}: ${ours.check} here, ${theirs.check} there`);
  if (!(Math.abs(ours.check - theirs.check) <= 1e-9 * Math.abs(ours.check)))
    throw new Error(`${work}: ${ours.check} here, ${theirs.check} there`);
}
