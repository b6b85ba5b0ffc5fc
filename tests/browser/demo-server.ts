// A server of the built program with the demo's figures in a folder of its own, one for each test that asks; and people who sign in to it.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test as base, expect, type Browser, type Page } from '@playwright/test';

export interface StartHow {
  environment?: Record<string, string>;
  /** of another build */
  main?: string;
}

export interface DemoServer {
  address: string;
  folder: string;
  /** kills the process as a power cut would, or asks it to stop, and resolves when it is gone */
  stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** starts it again on the same port and folder */
  startAgain(how?: StartHow): Promise<void>;
  /** its exit code, and what it said on the error output, when it ends by itself */
  ended(): Promise<{ code: number | null; said: string }>;
}

const password = 'huibiao-demo';

async function startServer(folder: string, port: number, { environment = {}, main = 'server/main.js' }: StartHow = {}) {
  const child = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      DATA_DIR: folder,
      PORT: String(port),
      HOST: '127.0.0.1',
      LOG: 'main',
      ORIGIN: '',
      ...environment
    },
    stdio: ['ignore', 'pipe', 'pipe']
  });
  let said = '';
  child.stderr.on('data', (bytes) => {
    said += String(bytes);
    process.stderr.write(bytes as Buffer);
  });
  const gone = new Promise<{ code: number | null; said: string }>((done) =>
    child.once('close', (code) => done({ code, said }))
  );
  const listening = new Promise<number>((done, broke) => {
    child.once('exit', (code) => broke(new Error(`the server ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const fact = JSON.parse(line) as { fact: string; port?: number };
      if (fact.fact === 'listening' && fact.port !== undefined) done(fact.port);
    });
  });
  return { child, gone, port: await listening };
}

// The figures are the same for all tests: they are loaded once, and each test works on a copy.
const loaded = { folder: '' };
process.on('exit', () => {
  if (loaded.folder !== '') rmSync(loaded.folder, { recursive: true, force: true });
});

function demoFolder(): string {
  if (loaded.folder === '') {
    loaded.folder = mkdtempSync(join(tmpdir(), 'huibiao-figures-'));
    execFileSync(process.execPath, ['dist/cli.js', 'demo', '--data', loaded.folder], { stdio: 'ignore' });
  }
  const folder = mkdtempSync(join(tmpdir(), 'huibiao-browser-'));
  cpSync(loaded.folder, folder, { recursive: true });
  return folder;
}

async function openDemo(): Promise<DemoServer> {
  const folder = demoFolder();
  let running = await startServer(folder, 0);
  const { port } = running;
  return {
    address: `http://127.0.0.1:${port}`,
    folder,
    async stop(signal) {
      running.child.kill(signal);
      await running.gone;
    },
    async startAgain(how) {
      running = await startServer(folder, port, how);
    },
    ended: () => running.gone
  };
}

export async function signIn(page: Page, address: string, login: string): Promise<void> {
  await page.goto(`${address}/login`);
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill(password);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/work/);
}

/** A person in a browser of their own: other cookies, other offline copy. */
export async function person(browser: Browser, address: string, login: string): Promise<Page> {
  const context = await browser.newContext({ locale: 'zh-CN' });
  const page = await context.newPage();
  await signIn(page, address, login);
  return page;
}

export const test = base.extend<{ demo: DemoServer }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from this pattern
  demo: async ({}, use) => {
    const demo = await openDemo();
    await use(demo);
    await demo.stop('SIGTERM');
    rmSync(demo.folder, { recursive: true, force: true });
  }
});

export { expect };
