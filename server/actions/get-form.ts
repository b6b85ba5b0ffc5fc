// One version of a form, as it was published.
import { Problem } from '#core/basics/problem.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import type { Actor } from '#core/workflow/actor.ts';
import type { PeopleNeeds } from './people-needs.ts';

export async function getForm(
  { storage }: Pick<PeopleNeeds, 'storage'>,
  _actor: Actor,
  id: string,
  version: number
): Promise<FormDefinition> {
  const definition = Number.isSafeInteger(version) ? await storage.forms.get(id, version) : undefined;
  if (!definition) throw new Problem('not-found', { what: 'form' });
  return definition;
}
