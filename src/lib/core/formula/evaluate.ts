// What a formula gives. One engine: a tree is compiled once into a closure, which is then run for every cell, unit and period.
import { add, compare, divide, multiply, negate, subtract, type Exact } from '#core/basics/exact.ts';
import { assert, unreachable } from '#core/basics/assert.ts';
import type { Comparator, Comparison, Expression, Outcome } from './ast.ts';
import { applyFunction } from './functions.ts';

/** What the operand of that reference holds; `previous` is true inside PREV(). An unknown one says what it misses in `because`. */
export type Lookup = (ref: string, previous: boolean) => Outcome;
/** The same by the operand's index in `operands` of what was compiled. */
export type Read = (index: number) => Outcome;

/** A formula ready to be run many times. */
export interface Compiled {
  /** distinct operands in the order of the text; their indices are what `read` is asked for */
  readonly operands: readonly { ref: string; previous: boolean }[];
  run(read: Read): Outcome;
}

export interface CompiledComparison {
  readonly operands: readonly { ref: string; previous: boolean }[];
  judge(read: Read): Verdict;
}

/**
 * - `fails`: `sides` are the values of all sides as computed, all numbers; `step` is the first comparison that is false
 *   (0 for the first sign of a chain)
 * - `unknown`: it cannot be judged; `because` lists what is missing and is empty when a side divides by zero
 */
export type Verdict =
  | { kind: 'holds' }
  | { kind: 'fails'; sides: readonly Outcome[]; step: number }
  | { kind: 'unknown'; because: readonly string[] };

/**
 * The value of a checked expression.
 *
 * A missing operand makes it unknown because of all missing operands, never 0; x/0 is undefined; unknown goes before undefined.
 * Of an IF only the condition and the branch that applies are looked at.
 */
export function evaluate(expression: Expression, lookup: Lookup): Outcome {
  const { operands, run } = compile(expression);
  return run(readBy(operands, lookup));
}

/** Whether a checked comparison holds. Any unknown side leaves it unjudged, even where the other sides would decide. */
export function judge(comparison: Comparison, lookup: Lookup): Verdict {
  const { operands, judge: judgeBy } = compileComparison(comparison);
  return judgeBy(readBy(operands, lookup));
}

export function compile(expression: Expression): Compiled {
  const operands: Operand[] = [];
  const part = compilePart(expression, operands, false);
  return {
    operands,
    run(read) {
      const value = part(read);
      return isHole(value) ? value : { kind: 'number', value };
    }
  };
}

export function compileComparison(comparison: Comparison): CompiledComparison {
  const operands: Operand[] = [];
  const steps = compileSteps(comparison, operands, false);
  return { operands, judge: (read) => verdictOf(steps(read)) };
}

// ── closures ────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Operand {
  ref: string;
  previous: boolean;
}
/** why there is no number */
type Hole = Exclude<Outcome, { kind: 'number' }>;
/** Inside, numbers travel bare: wrapping each step's result as an Outcome would double the work of short formulas. */
type Part = (read: Read) => Exact | Hole;

const isHole = (value: Exact | Hole): value is Hole => 'kind' in value;
const divisionByZero: Hole = { kind: 'undefined' };

function compilePart(expression: Expression, operands: Operand[], previous: boolean): Part {
  switch (expression.kind) {
    case 'number': {
      const { value } = expression;
      return () => value;
    }
    case 'operand':
      return compileOperand(expression.ref, operands, previous);
    case 'negate': {
      const of = compilePart(expression.of, operands, previous);
      return (read) => {
        const value = of(read);
        return isHole(value) ? value : negate(value);
      };
    }
    case 'binary':
      return compileBinary(expression, operands, previous);
    case 'call':
      return compileCall(expression, operands, previous);
    case 'if':
      return compileIf(expression, operands, previous);
    default:
      return unreachable(expression);
  }
}

function compileOperand(ref: string, operands: Operand[], previous: boolean): Part {
  let index = operands.findIndex((known) => known.ref === ref && known.previous === previous);
  if (index < 0) index = operands.push({ ref, previous }) - 1;
  const because = [previous ? `PREV:${ref}` : ref];
  return (read) => {
    const outcome = read(index);
    if (outcome.kind === 'number') return outcome.value;
    // a hole without a name of its own gets the reference's, so that nobody is told "unknown because of nothing"
    return outcome.kind === 'unknown' && outcome.because.length === 0 ? { ...outcome, because } : outcome;
  };
}

