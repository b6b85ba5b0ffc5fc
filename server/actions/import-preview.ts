// A report beside a sheet as it stands now: line by line what would change, what may not be written, and what would become doubtful.
import { isStatedKey, statedKey, valueKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CellContent, CellValue, Statements } from '#core/forms/cell-value.ts';
import { compareStated, scopesOf } from '#core/forms/compare-stated.ts';
import type { Cells, CompiledForm } from '#core/forms/compiled-form.ts';
import { numbersOf } from '#core/forms/numbers-of.ts';
import { keepRemarks, showContent } from '#core/forms/show-content.ts';
import { showOutcome } from '#core/forms/show-outcome.ts';
import { whyNotWritable } from '#core/sheet/cell-rights.ts';
import { sameContent } from '#core/sheet/document.ts';
import { compare, readExact } from '#core/basics/exact.ts';
import { checkSheet } from '#core/validation/check-sheet.ts';
import type { Finding } from '#core/validation/finding.ts';
import type { Evidence, ImportReport } from '#core/workbook/import-report.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { readOnlyBecause, writableDepartments } from '#core/workflow/permissions.ts';
import type { EvidenceLine, ImportLine, ImportPreview } from './actions.ts';
import type { ExcelNeeds } from './excel-needs.ts';
import { departmentsOf } from './list-sheets.ts';
import type { FoundSheet } from './needs.ts';
import { previousOf } from './open-sheet.ts';

/** One cell that a report offers, with the content that would be written. */
export interface Offer {
  key: CellKey;
  content: CellContent;
  from: string;
  shownInFile: string;
  converted?: { factor: string; from: string; to: string };
}

/** Proposals and carried statements; the remarks that stand in a cell stay where the file says nothing of them. */
export function offersOf(report: ImportReport, standing: Cells): Offer[] {
  const values = report.proposals.map(({ content, ...rest }): Offer => ({
    ...rest,
    content: withStandingRemarks(content, standing.get(rest.key))
  }));
  const statements = report.statements.map(({ key, content }): Offer => {
    const shownInFile = content.stated.map((each) => each.printed).join('、');
    return { key, content, from: '', shownInFile };
  });
  return [...values, ...statements];
}

function withStandingRemarks(content: CellValue, standing: CellContent | undefined): CellValue {
  const isBare = Object.keys(content).every((name) => name === 'number' || name === 'qualifier' || name === 'text');
  if (!isBare || !standing || 'stated' in standing) return content;
  // 12.50 and 12.5 are one number: the digits as they were typed stay
  if (
    'number' in content &&
    'number' in standing &&
    sameNumber(content.number, standing.number) &&
    (content.qualifier ?? standing.qualifier) === standing.qualifier
  )
    return standing;
  return keepRemarks(content, standing);
}

function sameNumber(a: string, b: string): boolean {
  const [first, second] = [readExact(a), readExact(b)];
  return first.ok && second.ok && compare(first.value, second.value) === 0;
}

/** Evidence kept beside the computed value: one statement more, the same figure of the same file only once. */
export function statementOffer(evidence: Evidence, standing: Cells): Offer {
  const key = statedKey(evidence.key);
  const there = standing.get(key);
  const stated = there && 'stated' in there ? there.stated : [];
  const known = stated.some((each) => sameContent(each, evidence.statement));
  const content: Statements = { stated: known ? stated : [...stated, evidence.statement] };
  return { key, content, from: evidence.from, shownInFile: evidence.shownInFile };
}

export async function previewOf(
  needs: ExcelNeeds,
  actor: Actor,
  found: FoundSheet,
  report: ImportReport
): Promise<ImportPreview> {
  const { sheet, form, place, path } = found;
  const { cells, seq, stage } = await needs.live.read(sheet.id);
  const previous = (await previousOf(needs, sheet)).numbers;
  const now = { ...place, stage };
  const departments = departmentsOf(form);
  const closed = readOnlyBecause(actor, now, departments);
  const writable = writableDepartments(actor, now, departments);
  const refusal = (key: CellKey) => {
    const unlawful = whyNotWritable(form, key, writable);
    return unlawful === 'unknown-cell' || unlawful === 'not-entered' ? unlawful : (closed ?? unlawful);
  };

  const offers = offersOf(report, cells);
  const lawful = offers.filter(({ key }) => refusal(key) === undefined);
  const after = new Map<CellKey, CellContent>([...cells, ...lawful.map(({ key, content }) => [key, content] as const)]);
  const numbersAfter = numbersOf(form, after, previous);
  const before = new Set(
    checkSheet(form, cells, numbersOf(form, cells, previous), previous).map((finding) => finding.id)
  );
  const newFindings = checkSheet(form, after, numbersAfter, previous).filter((finding) => !before.has(finding.id));
  return {
    sheet: sheet.id,
    unitName: path.at(-1)?.name ?? '',
    period: sheet.period,
    stage,
    seq,
    lines: offers.map((offer) => lineOf(form, offer, cells.get(offer.key), refusal(offer.key), newFindings)),
    evidence: report.evidence.map((each) => evidenceLine(form, each, after, numbersAfter)),
    newFindings
  };
}

function lineOf(
  form: CompiledForm,
  offer: Offer,
  old: CellContent | undefined,
  reason: ImportLine['reason'],
  newFindings: readonly Finding[]
): ImportLine {
  const { key, content, ...source } = offer;
  const isSame = old !== undefined && sameContent(old, content);
  return {
    key,
    label: labelOf(form, key),
    old: old ?? null,
    new: content,
    oldShown: shown(form, key, old),
    newShown: shown(form, key, content),
    state: isSame ? 'same' : reason ? 'refused' : isNothing(old) ? 'new' : 'changes',
    ...(reason && !isSame ? { reason } : {}),
    ...source,
    findings: newFindings.filter((finding) => finding.places.includes(valueKey(key))).map((finding) => finding.id)
  };
}

const isNothing = (content: CellContent | undefined): boolean =>
  content === undefined ||
  ('nothing' in content && content.nothing === 'blank') ||
  ('stated' in content && content.stated.length === 0);

const labelOf = (form: CompiledForm, key: CellKey): string => form.cells.get(valueKey(key))?.label.zh ?? key;

function shown(form: CompiledForm, key: CellKey, content: CellContent | undefined): string {
  if (content && 'stated' in content) return content.stated.map((each) => each.printed).join('、');
  const cell = form.cells.get(valueKey(key));
  return cell && !isStatedKey(key) ? showContent(content, cell, form) : '';
}

function evidenceLine(
  form: CompiledForm,
  evidence: Evidence,
  cells: Cells,
  numbers: ReturnType<typeof numbersOf>
): EvidenceLine {
  const { key, from, shownInFile, statement } = evidence;
  const cell = form.cells.get(key);
  const computed = numbers.get(key);
  const outcome = compareStated(statement, computed, scopesOf(form, cells, key));
  return {
    key,
    label: labelOf(form, key),
    from,
    shownInFile,
    computedShown: cell && computed ? showOutcome(computed, cell, form) : '',
    outcome: outcome === 'rounded=truncated' ? 'rounded' : outcome === 'not-checkable' ? 'unknown' : outcome
  };
}
