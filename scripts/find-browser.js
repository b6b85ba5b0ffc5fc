// @ts-check
// Where a Chromium is on this machine. Plain Node: also used before any dependency is installed.
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** @param {string} name @returns {string | undefined} */
export function onPath(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // not in this folder
    }
  }
  return undefined;
}

/** The browser named by HUIBIAO_BROWSER, else an installed Chromium or Chrome; undefined: let Playwright use its own. */
export function findBrowser() {
  const named = process.env.HUIBIAO_BROWSER;
  if (named) {
    if (!existsSync(named)) throw new Error(`HUIBIAO_BROWSER names ${named}, which is not there`);
    return named;
  }
  return ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(onPath).find(Boolean);
}
