// What the parts of compiling hand to one another: the cells and formulas so far, the tables, and the mistakes.
import type { FormulaError } from '#core/formula/ast.ts';
import type { Compiled } from '#core/formula/evaluate.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { FormCell, Operand } from '#core/forms/compiled-form.ts';
import { enteredSize, type NumberSize } from './number-size.ts';
import { nameOf, type Resolver } from './references.ts';
import type { Notes } from './shape.ts';

export interface Work extends Notes, Resolver {
  cells: Map<CellKey, FormCell>;
  /** formula texts of derived cells, before they are read */
  formulas: Map<CellKey, { text: string; place: string }>;
  /** how long the derived numbers of this year and of last year can become */
  sizes: Map<CellKey, NumberSize>;
  sizesLastYear: Map<CellKey, NumberSize>;
}

/** What is not derived, or not known because of another mistake, counts as entered. */
export const operandSizes =
  (operands: ReadonlyMap<string, Operand>, now: Work['sizes'], lastYear: Work['sizes']) =>
  (ref: string, previous: boolean): NumberSize => {
    const key = operands.get(nameOf({ ref, previous }))?.key;
    return (key && (previous ? lastYear : now).get(key)) ?? enteredSize;
  };

/** Holes are left where a reference was a mistake; then the form is refused and nobody runs it. */
export const aligned = (compiled: Pick<Compiled, 'operands'>, operands: ReadonlyMap<string, Operand>): Operand[] =>
  compiled.operands.flatMap((use) => operands.get(nameOf(use)) ?? []);

export function noteFormulaErrors({ note }: Notes, place: string, errors: readonly FormulaError[]): void {
  for (const { code, detail, at } of errors) note(place, 'formula', formulaErrorText(code, detail), at + 1);
}

function formulaErrorText(code: FormulaError['code'], detail = ''): string {
  switch (code) {
    case 'unexpected':
      return detail === '' ? 'the formula ends too early' : `${detail} was not expected here`;
    case 'unknown-function':
      return `there is no function ${detail}`;
    case 'argument-count':
      return `${detail} has another number of arguments`;
    case 'type':
      return detail === 'PREV' ? 'PREV takes one reference' : `${detail} takes a written whole number here`;
    case 'not-a-comparison':
      return 'a rule compares two sides, as in a <= b';
    case 'too-deep':
    case 'too-long':
      return 'the formula is too long or too deep';
    default:
      return `${code} ${detail}`;
  }
}
