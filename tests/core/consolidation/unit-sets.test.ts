import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countIn, intersect, makeSets, putAll, putUnit, rowOf, unitsIn } from '#core/consolidation/unit-sets.ts';

const sets = (units: readonly number[], first = 0, end = 200) => {
  const made = makeSets(1, first, end);
  for (const unit of units) putUnit(made, 0, unit);
  return made;
};

test('[CO10] random sets: what was put in comes out, each unit once', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(199)), (units) => {
      const row = rowOf(sets(units), 0);
      const distinct = [...new Set(units)].sort((a, b) => a - b);
      expect(unitsIn(row)).toEqual(distinct);
      expect(countIn(row)).toBe(distinct.length);
    })
  );
});

test('[CO10] random sets: a stretch of units is put into the whole at its place', () => {
  fc.assert(
    fc.property(fc.nat(150), fc.array(fc.nat(49)), fc.array(fc.nat(199)), (first, inStretch, before) => {
      const whole = sets(before);
      const units = inStretch.map((unit) => first + unit);
      putAll(whole, sets(units, first, first + 50));
      expect(unitsIn(rowOf(whole, 0))).toEqual([...new Set([...before, ...units])].sort((a, b) => a - b));
    })
  );
});

test('[CO10] random sets: the common units, and whether the sets are one', () => {
  fc.assert(
    fc.property(fc.array(fc.uniqueArray(fc.nat(70), { maxLength: 4 }), { minLength: 1, maxLength: 3 }), (lists) => {
      const into = new Uint32Array(7);
      const found = intersect(
        lists.map((list) => rowOf(sets(list), 0)),
        into
      );
      const common = lists[0]!.filter((unit) => lists.every((list) => list.includes(unit))).sort((a, b) => a - b);
      expect(unitsIn(into)).toEqual(common);
      expect(found.count).toBe(common.length);
      expect(found.same).toBe(lists.every((list) => list.length === common.length));
    })
  );
});
