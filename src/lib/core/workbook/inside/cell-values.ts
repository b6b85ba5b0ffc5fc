// What a cell of the form prints: digits as typed, the form's signs of nothing, live formulas for what is computed.
import { decimalsOf, show, toDecimalText, toNumber } from '#core/basics/exact.ts';
import type { CellContent, Qualifier } from '#core/forms/cell-value.ts';
import { statedKey, type CellKey } from '#core/forms/cell-key.ts';
import type { Cells, CompiledForm, FormCell, Outcomes } from '#core/forms/compiled-form.ts';
import { showContent } from '#core/forms/show-content.ts';
import { undefinedSign } from '#core/forms/show-outcome.ts';
import type { Outcome } from '#core/formula/ast.ts';
import { toExcel, type ExcelOperand } from '#core/formula/excel.ts';
import { quoteSheet } from '#core/workbook/names.ts';
import type { PageStyle, PageValue } from '#core/workbook/page.ts';
import { addressOf } from '#core/workbook/raw-workbook.ts';
import { decimalOf } from '#core/workbook/stored-number.ts';
import type { Place } from './frame.ts';

export interface Printed {
  style: PageStyle;
  value: PageValue;
}

const nothing: Printed = { style: 'value', value: { kind: 'empty' } };

// ── entered ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const before: readonly Qualifier[] = ['约', '近', '至少'];

export function printContent(content: CellContent | undefined, cell: FormCell, form: CompiledForm): Printed {
  if (content === undefined || 'stated' in content)
    return cell.type === 'text' ? { ...nothing, style: 'words' } : nothing;
  if ('number' in content) return printNumber(content.number, content.qualifier);
  const shown = showContent(content, cell, form);
  if ('text' in content)
    return { style: 'words', value: shown === '' ? { kind: 'empty' } : { kind: 'text', text: shown } };
  return { style: 'sign', value: shown === '' ? { kind: 'empty' } : { kind: 'text', text: shown } };
}

/** A number of more digits than a workbook keeps is written as text: it must not come out as another number. */
function printNumber(number: string, qualifier: Qualifier | undefined): Printed {
  if (decimalOf(number) !== withoutTrailingZeros(number)) {
    const text =
      qualifier === undefined ? number : before.includes(qualifier) ? `${qualifier}${number}` : `${number}${qualifier}`;
    return { style: 'sign', value: { kind: 'text', text } };
  }
  const format = formatFor(number, qualifier);
  return {
    style: 'value',
    value: format === undefined ? { kind: 'number', decimal: number } : { kind: 'number', decimal: number, format }
  };
}

const withoutTrailingZeros = (number: string): string => {
  const plain = number.includes('.') ? number.replace(/\.?0+$/, '') : number;
  return plain === '-0' ? '0' : plain;
};

/** Undefined: General, which shows the digits as they are up to some ten of them. */
function formatFor(number: string, qualifier: Qualifier | undefined): string | undefined {
  const digits = `0${decimalsOf(number) > 0 ? `.${'0'.repeat(Math.min(decimalsOf(number), 30))}` : ''}`;
  if (qualifier !== undefined)
    return before.includes(qualifier) ? `"${qualifier}"${digits};"${qualifier}"-${digits}` : `${digits}"${qualifier}"`;
  return number !== withoutTrailingZeros(number) || number.length > 10 ? digits : undefined;
}

/** What a reader of the file finds in the cell: the text, or the number as decimal text. Compared on the way back. */
export function shownInFile(value: PageValue): string {
  if (value.kind === 'number') return decimalOf(value.decimal) ?? value.decimal;
  return value.kind === 'text' ? value.text : '';
}

// ── computed ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** always all decimals: Excel cannot show “at most two” without a stray point */
export const formatOf = (cell: Pick<FormCell, 'decimals'>): string =>
  `0${cell.decimals > 0 ? `.${'0'.repeat(cell.decimals)}` : ''}`;

/** `bare`: the number or sign itself, without a formula */
export function printOutcome(outcome: Outcome | undefined, cell: FormCell): Printed {
  if (outcome?.kind === 'number')
    return { style: 'value', value: { kind: 'number', decimal: decimalFor(outcome, cell), format: formatOf(cell) } };
  return outcome?.kind === 'undefined' ? { style: 'sign', value: { kind: 'text', text: undefinedSign } } : nothing;
}

