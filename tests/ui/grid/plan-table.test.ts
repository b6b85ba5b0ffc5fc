import { describe, expect, test } from 'vitest';
import { asCellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import { shippedForm } from '#tests/ui/a-form.ts';
import type { GridPlan } from '#ui/grid/grid-plan.ts';
import { planTable } from '#ui/grid/plan-table.ts';

const long = shippedForm('fzzf-zhzb.1');
const official = shippedForm('gov-info-2021.1');
const heads = { indicator: '指标名称' };

function plan(form: CompiledForm, code: string, shown?: ReadonlySet<string>): GridPlan {
  const table = form.tables.find((one) => one.code === code);
  if (!table) throw new Error(`no table ${code}`);
  return planTable(form, table, 'zh', heads, shown);
}

describe('a long list', () => {
  const laid = plan(long, 't1');

  test('label, code and unit of measure stay in view, then the value columns', () => {
    expect(laid.columns.map((column) => column.kind)).toEqual(['label', 'code', 'uom', 'value', 'value', 'value']);
    expect(laid.frozen).toBe(3);
    expect(laid.heads.map((row) => row.map((head) => head.label))).toEqual([
      ['指标名称', '代码', '计量单位', '本年', '上年', '同比']
    ]);
  });

  test('every cell of the table stands at exactly one place', () => {
    const all = [...long.cells.values()].filter((cell) => cell.table === 't1').map((cell) => cell.key);
    expect(all.filter((key) => !laid.places.has(key))).toEqual([]);
    for (const [key, { row, column }] of laid.places) expect(laid.keys[row]?.[column]).toBe(key);
  });

  test('row numbers are those of the form, sections have none', () => {
    expect(laid.rows.filter((row) => row.kind === 'cells').map((row) => row.number)).toEqual(
      Array.from({ length: 356 }, (_, at) => at + 1)
    );
    expect(laid.rows.filter((row) => row.kind === 'heading')).toHaveLength(29);
  });

  test('a filter keeps the sections of what it shows', () => {
    const some = plan(long, 't1', new Set(['JBQK.C']));
    expect(some.rows.map((row) => row.code)).toEqual(['JBQK', 'JBQK.C']);
    expect(some.places.get(asCellKey('t1/JBQK.C/bn'))).toEqual({ row: 1, column: 3 });
  });
});

describe('a cross-tab', () => {
  const laid = plan(official, 't3');

  test('heads stand over each other as printed', () => {
    expect(laid.heads.map((row) => row.map(({ label, colspan, rowspan }) => [label, colspan, rowspan]))).toEqual([
      [
        ['（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）', 3, 3],
        ['申请人情况', 7, 1]
      ],
      [
        ['自然人', 1, 2],
        ['法人或其他组织', 5, 1],
        ['总计', 1, 2]
      ],
      [
        ['商业企业', 1, 1],
        ['科研机构', 1, 1],
        ['社会公益组织', 1, 1],
        ['法律服务机构', 1, 1],
        ['其他', 1, 1]
      ]
    ]);
    expect(laid.frozen).toBe(3);
  });

  test('groups of rows are merged down, short paths are merged across', () => {
    expect(laid.rows).toHaveLength(25);
    expect(laid.texts[2]?.slice(0, 3)).toEqual(['三、本年度办理结果', '（一）予以公开', '']);
    expect(laid.merges).toContainEqual({ row: 0, col: 0, rowspan: 1, colspan: 3 });
    expect(laid.merges).toContainEqual({ row: 2, col: 0, rowspan: 22, colspan: 1 });
    expect(laid.merges).toContainEqual({ row: 2, col: 1, rowspan: 1, colspan: 2 });
    expect(laid.merges).toContainEqual({ row: 4, col: 1, rowspan: 8, colspan: 1 });
  });

  test('merges do not overlap and stay inside', () => {
    const taken = new Set<string>();
    for (const { row, col, rowspan, colspan } of laid.merges)
      for (let down = row; down < row + rowspan; down += 1)
        for (let right = col; right < col + colspan; right += 1) {
          expect(taken.has(`${down}/${right}`), `${down}/${right}`).toBe(false);
          expect(down < laid.rows.length && right < laid.columns.length).toBe(true);
          taken.add(`${down}/${right}`);
        }
  });

  test('a filter leaves of a merged heading what stands beside the rows that are left', () => {
    const some = plan(official, 't3', new Set(['r3.3.2', 'r3.3.5', 'r4']));
    expect(some.rows.map((row) => row.code)).toEqual(['r3.3.2', 'r3.3.5', 'r4']);
    expect(some.texts[0]?.slice(0, 3)).toEqual(['三、本年度办理结果', '（三）不予公开', '2.其他法律行政法规禁止公开']);
    expect(some.merges).toContainEqual({ row: 0, col: 0, rowspan: 2, colspan: 1 });
    expect(some.merges).toContainEqual({ row: 0, col: 1, rowspan: 2, colspan: 1 });
  });

  test('a table of one nameless row has no label column', () => {
    const one = plan(official, 't4');
    expect(one.columns.every((column) => column.kind === 'value')).toBe(true);
    expect(one.frozen).toBe(0);
    expect(one.heads[0]?.map((head) => [head.label, head.colspan])).toEqual([
      ['行政复议', 5],
      ['行政诉讼', 10]
    ]);
  });
});

describe('stacked blocks', () => {
  const laid = plan(official, 't2');

  test('each block has its title and its own heads, then its rows', () => {
    expect(laid.rows.map((row) => row.kind)).toEqual([
      ...['block-title', 'block-head', 'cells', 'cells'],
      ...['block-title', 'block-head', 'cells'],
      ...['block-title', 'block-head', 'cells', 'cells'],
      ...['block-title', 'block-head', 'cells']
    ]);
    expect(laid.texts[1]).toEqual(['信息内容', '本年制发件数', '本年废止件数', '现行有效件数']);
    expect(laid.texts[5]).toEqual(['信息内容', '本年处理决定数量', '', '']);
  });

  test('a block with one column spreads over all', () => {
    expect(laid.merges).toContainEqual({ row: 6, col: 1, rowspan: 1, colspan: 3 });
    expect(laid.keys[6]).toEqual([undefined, 't2/r5.1/c4', undefined, undefined]);
  });

  test('every cell that is not blocked has its place', () => {
    const open = [...official.cells.values()].filter((cell) => cell.table === 't2' && cell.kind !== 'blocked');
    expect(open.filter((cell) => !laid.places.has(cell.key))).toEqual([]);
  });
});
