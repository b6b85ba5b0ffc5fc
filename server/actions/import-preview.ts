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
import { asIssued, isEmpty, sameOrEmpty, type Issue, type Issued } from './returned-file.ts';

/** One cell that a report offers, with the content that would be written. */
export interface Offer {
  key: CellKey;
  content: CellContent;
  from: string;
  shownInFile: string;
  converted?: { factor: string; from: string; to: string };
  /** what was done to it in a file that was downloaded from this sheet; absent: it is none */
  touch?: 'untouched' | 'changed' | 'emptied';
}

/**
 * Proposals, cells that were emptied in a file of ours, and carried statements; the remarks that stand in a cell stay where the file says
 * nothing of them.
 *
 * @param issued how the sheet stood when the file was downloaded from it; undefined: the file is no download of this sheet
 */
export function offersOf(report: ImportReport, standing: Cells, issued: Issued | undefined): Offer[] {
  const values = report.proposals.map(({ content, ...rest }): Offer => ({
    ...rest,
    content: withStandingRemarks(content, standing.get(rest.key)),
    ...(issued ? { touch: touchOf(content, rest.key, issued) } : {})
  }));
  const statements = report.statements.map(({ key, content }): Offer => {
    const shownInFile = content.stated.map((each) => each.printed).join('、');
    return {
      key,
      content,
      from: '',
      shownInFile,
      ...(issued ? { touch: sameOrEmpty(issued.cells.get(key), content) ? 'untouched' : 'changed' } : {})
    };
  });
  return [...values, ...(issued ? emptiedOffers(report, issued) : []), ...statements];
}

/** Read back with the remarks that it had, it is what was issued: nobody touched it in the file. */
function touchOf(returned: CellValue, key: CellKey, { cells }: Issued): Offer['touch'] {
  const issued = cells.get(key);
  return sameOrEmpty(withStandingRemarks(returned, issued), issued) ? 'untouched' : 'changed';
}

const emptiedOffers = (report: ImportReport, { cells }: Issued): Offer[] =>
  (report.emptied ?? []).flatMap(({ key, from }): Offer[] =>
    isEmpty(cells.get(key)) ? [] : [{ key, from, shownInFile: '', content: { nothing: 'blank' }, touch: 'emptied' }]
  );

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
  report: ImportReport,
  issue: Issue | undefined
): Promise<ImportPreview> {
  const { sheet, form, place, path } = found;
  const { cells, seq, stage } = await needs.live.read(sheet.id);
  const isReturned = issue?.sheet === sheet.id;
  const issued = isReturned ? await asIssued(needs.storage, issue, cells) : undefined;
  const previous = (await previousOf(needs, sheet)).numbers;
  const now = { ...place, stage };
  const departments = departmentsOf(form);
  const closed = readOnlyBecause(actor, now, departments);
  const writable = writableDepartments(actor, now, departments);
  const refusal = (key: CellKey) => {
    const unlawful = whyNotWritable(form, key, writable);
    return unlawful === 'unknown-cell' || unlawful === 'not-entered' ? unlawful : (closed ?? unlawful);
  };

  const offers = offersOf(report, cells, issued).map((offer) => ({
    offer,
    state: stateOf(offer, cells.get(offer.key), refusal(offer.key), issued)
  }));
  const lawful = offers.flatMap(({ offer, state }) => (state === 'new' || state === 'changes' ? [offer] : []));
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
    ...(issued && issue ? { issued: { at: issue.at, by: issue.by } } : {}),
    ...(issue && !isReturned ? await issuedFor(needs, issue) : {}),
    lines: offers.map(({ offer, state }) => lineOf({ form, cells, issued, newFindings, refusal }, offer, state)),
    evidence: report.evidence.map((each) => evidenceLine(form, each, after, numbersAfter)),
    newFindings
  };
}

async function issuedFor({ storage }: ExcelNeeds, issue: Issue): Promise<Pick<ImportPreview, 'issuedFor'>> {
  const sheet = await storage.sheets.byId(issue.sheet);
  const unit = sheet && (await storage.units.byId(sheet.unit));
  return sheet && unit ? { issuedFor: { unitName: unit.name, period: sheet.period } } : {};
}

function stateOf(
  offer: Offer,
  now: CellContent | undefined,
  refusal: ImportLine['reason'],
  issued: Issued | undefined
): ImportLine['state'] {
  const { key, content, touch } = offer;
  if (touch === 'untouched') return 'untouched';
  if (now === undefined ? touch === 'emptied' : sameContent(now, content) || (touch === 'emptied' && isEmpty(now)))
    return 'same';
  if (refusal) return 'refused';
  // whatever was written since the download was not seen by who changed the file
  if (issued?.since.has(key) && !sameOrEmpty(issued.cells.get(key), now)) return 'conflict';
  if (touch === 'emptied') return 'clears';
  return isEmpty(now) ? 'new' : 'changes';
}

interface Beside {
  form: CompiledForm;
  cells: Cells;
  issued: Issued | undefined;
  newFindings: readonly Finding[];
  refusal(key: CellKey): ImportLine['reason'];
}

function lineOf(
  { form, cells, issued, newFindings, refusal }: Beside,
  offer: Offer,
  state: ImportLine['state']
): ImportLine {
  const { key, content, touch: _, ...source } = offer;
  const old = cells.get(key);
  const reason = state === 'refused' ? refusal(key) : undefined;
  const before = issued?.cells.get(key);
  const since = issued?.since.get(key);
  return {
    key,
    label: labelOf(form, key),
    old: old ?? null,
    new: content,
    oldShown: shown(form, key, old),
    newShown: shown(form, key, content),
    state,
    ...(reason ? { reason } : {}),
    ...(since && !sameOrEmpty(before, old)
      ? { issuedShown: shown(form, key, before), changedBy: { name: since.personName, at: since.at } }
      : {}),
    ...source,
    findings: newFindings.filter((finding) => finding.places.includes(valueKey(key))).map((finding) => finding.id)
  };
}

const labelOf = (form: CompiledForm, key: CellKey): string => form.cells.get(valueKey(key))?.label.zh ?? key;

function shown(form: CompiledForm, key: CellKey, content: CellContent | undefined): string {
  if (content && 'stated' in content) return content.stated.map((each) => each.printed).join('、');
  const cell = form.cells.get(valueKey(key));
  return cell && !isStatedKey(key) ? showContent(content, cell, form) : '';
}

export function evidenceLine(
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
