// A formula computed for many rows at once. The second half of the one engine: it does what evaluate.ts does, on plain numbers, as long as
// every step is a fraction of safe integers; a row of which that is not so is handed back to evaluate.ts.
import { asSmall, commonDivisorOfSmall } from '#core/basics/exact.ts';
import { assert, unreachable } from '#core/basics/assert.ts';
import type { Comparison, Expression } from './ast.ts';
import { bigKind, ratioKind, tens, undefinedKind, wholeKind, type Column } from './column.ts';
import { holds, type Compiled } from './evaluate.ts';

/** rows computed in one go: few enough that all blocks of a formula stay near the processor */
export const blockRows = 256;

/** Joining two states is taking the larger one: unknown goes before undefined, as in evaluate.ts. */
export const states = {
  number: 0,
  undefined: 1,
  /** A step left the safe integers: the general engine must say what it is, which may be any of these. So it outweighs undefined. */
  outside: 2,
  unknown: 3
} as const;

/** Numbers of some rows on their way: n/d of safe integers, d > 0, not reduced; meaningful where the state is `number`. */
export interface Block {
  readonly n: Float64Array;
  readonly d: Float64Array;
  readonly state: Uint8Array;
}

/** Blocks by level: a part of a formula leaves its result at its level and uses those above. Shared by formulas that run in turn. */
export type Desk = Block[];

/**
 * @param columns by the formula's operand index; undefined: that operand is unknown in every row
 * @param from    first row
 * @param count   at most `blockRows`
 * @returns the results; overwritten by the next run on the same desk
 */
export type RunOver = (columns: readonly (Column | undefined)[], from: number, count: number) => Block;

/** @param operands those of the compiled formula: the indices are the same */
export function compileOver(expression: Expression, operands: Compiled['operands'], desk: Desk): RunOver {
  const part = compilePart(expression, { operands, desk, previous: false }, 0);
  const result = blockAt(desk, 0);
  return (columns, from, count) => {
    assert(count <= blockRows, 'a block has its size');
    part(columns, from, count);
    return result;
  };
}

// ── closures ────────────────────────────────────────────────────────────────────────────────────────────────────────

type Part = (columns: readonly (Column | undefined)[], from: number, count: number) => void;
interface Place {
  operands: Compiled['operands'];
  desk: Desk;
  previous: boolean;
}

function blockAt(desk: Desk, level: number): Block {
  while (desk.length <= level)
    desk.push({
      n: new Float64Array(blockRows),
      d: new Float64Array(blockRows),
      state: new Uint8Array(blockRows)
    });
  return desk[level]!;
}

function compilePart(expression: Expression, place: Place, level: number): Part {
  const into = blockAt(place.desk, level);
  switch (expression.kind) {
    case 'number': {
      const small = asSmall(expression.value);
      const [n, d] = small ? [small.n, small.d] : [0, 1];
      const state = small ? states.number : states.outside;
      return (_, __, count) => {
        into.n.fill(n, 0, count);
        into.d.fill(d, 0, count);
        into.state.fill(state, 0, count);
      };
    }
    case 'operand': {
      const index = place.operands.findIndex(
        (known) => known.ref === expression.ref && known.previous === place.previous
      );
      assert(index >= 0, `${expression.ref} is no operand`);
      return (columns, from, count) => load(columns[index], from, count, into);
    }
    case 'negate': {
      const of = compilePart(expression.of, place, level);
      return (columns, from, count) => {
        of(columns, from, count);
        for (let at = 0; at < count; at++) into.n[at] = -into.n[at]!;
      };
    }
    case 'binary':
      return compileTwo(expression.left, expression.right, operations[expression.op], place, level);
    case 'call':
      return compileCall(expression, place, level);
    case 'if':
      return compileIf(expression, place, level);
    default:
      return unreachable(expression);
  }
}

function load(column: Column | undefined, from: number, count: number, into: Block): void {
  if (!column) {
    into.state.fill(states.unknown, 0, count);
    return;
  }
  const { n, d, kind } = column;
  for (let at = 0; at < count; at++) {
    const row = from + at;
    const its = kind[row]!;
    if (its >= wholeKind) {
      into.n[at] = n[row]!;
      into.d[at] = tens[its - wholeKind]!;
      into.state[at] = states.number;
    } else if (its === ratioKind) {
      into.n[at] = n[row]!;
      into.d[at] = d![row]!;
      into.state[at] = states.number;
    } else
      into.state[at] = its === bigKind ? states.outside : its === undefinedKind ? states.undefined : states.unknown;
  }
}

type Operation = (into: Block, other: Block, count: number) => void;

function compileTwo(left: Expression, right: Expression, apply: Operation, place: Place, level: number): Part {
  const into = blockAt(place.desk, level);
  const other = blockAt(place.desk, level + 1);
  const first = compilePart(left, place, level);
  const second = compilePart(right, place, level + 1);
  return (columns, from, count) => {
    first(columns, from, count);
    second(columns, from, count);
    apply(into, other, count);
  };
}

