// Pages that the header does not offer somebody are not shown to them by address either. The actions check the person anyway.
import { error } from '@sveltejs/kit';
import { placesFor, type Place } from '#ui/frame/places-for.ts';
import { actorOf } from './who.ts';

export function openTo(place: Place, locals: App.Locals): void {
  const roles = actorOf(locals).grants.map((grant) => grant.role);
  if (!placesFor(roles).includes(place)) error(403, { message: 'not-allowed', code: 'not-allowed' });
}
