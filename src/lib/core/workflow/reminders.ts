// 催报: who may remind whom of a sheet, how often, and how long a reminder stands. It moves no stage; what is missing is counted elsewhere.
import type { Actor } from './actor.ts';
import { allDepartments, type Place } from './permissions.ts';
import { isOpen, type Deed, type Stage } from './stages.ts';

/** A department of the form, or `*`: the unit that has not reported, which is its coordinator's business. */
export type Reminded = string;
export const wholeUnit: Reminded = allDepartments;

/** Nobody is reminded of one sheet more often than this, by whomever: milliseconds. */
export const remindPauseMs = 4 * 3_600_000;

/** letters of what is said with a reminder */
export const longestReminder = 200;

const isReported = (stage: Stage): boolean => stage === 'reported' || stage === 'accepted';

/** Whether a reminder to `whom` makes sense at this stage: departments while they can write, the unit until it has reported. */
const isTimely = (whom: Reminded, stage: Stage): boolean => (whom === wholeUnit ? !isReported(stage) : isOpen(stage));

/** The coordinator reminds departments of their own unit, the upper level a unit below it. */
export function mayRemind(actor: Actor, whom: Reminded, { unitPath, stage }: Place): boolean {
  if (!isTimely(whom, stage)) return false;
  const below = unitPath.slice(0, -1);
  return actor.grants.some((grant) =>
    whom === wholeUnit
      ? grant.role === 'upper' && below.includes(grant.unit)
      : grant.role === 'coordinator' && grant.unit === unitPath.at(-1)
  );
}

/** Whether a reminder to `whom` speaks to this actor: the department's clerks in that unit, the unit's coordinators. */
export const isReminded = (actor: Actor, whom: Reminded, { unitPath }: Pick<Place, 'unitPath'>): boolean =>
  actor.grants.some(
    (grant) =>
      grant.unit === unitPath.at(-1) &&
      (whom === wholeUnit ? grant.role === 'coordinator' : grant.role === 'clerk' && grant.department === whom)
  );

/** When the same may be reminded again; in the past: now. `lastAt` undefined: never reminded yet. */
export const remindableFrom = (lastAt: number | undefined): number =>
  lastAt === undefined ? 0 : lastAt + remindPauseMs;

/**
 * Whether a reminder still stands: its stage has not moved on, and nobody has handed in what it asks for since. After a return it takes a
 * new one.
 *
 * @param since    deeds done on the sheet after it
 * @param missing  cells that the department has not filled; of no account for the unit as a whole
 */
export function stands(whom: Reminded, stage: Stage, since: readonly (Deed | 'remind')[], missing: number): boolean {
  if (!isTimely(whom, stage)) return false;
  if (whom === wholeUnit) return !since.includes('report');
  return !since.includes('submit') && missing > 0;
}
