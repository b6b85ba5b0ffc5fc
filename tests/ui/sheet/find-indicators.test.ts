import { beforeAll, describe, expect, test } from 'vitest';
import { readingsOf } from '#server/actions/find-readings.ts';
import { shippedForm } from '#tests/ui/a-form.ts';
import { find, indexOf, type Readings } from '#ui/sheet/find-indicators.ts';
import { sectionsOf } from '#ui/sheet/sections.ts';

const long = shippedForm('fzzf-zhzb.1');
const cross = shippedForm('gov-info-2021.1');
const index = indexOf(long, sectionsOf(long, 'zh'), 'zh');
const labels = (typed: string, readings: Readings = {}) => find(index, typed, readings).map(({ label }) => label);

describe('finding without pinyin', () => {
  test('by code, by part of its name, by several words; what begins with the text comes first', () => {
    expect(find(index, 'xzfy.sq', {})[0]).toMatchObject({ code: 'XZFY.SQ', number: 184, key: 't1/XZFY.SQ/bn' });
    expect(find(index, '复议', {})[0]?.label.startsWith('复议')).toBe(true);
    expect(find(index, '复议 受理', {}).map(({ code }) => code)).toContain('XZFY.SL');
    expect(labels('没有这个')).toEqual([]);
    expect(labels('  ')).toEqual([]);
  });

  test('a section is found by its name and leads to its first cell', () => {
    expect(find(index, '行政复议', {})[0]).toMatchObject({ label: '行政复议', number: 0, key: 't1/XZFY.SQ/bn' });
  });

  test('in all tables of a form', () => {
    const all = indexOf(cross, sectionsOf(cross, 'zh'), 'zh');
    expect(find(all, '国家秘密', {})).toMatchObject([{ table: 't3', code: 'r3.3.1' }]);
  });

  test('full width and capitals are as good as any', () => {
    expect(find(index, 'ＸＺＦＹ．ＳＱ', {})[0]?.code).toBe('XZFY.SQ');
  });
});

describe('[UI24] finding by pinyin', () => {
  let readings: Readings = {};
  beforeAll(async () => {
    readings = await readingsOf(long);
  });

  test('initials: a section whose initials are just these comes first', () => {
    expect(labels('xzfy', readings)[0]).toBe('行政复议');
    expect(labels('xzcf', readings).some((label) => label.includes('行政处罚'))).toBe(true);
    expect(labels('jbqk', readings)[0]).toBe('基本情况');
  });

  test('whole pinyin, half of it, mixed with initials and with signs', () => {
    for (const typed of ['xingzhengfuyi', 'xingzhengfuy', 'xzhfuyi', 'xing政fy', 'xingzhengfy'])
      expect(labels(typed, readings)[0], typed).toBe('行政复议');
  });

  test('every common reading of a sign: 行 xíng and háng, 重 zhòng and chóng', () => {
    expect(readings['行']?.split(' ')).toEqual(expect.arrayContaining(['xing', 'hang']));
    expect(readings['重']?.split(' ')).toEqual(expect.arrayContaining(['zhong', 'chong']));
    for (const typed of ['zdxzjc', 'cdxzjc', 'zhongdaxingzheng'])
      expect(
        labels(typed, readings).some((label) => label.startsWith('重大行政决策')),
        typed
      ).toBe(true);
  });

  test('zh, ch and sh may be typed whole as initials; ü is v', () => {
    expect(labels('xzhfy', readings)[0]).toBe('行政复议');
    expect(readings['率']).toContain('lv');
  });

  test('signs that nobody types are passed over', () => {
    expect(labels('hlwjg', readings)[0]).toBe('“互联网+监管”');
  });

  test('words of two kinds must both fit', () => {
    const found = find(index, 'xzfy 受理', readings).map(({ code }) => code);
    expect(found).toContain('XZFY.SL');
    expect(found).not.toContain('XZFY.SQ');
  });

  test('the list for a whole form is small, and a long nonsense ends at once', () => {
    expect(JSON.stringify(readings).length).toBeLessThan(16_000);
    const from = performance.now();
    expect(labels('s'.repeat(500), readings)).toEqual([]);
    expect(performance.now() - from).toBeLessThan(1_000);
  });
});
