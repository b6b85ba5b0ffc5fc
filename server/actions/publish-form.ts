// Publishing a version of a form: read, compiled, and from then on frozen.
import { Problem } from '#core/basics/problem.ts';
import { bridgeTo, compileBridge } from '#core/forms/bridge.ts';
import { compileForm } from '#core/forms/compile-form.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import type { FormMistake } from '#core/forms/form-mistake.ts';
import { openForm } from '#core/forms/read-form.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { mayPublishForms } from '#core/workflow/permissions.ts';
import type { PeopleNeeds } from './people-needs.ts';

// A definition with one wrong code can have a mistake in each of its formulas: the first ones tell enough.
const mostMistakes = 50;

/** Throws `form-invalid` with the mistakes and their places, `already-exists` when this id and version are published. */
export async function publishForm(
  { storage, clock }: Pick<PeopleNeeds, 'storage' | 'clock'>,
  actor: Actor,
  definition: unknown
): Promise<{ id: string; version: number }> {
  await refuseWhoPublishesNot({ storage }, actor);
  const form = openForm(definition);
  if (!form.ok) throw invalidForm(form.error);
  const astray = await bridgeMistakes(storage, form.value);
  if (astray.length > 0) throw invalidForm(astray);
  const { id, version } = form.value.definition;
  if (!(await storage.forms.publish(form.value.definition, clock())))
    throw new Problem('already-exists', { what: 'form', id, version });
  return { id, version };
}

/** Its bridges, against every published version that they lead to. One of a form that is not published leads nowhere, which is no mistake. */
async function bridgeMistakes({ forms }: PeopleNeeds['storage'], form: CompiledForm): Promise<FormMistake[]> {
  const mistakes: FormMistake[] = [];
  for (const { id, version } of await forms.list()) {
    if (!bridgeTo(form.definition, { id, version })) continue;
    const before = await forms.get(id, version);
    const compiled = before && compileForm(before);
    const bridge = compiled?.ok ? compileBridge(form, compiled.value) : undefined;
    if (bridge && !bridge.ok) mistakes.push(...bridge.error);
  }
  return mistakes;
}

export async function refuseWhoPublishesNot({ storage }: Pick<PeopleNeeds, 'storage'>, actor: Actor): Promise<void> {
  const tops = (await storage.units.list()).filter((unit) => unit.parent === null).map((unit) => unit.id);
  if (!mayPublishForms(actor, tops)) throw new Problem('not-allowed', { what: 'form' });
}

export const invalidForm = (mistakes: readonly FormMistake[]): Problem =>
  new Problem('form-invalid', { count: mistakes.length, mistakes: mistakes.slice(0, mostMistakes) });
