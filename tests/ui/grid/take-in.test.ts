import { describe, expect, test } from 'vitest';
import { asCellKey, splitKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import { shippedForm, standingSheet } from '#tests/ui/a-form.ts';
import type { GridPlan } from '#ui/grid/grid-plan.ts';
import { planTable } from '#ui/grid/plan-table.ts';
import { cleared, spreadBlock, takeIn } from '#ui/grid/take-in.ts';

const blockOf = (texts: string[][]) => texts.map((line) => line.map((text) => ({ text })));

const form = shippedForm('fzzf-zhzb.1');
const plan: GridPlan = planTable(form, form.tables[0]!, 'zh', { indicator: '指标名称' });
const towns = asCellKey('t1/JBQK.XZ/bn');
const villages = asCellKey('t1/JBQK.C/bn');
const funding = asCellKey('t1/ZZLD.JF/bn'); // 万元, of 财政局

const mine = (key: CellKey) => form.cells.get(key)?.department === '民政局';

function paste(at: CellKey, block: string[][], content: [CellKey, CellContent][] = []) {
  const { row, column } = plan.places.get(at)!;
  const texts = spreadBlock(blockOf(block), { row, column, rows: 1, columns: 1 });
  return takeIn(texts, plan, form, standingSheet(form, content, mine));
}

describe('texts become writes', () => {
  test('[UI5] lawful cells are written, the others are listed with text and reason', () => {
    const taken = paste(towns, [['10'], ['abc'], ['３，２００'], [''], ['160.5']]);
    expect(taken.writes).toEqual([
      { key: towns, content: { number: '10' } },
      { key: asCellKey('t1/JBQK.SQ/bn'), content: { number: '3200' } }
    ]);
    expect(taken.notWritten).toEqual([
      { key: villages, text: 'abc', reason: 'not-a-number' },
      { key: funding, text: '160.5', reason: 'foreign-cell' }
    ]);
  });

  test('[UI5] figures on computed cells are refused, the same figure is passed over', () => {
    const content: [CellKey, CellContent][] = [[towns, { number: '10' }]];
    const change = asCellKey(`t1/${splitKey(towns).row}/sn`);
    expect(paste(change, [['7']], content).notWritten).toEqual([{ key: change, text: '7', reason: 'not-entered' }]);
    expect(paste(towns, [['10', '', '']], content)).toEqual({ writes: [], notWritten: [], converted: [] });
  });

  test('[UI5] what falls outside the table or on a label is listed, the same label is passed over', () => {
    const standing = standingSheet(form);
    const on = (row: number, column: number, text: string) =>
      takeIn([{ row, column, text }], plan, form, standing).notWritten;
    expect(on(0, 9, '5')).toEqual([{ text: '5', reason: 'outside-table', count: 1 }]);
    expect(on(1, 0, '村')).toEqual([{ text: '村', label: '乡镇(街道)数', reason: 'not-a-cell' }]);
    expect(on(1, 0, ' 乡镇（街道）数')).toEqual([]);
  });

  test('a figure in another unit is converted and said so', () => {
    const taken = takeIn([{ ...plan.places.get(funding)!, text: '251000元' }], plan, form, standingSheet(form));
    expect(taken.writes).toEqual([{ key: funding, content: { number: '25.1' } }]);
    expect(taken.converted).toEqual([{ key: funding, text: '251000元', number: '25.1', from: '元', to: '万元' }]);
  });

  test('clearing keeps note and scope and drops what belongs to the figure', () => {
    const standing: CellContent = { number: '5', qualifier: '余', quote: '五十余件', note: '见附件', scope: '全县' };
    expect(cleared(standing)).toEqual({ nothing: 'blank', note: '见附件', scope: '全县' });
    expect(cleared(undefined)).toEqual({ nothing: 'blank' });
    const taken = takeIn(
      [{ ...plan.places.get(towns)!, text: ' ' }],
      plan,
      form,
      standingSheet(form, [[towns, standing]])
    );
    expect(taken.writes).toEqual([{ key: towns, content: { nothing: 'blank', note: '见附件', scope: '全县' } }]);
  });

  test('typing the value that stands there writes nothing', () => {
    const standing = standingSheet(form, [[towns, { number: '5', note: 'n' }]]);
    expect(takeIn([{ ...plan.places.get(towns)!, text: '5' }], plan, form, standing).writes).toEqual([]);
  });
});

describe('a pasted block', () => {
  const at = { row: 2, column: 3 };

  test('one text fills the selection', () => {
    const texts = spreadBlock(blockOf([['7']]), { ...at, rows: 2, columns: 1 });
    expect(texts.map(({ row, column, text }) => `${row},${column}=${text}`)).toEqual(['2,3=7', '3,3=7']);
  });

  test('a block that fits a whole number of times is repeated', () => {
    const texts = spreadBlock(blockOf([['1'], ['2']]), { ...at, rows: 4, columns: 1 });
    expect(texts.map(({ text }) => text)).toEqual(['1', '2', '1', '2']);
  });

  test('any other block is laid once, also past the selection', () => {
    const texts = spreadBlock(blockOf([['1', '2', '3']]), { ...at, rows: 2, columns: 2 });
    expect(texts.map(({ row, column, text }) => `${row},${column}=${text}`)).toEqual(['2,3=1', '2,4=2', '2,5=3']);
  });
});
