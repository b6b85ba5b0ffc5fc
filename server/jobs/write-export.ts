// Job write-export: what was asked for, read at one moment, laid out and written by the worker, kept as a blob.
import { assert } from '#core/basics/assert.ts';
import type { BlobId, CollectionId, ExportId, SheetId, UnitId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import { planTotals } from '#core/consolidation/plan.ts';
import type { Outcomes } from '#core/forms/compiled-form.ts';
import { outcomeToText } from '#core/forms/outcome-text.ts';
import type { Stage } from '#core/workflow/stages.ts';
import type { Unit } from '#server/storage/storage.ts';
import { askWorkbook } from './ask-workbook.ts';
import { foldTotals, reportedStages, type FoldedTotals, type TotalsSheet } from './fold-totals.ts';
import type { JobNeeds } from './kinds.ts';
import { lastYearOf } from './last-year.ts';
import type { SheetRequest, TotalsRequest } from './workbook-requests.ts';

/** What stands in an export's `request`. */
export type ExportAsked =
  | { kind: 'sheet'; sheet: SheetId }
  | { kind: 'blank'; form: string; version: number }
  | { kind: 'consolidated'; collection: CollectionId; unit: UnitId; only?: 'reported' };

/** our own data, not a stranger's: nothing but a mistake of ours takes so long for one sheet */
const writeTimeoutMs = 60_000;
const writeMemoryMb = 256;

export async function writeExport(needs: JobNeeds, id: ExportId): Promise<void> {
  const { storage } = needs;
  const row = await storage.exports.byId(id);
  if (!row || (row.state !== 'waiting' && row.state !== 'writing')) return;
  await storage.exports.change(id, { state: 'writing' });
  const asked = row.request as ExportAsked;
  if (asked.kind === 'consolidated') {
    await storage.exports.change(id, { state: 'ready', blob: await writeTotals(needs, asked) });
    return;
  }
  // a sheet's file bears the export's id: when it comes back, this row says at which number of the log it was read
  const request = { ...(await sheetRequest(needs, asked)), ...(asked.kind === 'sheet' ? { stamp: id } : {}) };
  const blob = await writeSheet(needs, request);
  await storage.exports.change(id, { state: 'ready', blob, seq: request.seq ?? null });
}

async function writeSheet({ storage, workbook }: JobNeeds, request: SheetRequest): Promise<BlobId> {
  const settings = { ...workbook, timeoutMs: writeTimeoutMs, memoryMb: writeMemoryMb };
  return storage.blobs.put(await askWorkbook<'write-sheet'>(settings, request));
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
async function writeTotals(needs: JobNeeds, asked: Extract<ExportAsked, { kind: 'consolidated' }>): Promise<BlobId> {
  const { storage, forms, workbook } = needs;
  const { only, unit } = asked;
  const { folded, places } = await storage.snapshot(async (inside) => {
    const collection = await inside.collections.byId(asked.collection);
    if (!collection) throw new Problem('not-found', { what: 'collection' });
    const totals = await foldTotals(inside, forms, { collection, unit, ...(only ? { only } : {}) });
    return { folded: totals, places: new Map((await inside.units.subtree(unit)).map((each) => [each.id, each])) };
  });
  const sheets = folded.sheets.filter(({ sheet }) => only === undefined || reportedStages.has(sheet.stage));
  const draft = await storage.blobs.begin();
  try {
    await askWorkbook<'write-totals'>(
      { ...workbook, timeoutMs: writeTimeoutMs, memoryMb: writeMemoryMb },
      totalsRequest(folded, sheets, places, needs.clock(), only),
      'thread',
      {
        figuresOf(index) {
          const sheet = sheets[index];
          assert(sheet, 'a unit of the request');
          return Promise.resolve({ cells: [...sheet.cells], previous: textsOf(sheet.previous) });
        },
        take: (bytes) => draft.write(bytes)
      }
    );
  } catch (error) {
    await draft.drop();
    throw error;
  }
  return draft.keep();
}

function totalsRequest(
  folded: FoldedTotals,
  sheets: readonly TotalsSheet[],
  places: ReadonlyMap<UnitId, Unit>,
  at: number,
  only: 'reported' | undefined
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