function compileCall(call: Extract<Expression, { kind: 'call' }>, place: Place, level: number): Part {
  const [first, ...rest] = call.arguments;
  assert(first, `${call.name} without arguments`);
  const into = blockAt(place.desk, level);
  switch (call.name) {
    case 'PREV':
      return compilePart(first, { ...place, previous: true }, level);
    case 'ABS': {
      const of = compilePart(first, place, level);
      return (columns, from, count) => {
        of(columns, from, count);
        for (let at = 0; at < count; at++) into.n[at] = Math.abs(into.n[at]!);
      };
    }
    case 'ROUND':
      return compileRound(first, rest[0], place, level);
    case 'SUM':
    case 'TALLY':
    case 'MAX':
    case 'MIN': {
      const apply = folds[call.name];
      const other = blockAt(place.desk, level + 1);
      const begin = compilePart(first, place, level);
      const others = rest.map((argument) => compilePart(argument, place, level + 1));
      return (columns, from, count) => {
        begin(columns, from, count);
        for (const part of others) {
          part(columns, from, count);
          apply(into, other, count);
        }
        if (call.name === 'TALLY') nothingIsUnknown(into, count);
      };
    }
    default:
      return unreachable(call.name);
  }
}

/** Both branches are computed and one is taken, row by row: nothing of the other is seen. */
function compileIf(expression: Extract<Expression, { kind: 'if' }>, place: Place, level: number): Part {
  const [into, one, two] = [level, level + 1, level + 2].map((at) => blockAt(place.desk, at)) as [Block, Block, Block];
  const condition = compileSteps(expression.condition, place, level);
  const then = compilePart(expression.then, place, level + 1);
  const otherwise = compilePart(expression.otherwise, place, level + 2);
  return (columns, from, count) => {
    condition(columns, from, count);
    then(columns, from, count);
    otherwise(columns, from, count);
    for (let at = 0; at < count; at++)
      if (into.state[at] === states.number) copyAt(into.n[at] === 1 ? one : two, into, at);
  };
}

function copyAt(from: Block, into: Block, at: number): void {
  into.n[at] = from.n[at]!;
  into.d[at] = from.d[at]!;
  into.state[at] = from.state[at]!;
}

/** Leaves 1 where all steps hold and 0 where one does not; a side without a number leaves its state. */
function compileSteps({ first, steps }: Comparison, place: Place, level: number): Part {
  const [into, left, right] = [level, level + 1, level + 2].map((at) => blockAt(place.desk, at)) as [
    Block,
    Block,
    Block
  ];
  const begin = compilePart(first, place, level + 1);
  const sides = steps.map(({ op, right: side }) => ({ op, run: compilePart(side, place, level + 2) }));
  return (columns, from, count) => {
    begin(columns, from, count);
    for (let at = 0; at < count; at++) {
      into.n[at] = 1;
      into.state[at] = left.state[at]!;
    }
    for (const { op, run } of sides) {
      run(columns, from, count);
      for (let at = 0; at < count; at++) {
        if (right.state[at]! > into.state[at]!) into.state[at] = right.state[at]!;
        if (left.state[at] === states.number && right.state[at] === states.number) {
          const order = orderAt(left, right, at);
          if (order === undefined) into.state[at] = Math.max(into.state[at]!, states.outside);
          else if (!holds(op, order)) into.n[at] = 0;
        }
        copyAt(right, left, at);
      }
    }
  };
}

// ── operations ──────────────────────────────────────────────────────────────────────────────────────────────────────

// A product of integers that comes out below this is exact; one that is not exact comes out at or above it.
const most = Number.MAX_SAFE_INTEGER;

function reduceAt(block: Block, at: number): void {
  const common = commonDivisorOfSmall(Math.abs(block.n[at]!), block.d[at]!);
  if (common === 1) return;
  block.n[at]! /= common;
  block.d[at]! /= common;
}

type Once = (into: Block, other: Block, at: number) => boolean;

/** Tries again with both reduced; what then still leaves the safe integers is left to the general engine. */
function again(into: Block, other: Block, at: number, once: Once): void {
  reduceAt(into, at);
  reduceAt(other, at);
  if (!once(into, other, at)) into.state[at] = states.outside;
}

/** Whether both are numbers; else the joined state is left. */
function bothNumbers(into: Block, other: Block, at: number): boolean {
  const state = other.state[at]!;
  if (state > into.state[at]!) into.state[at] = state;
  return into.state[at] === states.number;
}

// One loop for each operation, although they look alike: shared, it would call a different function in each turn and be several times slower.
const add: Operation = (into, other, count) => {
  for (let at = 0; at < count; at++)
    if (bothNumbers(into, other, at) && !addOnce(into, other, at)) again(into, other, at, addOnce);
};
const subtract: Operation = (into, other, count) => {
  for (let at = 0; at < count; at++) other.n[at] = -other.n[at]!;
  add(into, other, count);
};
const multiply: Operation = (into, other, count) => {
  for (let at = 0; at < count; at++)
    if (bothNumbers(into, other, at) && !multiplyOnce(into, other, at)) again(into, other, at, multiplyOnce);
};
const divide: Operation = (into, other, count) => {
  for (let at = 0; at < count; at++)
    if (bothNumbers(into, other, at) && !divideOnce(into, other, at)) again(into, other, at, divideOnce);
};

