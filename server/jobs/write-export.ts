// Job write-export: what was asked for, read at one moment, laid out and written by the worker, kept as a blob.
import { assert } from '#core/basics/assert.ts';
import type { BlobId, CollectionId, ExportId, SheetId, UnitId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import { planTotals } from '#core/consolidation/plan.ts';
import type { CompiledForm, Outcomes } from '#core/forms/compiled-form.ts';
import { numbersOf } from '#core/forms/numbers-of.ts';
import { outcomesFromTexts, outcomeToText } from '#core/forms/outcome-text.ts';
import { fillTemplate } from '#core/workbook/fill-template.ts';
import type { TemplateMap } from '#core/workbook/template-map.ts';
import type { TemplatePlan } from '#core/workbook/template-plan.ts';
import { templateValues } from '#core/workbook/template-values.ts';
import type { Stage } from '#core/workflow/stages.ts';
import type { Unit } from '#server/storage/storage.ts';
import { askWorkbook, Stopped } from './ask-workbook.ts';
import { asOfDigest, codeFor } from './export-code.ts';
import type { ExportTold } from './export-told.ts';
import { foldTotals, reportedStages, type FoldedTotals, type TotalsSheet } from './fold-totals.ts';
import type { ExportNeeds, JobNeeds } from './kinds.ts';
import { lastYearOf } from './last-year.ts';
import { pack } from './pack.ts';
import type { SheetRequest, TotalsRequest } from './workbook-requests.ts';

/** What stands in an export's `request`. */
export type ExportAsked =
  | { kind: 'sheet'; sheet: SheetId }
  | { kind: 'blank'; form: string; version: number }
  | { kind: 'consolidated'; collection: CollectionId; unit: UnitId; only?: 'reported' };

/** our own data, not a stranger's: nothing but a mistake of ours takes so long for one sheet */
const writeTimeoutMs = 60_000;
const writeMemoryMb = 256;

export async function writeExport(needs: ExportNeeds, id: ExportId): Promise<void> {
  const { storage } = needs;
  const row = await storage.exports.byId(id);
  // made already, or cancelled; one that was being written when the server stopped is written anew
  if (!row || !(await storage.exports.changeFrom(id, ['waiting', 'writing'], { state: 'writing', told: null }))) return;
  const asked = row.request as ExportAsked;
  // a sheet's file bears the export's id: when it comes back, this row says at which number of the log it was read
  const written =
    asked.kind === 'consolidated'
      ? await whileWanted(needs, id, (wanted) => writeTotals(wanted, asked, tellProgress(needs, id)))
      : await writeSheet(needs, {
          ...(await sheetRequest(needs, asked)),
          ...(asked.kind === 'sheet' ? { stamp: id } : {})
        });
  // cancelled in its last moment: nobody asks for the file any more
  if (written) await storage.exports.changeFrom(id, ['writing'], { state: 'ready', ...written });
}

/** Ends the work, its worker and its file when the person who asked has cancelled it; undefined then. */
async function whileWanted<T>(
  needs: JobNeeds,
  id: ExportId,
  work: (wanted: JobNeeds) => Promise<T>
): Promise<T | undefined> {
  const { storage, workbook } = needs;
  const cancelled = new AbortController();
  const unlisten = storage.feed.listen((what) => {
    if (what.kind === 'export-cancelled' && what.export === id) cancelled.abort();
  });
  const signals = [cancelled.signal, ...(workbook.signal ? [workbook.signal] : [])];
  try {
    // it may have been cancelled before anybody listened
    if ((await storage.exports.byId(id))?.state !== 'writing') return undefined;
    return await work({ ...needs, workbook: { ...workbook, signal: AbortSignal.any(signals) } });
  } catch (error) {
    if (error instanceof Stopped && cancelled.signal.aborted) return undefined;
    throw error;
  } finally {
    unlisten();
  }
}

const progressEveryMs = 500;

/** Keeps how far it is where its page sees it, now and then. */
function tellProgress({ storage, clock }: JobNeeds, id: ExportId): (done: number, of: number) => Promise<void> {
  let last = -Infinity;
  return async (done, of) => {
    const now = clock();
    if (now - last < progressEveryMs && done > 0) return;
    last = now;
    const told: ExportTold = { progress: { done, of } };
    await storage.exports.changeFrom(id, ['writing'], { told });
  };
}

interface Written {
  blob: BlobId;
  /** of a sheet: log number that it was read at */
  seq?: number | null;
  told: ExportTold;
  code?: string;
}

/** In the form's official workbook, where one is kept; else laid out from the definition. */
async function writeSheet({ storage, workbook, forms, plans }: ExportNeeds, request: SheetRequest): Promise<Written> {
  const { id, version } = request.definition;
  const seq = request.seq ?? null;
  const template = await storage.templates.of(id, version);
  if (template) {
    const { plan, map } = await plans(template);
    const { bytes, told } = fillSheet(await forms(id, version), request, plan, map);
    return { blob: await storage.blobs.put(bytes), seq, told: { template: { fileName: template.fileName, ...told } } };
  }
  const settings = { ...workbook, timeoutMs: writeTimeoutMs, memoryMb: writeMemoryMb };
  return { blob: await storage.blobs.put(await askWorkbook<'write-sheet'>(settings, request)), seq, told: {} };
}

/** Here and not in the worker: the plan is ready, and what is left takes a few milliseconds. */
function fillSheet(form: CompiledForm, request: SheetRequest, plan: TemplatePlan, map: TemplateMap) {
  const cells = new Map(request.cells);
  const previous = outcomesFromTexts(request.previous);
  const { unit, period } = request;
  const sheet = {
    form,
    cells,
    previous,
    numbers: numbersOf(form, cells, previous),
    ...(unit ? { unit } : {}),
    ...(period === undefined ? {} : { period })
  };
  const { values, asText } = templateValues(sheet, map, plan);
  const { bytes, proof } = fillTemplate(plan, values, pack);
  const told = {
    identical: proof.identical,
    changed: proof.changed.length,
    cells: proof.cells,
    otherFormulas: plan.otherFormulas.length,
    asText: asText.length
  };
  return { bytes, told };
}

const textsOf = (numbers: Outcomes) => [...numbers].map(([key, outcome]) => [key, outcomeToText(outcome)] as const);

// ── one sheet, or a blank form ──────────────────────────────────────────────────────────────────────────────────────

async function sheetRequest(
  needs: JobNeeds,
  asked: Exclude<ExportAsked, { kind: 'consolidated' }>
): Promise<SheetRequest> {
  if (asked.kind === 'blank') {
    const form = await needs.forms(asked.form, asked.version);
    return { kind: 'write-sheet', definition: form.definition, cells: [], previous: [], at: needs.clock() };
  }
  return needs.storage.snapshot(async (inside) => {
    const sheet = await inside.sheets.byId(asked.sheet);
    if (!sheet) throw new Problem('not-found', { what: 'sheet' });
    const unit = await inside.units.byId(sheet.unit);
    assert(unit, 'a sheet belongs to a unit');
    const form = await needs.forms(sheet.form, sheet.version);
    return {
      kind: 'write-sheet',
      definition: form.definition,
      cells: [...(await inside.entries.of(sheet.id))],
      previous: textsOf((await lastYearOf(inside, needs.forms, sheet)).numbers),
      unit: { code: unit.code, name: unit.name },
      period: sheet.period,
      seq: sheet.seq,
      at: needs.clock()
    };
  });
}

// ── many sheets as one ──────────────────────────────────────────────────────────────────────────────────────────────

const stageWords: Record<Stage, string> = {
  empty: '未填',
  filling: '填报中',
  submitted: '待审核',
  returned: '已退回',
  reported: '已上报',
  accepted: '已接收'
};

/** The figures are read at one moment and held in columns; the worker asks for one unit after another and hands back pieces of the file. */
async function writeTotals(
  needs: JobNeeds,
  asked: Extract<ExportAsked, { kind: 'consolidated' }>,
  tell: (done: number, of: number) => Promise<void>
): Promise<Written> {
  const { storage, forms, workbook } = needs;
  const { only, unit } = asked;
  const { folded, places, sheets, explanations } = await storage.snapshot(async (inside) => {
    const collection = await inside.collections.byId(asked.collection);
    if (!collection) throw new Problem('not-found', { what: 'collection' });
    const totals = await foldTotals(inside, forms, { collection, unit, ...(only ? { only } : {}) });
    const counted = totals.sheets.filter(({ sheet }) => only === undefined || reportedStages.has(sheet.stage));
    return {
      folded: totals,
      places: new Map((await inside.units.subtree(unit)).map((each) => [each.id, each])),
      sheets: counted,
      explanations: await inside.events.explanationsOf(counted.map(({ sheet }) => sheet.id))
    };
  });
  const at = needs.clock();
  const asOf = sheets.map(({ sheet }) => [sheet.id, sheet.seq] as const);
  const code = codeFor([asked, asOf, at, textsOf(folded.totalNumbers)]);
  // each unit is asked for twice: for its sheet, and for its line in 一览表
  const of = sheets.length * 2;
  let done = 0;
  await tell(done, of);
  const draft = await storage.blobs.begin();
  try {
    await askWorkbook<'write-totals'>(
      { ...workbook, timeoutMs: writeTimeoutMs, memoryMb: writeMemoryMb },
      totalsRequest(folded, sheets, places, { at, only, code }),
      'thread',
      {
        async figuresOf(index) {
          const one = sheets[index];
          assert(one, 'a unit of the request');
          await tell((done += 1), of);
          return {
            cells: [...one.cells],
            previous: textsOf(one.previous),
            explanations: explanations.get(one.sheet.id) ?? []
          };
        },
        take: (bytes) => draft.write(bytes)
      }
    );
  } catch (error) {
    await draft.drop();
    throw error;
  }
  const { expected, reported } = folded.completeness;
  return {
    blob: await draft.keep(),
    code,
    told: {
      totals: { sheets: sheets.length, reported: reported.length, asked: expected.length, asOf: asOfDigest(asOf), at }
    }
  };
}

function totalsRequest(
  folded: FoldedTotals,
  sheets: readonly TotalsSheet[],
  places: ReadonlyMap<UnitId, Unit>,
  { at, only, code }: { at: number; only: 'reported' | undefined; code: string }
): TotalsRequest {
  return {
    kind: 'write-totals',
    definition: folded.form.definition,
    unitName: folded.unit.name,
    period: folded.collection.period,
    units: sheets.map(({ sheet }) => {
      const place = places.get(sheet.unit);
      assert(place, 'a sheet that was folded belongs to a unit of the subtree');
      const { name, code } = place;
      return { name, code, stage: stageWords[sheet.stage], seq: sheet.seq };
    }),
    totals: textsOf(folded.totalNumbers),
    previousTotals: textsOf(folded.previousNumbers),
    ways: planTotals(folded.form).gathered.map(({ key, way }) => [key, way]),
    facts: factsOf(folded, at, only),
    missing: folded.completeness.missing.map(({ unit: { name }, stage }) => [
      name,
      stage === null ? '未下达' : stageWords[stage as Stage]
    ]),
    asked: folded.completeness.expected.length,
    code,
    at
  };
}

function factsOf(
  { form, collection, unit, completeness }: FoldedTotals,
  at: number,
  only: 'reported' | undefined
): [string, string][] {
  const { id, version, title } = form.definition;
  return [
    ['报表', `${title.zh}（${id}，第${version}版）`],
    ['填报任务', collection.title],
    ['填报期', collection.period],
    ['汇总单位', `${unit.name}（${unit.code}）`],
    ['生成时间', timeWords(at)],
    ['汇总口径', only === 'reported' ? '只计已上报、已接收的填报表' : '按各填报表现有数据'],
    ['上报情况', `应报${completeness.expected.length}个，已报${completeness.reported.length}个`],
    [
      '说明',
      '“取数序号”是读取时各填报表的修改序号，据此可以复原同一份汇总。比率按汇总后的分子、分母重新计算；参与汇总的单位不一致时不计算。'
    ]
  ];
}

/** 2024-12-01 08:00（北京时间）, wherever the server stands */
function timeWords(at: number): string {
  const text = new Date(at + 8 * 3_600_000).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 16)}（北京时间）`;
}
