// The built program as another build: the same code, another version, and every file of the pages under another name, as after a change of
// something that all of them use. So a page of the one build finds nothing of its own at a server of the other.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

export interface OtherBuild {
  /** to be started in the place of server/main.js */
  main: string;
  version: string;
  remove(): void;
}

/** Inside the repository, so that it finds its packages. */
export function makeOtherBuild(): OtherBuild {
  const folder = resolve(`node_modules/.cache/other-build-${process.pid}`);
  const { version } = JSON.parse(readFileSync('build/client/_app/version.json', 'utf8')) as { version: string };
  const other = String(Number(version) + 60_000);
  const files = readdirSync('build', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(br|gz|map)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  const renamed = new Map(
    files
      .filter((file) => file.includes('_app/immutable/'))
      .map((file) => [basename(file), basename(file).replace(/(\.\w+)$/, 'x$1')])
  );
  const names = new RegExp(
    `(?<![\\w-])(${[...renamed.keys()].map((name) => name.replaceAll('.', '\\.')).join('|')})(?!\\w)`,
    'g'
  );
  for (const file of files) {
    const target = join(folder, dirname(file), renamed.get(basename(file)) ?? basename(file));
    mkdirSync(dirname(target), { recursive: true });
    if (!/\.(js|css|json|html)$/.test(file)) copyFileSync(file, target);
    else {
      const text = readFileSync(file, 'utf8').replaceAll(version, other);
      writeFileSync(
        target,
        text.replace(names, (name) => renamed.get(name)!)
      );
    }
  }
  mkdirSync(join(folder, 'server'));
  for (const file of ['main.js', 'forwarded.js']) copyFileSync(join('server', file), join(folder, 'server', file));
  symlinkSync(resolve('dist'), join(folder, 'dist'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  return {
    main: join(folder, 'server/main.js'),
    version: other,
    remove: () => rmSync(folder, { recursive: true, force: true })
  };
}
