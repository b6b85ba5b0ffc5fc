// Which pages the header offers. Comfort only: each page's action checks the person again.
import type { Role } from '#core/workflow/actor.ts';

export type Place = 'work' | 'totals' | 'imports' | 'exports' | 'setup';

const openTo: Record<Place, readonly Role[]> = {
  work: ['clerk', 'coordinator', 'upper', 'administrator', 'auditor'],
  totals: ['coordinator', 'upper', 'administrator', 'auditor'],
  imports: ['clerk', 'coordinator'],
  exports: ['clerk', 'coordinator', 'upper', 'administrator', 'auditor'],
  setup: ['administrator', 'coordinator']
};

const order: readonly Place[] = ['work', 'totals', 'imports', 'exports', 'setup'];

export const placesFor = (roles: readonly Role[]): Place[] =>
  order.filter((place) => roles.some((role) => openTo[place].includes(role)));
