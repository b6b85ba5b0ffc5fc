import { expect, test } from 'vitest';
import { layOutSheet } from '#core/workbook/lay-out.ts';
import { printLines } from '#core/workbook/print-lines.ts';
import type { Period } from '#core/places/period.ts';
import { numbersOf } from '#core/forms/numbers-of.ts';
import { shippedForm } from '../forms/shipped.ts';

const textsOf = (form: ReturnType<typeof shippedForm>, period: string) => {
  const page = layOutSheet({
    form,
    cells: new Map(),
    numbers: numbersOf(form, new Map(), new Map()),
    previous: new Map(),
    unit: { code: '620000', name: '某局' },
    period: period as Period
  }).pages[0]!;
  const lines: string[][] = [];
  for (const { row, value } of page.cells) if (value.kind === 'text') (lines[row] ??= []).push(value.text);
  return lines.filter(Boolean);
};

test('[WB22] subtitle and both sides of the head stand above the table, marks below its heads', () => {
  const form = shippedForm('generic-dingxi');
  const { title, subtitle, lefts, right } = printLines(form, '某局', '2010-05' as Period);
  expect([title, subtitle, lefts.length, right.length]).toEqual(['定西市政府信息公开情况统计报表', '2010年5月', 5, 5]);
  expect(textsOf(form, '2010-05').slice(0, 10)).toEqual([
    ['定西市政府信息公开情况统计报表'],
    ['2010年5月'],
    ['01单位名称：', '单位负责人：'],
    ['02地区及部门编号：□□□□□□', '单位盖章：'],
    ['03单位法人代码：□□□□□□□□-□', '填报人：'],
    ['04主管单位名称：', '联系电话：'],
    ['05主管单位法人代码：□□□□□□□□-□'],
    ['填报单位：某局　　填报期：2010年5月', '报出日期：   年   月   日'],
    ['指标名称', '计量单位', '代码', '本期实际', '本年累计'],
    ['甲', '乙', '丙', '1', '2']
  ]);
});

test('[WB22] 填报说明 stand below their tables', () => {
  const texts = textsOf(shippedForm('enforcement-zj-2021'), '2024').flat();
  const at = texts.findIndex((text) => text.startsWith('1．行政处罚实施数量的统计范围'));
  expect(at).toBeGreaterThan(texts.indexOf('罚没金额（万元）'));
  expect(at).toBeLessThan(texts.indexOf('申请数量'));
});
