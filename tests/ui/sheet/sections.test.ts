import { describe, expect, test } from 'vitest';
import { asCellKey, type CellKey } from '#core/forms/cell-key.ts';
import { shippedForm, standingSheet } from '#tests/ui/a-form.ts';
import { addUp, countRows } from '#ui/sheet/count-rows.ts';
import { blanksOf, departmentsOf, flat, sectionAt, sectionsOf, unfolded } from '#ui/sheet/sections.ts';

const long = shippedForm('fzzf-zhzb.1');
const cross = shippedForm('gov-info-2021.1');
const towns = asCellKey('t1/JBQK.XZ/bn');
const nothingMarked = { severities: new Map<CellKey, 'must' | 'explain'>(), commented: new Set<CellKey>() };

describe('sections', () => {
  const sections = sectionsOf(long, 'zh');

  test('a long list has one for each heading, and every row with cells stands in exactly one', () => {
    expect(sections).toHaveLength(29);
    expect(sections[0]).toMatchObject({ title: '基本情况', first: towns, depth: 0, children: [] });
    const rows = sections.flatMap((section) => [...section.rows]);
    expect(rows).toHaveLength(356);
    expect(new Set(rows).size).toBe(356);
  });

  test('a form of several tables has its tables on top, and blocks or headings below', () => {
    const tree = sectionsOf(cross, 'zh');
    expect(tree.map(({ code, depth }) => [code, depth])).toEqual([
      ['t2', 0],
      ['t3', 0],
      ['t4', 0]
    ]);
    expect(tree[0]?.children.map(({ title, depth, rows }) => [title, depth, rows.size])).toEqual([
      ['第二十条第（一）项', 1, 2],
      ['第二十条第（五）项', 1, 1],
      ['第二十条第（六）项', 1, 2],
      ['第二十条第（八）项', 1, 1]
    ]);
    const results = tree[1]?.children.find(({ title }) => title === '三、本年度办理结果');
    expect(results?.children.map(({ title }) => title)).toContain('（三）不予公开');
    for (const { rows, children } of flat(tree))
      for (const child of children) expect([...child.rows].every((row) => rows.has(row))).toBe(true);
  });

  test('what is folded hides what is below it, and the place of a row is then the fold', () => {
    const tree = sectionsOf(cross, 'zh');
    const folded = unfolded(tree, (code) => code === 't3');
    expect(folded.some(({ table, depth }) => table === 't3' && depth > 0)).toBe(false);
    expect(sectionAt(folded, 't3/r3.3.1')?.code).toBe('t3');
    expect(sectionAt(flat(tree), 't3/r3.3.1')?.title).toBe('（三）不予公开');
    expect(sectionAt(flat(tree), undefined)).toBeUndefined();
  });
});

describe('counts', () => {
  const sheet = standingSheet(
    long,
    [
      [towns, { nothing: 'notApplicable' }],
      [asCellKey('t1/JBQK.C/bn'), { nothing: 'blank' }],
      [asCellKey('t1/JBQK.SQ/bn'), { number: '0' }]
    ],
    (key) => long.cells.get(key)?.department === '民政局'
  );
  const counts = countRows(long, sheet, {
    severities: new Map([
      [towns, 'must'],
      [asCellKey('t1/JBQK.C/bn'), 'explain']
    ]),
    commented: new Set([towns])
  });

  test('不适用 and 0 are filled, a cleared cell is not', () => {
    const [first] = sectionsOf(long, 'zh');
    const rows = [...first!.rows].map((row) => counts.get(row)!);
    expect(addUp(rows)).toEqual({ all: 3, filled: 2, must: 1, explain: 1 });
    expect(counts.get('t1/JBQK.C')).toMatchObject({ mine: 1, mineBlank: 1, isCommented: false });
    expect(counts.get('t1/JBQK.XZ')).toMatchObject({ mine: 1, mineBlank: 0, isCommented: true });
  });

  test('[UI28] sections and departments add up to the same whole', () => {
    const whole = addUp(counts.values());
    expect(whole.all).toBe(long.entered.length);
    expect(addUp(sectionsOf(long, 'zh').flatMap(({ rows }) => [...rows].map((row) => counts.get(row)!)))).toEqual(
      whole
    );
    const departments = departmentsOf(long, counts.values(), 'zh', '牵头单位自填');
    expect(addUp(departments.flatMap(({ rows }) => rows))).toEqual(whole);
    expect(departments.map(({ code }) => code)).toEqual(long.definition.departments.map(({ code }) => code));
  });

  test('rows that no department owns are listed as the coordinator’s own', () => {
    const own = departmentsOf(
      cross,
      countRows(cross, standingSheet(cross), nothingMarked).values(),
      'zh',
      '牵头单位自填'
    );
    const rows = own.flatMap((department) => department.rows);
    expect(rows.filter((row) => row.department === null).length).toBe(
      own.find(({ code }) => code === null)?.rows.length ?? 0
    );
    expect(addUp(rows).all).toBe(cross.entered.length);
  });

  test('what is 未填 is told by department, without those that are done', () => {
    const blanks = blanksOf({ form: long, counts }, 'zh', '牵头单位自填');
    expect(blanks[0]).toEqual({ name: '民政局', count: 1, first: 't1' });
    expect(blanks.reduce((sum, { count }) => sum + count, 0)).toBe(long.entered.length - 2);
    const keys = long.entered.filter((key) => long.cells.get(key)?.department === '民政局');
    const done = standingSheet(
      long,
      keys.map((key) => [key, { number: '0' }])
    );
    expect(blanksOf({ form: long, counts: countRows(long, done, nothingMarked) }, 'zh', '')[0]?.name).not.toBe(
      '民政局'
    );
  });
});
