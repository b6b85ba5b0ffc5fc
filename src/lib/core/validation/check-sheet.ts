// Findings of a whole sheet, or again of what changed. The same engine for typing, pasting, import, API and submission.
import { isStatedKey, statedKey, valueKey, type CellKey } from '#core/forms/cell-key.ts';
import { compareAllStated, type StatedComparison } from '#core/forms/compare-stated.ts';
import type { Cells, CompiledForm, Outcomes } from '#core/forms/compiled-form.ts';
import { showOutcome } from '#core/forms/show-outcome.ts';
import { toText } from '#core/basics/exact.ts';
import { checkCell } from './check-cell.ts';
import { checkRows, openRowsOf } from './check-rows.ts';
import type { Finding } from './finding.ts';
import { judgeRule, type Sheet } from './inside/judge-rule.ts';

/**
 * All findings, in the order of the form: cells first, then rules.
 *
 * @param cells     entered content and statements; an absent key was never filled
 * @param outcomes  derived numbers (entered ones in it are not looked at: they are read from `cells`)
 * @param previous  last year's numbers; empty when there are none, which leaves rules with PREV unjudged
 * @param changed   keys written since `before` and derived cells that changed with them; absent: check everything
 * @param before    findings before the change
 */
export function checkSheet(
  form: CompiledForm,
  cells: Cells,
  outcomes: Outcomes,
  previous: Outcomes,
  changed?: ReadonlySet<CellKey>,
  before: readonly Finding[] = []
): Finding[] {
  const sheet: Sheet = { form, cells, outcomes, previous };
  const found = changed ? checkChanged(sheet, changed, before) : checkAll(sheet);
  return inFormOrder(form, found);
}

function checkAll(sheet: Sheet): Finding[] {
  const findings: Finding[] = [];
  for (const [key, content] of sheet.cells) {
    const cell = sheet.form.cells.get(key);
    if (cell) findings.push(...checkCell(cell, content));
  }
  findings.push(...checkRows(sheet.form, sheet.cells), ...checkStated(sheet));
  for (const rule of sheet.form.rules) {
    const finding = judgeRule(rule, sheet);
    if (finding) findings.push(finding);
  }
  return findings;
}

function checkChanged(sheet: Sheet, changed: ReadonlySet<CellKey>, before: readonly Finding[]): Finding[] {
  const { form, cells } = sheet;
  const keys = withUsers(form, [...changed].map(valueKey));
  const rules = new Set<number>();
  for (const key of changed) if (!isStatedKey(key)) for (const index of form.rulesOf.get(key) ?? []) rules.add(index);
  const ruleIds = new Set([...rules].map((index) => form.rules[index]!.id));
  const rowIds = new Set([...openRowsOf(form, keys)].map((row) => `row:${row}`));
  const findings = before.filter((finding) => {
    if (finding.rule !== undefined) return !ruleIds.has(finding.rule);
    return finding.kind === 'row' ? !rowIds.has(finding.id) : !keys.has(finding.places[0]!);
  });
  for (const key of keys) {
    const cell = form.cells.get(key);
    if (cell) findings.push(...checkCell(cell, cells.get(key)));
  }
  findings.push(
    ...checkRows(form, cells, keys),
    ...checkStated(
      sheet,
      [...keys].filter((key) => cells.has(statedKey(key)))
    )
  );
  for (const index of rules) {
    const finding = judgeRule(form.rules[index]!, sheet);
    if (finding) findings.push(finding);
  }
  return findings;
}

/** The keys and all that is computed from them: the scope of an operand counts for its results, although no number moves. */
function withUsers(form: CompiledForm, keys: Iterable<CellKey>): Set<CellKey> {
  const all = new Set(keys);
  // a set that grows while it is walked is walked to its end
  for (const key of all) for (const user of form.dependents.get(key) ?? []) all.add(user);
  return all;
}

/** figures stated elsewhere that are not what the cell holds or computes */
function checkStated({ form, cells, outcomes }: Sheet, keys?: readonly CellKey[]): Finding[] {
  return compareAllStated(form, cells, outcomes, keys)
    .filter(({ outcome }) => outcome === 'wrong')
    .map((comparison) => statedFinding(form, comparison));
}

function statedFinding(form: CompiledForm, { key, index, statement, computed }: StatedComparison): Finding {
  const cell = form.cells.get(key)!;
  const shown = computed ? showOutcome(computed, cell, form) : '';
  const figure = `${statement.printed}${statement.qualifier ?? ''}${statement.uom ?? ''}`;
  return {
    id: `stated:${key}:${index}`,
    severity: 'explain',
    kind: 'stated',
    places: [key],
    operands: [{ key, previous: false, shown }],
    sides: [figure, '=', shown],
    fingerprint: `${key}=${computed?.kind === 'number' ? toText(computed.value) : ''};${figure};${statement.number}`
  };
}

/** Whatever the order of the changes was, the list is the same. */
function inFormOrder(form: CompiledForm, findings: Finding[]): Finding[] {
  if (findings.length < 2) return findings;
  const placeOf = (finding: Finding) => form.cells.get(finding.places[0]!)?.index ?? 0;
  return findings.sort(
    (a, b) =>
      Number(a.rule !== undefined) - Number(b.rule !== undefined) ||
      placeOf(a) - placeOf(b) ||
      (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}
