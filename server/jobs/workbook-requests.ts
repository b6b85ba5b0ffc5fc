// What the workbook worker is asked, and how it answers. Runs in the worker only; the server imports its types.
import { constants, deflateRawSync } from 'node:zlib';
import { assert } from '#core/basics/assert.ts';
import type { ProblemCode, ProblemParameters } from '#core/basics/problem.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import { compileForm } from '#core/forms/compile-form.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import { numbersOf } from '#core/forms/numbers-of.ts';
import { outcomesFromTexts, type OutcomeText } from '#core/forms/outcome-text.ts';
import type { Period } from '#core/places/period.ts';
import type { Profile } from '#core/workbook/answers.ts';
import type { ImportReport } from '#core/workbook/import-report.ts';
import { kindOfFile } from '#core/workbook/kind-of-file.ts';
import { placeTemplate, type DeclaredPlaces } from '#core/workbook/place-template.ts';
import { layOutSheet } from '#core/workbook/lay-out.ts';
import { layOutTotals, type UnitToLay } from '#core/workbook/lay-out-totals.ts';
import type { RawWorkbook } from '#core/workbook/raw-workbook.ts';
import { readCsv } from '#core/workbook/read-csv.ts';
import { readXlsx } from '#core/workbook/read-xlsx.ts';
import { recognise } from '#core/workbook/recognise.ts';
import type { FoundMap, TemplateMap } from '#core/workbook/template-map.ts';
import { planTemplate, type TemplatePlan } from '#core/workbook/template-plan.ts';
import { placesOf } from '#core/workbook/template-values.ts';
import { toReport } from '#core/workbook/to-proposals.ts';
import { filesIn } from '#core/workbook/unpack.ts';

import { pack } from './pack.ts';
import { reviewLines, type Explained } from './review-lines.ts';

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
  stamp?: string;
  at: number;
}

export interface TotalsRequest {
  kind: 'write-totals';
  definition: FormDefinition;
  unitName: string;
  period: Period;
  units: readonly UnitToLay[];
  totals: NumberTexts;
  previousTotals: NumberTexts;
  ways: readonly (readonly [CellKey, 'sum' | 'max' | 'min'])[];
  facts: readonly (readonly [string, string])[];
  missing: readonly (readonly [string, string])[];
  asked: number;
  code: string;
  at: number;
}

/** What the worker asks its asker for while it writes many sheets, one at a time. */
export interface FiguresText {
  cells: ContentTexts;
  previous: NumberTexts;
  explanations: readonly Explained[];
}

/** What the asker does for the worker meanwhile. */
export interface Partner {
  /** figures of the unit with this index */
  figuresOf(index: number): Promise<FiguresText>;
  /** takes a piece of the file that is being written; pieces come in order */
  take(bytes: Uint8Array): Promise<void>;
  /** takes a file of a zip that is unpacked */
  file(file: FileOfZip): Promise<void>;
}

/** Problems travel as code and parameters. */
export interface FileOfZip {
  name: string;
  content: { bytes: Uint8Array } | { problem: { code: ProblemCode; parameters: ProblemParameters } };
}

export type WorkbookRequest =
  /** `looks`: also how the cells look */
  | { kind: 'read'; bytes: Uint8Array; looks?: boolean }
  | { kind: 'unpack'; bytes: Uint8Array }
  | {
      kind: 'report';
      bytes: Uint8Array;
      fileName: string;
      forms: readonly FormDefinition[];
      profiles?: readonly Profile[];
      /** id of the form of the sheet that somebody named */
      meant?: string | undefined;
    }
  /** where the cells of the form stand in an official workbook */
  | { kind: 'place-template'; bytes: Uint8Array; definition: FormDefinition; declared: DeclaredPlaces }
  /** the workbook cut at the cells of the map, proved: see template-plan.ts */
  | { kind: 'plan-template'; bytes: Uint8Array; map: TemplateMap }
  | SheetRequest
  | TotalsRequest;

