// Databases as earlier versions of the program left them: each must open, be read, and be written. A migration that is added brings its own:
// FREEZE=1 npx vitest run tests/server/storage/frozen.test.ts makes that of the newest version, which is then never made again.
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  asId,
  type CommentId,
  type ExportId,
  type ImportId,
  type JobId,
  type PersonId,
  type SheetId
} from '#core/basics/ids.ts';
import { asCellKey } from '#core/forms/cell-key.ts';
import { doctor } from '#server/live/doctor.ts';
import { makeLiveSheets } from '#server/live/live-sheets.ts';
import { compiledForms } from '#server/storage/compiled-forms.ts';
import { migrations } from '#server/storage/migrations/all.ts';
import { openSqlite } from '#server/storage/open-sqlite.ts';
import type { Storage } from '#server/storage/storage.ts';
import { actorOf, keepLiveThings, sheetId } from '#tests/tools/live-things.ts';
import { temporaryFolder } from '#tests/tools/temporary-storage.ts';

const fixtures = 'tests/fixtures';
const newest = migrations.at(-1)!.number;
const folderOf = (version: number) => join(fixtures, `frozen-${version}`);
const frozen = readdirSync(fixtures).flatMap((name) => {
  const version = /^frozen-(\d+)$/.exec(name)?.[1];
  return version === undefined ? [] : [Number(version)];
});

const liveOver = (storage: Storage) =>
  makeLiveSheets({ storage, forms: compiledForms(storage), clock: () => 5000, limits: { rowsPerSnapshot: 3 } });

/** everything that is kept of what the frozen database holds */
async function whatIsKept(storage: Storage): Promise<unknown> {
  const sheet = await storage.sheets.byId(sheetId);
  return JSON.parse(
    JSON.stringify({
      people: await storage.people.list(),
      sheet,
      form: await storage.forms.get(sheet!.form, sheet!.version),
      entries: [...(await storage.entries.of(sheetId))],
      history: await storage.entries.history(sheetId),
      events: await storage.events.of(sheetId),
      explanations: await storage.events.explanations(sheetId),
      imports: await storage.imports.byId(asId<ImportId>('i1')),
      exports: await storage.exports.byId(asId<ExportId>('x1')),
      templates: await storage.templates.list(),
      jobs: await storage.jobs.waiting(),
      comments: await storage.comments.of(sheetId),
      mentions: await storage.comments.unseen(asId<PersonId>('bea')),
      reminders: [...(await storage.reminders.ofMany([sheetId]))],
      putAway: [...(await storage.reminders.dismissed(asId<PersonId>('bea'), [sheetId]))],
      profiles: await storage.importProfiles.of(asId<PersonId>('cora'))
    })
  ) as unknown;
}

