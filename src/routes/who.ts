// Who is asking, for pages behind the sign-in.
import { redirect } from '@sveltejs/kit';
import type { Actor } from '#core/workflow/actor.ts';

/** The signed-in person; without one the answer is the sign-in page (form posts do not pass the layout's check). */
export function actorOf(locals: App.Locals): Actor {
  if (!locals.actor) redirect(303, '/login');
  return locals.actor;
}

/** A place on this site to go on to, from a query parameter; anything that could lead elsewhere becomes `otherwise`. */
export function placeOnThisSite(text: string | null, otherwise: string): string {
  // "//host" and "/\host" are other sites to a browser, wherever dots put them; what is not printable ASCII is no header (our own are escaped)
  return text !== null && /^\/(?!\.*[/\\])(?!.*\\)[!-~]*$/.test(text) ? text : otherwise;
}