export interface WorkbookAnswers {
  read: RawWorkbook;
  /** the files themselves went to the partner one by one */
  unpack: { files: number };
  report: ImportReport;
  'place-template': FoundMap;
  'plan-template': TemplatePlan;
  'write-sheet': Uint8Array;
  /** the file itself went to the partner piece by piece */
  'write-totals': { bytes: number };
}

export async function answerRequest(
  request: WorkbookRequest,
  partner: Partner
): Promise<WorkbookAnswers[WorkbookRequest['kind']]> {
  switch (request.kind) {
    case 'read':
      return readAny(request.bytes, request.looks);
    case 'unpack':
      return unpack(request.bytes, partner);
    case 'report': {
      const book = await readAny(request.bytes);
      const found = recognise(book, request.forms.map(compile), request.fileName, {
        ...(request.profiles ? { profiles: request.profiles } : {}),
        meant: request.meant
      });
      return toReport(book, found, request.fileName);
    }
    case 'place-template':
      return placeTemplate(
        readXlsx(request.bytes, inflate, undefined, { checksum }),
        compile(request.definition),
        request.declared
      );
    case 'plan-template':
      return planTemplate(request.bytes, placesOf(request.map), pack);
    case 'write-sheet':
      return writeSheet(request);
    case 'write-totals':
      return writeTotals(request, partner);
  }
}

const { inflate, checksum } = pack;

async function unpack(bytes: Uint8Array, partner: Partner): Promise<{ files: number }> {
  let files = 0;
  for (const { name, content } of filesIn(bytes, inflate)) {
    files++;
    const told =
      'bytes' in content
        ? { bytes: content.bytes.slice() }
        : { problem: { code: content.problem.code, parameters: content.problem.parameters } };
    await partner.file({ name, content: told });
  }
  return { files };
}

// The large libraries are loaded only where they are needed: a worker answers one request and starts anew for the next.
const writer = () => import('#core/workbook/write-xlsx.ts');
const bookWriter = () => import('#core/workbook/write-book.ts');
const oldReader = () => import('#core/workbook/read-xls.ts');

async function readAny(bytes: Uint8Array, looks = false): Promise<RawWorkbook> {
  const kind = kindOfFile(bytes);
  if (kind === 'zip') return readXlsx(bytes, inflate, undefined, { looks, checksum });
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
  stamp,
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
    ...(seq === undefined ? {} : { seq }),
    ...(stamp === undefined ? {} : { stamp })
  });
  return (await writer()).writeXlsx(book, at);
}

/** Pieces are handed on in this size: each is a message and a write to the disk. */
const pieceBytes = 1024 * 1024;

async function writeTotals(request: TotalsRequest, partner: Partner): Promise<{ bytes: number }> {
  const form = compile(request.definition);
  const { writeBook } = await bookWriter();
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let bytes = 0;
  const met = new Set<number>();
  const handOn = async (): Promise<void> => {
    if (waitingBytes === 0) return;
    const piece = Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
    bytes += piece.length;
    await partner.take(piece);
  };
  const book = layOutTotals({
    form,
    unitName: request.unitName,
    period: request.period,
    units: request.units,
    async figuresOf(index) {
      if (waitingBytes > pieceBytes) await handOn();
      const given = await partner.figuresOf(index);
      const cells = new Map(given.cells);
      const previous = outcomesFromTexts(given.previous);
      const numbers = numbersOf(form, cells, previous);
      // asked for twice: what is doubtful is told with the unit's sheet only
      const isFirst = !met.has(index);
      met.add(index);
      const review = isFirst ? reviewLines(form, cells, numbers, previous, given.explanations) : [];
      return { cells, previous, numbers, review };
    },
    totals: outcomesFromTexts(request.totals),
    previousTotals: outcomesFromTexts(request.previousTotals),
    ways: new Map(request.ways),
    facts: request.facts,
    missing: request.missing,
    asked: request.asked,
    code: request.code
  });
  await writeBook(book, request.at, {
    deflate: (content, last) =>
      deflateRawSync(content, { level: 4, finishFlush: last ? constants.Z_FINISH : constants.Z_SYNC_FLUSH }),
    write(piece) {
      waiting.push(piece.slice());
      waitingBytes += piece.length;
    }
  });
  await handOn();
  return { bytes };
}
