import ExcelJS from 'exceljs';
import { describe, expect, test } from 'vitest';
import { isProblem } from '#core/basics/problem.ts';
import { asId, type BlobId, type ExportId, type UnitId } from '#core/basics/ids.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import { toldOf } from '#server/jobs/export-told.ts';
import { city, counties, excelOffice, sheetOf, type ExcelOffice } from '#tests/tools/excel-office.ts';
import { crossForm, listForm } from '#tests/tools/shipped-forms.ts';
import { wholeOf } from '#tests/tools/written-book.ts';
import type { ExportRequest } from '#server/actions/actions.ts';
import type { Actor } from '#core/workflow/actor.ts';

const sheet = sheetOf(counties[0]);

async function refusal(work: Promise<unknown>) {
  try {
    await work;
  } catch (error) {
    if (isProblem(error)) return [error.code, error.parameters['what']];
    throw error;
  }
  return undefined;
}

async function exported(office: ExcelOffice, actor: Actor, request: ExportRequest) {
  const { id } = await office.requestExport(actor, request);
  await office.jobs.idle();
  const row = await office.getExport(actor, id);
  expect(row).toMatchObject({ state: 'ready', problem: null });
  const { fileName, pieces } = await office.downloadExport(actor, id);
  const bytes = await wholeOf(pieces);
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes.buffer as ArrayBuffer);
  return { fileName, workbook };
}

/** row of the first sheet cell that holds the text, in the given column */
const rowOf = (worksheet: ExcelJS.Worksheet, column: number, text: string): number => {
  for (let row = 1; row <= worksheet.rowCount; row++) if (worksheet.getCell(row, column).value === text) return row;
  throw new Error(`${text} is not in column ${column}`);
};

