// Publishing a version of a form: read, compiled, and from then on frozen.
import { Problem } from '#core/basics/problem.ts';
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
  const tops = (await storage.units.list()).filter((unit) => unit.parent === null).map((unit) => unit.id);
  if (!mayPublishForms(actor, tops)) throw new Problem('not-allowed', { what: 'form' });
  const form = openForm(definition);
  if (!form.ok) throw invalidForm(form.error);
  const { id, version } = form.value.definition;
  if (!(await storage.forms.publish(form.value.definition, clock())))
    throw new Problem('already-exists', { what: 'form', id, version });
  return { id, version };
}

export const invalidForm = (mistakes: readonly FormMistake[]): Problem =>
  new Problem('form-invalid', { count: mistakes.length, mistakes: mistakes.slice(0, mostMistakes) });
