// The part of a sheet's findings that looks at last year: to be judged again when last year's sheet comes in or changes.
import type { Cells, CompiledForm, CompiledRule, Outcomes } from '#core/forms/compiled-form.ts';
import type { Finding } from './finding.ts';
import { judgeRule } from './inside/judge-rule.ts';

/** whether a rule has an operand of the previous period (结转, growth) */
export const looksBack = (rule: CompiledRule): boolean => rule.operandAt.some((operand) => operand.previous);

/** Findings of the rules with PREV only; `checkSheet` holds them too. */
export function checkAgainstPast(form: CompiledForm, cells: Cells, outcomes: Outcomes, previous: Outcomes): Finding[] {
  return form.rules.filter(looksBack).flatMap((rule) => judgeRule(rule, { form, cells, outcomes, previous }) ?? []);
}
