// @ts-check
// A lock written where a platform's binary could not be found drops it without a word; then `npm ci` fails elsewhere.
// So each optional dependency that a locked package names must itself stand in the lock.
import { readFileSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const names = new Set(Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)));
const lost = Object.entries(packages).flatMap(([path, about]) =>
  Object.keys(about.optionalDependencies ?? {})
    .filter((name) => !names.has(name))
    .map((name) => `${path} → ${name}`)
);
const addressed = Object.entries(packages).filter(
  ([, about]) => /^https?:/.test(about.resolved ?? '') && !about.resolved.startsWith('https://registry.npmjs.org/')
);
if (lost.length + addressed.length > 0) {
  console.error('package-lock.json is not complete for all platforms:');
  for (const line of lost) console.error(`  missing: ${line}`);
  for (const [path] of addressed) console.error(`  foreign address: ${path}`);
  process.exit(1);
}
console.log(`${names.size} locked packages, all platforms' binaries listed`);
