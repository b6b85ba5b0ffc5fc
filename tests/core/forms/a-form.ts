// Builders for tests: a small form that can be changed where a test wants it.
import { compileForm } from '#core/forms/compile-form.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import type { FormDefinition, TableDefinition } from '#core/forms/form.ts';

export const aTable = (change: Partial<TableDefinition> = {}): TableDefinition => ({
  code: 't1',
  title: { zh: '表一' },
  columns: [{ code: 'bn', label: { zh: '本年' } }],
  rows: [
    { code: 'A', label: { zh: '甲' }, department: '司法局' },
    { code: 'B', label: { zh: '乙' }, department: '民政局' }
  ],
  mainColumn: 'bn',
  ...change
});

export const aDefinition = (change: Partial<FormDefinition> = {}): FormDefinition => ({
  format: 1,
  id: 'a-form',
  version: 1,
  title: { zh: '试验表' },
  printedTitle: '{unit}{year}年试验表',
  heads: [],
  signatures: [],
  periods: { kind: 'year', from: '2020', to: null },
  print: { blank: '', notApplicable: '/', unobtainable: '…' },
  scopes: ['全市', '市本级'],
  departments: ['司法局', '民政局'].map((code) => ({ code, name: { zh: code } })),
  tables: [aTable()],
  rules: [],
  source: 'made for tests',
  ...change
});

export function aForm(change: Partial<FormDefinition> = {}): CompiledForm {
  const compiled = compileForm(aDefinition(change));
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error, null, 1));
  return compiled.value;
}
