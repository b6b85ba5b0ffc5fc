// The kinds of jobs: what is done for each, and what the person sees when it cannot be done.
import type { ExportId, ImportId, PersonId } from '#core/basics/ids.ts';
import type { CompiledForms } from '#server/storage/compiled-forms.ts';
import type { JobRow, Storage } from '#server/storage/storage.ts';
import type { WorkbookSettings } from './ask-workbook.ts';
import { readImport } from './read-import.ts';
import type { TemplatePlans } from './template-plans.ts';
import { writeExport } from './write-export.ts';

export interface JobNeeds {
  storage: Storage;
  forms: CompiledForms;
  clock: () => number;
  workbook: WorkbookSettings;
}

export interface ExportNeeds extends JobNeeds {
  plans: TemplatePlans;
}

/** code and parameters as stored with an import or an export; `mistake` is one of ours */
export type FailedBecause = { code: string; parameters: Record<string, unknown> };

interface Kind {
  /** who asked; undefined: it was taken away meanwhile */
  personOf(needs: ExportNeeds, subject: string): Promise<PersonId | undefined>;
  /** May run again after a crash: what it does twice must end as what it does once. */
  run(needs: ExportNeeds, subject: string): Promise<void>;
  fail(needs: ExportNeeds, subject: string, because: FailedBecause): Promise<void>;
}

export const kinds: Readonly<Record<JobRow['kind'], Kind>> = {
  'read-import': {
    personOf: async ({ storage }, subject) => (await storage.imports.byId(subject as ImportId))?.person,
    run: (needs, subject) => readImport(needs, subject as ImportId),
    fail: ({ storage }, subject, problem) => storage.imports.change(subject as ImportId, { state: 'failed', problem })
  },
  'write-export': {
    personOf: async ({ storage }, subject) => (await storage.exports.byId(subject as ExportId))?.person,
    run: (needs, subject) => writeExport(needs, subject as ExportId),
    fail: ({ storage }, subject, problem) => storage.exports.change(subject as ExportId, { state: 'failed', problem })
  }
};
