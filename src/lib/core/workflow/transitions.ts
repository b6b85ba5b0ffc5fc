// Which deed leads from which stage to which, and by whom: the only table of it.
import { assert } from '#core/basics/assert.ts';
import type { Deed, Stage } from './stages.ts';

/** coordinator: of the unit itself; upper: at a unit above it */
export type Doer = 'coordinator' | 'upper';

export interface Transition {
  deed: Deed;
  by: Doer;
  from: readonly Stage[];
  to: Stage;
}

export const transitions: readonly Transition[] = [
  { deed: 'submit', by: 'coordinator', from: ['filling', 'returned'], to: 'submitted' },
  { deed: 'report', by: 'coordinator', from: ['submitted'], to: 'reported' },
  { deed: 'return', by: 'coordinator', from: ['submitted'], to: 'returned' },
  { deed: 'return', by: 'upper', from: ['reported'], to: 'returned' },
  { deed: 'accept', by: 'upper', from: ['reported'], to: 'accepted' },
  { deed: 'unlock', by: 'coordinator', from: ['submitted'], to: 'filling' },
  { deed: 'unlock', by: 'upper', from: ['reported', 'accepted'], to: 'filling' }
];

export const deeds: readonly Deed[] = ['submit', 'report', 'return', 'accept', 'unlock'];

/** The stage that `deed` leads to from `stage`; undefined when nobody may do it there. The same whoever does it. */
export function targetOf(deed: Deed, stage: Stage): Stage | undefined {
  return transitions.find((transition) => transition.deed === deed && transition.from.includes(stage))?.to;
}

/** Who may do `deed` at `stage`; empty when nobody may. */
export function doersOf(deed: Deed, stage: Stage): readonly Doer[] {
  return transitions
    .filter((transition) => transition.deed === deed && transition.from.includes(stage))
    .map((transition) => transition.by);
}

/** 退回 and 解锁 send people back to work that they held to be done: they must be told why. */
export const needsReason = (deed: Deed): boolean => deed === 'return' || deed === 'unlock';

// targetOf names no doer: right only while no two doers lead from one stage to different ones.
for (const one of transitions) {
  for (const other of transitions) {
    const meet = one.deed === other.deed && one.from.some((stage) => other.from.includes(stage));
    assert(!meet || one.to === other.to, `${one.deed} leads to two stages`);
  }
}
