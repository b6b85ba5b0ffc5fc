// Who may do what: text tables over one small tree of units, so that a reader who knows the work can add a row.
import { describe, expect, test } from 'vitest';
import { asId, type PersonId, type UnitId } from '#core/basics/ids.ts';
import type { Actor, Grant, Role } from '#core/workflow/actor.ts';
import {
  deedsOf,
  mayAdminister,
  mayComment,
  mayConsolidate,
  mayDo,
  mayExplain,
  mayMakeForms,
  mayOpenCollection,
  mayPublishForms,
  mayRead,
  mayReadRemoved,
  maySettle,
  mayWriteRow,
  readOnlyBecause,
  writableDepartments
} from '#core/workflow/permissions.ts';
import { stages, type Stage } from '#core/workflow/stages.ts';

// 省 ─ 市 ─ 县 ─ 街道, and 邻县 beside 县
const above: Record<string, string[]> = {
  省: ['省'],
  市: ['省', '市'],
  县: ['省', '市', '县'],
  邻县: ['省', '市', '邻县'],
  街道: ['省', '市', '县', '街道']
};
const units = Object.keys(above);
const pathOf = (unit: string): UnitId[] => above[unit]!.map((name) => asId<UnitId>(name));
const placeOf = (unit: string, stage: Stage = 'filling') => ({ unitPath: pathOf(unit), stage });
const departments = ['SFJ', 'GAJ', 'CZJ'];

const roles: Record<string, Role> = {
  填报人: 'clerk',
  牵头: 'coordinator',
  上级: 'upper',
  管理员: 'administrator',
  审计员: 'auditor'
};

/** `填报人 县 GAJ + 上级 市` → an actor with these grants */
function actorOf(text: string): Actor {
  const grants = text.split('+').map((part): Grant => {
    const [role = '', unit = '', department] = part.trim().split(/\s+/);
    return { role: roles[role]!, unit: asId<UnitId>(unit), ...(department ? { department } : {}) };
  });
  return { person: asId<PersonId>('p'), name: '某人', grants };
}
const nobody: Actor = { person: asId<PersonId>('p'), name: '某人', grants: [] };

const table = (text: string): string[][] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((part) => part.trim()));
const words = (text: string): string[] => (text === '' ? [] : text.split(/\s+/));

describe('reading', () => {
  test.each(
    table(`
      填报人 县 GAJ | 县
      牵头 县       | 县 街道
      上级 市       | 市 县 邻县 街道
      管理员 市     | 市 县 邻县 街道
      审计员 省     | 省 市 县 邻县 街道
      填报人 县 GAJ + 牵头 邻县 | 县 邻县
    `)
  )('[WF5, WF9] %s reads %s', (who = '', readable = '') => {
    expect(units.filter((unit) => mayRead(actorOf(who), placeOf(unit)))).toEqual(
      units.filter((unit) => words(readable).includes(unit))
    );
  });

  test('[WF5] without a grant nothing is read, and a unit that is nowhere is read by nobody', () => {
    expect(units.filter((unit) => mayRead(nobody, placeOf(unit)))).toEqual([]);
    expect(mayRead(actorOf('审计员 省'), { unitPath: [] })).toBe(false);
  });
});

describe('writing', () => {
  test.each(
    table(`
      填报人 县 GAJ                 | 县   | GAJ
      填报人 县 GAJ                 | 邻县 |
      填报人 县 GAJ                 | 街道 |
      填报人 县 GAJ                 | 市   |
      填报人 县 GAJ + 填报人 县 SFJ | 县   | SFJ GAJ
      填报人 县 NONE                | 县   |
      填报人 县                     | 县   |
      牵头 县                       | 县   | *
      牵头 县                       | 街道 |
      牵头 市                       | 县   |
      牵头 县 + 填报人 县 GAJ       | 县   | *
      牵头 县 + 填报人 邻县 GAJ     | 邻县 | GAJ
      上级 市                       | 县   |
      上级 县                       | 县   |
      管理员 县                     | 县   |
      审计员 县                     | 县   |
    `)
  )('[WF1, WF2, WF3, WF9] %s in %s writes: %s', (who = '', unit = '', departmentCodes = '') => {
    for (const stage of ['empty', 'filling', 'returned'] as const) {
      expect(writableDepartments(actorOf(who), placeOf(unit, stage), departments)).toEqual(words(departmentCodes));
    }
  });

  test.each(stages)('[WF4] at %s', (stage) => {
    const open = ['empty', 'filling', 'returned'].includes(stage);
    for (const who of ['牵头 县', '填报人 县 GAJ']) {
      expect(writableDepartments(actorOf(who), placeOf('县', stage), departments).length > 0).toBe(open);
    }
  });

  test('[WF1, WF2] rows of another department and rows of no department', () => {
    expect([mayWriteRow(['GAJ'], 'GAJ'), mayWriteRow(['GAJ'], 'SFJ'), mayWriteRow(['GAJ'], null)]).toEqual([
      true,
      false,
      false
    ]);
    expect([mayWriteRow(['*'], 'GAJ'), mayWriteRow(['*'], null)]).toEqual([true, true]);
    expect([mayWriteRow([], 'GAJ'), mayWriteRow([], null)]).toEqual([false, false]);
  });

  test.each(
    table(`
      填报人 县 GAJ  | 县 | filling   |
      填报人 县 GAJ  | 县 | submitted | stage-closed
      填报人 县 NONE | 县 | filling   | read-only-role
      牵头 县        | 县 | accepted  | stage-closed
      上级 市        | 县 | filling   | read-only-role
      上级 市        | 县 | reported  | read-only-role
    `)
  )('[WF12] %s in %s at %s is read-only because: %s', (who = '', unit = '', stage = '', because = '') => {
    expect(readOnlyBecause(actorOf(who), placeOf(unit, stage as Stage), departments) ?? '').toBe(because);
  });
});

