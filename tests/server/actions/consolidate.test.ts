import { expect, test } from 'vitest';
import type { CollectionId, UnitId } from '#core/basics/ids.ts';
import type { Problem } from '#core/basics/problem.ts';
import { consolidate } from '#server/actions/consolidate.ts';
import { decide } from '#server/actions/decide.ts';
import { writeCells } from '#server/actions/write-cells.ts';
import { aSheet, aUnit } from '#tests/tools/kept-things.ts';
import { anOffice, key, mediationForm, number, type Office } from './an-office.ts';

const asked = { collection: 'c1' as CollectionId, unit: 'city' as UnitId };

const write = (office: Office, sheet: 'one' | 'two', row: string, text: string) =>
  writeCells(
    office,
    sheet === 'one' ? office.actors.coordinator : office.actors.otherCoordinator,
    office.sheets[sheet],
    [{ key: key(row), content: number(text) }]
  );

const totalOf = (totals: Awaited<ReturnType<typeof consolidate>>, row: string, column = 'bn') => {
  const found = totals.total.find(([one]) => one === key(row, column));
  return found && { outcome: found[1], ...found[2] };
};

test('[AC17] totals of a collection hold its sheets after a collection from above has taken them in', async () => {
  const office = await anOffice();
  const first = (await office.storage.collections.byId(asked.collection))!;
  const own = { ...first, id: 'own' as CollectionId, unit: 'u1' as UnitId };
  await office.storage.collections.add(own);
  await write(office, 'one', 'A', '10');
  await write(office, 'two', 'A', '30');
  const totals = await consolidate(office, office.actors.coordinator, { collection: own.id, unit: own.unit });
  expect(totalOf(totals, 'A')).toMatchObject({ shown: '10', gave: 1, of: 1 });
  expect(totals.missing).toMatchObject([{ unit: 'u1', stage: 'filling' }]);
});

test('[AC5] counts are added up, rates computed anew, the missing named, each sheet with its number', async () => {
  const office = await anOffice();
  await write(office, 'one', 'A', '10');
  await write(office, 'one', 'B', '9');
  await write(office, 'two', 'A', '30');
  const half = await consolidate(office, office.actors.upper, asked);
  expect(totalOf(half, 'A')).toMatchObject({ shown: '40', gave: 2, of: 2 });
  expect(totalOf(half, 'B')).toMatchObject({ shown: '9', gave: 1, of: 2 });
  // 9 / 40 would be a rate of different counties
  expect(totalOf(half, 'L')?.outcome).toMatchObject({ kind: 'unknown', reason: 'coverage' });

  await write(office, 'two', 'B', '15');
  await decide(office, office.actors.coordinator, office.sheets.one, 'submit', '');
  await decide(office, office.actors.coordinator, office.sheets.one, 'report', '');
  const whole = await consolidate(office, office.actors.upper, asked);
  expect(totalOf(whole, 'L')).toMatchObject({ shown: '60.00', gave: 2, of: 2 });
  expect(whole.missing).toEqual([{ unit: 'u2', name: '单位u2', stage: 'filling' }]);
  expect(whole.parts.map(({ unit, stage }) => [unit, stage])).toEqual([
    ['u1', 'reported'],
    ['u2', 'filling']
  ]);
  expect(whole.asOf).toEqual([
    { sheet: 's1', seq: 2 },
    { sheet: 's2', seq: 2 }
  ]);
  expect(whole.byPart[0]).toContainEqual([
    key('L'),
    {
      kind: 'number',
      value: '90',
      shown: '90.00',
      gave: 1,
      notApplicable: 0,
      of: 1
    }
  ]);

  const reported = await consolidate(office, office.actors.upper, { ...asked, only: 'reported' });
  expect(totalOf(reported, 'A')).toMatchObject({ shown: '10', gave: 1, of: 2 });
});

