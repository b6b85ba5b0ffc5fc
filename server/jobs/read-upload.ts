// An uploaded file → raw workbook, or what it was recognised as; read where it can be stopped.
import { kindOfFile } from '#core/workbook/kind-of-file.ts';
import type { Profile } from '#core/workbook/answers.ts';
import type { ImportReport } from '#core/workbook/import-report.ts';
import type { RawWorkbook } from '#core/workbook/raw-workbook.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import { askWorkbook, type WorkbookSettings } from './ask-workbook.ts';

/**
 * @param bytes the whole upload; its size was limited at the door
 * @throws Problem `file-kind`, `file-unreadable`, `file-encrypted`, `file-hostile` (each with `because` or `found`), `took-too-long`
 */
export const readUpload = (bytes: Uint8Array, settings: WorkbookSettings): Promise<RawWorkbook> =>
  askWorkbook<'read'>(settings, { kind: 'read', bytes }, placeFor(bytes));

/**
 * The same, recognised as one of `forms` (definitions of published versions, the newest of each first).
 *
 * @param fileName may tell unit and period when the file does not
 */
export const reportOnUpload = (
  bytes: Uint8Array,
  fileName: string,
  forms: readonly FormDefinition[],
  settings: WorkbookSettings,
  more: { profiles?: readonly Profile[]; meant?: string | undefined } = {}
): Promise<ImportReport> =>
  askWorkbook<'report'>(settings, { kind: 'report', bytes, fileName, forms, ...more }, placeFor(bytes));

/** Looks at the first bytes and, of old containers, at the directory: refuses here what need not be read at all. */
export function placeFor(bytes: Uint8Array): 'thread' | 'process' {
  const kind = kindOfFile(bytes);
  return kind === 'zip' || kind === 'text' ? 'thread' : 'process';
}
