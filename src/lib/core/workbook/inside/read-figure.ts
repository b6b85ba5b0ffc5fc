// One cell of a file as the value of a cell of the form: digits as seen, percentages, units of measure, qualifiers from number formats.
import type { CellValue } from '#core/forms/cell-value.ts';
import type { CompiledForm, FormCell } from '#core/forms/compiled-form.ts';
import { readTyped, type ValueMistakeCode } from '#core/forms/read-value.ts';
import { powerBetween, shiftDecimal, uomParts } from '#core/forms/units-of-measure.ts';
import type { ImportProblem } from '#core/workbook/import-report.ts';
import type { RawCell } from '#core/workbook/raw-workbook.ts';
import { decimalOf, losesDigits } from '#core/workbook/stored-number.ts';
import { affixesOf, isPercentFormat } from './number-format.ts';

export type Figure =
  | {
      kind: 'value';
      value: CellValue;
      /** as a person sees it in the file */
      shown: string;
      /** its digits there */
      printed: string;
      converted?: { factor: string; from: string; to: string };
      /** the file says 宗 where the form says 件: taken as it is */
      unitDiffers: boolean;
    }
  | { kind: 'problem'; code: ImportProblem['code']; shown: string }
  | { kind: 'nothing'; shown: '' };

/** @param unit unit of measure that the file gives for this row or column */
export function figureOf(raw: RawCell, unit: string | undefined, cell: FormCell, form: CompiledForm): Figure {
  const seen = textSeen(raw, cell);
  if ('code' in seen) return { kind: 'problem', code: seen.code, shown: seen.shown };
  if (seen.text.trim() === '') return { kind: 'nothing', shown: '' };
  const typed = readTyped(seen.text, cell, form);
  if (!typed.ok) return { kind: 'problem', code: problemOf(typed.error.code), shown: seen.shown };
  const { value, converted } = typed.value;
  const figure = { kind: 'value' as const, value, shown: seen.shown, printed: seen.digits };
  if (converted) {
    const { from, to, power } = converted;
    return { ...figure, unitDiffers: false, converted: { factor: factorOf(power), from, to } };
  }
  if (seen.percent !== undefined) return { ...figure, unitDiffers: false, converted: seen.percent };
  if (!('number' in value) || unit === undefined || seen.hasOwnUnit) return { ...figure, unitDiffers: false };
  return inUnit(figure, value, unit, cell);
}

type Seen = {
  text: string;
  shown: string;
  digits: string;
  hasOwnUnit: boolean;
  percent?: { factor: string; from: string; to: string };
};

/** What would be typed to enter the same; or why it cannot be a value. */
function textSeen(raw: RawCell, cell: FormCell): Seen | { code: ImportProblem['code']; shown: string } {
  switch (raw.kind) {
    case 'blank':
      return { code: 'no-result', shown: `=${raw.formula ?? ''}` };
    case 'error':
    case 'boolean':
      return { code: 'bad-number', shown: raw.value };
    case 'text':
      if (raw.date !== undefined && cell.type !== 'text') return { code: 'bad-number', shown: raw.date };
      return {
        text: raw.value,
        shown: raw.value.trim(),
        digits: raw.value.trim().slice(0, 40),
        hasOwnUnit: /\d\s*[^\d\s.,，)）]/.test(raw.value)
      };
    case 'number':
      return numberSeen(raw, cell);
  }
}

function numberSeen(raw: RawCell, cell: FormCell): Seen | { code: ImportProblem['code']; shown: string } {
  const decimal = decimalOf(raw.value);
  if (raw.date !== undefined) return { code: 'bad-number', shown: raw.date };
  if (decimal === undefined || losesDigits(raw.value)) return { code: 'bad-number', shown: raw.value };
  if (isPercentFormat(raw.numberFormat)) {
    const digits = shiftDecimal(decimal, 2);
    // 0.7323 shown as 73.23%: in a cell of percentages it is 73.23; elsewhere % says that something is wrong
    if (cell.uom !== '%' && cell.type !== 'text') return { code: 'unit-unknown', shown: `${digits}%` };
    return {
      text: digits,
      shown: `${digits}%`,
      digits,
      hasOwnUnit: true,
      percent: { factor: '100', from: '', to: '%' }
    };
  }
  const { before, after } = affixesOf(raw.numberFormat);
  const text = `${before}${decimal}${after}`;
  return { text, shown: text, digits: decimal, hasOwnUnit: after !== '' };
}

function problemOf(code: ValueMistakeCode): ImportProblem['code'] {
  if (code === 'ambiguous-none') return 'asked-nothing';
  if (code === 'reason-missing') return code;
  return code === 'unit' || code === 'percent' || code === 'currency' || code === 'scale'
    ? 'unit-unknown'
    : 'bad-number';
}

/** 10^power as decimal text */
const factorOf = (power: number): string => shiftDecimal('1', power);

function inUnit(
  figure: Omit<Extract<Figure, { kind: 'value' }>, 'unitDiffers'>,
  value: { number: string } & CellValue,
  unit: string,
  cell: FormCell
): Figure {
  const power = powerBetween(unit, cell.uom);
  if (power === 0) return { ...figure, unitDiffers: false };
  if (power !== undefined && (cell.type === 'count' || cell.type === 'money')) {
    const converted = { factor: factorOf(power), from: unit, to: cell.uom };
    return { ...figure, value: { ...value, number: shiftDecimal(value.number, power) }, converted, unitDiffers: false };
  }
  // 宗 and 件 count the same things under other names; 元 and 件, or 万宗 and 件, do not
  const plain = uomParts(unit).power === 0 && uomParts(cell.uom).power === 0;
  const money = uomParts(unit).base === '元' || uomParts(cell.uom).base === '元';
  if (plain && !money && cell.type === 'count') return { ...figure, unitDiffers: true };
  return { kind: 'problem', code: 'unit-unknown', shown: `${figure.shown} ${unit}` };
}
