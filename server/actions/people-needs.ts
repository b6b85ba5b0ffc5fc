// What the actions on people, units and collections ask for, and the shapes that several of them check.
import { z } from 'zod';
import { asId, type UnitId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import type { Actor, Grant } from '#core/workflow/actor.ts';
import { mayAdminister } from '#core/workflow/permissions.ts';
import type { Access } from '#server/access/access.ts';
import type { Cabinets, Person, Storage, Unit } from '#server/storage/storage.ts';
import type { PersonLine } from './actions.ts';
import { pathsOf } from './needs.ts';

export interface PeopleNeeds {
  storage: Storage;
  access: Access;
  clock: () => number;
}

/** What is typed at sign-in, as it is kept: full-width letters are the half-width ones, capitals do not count. */
export const loginOf = (typed: string): string => typed.normalize('NFKC').trim().toLowerCase();

const oneLine = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    // no line ends of any kind, nothing unseen, no halves of characters
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]*$/u);

export const loginShape = z
  .string()
  .max(200)
  .transform(loginOf)
  .pipe(z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._@-]{1,39}$/u));
/** people's names are 1 to 40 characters (`Actor.name`) */
export const personName = oneLine(40);
export const unitName = oneLine(60);
export const titleShape = oneLine(100);
/** GB/T 2260 codes are six digits; an administrator's own may be anything that fits an address and a file name */
export const unitCode = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,39}$/u);
export const unitId = z
  .string()
  .min(1)
  .max(100)
  .transform((text) => asId<UnitId>(text));

/** A clerk belongs to a department; the other roles belong to none. */
const grantShape = z.union([
  z.strictObject({ role: z.literal('clerk'), unit: unitId, department: oneLine(64) }),
  z.strictObject({ role: z.enum(['coordinator', 'upper', 'administrator', 'auditor']), unit: unitId })
]);
/** At least one: a person without any grant is in nobody's care. Said twice counts once. */
export const grantsShape = z
  .array(grantShape)
  .min(1)
  .max(200)
  .transform((grants) => [...new Map(grants.map((grant) => [JSON.stringify(grant), grant])).values()] as Grant[]);

/** Ids of the units that the actor administers. */
export function administered(actor: Actor, units: readonly Unit[]): Set<UnitId> {
  const within = [...pathsOf(units)].filter(([, path]) =>
    mayAdminister(
      actor,
      path.map((unit) => unit.id)
    )
  );
  return new Set(within.map(([id]) => id));
}

/** Throws `not-found` for a unit that does not exist and `not-allowed` for one outside the actor's care. */
export async function requireInCare(
  actor: Actor,
  { units }: Pick<Cabinets, 'units'>,
  ids: readonly UnitId[]
): Promise<void> {
  for (const id of new Set(ids)) {
    const path = await units.path(id);
    if (path.length === 0) throw new Problem('not-found', { what: 'unit' });
    if (
      !mayAdminister(
        actor,
        path.map((unit) => unit.id)
      )
    )
      throw new Problem('not-allowed', { what: 'unit' });
  }
}

/** Never the password, not even its hash. Grants at units outside `within` are not shown. */
export const personLine = ({ id, login, name, disabled, grants }: Person, within: ReadonlySet<UnitId>): PersonLine => ({
  id,
  login,
  name,
  disabled,
  grants: grants.filter((grant) => within.has(grant.unit))
});
