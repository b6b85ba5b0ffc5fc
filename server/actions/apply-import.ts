// Writing what a person chose of an import, by the same intake as typing; and taking it back.
import type { ImportId, SheetId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import { statedKey, type CellKey } from '#core/forms/cell-key.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { applyImport as applyToSheet } from '#server/jobs/apply-import.ts';
import type { WriteOutcome } from './actions.ts';
import type { ExcelNeeds } from './excel-needs.ts';
import { openReport } from './get-import.ts';
import { offersOf, statementOffer } from './import-preview.ts';
import { findSheet } from './needs.ts';
import { asIssued, issueOf } from './returned-file.ts';

/**
 * Chosen keys that the report does not offer are refused as `unknown-cell`; the others are written as far as the intake takes them.
 * `~stated` keys of evidence keep the file's figure beside the computed one. Of a file that was downloaded from this sheet, cells that nobody
 * changed in it are not offered, and whoever has not seen a preview (`seq`) overwrites nothing that was written since the download.
 */
export async function applyImport(
  needs: ExcelNeeds,
  actor: Actor,
  id: ImportId,
  choice: { sheet: SheetId; keys: readonly CellKey[]; seq?: number }
): Promise<WriteOutcome> {
  const { row, stored, report } = await openReport(needs, actor, id);
  const { sheet, form } = await findSheet(needs, actor, choice.sheet);
  if (sheet.form !== report.form?.id) throw new Problem('malformed', { field: 'sheet', why: 'another-form' });
  if (choice.keys.length === 0 || choice.keys.length > 2 * form.cells.size)
    throw new Problem('malformed', { field: 'keys' });
  const { cells } = await needs.live.read(sheet.id);
  const issue = await issueOf(needs.storage, report);
  const issued = issue?.sheet === sheet.id ? await asIssued(needs.storage, issue, cells) : undefined;
  const touched = offersOf(report, cells, issued).filter(({ touch }) => touch !== 'untouched');
  const offers = new Map(touched.map((offer) => [offer.key, offer]));
  for (const evidence of report.evidence) {
    if (!offers.has(statedKey(evidence.key))) offers.set(statedKey(evidence.key), statementOffer(evidence, cells));
  }
  const keys = [...new Set(choice.keys)];
  const chosen = keys.flatMap((key) => offers.get(key) ?? []);
  const unknown = keys.filter((key) => !offers.has(key)).map((key) => ({ key, reason: 'unknown-cell' as const }));
  const writes = chosen.map(({ key, content }) => ({ key, content }));
  const outcome = await applyToSheet(needs, actor, row, stored, sheet.id, writes, choice.seq ?? (issued && issue?.seq));
  return { ...outcome, refused: [...outcome.refused, ...unknown] };
}
