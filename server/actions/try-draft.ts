// A draft tried on a filled file: what an import would find in it, what the totals say, which rules would be broken. Nothing is written.
import type { DraftId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import { openForm } from '#core/forms/read-form.ts';
import { numbersOf } from '#core/forms/numbers-of.ts';
import { proposeForm } from '#core/draft/propose-form.ts';
import { checkSheet } from '#core/validation/check-sheet.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { reportOnUpload } from '#server/jobs/read-upload.ts';
import type { DraftTrial } from './actions.ts';
import { findDraft, inTurn, paperOf, sourceOf, type DraftNeeds } from './draft-needs.ts';
import { evidenceLine } from './import-preview.ts';
import { invalidForm } from './publish-form.ts';
import { readAnswers } from './read-answers.ts';
import { mostUploadBytes } from './start-import.ts';

/** so many lines of one kind say enough; the counts are of all */
const mostLines = 200;

/** @param file null: the official workbook itself, when it is a filled one */
export async function tryDraft(
  needs: DraftNeeds,
  actor: Actor,
  id: DraftId,
  file: { fileName: string; bytes: Uint8Array } | null
): Promise<DraftTrial> {
  const draft = await findDraft(needs, actor, id);
  const bytes = file?.bytes ?? (await needs.storage.blobs.get(draft.blob));
  if (!bytes) throw new Problem('not-found', { what: 'file' });
  if (bytes.length > mostUploadBytes) throw new Problem('file-too-large', { mostBytes: mostUploadBytes });
  const { definition } = proposeForm(sourceOf(needs, draft, await paperOf(needs, draft)), readAnswers(draft.answers));
  const opened = openForm(definition);
  if (!opened.ok) throw invalidForm(opened.error);
  const form = opened.value;
  const report = await inTurn(() =>
    reportOnUpload(bytes, file?.fileName ?? draft.fileName, [form.definition], needs.workbook)
  );
  const cells = new Map<CellKey, CellContent>(report.proposals.map(({ key, content }) => [key, content]));
  const none = new Map();
  const numbers = numbersOf(form, cells, none);
  const entered = [...form.cells.values()].filter((cell) => cell.kind === 'entered');
  const evidence = report.evidence.map((each) => evidenceLine(form, each, cells, numbers));
  const findings = checkSheet(form, cells, numbers, none);
  return {
    fileName: file?.fileName ?? draft.fileName,
    recognised: report.form !== null,
    share: report.form?.share ?? 0,
    entered: entered.length,
    found: report.proposals.length,
    evidence: evidence.length,
    agree: evidence.filter(({ outcome }) => outcome !== 'wrong' && outcome !== 'unknown').length,
    wrong: evidence.filter(({ outcome }) => outcome === 'wrong').slice(0, mostLines),
    problems: report.problems.slice(0, mostLines),
    problemCount: report.problems.length,
    findings: findings.slice(0, mostLines),
    findingCount: findings.length
  };
}
