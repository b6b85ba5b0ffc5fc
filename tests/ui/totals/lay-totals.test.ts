import { describe, expect, test } from 'vitest';
import { cellKey } from '#core/forms/cell-key.ts';
import { shippedForm } from '#tests/ui/a-form.ts';
import { chiefColumn, isPartial, layTotals, type Folded } from '#ui/totals/lay-totals.ts';

const long = shippedForm('fzzf-zhzb.1');
const cross = shippedForm('gov-info-2021.1');
const folded = (shown: string, gave: number, of: number, notApplicable = 0): Folded => ({
  shown,
  gave,
  of,
  notApplicable
});

describe('totals as lines', () => {
  test('one line per row, a number per part, for the chief column', () => {
    const towns = cellKey('t1', 'JBQK.XZ', 'bn');
    const table = layTotals(
      long,
      { total: [[towns, undefined, folded('41', 2, 3)]], byPart: [[[towns, folded('15', 1, 1)]], []] },
      {}
    );
    expect(table?.column).toBe('bn');
    expect(table?.lines).toHaveLength(356 + 29);
    expect(table?.lines[0]).toMatchObject({ code: 'JBQK', number: 0 });
    expect(table?.lines[1]).toMatchObject({
      number: 1,
      uom: '个',
      total: { shown: '41' },
      parts: [{ shown: '15' }, undefined]
    });
  });

  test('what the form never adds up says so', () => {
    const table = layTotals(long, { total: [], byPart: [] }, {});
    const never = table?.lines.filter((line) => line.isNeverFolded).map((line) => line.code);
    expect(never).toContain('ZWFW.YBSJ.PM'); // a rank
    expect(never).not.toContain('JBQK.XZ');
  });

  test('an unknown table or column falls back, a known one is taken', () => {
    const none = { total: [], byPart: [] };
    expect(layTotals(cross, none, { table: 't9', column: 'x' })).toMatchObject({ code: 't2', column: 'c1' });
    expect(layTotals(cross, none, { table: 't3', column: 'c2' })).toMatchObject({ code: 't3', column: 'c2' });
  });

  test('a cross-tab is about its computed last column', () => {
    expect(chiefColumn(cross.tables[1]!, cross)).toBe('c7');
  });

  test('a number is partial when some who were asked gave nothing; 不适用 is an answer', () => {
    expect(isPartial(folded('1', 2, 3))).toBe(true);
    expect(isPartial(folded('1', 2, 3, 1))).toBe(false);
    expect(isPartial(folded('', 0, 3))).toBe(false);
  });
});
