// 说明: what counts as one, and whether it still stands for a finding.
import type { Finding } from './finding.ts';

/** `void`: it was given for other values */
export type Standing = 'standing' | 'void' | 'none';

export function standing(finding: Finding, explanation: { fingerprint: string } | undefined): Standing {
  if (!explanation) return 'none';
  return explanation.fingerprint === finding.fingerprint ? 'standing' : 'void';
}

export const isStanding = (finding: Finding, explanation: { fingerprint: string } | undefined): boolean =>
  standing(finding, explanation) === 'standing';

// What is said instead of a reason. Compared without punctuation, spaces and the words that only say "it is so".
const emptyWords = [
  '以上 上述 该 此 本 我单位 本单位 我局 本局 经 与 和 由 已 均 系 为 是 的 了 也 都 请 予以 特此 以 按 按照 据',
  '情况 数据 数字 指标 信息 内容 业务 科室 部门 领导 上级 工作',
  '核实 核对 核查 复核 审核 确认 查证 检查 填报 填写 录入 报 说明 解释 备注 附件 详见 见',
  '无误 没错 没有错 没有误 无错 没有问题 无问题 没问题 有误 属实 真实 准确 正确 正常 合理 有效 实际 据实 如实 确实 符合 相符 一致 为准',
  '原因 特殊 其他 客观 同上 见上 如上 略 通过 同意 如此 就是 这样 不变 无 暂无 没有 不详 不清楚 不知道 对 好 行 可以 知道了 收到 已阅 测试',
  'ok yes no none null n/a na test correct verified checked confirmed true real normal accurate fine problem data figures the is are and all'
]
  .join(' ')
  .split(' ');
// the longest first, so that none is not read as no and ne
const emptyPhrases = new RegExp(`(?:${emptyWords.sort((a, b) => b.length - a.length).join('|')})+`, 'giu');

/** shortest text that can hold a reason: 补录上年 */
const shortest = 4;

/**
 * Whether a text says nothing: 核实无误, 属实, 无, 正常, 经核实数据真实准确, aaaa, 。。。, or hardly anything at all.
 * Texts that hold a number or any word beyond such phrases are taken: a machine cannot judge a reason, only the lack of one.
 */
export function isEmptyTalk(text: string): boolean {
  const letters = text.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '');
  if ([...letters].length < shortest) return true;
  if (new Set(letters).size <= 2) return true;
  if (/^\d+$/.test(letters)) return true;
  return [...letters.replace(emptyPhrases, '')].length < 2;
}
