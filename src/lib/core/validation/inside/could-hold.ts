// A rule that fails by its figures, of which some are said with 余, 约 …: could it hold all the same? Then nobody can be made to correct it.
import {
  abs,
  add,
  compare,
  decimalsOf,
  exact,
  max,
  min,
  negate,
  subtract,
  toDecimalText,
  type Exact
} from '#core/basics/exact.ts';
import { assert } from '#core/basics/assert.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent, Qualifier } from '#core/forms/cell-value.ts';
import type { Cells, CompiledRule, Outcomes } from '#core/forms/compiled-form.ts';
import type { Comparator, Outcome } from '#core/formula/ast.ts';
import type { Verdict } from '#core/formula/evaluate.ts';

/** What is judged again with other figures in place of those said with a qualifier. */
export interface Question {
  rule: CompiledRule;
  cells: Cells;
  judge(cells: Cells, outcomes: Outcomes): Verdict;
  /** the sheet's derived numbers with these cells instead */
  derived(cells: Cells, changed: ReadonlySet<CellKey>): Outcomes;
}

/** Of more such figures than this nothing is computed: the rule is taken to be possible. Each doubles the work. */
const mostFigures = 6;

/** Figures that the rule rests on and that are said with a qualifier. */
export const qualifiedUnder = (
  rule: CompiledRule,
  cells: Cells
): { key: CellKey; qualifier: Qualifier; number: string }[] =>
  [...rule.leaves].flatMap((key) => {
    const content = cells.get(key);
    return content && 'number' in content && content.qualifier
      ? [{ key, qualifier: content.qualifier, number: content.number }]
      : [];
  });

/**
 * The figures are put at both ends of what their words may mean, in all combinations. The rule could hold when it does at one of them,
 * when one cannot be judged, or when between them the sides come together.
 */
export function couldHold({ rule, cells, judge, derived }: Question): boolean {
  const figures = qualifiedUnder(rule, cells);
  if (figures.length === 0) return false;
  if (figures.length > mostFigures) return true;
  const keys = new Set(figures.map(({ key }) => key));
  const ends = figures.map(({ number, qualifier }) => endsOf(number, qualifier));
  const ranges: { least: Exact; most: Exact }[] = [];
  for (let corner = 0; corner < 2 ** figures.length; corner++) {
    const moved = new Map<CellKey, CellContent>(cells);
    figures.forEach(({ key }, at) => moved.set(key, { number: ends[at]![(corner >> at) & 1]! }));
    const verdict = judge(moved, derived(moved, keys));
    if (verdict.kind !== 'fails') return true;
    verdict.sides.forEach((side, at) => widen(ranges, at, side));
  }
  return rule.comparison.steps.every(({ op }, at) => couldBe(op, ranges[at]!, ranges[at + 1]!));
}

function widen(ranges: { least: Exact; most: Exact }[], at: number, side: Outcome): void {
  assert(side.kind === 'number', 'sides of a comparison that fails are numbers');
  const { least, most } = ranges[at] ?? { least: side.value, most: side.value };
  ranges[at] = { least: min(least, side.value), most: max(most, side.value) };
}

type Range = { least: Exact; most: Exact };

function couldBe(op: Comparator, left: Range, right: Range): boolean {
  switch (op) {
    case '=':
      return compare(left.least, right.most) <= 0 && compare(right.least, left.most) <= 0;
    case '<>':
      return compare(left.least, right.most) !== 0 || compare(right.least, left.most) !== 0;
    case '<':
      return compare(left.least, right.most) < 0;
    case '<=':
      return compare(left.least, right.most) <= 0;
    case '>':
      return compare(left.most, right.least) > 0;
    case '>=':
      return compare(left.most, right.least) >= 0;
  }
}

/** beyond every figure of a form: 以上 and 至少 have no upper end */
const farAway = exact(10n ** 18n);

/**
 * What a figure said with a qualifier may be, as decimal texts. One unit of its last digit that is not 0 is what its words leave open:
 * 57余 is 57 to 58, 1200余 is 1200 to 1300, 近60 is 50 to 60, 约60 is 50 to 70. A negative one reaches the other way.
 */
export function endsOf(number: string, qualifier: Qualifier): readonly [string, string] {
  const value = exact(number);
  const size = abs(value);
  const unit = unitOf(number);
  const sizes: Record<Qualifier, readonly [Exact, Exact]> = {
    余: [size, add(size, unit)],
    多: [size, add(size, unit)],
    约: [subtract(size, unit), add(size, unit)],
    近: [subtract(size, unit), size],
    以上: [size, add(size, farAway)],
    至少: [size, add(size, farAway)]
  };
  const [least, most] = sizes[qualifier].map((end) => toDecimalText(number.startsWith('-') ? negate(end) : end)!);
  return [least!, most!];
}

/** 1200 → 100, 57 → 1, 12.50 → 0.1 */
function unitOf(number: string): Exact {
  const digits = number.replace('-', '');
  if (!/[1-9]/.test(digits)) return exact(1);
  const decimals = digits.includes('.') ? decimalsOf(digits.replace(/0+$/, '')) : 0;
  if (decimals > 0) return exact(`0.${'0'.repeat(decimals - 1)}1`);
  const zeros = /0*$/.exec(digits.split('.')[0]!)![0].length;
  return exact(10n ** BigInt(zeros));
}
