// The cycle check must see the files: a version of the tool that cannot read this TypeScript reports no circle in nothing.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

test('a planted circle of two files is found', () => {
  const folder = mkdtempSync(join('src', 'planted-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'a.ts'), "import { b } from './b.ts';\nexport const a = (): number => b();\n");
  writeFileSync(join(folder, 'b.ts'), "import { a } from './a.ts';\nexport const b = (): number => a();\n");
  const { status, stdout } = spawnSync('node_modules/.bin/depcruise', [folder, '--config', '.dependency-cruiser.cjs'], {
    encoding: 'utf8'
  });
  expect(stdout).toContain('no-circular');
  expect(status).not.toBe(0);
});