function addOnce(into: Block, other: Block, at: number): boolean {
  const a = into.n[at]!;
  const b = other.n[at]!;
  const da = into.d[at]!;
  const db = other.d[at]!;
  let n = a + b;
  let d = da;
  if (da !== db) {
    // most of all denominators are powers of ten: the larger one is a multiple of the smaller one
    const isMultiple = da === 1 || db % da === 0;
    const left = isMultiple ? db / da : da % db === 0 ? 1 : db;
    const right = isMultiple ? 1 : left === 1 ? da / db : da;
    const one = a * left;
    const two = b * right;
    if (one > most || one < -most || two > most || two < -most) return false;
    n = one + two;
    d = da * left;
  }
  if (n > most || n < -most || d > most) return false;
  into.n[at] = n;
  into.d[at] = d;
  return true;
}

function multiplyOnce(into: Block, other: Block, at: number): boolean {
  const n = into.n[at]! * other.n[at]!;
  const d = into.d[at]! * other.d[at]!;
  if (n > most || n < -most || d > most) return false;
  into.n[at] = n;
  into.d[at] = d;
  return true;
}

function divideOnce(into: Block, other: Block, at: number): boolean {
  const by = other.n[at]!;
  if (by === 0) {
    into.state[at] = states.undefined;
    return true;
  }
  const n = into.n[at]! * other.d[at]!;
  const d = into.d[at]! * by;
  if (n > most || n < -most || d > most || d < -most) return false;
  into.n[at] = d < 0 ? -n : n;
  into.d[at] = d < 0 ? -d : d;
  return true;
}

/** below 0 when the first is smaller, 0 when equal; undefined when the general engine must say */
function orderAt(a: Block, b: Block, at: number): number | undefined {
  if (a.d[at] === b.d[at]) return a.n[at]! - b.n[at]!;
  let [left, right] = [a.n[at]! * b.d[at]!, b.n[at]! * a.d[at]!];
  if (Math.abs(left) > most || Math.abs(right) > most) {
    reduceAt(a, at);
    reduceAt(b, at);
    [left, right] = [a.n[at]! * b.d[at]!, b.n[at]! * a.d[at]!];
    if (Math.abs(left) > most || Math.abs(right) > most) return undefined;
  }
  return left - right;
}

const choose =
  (wanted: 1 | -1): Operation =>
  (into, other, count) => {
    for (let at = 0; at < count; at++) {
      if (!bothNumbers(into, other, at)) continue;
      const order = orderAt(into, other, at);
      if (order === undefined) into.state[at] = states.outside;
      else if (order * wanted < 0) copyAt(other, into, at);
    }
  };

/** the sum of those that are numbers */
const addNumbers: Operation = (into, other, count) => {
  for (let at = 0; at < count; at++) {
    const [one, two] = [into.state[at]!, other.state[at]!];
    if (one === states.outside || two === states.outside) into.state[at] = states.outside;
    else if (one !== states.number) copyAt(other, into, at);
    else if (two === states.number && !addOnce(into, other, at)) again(into, other, at, addOnce);
  }
};
const nothingIsUnknown = (into: Block, count: number): void => {
  for (let at = 0; at < count; at++) if (into.state[at] === states.undefined) into.state[at] = states.unknown;
};

const larger = choose(1);
const smaller = choose(-1);
const folds = { SUM: add, TALLY: addNumbers, MAX: larger, MIN: smaller } as const;
const operations: Readonly<Record<'+' | '-' | '*' | '/', Operation>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide
};

/** more places than these are rare, and the general engine knows them */
const mostRoundedPlaces = 9;

function compileRound(of: Expression, places: Expression | undefined, place: Place, level: number): Part {
  const into = blockAt(place.desk, level);
  const part = compilePart(of, place, level);
  const decimals = places?.kind === 'number' ? Number(places.value.n) : -1;
  const isUsual = decimals >= 0 && decimals <= mostRoundedPlaces;
  const unit = isUsual ? tens[decimals]! : 1;
  return (columns, from, count) => {
    part(columns, from, count);
    for (let at = 0; at < count; at++)
      if (into.state[at] === states.number && !(isUsual && roundOnce(into, at, unit))) into.state[at] = states.outside;
  };
}

/**
 * Half away from zero. False where the 15 digits that Excel keeps could matter (see `round` in exact.ts): just below a tie, by less than
 * half a unit of the 15th digit, which is below 10^-14 of the value.
 */
function roundOnce(block: Block, at: number, unit: number): boolean {
  const d = block.d[at]!;
  if (d === 1) return true;
  const n = Math.abs(block.n[at]!) * unit;
  if (n > most || 2 * d > most) return false;
  const rest = n % d;
  const missing = d - 2 * rest;
  if (missing > 0 && missing <= n * 2e-14) return false;
  const units = (n - rest) / d + (missing > 0 ? 0 : 1);
  block.n[at] = block.n[at]! < 0 ? -units : units;
  block.d[at] = unit;
  return true;
}
