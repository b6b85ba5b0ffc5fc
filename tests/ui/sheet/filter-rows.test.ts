import { describe, expect, test } from 'vitest';
import { asCellKey, type CellKey } from '#core/forms/cell-key.ts';
import { shippedForm, standingSheet } from '#tests/ui/a-form.ts';
import { planTable } from '#ui/grid/plan-table.ts';
import { spreadBlock, takeIn } from '#ui/grid/take-in.ts';
import { countRows, type RowName, type RowCount } from '#ui/sheet/count-rows.ts';
import { outdatedCount, rowsFor, type RowFilter } from '#ui/sheet/filter-rows.ts';
import { sectionsOf } from '#ui/sheet/sections.ts';

const form = shippedForm('fzzf-zhzb.1');
const table = form.tables[0]!;
const towns = asCellKey('t1/JBQK.XZ/bn');
const villages = asCellKey('t1/JBQK.C/bn');
const isMine = (key: CellKey) => form.cells.get(key)?.department === '民政局';

const counted = (
  content: Parameters<typeof standingSheet>[1],
  mine: (key: CellKey) => boolean,
  marked: Partial<Parameters<typeof countRows>[2]> = {}
): Map<RowName, RowCount> =>
  countRows(form, standingSheet(form, content, mine), { severities: new Map(), commented: new Set(), ...marked });

const rows = (filter: RowFilter, counts: ReadonlyMap<RowName, RowCount>): string[] => [
  ...(rowsFor(filter, table, counts) ?? ['all'])
];

describe('filters', () => {
  const counts = counted([[towns, { number: '5' }]], isMine);

  test('我的指标 leaves my rows', () => {
    expect(rows({ kind: 'mine' }, counts)).toEqual(['JBQK.XZ', 'JBQK.C', 'JBQK.SQ']);
  });

  test('未填 leaves my rows that are not filled, and all of them when none is mine', () => {
    expect(rows({ kind: 'blank' }, counts)).toEqual(['JBQK.C', 'JBQK.SQ']);
    expect(
      rows(
        { kind: 'blank' },
        counted([[towns, { number: '5' }]], () => false)
      )
    ).toHaveLength(319);
  });

  test('有问题 leaves rows with findings, or those of one kind; 有批注 rows with comments; 全部 all', () => {
    const marked = counted([], isMine, {
      severities: new Map([
        [towns, 'must'],
        [villages, 'explain']
      ]),
      commented: new Set([villages])
    });
    expect(rows({ kind: 'doubtful' }, marked)).toEqual(['JBQK.XZ', 'JBQK.C']);
    expect(rows({ kind: 'must' }, marked)).toEqual(['JBQK.XZ']);
    expect(rows({ kind: 'explain' }, marked)).toEqual(['JBQK.C']);
    expect(rows({ kind: 'commented' }, marked)).toEqual(['JBQK.C']);
    expect(rows({ kind: 'all' }, marked)).toEqual(['all']);
  });

  test('within a section and a department, all of them must fit', () => {
    const [basics, leading] = sectionsOf(form, 'zh');
    expect(rows({ kind: 'all', section: basics! }, counts)).toEqual(['JBQK.XZ', 'JBQK.C', 'JBQK.SQ']);
    expect(rows({ kind: 'blank', section: basics!, department: '民政局' }, counts)).toEqual(['JBQK.C', 'JBQK.SQ']);
    expect(rows({ kind: 'all', section: leading!, department: '民政局' }, counts)).toEqual([]);
    // another department's 未填 are asked of it, whosever rows I own
    expect(rows({ kind: 'blank', department: '财政局' }, counts)).toEqual(['ZZLD.JF']);
  });

  test('[UI22] row numbers are those of the form whatever is filtered', () => {
    const shown = rowsFor({ kind: 'all', department: '财政局' }, table, counts);
    const plan = planTable(form, table, 'zh', { indicator: '指标名称' }, shown);
    expect(plan.rows.filter((row) => row.kind === 'cells').map((row) => row.number)).toEqual([4]);
  });
});

describe('what was chosen stands', () => {
  const before = counted([], isMine);
  const shown = rowsFor({ kind: 'blank' }, table, before);

  test('[UI21] filling a row does not take it away; that it no longer fits is counted', () => {
    const after = counted([[towns, { number: '5' }]], isMine);
    expect(shown?.has('JBQK.XZ')).toBe(true);
    expect(outdatedCount(shown, rowsFor({ kind: 'blank' }, table, after))).toBe(1);
    expect(outdatedCount(shown, rowsFor({ kind: 'blank' }, table, before))).toBe(0);
  });

  test('[UI21] rows that fit by now and are not shown are counted too', () => {
    const filled = counted([[towns, { number: '5' }]], isMine);
    const left = rowsFor({ kind: 'blank' }, table, filled);
    expect(outdatedCount(left, rowsFor({ kind: 'blank' }, table, before))).toBe(1);
    expect(outdatedCount(undefined, left)).toBe(0);
  });
});

test('[UI23] a block pasted onto filtered rows goes to the rows that are shown, not to those between them', () => {
  const keys = ['t1/JBQK.XZ/bn', 't1/JBQK.SQ/bn'].map(asCellKey);
  const plan = planTable(form, table, 'zh', { indicator: '指标名称' }, new Set(['JBQK.XZ', 'JBQK.SQ']));
  const { row, column } = plan.places.get(keys[0]!)!;
  const texts = spreadBlock([[{ text: '7' }], [{ text: '9' }]], { row, column, rows: 1, columns: 1 });
  const taken = takeIn(texts, plan, form, standingSheet(form));
  expect(taken.notWritten).toEqual([]);
  expect(taken.writes).toEqual([
    { key: keys[0], content: { number: '7' } },
    { key: keys[1], content: { number: '9' } }
  ]);
});
