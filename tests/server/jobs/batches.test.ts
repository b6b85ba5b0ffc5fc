// Many files at once, in a zip or put together: each is read by a job of its own, and those that are sure are written together.
import { describe, expect, test } from 'vitest';
import { asId, type ImportId } from '#core/basics/ids.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import { readImport } from '#server/jobs/read-import.ts';
import { compiledForms } from '#server/storage/compiled-forms.ts';
import { counties, excelOffice, now, sheetOf, type ExcelOffice } from '#tests/tools/excel-office.ts';
import { listForm } from '#tests/tools/shipped-forms.ts';
import { workbookWorkerPath } from '#tests/tools/workbook-worker.ts';
import { makeXlsx } from '#tests/tools/xlsx.ts';
import { makeZip, type ZipPart } from '#tests/tools/zip.ts';

const key = (text: string) => text as CellKey;
const labelOf = (code: string) => listForm.cells.get(key(`t1/${code}/bn`))?.label.zh ?? '';
const list = (...figures: readonly (readonly [string, string])[]) =>
  ['指标名称,数值', ...figures.map(([code, figure]) => `${labelOf(code)},${figure}`)].join('\n');
const sheet = sheetOf(counties[0]);
const before = sheetOf(counties[0], '2023');

async function putZip(office: ExcelOffice, parts: readonly ZipPart[]) {
  const { id } = await office.startImport(office.coordinator, {
    fileName: '各部门.zip',
    bytes: makeZip(parts),
    sheet: null
  });
  await office.jobs.idle();
  return id;
}
const choicesOf = (page: Awaited<ReturnType<ExcelOffice['getBatch']>>) =>
  page.lines.flatMap(({ id, target }) => (target ? [{ id, sheet: target.sheet, seq: target.seq }] : []));

