// Answers to what could not be told of a file: kept for the next file of its kind, and the file is read again with them.
import type { ImportId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import type { Answers } from '#core/workbook/answers.ts';
import type { ImportReport } from '#core/workbook/import-report.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { storedReportOf } from '#server/jobs/read-import.ts';
import { findImport, jobFor, type ExcelNeeds } from './excel-needs.ts';

/**
 * @param given question → code of a row, '' for none of the form's; of the question `none`: `zero` or `notApplicable`.
 *   Questions that are not answered stay open. `malformed` for what was not asked, or an answer that was not offered.
 */
export async function answerImport(
  needs: ExcelNeeds,
  actor: Actor,
  id: ImportId,
  given: Readonly<Record<string, string>>
): Promise<void> {
  const { storage, clock } = needs;
  const row = await findImport(needs, actor, id);
  const report = storedReportOf(row)?.report;
  if (!report?.form || report.layout === undefined) throw new Problem('not-found', { what: 'report' });
  if (row.state !== 'ready' && row.state !== 'undone') throw new Problem('already-exists', { what: 'import' });
  const answers = checked(report, given);
  const { id: form } = report.form;
  const { layout } = report;
  const known = (await storage.importProfiles.of(actor.person)).find(
    (profile) => profile.form === form && profile.layout === layout
  )?.answers as Answers | undefined;
  const now = clock();
  await storage.transaction(async (inside) => {
    await inside.importProfiles.put({
      person: actor.person,
      form,
      layout,
      answers: { ...known, ...answers, rows: { ...known?.rows, ...answers.rows } } satisfies Answers,
      changedAt: now
    });
    await inside.imports.change(id, { state: 'waiting' });
    await inside.jobs.add(jobFor('read-import', id, now));
  });
  storage.feed.announce({ kind: 'job' });
}

function checked({ questions = [] }: ImportReport, given: Readonly<Record<string, string>>): Answers {
  const rows: Record<string, string | null> = {};
  let none: Answers['none'];
  for (const [id, answer] of Object.entries(given)) {
    const question = questions.find((each) => each.id === id);
    if (question?.kind === 'none' && (answer === 'zero' || answer === 'notApplicable')) none = answer;
    else if (question?.kind === 'row' && (answer === '' || question.candidates.includes(answer)))
      rows[id] = answer === '' ? null : answer;
    else throw new Problem('malformed', { field: 'answers', why: 'not-asked' });
  }
  return { rows, ...(none === undefined ? {} : { none }) };
}
