// An import as its page shows it: what the file holds, and what would happen to a sheet as it stands now.
import type { ImportId, SheetId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import type { ImportReport } from '#core/workbook/import-report.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { writableDepartments } from '#core/workflow/permissions.ts';
import { storedReportOf } from '#server/jobs/read-import.ts';
import type { Sheet, Unit } from '#server/storage/storage.ts';
import type { ImportPage } from './actions.ts';
import { findImport, type ExcelNeeds } from './excel-needs.ts';
import { departmentsOf } from './list-sheets.ts';
import { findSheet, pathsOf } from './needs.ts';
import { previewOf } from './import-preview.ts';
import { issueOf, type Issue } from './returned-file.ts';

export async function getImport(needs: ExcelNeeds, actor: Actor, id: ImportId, chosen?: SheetId): Promise<ImportPage> {
  const row = await findImport(needs, actor, id);
  const stored = storedReportOf(row);
  const report = stored?.report ?? null;
  const isOpen = row.state === 'ready' || row.state === 'undone' || row.state === 'writing'; // the last: a crash left it
  const issue = report && isOpen ? await issueOf(needs.storage, report) : undefined;
  const found = report && isOpen ? await sheetsFor(needs, actor, report, issue, row.fileName) : [];
  const sheet = chosen ?? row.sheet ?? (found[0]?.isSure ? found[0].id : undefined);
  const preview =
    report?.form && isOpen && sheet !== undefined ? await previewFor(needs, actor, report, sheet, issue) : null;
  return {
    ...row,
    report,
    preview,
    sheets: found.map(({ id: sheetId, unitName, period }) => ({ id: sheetId, unitName, period }))
  };
}

/** `not-found` when the actor may not read the sheet; a sheet of another form cannot be compared. */
async function previewFor(
  needs: ExcelNeeds,
  actor: Actor,
  report: ImportReport,
  id: SheetId,
  issue: Issue | undefined
) {
  const found = await findSheet(needs, actor, id);
  if (found.sheet.form !== report.form?.id) return null;
  return previewOf(needs, actor, found, report, issue);
}

interface Candidate {
  id: SheetId;
  unitName: string;
  period: Sheet['period'];
  /** the file names this unit and this period */
  isSure: boolean;
  rank: number;
}

/** Sheets of the recognised form that the actor may write now, best guess first. */
async function sheetsFor(
  { storage, forms }: ExcelNeeds,
  actor: Actor,
  report: ImportReport,
  issue: Issue | undefined,
  fileName: string
): Promise<Candidate[]> {
  if (!report.form) return [];
  const units = new Map((await storage.units.list()).map((unit) => [unit.id, unit]));
  const paths = pathsOf([...units.values()]);
  const candidates: Candidate[] = [];
  for (const sheet of await storage.sheets.list({ form: report.form.id })) {
    const unit = units.get(sheet.unit);
    const path = paths.get(sheet.unit)?.map((each) => each.id);
    if (!unit || !path) continue;
    const form = await forms(sheet.form, sheet.version);
    if (writableDepartments(actor, { unitPath: path, stage: sheet.stage }, departmentsOf(form)).length === 0) continue;
    candidates.push(candidate(report, sheet, unit, issue, plain(fileName)));
  }
  candidates.sort((a, b) => b.rank - a.rank || (a.period < b.period ? 1 : a.period > b.period ? -1 : 0));
  const [first, second] = candidates;
  // two units of one name: the person says which
  if (first && second && first.rank === second.rank) return candidates.map((each) => ({ ...each, isSure: false }));
  if (first && !second) return [{ ...first, isSure: true }];
  return candidates;
}

function candidate(
  { guess }: ImportReport,
  sheet: Sheet,
  unit: Unit,
  issue: Issue | undefined,
  fileName: string
): Candidate {
  if (issue?.sheet === sheet.id)
    return { id: sheet.id, unitName: unit.name, period: sheet.period, isSure: true, rank: 9 };
  const byCode = guess.unitCode !== null && guess.unitCode === unit.code;
  const said = guess.unitName === null ? undefined : plain(guess.unitName);
  const name = plain(unit.name);
  const byName =
    said !== undefined && guess.unitCode === null && (said === name || said.startsWith(name) || name.startsWith(said));
  const byPeriod = guess.period === sheet.period;
  // nothing in it says whose it is: 盐津县.xlsx, and of 昭通市盐津县 the last
  const end = guess.unitCode === null && said === undefined && name.length > 1 ? endIn(fileName, name) : 0;
  const isUnit = byCode || byName || end > 0;
  return {
    id: sheet.id,
    unitName: unit.name,
    period: sheet.period,
    isSure: isUnit && byPeriod,
    rank: (byCode ? 4 : said === name ? 3 : byName ? 2 : end > 0 ? 1 + end / 1_000 : 0) + (byPeriod ? 1 : 0)
  };
}

/** where a name ends in a text, 0 when it is not there */
function endIn(text: string, name: string): number {
  const at = text.lastIndexOf(name);
  return at < 0 ? 0 : at + name.length;
}

/** 演示 in brackets and spaces say nothing about which unit it is */
const plain = (name: string): string => name.replace(/[（(][^（）()]*[）)]/g, '').replace(/\s+/g, '');

/** The report that can still be written from; `already-exists` when it was, `not-found` before it was read. */
export async function openReport(needs: ExcelNeeds, actor: Actor, id: ImportId) {
  const row = await findImport(needs, actor, id);
  const stored = storedReportOf(row);
  if (!stored?.report.form) throw new Problem('not-found', { what: 'report' });
  if (row.state === 'written') throw new Problem('already-exists', { what: 'import' });
  return { row, stored, report: stored.report };
}
