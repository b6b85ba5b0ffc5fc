// The shape of a read formula. This room does not know what an operand is: it only carries its reference text.
import type { Exact } from '#core/basics/exact.ts';

export type Expression =
  | { kind: 'number'; value: Exact; at: number }
  | { kind: 'operand'; ref: string; at: number }
  | { kind: 'negate'; of: Expression; at: number }
  | { kind: 'binary'; op: '+' | '-' | '*' | '/'; left: Expression; right: Expression; at: number }
  | { kind: 'call'; name: Exclude<FunctionName, 'IF'>; arguments: readonly Expression[]; at: number }
  /** IF(condition, then, otherwise): only the branch that applies is evaluated */
  | { kind: 'if'; condition: Comparison; then: Expression; otherwise: Expression; at: number };

/** `a <= b <= c` has two steps; `=` is equality. */
export interface Comparison {
  kind: 'comparison';
  first: Expression;
  steps: readonly { op: Comparator; right: Expression }[];
}

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type FunctionName = 'SUM' | 'TALLY' | 'MAX' | 'MIN' | 'ABS' | 'ROUND' | 'IF' | 'PREV';

/** `at` counts UTF-16 units from 0 in the formula's text, as a text field's selection does; `detail` is the offending piece of it. */
export interface FormulaError {
  code:
    | 'unexpected'
    | 'unknown-function'
    | 'argument-count'
    | 'unknown-operand'
    | 'circle'
    | 'type'
    | 'not-a-comparison'
    | 'too-deep'
    | 'too-long';
  at: number;
  detail?: string;
}

/**
 * What evaluation gives. Never 0 for unknown.
 * - `unknown`: `because` lists the references that stand in the way, never empty. Reason `missing` (also when absent): they
 *   are not filled, not applicable or unobtainable. Reason `coverage`: in a total, they come from different sets of units.
 * - `undefined`: division by zero; shown as —.
 * Unknown goes before undefined: a division by zero beside a missing operand is unknown.
 */
export type Outcome =
  | { kind: 'number'; value: Exact }
  | { kind: 'unknown'; because: readonly string[]; reason?: 'missing' | 'coverage' }
  | { kind: 'undefined' };
