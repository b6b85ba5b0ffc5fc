// One pasted cell to a value. The number in the copied cell counts, not the digits that its format showed; where the two cannot be the
// same figure, neither is taken.
import { exact, negate, readExact, round, show, truncate, type Exact } from '#core/basics/exact.ts';
import { fail, ok, type Result } from '#core/basics/result.ts';
import type { CellValue } from '#core/forms/cell-value.ts';
import type { CompiledForm, FormCell } from '#core/forms/compiled-form.ts';
import { readTyped, type TypedValue, type ValueMistakeCode } from '#core/forms/read-value.ts';
import { shiftDecimal } from '#core/forms/units-of-measure.ts';
import type { ClipCell } from './clip-block.ts';
import { hidesMinus, isDateFormat, printsZeroAsDash } from './number-format.ts';

export type PasteMistakeCode =
  | 'hidden-number' // ####: the column was too narrow to show it
  | 'shown-differs' // the number in the cell is not the one that is shown
  | 'hidden-sign' // a format that shows -5 as a red 5
  | 'dash-or-zero' // - in an accounting format is 0, on a form it is 不适用
  | 'sheet-error'; // #N/A, #DIV/0!

export interface PasteMistake {
  code: ValueMistakeCode | PasteMistakeCode;
  detail?: string;
}

type Read = Result<TypedValue, PasteMistake>;
type Form = Pick<CompiledForm, 'definition'>;
type Cell = Pick<FormCell, 'type' | 'uom'>;

const hashes = /^[#＃]+$/;
const sheetErrors =
  /^#(?:N\/A|DIV\/0!|REF!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|BUSY!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!)$/i;
const accountingDash = /^(?: +[-—–－] *| *[-—–－] {2,})$/;

const refuse = (code: PasteMistake['code'], detail?: string): Read =>
  fail(detail === undefined ? { code } : { code, detail });

export function readPasted(from: ClipCell, cell: Cell, form: Form): Read {
  if (from.value) return readOwnValue(from.value, cell, form);
  const shown = from.text.trim();
  if (sheetErrors.test(shown)) return refuse('sheet-error', shown);
  const number = from.number === undefined ? undefined : plainNumber(from.number);
  if (hashes.test(shown))
    return number === undefined || isDate(from) ? refuse('hidden-number') : typed(number, cell, form);
  if (cell.type === 'text') return readTyped(from.text, cell, form);
  if (isDate(from) && shown !== '') return refuse('date', shown);
  if (number !== undefined) return readBehind(from.text, number, cell, form);
  const isDash = /^[-—–－]+$/.test(shown);
  if (isDash && from.format !== undefined && printsZeroAsDash(from.format)) return typed('0', cell, form);
  if (accountingDash.test(from.text.replace(/\u00a0/g, ' '))) return refuse('dash-or-zero');
  if (from.isColoured && from.format !== undefined && hidesMinus(from.format)) return refuse('hidden-sign', shown);
  return typed(from.text, cell, form);
}

const isDate = ({ format }: ClipCell): boolean => format !== undefined && isDateFormat(format);

function typed(text: string, cell: Cell, form: Form): Read {
  const read = readTyped(text, cell, form);
  if (read.ok) return read;
  return refuse(read.error.code, read.error.detail);
}

/** A value of a sheet of ours. Into a cell of another kind it goes as its text. */
function readOwnValue(value: CellValue, cell: Cell, form: Form): Read {
  if ('number' in value) {
    if (cell.type === 'text') return ok({ value: { text: value.number } });
    return ok({ value: pick(value, { number: value.number }) });
  }
  if ('text' in value)
    return cell.type === 'text' ? ok({ value: { text: value.text } }) : typed(value.text, cell, form);
  return ok({
    value:
      value.nothing === 'unobtainable' ? { nothing: 'unobtainable', reason: value.reason } : { nothing: value.nothing }
  });
}

/** Qualifier and quote belong to the figure and go with it; note and scope belong to the cell where they stand. */
function pick(value: CellValue, figure: { number: string }): CellValue {
  const picked: CellValue = figure;
  if (value.qualifier !== undefined) picked.qualifier = value.qualifier;
  if (value.quote !== undefined) picked.quote = value.quote;
  return picked;
}

// ── the number behind what is shown ─────────────────────────────────────────────────────────────────────────────────

// Excel keeps 15 digits and shows no more; the digits beyond them are noise of binary numbers (73.230000000000004).
const digitsOfExcel = 15;
const numberShape = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,2}))?$/i;
const longestWritten = 60;

