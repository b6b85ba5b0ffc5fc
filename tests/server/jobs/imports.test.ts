import { describe, expect, test } from 'vitest';
import { isProblem } from '#core/basics/problem.ts';
import { statedKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import { startImport } from '#server/actions/start-import.ts';
import { uploadQuota } from '#server/actions/upload-quota.ts';
import { startJobs } from '#server/jobs/worker.ts';
import { compiledForms } from '#server/storage/compiled-forms.ts';
import { counties, excelOffice, now, period, sheetOf } from '#tests/tools/excel-office.ts';
import { crossForm, listForm } from '#tests/tools/shipped-forms.ts';
import { wholeOf } from '#tests/tools/written-book.ts';
import { workbookWorkerPath } from '#tests/tools/workbook-worker.ts';
import { makeXlsx } from '#tests/tools/xlsx.ts';

const csv = (text: string) => new TextEncoder().encode(text);
const key = (text: string) => text as CellKey;
const sheet = sheetOf(counties[0]);
const labelOf = (code: string) => listForm.cells.get(key(`t1/${code}/bn`))?.label.zh ?? '';
async function refusal(work: Promise<unknown>) {
  try {
    await work;
  } catch (error) {
    if (isProblem(error))
      return [error.code, error.parameters['because'] ?? error.parameters['found'] ?? error.parameters['what']];
    throw error;
  }
  return undefined;
}

// XZFY.SQ and XZFY.SL: applications received and accepted, JAL the rate of them; ZZLD.JF money in 万元; 司法局 owns XZFY, 财政局 owns ZZLD.JF
const list = [
  '盐津县2024年统计,,',
  '指标名称,计量单位,数值',
  `${labelOf('XZFY.SQ')},件,１２`,
  `${labelOf('XZFY.SL')},件,10`,
  `${labelOf('ZZLD.JF')},元,251000`,
  `${labelOf('JBQK.XZ')},个,无`,
  `${labelOf('JBQK.C')},个,/`,
  '不认识的指标,件,7'
].join('\n');

describe('[JB2] an import: preview, choose, write, take back', () => {
  test('a plain list: proposals with conversions, problems with addresses, nothing written before somebody chooses', async () => {
    const office = await excelOffice(listForm);
    const { id } = await office.startImport(office.coordinator, {
      fileName: 'C:\\x\\盐津.csv',
      bytes: csv(list),
      sheet: null
    });
    await office.jobs.idle();
    const page = await office.getImport(office.coordinator, id);
    expect(page).toMatchObject({ fileName: '盐津.csv', state: 'ready', problem: null });
    expect(page.report?.form).toMatchObject({ id: 'fzzf-zhzb', how: 'labels' });
    expect(page.report?.guess).toMatchObject({ unitName: null, period: '2024' });
    expect(page.report?.proposals).toEqual([
      { key: 't1/JBQK.C/bn', content: { nothing: 'notApplicable' }, from: 'csv!C7', shownInFile: '/' },
      {
        key: 't1/ZZLD.JF/bn',
        content: { number: '25.1' },
        from: 'csv!C5',
        shownInFile: '251000',
        converted: { factor: '0.0001', from: '元', to: '万元' }
      },
      { key: 't1/XZFY.SQ/bn', content: { number: '12' }, from: 'csv!C3', shownInFile: '１２' },
      { key: 't1/XZFY.SL/bn', content: { number: '10' }, from: 'csv!C4', shownInFile: '10' }
    ]);
    expect(page.report?.problems).toEqual([
      { code: 'asked-nothing', where: 'csv!C6', text: '无', candidates: ['t1/JBQK.XZ/bn'] },
      { code: 'unknown-label', where: 'csv!A8', text: '不认识的指标 | 7' }
    ]);
    expect((await office.storage.entries.of(sheet)).size).toBe(0);
    expect(page.sheets.map((each) => each.id)).toEqual([sheet, sheetOf(counties[0], '2023')]);
  });

  test('the preview judges with the rights of the person, as the sheet stands; the chosen cells come in by the intake as one step', async () => {
    const office = await excelOffice(listForm);
    await office.live.writeCells(sheet, office.coordinator, 'typing', [
      { key: 't1/XZFY.SQ/bn', content: { number: '12.0', note: '核对过' } },
      { key: 't1/XZFY.SL/bn', content: { number: '9', scope: '全县' } }
    ]);
    const department = listForm.cells.get(key('t1/XZFY.SQ/bn'))?.department ?? '';
    const clerk = office.clerk(department);
    const { id } = await office.startImport(clerk, { fileName: 'a.csv', bytes: csv(list), sheet });
    await office.jobs.idle();
    const { preview } = await office.getImport(clerk, id);
    expect(preview).toMatchObject({ sheet, unitName: '盐津县', period, stage: 'filling', seq: 1 });
    expect(
      preview?.lines.map(({ key: at, state, reason, oldShown, newShown }) => [at, state, reason, oldShown, newShown])
    ).toEqual([
      ['t1/JBQK.C/bn', 'refused', 'foreign-cell', '', '/'],
      ['t1/ZZLD.JF/bn', 'refused', 'foreign-cell', '', '25.1'],
      ['t1/XZFY.SQ/bn', 'same', undefined, '12.0', '12.0'],
      ['t1/XZFY.SL/bn', 'changes', undefined, '9', '10']
    ]);

    const keys = preview?.lines.map((line) => line.key) ?? [];
    const outcome = await office.applyImport(clerk, id, {
      sheet,
      keys: [...keys, key('t1/NO/bn')],
      seq: preview?.seq ?? 0
    });
    expect(outcome.refused).toEqual([
      { key: 't1/JBQK.C/bn', reason: 'foreign-cell' },
      { key: 't1/ZZLD.JF/bn', reason: 'foreign-cell' },
      { key: 't1/NO/bn', reason: 'unknown-cell' }
    ]);
    const cells = await office.storage.entries.of(sheet);
    expect(cells.get(key('t1/XZFY.SQ/bn'))).toEqual({ number: '12.0', note: '核对过' });
    // the scope of the row stays, the figure is the file's
    expect(cells.get(key('t1/XZFY.SL/bn'))).toEqual({ number: '10', scope: '全县' });
    const [last] = await office.storage.entries.history(sheet, key('t1/XZFY.SL/bn'), 1);
    expect(last).toMatchObject({ origin: 'import', person: clerk.person, before: { number: '9', scope: '全县' } });
    expect((await office.getImport(clerk, id)).state).toBe('written');
    expect(await refusal(office.applyImport(clerk, id, { sheet, keys }))).toEqual(['already-exists', 'import']);
  });

  test('a cell that somebody wrote after the preview is refused and named; taking back leaves later work alone', async () => {
    const office = await excelOffice(listForm);
    const { coordinator } = office;
    await office.live.writeCells(sheet, coordinator, 'typing', [{ key: 't1/ZZLD.JF/bn', content: { number: '1' } }]);
    const { id } = await office.startImport(coordinator, { fileName: 'a.csv', bytes: csv(list), sheet });
    await office.jobs.idle();
    const { preview } = await office.getImport(coordinator, id);
    await office.live.writeCells(sheet, coordinator, 'typing', [{ key: 't1/XZFY.SQ/bn', content: { number: '77' } }]);
    const keys = preview?.lines.map((line) => line.key) ?? [];
    const applied = await office.applyImport(coordinator, id, { sheet, keys, seq: preview?.seq ?? 0 });
    expect(applied.refused).toEqual([{ key: 't1/XZFY.SQ/bn', reason: 'changed-meanwhile' }]);
    expect([...applied.written].sort()).toEqual(['t1/JBQK.C/bn', 't1/XZFY.SL/bn', 't1/ZZLD.JF/bn']);

    await office.live.writeCells(sheet, coordinator, 'typing', [{ key: 't1/XZFY.SL/bn', content: { number: '11' } }]);
    const undone = await office.undoImport(coordinator, id);
    expect(undone.refused).toEqual([{ key: 't1/XZFY.SL/bn', reason: 'changed-meanwhile' }]);
    const cells = await office.storage.entries.of(sheet);
    expect(Object.fromEntries(cells)).toEqual({
      't1/XZFY.SQ/bn': { number: '77' },
      't1/XZFY.SL/bn': { number: '11' },
      't1/ZZLD.JF/bn': { number: '1' },
      't1/JBQK.C/bn': { nothing: 'blank' }
    });
    expect(await office.getImport(coordinator, id)).toMatchObject({ state: 'undone', preview: { sheet } });
    expect(await refusal(office.undoImport(coordinator, id))).toEqual(['not-found', 'written import']);
  });

  test('totals and rates of the file are compared at their printed precision; kept beside the computed value if somebody wants', async () => {
    const office = await excelOffice(listForm);
    const { coordinator } = office;
    const rate = [...listForm.cells.values()].find(
      (cell) => cell.kind === 'derived' && cell.column === 'bn' && cell.formula?.text.includes('XZFY')
    );
    const operands = [...(rate?.formula?.operands.values() ?? [])].map((operand) => operand.key);
    expect(operands.length).toBeGreaterThan(1);
    // 1 / 3 * 100: 33.33 is rounded, 33.3 is rounded, 35 is wrong
    const rows = operands.map((at, index) => `${listForm.cells.get(at)?.label.zh},${index === 0 ? 1 : 3}`);
    const bytes = csv(['指标名称,数值', ...rows, `${rate?.label.zh},35`].join('\n'));
    const { id } = await office.startImport(coordinator, { fileName: '去年.csv', bytes, sheet });
    await office.jobs.idle();
    const { preview } = await office.getImport(coordinator, id);
    expect(preview?.evidence).toEqual([
      {
        key: rate?.key,
        label: rate?.label.zh,
        from: `csv!B${rows.length + 2}`,
        shownInFile: '35',
        computedShown: expect.stringMatching(/^\d+\.\d+$/),
        outcome: 'wrong'
      }
    ]);
    const kept = statedKey(rate?.key ?? key(''));
    await office.applyImport(coordinator, id, { sheet, keys: [kept], seq: preview?.seq ?? 0 });
    expect(Object.fromEntries(await office.storage.entries.of(sheet))).toEqual({
      [kept]: { stated: [{ printed: '35', number: '35', source: '去年.csv' }] }
    });
  });

  test('findings that would arise are shown at their cells', async () => {
    const office = await excelOffice(listForm);
    const { coordinator } = office;
    // accepted more than were received: a rule of the form
    const bytes = csv(`指标名称,数值\n${labelOf('XZFY.SQ')},5\n${labelOf('XZFY.SL')},50`);
    const { id } = await office.startImport(coordinator, { fileName: 'a.csv', bytes, sheet });
    await office.jobs.idle();
    const { preview } = await office.getImport(coordinator, id);
    expect(preview?.newFindings.length).toBeGreaterThan(0);
    expect(preview?.lines.some((line) => line.findings.length > 0)).toBe(true);
  });

  test('a closed stage: everything refused, with the reason', async () => {
    const office = await excelOffice(listForm);
    const { coordinator } = office;
    const { id } = await office.startImport(coordinator, { fileName: 'a.csv', bytes: csv(list), sheet });
    await office.jobs.idle();
    await office.live.writeCells(sheet, coordinator, 'typing', [{ key: 't1/ZZLD.JF/bn', content: { number: '1' } }]);
    expect(await office.storage.sheets.setStage(sheet, 'filling', 1, 'submitted')).toBe(true);
    office.storage.feed.announce({ kind: 'stage', sheet, stage: 'submitted', seq: 1 });
    const { preview } = await office.getImport(coordinator, id);
    expect(new Set(preview?.lines.map((line) => line.reason))).toEqual(new Set(['stage-closed']));
    const outcome = await office.applyImport(coordinator, id, { sheet, keys: [key('t1/XZFY.SQ/bn')] });
    expect(outcome).toMatchObject({ written: [], refused: [{ key: 't1/XZFY.SQ/bn', reason: 'stage-closed' }] });
    expect(await refusal(office.startImport(coordinator, { fileName: 'b.csv', bytes: csv(list), sheet }))).toEqual([
      'stage-closed',
      undefined
    ]);
  });
});

describe('[JB3] who and what', () => {
  test('those who write nothing do not import; others’ imports do not exist', async () => {
    const office = await excelOffice(listForm);
    const input = { fileName: 'a.csv', bytes: csv(list), sheet: null };
    expect(await refusal(office.startImport(office.auditor, input))).toEqual(['not-allowed', undefined]);
    expect(await refusal(office.startImport(office.upper, { ...input, sheet }))).toEqual(['not-allowed', undefined]);
    expect(await refusal(office.startImport(office.coordinator, { ...input, sheet: sheetOf(counties[1]) }))).toEqual([
      'not-found',
      'sheet'
    ]);
    const { id } = await office.startImport(office.coordinator, input);
    await office.jobs.idle();
    expect(await refusal(office.getImport(office.upper, id))).toEqual(['not-found', 'import']);
    expect(await refusal(office.applyImport(office.upper, id, { sheet, keys: [key('t1/XZFY.SQ/bn')] }))).toEqual([
      'not-found',
      'import'
    ]);
    expect(await office.listImports(office.upper)).toEqual([]);
    expect((await office.listImports(office.coordinator)).map((row) => row.id)).toEqual([id]);
    // another unit's sheet cannot be looked at through an import
    expect(await refusal(office.getImport(office.coordinator, id, sheetOf(counties[1])))).toEqual([
      'not-found',
      'sheet'
    ]);
    expect(
      await refusal(
        office.applyImport(office.coordinator, id, { sheet: sheetOf(counties[1]), keys: [key('t1/XZFY.SQ/bn')] })
      )
    ).toEqual(['not-found', 'sheet']);
  });

  test('[AC27] a grant that was taken away meanwhile: the sheet is not looked at through the import any more', async () => {
    const office = await excelOffice(listForm);
    const { id } = await office.startImport(office.coordinator, { fileName: 'a.csv', bytes: csv(list), sheet });
    await office.jobs.idle();
    expect((await office.getImport(office.coordinator, id)).preview).not.toBeNull();
    const moved = { ...office.coordinator, grants: [{ role: 'coordinator' as const, unit: counties[1] }] };
    expect(await refusal(office.getImport(moved, id))).toEqual(['not-found', 'sheet']);
    const elsewhere = await office.startImport(office.coordinator, {
      fileName: 'b.csv',
      bytes: csv(list),
      sheet: null
    });
    await office.jobs.idle();
    expect((await office.getImport(moved, elsewhere.id)).sheets.map((one) => one.id)).not.toContain(sheet);
  });

  test('[AC28] a file beyond the quota is refused before it is kept', async () => {
    const office = await excelOffice(listForm);
    const needs = { ...office, forms: compiledForms(office.storage), clock: () => now };
    const quota = uploadQuota({ burst: 0.001, perMinute: 0.001 });
    const input = { fileName: 'a.csv', bytes: csv('指标名称,数值\n'.repeat(200)), sheet };
    await expect(startImport({ ...needs, quota }, office.coordinator, input)).resolves.toBeDefined();
    await expect(startImport({ ...needs, quota }, office.coordinator, input)).rejects.toMatchObject({
      code: 'too-fast'
    });
    expect(await office.listImports(office.coordinator)).toHaveLength(1);
  });

  test('a hostile file fails with its Problem and the queue goes on; what the first bytes tell is refused at once', async () => {
    const office = await excelOffice(listForm);
    const { coordinator } = office;
    const start = (bytes: Uint8Array) => office.startImport(coordinator, { fileName: 'x.xlsx', bytes, sheet: null });
    expect(await refusal(start(new Uint8Array()))).toEqual(['file-unreadable', 'empty']);
    expect(await refusal(start(csv('%PDF-1.4')))).toEqual(['file-kind', 'pdf']);
    expect(await refusal(start(new Uint8Array(20 * 1024 * 1024 + 1)))).toEqual(['file-too-large', undefined]);
    const bad = await start(makeXlsx({ parts: { 'xl/worksheets/sheet1.xml': '<!DOCTYPE x><x/>' } }));
    const strange = await start(csv('a,b\n1,2'));
    const good = await start(csv(list));
    await office.jobs.idle();
    expect(await office.getImport(coordinator, bad.id)).toMatchObject({
      state: 'failed',
      problem: { code: 'file-hostile', parameters: { because: 'doctype' } },
      report: null,
      preview: null
    });
    expect(await office.getImport(coordinator, strange.id)).toMatchObject({
      state: 'ready',
      report: { form: null, problems: [{ code: 'unknown-form' }] },
      preview: null,
      sheets: []
    });
    expect(await office.getImport(coordinator, good.id)).toMatchObject({ state: 'ready' });
  });

  test('a workbook of another form is recognised as that, and not compared with the sheet', async () => {
    const office = await excelOffice(listForm);
    await office.storage.forms.publish(crossForm.definition, 1);
    const heads = '信息内容,本年制发件数,本年废止件数,现行有效件数\n规章,1,2,3\n行政规范性文件,4,5,6';
    const { id } = await office.startImport(office.coordinator, { fileName: 'x.csv', bytes: csv(heads), sheet });
    await office.jobs.idle();
    const page = await office.getImport(office.coordinator, id);
    expect(page.report?.form).toMatchObject({ id: 'gov-info-2021', how: 'layout' });
    expect(page.report?.proposals.map((each) => [each.key, (each.content as { number: string }).number])).toEqual([
      ['t2/r1.1/c1', '1'],
      ['t2/r1.1/c2', '2'],
      ['t2/r1.1/c3', '3'],
      ['t2/r1.2/c1', '4'],
      ['t2/r1.2/c2', '5'],
      ['t2/r1.2/c3', '6']
    ]);
    expect(page.preview).toBeNull();
    expect(await refusal(office.applyImport(office.coordinator, id, { sheet, keys: [key('t2/r1.1/c1')] }))).toEqual([
      'malformed',
      undefined
    ]);
  });

  test('an import that a crash left half done is read or written again after the next start', async () => {
    const office = await excelOffice(listForm);
    await office.jobs.stop();
    const { id } = await office.startImport(office.coordinator, { fileName: 'a.csv', bytes: csv(list), sheet });
    // the crash: the job was taken and its holder is gone
    expect(await office.storage.jobs.take(now, now + 600_000)).toMatchObject({ subject: id });
    await office.storage.imports.change(id, { state: 'reading' });
    const needs = {
      storage: office.storage,
      forms: compiledForms(office.storage),
      clock: () => now,
      workbook: { workerPath: await workbookWorkerPath() }
    };
    // somebody else may hold it: left alone
    const besides = startJobs(needs);
    await besides.idle();
    expect((await office.getImport(office.coordinator, id)).state).toBe('reading');
    await besides.stop();
    const jobs = startJobs(needs, { alone: true });
    await jobs.idle();
    expect((await office.getImport(office.coordinator, id)).state).toBe('ready');
    expect(await office.storage.jobs.waiting()).toBe(0);

    // a server that stops ends what takes too long; it is done after the next start
    const large = makeXlsx({ sheets: [`<sheetData>${'<row><c><v>1</v></c></row>'.repeat(100_000)}</sheetData>`] });
    const { id: slow } = await office.startImport(office.coordinator, { fileName: 'c.xlsx', bytes: large, sheet });
    await jobs.stop();
    const hasty = startJobs(needs, { alone: true, stopLimitMs: 0 });
    await hasty.stop();
    expect((await office.getImport(office.coordinator, slow)).state).not.toBe('ready');
    expect(await office.storage.jobs.waiting()).toBe(1);
    const after = startJobs(needs, { alone: true });
    await after.idle();
    await after.stop();
    expect((await office.getImport(office.coordinator, slow)).state).toBe('ready');

    // a job that was tried three times and never ended is given up, not tried for ever
    const { id: second } = await office.startImport(office.coordinator, { fileName: 'b.csv', bytes: csv(list), sheet });
    for (let round = 0; round < 3; round++) await office.storage.jobs.take(now, now);
    const later = startJobs(needs);
    await later.idle();
    await later.stop();
    expect(await office.getImport(office.coordinator, second)).toMatchObject({
      state: 'failed',
      problem: { code: 'mistake', parameters: { tries: 3 } }
    });
  });
});

test('[JB2] contents with remarks come back from our own workbook as they were', async () => {
  const office = await excelOffice(listForm);
  const { coordinator } = office;
  const contents: [CellKey, CellContent][] = [
    [
      key('t1/XZFY.SQ/bn'),
      { number: '16.50', qualifier: '余', scope: '全县', note: '含续报', quote: '共受理16.50余件' }
    ],
    [key('t1/JBQK.XZ/bn'), { nothing: 'unobtainable', reason: '档案遗失' }],
    [statedKey(key('t1/XZFY.SQ/bn')), { stated: [{ printed: '17', number: '17', source: '报告' }] }]
  ];
  await office.live.writeCells(
    sheet,
    coordinator,
    'typing',
    contents.map(([at, content]) => ({ key: at, content }))
  );
  const exported = await office.requestExport(coordinator, { kind: 'sheet', sheet });
  await office.jobs.idle();
  const bytes = await wholeOf((await office.downloadExport(coordinator, exported.id)).pieces);
  const { id } = await office.startImport(coordinator, { fileName: 'a.xlsx', bytes, sheet: null });
  await office.jobs.idle();
  // recognised as this unit's sheet of this year by its mark
  const { preview, report } = await office.getImport(coordinator, id);
  expect(report).toMatchObject({ form: { how: 'mark' }, problems: [], guess: { unitCode: '530623', period: '2024' } });
  expect(preview).toMatchObject({ sheet });
  expect(preview?.lines.map((line) => [line.key, line.state])).toEqual([
    ['t1/JBQK.XZ/bn', 'untouched'],
    ['t1/XZFY.SQ/bn', 'untouched'],
    ['t1/XZFY.SQ/bn~stated', 'untouched']
  ]);
});

describe('[JB12] what cannot be told is asked once', () => {
  const file = (last: string) =>
    [
      '指标名称,数值',
      `${labelOf('XZFY.SQ')},12`,
      `${labelOf('JBQK.XZ')},无`,
      `今年受理的,${last}`,
      `${labelOf('JBQK.C')},4`,
      '食堂用餐人数,300'
    ].join('\n');

  test('an answer is remembered for the next file of that kind, of this person, and for no other', async () => {
    const office = await excelOffice(listForm);
    const put = async (text: string, actor = office.coordinator) => {
      const { id } = await office.startImport(actor, { fileName: 'a.csv', bytes: csv(text), sheet });
      await office.jobs.idle();
      return office.getImport(actor, id);
    };
    const first = await put(file('10'));
    const asked = first.report?.questions ?? [];
    expect(asked.map((question) => [question.kind, question.where])).toEqual([
      ['none', 'csv!B3'],
      ['row', 'csv!A4'],
      ['row', 'csv!A6']
    ]);
    const answers = { none: 'zero', [asked[1]?.id ?? '']: 'XZFY.SL', [asked[2]?.id ?? '']: '' };
    await expect(office.answerImport(office.coordinator, first.id, { none: 'perhaps' })).rejects.toMatchObject({
      code: 'malformed'
    });
    await office.answerImport(office.coordinator, first.id, answers);
    await office.jobs.idle();
    const again = await office.getImport(office.coordinator, first.id);
    const told = (page: typeof again) =>
      Object.fromEntries(page.preview?.lines.map((line) => [line.key, line.newShown]) ?? []);
    expect(told(again)).toEqual({
      't1/XZFY.SQ/bn': '12',
      't1/JBQK.XZ/bn': '0',
      't1/XZFY.SL/bn': '10',
      't1/JBQK.C/bn': '4'
    });
    expect(again.report?.questions).toEqual([]);
    expect(again.report?.problems).toEqual([{ code: 'left-out', where: 'csv!A6', text: '食堂用餐人数' }]);

    // the next month's file is not asked about
    expect(told(await put(file('11')))).toMatchObject({ 't1/XZFY.SL/bn': '11', 't1/JBQK.XZ/bn': '0' });
    // another order of rows is another kind of file, and another person has answered nothing
    expect(
      (await put(file('11').split('\n').toReversed().join('\n').replace('指标名称,数值', ''))).report?.questions
    ).not.toEqual([]);
    const other = await put(file('11'), office.clerk(listForm.cells.get(key('t1/XZFY.SL/bn'))?.department ?? ''));
    expect(other.report?.questions).toHaveLength(3);
  });
});
