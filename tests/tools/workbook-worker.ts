// The workbook worker bundled for tests, as `npm run build:tools` does for production: once, and again when a source has changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = join(root, 'node_modules/.cache/huibiao');

/** the state of all sources that the bundle may contain */
function stamp(): string {
  const hash = createHash('sha256');
  for (const folder of ['src/lib/core', 'server/jobs']) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).sort()) {
      if (!name.endsWith('.ts')) continue;
      const { mtimeMs, size } = statSync(join(root, folder, name));
      hash.update(`${folder}/${name} ${mtimeMs} ${size}\n`);
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** @returns path of the bundled entry. Several test processes may ask at once: each builds aside and moves its result into place. */
export async function workbookWorkerPath(): Promise<string> {
  const folder = join(cache, `workbook-worker-${stamp()}`);
  const path = join(folder, 'workbook-worker.js');
  if (existsSync(path)) return path;
  mkdirSync(cache, { recursive: true });
  const aside = mkdtempSync(join(cache, 'building-'));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      ssr: true,
      outDir: aside,
      emptyOutDir: true,
      target: 'node20',
      rollupOptions: {
        input: { 'workbook-worker': join(root, 'server/jobs/workbook-worker.ts') },
        output: { entryFileNames: '[name].js' }
      }
    }
  });
  for (const old of readdirSync(cache)) {
    // those of other states of the sources; one that another process still runs from keeps its open files
    const isOld = old.startsWith('workbook-worker-') && Date.now() - statSync(join(cache, old)).mtimeMs > 600_000;
    if (isOld) rmSync(join(cache, old), { recursive: true, force: true });
  }
  try {
    renameSync(aside, folder);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    if (!existsSync(path)) throw error; // not because another process was first
  }
  return path;
}
