// Whose job comes next: people take turns, and a long export holds up nobody's import.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ImportId } from '#core/basics/ids.ts';
import { mostWaitingOfOne } from '#server/actions/excel-needs.ts';
import { listExports } from '#server/actions/list-exports.ts';
import { clearFiles, filesKeptMs } from '#server/jobs/clear-files.ts';
import { startJobs } from '#server/jobs/worker.ts';
import { compiledForms } from '#server/storage/compiled-forms.ts';
import { counties, excelOffice, now, sheetOf } from '#tests/tools/excel-office.ts';
import { listForm } from '#tests/tools/shipped-forms.ts';
import { temporaryFolder } from '#tests/tools/temporary-storage.ts';
import { workbookWorkerPath } from '#tests/tools/workbook-worker.ts';

const sheet = sheetOf(counties[0]);
const csv = new TextEncoder().encode('指标名称,计量单位,数值\n');

test('[JB5] whoever puts ten files does not come before who puts one', async () => {
  const office = await excelOffice(listForm);
  await office.jobs.stop();
  const put = async (actor: typeof office.coordinator) =>
    (await office.startImport(actor, { fileName: 'a.csv', bytes: csv, sheet })).id as string;
  const many: string[] = [];
  for (let nth = 0; nth < 10; nth++) many.push(await put(office.coordinator));
  const one = await put(office.clerk('财政局'));
  const other = await put(office.clerk('公安局'));
  const done: unknown[] = [];
  const jobs = startJobs(
    {
      storage: office.storage,
      forms: compiledForms(office.storage),
      clock: () => now,
      workbook: { workerPath: await workbookWorkerPath() }
    },
    { note: (_, { subject }) => void done.push(subject) }
  );
  await jobs.idle();
  await jobs.stop();
  expect(done).toHaveLength(12);
  expect(done.slice(0, 3)).toEqual(expect.arrayContaining([one, other]));
  expect(done.filter((id) => many.includes(id as string))).toHaveLength(10);
});

test('[JB5] an import is read while an export takes its time', async () => {
  const office = await excelOffice(listForm);
  await office.jobs.stop();
  // a worker that reads at once and never ends writing
  const workerPath = join(temporaryFolder(), 'worker.mjs');
  writeFileSync(
    workerPath,
    `import { parentPort } from 'node:worker_threads';
     const report = { file: 'csv', form: null, sheets: [], proposals: [], statements: [], evidence: [], problems: [] };
     parentPort.once('message', ({ kind }) => kind === 'report' && parentPort.postMessage({ kind: 'done', value: report }));
     setInterval(() => {}, 1000);`
  );
  await office.requestExport(office.coordinator, { kind: 'sheet', sheet });
  const { id } = await office.startImport(office.coordinator, { fileName: 'a.csv', bytes: csv, sheet });
  const read = new Promise<void>((done) => {
    const jobs = startJobs(
      {
        storage: office.storage,
        forms: compiledForms(office.storage),
        clock: () => now,
        workbook: { workerPath }
      },
      { stopLimitMs: 0, note: (_, { subject }) => subject === id && done() }
    );
    onTestFinished(() => jobs.stop());
  });
  await read;
  expect((await office.storage.imports.byId(id as ImportId))?.state).toBe('ready');
  expect(await office.storage.jobs.waiting()).toBe(1);
});

test('[JB5] one person has a bound of waiting jobs, and others are not told to come again for it', async () => {
  const office = await excelOffice(listForm);
  await office.jobs.stop();
  const put = (actor: typeof office.coordinator) => office.startImport(actor, { fileName: 'a.csv', bytes: csv, sheet });
  for (let nth = 0; nth < mostWaitingOfOne; nth++) await put(office.coordinator);
  await expect(put(office.coordinator)).rejects.toMatchObject({ code: 'busy' });
  await expect(office.requestExport(office.coordinator, { kind: 'sheet', sheet })).rejects.toMatchObject({
    code: 'busy'
  });
  await put(office.clerk('财政局'));
});

test('[JB6] a job that a killed server held is taken at the next start, also when the clock was turned back meanwhile', async () => {
  const office = await excelOffice(listForm);
  await office.jobs.stop();
  const { id } = await office.startImport(office.coordinator, { fileName: 'a.csv', bytes: csv, sheet });
  const yearMs = 365 * 24 * 3_600_000;
  expect(await office.storage.jobs.take(now + yearMs, now + yearMs + 600_000)).toMatchObject({ subject: id });
  const jobs = startJobs(
    {
      storage: office.storage,
      forms: compiledForms(office.storage),
      clock: () => now,
      workbook: { workerPath: await workbookWorkerPath() }
    },
    { alone: true }
  );
  await jobs.idle();
  await jobs.stop();
  expect((await office.getImport(office.coordinator, id)).state).not.toBe('waiting');
});

test('[JB6] a file that is gone before it was read fails in words; exports are listed as long as their files are kept', async () => {
  const office = await excelOffice(listForm);
  await office.jobs.stop();
  const { id } = await office.startImport(office.coordinator, { fileName: 'a.csv', bytes: csv, sheet });
  const exported = await office.requestExport(office.coordinator, { kind: 'sheet', sheet });
  const future = { storage: office.storage, clock: () => Date.now() + filesKeptMs + 60_000 };
  // the official workbook of a form stays as long as the form
  const blob = await office.storage.blobs.put(new Uint8Array([1]));
  const { id: form, version } = listForm.definition;
  const { person } = office.coordinator;
  await office.storage.templates.keep({ form, version, fileName: '', blob, places: {}, person, keptAt: 0 });
  expect(await clearFiles({ ...future, clock: Date.now })).toBe(0);
  expect(await clearFiles(future)).toBe(1);
  expect(await office.storage.blobs.get(blob)).toEqual(new Uint8Array([1]));
  await office.storage.templates.remove(form, version);
  const needs = { ...office, forms: compiledForms(office.storage) };
  const jobs = startJobs(
    { ...needs, clock: () => now, workbook: { workerPath: await workbookWorkerPath() } },
    { alone: true }
  );
  await jobs.idle();
  await jobs.stop();
  expect(await office.getImport(office.coordinator, id)).toMatchObject({
    state: 'failed',
    problem: { code: 'not-found', parameters: { what: 'file' } }
  });
  const listed = async (at: number) =>
    (await listExports({ ...needs, clock: () => at }, office.coordinator)).map((row) => row.id);
  expect(await listed(now + filesKeptMs)).toEqual([exported.id]);
  expect(await listed(now + filesKeptMs + 1)).toEqual([]);
});
