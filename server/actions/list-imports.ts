// My imports, newest first.
import type { Actor } from '#core/workflow/actor.ts';
import type { ImportRow } from '#server/storage/storage.ts';
import type { ExcelNeeds } from './excel-needs.ts';

export const listImports = ({ storage }: ExcelNeeds, actor: Actor): Promise<Omit<ImportRow, 'report'>[]> =>
  storage.imports.list(actor.person);