describe('deeds', () => {
  test.each(
    table(`
      牵头 县       | 县   | empty     |
      牵头 县       | 县   | filling   | submit
      牵头 县       | 县   | submitted | report return unlock
      牵头 县       | 县   | returned  | submit
      牵头 县       | 县   | reported  |
      牵头 县       | 县   | accepted  |
      牵头 市       | 县   | submitted |
      牵头 县       | 街道 | reported  |
      上级 市       | 县   | submitted |
      上级 市       | 县   | reported  | return accept unlock
      上级 省       | 街道 | reported  | return accept unlock
      上级 市       | 县   | accepted  | unlock
      上级 县       | 县   | reported  |
      上级 邻县     | 县   | reported  |
      填报人 县 GAJ | 县   | filling   |
      管理员 省     | 县   | submitted |
      审计员 省     | 县   | reported  |
      牵头 县 + 上级 市 | 县 | submitted | report return unlock
      牵头 县 + 上级 市 | 县 | reported  | return accept unlock
    `)
  )('[WF6, WF7, WF9] %s in %s at %s may: %s', (who = '', unit = '', stage = '', may = '') => {
    const place = placeOf(unit, stage as Stage);
    expect(deedsOf(actorOf(who), place)).toEqual(words(may));
    expect(mayDo(actorOf(who), 'accept', place)).toBe(words(may).includes('accept'));
  });

  test.each(
    table(`
      填报人 县 GAJ | filling   | yes
      填报人 县 GAJ | submitted | no
      牵头 县       | submitted | yes
      牵头 县       | reported  | no
      上级 市       | reported  | no
      审计员 县     | filling   | no
    `)
  )('[WF4] %s explains at %s: %s', (who = '', stage = '', may = '') => {
    expect(mayExplain(actorOf(who), placeOf('县', stage as Stage), departments)).toBe(may === 'yes');
  });
});

describe('managing', () => {
  test.each(
    table(`
      管理员 省     | 省 市 县 邻县 街道 | 省 市 县 邻县 街道 | 省 市 县 邻县 街道 | yes
      管理员 市     | 市 县 邻县 街道 | 市 县 邻县 街道 | 市 县 邻县 街道 | no
      牵头 县       |                 | 县              | 县 街道         | no
      上级 市       |                 |                 | 市 县 邻县 街道 | no
      审计员 县     |                 |                 | 县 街道         | no
      填报人 县 GAJ |                 |                 |                 | no
    `)
  )('[WF11] %s administers: %s; opens collections of: %s; consolidates: %s; publishes forms: %s', (...row) => {
    const [who = '', administers = '', opens = '', consolidates = '', publishes = ''] = row;
    const actor = actorOf(who);
    expect(units.filter((unit) => mayAdminister(actor, pathOf(unit)))).toEqual(words(administers));
    expect(units.filter((unit) => mayOpenCollection(actor, pathOf(unit)))).toEqual(words(opens));
    expect(units.filter((unit) => mayConsolidate(actor, pathOf(unit)))).toEqual(words(consolidates));
    expect(mayPublishForms(actor, pathOf('省').slice(0, 1))).toBe(publishes === 'yes');
  });
});

test('[WF13] the auditor reads what was taken back and comments as what else they are, if anything', () => {
  const at = { unitPath: pathOf('县') };
  expect(mayComment(actorOf('审计员 市'), at)).toBe(false);
  expect(mayComment(actorOf('审计员 市 + 填报人 县 GAJ'), at)).toBe(true);
  expect(mayComment(actorOf('审计员 市 + 填报人 邻县 GAJ'), at)).toBe(false);
  expect(mayComment(actorOf('管理员 省'), at)).toBe(true);
  expect(mayReadRemoved(actorOf('审计员 市'), at)).toBe(true);
  expect(mayReadRemoved(actorOf('上级 市'), at)).toBe(false);
  expect(mayReadRemoved(actorOf('审计员 邻县'), at)).toBe(false);
});

test('[WF14] who settles comments: the author, the unit’s own coordinator; no other, and no author who sees nothing any more', () => {
  const at = { unitPath: pathOf('县') };
  const [me, other] = [asId<PersonId>('p'), asId<PersonId>('q')];
  expect(maySettle(actorOf('填报人 县 GAJ'), at, me)).toBe(true);
  expect(maySettle(actorOf('填报人 县 GAJ'), at, other)).toBe(false);
  expect(maySettle(actorOf('牵头 县'), at, other)).toBe(true);
  expect(maySettle(actorOf('牵头 市'), at, other)).toBe(false);
  expect(maySettle(actorOf('上级 省'), at, other)).toBe(false);
  expect(maySettle(nobody, at, me)).toBe(false);
});

test('[WF17] who makes forms: coordinators and administrators, anywhere', () => {
  const makes = [
    '牵头 县',
    '牵头 街道',
    '管理员 县',
    '填报人 县 GAJ',
    '上级 市',
    '审计员 市',
    '填报人 县 GAJ + 牵头 街道'
  ];
  expect(makes.filter((who) => mayMakeForms(actorOf(who)))).toEqual([
    '牵头 县',
    '牵头 街道',
    '管理员 县',
    '填报人 县 GAJ + 牵头 街道'
  ]);
});