describe('[JB8] a zip of files', () => {
  test('each file is an import; what each would change is on one page; the sure ones are written and taken back together', async () => {
    const office = await excelOffice(listForm);
    const { coordinator } = office;
    const batch = await putZip(office, [
      { name: '盐津县/盐津县2024年.csv', content: list(['XZFY.SQ', '12'], ['XZFY.SL', '10']) },
      { name: '旧年/盐津县2023年.csv', content: list(['XZFY.SQ', '9'], ['JBQK.XZ', '无']) },
      { name: '不知是谁.csv', content: list(['XZFY.SQ', '1']) },
      { name: '照片.png', content: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]) },
      { name: '__MACOSX/._盐津县.csv', content: 'x' },
      { name: '~$盐津县.xlsx', content: 'x' },
      { name: '里面还有.zip', content: makeZip([{ name: 'a.csv', content: 'a,1' }]) }
    ]);
    expect((await office.getImport(coordinator, batch)).state).toBe('unpacked');
    const page = await office.getBatch(coordinator, batch);
    expect(page).toMatchObject({ files: 5, page: 0, states: { unpacked: 1, ready: 3, failed: 2 } });
    expect(
      page.lines
        .map(({ fileName, state, target, counts, problem }) => [
          fileName,
          state,
          target && `${target.unitName} ${target.period}`,
          counts && [counts.new, counts.problems],
          problem?.parameters['found'] ?? null
        ])
        .sort()
    ).toEqual(
      [
        ['盐津县／盐津县2024年.csv', 'ready', '盐津县 2024', [2, 0], null],
        ['旧年／盐津县2023年.csv', 'ready', '盐津县 2023', [1, 1], null],
        ['不知是谁.csv', 'ready', null, null, null],
        ['照片.png', 'failed', null, null, 'picture'],
        ['里面还有.zip', 'failed', null, null, 'zip-in-zip']
      ].sort()
    );
    const outcome = await office.applyBatch(coordinator, batch, choicesOf(page));
    expect(outcome).toEqual({ files: 2, cells: 3, refused: 0, failed: [] });
    expect((await office.storage.entries.of(sheet)).get(key('t1/XZFY.SL/bn'))).toEqual({ number: '10' });
    expect((await office.storage.entries.of(before)).get(key('t1/XZFY.SQ/bn'))).toEqual({ number: '9' });
    expect(await office.undoBatch(coordinator, batch)).toMatchObject({ files: 2, cells: 3, failed: [] });
    expect((await office.storage.entries.of(sheet)).get(key('t1/XZFY.SL/bn'))).toEqual({ nothing: 'blank' });
    await expect(office.getBatch(office.upper, batch)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('two files of one batch for one cell: the first is written, the second is told; conflicts are never written together', async () => {
    const office = await excelOffice(listForm);
    const batch = await putZip(office, [
      { name: '盐津县2024年甲.csv', content: list(['XZFY.SQ', '12']) },
      { name: '盐津县2024年乙.csv', content: list(['XZFY.SQ', '13'], ['XZFY.SL', '10']) }
    ]);
    const page = await office.getBatch(office.coordinator, batch);
    const outcome = await office.applyBatch(office.coordinator, batch, choicesOf(page));
    expect(outcome).toMatchObject({ files: 2, cells: 2, refused: 1 });
  });

  test('after a crash in the middle nothing is put twice', async () => {
    const office = await excelOffice(listForm);
    await office.jobs.stop();
    const { storage, coordinator } = office;
    const bytes = makeZip([
      { name: 'a.csv', content: list(['XZFY.SQ', '1']) },
      { name: 'b.csv', content: list(['XZFY.SQ', '2']) }
    ]);
    const { id } = await office.startImport(coordinator, { fileName: 'x.zip', bytes, sheet });
    const workbook = { workerPath: await workbookWorkerPath() };
    const needs = { storage, forms: compiledForms(storage), clock: () => now, workbook };
    await readImport(needs, id);
    await storage.imports.change(id, { state: 'reading' }); // as if the end had not come to the disk
    await readImport(needs, id);
    expect((await storage.imports.ofBatch(coordinator.person, id)).map((row) => row.fileName).sort()).toEqual([
      'a.csv',
      'b.csv',
      'x.zip'
    ]);
    expect(await storage.jobs.waiting(coordinator.person)).toBe(3); // its own and one of each file
  });

  test('bombs: too many files, files too large, too much altogether; the others are read', async () => {
    const office = await excelOffice(listForm);
    const many = Array.from({ length: 1001 }, (_, index) => ({ name: `${index}.csv`, content: 'a,1' }));
    const refused = await office.getImport(office.coordinator, await putZip(office, many));
    expect(refused).toMatchObject({ state: 'failed', problem: { parameters: { because: 'too-many-files' } } });

    const zeros = new Uint8Array(19 * 1024 * 1024);
    const batch = await putZip(office, [
      { name: '盐津县2024年.csv', content: list(['XZFY.SQ', '1']) },
      { name: '大.xlsx', content: new Uint8Array(21 * 1024 * 1024) },
      ...Array.from({ length: 24 }, (_, index) => ({ name: `零${index}.csv`, content: zeros }))
    ]);
    const page = await office.getBatch(office.coordinator, batch);
    expect(page).toMatchObject({ files: 26, states: { ready: 1, failed: 25, waiting: 0 } });
    const because = (name: string) =>
      page.lines.find(({ fileName }) => fileName === name)?.problem?.parameters['because'];
    expect([because('大.xlsx'), because('零23.csv')]).toEqual(['part-too-large', 'too-large-unpacked']);
  });

  test('names in GB18030, as archives of Chinese programs bear them', async () => {
    const office = await excelOffice(listForm);
    const bytes = makeZip([{ name: 'AAAA.csv', content: list(['XZFY.SQ', '1']) }]);
    const gbk = Buffer.from([0xd1, 0xce, 0xbd, 0xf2]); // 盐津
    for (let at = 0; (at = Buffer.from(bytes).indexOf('AAAA', at)) >= 0; at += 4) bytes.set(gbk, at);
    const { id } = await office.startImport(office.coordinator, { fileName: 'x.zip', bytes, sheet: null });
    await office.jobs.idle();
    expect((await office.getBatch(office.coordinator, id)).lines.map(({ fileName }) => fileName)).toEqual(['盐津.csv']);
  });
});

test('[JB8] files that were put together are one batch, its pages of fifty', async () => {
  const office = await excelOffice(listForm);
  const batch = 'batch-0001';
  const { id } = await office.startImport(office.coordinator, {
    fileName: '99.xlsx',
    bytes: makeXlsx(),
    sheet: null,
    batch
  });
  await office.jobs.idle();
  // the others as they stand after they were read: none of them is readable
  const row = (await office.storage.imports.byId(id))!;
  for (let nth = 0; nth < 60; nth++)
    await office.storage.imports.add({
      ...row,
      id: asId<ImportId>(`i-${nth}`),
      fileName: `${String(nth).padStart(2, '0')}.csv`,
      state: 'failed',
      report: null,
      problem: { code: 'file-kind', parameters: { found: 'pdf' } }
    });
  const first = await office.getBatch(office.coordinator, batch);
  const second = await office.getBatch(office.coordinator, batch, 1);
  expect([first.files, first.lines.length, second.lines.length, second.page]).toEqual([61, 50, 11, 1]);
  expect((await office.getBatch(office.coordinator, batch, 9)).page).toBe(1);
});
