// The shape of a read formula. This room does not know what an operand is: it only carries its reference text.
import type { Exact } from '#core/basics/exact.ts';

export type Expression =
  | { kind: 'number'; value: Exact; at: number }
  | { kind: 'operand'; ref: string; at: number }
  | { kind: 'negate'; of: Expression; at: number }
  | { kind: 'binary'; op: '+' | '-' | '*' | '/'; left: Expression; right: Expression; at: number }
  | { kind: 'call'; name: FunctionName; arguments: readonly Expression[]; at: number };

/** `a <= b <= c` has two steps; `=` is equality. */
export interface Comparison {
  kind: 'comparison';
  first: Expression;
  steps: readonly { op: Comparator; right: Expression }[];
}

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type FunctionName = 'SUM' | 'MAX' | 'MIN' | 'ABS' | 'ROUND' | 'IF' | 'PREV';

/** `at` counts characters from 0 in the formula's text. */
export interface FormulaError {
  code: 'unexpected' | 'unknown-function' | 'argument-count' | 'unknown-operand' | 'circle' | 'type' | 'not-a-comparison' | 'too-deep';
  at: number;
  detail?: string;
}

/**
 * What evaluation gives. Never 0 for unknown.
 * - `missing`: operands that are not filled, not applicable or unobtainable; `because` lists their references.
 * - `undefined`: division by zero; shown as —.
 */
export type Outcome =
  | { kind: 'number'; value: Exact }
  | { kind: 'unknown'; because: readonly string[] }
  | { kind: 'undefined' };
