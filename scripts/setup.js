// @ts-check
// Sets a checkout up, once: installs the locked packages, and with --tests also the browser, the Chinese font and
// LibreOffice that the tests drive. Runs before any dependency exists, so only Node's own modules are used.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { findBrowser, onPath } from './find-browser.js';

const stampFile = 'node_modules/.setup-stamp';

/** @param {string} command @param {string[]} parameters @param {boolean} [quiet] */
function run(command, parameters, quiet = false) {
  const done = spawnSync(command, parameters, {
    stdio: quiet ? 'ignore' : 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  });
  return done.status === 0;
}

/** @param {string} message @returns {never} */
function stop(message) {
  console.error(`\n${message}\n`);
  process.exit(1);
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  stop(`Huibiao needs Node 20.19 or newer (24 or 26 LTS recommended); this is ${process.version}.`);
}

// The lock says which packages; Node's ABI says which native files fit.
const stamp = createHash('sha256')
  .update(readFileSync('package-lock.json'))
  .update(process.versions.modules + process.platform + process.arch)
  .digest('hex');
if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  console.log('Installing the locked packages (npm ci) …');
  if (!run('npm', ['ci', '--no-progress'])) stop('npm ci failed; see its message above.');
  writeFileSync(stampFile, stamp);
}

if (process.argv.includes('--tests')) {
  const fontIsThere = () => {
    const listed = spawnSync('fc-list', [':lang=zh'], { encoding: 'utf8' });
    return process.platform !== 'linux' || (listed.status === 0 && listed.stdout.trim() !== '');
  };
  /** what is missing → Debian's packages for it */
  const missing = () => [
    ...(findBrowser() ? [] : ['chromium']),
    ...(fontIsThere() ? [] : ['fontconfig', 'fonts-noto-cjk']),
    ...(onPath('soffice') ? [] : ['libreoffice-calc-nogui'])
  ];
  const packages = missing();
  if (packages.length > 0) {
    const asRoot = process.getuid?.() === 0 && onPath('apt-get');
    if (asRoot) {
      console.log(`Installing what the tests drive: ${packages.join(', ')} …`);
      const quiet = ['-qq', '-o', 'Dpkg::Use-Pty=0'];
      if (!run('apt-get', [...quiet, 'update'])) stop('apt-get update failed; see its message above.');
      if (!run('apt-get', [...quiet, 'install', '-y', '--no-install-recommends', ...packages], true)) {
        run('apt-get', [...quiet, 'install', '-y', '--no-install-recommends', ...packages]);
      }
    } else if (!findBrowser()) {
      run('npx', ['playwright', 'install', 'chromium']);
    }
  }
  const still = missing().filter((name) => name !== 'chromium' || process.getuid?.() === 0);
  if (still.length > 0) {
    stop(`The tests need these, please install them (names are Debian's): ${still.join(', ')}`);
  }
}
