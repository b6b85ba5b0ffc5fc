// The findings of one unit's sheet as lines of the consolidated workbook, which is Chinese like the form itself.
import { splitKey, valueKey, type CellKey } from '#core/forms/cell-key.ts';
import type { Cells, CompiledForm, Outcomes } from '#core/forms/compiled-form.ts';
import { checkSheet } from '#core/validation/check-sheet.ts';
import { standing, type Standing } from '#core/validation/explanations.ts';
import type { Finding } from '#core/validation/finding.ts';
import { explained, must, type ReviewLine } from '#core/workbook/review-line.ts';

/** An explanation as it is kept with the sheet. */
export interface Explained {
  finding: string;
  fingerprint: string;
  text: string;
  personName: string;
  at: number;
}

export function reviewLines(
  form: CompiledForm,
  cells: Cells,
  numbers: Outcomes,
  previous: Outcomes,
  explanations: readonly Explained[]
): ReviewLine[] {
  const byFinding = new Map(explanations.map((one) => [one.finding, one]));
  return checkSheet(form, cells, numbers, previous).map((finding) =>
    lineOf(finding, form, finding.severity === 'must' ? undefined : byFinding.get(finding.id))
  );
}

function lineOf(finding: Finding, form: CompiledForm, explanation: Explained | undefined): ReviewLine {
  const [place] = finding.places;
  return {
    severity: finding.severity === 'must' ? must : '核实性',
    state: stateWords[standing(finding, explanation)],
    text: `${textOf(finding)}${finding.possible ? '（有数字带“余”“约”等字，也可能成立）' : ''}`,
    values: finding.sides.map((side) => signs[side] ?? (side === '' ? '未填' : side)).join(' '),
    operands: finding.operands
      .map(({ key, previous, shown, asZero }) => {
        const value = asZero ? '未填（按0计）' : shown === '' ? '未填' : shown;
        return `${previous ? '上年同期' : ''}${placeWords(key, form)}＝${value}`;
      })
      .join('；'),
    ...(place === undefined ? {} : { place: valueKey(place) }),
    explanation: explanation?.text ?? '',
    explainedBy: explanation ? `${explanation.personName} ${dayOf(explanation.at)}` : ''
  };
}

const stateWords: Record<Standing, string> = { standing: explained, void: '说明已失效', none: '未处理' };
const signs: Readonly<Record<string, string>> = { '<=': '≤', '>=': '≥', '<>': '≠', '=': '＝', '<': '＜', '>': '＞' };

function textOf({ kind, text }: Finding): string {
  switch (kind) {
    case 'rule':
      return text?.zh ?? '审核关系不成立';
    case 'scope':
      return `口径范围不同，不能比较${text ? `：${text.zh}` : ''}`;
    case 'decimals':
      return '小数位数超过规定';
    case 'negative':
      return '计数不应为负';
    case 'row':
      return '这一行只填了一部分';
    case 'stated':
      return '与文件所载的数不符';
  }
}

/** 第12行“行政复议受理数” */
function placeWords(key: CellKey, form: CompiledForm): string {
  const { table: tableCode, row: rowCode } = splitKey(key);
  const table = form.tables.find(({ code }) => code === tableCode);
  const row = table?.rows.find(({ code }) => code === rowCode);
  const label = form.cells.get(valueKey(key))?.label.zh ?? key;
  return row && row.number > 0 ? `第${row.number}行“${label}”` : label;
}

/** in the time of Beijing, wherever the server stands */
const dayOf = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);
