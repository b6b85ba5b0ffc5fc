// From what a person typed or a file holds to the value of a cell. Normalises what is certain, refuses with a reason what is not:
// nothing is rounded, guessed as a date or silently scaled. The same reader serves typing, pasting and import.
import { fail, ok, type Result } from '#core/basics/result.ts';
import type { CellValue, Qualifier } from './cell-value.ts';
import type { CompiledForm, FormCell } from './compiled-form.ts';
import { isCanonicalNumber, readNumberText } from './inside/number-text.ts';
import { plainSign, plainText, withoutBadCharacters } from './inside/plain-text.ts';
import { plainUom, powerOf, shiftDecimal, uomParts, type ScaleWord } from './units-of-measure.ts';

export type ValueMistakeCode =
  | 'not-a-number'
  | 'grouping' // 1,5 and 12,34: a comma or point that is neither a decimal point nor a separator of thousands
  | 'trailing-minus' // 5-: some programs mean -5, others 5 and a dash
  | 'leading-zero' // 007 is a code, not a number
  | 'two-numbers' // 28件30人, 3-5
  | 'date' // 2024-05-01, 5月3日, 12:30
  | 'exponent' // 1e5
  | 'formula' // =1+2
  | 'percent' // % in a cell that does not hold percentages
  | 'unit' // another unit of measure than the cell's
  | 'scale' // 万, 亿 where it has no sense (a rate, a rank)
  | 'currency' // ￥ in a cell that does not hold money
  | 'two-qualifiers'
  | 'ambiguous-none' // 无: is it 0 or 不适用?
  | 'reason-missing' // 无法取得 without its reason
  | 'too-long';

/** `detail`: the piece that stood in the way, or the cell's unit of measure where that was expected */
export interface ValueMistake {
  code: ValueMistakeCode;
  input: string;
  detail?: string;
}

export interface TypedValue {
  value: CellValue;
  /** present when the figure was given in another unit than the cell's: times 10^power */
  converted?: { from: string; to: string; power: number };
}

type Cell = Pick<FormCell, 'type' | 'uom'>;
type Form = Pick<CompiledForm, 'definition'>;

// Enough for any figure with its unit and for a reason; what is longer is a paragraph in the wrong place.
const longestInput = 1_200;
const longestText = 2_000;
const longestReason = 1_000;

/** The value of a typed text; see `readTyped`. */
export function readValue(text: string, cell: Cell, form: Form): Result<CellValue, ValueMistake> {
  const typed = readTyped(text, cell, form);
  return typed.ok ? ok(typed.value.value) : typed;
}

/**
 * @param text  as typed, pasted or found in a file
 * @param cell  decides what is allowed: text, %, 万, ￥, unit suffixes
 * @param form  decides what its signs of nothing mean
 * @returns a canonical number with its digits as typed (decimals beyond the indicator's are kept and become a finding),
 *          `blank` for empty text, one of the other kinds of nothing, or why it was refused
 * @example readTyped('１６０.５万元', cell in 万元) → number 160.5; '251000元' → number 25.1, converted from 元 to 万元 by 10^-4
 */
export function readTyped(text: string, cell: Cell, form: Form): Result<TypedValue, ValueMistake> {
  if (cell.type === 'text') return readText(withoutBadCharacters(text), form);
  const refuse = (code: ValueMistakeCode, detail?: string) =>
    fail(detail === undefined ? { code, input: text } : { code, input: text, detail });
  if (text.length > longestInput) return refuse('too-long');
  const plain = plainText(text);
  const nothing = readNothing(plain, withoutBadCharacters(text), form);
  if (nothing === 'reason-missing' || nothing === 'ambiguous-none') return refuse(nothing);
  if (nothing && 'reason' in nothing && nothing.reason.length > longestReason) return refuse('too-long');
  if (nothing) return ok({ value: nothing });
  return readFigure(plain, cell, refuse);
}

// ── texts ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A leading ' forces text, as in Excel: so that a cell of text can hold the text 不适用. */
function readText(text: string, form: Form): Result<TypedValue, ValueMistake> {
  if (text.startsWith("'"))
    return text.length > longestText + 1
      ? fail({ code: 'too-long', input: text })
      : ok({ value: { text: text.slice(1) } });
  if (text.length > longestText) return fail({ code: 'too-long', input: text });
  const nothing = readNothing(plainText(text), text, form);
  if (nothing === 'reason-missing') return fail({ code: nothing, input: text });
  if (typeof nothing === 'object' && 'reason' in nothing && nothing.reason.length > longestReason)
    return fail({ code: 'too-long', input: text });
  return ok({ value: nothing && nothing !== 'ambiguous-none' ? nothing : { text } });
}

// ── nothing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const ambiguousWords: ReadonlySet<string> = new Set(['无', '没有', '暂无', '无数据', '没有数据', '暂无数据']);
const withReason = /^无法取得[\s:：]*(.*)$/su;

/** The form's own signs first; then what people write everywhere. */
function readNothing(
  plain: string,
  text: string,
  form: Form
): CellValue | 'reason-missing' | 'ambiguous-none' | undefined {
  const { print } = form.definition;
  const typed = plainSign(plain);
  const isSign = (sign: string) => typed === plainSign(sign) && !/\d/.test(sign);
  if (plain === '' || isSign(print.blank)) return { nothing: 'blank' };
  if (isSign(print.notApplicable)) return { nothing: 'notApplicable' };
  const said = isSign(print.unobtainable) ? '' : reasonIn(text.trim(), print.unobtainable);
  if (said !== undefined) return said === '' ? 'reason-missing' : { nothing: 'unobtainable', reason: said };
  if (['不适用', '/', '—', 'N/A'].includes(typed.toUpperCase())) return { nothing: 'notApplicable' };
  return ambiguousWords.has(plain) ? 'ambiguous-none' : undefined;
}

