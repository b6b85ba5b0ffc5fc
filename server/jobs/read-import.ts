// Job read-import: the uploaded file → its report. Nothing touches a sheet.
import { Problem } from '#core/basics/problem.ts';
import type { ImportId } from '#core/basics/ids.ts';
import { isProblem } from '#core/basics/problem.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import type { Answers, Profile } from '#core/workbook/answers.ts';
import type { ImportReport } from '#core/workbook/import-report.ts';
import type { Cabinets, ImportRow } from '#server/storage/storage.ts';
import type { AppliedImport } from './apply-import.ts';
import type { JobNeeds } from './kinds.ts';
import { reportOnUpload } from './read-upload.ts';
import { unpackImport } from './unpack-import.ts';

/** What stands in an import's `report`. */
export interface StoredReport {
  report: ImportReport;
  /** what was written, once it was */
  applied: AppliedImport | null;
}

export const storedReportOf = (row: ImportRow): StoredReport | null => row.report as StoredReport | null;

export async function readImport(needs: JobNeeds, id: ImportId): Promise<void> {
  const { storage, workbook } = needs;
  const row = await storage.imports.byId(id);
  // done already (the job was left over from a crash between its last two steps), or taken away meanwhile
  if (!row || (row.state !== 'waiting' && row.state !== 'reading')) return;
  await storage.imports.change(id, { state: 'reading' });
  const bytes = await storage.blobs.get(row.blob);
  if (!bytes) throw new Problem('not-found', { what: 'file' }); // gone from the folder: the person sends it again
  const forms = await formsFor(storage, row);
  const meant = row.sheet === null ? undefined : (await storage.sheets.byId(row.sheet))?.form;
  const profiles = (await storage.importProfiles.of(row.person)).map(({ form, layout, answers }): Profile => ({
    form,
    layout,
    answers: answers as Answers
  }));
  const report = await reportOnUpload(bytes, row.fileName, forms, workbook, { profiles, meant }).catch(
    (problem: unknown) => {
      if (isZipOfFiles(problem)) return undefined;
      throw problem;
    }
  );
  if (!report) {
    await unpackImport(needs, row, bytes);
    return;
  }
  const stored: StoredReport = { report, applied: null };
  await storage.imports.change(id, { state: 'ready', report: stored });
}

const isZipOfFiles = (problem: unknown): boolean =>
  isProblem(problem) && problem.code === 'file-kind' && problem.parameters['found'] === 'zip';

/** Versions that may be meant: that of the sheet first, if the person named one; then all others, the newest of each form first. */
async function formsFor(storage: Pick<Cabinets, 'forms' | 'sheets'>, row: ImportRow): Promise<FormDefinition[]> {
  const listed = await storage.forms.list();
  const sheet = row.sheet === null ? undefined : await storage.sheets.byId(row.sheet);
  const isSheets = (form: { id: string; version: number }) => form.id === sheet?.form && form.version === sheet.version;
  const ordered = [...listed.filter(isSheets), ...listed.filter((form) => !isSheets(form))];
  const definitions = await Promise.all(ordered.map(({ id, version }) => storage.forms.get(id, version)));
  return definitions.flatMap((definition) => definition ?? []);
}
