// The shipped forms, opened as publishing does.
import { readFileSync } from 'node:fs';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import { mistakeText } from '#core/forms/form-mistake.ts';
import { openForm } from '#core/forms/read-form.ts';

export function shippedForm(name: string, version = 1): CompiledForm {
  const opened = openForm(JSON.parse(readFileSync(`static/forms/${name}.${version}.json`, 'utf8')));
  if (!opened.ok) throw new Error(opened.error.map(mistakeText).join('\n'));
  return opened.value;
}
