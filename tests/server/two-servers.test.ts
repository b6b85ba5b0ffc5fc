// Two servers on one data folder, each a process of its own as in production: the second does not start, and a killed one leaves no lock.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { build } from 'vite';
import { createApp } from '#server/app.ts';
import { readSettings } from '#server/config.ts';
import { silentLog } from '#server/log.ts';
import { holdFolder } from '#server/storage/hold-folder.ts';
import { temporaryFolder } from '#tests/tools/temporary-storage.ts';

// inside the repository, so that the bundle finds its packages
const bundle = resolve(`node_modules/.cache/two-servers-${process.pid}`);
beforeAll(async () => {
  const rollupOptions = {
    input: { app: 'server/app.ts', cli: 'server/cli.ts' },
    output: { entryFileNames: '[name].js' }
  };
  await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: { ssr: true, outDir: bundle, target: 'node20', rollupOptions }
  });
}, 120_000);
afterAll(() => rmSync(bundle, { recursive: true, force: true }));

const app = (name: string) => pathToFileURL(join(bundle, `${name}.js`)).href;
const program = `
  const { theApp } = await import(${JSON.stringify(app('app'))});
  const app = await theApp().catch((error) => { console.error(error.message); process.exit(1); });
  console.log('up');
  process.on('SIGTERM', () => app.close().then(() => process.exit(0)));
  setInterval(() => {}, 1e6);`;

function run(folder: string, ...words: string[]) {
  const child = spawn(process.execPath, words, { env: { ...process.env, DATA_DIR: folder, LOG: 'none' } });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { out: '', mistakes: '' };
  child.stdout.on('data', (bytes) => (said.out += bytes));
  child.stderr.on('data', (bytes) => (said.mistakes += bytes));
  const gone = once(child, 'close').then(([code]) => code as number | null);
  return { child, said, gone };
}

/** resolves when it is up, or gone with its exit code */
async function startServer(folder: string) {
  const server = run(folder, '--input-type=module', '-e', program);
  const up = once(server.child.stdout, 'data').then(() => 'up');
  const went = await Promise.race([up, server.gone]);
  return { ...server, went };
}
const stop = async (
  { child, gone }: { child: ChildProcess; gone: Promise<unknown> },
  signal: 'SIGKILL' | 'SIGTERM'
) => {
  child.kill(signal);
  await gone;
};

const taken = /正由另一个汇表服务使用[\s\S]*DATA_DIR: another server is using/;

test('[ST20] the second server says in words why it does not start; the first goes on; a killed one is followed at once', async () => {
  const folder = temporaryFolder();
  const first = await startServer(folder);
  expect(first.went).toBe('up');

  const files = readdirSync(folder);
  const second = await startServer(folder);
  expect(second.went).toBe(1);
  expect(second.said.mistakes).toMatch(taken);
  expect(readdirSync(folder)).toEqual(files);

  // the command line works beside the server …
  const unit = ['--code', '530600', '--name', '昭通市', '--level', 'prefecture'];
  const added = run(folder, join(bundle, 'cli.js'), 'add-unit', ...unit);
  expect([await added.gone, added.said.mistakes]).toEqual([0, '']);
  // … but not what takes its jobs from it
  const demo = run(folder, join(bundle, 'cli.js'), 'demo');
  expect(await demo.gone).toBe(1);
  expect(demo.said.mistakes).toMatch(taken);
  expect(first.child.exitCode).toBeNull();

  await stop(first, 'SIGKILL');
  const third = await startServer(folder);
  expect(third.went).toBe('up');
  await stop(third, 'SIGTERM');
  expect((await startServer(folder)).went).toBe('up');
}, 120_000);

test('[ST20] a server that starts while the one before still stops waits for it', async () => {
  const folder = temporaryFolder();
  const first = await startServer(folder);
  const next = startServer(folder);
  await stop(first, 'SIGTERM');
  expect((await next).went).toBe('up');
}, 60_000);

test('[ST20] within one process too: a folder is held once, and free again after the app is closed or did not open', async () => {
  const folder = temporaryFolder();
  const settings = readSettings({ DATA_DIR: folder, LOG: 'none' });
  if (!settings.ok) throw new Error('settings');
  const app = await createApp(settings.value, silentLog, 'none');
  expect(() => holdFolder(folder, 0)).toThrow(taken);
  await app.close();
  const letGo = holdFolder(folder, 0);
  letGo();
  letGo();
  await createApp(settings.value, silentLog, 'none').then((again) => again.close());
});
