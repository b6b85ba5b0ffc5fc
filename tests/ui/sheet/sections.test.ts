import { describe, expect, test } from 'vitest';
import { asCellKey, type CellKey } from '#core/forms/cell-key.ts';
import { shippedForm, standingSheet } from '#tests/ui/a-form.ts';
import { findRows, progressOf, rowsFor, sectionsOf } from '#ui/sheet/sections.ts';

const long = shippedForm('fzzf-zhzb.1');
const cross = shippedForm('gov-info-2021.1');
const table = long.tables[0]!;
const towns = asCellKey('t1/JBQK.XZ/bn');
const mine = (key: CellKey) => long.cells.get(key)?.department === '民政局';

describe('sections', () => {
  const sections = sectionsOf(long, table, 'zh');

  test('a long list has one for each top heading, and every entered cell stands in exactly one', () => {
    expect(sections).toHaveLength(29);
    expect(sections[0]).toMatchObject({ title: '基本情况', first: towns });
    expect(sections.flatMap((section) => section.entered)).toHaveLength(long.entered.length);
  });

  test('a table of blocks has one for each block', () => {
    expect(sectionsOf(cross, cross.tables[0]!, 'zh').map((section) => [section.title, section.entered.length])).toEqual(
      [
        ['第二十条第（一）项', 6],
        ['第二十条第（五）项', 1],
        ['第二十条第（六）项', 2],
        ['第二十条第（八）项', 1]
      ]
    );
  });

  test('progress counts what is filled; 不适用 is filled, a cleared cell is not', () => {
    const [first] = sections;
    const sheet = standingSheet(long, [
      [towns, { nothing: 'notApplicable' }],
      [asCellKey('t1/JBQK.C/bn'), { nothing: 'blank' }],
      [asCellKey('t1/JBQK.SQ/bn'), { number: '0' }]
    ]);
    expect(progressOf(sheet, first!.entered)).toEqual({ filled: 2, all: 3 });
  });
});

describe('filters', () => {
  const sheet = standingSheet(long, [[towns, { number: '5' }]], mine);

  test('我的指标 leaves my rows', () => {
    expect([...(rowsFor('mine', long, table, sheet, new Map()) ?? [])]).toEqual(['JBQK.XZ', 'JBQK.C', 'JBQK.SQ']);
  });

  test('未填 leaves my rows that are not filled, and all of them when none is mine', () => {
    expect([...(rowsFor('blank', long, table, sheet, new Map()) ?? [])]).toEqual(['JBQK.C', 'JBQK.SQ']);
    const reader = standingSheet(long, [[towns, { number: '5' }]], () => false);
    expect(rowsFor('blank', long, table, reader, new Map())?.size).toBe(319);
  });

  test('有问题 leaves rows with findings; 全部 leaves all', () => {
    expect([...(rowsFor('doubtful', long, table, sheet, new Map([[towns, 'must']])) ?? [])]).toEqual(['JBQK.XZ']);
    expect(rowsFor('all', long, table, sheet, new Map())).toBeUndefined();
  });
});

describe('finding an indicator', () => {
  test('by code, by part of its name, by several words; what begins with the text comes first', () => {
    expect(findRows(long, 'xzfy.sq', 'zh')[0]).toMatchObject({ code: 'XZFY.SQ', number: 184, key: 't1/XZFY.SQ/bn' });
    expect(findRows(long, '复议', 'zh')[0]?.label.startsWith('复议')).toBe(true);
    expect(findRows(long, '复议 受理', 'zh').map(({ code }) => code)).toContain('XZFY.SL');
    expect(findRows(long, '没有这个', 'zh')).toEqual([]);
    expect(findRows(long, '  ', 'zh')).toEqual([]);
  });

  test('in all tables of a form', () => {
    expect(findRows(cross, '国家秘密', 'zh')).toMatchObject([{ table: 't3', code: 'r3.3.1' }]);
  });
});
