import { describe, expect, test } from 'vitest';
import { plainLabel, unitIn, unitOfTitle } from '#core/workbook/normalise-label.ts';

describe('[WB6] labels are compared as people read them', () => {
  test.each([
    ['行 政 复 议 案 件', '行政复议案件'],
    ['没收违法\n所得、没收 非法财物', '没收违法所得没收非法财物'],
    ['（一） 罚没金额', '罚没金额'],
    ['一、主动公开情况', '主动公开情况'],
    ['㈠受理', '受理'],
    ['⒈ 属于国家秘密', '属于国家秘密'],
    ['①其他', '其他'],
    ['（六）3.其他', '其他'],
    ['其中：自然人', '自然人'],
    ['合　计', '合计'],
    ['合计：', '合计'],
    ['ＸＺＦＹ', 'xzfy'],
    ['危及“三安全一稳定”', '危及三安全一稳定'],
    ['12345热线受理件数', '12345热线受理件数'],
    ['2.5级以上', '2.5级以上'.replace('.', '')],
    ['乡镇(街道)数', '乡镇(街道)数'],
    ['乡镇（街道）数', '乡镇(街道)数'],
    ['（二）部分公开（区分处理的，只计这一情形，不计其他情形）', '部分公开(区分处理的只计这一情形不计其他情形)']
  ])('%j is %j', (label, text) => expect(plainLabel(label)).toEqual({ text }));

  test.each([
    ['罚没金额（万元）', '罚没金额', '万元'],
    ['本年收费金额（单位：万元）', '本年收费金额', '万元'],
    ['参加人数[人次]', '参加人数', '人次'],
    ['办结率(%)', '办结率', '%'],
    ['受理（件）', '受理', '件']
  ])('%j is %j in %j', (label, text, unit) => expect(plainLabel(label)).toEqual({ text, unit }));

  test('units that stand alone and in titles', () => {
    expect([unitIn('万元'), unitIn(' 件 '), unitIn('（单位：件）'), unitIn('％'), unitIn('指标')]).toEqual([
      '万元',
      '件',
      '件',
      '%',
      undefined
    ]);
    expect(unitOfTitle('填报单位：中江县   （单位：件）')).toBe('件');
    expect(unitOfTitle('填报单位：中江县司法局')).toBeUndefined();
  });
});
