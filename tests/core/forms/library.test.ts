// Every form that ships: what its evidence says, and that it can be laid on paper.
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cellKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import { layTable, spread, type GridRow } from '#core/forms/grid.ts';
import { shippedForm } from './shipped.ts';

const names = readdirSync('static/forms')
  .map((name) => /^(.+)\.(\d+)\.json$/.exec(name)!)
  .map(([, id, version]) => ({ id: id!, version: Number(version) }));

/** positions that no cell covers, and that two do */
function faults(rows: readonly GridRow[], columns: number): string[] {
  const covered = new Map<string, number>();
  rows.forEach((row, y) =>
    row.cells.forEach(({ at, colspan, rowspan }) => {
      for (let down = y; down < y + rowspan; down++)
        for (let right = at; right < at + colspan; right++)
          covered.set(`${down}/${right}`, (covered.get(`${down}/${right}`) ?? 0) + 1);
    })
  );
  const wrong = [...covered].filter(([, times]) => times > 1).map(([place, times]) => `${place}×${times}`);
  for (let y = 0; y < rows.length; y++)
    for (let x = 0; x < columns; x++) if (!covered.has(`${y}/${x}`)) wrong.push(`${y}/${x} is bare`);
  return wrong;
}

const firsts = ['fzzf-zhzb@1', 'gov-info-2021@1']; // published before the library was

describe.each(names)('$id, version $version', ({ id, version }) => {
  const form: CompiledForm = shippedForm(id, version);
  test('[FO19] says how firmly it is established, and from where', () => {
    expect(form.definition.id).toBe(id);
    if (firsts.includes(`${id}@${version}`)) return;
    const { evidence, levels } = form.definition;
    expect(['firm', 'good', 'indicators']).toContain(evidence?.grade);
    expect(evidence!.sources.length).toBeGreaterThan(0);
    // what is less than firm says why
    if (evidence!.grade !== 'firm') expect(evidence!.open?.zh).toBeTruthy();
    for (const { what, address } of evidence!.sources) {
      expect(what.en).toBeTruthy();
      if (address !== undefined) expect(address).toMatch(/^https?:\/\//);
    }
    expect(levels!.length).toBeGreaterThan(0);
    expect(form.definition.title.en).toBeTruthy();
  });
  test('[FO19] every row with cells has an owner that the form knows, totals aside', () => {
    const owners = new Set(form.definition.departments.map(({ code }) => code));
    const ownerless = [...form.cells.values()].filter(
      (cell) => cell.kind === 'entered' && (cell.department === null || !owners.has(cell.department))
    );
    expect(ownerless.map(({ key }) => key)).toEqual([]);
  });
  test.each(form.tables)('[FO19] $code lies on paper without a gap or an overlap, each cell once', (table) => {
    const grid = layTable(form, table);
    expect(faults(grid.head, grid.columns.length)).toEqual([]);
    expect(faults(grid.body, grid.columns.length)).toEqual([]);
    const placed = grid.body.flatMap(({ cells }) =>
      cells.flatMap(({ content }) => (content.kind === 'cell' || content.kind === 'blocked' ? [content.key] : []))
    );
    expect(new Set(placed).size).toBe(placed.length);
    const shown = [...form.cells.values()].filter((cell) => cell.table === table.code && cell.kind !== 'blocked');
    expect(shown.filter(({ key }) => !placed.includes(key)).map(({ key }) => key)).toEqual([]);
    // no label is empty but that of a table's only row
    const bare = spread(grid.body, grid.columns.length).filter((line) =>
      line.some((cell) => cell?.content.kind === 'stub' && cell.content.label.zh === '')
    );
    expect(bare).toEqual([]);
  });
});

describe('[FO20] what the official form prints under its heads and in its stub', () => {
  const lines = (form: CompiledForm) => {
    const grid = layTable(form, form.tables[0]!);
    return grid.head.map((row) =>
      row.cells.map(({ content }) => (content.kind === 'head' ? content.label.zh : '')).join('|')
    );
  };
  test('定西: 甲 乙 丙 1 2, codes as printed', () => {
    const form = shippedForm('generic-dingxi');
    expect(lines(form)).toEqual(['指标名称|计量单位|代码|本期实际|本年累计', '甲|乙|丙|1|2']);
    const last = layTable(form, form.tables[0]!).body.at(-1)!;
    expect(last.cells.flatMap(({ content }) => (content.kind === 'fact' ? content.text : []))).toEqual(['件', '35']);
    expect(form.definition.heads.filter(({ at }) => at === 'left').map(({ label }) => label)).toEqual([
      '01单位名称',
      '02地区及部门编号',
      '03单位法人代码',
      '04主管单位名称',
      '05主管单位法人代码'
    ]);
  });
  test('行政复议: four rows of heads and the numbers 1 to 45', () => {
    const heads = lines(shippedForm('reconsideration-2010'));
    expect(heads.length).toBe(4);
    expect(heads.at(-1)).toBe(`||${Array.from({ length: 45 }, (_, at) => at + 1).join('|')}`);
  });
  test('人民调解: a row of units of measure, 件 and 人 under one heading', () => {
    const heads = lines(shippedForm('mediation-people'));
    expect(heads.at(-1)).toMatch(/^\|\|件\|人\|件\|件\|万元\|件.*\|次\|件\|件\|人\|件\|人\|件\|人\|件\|人$/);
    expect(heads[1]).toContain('防止群体性上访');
  });
  test('中江县: the second 其中 of a group is a heading of its own', () => {
    const form = shippedForm('zhongjiang-township');
    expect(form.tables[0]!.rows.filter((row) => row.hasCells).map((row) => row.definition.mark)).toEqual(
      Array.from({ length: 49 }, (_, at) => String(at + 1))
    );
    const headings = form.tables[0]!.rows.filter((row) => !row.hasCells).map((row) => row.definition.label.zh);
    expect(headings.filter((label) => label === '其中').length).toBe(6);
    expect(headings.slice(0, 5)).toEqual(['村级累计', '其中', '村级本月', '其中', '乡镇累计']);
  });
});

test('[FO21] the total of a list is of its filled rows, and is not made of other units’ rows', () => {
  const form = shippedForm('enforcement-chongqing-2022');
  const total = form.cells.get(cellKey('t2', 'total', 'p3'))!;
  expect(total.formula?.text).toMatch(/^TALLY\(u1:, u2:, .*, u20:\)$/);
  expect(total.aggregate).toBe('sum');
  expect(form.cells.get(cellKey('t2', 'u1', 'p3'))!.aggregate).toBe('none');
  // a rate of a list's total is computed again, not added up
  const rate = shippedForm('normative-docs').cells.get('t1/total/c3' as CellKey)!;
  expect([rate.aggregate, rate.formula?.text]).toEqual(['recompute', ':c2 / :c1 * 100']);
  expect(form.openRows.get('t2/u1')!.required).not.toContain('t2/u1/rem');
});

test('本年增/减 may be below 0, a rate row under 小计 keeps its own formula', () => {
  expect(shippedForm('gov-info-2019').cells.get('t2/r5.1/c5' as CellKey)!.signed).toBe(true);
  const disputes = shippedForm('dispute-sichuan');
  expect(disputes.cells.get('t1/r3/c4' as CellKey)!.formula?.text).toBe('r2: / r1: * 100');
  expect(disputes.cells.get('t1/r6/c4' as CellKey)!.formula?.text).toBe(':c1 + :c2 + :c3');
});
