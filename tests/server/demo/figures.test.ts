// The figures of the demo as they lie in server/demo: lawful contents of entered cells, made by the script from the inputs.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isStatedKey, valueKey } from '#core/forms/cell-key.ts';
import { checkContent } from '#core/forms/check-content.ts';
import { compileForm } from '#core/forms/compile-form.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import { demoSheets } from '#server/demo/figures.ts';
import { temporaryFolder } from '#tests/tools/temporary-storage.ts';
import { timesTenThousand } from '../../../scripts/demo/claims.js';

function formOf(id: string): CompiledForm {
  const compiled = compileForm(JSON.parse(readFileSync(`static/forms/${id}.1.json`, 'utf8')) as FormDefinition);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value;
}
const forms = new Map(['fzzf-zhzb', 'gov-info-2021'].map((id) => [id, formOf(id)]));

test.each(demoSheets().map((sheet) => [`${sheet.unit} ${sheet.period}`, sheet] as const))(
  '%s: values in entered cells, statements beside any cell, no cell twice',
  (_, sheet) => {
    const form = forms.get(sheet.form)!;
    for (const { key, content } of sheet.writes) {
      const kind = form.cells.get(valueKey(key))?.kind;
      expect(isStatedKey(key) ? ['entered', 'derived'] : ['entered'], key).toContain(kind);
      expect(checkContent(content), key).toMatchObject({ ok: true });
    }
    expect(new Set(sheet.writes.map((write) => write.key)).size).toBe(sheet.writes.length);
  }
);

test('the script makes the same files again', () => {
  const folder = temporaryFolder();
  execFileSync('node', ['scripts/make-demo.js', folder]);
  const made = readdirSync(folder);
  expect(made.length).toBe(7);
  for (const name of made) {
    expect(readFileSync(join(folder, name), 'utf8'), name).toBe(readFileSync(join('server/demo', name), 'utf8'));
  }
});

test.each([
  ['77.85', '778500'],
  ['1.3', '13000'],
  ['0.00005', '0.5'],
  ['12', '120000'],
  ['1.23456', '12345.6']
])('万 is exact: %s → %s', (from, to) => expect(timesTenThousand(from)).toBe(to));

test('an invented figure stands only in a unit that is called 演示', () => {
  const invented = demoSheets().filter((sheet) => sheet.unit.includes('YS'));
  expect(invented.length).toBe(6);
  expect(invented.every((sheet) => sheet.unit.startsWith('5306-YS'))).toBe(true);
});
