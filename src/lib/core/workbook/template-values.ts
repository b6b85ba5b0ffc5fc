// The contents of a sheet as what the declared cells of its official workbook shall hold: digits, the form's signs of nothing, live formulas.
import { show } from '#core/basics/exact.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { FormCell } from '#core/forms/compiled-form.ts';
import type { Outcome } from '#core/formula/ast.ts';
import { showContent } from '#core/forms/show-content.ts';
import { shiftDecimal } from '#core/forms/units-of-measure.ts';
import { yearOf } from '#core/places/period.ts';
import {
  previousPrinters,
  printContent,
  printDerived,
  printOutcome,
  type FormulaContext,
  type Printed
} from './inside/cell-values.ts';
import type { PatchValue } from './inside/sheet-patch.ts';
import type { SheetToLay } from './lay-out.ts';
import type { PageValue } from './page.ts';
import { periodWords } from './print-lines.ts';
import type { TemplateMap } from './template-map.ts';
import type { TemplatePlace, TemplatePlan } from './template-plan.ts';

/** Declared cells in the order of a plan's values: those of the form, then the lines that name unit and period. */
export const placesOf = ({ cells, lines }: TemplateMap): TemplatePlace[] =>
  [...cells, ...lines].map(({ sheet, row, column }) => ({ sheet, row, column }));

export interface TemplateValues {
  values: readonly PatchValue[];
  /** numbers with a word (约30, 57余): the template's own formats cannot show it, so they are text, which its formulas do not add */
  asText: readonly CellKey[];
}

/** @param plan made for `placesOf(map)` */
export function templateValues(sheet: SheetToLay, map: TemplateMap, plan: TemplatePlan): TemplateValues {
  const { form, cells, numbers, previous } = sheet;
  const formats = formatsOf(plan);
  const isPercent = new Set(map.cells.flatMap(({ key }, index) => (isPercentFormat(formats[index]) ? [key] : [])));
  const hasFormat = new Set(map.cells.flatMap(({ key }, index) => (formats[index] === undefined ? [] : [key])));
  const ownFormula = new Set(placesWithFormula(plan).map((index) => map.cells[index]?.key));
  const asText: CellKey[] = [];
  /** computed, with decimals, in a cell whose look says nothing of how many are shown */
  const isRounded = (key: CellKey): boolean => {
    const cell = form.cells.get(key);
    if (cell?.kind !== 'derived' || hasFormat.has(key) || ownFormula.has(key)) return false;
    return cell.decimals > 0 || /[/*]/.test(cell.formula?.text ?? '');
  };
  const context: FormulaContext = {
    form,
    places: new Map(map.cells.map(({ key, ...place }) => [key, place])),
    previous,
    printsPrevious: previousPrinters(form)
  };
  const print = (cell: FormCell): Printed => {
    if (cell.kind === 'entered') {
      const content = cells.get(cell.key);
      if (!content || !('number' in content) || content.qualifier === undefined)
        return printContent(content, cell, form);
      asText.push(cell.key);
      return { style: 'sign', value: { kind: 'text', text: showContent(content, cell, form) } };
    }
    const outcome = numbers.get(cell.key);
    // a formula that would read 0.73 where we mean 73, or what was rounded, or skip a number with a word, would show another number than we do
    const isPlain = (cell.formula?.operandAt ?? []).every(
      ({ key }) => !isPercent.has(key) && !isRounded(key) && !hasWord(sheet, key)
    );
    const printed =
      isPlain && !isPercent.has(cell.key) ? printDerived(cell, outcome, context) : printOutcome(outcome, cell);
    return isRounded(cell.key) ? rounded(printed, cell, outcome) : printed;
  };
  const values = map.cells.map(({ key }): PatchValue => {
    const cell = form.cells.get(key) as FormCell;
    const { value } = print(cell);
    return asPatch(isPercent.has(key) && /^[%％]$/.test(cell.uom) ? inHundredths(value) : value);
  });
  const lines = map.lines.map(({ text }): PatchValue => ({ kind: 'text', text: lineFor(sheet, text) }));
  return { values: [...values, ...lines], asText };
}

/** As many decimals as we show. Signs of nothing are texts, which ROUND would not take. */
function rounded(printed: Printed, cell: FormCell, outcome: Outcome | undefined): Printed {
  const { value } = printed;
  const shown = outcome?.kind === 'number' ? show(outcome.value, cell.decimals) : undefined;
  const number: Printed =
    shown === undefined ? printOutcome(outcome, cell) : { ...printed, value: { kind: 'number', decimal: shown } };
  if (value.kind !== 'formula') return number;
  const formula = `IFERROR(ROUND(${value.formula},${cell.decimals}),${value.formula})`;
  if (formula.length > longestFormula) return number;
  return { ...printed, value: { ...value, formula, result: shown === undefined ? value.result : { number: shown } } };
}

/** what all programs take */
const longestFormula = 8_192;

/** indices of values whose cells have a formula of the template's own */
const placesWithFormula = ({ sheets }: TemplatePlan): number[] =>
  sheets.flatMap(({ slots, indices }) =>
    slots.flatMap((slot, at) => (slot.formula === '' ? [] : [indices[at] as number]))
  );

function formatsOf(plan: TemplatePlan): (string | undefined)[] {
  const formats = new Array<string | undefined>(plan.places).fill(undefined);
  for (const { slots, indices } of plan.sheets)
    for (const [at, slot] of slots.entries()) formats[indices[at] as number] = plan.formats[slot.style];
  return formats;
}

/** a % that is no text of the format's own */
const isPercentFormat = (format: string | undefined): boolean =>
  format !== undefined && format.replace(/"[^"]*"|\\./g, '').includes('%');

function hasWord({ cells }: SheetToLay, key: CellKey): boolean {
  const content = cells.get(key);
  return content !== undefined && 'number' in content && content.qualifier !== undefined;
}

const inHundredths = (value: PageValue): PageValue =>
  value.kind === 'number' ? { ...value, decimal: shiftDecimal(value.decimal, -2) } : value;

function asPatch(value: PageValue): PatchValue {
  switch (value.kind) {
    case 'number':
      return { kind: 'number', decimal: value.decimal };
    case 'formula':
      return { kind: 'formula', formula: value.formula, result: value.result };
    default:
      return value;
  }
}

/** A blank form keeps its lines as they are printed: low lines to write on. */
function lineFor({ unit, period }: SheetToLay, text: string): string {
  const open = '＿＿＿＿';
  return text
    .replaceAll('{unit}', unit?.name ?? open)
    .replaceAll('{year}', period === undefined ? open : String(yearOf(period)))
    .replaceAll('{period}', period === undefined ? open : periodWords(period));
}
