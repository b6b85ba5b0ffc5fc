import { expect, test } from 'vitest';
import { depthsOf, unitsBelow } from '#ui/setup/depths-of.ts';

const units = [
  { id: 'n', parent: null },
  { id: 'p', parent: 'n' },
  { id: 'c', parent: 'p' },
  { id: 'q', parent: 'n' }
];

test('units stand as deep as their parents let them', () => {
  expect([...depthsOf(units).entries()]).toEqual([
    ['n', 0],
    ['p', 1],
    ['c', 2],
    ['q', 1]
  ]);
});

test('a unit whose parent is not listed stands at the top', () => {
  expect(depthsOf([{ id: 'c', parent: 'hidden' }]).get('c')).toBe(0);
});

test('all units below, without the unit itself', () => {
  expect(unitsBelow(units, 'n')).toEqual(['p', 'c', 'q']);
  expect(unitsBelow(units, 'p')).toEqual(['c']);
  expect(unitsBelow(units, 'c')).toEqual([]);
});