function compileBinary(
  expression: Extract<Expression, { kind: 'binary' }>,
  operands: Operand[],
  previous: boolean
): Part {
  const left = compilePart(expression.left, operands, previous);
  const right = compilePart(expression.right, operands, previous);
  const apply = operations[expression.op];
  return (read) => {
    const a = left(read);
    const b = right(read);
    if (isHole(a)) return isHole(b) ? join(a, b) : a;
    return isHole(b) ? b : apply(a, b);
  };
}

const operations: Readonly<Record<'+' | '-' | '*' | '/', (a: Exact, b: Exact) => Exact | Hole>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': (a, b) => divide(a, b) ?? divisionByZero
};

function compileCall(call: Extract<Expression, { kind: 'call' }>, operands: Operand[], previous: boolean): Part {
  const { name } = call;
  if (name === 'PREV') {
    assert(call.arguments[0], 'PREV without an operand: the formula was not checked');
    return compilePart(call.arguments[0], operands, true);
  }
  const parts = call.arguments.map((argument) => compilePart(argument, operands, previous));
  if (name === 'TALLY') return tally(call, parts);
  return (read) => {
    const values: Exact[] = [];
    let hole: Hole | undefined;
    for (const part of parts) {
      const value = part(read);
      if (!isHole(value)) values.push(value);
      else hole = hole ? join(hole, value) : value;
    }
    return hole ?? applyFunction(name, values);
  };
}

/** The sum of what is there: lists have rows that nobody fills. Where nothing is there, it is unknown because of all. */
function tally({ arguments: references }: Extract<Expression, { kind: 'call' }>, parts: readonly Part[]): Part {
  const names = references.map((reference) => (reference.kind === 'operand' ? reference.ref : ''));
  return (read) => {
    const values: Exact[] = [];
    const because = new Set<string>();
    parts.forEach((part, at) => {
      const value = part(read);
      if (!isHole(value)) values.push(value);
      else for (const name of value.kind === 'unknown' ? value.because : [names[at]!]) because.add(name);
    });
    return values.length > 0 ? applyFunction('TALLY', values) : { kind: 'unknown', because: [...because] };
  };
}

function compileIf(expression: Extract<Expression, { kind: 'if' }>, operands: Operand[], previous: boolean): Part {
  const condition = compileSteps(expression.condition, operands, previous);
  const then = compilePart(expression.then, operands, previous);
  const otherwise = compilePart(expression.otherwise, operands, previous);
  return (read) => {
    const { hole, failed } = condition(read);
    if (hole) return hole;
    return failed === undefined ? then(read) : otherwise(read);
  };
}

/** all sides of a comparison; `failed` is the first step that is false, meaningful only where there is no hole */
interface Sides {
  values: readonly (Exact | Hole)[];
  hole: Hole | undefined;
  failed: number | undefined;
}

function compileSteps(comparison: Comparison, operands: Operand[], previous: boolean): (read: Read) => Sides {
  const { first, steps } = comparison;
  const sides = [first, ...steps.map((step) => step.right)].map((side) => compilePart(side, operands, previous));
  return (read) => {
    const values = sides.map((side) => side(read));
    let hole: Hole | undefined;
    for (const value of values) if (isHole(value)) hole = hole ? join(hole, value) : value;
    if (hole) return { values, hole, failed: undefined };
    const numbers = values as Exact[];
    const failed = steps.findIndex((step, at) => !holds(step.op, compare(numbers[at]!, numbers[at + 1]!)));
    return { values, hole, failed: failed < 0 ? undefined : failed };
  };
}

/** @param order below, at or above 0: the left side is less, equal or more */
export function holds(op: Comparator, order: number): boolean {
  switch (op) {
    case '=':
      return order === 0;
    case '<>':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

function verdictOf({ values, hole, failed }: Sides): Verdict {
  if (hole) return { kind: 'unknown', because: hole.kind === 'unknown' ? hole.because : [] };
  if (failed === undefined) return { kind: 'holds' };
  const sides = values.map((value): Outcome => (isHole(value) ? value : { kind: 'number', value }));
  return { kind: 'fails', sides, step: failed };
}

/** Two holes as one: unknown goes first, all missing operands are named once, and one that is missing outweighs coverage. */
function join(a: Hole, b: Hole): Hole {
  if (a.kind === 'undefined') return b;
  if (b.kind === 'undefined') return a;
  const because = [...new Set([...a.because, ...b.because])];
  const coverage = a.reason === 'coverage' && b.reason === 'coverage';
  return coverage ? { kind: 'unknown', because, reason: 'coverage' } : { kind: 'unknown', because };
}

const readBy =
  (operands: readonly Operand[], lookup: Lookup): Read =>
  (index) => {
    const operand = operands[index];
    assert(operand, `no operand ${index}`);
    return lookup(operand.ref, operand.previous);
  };
