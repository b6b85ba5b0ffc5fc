// Which operand of a rate is its numerator and which its denominator, read off the formula: A / B, A / B * 100, A / (B + C) * 100 …
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellFormula } from '#core/forms/compiled-form.ts';
import type { Expression } from '#core/formula/ast.ts';

/** undefined: the cell is no such quotient, or something stands on both sides of it */
export function partOfRate(
  { formula }: { formula?: CellFormula },
  key: CellKey
): 'numerator' | 'denominator' | undefined {
  const quotient = formula && quotientIn(formula.expression);
  if (!quotient) return undefined;
  const keysIn = (side: Expression): CellKey[] =>
    referencesIn(side).flatMap((ref) => formula.operands.get(ref)?.key ?? []);
  const [above, below] = [keysIn(quotient.left), keysIn(quotient.right)];
  // (法定 − 承诺) / 法定 is a rate, but not one of a part and its whole
  if (above.some((one) => below.includes(one))) return undefined;
  if (above.includes(key)) return 'numerator';
  return below.includes(key) ? 'denominator' : undefined;
}

type Binary = Extract<Expression, { kind: 'binary' }>;

/** the one division that the formula consists of, whatever constants it is multiplied with */
function quotientIn(expression: Expression): Binary | undefined {
  if (expression.kind !== 'binary') return undefined;
  if (expression.op === '/' && expression.right.kind !== 'number') return expression;
  if (expression.op !== '*') return undefined;
  if (expression.right.kind === 'number') return quotientIn(expression.left);
  return expression.left.kind === 'number' ? quotientIn(expression.right) : undefined;
}

function referencesIn(expression: Expression): string[] {
  switch (expression.kind) {
    case 'number':
      return [];
    case 'operand':
      return [expression.ref];
    case 'negate':
      return referencesIn(expression.of);
    case 'binary':
      return [...referencesIn(expression.left), ...referencesIn(expression.right)];
    case 'call':
      return expression.arguments.flatMap(referencesIn);
    case 'if':
      return [...referencesIn(expression.then), ...referencesIn(expression.otherwise)];
  }
}
