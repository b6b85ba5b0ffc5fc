// 催报: who may remind whom at which stage, whom it speaks to, and until when it stands.
import { describe, expect, test } from 'vitest';
import { asId, type PersonId, type UnitId } from '#core/basics/ids.ts';
import type { Actor, Grant } from '#core/workflow/actor.ts';
import { isReminded, mayRemind, remindableFrom, remindPauseMs, stands, wholeUnit } from '#core/workflow/reminders.ts';
import { stages } from '#core/workflow/stages.ts';

const [city, county, other] = ['city', 'county', 'other'].map((id) => asId<UnitId>(id)) as [UnitId, UnitId, UnitId];
const actor = (...grants: Grant[]): Actor => ({ person: asId<PersonId>('p'), name: '人', grants });
const unitPath = [city, county];
const actors = {
  coordinator: actor({ role: 'coordinator', unit: county }),
  coordinatorAbove: actor({ role: 'coordinator', unit: city }),
  upper: actor({ role: 'upper', unit: city }),
  upperOfItself: actor({ role: 'upper', unit: county }),
  upperElsewhere: actor({ role: 'upper', unit: other }),
  clerk: actor({ role: 'clerk', unit: county, department: 'SFJ' }),
  administrator: actor({ role: 'administrator', unit: city }),
  auditor: actor({ role: 'auditor', unit: city })
};
const whoMay = (whom: string, stage: (typeof stages)[number]) =>
  Object.entries(actors).flatMap(([name, one]) => (mayRemind(one, whom, { unitPath, stage }) ? [name] : []));

describe('[WF15] who may remind whom', () => {
  test('the coordinator their own departments, while cells can be written', () => {
    expect(Object.fromEntries(stages.map((stage) => [stage, whoMay('SFJ', stage)]))).toEqual({
      empty: ['coordinator'],
      filling: ['coordinator'],
      returned: ['coordinator'],
      submitted: [],
      reported: [],
      accepted: []
    });
  });
  test('the upper level a unit below it, until it has reported', () => {
    expect(Object.fromEntries(stages.map((stage) => [stage, whoMay(wholeUnit, stage)]))).toEqual({
      empty: ['upper'],
      filling: ['upper'],
      returned: ['upper'],
      submitted: ['upper'],
      reported: [],
      accepted: []
    });
  });
  test('once in four hours', () => {
    expect(remindPauseMs).toBe(4 * 60 * 60 * 1000);
    expect(remindableFrom(undefined)).toBe(0);
    expect(remindableFrom(5)).toBe(5 + remindPauseMs);
  });
});

describe('[WF16] whom it speaks to, and until when', () => {
  test('the clerks of the department, or the coordinators of the unit', () => {
    const whoHears = (whom: string) =>
      Object.entries(actors).flatMap(([name, one]) => (isReminded(one, whom, { unitPath }) ? [name] : []));
    expect(whoHears('SFJ')).toEqual(['clerk']);
    expect(whoHears('GAJ')).toEqual([]);
    expect(whoHears(wholeUnit)).toEqual(['coordinator']);
    const elsewhere = actor({ role: 'clerk', unit: other, department: 'SFJ' });
    expect(isReminded(elsewhere, 'SFJ', { unitPath })).toBe(false);
  });
  test('a department: until its cells are filled or the sheet was submitted, also when it came back', () => {
    expect(stands('SFJ', 'filling', [], 1)).toBe(true);
    expect(stands('SFJ', 'filling', ['remind'], 1)).toBe(true);
    expect(stands('SFJ', 'filling', [], 0)).toBe(false);
    expect(stands('SFJ', 'submitted', ['submit'], 1)).toBe(false);
    expect(stands('SFJ', 'returned', ['submit', 'return'], 1)).toBe(false);
  });
  test('a unit: until it has reported, filled or not', () => {
    expect(stands(wholeUnit, 'filling', [], 0)).toBe(true);
    expect(stands(wholeUnit, 'submitted', ['submit'], 0)).toBe(true);
    expect(stands(wholeUnit, 'reported', ['submit', 'report'], 0)).toBe(false);
    expect(stands(wholeUnit, 'returned', ['submit', 'report', 'return'], 9)).toBe(false);
  });
});
