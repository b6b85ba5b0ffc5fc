// Starts servers and load generators, each on a core of its own, and stops them.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerKind, Target } from './sync-client.ts';
import type { Measured, Task } from './sync-tasks.ts';

const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** a folder: there each server leaves a CPU profile when it ends */
const profiles = process.env.BENCH_PROFILES;

/** what `npm start` says to Node */
const ownOptions = (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } }).scripts.start
  .split(' ')
  .filter((part) => part.startsWith('--'));

/** @param core 0: servers, 1: the generator */
function start(core: 0 | 1, parts: readonly string[]): ChildProcess {
  const profiled = core === 0 && profiles ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`] : [];
  const line = [process.execPath, ...profiled, ...parts];
  const [command, ...rest] = canPin ? ['taskset', '-c', String(core), ...line] : line;
  return spawn(command!, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/** the next message of a child; fails when it ends without one, or after a minute */
function hear<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('no answer within a minute')), 60_000);
    child.once('message', (message) => (clearTimeout(limit), resolve(message as T)));
    child.once('exit', (code) => (clearTimeout(limit), reject(new Error(`ended with ${code}`))));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(profiles ? 'SIGTERM' : 'SIGKILL');
  await once(child, 'exit');
}

/** the folder of a server, which may be started again on it */
export class Place {
  readonly folder = mkdtempSync(join(tmpdir(), 'huibiao-bench-'));
  constructor(
    readonly kind: ServerKind,
    readonly people: number,
    readonly sheets: number
  ) {}

  async with<T>(work: (perform: (task: Task) => Promise<Measured>) => Promise<T>): Promise<T> {
    const child = start(0, [
      ...(this.kind === 'ours' ? ownOptions : []),
      'dist-bench/sync-server.js',
      this.kind,
      this.folder,
      String(this.people),
      String(this.sheets)
    ]);
    try {
      const said = await hear<Pick<Target, 'port' | 'cookies'>>(child);
      const target: Target = { kind: this.kind, pid: child.pid!, ...said };
      return await work((task) => generate(target, task));
    } finally {
      await stop(child);
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function generate(target: Target, task: Task): Promise<Measured> {
  const child = start(1, ['dist-bench/sync-generator.js']);
  try {
    child.send({ target, task });
    const { measured } = await hear<{ measured: Measured }>(child);
    return measured;
  } finally {
    await stop(child);
  }
}

/** People and sheets are kept once and copied: writing a thousand of them takes longer than measuring. */
const templates = new Map<string, Place>();

/** One task against a fresh server. */
export async function runOnce(kind: ServerKind, people: number, sheets: number, task: Task): Promise<Measured> {
  const place = await freshPlace(kind, people, sheets);
  try {
    return await place.with((perform) => perform(task));
  } finally {
    place.remove();
  }
}

export async function freshPlace(kind: ServerKind, people: number, sheets: number): Promise<Place> {
  const place = new Place(kind, people, sheets);
  if (kind !== 'ours') return place;
  const name = `${people}-${sheets}`;
  let template = templates.get(name);
  if (!template) {
    template = new Place(kind, people, sheets);
    templates.set(name, template);
    await template.with(() => Promise.resolve());
  }
  cpSync(template.folder, place.folder, { recursive: true });
  return place;
}

export function removeTemplates(): void {
  for (const place of templates.values()) place.remove();
  templates.clear();
}
