// Many sheets as one: totals of the units' numbers, and every rate computed anew from totals, never averaged or added up.
import { assert } from '#core/basics/assert.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { FormCell, Operand, Outcomes } from '#core/forms/compiled-form.ts';
import type { Outcome } from '#core/formula/ast.ts';
import { gather, numberParts, totalAt, type Gathered, type Part } from './gather.ts';
import { readLastYear, rowAt, type Coverage, type LastYear } from './coverage.ts';
import type { Plan } from './plan.ts';
import { intersect, makeSets, rowOf, unitsIn } from './unit-sets.ts';

export interface FoldedCell {
  /**
   * - `unknown`: for a cell made of the units' numbers, nobody gave one. For a computed cell: its formula misses operands, or
   *   (reason `coverage`) they come from different sets of units, so that a rate of them would be wrong.
   *   `because` lists cell keys, `PREV:<key>` for last year's.
   * - `undefined`: division by zero
   */
  outcome: Outcome;
  /** units whose number is in it; for a computed cell, units that gave all operands */
  gave: number;
  /** units that say 不适用: they give nothing and nothing is missing of them */
  notApplicable: number;
  /** units that have a sheet or are asked for one; fewer gave than this: the total is of a part only */
  of: number;
}

export interface Folded<Unit extends string = string> {
  readonly unit: Unit;
  /** cells of which no total is made (`plan.left`) are absent */
  readonly cells: ReadonlyMap<CellKey, FoldedCell>;
  /** totals whose numbers are said to cover different things (全市, 市本级): added up all the same, but told */
  readonly scopes: ReadonlyMap<CellKey, readonly { scope: string; units: readonly Unit[] }[]>;
  /** who gave what; read it with contributorsOf */
  readonly coverage: Coverage<Unit>;
}

/**
 * The total of a unit and all below it. Missing is not zero: a sum is of those who gave a number, and says how many did.
 * How the tree is grouped does not matter, nor the order of children.
 *
 * @param part      each unit stands in it once
 * @param previous  the same fold of the same period last year, for what formulas take from it by PREV
 * @example fold(planTotals(form), { unit: '530600', sheet: null, children: counties }).cells.get(key)
 *          // { outcome: { kind: 'number', value: { n: 163n, d: 1n } }, gave: 10, notApplicable: 0, of: 11 }
 */
export function fold<Unit extends string>(plan: Plan, part: Part<Unit>, previous?: Folded<Unit>): Folded<Unit> {
  const units: Unit[] = [];
  const numbered = numberParts(part, units);
  const asked = units.length;
  const lastYear = previous && { ...readLastYear(previous.coverage, units), cells: previous.cells };
  const gathered = gather(plan, { ...numbered, end: units.length });
  const computed = makeSets(plan.computed.length, 0, units.length);
  const coverage: Coverage<Unit> = { plan, units, asked, gathered: gathered.contributors, computed };

  const cells = new Map<CellKey, FoldedCell>();
  plan.gathered.forEach(({ key }, at) => cells.set(key, gatheredCell(key, gathered, at, asked)));
  plan.computed.forEach((cell, at) => cells.set(cell.key, computedCell(cell, at, cells, coverage, lastYear)));
  return { unit: part.unit, cells, scopes: differingScopes(plan, gathered, units), coverage };
}

/** What a total is put together of: the unit's own sheet (本级) first if it has one, then its children, each to be folded. */
export function partsBelow<Unit extends string>(part: Part<Unit>): readonly Part<Unit>[] {
  return part.sheet ? [{ ...part, children: [] }, ...part.children] : part.children;
}

/** Units whose number is in a total; for a computed cell, those that gave all its operands. Empty for a cell without total. */
export function contributorsOf<Unit extends string>({ coverage }: Folded<Unit>, key: CellKey): readonly Unit[] {
  const row = rowAt(coverage, key);
  return row ? unitsIn(row).map((at) => coverage.units[at]!) : [];
}

/** The totals as numbers only: what derive and the workbook take as a sheet's outcomes. */
export const outcomesOf = ({ cells }: Folded): Outcomes =>
  new Map([...cells].map(([key, { outcome }]) => [key, outcome]));

// ── cells ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function gatheredCell(key: CellKey, gathered: Gathered, at: number, of: number): FoldedCell {
  const total = totalAt(gathered, at);
  const outcome: Outcome = total ? { kind: 'number', value: total } : { kind: 'unknown', because: [key] };
  return { outcome, gave: gathered.gave[at]!, notApplicable: gathered.notApplicable[at]!, of };
}

function computedCell<Unit extends string>(
  { key, formula }: FormCell,
  at: number,
  cells: ReadonlyMap<CellKey, FoldedCell>,
  coverage: Coverage<Unit>,
  lastYear: (LastYear & Pick<Folded<Unit>, 'cells'>) | undefined
): FoldedCell {
  assert(formula, `${key} has no formula`);
  const operands = formula.operandAt;
  const cellOf = ({ key, previous }: Operand) => (previous ? lastYear?.cells : cells)?.get(key);
  const outcome = formula.compiled.run((index) => outcomeOf(operands[index]!, cellOf(operands[index]!)));
  // a formula without operands is true for everybody
  const asked = operands.every(({ previous }) => previous) && lastYear ? lastYear.asked : coverage.asked;
  if (operands.length === 0) return { outcome, gave: asked, notApplicable: 0, of: asked };

  const none = new Uint32Array(coverage.computed.words);
  const rows = operands.map(({ key, previous }) => (previous ? lastYear?.rowAt(key) : rowAt(coverage, key)) ?? none);
  const { same, count } = intersect(rows, rowOf(coverage.computed, at));
  const notApplicable = Math.min(...operands.map((operand) => cellOf(operand)?.notApplicable ?? 0));
  return { outcome: same ? outcome : acrossSets(outcome, operands), gave: count, notApplicable, of: asked };
}

function outcomeOf({ key, previous }: Operand, cell: FoldedCell | undefined): Outcome {
  const outcome: Outcome = cell?.outcome ?? { kind: 'unknown', because: [key] };
  return previous && outcome.kind === 'unknown' ? { ...outcome, because: [`PREV:${key}`] } : outcome;
}

/** What is missing is said first: it stands in the way whatever the sets of units are. */
function acrossSets(outcome: Outcome, operands: readonly Operand[]): Outcome {
  if (outcome.kind === 'unknown') return outcome;
  const because = [...new Set(operands.map(({ key, previous }) => (previous ? `PREV:${key}` : key)))];
  return { kind: 'unknown', because, reason: 'coverage' };
}

function differingScopes<Unit extends string>(
  plan: Plan,
  { scopes }: Gathered,
  units: readonly Unit[]
): Folded<Unit>['scopes'] {
  const differing = [...scopes].filter(([, said]) => said.size > 1);
  return new Map(
    differing.map(([at, said]) => [
      plan.gathered[at]!.key,
      [...said].map(([scope, numbers]) => ({ scope, units: numbers.map((number) => units[number]!) }))
    ])
  );
}
