// `npm run bench -- [excel] [grid] [numbers] [sync] [--only=…] [--runs=3] [--seconds=2] [--write]`: measures ours beside the peers in one run and prints a table.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benchExcel } from './excel.ts';
import { benchGrid } from './grid.ts';
import { benchNumbers } from './numbers.ts';
import { machine, markdown, type Report } from './report.ts';
import { benchSync } from './sync.ts';

export interface BenchOptions {
  /** part of the name of the scenarios to run; absent: all */
  only?: string;
  /** each scenario so many times; the medians are told */
  runs: number;
  /** how long a steady scenario is measured */
  seconds: number;
  /** part of the name of the programs to run; absent: all */
  against?: string;
}

const benches: Record<string, (options: BenchOptions) => Promise<Report>> = {
  excel: benchExcel,
  grid: benchGrid,
  numbers: benchNumbers,
  sync: benchSync
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    against: { type: 'string' },
    runs: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
    write: { type: 'boolean', default: false }
  }
});
const runs = Number(values.runs);
const seconds = Number(values.seconds);
const unknown = positionals.filter((name) => !(name in benches));
if (unknown.length > 0 || !(runs >= 1) || !(seconds > 0)) {
  console.error(
    `usage: npm run bench -- [${Object.keys(benches).join('] [')}] [--only=part of a name] [--against=part of a name] [--runs=3] [--seconds=2] [--write]`
  );
  process.exit(2);
}

const options: BenchOptions = {
  runs,
  seconds,
  ...(values.only === undefined ? {} : { only: values.only }),
  ...(values.against === undefined ? {} : { against: values.against })
};
const begun = machine();
const parts: string[] = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(benches)) {
  const report = await benches[name]!(options);
  parts.push(`${markdown(report)}\n${begun} · medians of ${runs} ${runs === 1 ? 'run' : 'runs'}\n`);
}
const text = parts.join('\n');
console.log(`\n${text}`);
if (values.write) writeBelow('docs/bench.md', text);

/** Everything below the line stays as long as nobody measures again. */
function writeBelow(file: string, figures: string): void {
  const mark = '<!-- figures -->';
  const before = readFileSync(file, 'utf8').split(mark)[0]!;
  writeFileSync(file, `${before}${mark}\n\n${figures}`);
}
