// The lines over a form as it is printed: title, 表号 and the like, 填报单位, 填报期. The same in a workbook and on a printed page.
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import { kindOf, yearOf, type Period } from '#core/places/period.ts';

/** 2024年, 2024年上半年, 2024年第三季度, 2024年5月 */
export function periodWords(period: Period): string {
  const year = `${yearOf(period)}年`;
  switch (kindOf(period)) {
    case 'year':
      return year;
    case 'half':
      return `${year}${period.endsWith('1') ? '上' : '下'}半年`;
    case 'quarter':
      return `${year}第${'一二三四'[Number(period.at(-1)) - 1] ?? ''}季度`;
    case 'month':
      return `${year}${Number(period.slice(5))}月`;
  }
}

/** Characters of the body font side by side. A4 upright takes some 90; shrunk to a page's width, these are still well read. */
export const widestUpright = 125;

export interface PrintLines {
  title: string;
  /** below the title; '' for none */
  subtitle: string;
  /** 填报单位 and 填报期, in the last line */
  left: string;
  /** beside the first lines of `right`, from the top */
  lefts: readonly string[];
  /** one below the other, the last one beside `left` */
  right: readonly string[];
}

/** A blank form has neither unit nor period. */
export function printLines(form: CompiledForm, unitName: string | undefined, period: Period | undefined): PrintLines {
  const { printedTitle, subtitle, heads, tables } = form.definition;
  const open = '＿＿＿＿';
  const filled = (text: string) =>
    text
      .replaceAll('{unit}', unitName ?? open)
      .replaceAll('{year}', period === undefined ? open : String(yearOf(period)))
      .replaceAll('{period}', period === undefined ? open : periodWords(period));
  const textsAt = (side: 'left' | undefined) =>
    heads.filter(({ at }) => at === side).map(({ label, value }) => `${label}：${value}`);
  const right = textsAt(undefined);
  const uom = tables.length === 1 ? tables[0]?.uom : undefined;
  if (uom !== undefined) right.push(`计量单位：${uom}`);
  const unit = `填报单位：${unitName ?? ''}`;
  const shared = { title: filled(printedTitle), subtitle: filled(subtitle ?? ''), lefts: textsAt('left'), right };
  return { ...shared, left: period === undefined ? unit : `${unit}\u3000\u3000填报期：${periodWords(period)}` };
}
