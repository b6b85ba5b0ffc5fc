import { describe, expect, test } from 'vitest';
import { asCellKey, cellKey } from '#core/forms/cell-key.ts';
import { shippedForm } from '#tests/ui/a-form.ts';
import { chiefColumn, isPartial, layTotals, type Folded } from '#ui/totals/lay-totals.ts';
import { sayWhy } from '#ui/words/say-why.ts';
import { words } from '#ui/words/words.ts';

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
      {
        total: [[towns, { kind: 'number', value: '41' }, folded('41', 2, 3)]],
        byPart: [[[towns, { kind: 'number', value: '15', ...folded('15', 1, 1) }]], []]
      },
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

  test('a rate without a number says why, with the labels of what stands in the way', () => {
    const rate = cellKey('t1', 'XZFY.JAL', 'bn');
    const rateOf = (outcome: Parameters<typeof layTotals>[1]['total'][number][1]) => {
      const table = layTotals(
        long,
        { total: [[rate, outcome, folded('', 1, 3)]], byPart: [[[rate, { ...outcome, ...folded('', 1, 1) }]]] },
        {}
      );
      const line = table?.lines.find((one) => one.code === 'XZFY.JAL');
      expect(line?.parts[0]?.why).toEqual(line?.total?.why);
      return (
        line?.total?.why && (['zh', 'en'] as const).map((locale) => sayWhy(line.total!.why!, locale, words(locale)))
      );
    };
    const operands = ['t1/XZFY.SL/bn', 'PREV:t1/XZFY.SQ/bn'];
    const labels = ['t1/XZFY.SL/bn', 't1/XZFY.SQ/bn'].map((at) => long.cells.get(asCellKey(at))!.label.zh);
    expect(rateOf({ kind: 'unknown', because: operands, reason: 'coverage' })?.[0]).toBe(
      `${labels[0]}、上年同期${labels[1]}来自不同的单位，算出来会不对，所以不算`
    );
    expect(rateOf({ kind: 'unknown', because: operands })?.[0]).toBe(`没有汇总数：${labels[0]}、上年同期${labels[1]}`);
    expect(rateOf({ kind: 'undefined' })).toEqual(['除数为 0，不能计算', 'Division by zero']);
    expect(rateOf({ kind: 'number', value: '1' })).toBeUndefined();
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
