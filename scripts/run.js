// @ts-check
// The long npm scripts: check, test, demo, bench, fuzz, crash, frames. Each step says its name; the first that fails ends the run.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

const environment = { ...process.env, PATH: `${resolve('node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}` };

/** @param {string} line @param {Record<string, string>} [extra] @returns {Promise<number>} */
function start(line, extra = {}) {
  return new Promise((done, broke) => {
    const child = spawn(line, { shell: true, stdio: 'inherit', env: { ...environment, ...extra } });
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => child.kill(signal));
    child.on('error', broke);
    child.on('exit', (code) => done(code ?? 1));
  });
}

/** @param {string} name @param {string} line @param {Record<string, string>} [extra] */
async function step(name, line, extra) {
  const begun = Date.now();
  console.log(`\n── ${name}`);
  const code = await start(line, extra);
  console.log(`── ${name}: ${code === 0 ? 'ok' : 'FAILED'} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
  return code === 0;
}

/** @param {string} name @param {string} line @param {Record<string, string>} [extra] */
async function must(name, line, extra) {
  if (!(await step(name, line, extra))) process.exit(1);
}

async function check() {
  await must('generated types', 'svelte-kit sync');
  await must('types', 'svelte-check --tsconfig ./tsconfig.json --threshold error --output human');
  await must('lint', 'eslint . --max-warnings 0');
  await must('no import cycles', 'depcruise src server --config .dependency-cruiser.cjs --output-type err');
  await must('formatting', 'prettier --check --log-level warn .');
  await must('lock file', 'node scripts/check-lock.js');
}

/** newest change below these folders */
function newest(/** @type {string[]} */ paths) {
  let time = 0;
  for (const path of paths) {
    const about = statSync(path);
    time = Math.max(time, about.mtimeMs);
    if (about.isDirectory()) time = Math.max(time, newest(readdirSync(path).map((name) => join(path, name))));
  }
  return time;
}

async function build() {
  const sources = newest([
    'src',
    'server',
    'static',
    'package.json',
    'vite.config.ts',
    'vite.tools.config.ts',
    'svelte.config.js'
  ]);
  const built = ['build/handler.js', 'dist/cli.js', 'dist/workbook-worker.js'];
  if (built.every((file) => existsSync(file) && statSync(file).mtimeMs > sources)) return;
  await must('build', 'vite build --logLevel warn && vite build --config vite.tools.config.ts --logLevel warn');
}

async function test() {
  await check();
  await build();
  const reports = mkdtempSync(join(tmpdir(), 'huibiao-tests-'));
  const unitFile = join(reports, 'unit.json');
  const browserFile = join(reports, 'browser.json');
  await step(
    'unit, server and house tests',
    `vitest run --reporter=default --reporter=json --outputFile.json="${unitFile}"`
  );
  await step('browser tests', 'playwright test --reporter=list,json', { PLAYWRIGHT_JSON_OUTPUT_FILE: browserFile });
  let passed = 0;
  let failed = 0;
  if (existsSync(unitFile)) {
    const unit = JSON.parse(readFileSync(unitFile, 'utf8'));
    passed += unit.numPassedTests;
    // a file that does not load has no tests to fail: count it
    failed += unit.numFailedTests + (unit.numFailedTests === 0 && !unit.success ? 1 : 0);
  } else failed += 1;
  if (existsSync(browserFile)) {
    const { stats, errors } = JSON.parse(readFileSync(browserFile, 'utf8'));
    passed += stats.expected;
    failed += stats.unexpected + stats.flaky + errors.length;
  } else failed += 1;
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}

/** as `npm start` runs it, and without npm between us and the signals */
const serverLine = () => String(JSON.parse(readFileSync('package.json', 'utf8')).scripts.start);

async function demo() {
  await build();
  const folder = process.env.DATA_DIR ?? 'data/demo';
  await must('demo figures', `node dist/cli.js demo --data "${folder}"`);
  process.exit(await start(serverLine(), { DATA_DIR: folder, PORT: process.env.PORT ?? '3000', DEMO: '1' }));
}

/** Figures against other programs: docs/bench.md. What stands behind the script's name goes to the bench. */
async function bench() {
  await build(); // the grid is measured as it is shipped
  await must('bundle', 'vite build --config tests/bench/vite.config.ts --logLevel warn');
  const wanted = process.argv.slice(3).map((word) => JSON.stringify(word));
  process.exit(await start(['node dist-bench/bench.js', ...wanted].join(' ')));
}

/**
 * A short test of `npm test`, made long: `--rounds=1000 --seed=1` becomes CRASH_ROUNDS and CRASH_SEED.
 * @param {string} folder @param {string} prefix @param {string} unit what is counted, with how many there are when nothing is said
 * @param {string} [line] what runs; absent: the tests of the folder
 */
const longRun =
  (folder, prefix, unit, line = `vitest run tests/${folder}`) =>
  async () => {
    const [counted = '', otherwise = ''] = unit.split('=');
    const told = process.argv.slice(3).map((word) => /^--([a-z]+)=(\d+)$/.exec(word));
    if (told.some((word) => word?.[1] !== counted && word?.[1] !== 'seed')) {
      console.error(`usage: npm run ${process.argv[2]} -- --${counted}=${otherwise} --seed=1`);
      process.exit(2);
    }
    const wanted = { [counted]: otherwise, ...Object.fromEntries(told.map((word) => [word?.[1], word?.[2]])) };
    const extra = Object.entries(wanted).map(([name, value]) => [`${prefix}_${name.toUpperCase()}`, value]);
    process.exit(await start(line, Object.fromEntries(extra)));
  };
const fuzz = longRun(
  'fuzz',
  'FUZZ',
  'steps=1000000',
  'vite build --config tests/fuzz/vite.config.ts --logLevel warn && node --enable-source-maps node_modules/.cache/fuzz/long-run.js'
);
const crash = longRun('crash', 'CRASH', 'rounds=1000');
const frames = longRun('frames', 'FRAMES', 'count=1000000');

const scripts = { check, test, demo, bench, fuzz, crash, frames };
const wanted = process.argv[2] ?? '';
if (!(wanted in scripts)) {
  console.error(`usage: node scripts/run.js ${Object.keys(scripts).join(' | ')}`);
  process.exit(2);
}
await scripts[/** @type {keyof typeof scripts} */ (wanted)]();
