// Lines above and below the tables: title, 表号 and the like, 填报单位, notes, the signature block.
import { unitIn } from '#core/workbook/normalise-label.ts';
import { tidy, type Area } from './paper.ts';

/** 填报单位：…, 表号：…, 2024年, (单位：件): what is printed around a table but is neither its title nor a head */
export function isMeta(text: string): boolean {
  const plain = text.normalize('NFKC').replace(/\s/g, '');
  return (
    headLabel.test(plain) ||
    (signatureLabel.test(plain) && plain.includes(':')) ||
    unitLabel.test(plain) ||
    /^(附件|附表|表)[一二三四五六七八九十百\d]{0,4}[:]?$/.test(plain) ||
    /^[(]?(计量)?单位:[^)]*[)]?$/.test(plain) ||
    isPeriod(plain)
  );
}

const headLabel =
  /^(表号|表号码|计量单位|制定机关|制表机关|制表单位|批准机关|批准文号|备案机关|备案文号|有效期至|有效期|文号|综合机关名称|调查频率|报告期别|密级):/;
const unitLabel = /^(填报|填表|报送|编报|报告|汇总)?单位(名称)?([(]盖章[)]|[(]公章[)])?:/;
const signatureLabel =
  /^(单位)?(负责人|盖章|主要负责人|分管领导|审核人|填表人|填报人|签发人|制表人|统计负责人|报表人|经办人|联系人|联系电话|电话|填表日期|填报日期|报出日期|报送日期|填报时间|填表时间|制表日期|统计时间)([(]签[章字名][)])?(?::|$)/;

/** 2012年12月至2013年12月, 20 年 季度, 2024年 */
export const isPeriod = (plain: string): boolean =>
  /^[(]?((19|20)?[\d＿_Xx×]{0,4}年度?)?(第?[一二三四\d＿_]{0,2}季度?|[上下]半年|[\d＿_]{0,2}月份?)?([至-].{0,14})?[)]?$/.test(
    plain
  ) && /[年月季]/.test(plain);

/** 注：…, 说明：…, 逻辑关系：…, 填报说明 */
export const isNote = (text: string): boolean =>
  /^[(（]?(注|备注|说明|附注|填报说明|填表说明|指标解释|统计范围|逻辑关系|审核关系|勾稽关系|钩稽关系|平衡关系|表内关系|表间关系)([:)）]|$|[\d一二三四五六]{1,2}[.、:])/.test(
    tidy(text).replaceAll('：', ':')
  ) || /^本表/.test(text);

export const isSignature = (text: string): boolean => signatureLabel.test(text.normalize('NFKC').replace(/\s/g, ''));

/** One line may hold several: '填报单位：某局   填报人：   负责人：' → its pieces, without their empty ends. */
export function piecesOf(text: string): { label: string; value: string }[] {
  const pieces: { label: string; value: string }[] = [];
  const shape =
    /([^\s\u3000：:]{1,16}?(?:（[^（）]{1,6}）|\([^()]{1,6}\))?)\s*[：:]\s*([^：:]*?)(?=\s*$|[\s\u3000.]{1,}[^\s\u3000：:]{1,16}(?:（[^（）]{1,6}）|\([^()]{1,6}\))?\s*[：:])/gu;
  for (const [, label = '', value = ''] of text.replace(/^[\s\u3000]+|[\s\u3000]+$/g, '').matchAll(shape))
    pieces.push({ label: tidy(label), value: tidy(value).replace(/[.．_＿\s]+$/, '') });
  return pieces;
}

export interface HeadLine {
  label: string;
  value: string;
  at: Area;
}

/** '表    号：国法复统字1号' → 表号, 国法复统字1号; undefined for other lines */
export function headLineOf(area: Area): HeadLine | undefined {
  const found = /^([^：:]{2,16})[：:](.*)$/s.exec(area.text);
  const label = found?.[1]?.replace(/\s/g, '') ?? '';
  // 01单位名称： is filled by hand, 表号： says something
  const isNumbered = /^\d{2}\D{2,14}$/.test(label);
  return found && (isNumbered || (found[2] !== '' && headLabel.test(`${label}:`)))
    ? { label, value: (found[2] ?? '').trim(), at: area }
    : undefined;
}

/** '计量单位：件（表二收费：万元）' → 件: the unit that holds where no other is named */
export function unitOfLine(text: string): string | undefined {
  const found = /(?<![报表送制])单位[::]\s*([^\s()\],，;；、/]{1,6})/.exec(text.normalize('NFKC'));
  return found?.[1] === undefined ? undefined : unitIn(found[1]);
}

/** a title with its year and unit open: '盐津县2021年…表' stays as it is but for the year */
export function titlePattern(text: string): string {
  return text
    .replace(/^[＿_]{5,}年/, '{unit}{year}年')
    .replace(/^[＿_]{2,}(?!年)/, '{unit}')
    .replace(/(?:(?:19|20)\d\d|20[＿_×Xx\s]{1,4}|[＿_×Xx]{2,}|\s+)年(?!报)/g, '{year}年');
}

/** the name of the form: its title without unit and year */
export const nameOf = (pattern: string): string =>
  pattern
    .replaceAll('{unit}', '')
    .replace(/\{year\}年度?/g, '')
    .replace(/^(度|第?\s*季度|[\d＿_ ]*月份?)/, '')
    .trim();

/** year unless the words say otherwise; undefined when nothing says anything */
export function periodKindOf(texts: readonly string[]): 'year' | 'half' | 'quarter' | 'month' | undefined {
  const all = texts
    .join('\n')
    .normalize('NFKC')
    .replace(/[^\S\n]/g, '');
  if (/月报|月份|年[\d_＿]{0,2}月(?![\d_＿]{0,2}日)|每月/.test(all)) return 'month';
  if (/季报|季度/.test(all)) return 'quarter';
  if (/半年/.test(all)) return 'half';
  return /年/.test(all) ? 'year' : undefined;
}
