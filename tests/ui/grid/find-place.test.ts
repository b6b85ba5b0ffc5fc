import { describe, expect, test } from 'vitest';
import { shippedForm } from '#tests/ui/a-form.ts';
import { edgeFrom, firstCell, lastCell, nextRow } from '#ui/grid/find-place.ts';
import type { GridPlan } from '#ui/grid/grid-plan.ts';
import { planTable } from '#ui/grid/plan-table.ts';

const form = shippedForm('fzzf-zhzb.1');
const plan: GridPlan = planTable(form, form.tables[0]!, 'zh', { indicator: '' });

describe('ways over the grid', () => {
  test('[UI7] Enter goes to the next row that holds cells, past the section rows, and stays at the last', () => {
    expect([nextRow(plan, 1, 1), nextRow(plan, 3, 1), nextRow(plan, 5, -1)]).toEqual([2, 5, 3]);
    expect(nextRow(plan, plan.rows.length - 1, 1)).toBe(plan.rows.length - 1);
    expect(nextRow(plan, 1, -1)).toBe(1);
  });

  test('[UI7] a person arrives at the first value of the first row with cells', () => {
    expect(firstCell(plan)).toEqual({ row: 1, column: 3 });
    expect(lastCell(plan)).toEqual({ row: plan.rows.length - 1, column: plan.columns.length - 1 });
  });

  // rows 0…9 of one column; x is filled
  test.each([
    ['xxx..x....', 0, 1, 2, 'to the end of the region'],
    ['xxx..x....', 2, 1, 5, 'from the end of a region to the next filled cell'],
    ['xxx..x....', 3, 1, 5, 'from an empty cell to the next filled cell'],
    ['xxx..x....', 5, 1, 9, 'to the edge when nothing follows'],
    ['xxx..x....', 5, -1, 2, 'backwards over a gap'],
    ['xxx..x....', 2, -1, 0, 'backwards to the start of the region'],
    ['..........', 0, -1, 0, 'nowhere from the edge']
  ] as [string, number, 1 | -1, number, string][])(
    '[UI7] Ctrl+arrow in %s from %i by %i leads to %i: %s',
    (cells, from, step, to) => {
      const small = { ...plan, rows: plan.rows.slice(0, 10) };
      const place = edgeFrom(small, { row: from, column: 3 }, { row: step, column: 0 }, (row) => cells[row] === 'x');
      expect(place).toEqual({ row: to, column: 3 });
    }
  );
});