/** The stored number behind what is shown: 15 digits, so that the program rounds it as we do. */
function decimalFor(outcome: Extract<Outcome, { kind: 'number' }>, cell: Pick<FormCell, 'decimals'>): string {
  const digits = toDecimalText(outcome.value);
  if (digits !== undefined && decimalOf(digits) === digits) return digits;
  return decimalOf(String(toNumber(outcome.value))) ?? show(outcome.value, cell.decimals);
}

export interface FormulaContext {
  form: CompiledForm;
  /** `sheet`: where the cells of a form stand on several worksheets */
  places: ReadonlyMap<CellKey, Pick<Place, 'row' | 'column'> & { sheet?: string }>;
  previous: Outcomes;
  /** cell of this year → computed cell that prints last year's value of it */
  printsPrevious: ReadonlyMap<CellKey, CellKey>;
}

/** Cells whose formula is nothing but PREV(x): there is no sheet of last year in the workbook, so they print its value as it is. */
export function previousPrinters(form: CompiledForm): Map<CellKey, CellKey> {
  const printers = new Map<CellKey, CellKey>();
  for (const key of form.derived) {
    const operand = printedPrevious(form, key);
    if (operand !== undefined && !printers.has(operand)) printers.set(operand, key);
  }
  return printers;
}

/** the cell of last year that this one prints, if that is all it does */
export function printedPrevious(form: CompiledForm, key: CellKey): CellKey | undefined {
  const formula = form.cells.get(key)?.formula;
  const [operand, more] = [...(formula?.operands.values() ?? [])];
  const expression = formula?.expression;
  const isBare =
    expression?.kind === 'call' && expression.name === 'PREV' && expression.arguments[0]?.kind === 'operand';
  return isBare && operand?.previous && more === undefined ? operand.key : undefined;
}

/** A computed cell as a live formula with its present result; as a plain value where it prints last year's or Excel could not hold it. */
export function printDerived(cell: FormCell, outcome: Outcome | undefined, context: FormulaContext): Printed {
  if (!cell.formula || printedPrevious(context.form, cell.key) !== undefined) return printOutcome(outcome, cell);
  const formula = toExcel(cell.formula.expression, (ref, previous) => operandAt(cell, ref, previous, context));
  if (formula === undefined) return printOutcome(outcome, cell);
  const result =
    outcome?.kind === 'number'
      ? { number: decimalFor(outcome, cell) }
      : { text: outcome?.kind === 'undefined' ? undefinedSign : '' };
  return { style: 'value', value: { kind: 'formula', formula, result, format: formatOf(cell) } };
}

function operandAt(cell: FormCell, ref: string, previous: boolean, context: FormulaContext): ExcelOperand {
  const operand = cell.formula?.operands.get(previous ? `PREV:${ref}` : ref);
  if (!operand) return '""';
  const printer = previous ? context.printsPrevious.get(operand.key) : operand.key;
  const place = printer === undefined ? undefined : context.places.get(printer);
  if (place) {
    const own = context.places.get(cell.key)?.sheet;
    const sheet = place.sheet === undefined || place.sheet === own ? '' : `${quoteSheet(place.sheet)}!`;
    const address = sheet + addressOf(place.row, place.column);
    return operand.derived || previous ? { cell: address, derived: true } : address;
  }
  const outcome = previous ? context.previous.get(operand.key) : undefined;
  return outcome?.kind === 'number' ? (decimalOf(String(toNumber(outcome.value))) ?? '""') : '""';
}

// ── notes ───────────────────────────────────────────────────────────────────────────────────────────────────────────

// a note is read in a small window; the whole words travel in the hidden mark
const longestNote = 400;

/** What the cell cannot show: reason, scope, note, source; figures stated elsewhere. Undefined when there is nothing to say. */
export function noteOf(key: CellKey, cells: Cells): string | undefined {
  const content = cells.get(key);
  const lines: string[] = [];
  const say = (label: string, text: string | undefined) => text && lines.push(`${label}：${text}`);
  if (content && !('stated' in content)) {
    if ('nothing' in content && content.nothing === 'unobtainable') say('无法取得', content.reason);
    say('口径范围', content.scope);
    say('备注', content.note);
    say('来源原文', content.quote);
  }
  const stated = cells.get(statedKey(key));
  if (stated && 'stated' in stated) {
    for (const { printed, uom, source } of stated.stated)
      say('另载', `${printed}${uom ?? ''}${source === undefined ? '' : `（${source}）`}`);
  }
  const text = lines.join('\n');
  return text === '' ? undefined : text.length > longestNote ? `${text.slice(0, longestNote)}…` : text;
}
