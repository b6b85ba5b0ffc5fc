// The units' own numbers put together: sums, maxima, minima, and who gave what. Nothing is computed here.
import { add, exact, max, min, readExact, type Exact } from '#core/basics/exact.ts';
import { unreachable } from '#core/basics/assert.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { Cells, Outcomes } from '#core/forms/compiled-form.ts';
import type { GatheredCell, Plan } from './plan.ts';
import { makeSets, putAll, putUnit, type UnitSets } from './unit-sets.ts';

/** What a unit reported of its own. */
export interface UnitSheet {
  cells: Cells;
  /** the sheet's derived numbers; entered ones in it are not looked at */
  outcomes: Outcomes;
}

/** A unit with all below it. */
export interface Part<Unit extends string = string> {
  unit: Unit;
  /**
   * The unit's own sheet. `awaited`: it is asked for one, and nothing of it is counted (yet). null: it has none of its own.
   * A unit with children that has a sheet counts as one more unit (本级).
   */
  sheet: UnitSheet | 'awaited' | null;
  children: readonly Part<Unit>[];
}

/** A part whose sheets are numbered: its own is `first`, those of all its children lie before `end`. */
export interface NumberedPart<Unit extends string> {
  part: Part<Unit>;
  first: number;
  end: number;
  children: readonly NumberedPart<Unit>[];
}

/** Numbers the units that have a sheet or should have one, by adding them to `units`. */
export function numberParts<Unit extends string>(part: Part<Unit>, units: Unit[]): NumberedPart<Unit> {
  const first = units.length;
  if (part.sheet) units.push(part.unit);
  const children = part.children.map((child) => numberParts(child, units));
  return { part, first, end: units.length, children };
}

/** Arrays run parallel to `plan.gathered`. */
export interface Gathered {
  /**
   * Sums of whole numbers of up to 15 digits, kept below 2^53: most of all numbers, and ten times as quick as big integers.
   * A total is this plus what stands in `rest`.
   */
  readonly whole: Float64Array;
  /** sums of all other numbers; the maximum or minimum where that is wanted */
  readonly rest: (Exact | undefined)[];
  readonly gave: Uint32Array;
  readonly notApplicable: Uint32Array;
  readonly contributors: UnitSets;
  /** place in `gathered` → scope → numbers of the units that said it */
  readonly scopes: Map<number, Map<string, number[]>>;
}

/** All numbers of a part and of everything below it. The cost grows with the number of filled cells. */
export function gather<Unit extends string>(plan: Plan, numbered: NumberedPart<Unit>): Gathered {
  const gathered = nothingYet(plan, numbered.first, numbered.end);
  addUnit(plan, gathered, numbered);
  for (const child of numbered.children) {
    if (child.first === child.end) continue;
    if (child.children.length === 0) addUnit(plan, gathered, child);
    else addGathered(plan, gathered, gather(plan, child));
  }
  return gathered;
}

/** The total at one place; undefined when nobody gave a number. */
export function totalAt(gathered: Gathered, at: number): Exact | undefined {
  if (gathered.gave[at] === 0) return undefined;
  const whole = gathered.whole[at]!;
  const rest = gathered.rest[at];
  if (whole === 0 && rest) return rest;
  return rest ? add(exact(whole), rest) : exact(whole);
}

function nothingYet(plan: Plan, first: number, end: number): Gathered {
  const count = plan.gathered.length;
  return {
    whole: new Float64Array(count),
    rest: new Array<Exact | undefined>(count).fill(undefined),
    gave: new Uint32Array(count),
    notApplicable: new Uint32Array(count),
    contributors: makeSets(count, first, end),
    scopes: new Map()
  };
}

/** Adds what was gathered of a part to what is gathered of the whole. */
function addGathered(plan: Plan, into: Gathered, part: Gathered): void {
  plan.gathered.forEach(({ way }, at) => {
    if (way === 'sum') addWhole(into, at, part.whole[at]!);
    const rest = part.rest[at];
    if (rest) into.rest[at] = combine(way, into.rest[at], rest);
    into.gave[at]! += part.gave[at]!;
    into.notApplicable[at]! += part.notApplicable[at]!;
  });
  putAll(into.contributors, part.contributors);
  for (const [at, scopes] of part.scopes)
    for (const [scope, units] of scopes) for (const unit of units) noteScope(into, at, scope, unit);
}

function addUnit<Unit extends string>(
  plan: Plan,
  into: Gathered,
  { part: { sheet }, first }: NumberedPart<Unit>
): void {
  if (sheet === null || sheet === 'awaited') return;
  for (const [key, content] of sheet.cells) addContent(plan, into, first, key, content);
  for (const at of plan.derivedAt) {
    const { key, way } = plan.gathered[at]!;
    const outcome = sheet.outcomes.get(key);
    if (outcome?.kind === 'number') addNumber(into, at, way, first, outcome.value);
  }
}

function addContent(plan: Plan, into: Gathered, unit: number, key: CellKey, content: CellContent): void {
  const at = plan.gatheredAt.get(key);
  if (at === undefined) return; // a figure stated elsewhere, a text, a cell that is not consolidated
  const { way, from } = plan.gathered[at]!;
  if (from !== 'entered') return;
  if ('nothing' in content) {
    if (content.nothing === 'notApplicable') into.notApplicable[at]!++;
  } else if ('number' in content) {
    const small = way === 'sum' ? smallWholeNumber(content.number) : undefined;
    if (small !== undefined) addSmall(into, at, unit, small);
    else {
      const value = readExact(content.number);
      // Content is checked at every door; a wrong text that came in nevertheless is no number.
      if (!value.ok) return;
      addNumber(into, at, way, unit, value.value);
    }
    if (content.scope) noteScope(into, at, content.scope, unit);
  }
}

function addSmall(into: Gathered, at: number, unit: number, value: number): void {
  addWhole(into, at, value);
  into.gave[at]!++;
  putUnit(into.contributors, at, unit);
}

function addNumber(into: Gathered, at: number, way: GatheredCell['way'], unit: number, value: Exact): void {
  into.rest[at] = combine(way, into.rest[at], value);
  into.gave[at]!++;
  putUnit(into.contributors, at, unit);
}

/** Both stay below 2^52 before they are added, so that the sum is exact. */
function addWhole(into: Gathered, at: number, value: number): void {
  const sum = into.whole[at]! + value;
  into.whole[at] = sum;
  if (Math.abs(sum) < 2 ** 52) return;
  into.rest[at] = combine('sum', into.rest[at], exact(sum));
  into.whole[at] = 0;
}

function combine(way: GatheredCell['way'], a: Exact | undefined, b: Exact): Exact {
  if (!a) return b;
  switch (way) {
    case 'sum':
      return add(a, b);
    case 'max':
      return max(a, b);
    case 'min':
      return min(a, b);
    default:
      return unreachable(way);
  }
}

function noteScope(into: Gathered, at: number, scope: string, unit: number): void {
  const scopes = into.scopes.get(at) ?? new Map<string, number[]>();
  into.scopes.set(at, scopes);
  if (!scopes.get(scope)?.push(unit)) scopes.set(scope, [unit]);
}

/** The value of plain digits, at most 15 with an optional minus; undefined for any other text. */
function smallWholeNumber(text: string): number | undefined {
  const negative = text.charCodeAt(0) === 45;
  const start = negative ? 1 : 0;
  if (text.length === start || text.length > start + 15) return undefined;
  let value = 0;
  for (let at = start; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return negative ? -value : value;
}
