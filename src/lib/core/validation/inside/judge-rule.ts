// One rule at one place: holds, cannot be judged, or a finding with both sides and the operands as shown.
import { assert } from '#core/basics/assert.ts';
import { decimalsOf, show, toDecimalText, toText, zero } from '#core/basics/exact.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { Cells, CompiledForm, CompiledRule, Operand, Outcomes } from '#core/forms/compiled-form.ts';
import { derive, outcomeOf, previousAt } from '#core/forms/derive.ts';
import { showOutcome } from '#core/forms/show-outcome.ts';
import type { Outcome } from '#core/formula/ast.ts';
import type { Verdict } from '#core/formula/evaluate.ts';
import type { Finding } from '#core/validation/finding.ts';
import { couldHold, qualifiedUnder, type Question } from './could-hold.ts';

export interface Sheet {
  form: CompiledForm;
  cells: Cells;
  /** derived numbers; entered cells are read from `cells` */
  outcomes: Outcomes;
  previous: Outcomes;
}

/** undefined: the rule holds or is left unjudged */
export function judgeRule(rule: CompiledRule, sheet: Sheet): Finding | undefined {
  const verdict = verdictOf(rule, sheet);
  if (verdict.kind === 'unknown') return undefined;
  const scopes = scopesUnder(rule, sheet.cells);
  if (scopes.size > 1) return finding(rule, sheet, 'scope', [...scopes]);
  if (verdict.kind === 'holds') return undefined;
  const sides = showSides(verdict.sides);
  const signs = rule.comparison.steps.map((step) => step.op);
  const failing = finding(
    rule,
    sheet,
    'rule',
    sides.flatMap((side, index) => (index === 0 ? [side] : [signs[index - 1]!, side]))
  );
  return rule.severity === 'must' && couldHold(questionOf(rule, sheet)) ? possible(failing, rule, sheet) : failing;
}

/** How a rule's comparison stands; an operand that is missing (缺省按0 aside) or a division by zero leaves it unjudged. */
export function verdictOf(rule: CompiledRule, sheet: Sheet): Verdict {
  return rule.compiled.judge((index) => {
    const operand = rule.operandAt[index];
    assert(operand, `no operand ${index}`);
    return outcomeFor(operand, rule, sheet);
  });
}

function questionOf(rule: CompiledRule, sheet: Sheet): Question {
  const { form, outcomes, previous } = sheet;
  return {
    rule,
    cells: sheet.cells,
    judge: (cells, moved) => verdictOf(rule, { ...sheet, cells, outcomes: moved }),
    derived: (cells, changed) => new Map([...outcomes, ...derive(form, cells, previous, outcomes, changed)])
  };
}

/** It need not be corrected, only explained; and the explanation is of these words as well as of these figures. */
const possible = (failing: Finding, rule: CompiledRule, { cells }: Sheet): Finding => ({
  ...failing,
  severity: 'explain',
  possible: true,
  fingerprint: [
    failing.fingerprint,
    ...qualifiedUnder(rule, cells).map(({ key, qualifier }) => `${key}~${qualifier}`)
  ].join(';')
});

function outcomeFor(operand: Operand, rule: CompiledRule, { cells, outcomes, previous }: Sheet): Outcome {
  const { key } = operand;
  if (operand.previous) return previousAt(previous, key);
  if (operand.derived) return outcomes.get(key) ?? { kind: 'unknown', because: [key] };
  const content = cells.get(key);
  return rule.zeroWhenBlank.has(key) && isBlank(content) ? { kind: 'number', value: zero } : outcomeOf(content, key);
}

/** nothing was filled, and the rule takes that as 0 */
const countsAsZero = ({ key, previous, derived }: Operand, rule: CompiledRule, { cells }: Sheet): boolean =>
  !previous && !derived && rule.zeroWhenBlank.has(key) && isBlank(cells.get(key));

const isBlank = (content: CellContent | undefined): boolean =>
  content === undefined || ('nothing' in content && content.nothing === 'blank');

/** the scopes said for figures that the rule rests on; two of them cannot be compared */
function scopesUnder(rule: CompiledRule, cells: Cells): Map<string, CellKey> {
  const scopes = new Map<string, CellKey>();
  for (const key of rule.leaves) {
    const content = cells.get(key);
    if (content && 'number' in content && content.scope && !scopes.has(content.scope)) scopes.set(content.scope, key);
  }
  return new Map([...scopes].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function finding(rule: CompiledRule, sheet: Sheet, kind: 'rule' | 'scope', sides: readonly unknown[]): Finding {
  const operands = [
    ...new Map(rule.operandAt.map((operand) => [`${operand.previous}${operand.key}`, operand])).values()
  ];
  const now = operands.filter((operand) => !operand.previous);
  const scopeKeys = kind === 'scope' ? (sides as [string, CellKey][]).map(([, key]) => key) : [];
  const shownSides = kind === 'scope' ? (sides as [string, CellKey][]).map(([scope]) => scope) : (sides as string[]);
  return {
    id: `${kind}:${rule.id}`,
    severity: kind === 'scope' ? 'explain' : rule.severity,
    kind,
    rule: rule.id,
    text: rule.text,
    places: [...new Set([...(now.length > 0 ? now : operands).map((operand) => operand.key), ...scopeKeys])],
    operands: operands.map((operand) => ({
      key: operand.key,
      previous: operand.previous,
      shown: shown(operand, rule, sheet),
      ...(countsAsZero(operand, rule, sheet) ? { asZero: true as const } : {})
    })),
    sides: shownSides,
    fingerprint: fingerprint(operands, rule, sheet, kind === 'scope' ? shownSides : [])
  };
}

function shown(operand: Operand, rule: CompiledRule, sheet: Sheet): string {
  const cell = sheet.form.cells.get(operand.key);
  const outcome = outcomeFor(operand, rule, sheet);
  const content = operand.previous || operand.derived ? undefined : sheet.cells.get(operand.key);
  if (content && 'number' in content) return content.number;
  return cell ? showOutcome(outcome, cell, sheet.form) : '';
}

/** the exact values, so that a change behind the shown digits counts as well */
function fingerprint(
  operands: readonly Operand[],
  rule: CompiledRule,
  sheet: Sheet,
  scopes: readonly string[]
): string {
  const values = operands.map((operand) => {
    const outcome = outcomeFor(operand, rule, sheet);
    return `${operand.previous ? 'PREV:' : ''}${operand.key}=${outcome.kind === 'number' ? toText(outcome.value) : outcome.kind}`;
  });
  return [...values, ...scopes].join(';');
}

const mostDecimals = 6;

/** Sides as computed. Ratios are cut at six places; where two unequal sides would then look alike, they are shown as fractions. */
function showSides(sides: readonly Outcome[]): string[] {
  const numbers = sides.map((side) => (side.kind === 'number' ? side.value : zero));
  const texts = numbers.map((number) => {
    const digits = toDecimalText(number);
    return digits !== undefined && decimalsOf(digits) <= mostDecimals ? digits : show(number, mostDecimals);
  });
  const isUnclear = texts.some((text, index) =>
    texts.some((other, at) => at < index && text === other && toText(numbers[at]!) !== toText(numbers[index]!))
  );
  return isUnclear ? numbers.map(toText) : texts;
}
