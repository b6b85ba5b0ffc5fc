// The rules that a cell takes part in, each with how it stands now: what a person sees of a cell besides its findings.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { CompiledForm, CompiledRule, Outcomes } from '#core/forms/compiled-form.ts';
import type { Words } from '#core/forms/form.ts';
import type { Outcome } from '#core/formula/ast.ts';
import type { Finding } from './finding.ts';
import { judgeRule, verdictOf, type Sheet } from './inside/judge-rule.ts';

/** A sheet that can be asked for its cells one by one. */
export interface AskedSheet {
  form: CompiledForm;
  content(key: CellKey): CellContent | undefined;
  /** of derived cells */
  outcome(key: CellKey): Outcome;
  previous: Outcomes;
}

export interface RuleStand {
  id: string;
  severity: CompiledRule['severity'];
  text: Words;
  /** unjudged: an operand is missing, or a division by zero */
  verdict: 'holds' | 'broken' | 'unjudged';
  /** with both sides and all operands; present exactly when it is broken */
  finding?: Finding;
  /** operands that are missing; `PREV:` before those of last year. Empty unless unjudged. */
  because: readonly string[];
}

/** In the order of the form; empty for a cell that no rule speaks of. */
export function rulesOfCell(key: CellKey, sheet: AskedSheet): RuleStand[] {
  const indices = sheet.form.rulesOf.get(key) ?? [];
  if (indices.length === 0) return [];
  const whole = wholeOf(sheet);
  return indices.map((index) => standOf(sheet.form.rules[index]!, whole));
}

/** All numbers, not only the operands': whether a figure said with 余 or 约 could hold is found by deriving from others. */
function wholeOf({ form, content, outcome, previous }: AskedSheet): Sheet {
  const cells = new Map<CellKey, CellContent>();
  for (const key of form.entered) {
    const found = content(key);
    if (found) cells.set(key, found);
  }
  return { form, cells, outcomes: new Map(form.derived.map((key) => [key, outcome(key)])), previous };
}

function standOf(rule: CompiledRule, sheet: Sheet): RuleStand {
  const { id, severity, text } = rule;
  const finding = judgeRule(rule, sheet);
  if (finding) return { id, severity: finding.severity, text, verdict: 'broken', finding, because: [] };
  const verdict = verdictOf(rule, sheet);
  return verdict.kind === 'unknown'
    ? { id, severity, text, verdict: 'unjudged', because: verdict.because }
    : { id, severity, text, verdict: 'holds', because: [] };
}