test('[AC5] a part that is a total itself says of how many units it is, and who says 不适用 is not missing', async () => {
  const office = await anOffice();
  await office.storage.units.add(aUnit('t1', 'u1'));
  await office.storage.sheets.add(aSheet('s3', { unit: 't1' as UnitId }));
  await write(office, 'one', 'A', '10');
  await writeCells(office, office.actors.otherCoordinator, office.sheets.two, [
    { key: key('A'), content: { nothing: 'notApplicable' } },
    { key: key('B'), content: { number: '3', scope: '全市' } }
  ]);
  await writeCells(office, office.actors.coordinator, office.sheets.one, [
    { key: key('B'), content: { number: '4', scope: '市本级' } }
  ]);
  const totals = await consolidate(office, office.actors.upper, asked);
  expect(totals.parts.map(({ unit, hasChildren }) => [unit, hasChildren])).toEqual([
    ['u1', true],
    ['u2', false]
  ]);
  expect(totalOf(totals, 'A')).toMatchObject({ shown: '10', gave: 1, notApplicable: 1, of: 3 });
  const [first, second] = totals.byPart.map((part) => part.find(([one]) => one === key('A'))?.[1]);
  expect(first).toMatchObject({ shown: '10', gave: 1, notApplicable: 0, of: 2 });
  expect(second).toMatchObject({ kind: 'unknown', gave: 0, notApplicable: 1, of: 1 });
  expect(totals.scopes).toEqual([
    [
      key('B'),
      [
        { scope: '市本级', units: ['单位u1'] },
        { scope: '全市', units: ['单位u2'] }
      ]
    ]
  ]);
});

test("[AC5] of reported sheets only, last year's that were never reported do not count either", async () => {
  const office = await anOffice();
  const before = [{ key: key('A'), content: number('8') }];
  await writeCells(office, office.actors.coordinator, office.sheets.oneBefore, before);
  await write(office, 'one', 'A', '10');
  await write(office, 'one', 'B', '9');
  for (const deed of ['submit', 'report'] as const)
    await decide(office, office.actors.coordinator, office.sheets.one, deed, '');
  const reported = await consolidate(office, office.actors.upper, { ...asked, only: 'reported' });
  expect(totalOf(reported, 'A', 'sn')).toMatchObject({ shown: '', gave: 0 });
  expect(totalOf(await consolidate(office, office.actors.upper, asked), 'A', 'sn')).toMatchObject({ shown: '8' });
});

test("last year's total is made of last year's sheets", async () => {
  const office = await anOffice();
  await writeCells(office, office.actors.coordinator, office.sheets.oneBefore, [
    { key: key('A'), content: number('8') }
  ]);
  await write(office, 'one', 'A', '10');
  const totals = await consolidate(office, office.actors.upper, asked);
  expect(totalOf(totals, 'A', 'sn')).toMatchObject({ shown: '8' });
});

test('[AC5] of what no total is made each unit shows its own number', async () => {
  const [table] = mediationForm.tables;
  const rows = [...table!.rows, { code: 'M', label: { zh: '名次' }, type: 'rank' as const, department: 'SFJ' }];
  const office = await anOffice({ ...mediationForm, tables: [{ ...table!, rows }] });
  await write(office, 'one', 'M', '3');
  const ownOf = (totals: Awaited<ReturnType<typeof consolidate>>) =>
    totals.byPart.map((part) => part.find(([one]) => one === key('M'))?.[1].shown);
  const totals = await consolidate(office, office.actors.upper, asked);
  expect(totalOf(totals, 'M')).toBeUndefined();
  expect(ownOf(totals)).toEqual(['3', undefined]);
  // not reported, not shown
  expect(ownOf(await consolidate(office, office.actors.upper, { ...asked, only: 'reported' }))).toEqual([
    undefined,
    undefined
  ]);
});

test("a clerk, and somebody else's coordinator, hear that there is no such total", async () => {
  const office = await anOffice();
  for (const actor of [office.actors.clerk, office.actors.coordinator]) {
    const problem = await consolidate(office, actor, asked).catch((reason: Problem) => reason);
    expect((problem as Problem).code).toBe('not-found');
  }
});
