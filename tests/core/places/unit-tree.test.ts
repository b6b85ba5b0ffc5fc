import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ancestorsOf,
  childrenOf,
  descendantsOf,
  growTree,
  isWithin,
  pathTo,
  type TreeUnit,
  type UnitTree
} from '#core/places/unit-tree.ts';

const country = [
  { id: '530623', parent: '5306', name: '盐津县' },
  { id: '53', parent: null, name: '云南省' },
  { id: '5306', parent: '53', name: '昭通市' },
  { id: '530602', parent: '5306', name: '昭阳区' },
  { id: '530623102', parent: '530623', name: '普洱镇' },
  { id: '50', parent: null, name: '重庆市' }
];

function grown<Unit extends TreeUnit>(units: readonly Unit[]): UnitTree<Unit> {
  const tree = growTree(units);
  if (!tree.ok) throw new Error(JSON.stringify(tree.error));
  return tree.value;
}
const ids = (units: readonly TreeUnit[]) => units.map((unit) => unit.id);

test('[PL2] siblings keep the order of the list, which otherwise does not matter', () => {
  const tree = grown(country);
  expect(ids(tree.roots)).toEqual(['53', '50']);
  expect(ids(childrenOf(tree, '5306'))).toEqual(['530623', '530602']);
  expect(ids(descendantsOf(tree, '53'))).toEqual(['5306', '530623', '530623102', '530602']);
  expect(childrenOf(tree, '530623')[0]?.name).toBe('普洱镇');
});

test('[PL2] path and ancestors go up to the root', () => {
  const tree = grown(country);
  expect(ids(pathTo(tree, '530623'))).toEqual(['53', '5306', '530623']);
  expect(ids(ancestorsOf(tree, '530623'))).toEqual(['5306', '53']);
  expect(ancestorsOf(tree, '53')).toEqual([]);
  expect(pathTo(tree, 'nowhere')).toEqual([]);
  expect(ancestorsOf(tree, 'nowhere')).toEqual([]);
});

test('[PL3] a unit whose parent is not in the list is a root', () => {
  const tree = grown(country.filter((unit) => unit.id !== '53'));
  expect(ids(tree.roots)).toEqual(['5306', '50']);
  expect(ids(pathTo(tree, '530623'))).toEqual(['5306', '530623']);
});

test('[PL4] a unit is within itself and all above it, and within nothing else', () => {
  const tree = grown(country);
  expect(isWithin(tree, '530623', '530623')).toBe(true);
  expect(isWithin(tree, '530623102', '53')).toBe(true);
  expect(isWithin(tree, '53', '530623')).toBe(false);
  expect(isWithin(tree, '530602', '530623')).toBe(false);
  expect(isWithin(tree, 'nowhere', '53')).toBe(false);
  expect(isWithin(tree, '53', 'nowhere')).toBe(false);
});

test('[PL1] one id twice is a mistake', () => {
  expect(growTree([...country, { id: '5306', parent: '50', name: '另一个' }])).toEqual({
    ok: false,
    error: { code: 'twice', unit: '5306' }
  });
});

test.each([
  ['itself', [{ id: 'a', parent: 'a' }], ['a']],
  [
    'two',
    [
      { id: 'a', parent: 'b' },
      { id: 'b', parent: 'a' }
    ],
    ['a', 'b']
  ],
  [
    'three below which others hang',
    [
      { id: 'x', parent: 'a' },
      { id: 'a', parent: 'b' },
      { id: 'b', parent: 'c' },
      { id: 'c', parent: 'a' }
    ],
    ['a', 'b', 'c']
  ]
])('[PL1] a circle of %s is named by its members only', (_, units, members) => {
  expect(growTree(units)).toEqual({ ok: false, error: { code: 'circle', units: members } });
});

test('[PL1] a village a hundred thousand levels down is still found', () => {
  const deep = Array.from({ length: 100_000 }, (_, at) => ({ id: `u${at}`, parent: at === 0 ? null : `u${at - 1}` }));
  const tree = grown(deep);
  expect(pathTo(tree, 'u99999')).toHaveLength(100_000);
  expect(descendantsOf(tree, 'u0')).toHaveLength(99_999);
});

test('[PL2] random trees: descendants are exactly the units within, each after its parent', () => {
  const forests = fc
    .array(fc.option(fc.nat(1000)), { minLength: 1, maxLength: 40 })
    .map((picks) =>
      picks.map((pick, at) => ({ id: `u${at}`, parent: pick === null || at === 0 ? null : `u${pick % at}` }))
    );
  fc.assert(
    fc.property(forests, fc.nat(), (forest, pick) => {
      const tree = grown(forest);
      const top = forest[pick % forest.length]!.id;
      const below = ids(descendantsOf(tree, top));
      expect([...below].sort()).toEqual(
        ids(forest.filter((unit) => unit.id !== top && isWithin(tree, unit.id, top))).sort()
      );
      const seen = new Set([top]);
      for (const id of below) {
        expect(seen.has(tree.byId.get(id)!.parent!)).toBe(true);
        seen.add(id);
      }
    })
  );
});
