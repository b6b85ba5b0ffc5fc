import { expect, test } from 'vitest';
import { planTotals } from '#core/consolidation/plan.ts';
import { keyOf, makeForm } from './table-form.ts';

test("[CO5] every cell has one fate: made of the units' numbers, computed, or left", () => {
  const plan = planTotals(makeForm());
  expect(plan.gathered.map(({ key, way, from }) => [key, way, from])).toEqual([
    [keyOf('收案'), 'sum', 'entered'],
    [keyOf('结案'), 'sum', 'entered'],
    [keyOf('其他'), 'sum', 'entered'],
    [keyOf('经费'), 'sum', 'entered'],
    [keyOf('最长'), 'max', 'entered'],
    [keyOf('最短'), 'min', 'entered'],
    [keyOf('人数'), 'sum', 'entered'],
    [keyOf('人均'), 'max', 'derived']
  ]);
  expect(plan.computed.map(({ key }) => key)).toEqual([keyOf('结案率'), keyOf('合计'), keyOf('增长')]);
  expect(plan.left).toEqual(new Set([keyOf('排名'), keyOf('目录')]));
});

test('[CO5] a rate that is typed has no total: nothing is averaged', () => {
  const rate = { code: '率', label: { zh: '率' }, department: '司法局', type: 'rate' as const, decimals: 2 };
  const plan = planTotals(
    makeForm([rate, { ...rate, code: '率二', aggregate: 'recompute' }, { ...rate, code: '名', type: 'text' }])
  );
  expect([plan.gathered, plan.computed]).toEqual([[], []]);
  expect(plan.left.size).toBe(3);
});