/** the reason behind 无法取得 or behind the form's own sign; '' when there is none, undefined when it is something else */
function reasonIn(text: string, sign: string): string | undefined {
  const rest =
    withReason.exec(text)?.[1] ??
    (sign !== '' && !/\d/.test(sign) && text.startsWith(sign) ? text.slice(sign.length) : undefined);
  if (rest === undefined) return undefined;
  const bracketed = /^[(（](.*)[)）]$/su.exec(rest.trim());
  if (!bracketed && !text.startsWith('无法取得') && rest.trim() !== '') return undefined;
  return (bracketed?.[1] ?? rest).trim();
}

// ── figures ─────────────────────────────────────────────────────────────────────────────────────────────────────────

type Refuse = (code: ValueMistakeCode, detail?: string) => { ok: false; error: ValueMistake };

const before: Readonly<Record<string, Qualifier>> = { 大约: '约', 约: '约', 近: '近', 至少: '至少' };
const figureShape =
  /^(?<before>大约|约|近|至少)? ?(?:(?<ordinal>第) ?)?(?<open>\()?(?<sign>[+-])?(?:(?<currency>[￥¥]) ?)?(?<innerSign>[+-])?(?<number>[\d.,](?:[\d., ]*[\d.,])?)(?<close>\))?(?<rest>.*)$/su;
const restShape = /^ ?(?<few>余|多)? ?(?<scale>万亿|万|亿)? ?(?<many>余|多)? ?(?<unit>.*?) ?(?<after>以上|余|多)?$/su;

/** A leading ' is a number stored as text, as in Excel. */
function readFigure(typed: string, cell: Cell, refuse: Refuse): Result<TypedValue, ValueMistake> {
  const plain = typed.startsWith("'") ? typed.slice(1) : typed;
  if (plain.startsWith('=')) return refuse('formula');
  const figure = figureShape.exec(plain)?.groups;
  if (!figure) return refuse('not-a-number');
  const rest = figure['rest'] ?? '';
  if (/\d/.test(rest)) return refuse(kindOfSecond(plain, rest));
  if (/^ ?[-\u2010-\u2015\u2212]$/.test(rest)) return refuse('trailing-minus');
  if ((figure['open'] === undefined) !== (figure['close'] === undefined)) return refuse('not-a-number');
  const { few, scale, many, unit, after } = restShape.exec(rest)!.groups!;
  if (timeWord.test(rest) && plainUom(unit ?? '') !== plainUom(cell.uom)) return refuse('date');

  const number = readNumberText(figure['number']!);
  if (!number.ok) return refuse(number.error);
  const signs = [figure['sign'], figure['innerSign'], figure['open']].filter((sign) => sign !== undefined);
  if (signs.length > 1) return refuse('not-a-number', signs.join(''));
  if (figure['ordinal'] !== undefined && cell.type !== 'rank') return refuse('not-a-number', figure['ordinal']);
  if (figure['currency'] !== undefined && uomParts(cell.uom).base !== '元') return refuse('currency', cell.uom);

  const qualifiers = [before[figure['before'] ?? ''], few, many, after].filter((word) => word !== undefined);
  if (qualifiers.length > 1) return refuse('two-qualifiers', qualifiers.join(' '));
  const power = powerTyped(scale as ScaleWord | undefined, unit ?? '', cell);
  if (typeof power === 'string') return refuse(power, cell.uom);

  const isNegative = signs[0] === '-' || signs[0] === '(';
  const shifted = shiftDecimal(number.value, power);
  const canonical = isNegative && /[1-9]/.test(shifted) ? `-${shifted}` : shifted;
  if (!isCanonicalNumber(canonical)) return refuse('too-long');
  const qualifier = qualifiers[0] as Qualifier | undefined;
  const value: CellValue = qualifier === undefined ? { number: canonical } : { number: canonical, qualifier };
  return ok(
    power === 0
      ? { value }
      : { value, converted: { from: `${scale ?? ''}${unit || uomParts(cell.uom).base}`, to: cell.uom, power } }
  );
}

/** What one typed unit is in the cell's unit, as a power of ten; or why this unit or scale is not taken. */
function powerTyped(scale: ScaleWord | undefined, unit: string, cell: Cell): number | ValueMistakeCode {
  const typed = plainUom(unit);
  const uom = plainUom(cell.uom);
  const isAmount = cell.type === 'count' || cell.type === 'money';
  if (typed === '%') return uom !== '%' ? 'percent' : scale !== undefined ? 'scale' : 0;
  if (scale !== undefined && !isAmount) return 'scale';
  if (scale === undefined && (typed === '' || typed === uom)) return 0;
  const own = uomParts(uom);
  if (typed !== '' && typed !== own.base) return typed === '位' || typed === '名' ? rankPower(cell) : 'unit';
  return isAmount ? powerOf(scale) - own.power : 'unit';
}

/** 第5名 and 第5位 are the same */
const rankPower = (cell: Cell): number | ValueMistakeCode => (cell.type === 'rank' ? 0 : 'unit');

const timeWord = /^ ?(?:年|月|日|号|点|时|时许)/u;
const dateShapes = [
  /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b/,
  /^\d{4}[-/]\d{1,2}$/,
  /^\d{1,4}年/,
  /^\d{1,2}月/,
  /^\d{1,2}:\d{2}/
];

/** there is a second number in the text: say what it looks like */
function kindOfSecond(plain: string, rest: string): ValueMistakeCode {
  if (/^e[+-]?\d+$/i.test(rest)) return 'exponent';
  return dateShapes.some((shape) => shape.test(plain)) ? 'date' : 'two-numbers';
}