describe('[JB4] an export is written by a job and fetched by who asked for it', () => {
  test('a sheet, with last year’s figures beside it', async () => {
    const office = await excelOffice(listForm);
    const { coordinator } = office;
    await office.live.writeCells(sheetOf(counties[0], '2023'), coordinator, 'typing', [
      { key: 't1/XZFY.SL/bn', content: { number: '10' } }
    ]);
    await office.live.writeCells(sheet, coordinator, 'typing', [{ key: 't1/XZFY.SL/bn', content: { number: '12' } }]);
    const { fileName, workbook } = await exported(office, coordinator, { kind: 'sheet', sheet });
    expect(fileName).toBe('盐津县_法治政府建设综合指标表_2024.xlsx');
    const [page] = workbook.worksheets as [ExcelJS.Worksheet];
    const row = rowOf(page, 2, 'XZFY.SL');
    expect(page.getCell(row, 4).value).toBe(12);
    expect(page.getCell(row, 5).value).toBe(10);
    expect(page.getCell(row, 6)).toMatchObject({ result: 20 });
    expect(page.getCell(row, 6).formula).toContain(`E${row}`);
  });

  test('a blank form', async () => {
    const office = await excelOffice(crossForm);
    const { fileName, workbook } = await exported(office, office.auditor, {
      kind: 'blank',
      form: 'gov-info-2021',
      version: 1
    });
    expect(fileName).toBe('空表_政府信息公开工作年度报告_第1版.xlsx');
    expect(workbook.worksheets.map((page) => page.name)).toEqual(['政府信息公开工作年度报告', '_huibiao']);
  });

  test('the consolidated workbook of a unit: totals, who is missing, the log number of each sheet', async () => {
    const office = await excelOffice(listForm);
    const { coordinator, upper } = office;
    await office.storage.units.add({
      id: asId<UnitId>('u-c'),
      code: '530629',
      name: '威信县',
      level: 'county',
      parent: city,
      place: 3
    });
    await office.live.writeCells(sheet, coordinator, 'typing', [
      { key: 't1/XZFY.SL/bn', content: { number: '12' } },
      { key: 't1/XZFY.SQ/bn', content: { number: '16' } }
    ]);
    const other = { ...coordinator, grants: [{ role: 'coordinator' as const, unit: counties[1] }] };
    await office.live.writeCells(sheetOf(counties[1]), other, 'typing', [
      { key: 't1/XZFY.SL/bn', content: { number: '30' } }
    ]);
    const request = { kind: 'consolidated' as const, collection: office.collection, unit: city };
    const { fileName, workbook } = await exported(office, upper, request);
    expect(fileName).toBe('昭通市_法治政府建设综合指标表汇总_2024.xlsx');
    expect(workbook.worksheets.map((page) => page.name)).toEqual([
      '说明',
      '汇总',
      '一览表',
      '审核情况',
      '盐津县',
      '镇雄县'
    ]);
    const total = workbook.getWorksheet('汇总') as ExcelJS.Worksheet;
    const row = rowOf(total, 2, 'XZFY.SL');
    expect(total.getCell(row, 4)).toMatchObject({
      formula: `IF(COUNT('盐津县'!D${row},'镇雄县'!D${row})=0,"",SUM('盐津县'!D${row},'镇雄县'!D${row}))`,
      result: 42
    });
    const facts = workbook.getWorksheet('说明') as ExcelJS.Worksheet;
    const texts: unknown[] = [];
    facts.eachRow((line) => line.eachCell((cell) => texts.push(cell.value)));
    expect(texts).toEqual(
      expect.arrayContaining([
        '2024-12-01 08:00（北京时间）',
        '应报2个，已报0个',
        '威信县',
        '未下达',
        '530627',
        '填报中'
      ])
    );
    // the rate of accepted to received would be of two units to one: it is not computed
    const rate = [...listForm.cells.values()].find(
      (cell) =>
        cell.kind === 'derived' &&
        cell.column === 'bn' &&
        [...(cell.formula?.operands.values() ?? [])]
          .map((each) => each.key)
          .sort()
          .join() === (['t1/XZFY.SL/bn', 't1/XZFY.SQ/bn'] as CellKey[]).join()
    );
    if (rate) expect(total.getCell(rowOf(total, 2, rate.row), 4).result ?? '').toBe('');

    // of the sheets that were reported: none yet
    const reported = await exported(office, upper, { ...request, only: 'reported' });
    expect(reported.workbook.worksheets.map((page) => page.name)).toEqual(['说明', '汇总', '一览表', '审核情况']);
  });

  test('what the actor may not read is not there; others’ exports are not there', async () => {
    const office = await excelOffice(crossForm);
    const { coordinator, upper } = office;
    expect(await refusal(office.requestExport(coordinator, { kind: 'sheet', sheet: sheetOf(counties[1]) }))).toEqual([
      'not-found',
      'sheet'
    ]);
    expect(
      await refusal(
        office.requestExport(coordinator, { kind: 'consolidated', collection: office.collection, unit: city })
      )
    ).toEqual(['not-found', 'totals']);
    expect(
      await refusal(office.requestExport(coordinator, { kind: 'blank', form: 'gov-info-2021', version: 9 }))
    ).toEqual(['not-found', 'form']);
    const { id } = await office.requestExport(coordinator, { kind: 'sheet', sheet });
    expect(await refusal(office.getExport(upper, id))).toEqual(['not-found', 'export']);
    expect(await refusal(office.downloadExport(upper, id))).toEqual(['not-found', 'export']);
    await office.jobs.idle();
    expect((await office.listExports(coordinator)).map((row) => [row.id, row.state])).toEqual([[id, 'ready']]);
    expect(await office.listExports(upper)).toEqual([]);
  });

  test('[AC27] a grant that was taken away meanwhile: the file is not handed out any more', async () => {
    const office = await excelOffice(crossForm);
    const { coordinator, upper, collection } = office;
    const [one, totals] = [
      await office.requestExport(coordinator, { kind: 'sheet', sheet }),
      await office.requestExport(upper, { kind: 'consolidated', collection, unit: city })
    ];
    const moved = (actor: Actor): Actor => ({ ...actor, grants: [{ role: 'coordinator', unit: counties[1] }] });
    expect(await refusal(office.getExport(moved(coordinator), one.id)), 'in the queue').toEqual(['not-found', 'sheet']);
    await office.jobs.idle();
    expect(await refusal(office.downloadExport(moved(coordinator), one.id))).toEqual(['not-found', 'sheet']);
    expect(await refusal(office.downloadExport(moved(upper), totals.id))).toEqual(['not-found', 'totals']);
    for (const [actor, { id }] of [
      [coordinator, one],
      [upper, totals]
    ] as const)
      expect((await wholeOf((await office.downloadExport(actor, id)).pieces)).length).toBeGreaterThan(1000);
  });

  test('[JB4] a file that is gone from the folder is not there, and nothing worse', async () => {
    const office = await excelOffice(crossForm);
    const { id } = await office.requestExport(office.coordinator, { kind: 'sheet', sheet });
    await office.jobs.idle();
    await office.storage.exports.change(id, { blob: asId<BlobId>('0'.repeat(64)) });
    expect(await refusal(office.downloadExport(office.coordinator, id))).toEqual(['not-found', 'file']);
  });
});

