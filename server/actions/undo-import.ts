// Taking an import back: where what it wrote still stands, what stood before is written again.
import type { ImportId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { undoImport as undoInSheet } from '#server/jobs/apply-import.ts';
import { storedReportOf } from '#server/jobs/read-import.ts';
import type { WriteOutcome } from './actions.ts';
import { findImport, type ExcelNeeds } from './excel-needs.ts';
import { findSheet } from './needs.ts';

/** `not-found` when nothing was written by it. An import that a crash left half written can be taken back too. */
export async function undoImport(needs: ExcelNeeds, actor: Actor, id: ImportId): Promise<WriteOutcome> {
  const row = await findImport(needs, actor, id);
  const applied = storedReportOf(row)?.applied;
  if (!applied || (row.state !== 'written' && row.state !== 'writing'))
    throw new Problem('not-found', { what: 'written import' });
  await findSheet(needs, actor, applied.sheet);
  return undoInSheet(needs, actor, row, applied);
}
