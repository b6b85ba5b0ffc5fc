// Many sheets as one: totals of the units' numbers, and every rate computed anew from totals, never averaged or added up. One pass from
// the lowest places up gives the totals of all; a change of one cell goes up its path only.
import { compare } from '#core/basics/exact.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import { makeFigures, putContent, runStep, updateFigures, type Figures, type Step } from '#core/forms/figures.ts';
import {
  addAt,
  bigKind,
  holdsNumber,
  notApplicableKind,
  nothingKind,
  numberAt,
  putExact,
  putHole,
  type Column
} from '#core/formula/column.ts';
import { blockRows } from '#core/formula/over-columns.ts';
import { addUp, countCoverage, gives, makeCoverage, recount, setGiven, type Coverage } from './coverage.ts';
import type { Place } from './places.ts';
import type { Plan } from './plan.ts';

/** The sheets of one year; rows are those of its figures. */
export interface Year {
  /** of the plan's form; its derived numbers are computed */
  figures: Figures;
  /** by row: 0 the unit has no sheet, `awaited` (1) it is asked for one and nothing of it is counted, `counted` (2) */
  standing: Uint8Array;
}
export const awaited = 1;
export const counted = 2;

/** The totals of a tree of units, at each of its places. */
export interface Totals<Unit extends string = string> {
  readonly plan: Plan;
  readonly places: readonly Place<Unit>[];
  /** by row */
  readonly units: readonly Unit[];
  /** by row: the lowest place whose total the unit is a part of; -1: none */
  readonly owner: Int32Array;
  readonly year: Year;
  /** the same places and rows last year */
  readonly before: Totals<Unit> | undefined;
  /** the totals as figures of the form: a row for each place */
  readonly numbers: Figures;
  /** by place: units that have a sheet or are asked for one */
  readonly asked: Uint32Array;
  /** of all cells of which there is a total */
  readonly coverage: ReadonlyMap<CellKey, Coverage>;
  /** parallel to `plan.gathered` */
  readonly gathered: readonly GatheredTotal[];
  /** parallel to `plan.computed` */
  readonly computed: readonly ComputedTotal[];
  /** places in `computed` of all that rests on a cell, found when first asked for */
  readonly resting: Map<CellKey, readonly number[]>;
  /** by place: itself and all that it stands in, up to the top */
  readonly paths: readonly (readonly number[])[];
}

export interface GatheredTotal {
  key: CellKey;
  way: 'sum' | 'max' | 'min';
  /** the units' numbers, by row */
  from: Column;
  /** by place */
  total: Column;
  coverage: Coverage;
  /** by place: units that say 不适用 */
  notApplicable: Uint32Array;
}

export interface ComputedTotal {
  key: CellKey;
  step: Step;
  coverage: Coverage;
  /** by operand: what each row gives of it; empty for what has no total */
  operands: readonly Uint8Array[];
}

/**
 * The totals of all places. Missing is not zero: a sum is of those who gave a number, and the coverage says how many did. How the tree
 * is grouped does not matter, nor the order of children.
 *
 * @param places  as made by placesOf
 * @param units   by row of the figures
 * @param before  last year's sheets of the same units in the same rows, for what formulas take from it by PREV
 */
export function foldTree<Unit extends string>(
  plan: Plan,
  places: readonly Place<Unit>[],
  units: readonly Unit[],
  year: Year,
  before?: Year
): Totals<Unit> {
  const lastYear = before && foldTree(plan, places, units, before);
  const numbers = makeFigures(plan.form, places.length, lastYear?.numbers);
  const coverage = new Map(
    [...plan.gatheredAt.keys(), ...plan.computedAt.keys()].map((key) => [
      key,
      makeCoverage(units.length, places.length)
    ])
  );
  const givenOf = (key: CellKey, previous: boolean) => (previous ? lastYear?.coverage : coverage)?.get(key)?.given;
  const totals: Totals<Unit> = {
    plan,
    places,
    units,
    ...askedOf(places, units.length, year),
    year,
    before: lastYear,
    numbers,
    coverage,
    gathered: plan.gathered.map(({ key, way }) => ({
      key,
      way,
      from: year.figures.columns.get(key)!,
      total: numbers.columns.get(key)!,
      coverage: coverage.get(key)!,
      notApplicable: new Uint32Array(places.length)
    })),
    computed: plan.computed.map(({ key, order, formula }) => ({
      key,
      step: numbers.steps[order!]!,
      coverage: coverage.get(key)!,
      operands: formula!.operandAt.map(
        (operand) => givenOf(operand.key, operand.previous) ?? new Uint8Array(units.length)
      )
    })),
    resting: new Map(),
    paths: pathsOf(places)
  };
  for (const cell of totals.gathered) gather(totals, cell);
  for (const cell of totals.computed) {
    if (cell.operands.length > 0) countCoverage(cell.coverage, cell.operands, totals.owner, places);
    for (let from = 0; from < places.length; from += blockRows)
      computeTotals(totals, cell, from, Math.min(blockRows, places.length - from));
  }
  return totals;
}

function askedOf(places: readonly Place[], rows: number, { standing }: Year): Pick<Totals, 'owner' | 'asked'> {
  const owner = new Int32Array(rows).fill(-1);
  const asked = new Uint32Array(places.length);
  places.forEach((place, at) => {
    for (const row of place.rows) {
      owner[row] = at;
      if (standing[row]! >= awaited) asked[at]!++;
    }
  });
  addUp(asked, places);
  return { owner, asked };
}

