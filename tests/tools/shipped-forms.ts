// The two forms that ship, compiled.
import { readdirSync, readFileSync } from 'node:fs';
import { compileForm } from '#core/forms/compile-form.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import { readForm } from '#core/forms/read-form.ts';

function load(name: string): CompiledForm {
  const json: unknown = JSON.parse(readFileSync(new URL(`../../static/forms/${name}.json`, import.meta.url), 'utf8'));
  const read = readForm(json);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const compiled = compileForm(read.value);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value;
}

/** 法治政府建设综合指标表: a long list */
export const listForm = load('fzzf-zhzb.1');
/** 政府信息公开工作年度报告: three tables, blocks, a cross-tab */
export const crossForm = load('gov-info-2021.1');

/** all that ship */
export const allForms: readonly CompiledForm[] = readdirSync(new URL('../../static/forms/', import.meta.url))
  .filter((name) => name.endsWith('.json'))
  .map((name) => load(name.slice(0, -'.json'.length)));
