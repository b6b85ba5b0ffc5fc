// Unit of measure, type and decimals of a row or a column: from its label's brackets, the row of units, the column for units, the line above.
import type { IndicatorType } from '#core/forms/form.ts';
import { plainLabel, unitIn } from '#core/workbook/normalise-label.ts';
import { isFilled, isSign, type Area } from './paper.ts';

export interface Measure {
  uom?: string;
  type?: IndicatorType;
  decimals?: number;
}

const rateWords = /(率|比例|占比|比重|百分比|同比)(?:[(（]?[%％][)）]?)?$/;
const textWords =
  /^(备注|说明|名称|内容|时间|日期|地点|联系人|联系电话|负责人|原因|依据|文号|检查主体|股室|类别|.*效果|.*名称|.*日期|.*时间|检查内容|.*情况说明)$/;

/**
 * @param label  of the row or column
 * @param printed unit beside or below it; wins over that in the label
 */
export function measureOfLabel(label: string, printed: string | undefined): Measure {
  const inLabel = plainLabel(label).unit ?? bracketed(label);
  const uom = plainUnit(printed) ?? inLabel;
  const plain = label.normalize('NFKC').replace(/\s/g, '');
  const name = plain.replace(/\([^()]*\)$/, '');
  if (textWords.test(name)) return { type: 'text' };
  if (uom === '%' || (rateWords.test(name) && (uom === undefined || uom === '')))
    return { uom: '%', type: 'rate', decimals: 2 };
  if (/(位次|排名|名次)$/.test(name)) return { ...(uom === undefined ? {} : { uom }), type: 'rank' };
  if (uom !== undefined && /元$/.test(uom)) return { uom, type: 'money', decimals: 2 };
  return uom === undefined ? {} : { uom };
}

/** In a list what counts nothing is text: 省份, 检查主体, 股室. */
export const countsNothing = (label: string): boolean =>
  !/(数|量|额|率|比例|频次|次|人次|案件|总计|合计|小计|费|金|款)([(（].*[)）])?$/.test(label.replace(/\s/g, '')) &&
  !/[(（][^()（）]{1,6}[)）]$/.test(label.replace(/（镇）$/, ''));

function plainUnit(printed: string | undefined): string | undefined {
  if (printed === undefined) return undefined;
  const plain = printed.normalize('NFKC').replace(/\s/g, '');
  if (plain === '' || /^[-—–/]+$/.test(plain)) return undefined;
  return (unitIn(plain) ?? plain).slice(0, 40);
}

/** （单位：万元） inside a label, and units that no list knows: (工作日) is one only behind 单位 */
function bracketed(label: string): string | undefined {
  const found = /[(（](?:计量)?单位[:：]([^()（）]{1,8})[)）]/.exec(label);
  return found?.[1]?.trim();
}

/** What filled cells tell: words where figures would stand; how many digits behind the point. */
export function measureOfFigures(areas: readonly Area[]): { isText: boolean; decimals: number; figures: number } {
  const written = areas.filter((area) => area.cell !== undefined && !isSign(area));
  const figures = written.filter(isFilled);
  const decimals = figures.map((area) => {
    const shown = /^-?\d+\.(\d{1,10})$/.exec(area.cell?.formula === undefined ? (area.cell?.value ?? '') : '');
    return shown?.[1]?.length ?? 0;
  });
  return {
    isText: written.length > 0 && figures.length * 2 < written.length,
    decimals: Math.min(4, Math.max(0, ...decimals)),
    figures: figures.length
  };
}
