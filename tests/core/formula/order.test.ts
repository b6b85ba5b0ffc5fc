import fc from 'fast-check';
import { expect, test } from 'vitest';
import { orderOf } from '#core/formula/order.ts';

const order = (formulas: Record<string, string[]>) => orderOf(new Map(Object.entries(formulas)));

test('[FL10] operands come before results, otherwise the given order stays', () => {
  expect(order({ 率: ['合计', '甲'], 合计: ['甲', '乙'], 另: ['甲'] })).toEqual({
    ok: true,
    value: ['合计', '率', '另']
  });
  expect(order({})).toEqual({ ok: true, value: [] });
});

test.each([
  [{ A: ['A'] }, ['A']],
  [{ A: ['B'], B: ['A'] }, ['A', 'B']],
  [{ X: ['A'], A: ['甲', 'B'], B: ['C'], C: ['A'], Y: ['X'] }, ['A', 'B', 'C']]
])('[FL10] a circle is named by its members, each using the next: %j', (formulas, members) => {
  expect(order(formulas as Record<string, string[]>)).toEqual({ ok: false, error: members });
});

test('[FL10] a chain of a hundred thousand cells is ordered', () => {
  const chain = new Map(Array.from({ length: 100_000 }, (_, at) => [`c${at}`, [`c${at + 1}`]]));
  const result = orderOf(chain);
  expect(result.ok && result.value[0]).toBe('c99999');
});

test('[FL10] random graphs: an order puts operands first, or there is a circle to follow', () => {
  const graph = fc.array(fc.array(fc.nat(14), { maxLength: 3 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(graph, (edges) => {
      const formulas = new Map(edges.map((to, at) => [`c${at}`, to.map((n) => `c${n}`)]));
      const result = orderOf(formulas);
      if (result.ok) {
        expect([...result.value].sort()).toEqual([...formulas.keys()].sort());
        result.value.forEach((name, at) => {
          for (const operand of formulas.get(name)!)
            if (formulas.has(operand)) expect(result.value.indexOf(operand)).toBeLessThan(at);
        });
      } else {
        expect(result.error.length).toBeGreaterThan(0);
        result.error.forEach((name, at) => {
          expect(formulas.get(name)).toContain(result.error[(at + 1) % result.error.length]);
        });
      }
    })
  );
});