/** a small database with something in every table */
async function fill(storage: Storage): Promise<void> {
  await keepLiveThings(storage);
  const live = liveOver(storage);
  const write = (who: string, key: string, content: unknown) =>
    live.writeCells(sheetId, actorOf(who), 'api', [{ key, content }]);
  await write('anna', 't/A1/bn', { number: '12.50', qualifier: '约', note: '估计' });
  await write('anna', 't/A2/bn', { nothing: 'unobtainable', reason: '未统计' });
  await write('bea', 't/B1/bn', { number: '0' });
  await write('cora', 't/A1/bn', { number: '13' });
  await write('cora', 't/B2/bn', { nothing: 'notApplicable' });
  await live.close();
  const by = { sheet: sheetId, person: asId<PersonId>('cora'), at: 6000 };
  const { seq, stage } = (await storage.sheets.byId(sheetId))!;
  await storage.sheets.setStage(sheetId, stage, seq, 'submitted');
  await storage.events.add({
    ...by,
    deed: 'submit',
    from: stage,
    to: 'submitted',
    seq,
    text: '',
    seal: 'ab'.repeat(32)
  });
  await storage.events.explain({ ...by, finding: 'r1', fingerprint: 'f1', text: '因机构改革合并统计' });
  const reminder = await storage.events.add({ ...by, deed: 'remind', from: stage, to: stage, seq, text: '', seal: '' });
  await storage.reminders.add(reminder, sheetId, ['B']);
  await storage.reminders.dismiss(asId<PersonId>('bea'), reminder, 6500);
  const thread = asId<CommentId>('c1');
  const said = { id: thread, sheet: sheetId, thread, key: asCellKey('t/A1/bn'), step: 'said', about: null } as const;
  await storage.comments.add({ ...said, text: '请核对', person: by.person, at: 6600 }, [asId<PersonId>('bea')]);
  await storage.people.addSession({ hash: 'h', person: asId<PersonId>('anna'), expiresAt: 9e12, kind: 'browser' });
  const blob = await storage.blobs.put(new Uint8Array([1, 2, 3]));
  const made = { person: asId<PersonId>('cora'), fileName: '2024.xlsx', problem: null, createdAt: 7000 };
  await storage.imports.add({
    ...made,
    id: asId<ImportId>('i1'),
    blob,
    state: 'ready',
    report: { cells: 1 },
    sheet: sheetId,
    batch: 'b1'
  });
  await storage.importProfiles.put({
    person: made.person,
    form: 'small',
    layout: 'l1',
    answers: { A1: 'D12' },
    changedAt: 7500
  });
  await storage.exports.add({
    ...made,
    id: asId<ExportId>('x1'),
    blob,
    state: 'ready',
    request: { unit: 'u1' },
    seq: 3,
    told: { parts: 9 },
    code: 'HB-0001'
  });
  const { form, version } = (await storage.sheets.byId(sheetId))!;
  const { person, fileName } = made;
  await storage.templates.keep({ form, version, fileName, blob, places: { cells: [] }, person, keptAt: 8000 });
  await storage.jobs.add({ id: asId<JobId>('j1'), kind: 'read-import', subject: 'i1', tries: 0, createdAt: 7000 });
}

test.runIf(process.env.FREEZE)('the newest version is frozen', async () => {
  const into = folderOf(newest);
  expect(existsSync(into), `${into} is there already, and stays as it is`).toBe(false);
  const folder = temporaryFolder();
  const storage = await openSqlite(folder, { now: () => 1000 });
  await fill(storage);
  const kept = await whatIsKept(storage);
  await storage.close();
  mkdirSync(into);
  copyFileSync(join(folder, 'huibiao.sqlite'), join(into, 'huibiao.sqlite'));
  cpSync(join(folder, 'blobs'), join(into, 'blobs'), { recursive: true });
  writeFileSync(join(into, 'kept.json'), `${JSON.stringify(kept, null, 2)}\n`);
});

test.skipIf(process.env.FREEZE)('[ST18] each version before the newest has been frozen', () => {
  const older = migrations.map(({ number }) => number).filter((number) => number < Math.max(newest, 2));
  expect(frozen).toEqual(expect.arrayContaining(older));
});

test.each(frozen)('[ST18] a database of version %i opens, holds what it held, and is written on', async (version) => {
  const folder = temporaryFolder();
  cpSync(folderOf(version), folder, { recursive: true });
  const storage = await openSqlite(folder);
  try {
    const kept = JSON.parse(readFileSync(join(folderOf(version), 'kept.json'), 'utf8')) as unknown;
    expect(await whatIsKept(storage)).toMatchObject(kept as object);
    expect(await doctor(storage, sheetId)).toEqual([]);
    const { seq } = (await storage.sheets.byId(sheetId))!;
    expect(await storage.sheets.setStage(sheetId, 'submitted', seq, 'returned')).toBe(true);
    const live = liveOver(storage);
    for (const number of ['1', '2', '3', '4'])
      await live.writeCells(sheetId, actorOf('anna'), 'api', [{ key: 't/A1/bn', content: { number } }]);
    await live.close();
    expect((await storage.entries.of(sheetId as SheetId)).get('t/A1/bn' as never)).toEqual({ number: '4' });
    expect(await doctor(storage, sheetId)).toEqual([]);
  } finally {
    await storage.close();
  }
});
