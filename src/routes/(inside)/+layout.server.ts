import { actorOf } from '../who.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals }) => {
  const { person, name, grants } = actorOf(locals);
  return {
    person,
    name,
    roles: [...new Set(grants.map((grant) => grant.role))],
    // a span and no time of day: the clock of an old PC may be years off
    signedInMs: locals.signedInUntil - Date.now()
  };
};