/** `1.2E+05` → `120000`; undefined when it is no number */
export function plainNumber(written: string): string | undefined {
  const found = written.length > longestWritten ? null : numberShape.exec(written.trim());
  if (!found) return undefined;
  const [, sign = '', whole = '', decimals = '', exponent = '0'] = found;
  if (whole === '' && decimals === '') return undefined;
  const digits = `${whole || '0'}${decimals === '' ? '' : `.${decimals}`}`.replace(/^0+(?=\d)/, '');
  const plain = inFifteen(shiftDecimal(digits, Number(exponent)));
  return sign === '-' && /[1-9]/.test(plain) ? `-${plain}` : plain;
}

/** @param digits plain decimal text without a sign */
function inFifteen(digits: string): string {
  const significant = digits.replace('.', '').replace(/^0+/, '').length;
  const over = significant - digitsOfExcel;
  const [, decimals = ''] = digits.split('.');
  if (over <= 0 || decimals === '') return digits;
  const kept = Math.max(0, decimals.length - over);
  const rounded = show(exact(digits), kept);
  return rounded.includes('.') ? rounded.replace(/\.?0+$/, '') : rounded;
}

const scientific = /^[+-]?\d(?:\.(\d+))?E[+-]?\d+$/i;

function readBehind(text: string, number: string, cell: Cell, form: Form): Read {
  const shown = text.trim();
  const read = readTyped(shown, cell, form);
  if (read.ok) {
    const { value, converted } = read.value;
    if (!('number' in value))
      return number === '0' && shown !== '' ? typed('0', cell, form) : refuse('shown-differs', number);
    const power = converted?.power ?? 0;
    const behind = shiftedTo(number, shiftDecimal(value.number, -power), shown.normalize('NFKC'));
    if (behind === undefined) return refuse('shown-differs', number);
    const figure = typed(shiftDecimal(behind, power), cell, form);
    if (!figure.ok || !('number' in figure.value.value)) return figure;
    const kept = pick(value, { number: figure.value.value.number });
    return ok(converted ? { value: kept, converted } : { value: kept });
  }
  const { code, detail } = read.error;
  if (code === 'exponent')
    return isShownShort(number, shown) ? typed(number, cell, form) : refuse('shown-differs', number);
  // a format that writes 无 for 0
  if (code === 'ambiguous-none' && number === '0') return typed('0', cell, form);
  return code === 'not-a-number' || code === 'grouping' ? refuse('shown-differs', number) : refuse(code, detail);
}

// 0: as it is; 2: 0.73 shown as 73%; -3, -6: thousands by a comma of the format; -4, -8: 万, 亿
const powersOfFormats = [0, 2, -4, -8, -3, -6];

/** The number as what is shown counts it: 0.7323 behind 73% is 73.23. undefined: it is another figure. */
function shiftedTo(number: string, shown: string, text: string): string | undefined {
  const decimals = /\.(\d+)/.exec(text)?.[1]?.length ?? 0;
  const wanted = unsigned(exact(shown));
  const powers = text.includes('%') ? [2] : powersOfFormats.filter((power) => power !== 2);
  for (const power of powers) {
    const shifted = shiftDecimal(number, power);
    const figure = readExact(shifted);
    if (figure.ok && [round, truncate].some((cut) => same(unsigned(cut(figure.value, decimals)), wanted)))
      return shifted;
  }
  return undefined;
}

const unsigned = (x: Exact): Exact => (x.n < 0n ? negate(x) : x);
const same = (a: Exact, b: Exact): boolean => a.n === b.n && a.d === b.d;

/** 1.2E+05 is what 123456 looks like in a narrow column */
function isShownShort(number: string, shown: string): boolean {
  const found = scientific.exec(shown);
  const whole = plainNumber(shown);
  if (!found || whole === undefined) return false;
  const exponent = Number(/E([+-]?\d+)$/i.exec(shown)?.[1]);
  const decimals = found[1]?.length ?? 0;
  const mantissa = round(unsigned(exact(shiftDecimal(number, -exponent))), decimals);
  return same(mantissa, round(unsigned(exact(shiftDecimal(whole, -exponent))), decimals));
}
