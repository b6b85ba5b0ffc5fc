// Rules made ready to be judged: read, resolved and repeated at each of their columns or rows.
import { fail, type Result } from '#core/basics/result.ts';
import type { Comparison, FormulaError } from '#core/formula/ast.ts';
import { check, operandsOf as usesOf, type OperandUse } from '#core/formula/check.ts';
import { compileComparison, type Compiled } from '#core/formula/evaluate.ts';
import { readComparison } from '#core/formula/parse.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CompiledRule } from '#core/forms/compiled-form.ts';
import type { FormDefinition, RuleDefinition } from '#core/forms/form.ts';
import { mostWeight, sizeOfComparison } from './number-size.ts';
import { nameOf, operandsOf, resolve, type Standpoint } from './references.ts';
import { aligned, noteFormulaErrors, operandSizes, type Work } from './work.ts';

export type UnfinishedRule = Omit<CompiledRule, 'leaves'>;

export function compileRule(
  rule: RuleDefinition,
  place: string,
  definition: FormDefinition,
  work: Work
): UnfinishedRule[] {
  const comparison = readRule(rule.expression);
  const standpoints = standpointsOf(rule, place, definition, work);
  if (!comparison.ok) {
    noteFormulaErrors(work, `${place}.expression`, comparison.error);
    return [];
  }
  const compiled = compileComparison(comparison.value);
  if (compiled.operands.length === 0)
    work.note(
      `${place}.expression`,
      'contradiction',
      'a rule compares at least one cell: this one is always true or always false'
    );
  return standpoints.map(({ suffix, ...from }) => {
    const operands = ruleOperands(rule, compiled, usesOf(comparison.value), place, from, work);
    const sizes = operandSizes(operands.operands, work.sizes, work.sizesLastYear);
    if (sizeOfComparison(comparison.value, sizes).weight > mostWeight)
      work.note(`${place}.expression`, 'too-large', 'multiplies and divides too many numbers with one another');
    return {
      id: `${rule.id}${suffix}`,
      severity: rule.severity,
      text: rule.text,
      comparison: comparison.value,
      compiled,
      ...operands,
      definition: rule
    };
  });
}

function readRule(text: string): Result<Comparison, readonly FormulaError[]> {
  const read = readComparison(text);
  if (!read.ok) return fail([read.error]);
  const errors = check(read.value, () => 'number');
  return errors.length > 0 ? fail(errors) : read;
}

/** one standpoint per repetition; '@code' tells the repetitions apart */
function standpointsOf(
  rule: RuleDefinition,
  place: string,
  definition: FormDefinition,
  { tables, note }: Work
): (Standpoint & { suffix: string })[] {
  const table = rule.table ?? (definition.tables.length === 1 ? definition.tables[0]!.code : undefined);
  if (table !== undefined && !tables.has(table)) note(`${place}.table`, 'unknown-code', `unknown table ${table}`);
  const layout = tables.get(table ?? '');
  if (rule.columns && rule.rows)
    note(place, 'contradiction', 'a rule is repeated for columns or for rows, not for both');
  if ((rule.columns || rule.rows) && table === undefined)
    note(`${place}.table`, 'missing', 'a rule repeated for columns or rows needs its table');
  const repeated = (codes: readonly string[], name: 'columns' | 'rows', known: (code: string) => boolean) =>
    codes.flatMap((code, index) => {
      if (known(code)) return [{ table, suffix: `@${code}`, [name === 'columns' ? 'column' : 'row']: code }];
      if (layout) note(`${place}.${name}[${index}]`, 'unknown-code', `unknown code ${code} in table ${table}`);
      return [];
    });
  if (rule.columns) return repeated(rule.columns, 'columns', (code) => layout?.columns.has(code) ?? false);
  if (rule.rows) return repeated(rule.rows, 'rows', (code) => layout?.rows.get(code)?.hasCells ?? false);
  return [{ table, suffix: '' }];
}

function ruleOperands(
  rule: RuleDefinition,
  compiled: Pick<Compiled, 'operands'>,
  uses: readonly OperandUse[],
  place: string,
  from: Standpoint,
  work: Work
): Pick<CompiledRule, 'operands' | 'operandAt' | 'zeroWhenBlank'> {
  const operands = operandsOf(work, uses, from, (mistake, at) =>
    work.note(`${place}.expression`, mistake.code, mistake.text, at + 1)
  );
  const zeroWhenBlank = new Set<CellKey>();
  rule.zeroWhenBlank?.forEach((ref, index) => {
    const at = `${place}.zeroWhenBlank[${index}]`;
    const found = resolve(work, ref, from);
    if (!found.ok) work.note(at, found.error.code, found.error.text);
    else if (operands.get(nameOf({ ref, previous: false }))?.key !== found.value)
      work.note(at, 'contradiction', `${ref} is not an operand of the rule`);
    else if (work.cells.get(found.value)?.kind === 'derived')
      work.note(at, 'contradiction', `${ref} is computed: it is never blank`);
    else zeroWhenBlank.add(found.value);
  });
  return { operands, operandAt: aligned(compiled, operands), zeroWhenBlank };
}
