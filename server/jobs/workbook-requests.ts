// What the workbook worker is asked, and how it answers. Runs in the worker only; the server imports its types.
import { inflateRawSync } from 'node:zlib';
import type { FormDefinition } from '#core/forms/form.ts';
import type { ImportReport } from '#core/workbook/import-report.ts';
import { kindOfFile } from '#core/workbook/kind-of-file.ts';
import type { RawWorkbook } from '#core/workbook/raw-workbook.ts';
import { readCsv } from '#core/workbook/read-csv.ts';
import { readXls } from '#core/workbook/read-xls.ts';
import { readXlsx } from '#core/workbook/read-xlsx.ts';

export type WorkbookRequest =
  | { kind: 'read'; bytes: Uint8Array }
  | { kind: 'report'; bytes: Uint8Array; fileName: string; forms: readonly FormDefinition[] };

export interface WorkbookAnswers {
  read: RawWorkbook;
  report: ImportReport;
}

export async function answerRequest(request: WorkbookRequest): Promise<WorkbookAnswers[WorkbookRequest['kind']]> {
  switch (request.kind) {
    case 'read':
      return readAny(request.bytes);
    case 'report':
      throw new Error('not yet');
  }
}

const inflate = (deflated: Uint8Array, maxBytes: number): Uint8Array =>
  inflateRawSync(deflated, { maxOutputLength: maxBytes });

function readAny(bytes: Uint8Array): RawWorkbook {
  const kind = kindOfFile(bytes);
  if (kind === 'zip') return readXlsx(bytes, inflate);
  return kind === 'text' ? readCsv(bytes) : readXls(bytes, kind);
}
