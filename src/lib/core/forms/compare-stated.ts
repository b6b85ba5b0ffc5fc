// A figure stated elsewhere (an old file, a report's text) against what the cell holds or computes, at its printed precision.
import {
  add,
  comparePrinted,
  compare,
  decimalsOf,
  divide,
  exact,
  isZero,
  negate,
  one,
  readExact,
  round,
  toDecimalText,
  truncate,
  type Exact
} from '#core/basics/exact.ts';
import type { Outcome } from '#core/formula/ast.ts';
import { statedKey, valueKey, type CellKey } from './cell-key.ts';
import type { Statement, StatedOutcome } from './cell-value.ts';
import type { Cells, CompiledForm, Outcomes } from './compiled-form.ts';
import { outcomeOf } from './derive.ts';
import { shiftDecimal } from './units-of-measure.ts';

/**
 * - `exact`, `rounded`, `truncated`, `rounded=truncated`: agrees, and how
 * - `wrong`: does not agree. 以上 and 至少 claim a lower bound: a larger number agrees (`truncated`). 余 and 多 claim the digits
 *   before the closing zeros: 300余 agrees with 300 to 399, 57余 with the rest of its ten. 约 claims them rounded (约130 agrees with
 *   127), 近 from below. Of a decrease (-10) the size is claimed.
 * - `not-checkable`: nothing is known to compare with, or it covers something else (全市 against 市本级)
 *
 * The statement's own pair of printed and canonical number says the unit it was printed in: 77.85 (万条) and 778500 is 10^4.
 */
export function compareStated(
  statement: Statement,
  computed: Outcome | undefined,
  scopes: Iterable<string> = []
): StatedOutcome {
  if (computed?.kind !== 'number') return 'not-checkable';
  for (const scope of scopes) if (statement.scope && scope !== statement.scope) return 'not-checkable';
  const figure = readExact(statement.number);
  if (!figure.ok) return 'not-checkable';
  const { printed, scale } = printedFigure(statement, figure.value);
  const outcome = comparePrinted(computed.value, printed, scale) ?? 'wrong';
  if (outcome !== 'wrong' || statement.qualifier === undefined) return outcome;
  const size = (x: Exact) => (figure.value.n < 0n ? negate(x) : x);
  const isLarger = compare(size(computed.value), size(figure.value)) > 0;
  switch (statement.qualifier) {
    case '以上':
    case '至少':
      return isLarger ? 'truncated' : 'wrong';
    case '余':
    case '多':
      return isLarger && compare(size(computed.value), nextRound(size(figure.value))) < 0 ? 'truncated' : 'wrong';
    case '近':
      return !isLarger && roundsTo(computed.value, printed, scale) ? 'rounded' : 'wrong';
    case '约':
      return roundsTo(computed.value, printed, scale) ? 'rounded' : 'wrong';
  }
}

/** 300 → 400, 13000 → 14000, 7.8 → 7.9, 57 → 60: where the last digit that is not 0 would be another one */
function nextRound(figure: Exact): Exact {
  const text = toDecimalText(figure) ?? '';
  const place = text.includes('.') ? -decimalsOf(text) : Math.max(1, /[1-9](0*)$/.exec(text)?.[1]?.length ?? 1);
  return add(truncate(figure, -place), exact(shiftDecimal('1', place)));
}

/** Digits that carry the printed precision, signed like the number, and what one printed unit is in the indicator's unit. */
function printedFigure(statement: Statement, figure: Exact): { printed: string; scale: Exact } {
  const bare = statement.printed.replace(/[,%％\s]/g, '');
  const signed = statement.number.startsWith('-') && !bare.startsWith('-') ? `-${bare}` : bare;
  const read = readExact(signed);
  // 三, 第五 …: no digits to speak of, so the canonical number is what was printed
  if (!read.ok) return { printed: statement.number, scale: one };
  // no power of ten between the two: then the number is not the printed figure, and what was printed is what was claimed
  const scale = isZero(read.value) ? one : divide(figure, read.value)!;
  return { printed: signed, scale: isPowerOfTen(scale) ? scale : one };
}

function isPowerOfTen({ n, d }: Exact): boolean {
  return /^10*$/.test(String(n)) && /^10*$/.test(String(d));
}

/** 约130: what is behind the last digit that is not 0 was left open */
function roundsTo(computed: Exact, printed: string, scale: Exact): boolean {
  const zeros = printed.includes('.') ? 0 : (/0*$/.exec(printed)?.[0].length ?? 0);
  const inPrintedUnit = divide(computed, scale)!;
  const places = printed.includes('.') ? decimalsOf(printed) : -zeros;
  return compare(round(inPrintedUnit, places), exact(printed)) === 0;
}

export interface StatedComparison {
  key: CellKey;
  /** place in the list of the cell's statements */
  index: number;
  statement: Statement;
  computed: Outcome | undefined;
  outcome: StatedOutcome;
}

/**
 * Every statement of the sheet beside what its cell holds or computes.
 * @param outcomes  derived numbers (entered ones in it are not looked at)
 * @param keys      only these cells (value keys); absent: all that have statements
 */
export function compareAllStated(
  form: CompiledForm,
  cells: Cells,
  outcomes: Outcomes,
  keys?: Iterable<CellKey>
): StatedComparison[] {
  const compared: StatedComparison[] = [];
  for (const key of keys ?? keysWithStatements(cells)) {
    const content = cells.get(statedKey(key));
    const cell = form.cells.get(key);
    if (!content || !('stated' in content) || !cell) continue;
    const scopes = scopesOf(form, cells, key);
    const computed = cell.kind === 'derived' ? outcomes.get(key) : outcomeOf(cells.get(key), key);
    content.stated.forEach((statement, index) => {
      compared.push({ key, index, statement, computed, outcome: compareStated(statement, computed, scopes) });
    });
  }
  return compared;
}

function* keysWithStatements(cells: Cells): Iterable<CellKey> {
  for (const [key, content] of cells) if ('stated' in content) yield valueKey(key);
}

/** The scopes that were said for a cell, or for the entered cells that a derived cell rests on. */
export function scopesOf(form: CompiledForm, cells: Cells, key: CellKey, into = new Set<string>()): Set<string> {
  const formula = form.cells.get(key)?.formula;
  if (formula) {
    for (const operand of formula.operandAt) if (!operand.previous) scopesOf(form, cells, operand.key, into);
    return into;
  }
  const content = cells.get(key);
  if (content && 'number' in content && content.scope) into.add(content.scope);
  return into;
}
