// Who may read, write and do what in a sheet, from the actor's grants, the sheet's place in the tree and its stage. Rights per cell
// follow from the departments named here: the form says which department owns a row.
import type { PersonId, UnitId } from '#core/basics/ids.ts';
import type { Actor, Grant, Role } from './actor.ts';
import { isOpen, type Deed, type Stage } from './stages.ts';
import { deeds, doersOf } from './transitions.ts';

/** Where a sheet stands. */
export interface Place {
  /** from the root of the tree to the sheet's unit, which is the last */
  unitPath: readonly UnitId[];
  stage: Stage;
}

/** all rows, also those that no department owns */
export const allDepartments = '*';

const isAt = (grant: Grant, unitPath: readonly UnitId[]): boolean => grant.unit === unitPath.at(-1);
const isAtOrAbove = (grant: Grant, unitPath: readonly UnitId[]): boolean => unitPath.includes(grant.unit);
const isAbove = (grant: Grant, unitPath: readonly UnitId[]): boolean => unitPath.slice(0, -1).includes(grant.unit);

const readsBelow: readonly Role[] = ['coordinator', 'upper', 'administrator', 'auditor'];

/** The whole sheet, with history and findings: a clerk that of their own unit, the others that of their unit and all below it. */
export function mayRead(actor: Actor, place: Pick<Place, 'unitPath'>): boolean {
  return actor.grants.some((grant) =>
    readsBelow.includes(grant.role) ? isAtOrAbove(grant, place.unitPath) : isAt(grant, place.unitPath)
  );
}

/** Departments whose rows the actor would write if the stage were open. */
function ownedDepartments(
  actor: Actor,
  place: Pick<Place, 'unitPath'>,
  departments: readonly string[]
): readonly string[] {
  const here = actor.grants.filter((grant) => isAt(grant, place.unitPath));
  if (here.some((grant) => grant.role === 'coordinator')) return [allDepartments];
  const mine = new Set(here.filter((grant) => grant.role === 'clerk').map((grant) => grant.department));
  return departments.filter((department) => mine.has(department));
}

/**
 * Departments whose rows the actor may write now.
 *
 * @param departments  codes of the form's departments
 * @returns `['*']` for a coordinator: all rows, also those without a department; a clerk's departments in the form's order; empty when
 *          the stage is closed or the actor writes nothing here
 */
export function writableDepartments(actor: Actor, place: Place, departments: readonly string[]): readonly string[] {
  return isOpen(place.stage) ? ownedDepartments(actor, place, departments) : [];
}

/** Whether rows of `department` (null: of no department) are among the writable ones. */
export const mayWriteRow = (writable: readonly string[], department: string | null): boolean =>
  writable.includes(allDepartments) || (department !== null && writable.includes(department));

/** Why the actor can write nothing at all here now; undefined when something can be written. */
export function readOnlyBecause(
  actor: Actor,
  place: Place,
  departments: readonly string[]
): 'stage-closed' | 'read-only-role' | undefined {
  if (ownedDepartments(actor, place, departments).length === 0) return 'read-only-role';
  return isOpen(place.stage) ? undefined : 'stage-closed';
}

/** Whether this actor may do `deed` now: the stage allows it, and to one of the actor's roles. */
export function mayDo(actor: Actor, deed: Deed, place: Place): boolean {
  const doers = doersOf(deed, place.stage);
  return actor.grants.some(
    (grant) =>
      (grant.role === 'coordinator' && doers.includes('coordinator') && isAt(grant, place.unitPath)) ||
      (grant.role === 'upper' && doers.includes('upper') && isAbove(grant, place.unitPath))
  );
}

/** The deeds that the actor may do now, in the order of a sheet's life. */
export const deedsOf = (actor: Actor, place: Place): readonly Deed[] =>
  deeds.filter((deed) => mayDo(actor, deed, place));

/**
 * Whether the actor may give an explanation (说明) for a finding: who may write something, and the coordinator also while the sheet
 * waits for review, when a finding can still appear because last year's sheet moved.
 */
export function mayExplain(actor: Actor, place: Place, departments: readonly string[]): boolean {
  if (place.stage === 'submitted') return ownedDepartments(actor, place, departments).includes(allDepartments);
  return writableDepartments(actor, place, departments).length > 0;
}

/**
 * Whether the actor may comment (批注) on cells of the sheet: who may see it, in any stage. An auditor only reads; who is an auditor and
 * something else that sees the sheet speaks as that.
 */
export const mayComment = (actor: Actor, place: Pick<Place, 'unitPath'>): boolean =>
  mayRead({ ...actor, grants: actor.grants.filter((grant) => grant.role !== 'auditor') }, place);

/** Whether the actor may resolve a thread or take back a comment that `author` wrote: they themselves, and the unit's coordinator. */
export const maySettle = (actor: Actor, place: Pick<Place, 'unitPath'>, author: PersonId): boolean =>
  mayComment(actor, place) &&
  (actor.person === author ||
    actor.grants.some((grant) => grant.role === 'coordinator' && isAt(grant, place.unitPath)));

/** Whether what was taken back is shown to the actor: the auditor reads everything that was ever written. */
export const mayReadRemoved = (actor: Actor, place: Pick<Place, 'unitPath'>): boolean =>
  actor.grants.some((grant) => grant.role === 'auditor' && isAtOrAbove(grant, place.unitPath));

/** Whether the totals of the unit at the end of `unitPath` are the actor's business: coordinator, upper level, administrator or auditor there or above. */
export const mayConsolidate = (actor: Actor, unitPath: readonly UnitId[]): boolean =>
  actor.grants.some((grant) => readsBelow.includes(grant.role) && isAtOrAbove(grant, unitPath));

/** Whether units, people and collections at the end of `unitPath` are the actor's to manage: administrator there or above. */
export const mayAdminister = (actor: Actor, unitPath: readonly UnitId[]): boolean =>
  actor.grants.some((grant) => grant.role === 'administrator' && isAtOrAbove(grant, unitPath));

/** Whether the actor may open a collection asked by the unit at the end of `unitPath`: its coordinator, or an administrator. */
export const mayOpenCollection = (actor: Actor, unitPath: readonly UnitId[]): boolean =>
  mayAdminister(actor, unitPath) || actor.grants.some((grant) => grant.role === 'coordinator' && isAt(grant, unitPath));

/**
 * Form definitions belong to no unit: everybody's imports are compared with them and everybody's collections may use them. So only an
 * administrator of the whole publishes them, not that of a street.
 *
 * @param tops  the units that have no parent
 */
export const mayPublishForms = (actor: Actor, tops: readonly UnitId[]): boolean =>
  actor.grants.some((grant) => grant.role === 'administrator' && tops.includes(grant.unit));

/**
 * Whether the actor may make a form of an official workbook and publish it under a name of its own: every coordinator asks for figures in the
 * forms of their own field. What others have published stays theirs, see the action.
 */
export const mayMakeForms = (actor: Actor): boolean =>
  actor.grants.some((grant) => grant.role === 'coordinator' || grant.role === 'administrator');
