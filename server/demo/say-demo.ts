// What the demo prints: where it is, the password, and whom to be for what.
import type { LoadedDemo } from './load-demo.ts';

/** login → what to try as that person */
const tries: readonly [string, string, string][] = [
  ['yanjin-fuyi', '填报人：盐津县 司法局(行政复议机构)', 'clerk: fills the rows of one department'],
  [
    'yanjin-sifaju',
    '填报人：盐津县 司法局（另一个浏览器）',
    'clerk of another department: a second browser, the same sheet'
  ],
  ['yanjin', '牵头单位：盐津县', 'coordinator: all rows, findings, import, submit'],
  ['kangle', '牵头单位：康乐县（64.03%应为73.23%）', 'coordinator: a published rate that is wrong'],
  ['suqian', '牵头单位：宿迁市（政府信息公开）', 'coordinator: the cross-tab form, four years'],
  ['zhaotong', '上级：昭通市（汇总、退回、接收）', 'upper level: totals of five counties, return, accept'],
  ['admin', '系统管理员', 'administrator: units, people, collections'],
  ['audit', '审计员（只看）', 'auditor: sees everything, changes nothing']
];

/** Columns stay in line although a Chinese character is two places wide. */
const wide = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x2e7f ? 2 : 1), 0);
const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(1, width - wide(text)));

/** @param address  of the running server, e.g. `http://localhost:3000` */
export function sayDemo({ password, people }: LoadedDemo, address: string): string {
  const clerks = people.filter((person) => person.role === 'clerk').length;
  const lines = tries.map(([login, zh, en]) => `  ${padded(login, 16)}${padded(zh, 42)}${en}`);
  return [
    '',
    `汇表 Huibiao  ${address}`,
    `密码 password（所有演示账号相同 the same for all）: ${password}`,
    '',
    ...lines,
    '',
    `  盐津县每个部门都有填报人账号（yanjin-*，共${clerks}个）；名称带“演示”的单位和数字是虚构的，其余数字取自公开报告。`,
    `  Every department of 盐津县 has a clerk (yanjin-*, ${clerks} in all). Units named 演示 and their figures are invented; all other`,
    '  figures are published ones.',
    ''
  ].join('\n');
}
