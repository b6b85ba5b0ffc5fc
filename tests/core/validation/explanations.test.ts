import { describe, expect, test } from 'vitest';
import { isEmptyTalk } from '#core/validation/explanations.ts';

// texts that say nothing, and texts that do
const empty = `
  核实无误
  经核实无误。
  已核实，情况属实！
  属实
  情况属实
  数据真实准确
  经核对，数据无误
  正常
  正常情况
  无
  无。
  暂无
  没有问题
  确认
  已确认无误
  同上
  见上
  如实填报
  以上数据均已核实，真实准确。
  该指标数据正确
  实际情况
  特殊原因
  其他原因
  客观原因
  １２３４５６
  12345
  aaaa
  哈哈哈哈哈
  。。。。。。
  ......
  ok
  OK OK
  verified
  n/a
  测试
  是的
  无误无误无误无误
  核实
  数据真实有效
  符合实际情况
  确实如此
  以实际为准
  业务正常
  经与业务科室核实，数据无误
  已报领导同意
  据实填报
  详见附件
  nonenone
  none none
  no problem
  The data is correct.
  checked and correct
`;
const meaningful = `
  含上年结转1件
  补录上年
  机构改革，职能并入综合执法局
  2022年撤销3个乡镇
  因疫情停办培训
  1件跨年办结，受理时间在上年12月
  统计口径由全市改为市本级
  核实无误：6件为上年结转
  新增两个执法中队
  系统升级后自动导入，较上年多出街道数据
  Case carried over from 2021
  数据来自省平台
  按上级要求调整统计口径
  领导小组更名
  此数据由法院提供
  与公安局数据库对接后补录
`;
const lines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim());

describe('[VA8] empty talk is no explanation', () => {
  test.each(lines(empty))('%s', (text) => {
    expect(isEmptyTalk(text)).toBe(true);
  });
  test.each(lines(meaningful))('%s', (text) => {
    expect(isEmptyTalk(text)).toBe(false);
  });
  test('nothing, spaces and very long texts', () => {
    expect(isEmptyTalk('')).toBe(true);
    expect(isEmptyTalk(' \n ')).toBe(true);
    const begun = performance.now();
    expect(isEmptyTalk('核实无误'.repeat(20_000))).toBe(true);
    expect(isEmptyTalk(`${'核实无误'.repeat(20_000)}含结转1件`)).toBe(false);
    expect(performance.now() - begun).toBeLessThan(500);
  });
});
