// What the workbook worker is asked, and how it answers. Runs in the worker only; the server imports its types.
import { inflateRawSync } from 'node:zlib';
import { assert } from '#core/basics/assert.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import { compileForm } from '#core/forms/compile-form.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import { numbersOf } from '#core/forms/numbers-of.ts';
import { outcomesFromTexts, type OutcomeText } from '#core/forms/outcome-text.ts';
import type { Period } from '#core/places/period.ts';
import type { ImportReport } from '#core/workbook/import-report.ts';
import { kindOfFile } from '#core/workbook/kind-of-file.ts';
import { layOutSheet } from '#core/workbook/lay-out.ts';
import { layOutTotals } from '#core/workbook/lay-out-totals.ts';
import type { RawWorkbook } from '#core/workbook/raw-workbook.ts';
import { readCsv } from '#core/workbook/read-csv.ts';
import { readXlsx } from '#core/workbook/read-xlsx.ts';
import { recognise } from '#core/workbook/recognise.ts';
import { toReport } from '#core/workbook/to-proposals.ts';

type ContentTexts = readonly (readonly [CellKey, CellContent])[];
type NumberTexts = readonly (readonly [CellKey, OutcomeText])[];

/** `at`: ms since 1970, printed into the file */
export interface SheetRequest {
  kind: 'write-sheet';
  definition: FormDefinition;
  cells: ContentTexts;
  previous: NumberTexts;
  unit?: { code: string; name: string };
  period?: Period;
  seq?: number;
  at: number;
}

export interface TotalsRequest {
  kind: 'write-totals';
  definition: FormDefinition;
  unitName: string;
  period: Period;
  units: readonly {
    name: string;
    code: string;
    stage: string;
    seq: number;
    cells: ContentTexts;
    previous: NumberTexts;
  }[];
  totals: NumberTexts;
  previousTotals: NumberTexts;
  ways: readonly (readonly [CellKey, 'sum' | 'max' | 'min'])[];
  facts: readonly (readonly [string, string])[];
  missing: readonly (readonly [string, string])[];
  at: number;
}

export type WorkbookRequest =
  | { kind: 'read'; bytes: Uint8Array }
  | { kind: 'report'; bytes: Uint8Array; fileName: string; forms: readonly FormDefinition[] }
  | SheetRequest
  | TotalsRequest;

export interface WorkbookAnswers {
  read: RawWorkbook;
  report: ImportReport;
  'write-sheet': Uint8Array;
  'write-totals': Uint8Array;
}

export async function answerRequest(request: WorkbookRequest): Promise<WorkbookAnswers[WorkbookRequest['kind']]> {
  switch (request.kind) {
    case 'read':
      return readAny(request.bytes);
    case 'report': {
      const book = await readAny(request.bytes);
      const found = recognise(book, request.forms.map(compile), request.fileName);
      return toReport(book, found, request.fileName);
    }
    case 'write-sheet':
      return writeSheet(request);
    case 'write-totals':
      return writeTotals(request);
  }
}

const inflate = (deflated: Uint8Array, maxBytes: number): Uint8Array =>
  inflateRawSync(deflated, { maxOutputLength: maxBytes });

// The two large libraries are loaded only where they are needed: a worker answers one request and starts anew for the next.
const writer = () => import('#core/workbook/write-xlsx.ts');
const oldReader = () => import('#core/workbook/read-xls.ts');

async function readAny(bytes: Uint8Array): Promise<RawWorkbook> {
  const kind = kindOfFile(bytes);
  if (kind === 'zip') return readXlsx(bytes, inflate);
  return kind === 'text' ? readCsv(bytes) : (await oldReader()).readXls(bytes, kind);
}

function compile(definition: FormDefinition): CompiledForm {
  const compiled = compileForm(definition);
  assert(compiled.ok, `published form ${definition.id} ${definition.version} does not compile`);
  return compiled.value;
}

async function writeSheet({
  definition,
  cells: contents,
  previous: before,
  unit,
  period,
  seq,
  at
}: SheetRequest): Promise<Uint8Array> {
  const form = compile(definition);
  const cells = new Map(contents);
  const previous = outcomesFromTexts(before);
  const book = layOutSheet({
    form,
    cells,
    previous,
    numbers: numbersOf(form, cells, previous),
    ...(unit ? { unit } : {}),
    ...(period === undefined ? {} : { period }),
    ...(seq === undefined ? {} : { seq })
  });
  return (await writer()).writeXlsx(book, at);
}

async function writeTotals(request: TotalsRequest): Promise<Uint8Array> {
  const form = compile(request.definition);
  const units = request.units.map((unit) => {
    const cells = new Map(unit.cells);
    const previous = outcomesFromTexts(unit.previous);
    return { ...unit, cells, previous, numbers: numbersOf(form, cells, previous) };
  });
  const book = layOutTotals({
    form,
    unitName: request.unitName,
    period: request.period,
    units,
    totals: outcomesFromTexts(request.totals),
    previousTotals: outcomesFromTexts(request.previousTotals),
    ways: new Map(request.ways),
    facts: request.facts,
    missing: request.missing
  });
  return (await writer()).writeXlsx(book, request.at);
}
