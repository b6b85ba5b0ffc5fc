// Published forms made ready for work, each compiled once: a published version never changes.
import { assert } from '#core/basics/assert.ts';
import { Problem } from '#core/basics/problem.ts';
import { compileForm } from '#core/forms/compile-form.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import type { Storage } from './storage.ts';

/** `not-found` when this version was never published. */
export type CompiledForms = (id: string, version: number) => Promise<CompiledForm>;

export function compiledForms(storage: Pick<Storage, 'forms'>): CompiledForms {
  const ready = new Map<string, Promise<CompiledForm>>();
  const compile = async (id: string, version: number): Promise<CompiledForm> => {
    const definition = await storage.forms.get(id, version);
    if (!definition) throw new Problem('not-found', { what: 'form' });
    const compiled = compileForm(definition);
    assert(compiled.ok, `published form ${id} ${version} does not compile`);
    return compiled.value;
  };
  return (id, version) => {
    const name = `${id}@${version}`;
    let form = ready.get(name);
    if (!form) {
      form = compile(id, version);
      ready.set(name, form);
      form.catch(() => ready.delete(name));
    }
    return form;
  };
}