describe('[JB11] a consolidated workbook is told about while it is written, can be cancelled, and can be checked afterwards', () => {
  const asked = (office: ExcelOffice) => ({
    kind: 'consolidated' as const,
    collection: office.collection,
    unit: city
  });

  /** what happens to drafts of blobs, and a deed in the middle of the first write */
  function watchDrafts({ storage }: ExcelOffice, meanwhile: () => Promise<void>): string[] {
    const happened: string[] = [];
    const begin = storage.blobs.begin.bind(storage.blobs);
    storage.blobs.begin = async () => {
      const draft = await begin();
      happened.push('begun');
      return {
        async write(bytes) {
          if (!happened.includes('written')) await meanwhile();
          happened.push('written');
          await draft.write(bytes);
        },
        keep: () => (happened.push('kept'), draft.keep()),
        drop: () => (happened.push('dropped'), draft.drop())
      };
    };
    return happened;
  }

  test('cancelled while it is written: its worker ends, its file is gone, and so it stays', async () => {
    const office = await excelOffice(crossForm);
    const { upper } = office;
    let id = asId<ExportId>('');
    const seen: unknown[] = [];
    const happened = watchDrafts(office, async () => {
      const { state, told } = await office.getExport(upper, id);
      seen.push(state, toldOf({ told }).progress?.of);
      await office.cancelExport(upper, id);
    });
    id = (await office.requestExport(upper, asked(office))).id;
    await office.jobs.idle();
    expect(seen).toEqual(['writing', 4]);
    expect(happened.at(-1)).toBe('dropped');
    expect(happened).not.toContain('kept');
    expect(await office.getExport(upper, id)).toMatchObject({ state: 'cancelled', blob: null, code: null });
    expect(await refusal(office.downloadExport(upper, id))).toEqual(['not-found', 'file']);
    await office.cancelExport(upper, id);
    expect(await office.storage.jobs.waiting()).toBe(0);
  });

  test('cancelled while it waits: it is never begun; a ready one stays ready; others cancel nothing', async () => {
    const office = await excelOffice(crossForm);
    const { upper, coordinator } = office;
    const { id: ready } = await office.requestExport(coordinator, { kind: 'sheet', sheet });
    await office.jobs.idle();
    await office.cancelExport(coordinator, ready);
    expect(await office.getExport(coordinator, ready)).toMatchObject({ state: 'ready' });
    expect(await refusal(office.cancelExport(upper, ready))).toEqual(['not-found', 'export']);

    await office.jobs.stop();
    const happened = watchDrafts(office, () => Promise.resolve());
    const { id } = await office.requestExport(upper, asked(office));
    await office.cancelExport(upper, id);
    // as after the next start
    const again = office.startJobs();
    await again.idle();
    await again.stop();
    expect(happened).toEqual([]);
    expect(await office.getExport(upper, id)).toMatchObject({ state: 'cancelled' });
  });

  test('left half written by a server that stopped, it is written after the next start', async () => {
    const office = await excelOffice(crossForm);
    await office.jobs.stop();
    const { id } = await office.requestExport(office.upper, asked(office));
    await office.storage.exports.change(id, { state: 'writing', told: { progress: { done: 1, of: 4 } } });
    const again = office.startJobs();
    await again.idle();
    await again.stop();
    expect(await office.getExport(office.upper, id)).toMatchObject({ state: 'ready' });
  });

  test('the code on its first page tells what it is of, however it is typed, and whether figures have moved since', async () => {
    const office = await excelOffice(listForm);
    const { upper, coordinator } = office;
    const { workbook } = await exported(office, upper, asked(office));
    const printed = JSON.stringify(workbook.getWorksheet('说明')!.getSheetValues());
    const code = /HB(-[0-9A-Z]{4}){4}/.exec(printed)![0];
    const found = await office.checkExport(upper, code);
    expect(found).toMatchObject({
      code,
      unitName: '昭通市',
      formTitle: '法治政府建设综合指标表',
      period: '2024',
      sheets: 2,
      reported: 0,
      asked: 2,
      unchanged: true
    });
    const sloppy = ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')}\u3000`;
    expect(await office.checkExport(upper, sloppy)).toEqual(found);
    expect(await refusal(office.checkExport(coordinator, code))).toEqual(['not-found', 'totals']);
    expect(await refusal(office.checkExport(upper, 'HB-0000-0000-0000-0000'))).toEqual(['not-found', 'export']);
    expect(await refusal(office.checkExport(upper, '不是码'))).toEqual(['malformed', undefined]);
    await office.live.writeCells(sheet, coordinator, 'typing', [{ key: 't1/XZFY.SL/bn', content: { number: '12' } }]);
    expect(await office.checkExport(upper, code)).toEqual({ ...found, unchanged: false });
    const again = await exported(office, upper, asked(office));
    expect(JSON.stringify(again.workbook.getWorksheet('说明')!.getSheetValues())).not.toContain(code);
  });

  test('findings of the units stand in it with their explanations', async () => {
    const office = await excelOffice(listForm);
    const { upper, coordinator } = office;
    await office.live.writeCells(sheet, coordinator, 'typing', [
      { key: 't1/XZFY.SL/bn', content: { number: '20' } },
      { key: 't1/XZFY.SQ/bn', content: { number: '16' } }
    ]);
    const { workbook } = await exported(office, upper, asked(office));
    const review = workbook.getWorksheet('审核情况')!;
    const lines: string[][] = [];
    review.eachRow((row) => lines.push([2, 4, 5, 6, 7].map((column) => row.getCell(column).text)));
    expect(lines.slice(2).length).toBeGreaterThan(0);
    expect(lines.slice(2).every(([unit]) => unit === '盐津县')).toBe(true);
    expect(lines.slice(2).map(([, severity, state]) => `${severity} ${state}`)).toContain('强制性 未处理');
    expect(lines.flat().join()).toContain('20 ≤ 16');
  });
});
