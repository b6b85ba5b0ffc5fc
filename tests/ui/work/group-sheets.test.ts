import { describe, expect, test } from 'vitest';
import type { Stage } from '#core/workflow/stages.ts';
import { groupSheets, type ListedSheet } from '#ui/work/group-sheets.ts';

const sheet = (id: string, unitName: string, stage: Stage, more: Partial<ListedSheet> = {}): ListedSheet => ({
  id,
  collection: 'c1',
  collectionTitle: '2021 年报',
  formTitle: '综合指标表',
  period: '2021',
  unitName,
  unitPath: ['云南省', '昭通市'],
  stage,
  dueAt: null,
  ...more
});

const sheets = [
  sheet('1', '盐津县', 'filling'),
  sheet('2', '甲县', 'accepted'),
  sheet('3', '甲县', 'reported', { collection: 'c2', collectionTitle: '2020 年报', period: '2020' }),
  sheet('4', '乙县', 'returned')
];

describe('my sheets', () => {
  test('are grouped by collection in the order in which they came', () => {
    expect(groupSheets(sheets, '', undefined).map(({ title, shown }) => [title, shown.map(({ id }) => id)])).toEqual([
      ['2021 年报', ['1', '2', '4']],
      ['2020 年报', ['3']]
    ]);
  });

  test('say who is missing of all, also when a filter shows only some', () => {
    const [group] = groupSheets(sheets, '甲', undefined);
    expect(group).toMatchObject({ all: 3, reported: 1, missing: ['盐津县', '乙县'] });
    expect(group?.shown.map(({ id }) => id)).toEqual(['2']);
  });

  test('each typed word must occur somewhere, and the stage must fit', () => {
    const ids = (typed: string, stage?: Stage) =>
      groupSheets(sheets, typed, stage).flatMap(({ shown }) => shown.map(({ id }) => id));
    expect(ids('昭通 2020')).toEqual(['3']);
    expect(ids('', 'returned')).toEqual(['4']);
    expect(ids('乙 2020')).toEqual([]);
  });
});
