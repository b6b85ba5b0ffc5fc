// What a formula's grammar cannot say: do its operands exist, are they numbers, has each function the arguments it wants?
import { isZero, truncate, compare, abs, exact, subtract } from '#core/basics/exact.ts';
import type { Comparison, Expression, FormulaError } from './ast.ts';
import { argumentCounts, mostDecimals } from './functions.ts';

export interface OperandUse {
  /** as written */
  ref: string;
  /** inside PREV() */
  previous: boolean;
  at: number;
}

/**
 * Every mistake of a formula that can be read, in the order of its text; empty when there is none.
 *
 * @param resolve  what an operand is at the place where the formula stands: `number` is what is wanted,
 *                 `unknown` is no operand at all, `text` is an operand that cannot be computed with
 */
export function check(
  formula: Expression | Comparison,
  resolve: (ref: string, previous: boolean) => 'number' | 'unknown' | 'text'
): readonly FormulaError[] {
  const errors: FormulaError[] = [];
  for (const part of partsOf(formula)) if (part.kind === 'call') errors.push(...argumentErrors(part));
  for (const { ref, previous, at } of operandsOf(formula)) {
    const found = resolve(ref, previous);
    if (found === 'unknown') errors.push({ code: 'unknown-operand', at, detail: ref });
    if (found === 'text') errors.push({ code: 'type', at, detail: ref });
  }
  return errors.sort((a, b) => a.at - b.at);
}

/** All operands of a formula, in the order of its text, each use of its own. */
export function operandsOf(formula: Expression | Comparison): readonly OperandUse[] {
  const uses: OperandUse[] = [];
  collect(formula, false, uses);
  return uses;
}

function collect(formula: Expression | Comparison, previous: boolean, into: OperandUse[]): void {
  if (formula.kind === 'operand') into.push({ ref: formula.ref, previous, at: formula.at });
  const inside = previous || (formula.kind === 'call' && formula.name === 'PREV');
  for (const part of childrenOf(formula)) collect(part, inside, into);
}

/** the formula itself and every part of it */
function* partsOf(formula: Expression | Comparison): Iterable<Expression | Comparison> {
  yield formula;
  for (const child of childrenOf(formula)) yield* partsOf(child);
}

export function childrenOf(formula: Expression | Comparison): readonly (Expression | Comparison)[] {
  switch (formula.kind) {
    case 'number':
    case 'operand':
      return [];
    case 'negate':
      return [formula.of];
    case 'binary':
      return [formula.left, formula.right];
    case 'call':
      return formula.arguments;
    case 'if':
      return [formula.condition, formula.then, formula.otherwise];
    case 'comparison':
      return [formula.first, ...formula.steps.map((step) => step.right)];
  }
}

function argumentErrors(call: Extract<Expression, { kind: 'call' }>): FormulaError[] {
  const { name, at } = call;
  const count = call.arguments.length;
  const { least, most } = argumentCounts[name];
  if (count < least || count > most) return [{ code: 'argument-count', at, detail: name }];
  const last = call.arguments[count - 1]!;
  const noReference = name === 'TALLY' && call.arguments.find((argument) => argument.kind !== 'operand');
  if (noReference) return [{ code: 'type', at: noReference.at, detail: 'TALLY' }];
  if (name === 'PREV' && last.kind !== 'operand') return [{ code: 'type', at: last.at, detail: 'PREV' }];
  if (name === 'ROUND' && !isWrittenDecimals(last)) return [{ code: 'type', at: last.at, detail: 'ROUND' }];
  return [];
}

function isWrittenDecimals(expression: Expression): boolean {
  const number = expression.kind === 'negate' ? expression.of : expression;
  return (
    number.kind === 'number' &&
    isZero(subtract(number.value, truncate(number.value, 0))) &&
    compare(abs(number.value), exact(mostDecimals)) <= 0
  );
}
