// Where the bundled workbook worker lies, whichever bundle asks: the pages' server (build/…), the command line (dist/), or the sources in development.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const place = join('dist', 'workbook-worker.js');

/** Looks upward from this module's own place. @returns undefined when it was not built: `npm run build:tools` */
export function findWorkbookWorker(from: string = fileURLToPath(import.meta.url)): string | undefined {
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const path = join(folder, place);
    if (existsSync(path)) return path;
    if (folder === dirname(folder)) return undefined;
  }
}
