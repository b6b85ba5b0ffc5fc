// The published forms. What is asked is no secret: whoever is signed in may read it.
import type { Actor } from '#core/workflow/actor.ts';
import type { PeopleNeeds } from './people-needs.ts';

/** newest version first within an id */
export async function listForms(
  { storage }: Pick<PeopleNeeds, 'storage'>,
  _actor: Actor
): Promise<{ id: string; version: number; title: string }[]> {
  return (await storage.forms.list()).map(({ id, version, title }) => ({ id, version, title }));
}