function gather({ owner, places, year }: Totals, { way, from, total, coverage, notApplicable }: GatheredTotal): void {
  const { given, gave } = coverage;
  const { standing } = year;
  const { kind } = from;
  for (let row = 0; row < owner.length; row++) {
    const place = owner[row]!;
    if (place < 0 || standing[row] !== counted) continue;
    if (kind[row]! >= bigKind) {
      given[row] = gives;
      gave[place]!++;
      if (way === 'sum') addAt(total, place, from, row);
      else combine(way, total, place, from, row);
    } else if (kind[row] === notApplicableKind) notApplicable[place]!++;
  }
  for (let place = places.length - 1; place > 0; place--) combine(way, total, places[place]!.within, total, place);
  addUp(gave, places);
  addUp(notApplicable, places);
}

/** Takes a number, if there is one, into a sum, maximum or minimum. */
function combine(way: GatheredTotal['way'], into: Column, at: number, from: Column, row: number): void {
  if (way === 'sum') addAt(into, at, from, row);
  else if (holdsNumber(from, row)) {
    const value = numberAt(from, row)!;
    const best = numberAt(into, at);
    if (!best || compare(value, best) === (way === 'max' ? 1 : -1)) putExact(into, at, value);
  }
}

/** @param count at most a block of rows */
function computeTotals({ numbers }: Totals, { step, coverage }: ComputedTotal, from: number, count: number): void {
  runStep(numbers, step, from, count);
  for (let place = from; place < from + count; place++)
    if (coverage.torn[place]! > 0) putHole(step.column, place, nothingKind);
}

// ── one cell ────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Writes one content of one sheet of this year and brings all totals above it up to date. The cost is that of its path.
 *
 * @param row of a sheet of the plan's form, not of another version
 * @returns cells whose total may differ now, at the places on the unit's path
 */
export function changeCell(
  totals: Totals,
  row: number,
  key: CellKey,
  content: CellContent | undefined
): readonly CellKey[] {
  const { plan, year } = totals;
  const path = (year.standing[row] === counted && totals.paths[totals.owner[row]!]) || [];
  const at = path.length > 0 ? plan.gatheredAt.get(key) : undefined;
  const cell = at === undefined ? undefined : totals.gathered[at];
  if (cell) take(cell, row, path, -1);
  putContent(year.figures, row, key, content);
  if (cell) take(cell, row, path, 1);
  const derived = updateFigures(year.figures, row, [key]);
  if (path.length === 0) return [];
  const gathered = cell ? [cell] : [];
  for (const changed of derived) {
    const place = plan.gatheredAt.get(changed);
    if (place !== undefined) gathered.push(totals.gathered[place]!);
  }
  for (const changed of gathered) regather(totals, changed, row, path);
  const resting = restingOn(totals, key);
  for (const place of resting) {
    const its = totals.computed[place]!;
    for (const one of path) computeTotals(totals, its, one, 1);
  }
  return [...gathered.map((one) => one.key), ...resting.map((place) => plan.computed[place]!.key)];
}

function pathsOf(places: readonly Place[]): number[][] {
  const paths: number[][] = [];
  places.forEach(({ within }, place) => paths.push([place, ...(paths[within] ?? [])]));
  return paths;
}

/** Adds what a unit says, or takes it away. */
function take(
  { way, from, total, notApplicable }: GatheredTotal,
  row: number,
  path: readonly number[],
  times: 1 | -1
): void {
  if (from.kind[row] === notApplicableKind) for (const place of path) notApplicable[place]! += times;
  if (way === 'sum' && holdsNumber(from, row)) for (const place of path) addAt(total, place, from, row, times);
}

/** What no subtraction can say: who gave it, maxima and minima. */
function regather(
  totals: Totals,
  { key, way, from, total, coverage }: GatheredTotal,
  row: number,
  path: readonly number[]
): void {
  const now = holdsNumber(from, row) ? gives : 0;
  if (now !== coverage.given[row]) {
    setGiven(coverage, row, now, path);
    for (const place of restingOn(totals, key)) {
      const cell = totals.computed[place]!;
      if (cell.operands.length > 0) recount(cell.coverage, cell.operands, row, path);
    }
  }
  for (const place of path) {
    if (way !== 'sum' || coverage.gave[place] === 0) putHole(total, place, nothingKind);
    if (way === 'sum') continue;
    const { rows, parts } = totals.places[place]!;
    for (const one of rows) if (coverage.given[one] === gives) combine(way, total, place, from, one);
    for (const part of parts) combine(way, total, place, total, part);
  }
}

/** Computed totals that rest on a cell of this year, through all formulas between, operands before results. */
function restingOn({ plan, resting }: Totals, key: CellKey): readonly number[] {
  const known = resting.get(key);
  if (known) return known;
  const users = new Set(plan.form.dependents.get(key));
  // a set that grows while it is walked is walked to its end
  for (const user of users) for (const next of plan.form.dependents.get(user) ?? []) users.add(next);
  const places = [...users].flatMap((user) => plan.computedAt.get(user) ?? []).sort((a, b) => a - b);
  resting.set(key, places);
  return places;
}
