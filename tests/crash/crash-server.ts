// Starts the server of server.ts in a process of its own: in a folder, or in one that is a small disk and can be full.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { build } from 'vite';
import type { LiveLimits } from '#server/live/limits.ts';

// inside the repository, so that the bundle finds its packages
const outDir = resolve(`node_modules/.cache/crash-server-${process.pid}`);

/** Bundles the server before the tests of the file that calls this. */
export function bundleServer(): void {
  beforeAll(async () => {
    await build({
      configFile: false,
      logLevel: 'error',
      publicDir: false,
      build: {
        ssr: true,
        outDir,
        target: 'node20',
        rollupOptions: { input: 'tests/crash/server.ts', output: { entryFileNames: 'server.js' } }
      }
    });
  });
  afterAll(() => rmSync(outDir, { recursive: true, force: true }));
}

export interface CrashServer {
  child: ChildProcess;
  /** ws://…/sync */
  url: string;
}

export const startServer = (folder: string, limits: Partial<LiveLimits> = {}): Promise<CrashServer> =>
  started(
    spawn(process.execPath, [join(outDir, 'server.js'), folder, JSON.stringify(limits)], {
      stdio: ['ignore', 'pipe', 'inherit']
    })
  );

// A mount that only the process and its children see: no rights are needed where user namespaces are allowed.
const inOwnMounts = (script: string) => ['--map-root-user', '--mount', 'sh', '-c', script] as const;

/** whether this machine lets us make a disk of our own */
export const maySmallDisk = (folder: string): boolean =>
  spawnSync('unshare', [...inOwnMounts('mount -t tmpfs -o size=1m tmpfs "$0"'), folder]).status === 0;

/** `seen`: the folder as others may look into it while the process lives */
export async function startOnSmallDisk(folder: string, size: string): Promise<CrashServer & { seen: string }> {
  const script = `mount -t tmpfs -o size=${size} tmpfs "$2" && exec "$0" "$1" "$2"`;
  const words = [...inOwnMounts(script), process.execPath, join(outDir, 'server.js'), folder];
  const server = await started(spawn('unshare', words, { stdio: ['ignore', 'pipe', 'inherit'] }));
  return { ...server, seen: `/proc/${server.child.pid}/root${folder}` };
}

async function started(child: ChildProcess): Promise<CrashServer> {
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  return { child, url: `ws://127.0.0.1:${String(line).trim()}/sync` };
}
