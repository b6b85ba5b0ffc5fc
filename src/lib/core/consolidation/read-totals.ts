// One total of a fold, as it is shown: each cell's outcome with its reason, how many units gave it, who they are, and which scopes they said.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { FormCell, Operand, Outcomes } from '#core/forms/compiled-form.ts';
import type { Outcome } from '#core/formula/ast.ts';
import { outcomeIn } from '#core/formula/column.ts';
import { gives } from './coverage.ts';
import { counted, type Totals } from './fold.ts';

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

/** The total of one place. */
export interface Folded<Unit extends string = string> {
  readonly unit: Unit;
  /** cells of which no total is made (`plan.left`) are absent */
  readonly cells: ReadonlyMap<CellKey, FoldedCell>;
  /** totals whose numbers are said to cover different things (全市, 市本级): added up all the same, but told */
  readonly scopes: ReadonlyMap<CellKey, readonly { scope: string; units: readonly Unit[] }[]>;
  readonly totals: Totals<Unit>;
  readonly place: number;
}

/**
 * @example foldedAt(totals, 0).cells.get(key)
 *          // { outcome: { kind: 'number', value: { n: 163n, d: 1n } }, gave: 10, notApplicable: 0, of: 11 }
 */
export function foldedAt<Unit extends string>(totals: Totals<Unit>, place: number): Folded<Unit> {
  const unit = totals.places[place]!.unit;
  return { unit, cells: cellsAt(totals, place), scopes: differingScopes(totals, place), totals, place };
}

/** The totals as numbers only: what derive and the workbook take as a sheet's outcomes. */
export const outcomesOf = ({ cells }: Folded): Outcomes =>
  new Map([...cells].map(([key, { outcome }]) => [key, outcome]));

/** Units whose number is in a total; for a computed cell, those that gave all its operands. Empty for a cell without total. */
export function contributorsOf<Unit extends string>({ totals, place }: Folded<Unit>, key: CellKey): readonly Unit[] {
  const given = totals.coverage.get(key)?.given;
  return given ? totals.units.filter((_, row) => given[row] === gives && isUnder(totals, row, place)) : [];
}

function isUnder({ owner, places }: Totals, row: number, place: number): boolean {
  let at = owner[row]!;
  while (at > place) at = places[at]!.within;
  return at === place;
}

function cellsAt(totals: Totals, place: number): Map<CellKey, FoldedCell> {
  const cells = new Map<CellKey, FoldedCell>();
  const { before, asked } = totals;
  for (const { key, total, coverage, notApplicable } of totals.gathered)
    cells.set(key, {
      outcome: outcomeIn(total, place, { kind: 'unknown', because: [key] }),
      gave: coverage.gave[place]!,
      notApplicable: notApplicable[place]!,
      of: asked[place]!
    });
  const cellsBefore = before && lazily(() => cellsAt(before, place));
  const cellOf = ({ key, previous }: Operand) => (previous ? cellsBefore?.() : cells)?.get(key);
  for (const { key, formula } of totals.plan.computed) {
    const operands = formula!.operandAt;
    // a formula without operands is true for everybody
    const of = (operands.every(({ previous }) => previous) && before ? before.asked : asked)[place]!;
    cells.set(key, {
      outcome: computedOutcome(totals, place, { key, formula: formula! }, cellOf),
      gave: operands.length === 0 ? of : totals.coverage.get(key)!.gave[place]!,
      notApplicable:
        operands.length === 0 ? 0 : Math.min(...operands.map((operand) => cellOf(operand)?.notApplicable ?? 0)),
      of
    });
  }
  return cells;
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

type CellOf = (operand: Operand) => FoldedCell | undefined;

/** A number stands in its column; why there is none, the general engine says. */
function computedOutcome(
  totals: Totals,
  place: number,
  { key, formula }: Required<Pick<FormCell, 'key' | 'formula'>>,
  cellOf: CellOf
): Outcome {
  const known = outcomeIn(totals.numbers.columns.get(key), place, { kind: 'unknown', because: [key] });
  if (known.kind !== 'unknown') return known;
  const operands = formula.operandAt;
  const outcome = formula.compiled.run((index) => operandOutcome(operands[index]!, cellOf));
  return totals.coverage.get(key)!.torn[place]! > 0 ? acrossSets(outcome, operands) : outcome;
}

function operandOutcome(operand: Operand, cellOf: CellOf): Outcome {
  const outcome: Outcome = cellOf(operand)?.outcome ?? { kind: 'unknown', because: [operand.key] };
  return operand.previous && outcome.kind === 'unknown' ? { ...outcome, because: [`PREV:${operand.key}`] } : outcome;
}

/** What is missing is said first: it stands in the way whatever the sets of units are. */
function acrossSets(outcome: Outcome, operands: readonly Operand[]): Outcome {
  if (outcome.kind === 'unknown') return outcome;
  const because = [...new Set(operands.map(({ key, previous }) => (previous ? `PREV:${key}` : key)))];
  return { kind: 'unknown', because, reason: 'coverage' };
}

function differingScopes<Unit extends string>(totals: Totals<Unit>, place: number): Folded<Unit>['scopes'] {
  const said = new Map<CellKey, Map<string, Unit[]>>();
  const { apart } = totals.year.figures;
  totals.units.forEach((unit, row) => {
    const contents = apart[row];
    if (!contents || totals.year.standing[row] !== counted || !isUnder(totals, row, place)) return;
    for (const [key, content] of contents) {
      if (!('number' in content) || !content.scope || totals.coverage.get(key)?.given[row] !== gives) continue;
      const scopes = said.get(key) ?? new Map<string, Unit[]>();
      said.set(key, scopes);
      if (!scopes.get(content.scope)?.push(unit)) scopes.set(content.scope, [unit]);
    }
  });
  const differing = [...said].filter(([, scopes]) => scopes.size > 1);
  return new Map(differing.map(([key, scopes]) => [key, [...scopes].map(([scope, units]) => ({ scope, units }))]));
}
