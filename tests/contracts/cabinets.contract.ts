// What any implementation of the other cabinets must do.
import { describe, expect, test } from 'vitest';
import {
  asId,
  type BlobId,
  type ExportId,
  type ImportId,
  type JobId,
  type PersonId,
  type SheetId,
  type UnitId
} from '#core/basics/ids.ts';
import { asCellKey } from '#core/forms/cell-key.ts';
import type { Period } from '#core/places/period.ts';
import type { Grant } from '#core/workflow/actor.ts';
import type {
  CommentStep,
  ExportRow,
  FormDraft,
  ImportRow,
  JobRow,
  Storage,
  Template
} from '#server/storage/storage.ts';
import { aCollection, aForm, aPerson, aSheet, aUnit, keepOneSheet } from '#tests/tools/kept-things.ts';

const u1 = asId<UnitId>('u1');
const s1 = asId<SheetId>('s1');
const p1 = asId<PersonId>('p1');

const peopleContract = (open: () => Promise<Storage>) => {
  test('[ST1] a person comes back as given, grants in their order; a taken login is answered false and changes nothing', async () => {
    const { people, units } = await open();
    await units.add(aUnit('u1'));
    const grants: Grant[] = [
      { role: 'clerk', unit: u1, department: 'GAJ' },
      { role: 'auditor', unit: u1 },
      { role: 'clerk', unit: u1, department: 'SFJ' }
    ];
    const person = aPerson('p1', { login: 'zhang', name: '张三', grants });
    expect(await people.add(person)).toBe(true);
    expect(await people.add(aPerson('p2', { login: 'zhang', grants: [{ role: 'upper', unit: u1 }] }))).toBe(false);
    expect(await people.byId(p1)).toEqual(person);
    expect(await people.byLogin('zhang')).toEqual(person);
    expect(await people.byId(asId('p2'))).toBeUndefined();
    expect(await people.list()).toEqual([person]);
  });

  test('[ST1] a change of a person touches only what is given', async () => {
    const { people, units } = await open();
    await units.add(aUnit('u1'));
    await people.add(aPerson('p1', { grants: [{ role: 'auditor', unit: u1 }] }));
    await people.change(p1, { disabled: true });
    await people.change(p1, { name: '新名' });
    await people.change(p1, {});
    expect(await people.byId(p1)).toMatchObject({ name: '新名', disabled: true, passwordHash: 'not a hash' });
    await people.setGrants(p1, [{ role: 'coordinator', unit: u1 }]);
    expect((await people.byId(p1))!.grants).toEqual([{ role: 'coordinator', unit: u1 }]);
    await people.setGrants(p1, []);
    expect((await people.byId(p1))!.grants).toEqual([]);
  });

  test('[ST1] a grant at a unit that does not exist is a mistake, and the grants before it stay', async () => {
    const { people, units } = await open();
    await units.add(aUnit('u1'));
    await people.add(aPerson('p1', { grants: [{ role: 'auditor', unit: u1 }] }));
    await expect(people.setGrants(p1, [{ role: 'upper', unit: asId('nowhere') }])).rejects.toThrow();
    expect((await people.byId(p1))!.grants).toEqual([{ role: 'auditor', unit: u1 }]);
  });

  test('[ST2] sessions: found by hash, prolonged, removed one by one, by person and by age', async () => {
    const { people } = await open();
    await people.add(aPerson('p1'));
    await people.add(aPerson('p2'));
    const add = (hash: string, person: string, expiresAt: number, kind: 'browser' | 'token' = 'browser') =>
      people.addSession({ hash, person: asId(person), expiresAt, kind });
    await add('a', 'p1', 100);
    await add('b', 'p1', 200, 'token');
    await add('c', 'p2', 300);
    await add('d', 'p2', 400);
    expect(await people.sessionByHash('b')).toEqual({ hash: 'b', person: 'p1', expiresAt: 200, kind: 'token' });
    expect((await people.sessionsOf(p1)).map((row) => row.hash)).toEqual(['a', 'b']);
    await people.setSessionExpiry('a', 1000);
    await people.removeExpiredSessions(300);
    const left = async () =>
      (await Promise.all(['a', 'b', 'c', 'd'].map((hash) => people.sessionByHash(hash)))).map((row) => row?.hash);
    expect(await left()).toEqual(['a', undefined, undefined, 'd']);
    await people.removeSession('d');
    await people.removeSession('d');
    expect(await left()).toEqual(['a', undefined, undefined, undefined]);
    await people.removeSessionsOf(p1);
    expect(await left()).toEqual([undefined, undefined, undefined, undefined]);
  });
};

const unitsContract = (open: () => Promise<Storage>) => {
  const keepTree = async ({ units }: Storage) => {
    await units.add(aUnit('root'));
    await units.add(aUnit('b', 'root', { place: 2 }));
    await units.add(aUnit('z', 'root', { place: 1 }));
    await units.add(aUnit('a', 'root', { place: 2 }));
    await units.add(aUnit('z1', 'z'));
    await units.add(aUnit('other', null, { place: -1 }));
  };
  const ids = (units: readonly { id: string }[]) => units.map((unit) => unit.id).join(' ');

  test('[ST3] the list has parents before children, siblings by place then code', async () => {
    const storage = await open();
    await keepTree(storage);
    expect(ids(await storage.units.list())).toBe('other root z z1 a b');
  });

  test('[ST3] path and subtree', async () => {
    const storage = await open();
    await keepTree(storage);
    expect(ids(await storage.units.path(asId('z1')))).toBe('root z z1');
    expect(ids(await storage.units.subtree(asId('root')))).toBe('root z z1 a b');
    expect(ids(await storage.units.subtree(asId('z1')))).toBe('z1');
    expect(await storage.units.path(asId('nowhere'))).toEqual([]);
    expect(await storage.units.subtree(asId('nowhere'))).toEqual([]);
  });

  test('[ST3] a taken code is answered false; a parent must exist; name, level and place can change', async () => {
    const storage = await open();
    await keepTree(storage);
    expect(await storage.units.add(aUnit('new', null, { code: 'a' }))).toBe(false);
    await expect(storage.units.add(aUnit('new', 'nowhere'))).rejects.toThrow();
    await storage.units.change(asId('z1'), { name: '新名', level: 'street' });
    expect(await storage.units.byCode('z1')).toEqual(aUnit('z1', 'z', { name: '新名', level: 'street' }));
    expect(await storage.units.byId(asId('new'))).toBeUndefined();
  });
};

const formsContract = (open: () => Promise<Storage>) => {
  test('[ST4] a published version never changes', async () => {
    const { forms } = await open();
    expect(await forms.publish(aForm('a', 1), 1)).toBe(true);
    expect(await forms.publish({ ...aForm('a', 1), title: { zh: '另一个' } }, 2)).toBe(false);
    expect(await forms.get('a', 1)).toEqual(aForm('a', 1));
    expect(await forms.get('a', 2)).toBeUndefined();
  });

  test('[ST4] the list has the newest version first', async () => {
    const { forms } = await open();
    for (const version of [1, 10, 2]) await forms.publish(aForm('b', version), version);
    await forms.publish(aForm('a', 1), 9);
    expect((await forms.list()).map((form) => `${form.id}${form.version}@${form.publishedAt}`)).toEqual([
      'a1@9',
      'b10@10',
      'b2@2',
      'b1@1'
    ]);
  });
};

const sheetsContract = (open: () => Promise<Storage>) => {
  test('[ST5] one sheet per form, unit and period', async () => {
    const storage = await open();
    const sheet = await keepOneSheet(storage);
    expect(await storage.sheets.add(aSheet('again'))).toBe(false);
    expect(await storage.sheets.find('small', u1, '2024' as Period)).toEqual(sheet);
    expect(await storage.sheets.find('small', u1, '2023' as Period)).toBeUndefined();
    expect(await storage.collections.byId(asId('c1'))).toEqual(aCollection());
    expect(await storage.collections.byId(asId('c2'))).toBeUndefined();
  });

  test('[ST5] a sheet moves to another collection as it is', async () => {
    const storage = await open();
    const sheet = await keepOneSheet(storage);
    await storage.collections.add(aCollection('c2'));
    await storage.sheets.moveTo(sheet.id, asId('c2'));
    expect(await storage.sheets.byId(sheet.id)).toEqual({ ...sheet, collection: 'c2' });
    expect(await storage.sheets.list({ collection: asId('c1') })).toEqual([]);
  });

  test('[ST5] sheets are listed by collection, units, form and period, also of more units than a statement names', async () => {
    const storage = await open();
    await keepOneSheet(storage);
    await storage.collections.add(aCollection('c2', { period: '2023' as Period, dueAt: 5, createdAt: 2000 }));
    const many = Array.from({ length: 600 }, (_, nth) => asId<UnitId>(`v${nth}`));
    await storage.transaction(async ({ units, sheets }) => {
      for (const unit of many) {
        await units.add(aUnit(unit));
        await sheets.add(aSheet(`s-${unit}`, { unit, collection: asId('c2'), period: '2023' as Period }));
      }
    });
    expect((await storage.collections.list()).map((collection) => collection.id)).toEqual(['c2', 'c1']);
    expect(await storage.sheets.list({})).toHaveLength(601);
    expect(await storage.sheets.list({ collection: asId('c1') })).toHaveLength(1);
    expect(await storage.sheets.list({ units: many })).toHaveLength(600);
    expect((await storage.sheets.list({ units: [u1, many[3]!] })).map((sheet) => sheet.id)).toEqual(['s1', 's-v3']);
    expect(await storage.sheets.list({ units: [] })).toEqual([]);
    expect(await storage.sheets.list({ form: 'none' })).toEqual([]);
    expect(await storage.sheets.list({ period: '2024' as Period, units: [u1, ...many] })).toHaveLength(1);
  });

  test('[ST6] the stage moves only from the stage and number that the caller judged', async () => {
    const { sheets, ...storage } = await open();
    await keepOneSheet({ sheets, ...storage });
    expect(await sheets.setStage(s1, 'filling', 0, 'submitted')).toBe(false);
    expect(await sheets.setStage(s1, 'empty', 1, 'submitted')).toBe(false);
    expect(await sheets.setStage(s1, 'empty', 0, 'submitted')).toBe(true);
    expect((await sheets.byId(s1))!.stage).toBe('submitted');
  });
};

const eventsContract = (open: () => Promise<Storage>) => {
  test('[ST7] events come back oldest first with names', async () => {
    const storage = await open();
    await keepOneSheet(storage);
    const event = {
      sheet: s1,
      deed: 'submit',
      from: 'filling',
      to: 'submitted',
      seq: 3,
      person: p1,
      at: 5,
      text: '',
      seal: 'ab'
    } as const;
    await storage.events.add(event);
    await storage.events.add({
      ...event,
      deed: 'return',
      from: 'submitted',
      to: 'returned',
      text: '补充说明',
      seal: '',
      at: 5
    });
    const kept = await storage.events.of(s1);
    expect(kept[0]).toEqual({ ...event, number: kept[0]!.number, personName: '人员p1' });
    expect(kept.map((one) => one.deed)).toEqual(['submit', 'return']);
  });

  test('[ST7] of several explanations of a finding the newest counts', async () => {
    const storage = await open();
    await keepOneSheet(storage);
    const one = { sheet: s1, finding: 'r1', fingerprint: 'f', text: '旧', person: p1, at: 5 };
    await storage.events.explain(one);
    await storage.events.explain({ ...one, finding: 'r2', text: '别的' });
    await storage.events.explain({ ...one, fingerprint: 'g', text: '新' });
    const kept = await storage.events.explanations(s1);
    expect(await storage.events.explanationsOf([s1, asId<SheetId>('s-none')])).toEqual(
      new Map([
        [s1, kept],
        ['s-none', []]
      ])
    );
    expect(new Map(kept.map((found) => [found.finding, found.text]))).toEqual(
      new Map([
        ['r1', '新'],
        ['r2', '别的']
      ])
    );
    expect(kept.find((found) => found.finding === 'r1')).toEqual({
      ...one,
      fingerprint: 'g',
      text: '新',
      personName: '人员p1'
    });
  });
};

const filesContract = (open: () => Promise<Storage>) => {
  test('[ST8] an import comes back as given; a change touches only what is given; the list leaves the report out', async () => {
    const { imports } = await open();
    const row: ImportRow = {
      id: asId<ImportId>('i1'),
      person: p1,
      fileName: '报表 2024.xlsx',
      blob: asId<BlobId>('ab'),
      state: 'waiting',
      report: null,
      problem: null,
      sheet: null,
      createdAt: 5,
      batch: null
    };
    await imports.add(row);
    expect(await imports.byId(row.id)).toEqual(row);
    await imports.change(row.id, { state: 'ready', report: { rows: [1] }, sheet: s1 });
    expect(await imports.byId(row.id)).toEqual({ ...row, state: 'ready', report: { rows: [1] }, sheet: 's1' });
    await imports.change(row.id, { state: 'failed', problem: { code: 'file-kind', parameters: { kind: 'xlsb' } } });
    await imports.change(row.id, { sheet: null });
    const [listed] = await imports.list(p1);
    expect(listed).toMatchObject({
      state: 'failed',
      problem: { code: 'file-kind', parameters: { kind: 'xlsb' } },
      sheet: null
    });
    expect(listed).not.toHaveProperty('report');
    expect(await imports.list(asId('p2'))).toEqual([]);
  });

  test('[ST8] imports of one batch are listed in the order in which they were put, to their maker', async () => {
    const { imports } = await open();
    const row = {
      person: p1,
      blob: asId<BlobId>('ab'),
      state: 'waiting',
      report: null,
      problem: null,
      sheet: null
    } as const;
    const put = (id: string, fileName: string, createdAt: number, batch: string | null, person: PersonId = p1) =>
      imports.add({ ...row, id: asId<ImportId>(id), person, fileName, createdAt, batch });
    await put('i1', 'b.xlsx', 5, 'one');
    await put('i2', 'a.xlsx', 5, 'one');
    await put('i3', 'c.xlsx', 4, 'one');
    await put('i4', 'd.xlsx', 1, 'two');
    await put('i5', 'e.xlsx', 1, null);
    await put('i6', 'f.xlsx', 1, 'one', asId('p2'));
    expect((await imports.ofBatch(p1, 'one')).map(({ id }) => id)).toEqual(['i3', 'i2', 'i1']);
    expect((await imports.byId(asId('i4')))?.batch).toBe('two');
  });

  test('[ST23] a draft takes answers only from who knows its last revision, and is listed without them', async () => {
    const { formDrafts, blobs } = await open();
    const blob = await blobs.put(new Uint8Array([1]));
    const draft: FormDraft = {
      id: asId('d1'),
      person: p1,
      fileName: '年报.xlsx',
      blob,
      paper: blob,
      answers: { rows: {} },
      revision: 0,
      published: null,
      createdAt: 1,
      changedAt: 1
    };
    await formDrafts.add(draft);
    await formDrafts.add({ ...draft, id: asId('d2'), changedAt: 2 });
    await formDrafts.add({ ...draft, id: asId('d3'), person: asId('p2') });
    expect(await formDrafts.byId(draft.id)).toEqual(draft);
    expect(new Set(await formDrafts.blobs())).toEqual(new Set([draft.blob, draft.paper]));
    expect(await formDrafts.answer(draft.id, 0, { rows: { a: 1 } }, 3)).toBe(true);
    expect(await formDrafts.answer(draft.id, 0, { rows: { b: 1 } }, 4)).toBe(false);
    expect(await formDrafts.answer(asId('nowhere'), 0, {}, 4)).toBe(false);
    await formDrafts.published(draft.id, 'nb', 2, 5);
    const { answers: _, ...line } = draft;
    expect(await formDrafts.list(p1)).toEqual([
      { ...line, revision: 1, published: { form: 'nb', version: 2 }, changedAt: 5 },
      { ...line, id: 'd2', changedAt: 2 }
    ]);
    expect((await formDrafts.byId(draft.id))?.answers).toEqual({ rows: { a: 1 } });
    await formDrafts.remove(draft.id);
    expect(await formDrafts.byId(draft.id)).toBeUndefined();
  });

  test('[ST22] a profile is kept per person, form and layout; the last one counts; the newest is listed first', async () => {
    const { importProfiles } = await open();
    const profile = { person: p1, form: 'f', layout: 'a', answers: { rows: { 其他: 'r1' } }, changedAt: 1 };
    await importProfiles.put(profile);
    await importProfiles.put({ ...profile, layout: 'b', changedAt: 2 });
    await importProfiles.put({ ...profile, person: asId('p2') });
    await importProfiles.put({ ...profile, answers: {}, changedAt: 3 });
    expect(await importProfiles.of(p1)).toEqual([
      { ...profile, answers: {}, changedAt: 3 },
      { ...profile, layout: 'b', changedAt: 2 }
    ]);
  });

  test('[ST8] an export comes back as given; the newest is listed first', async () => {
    const { exports } = await open();
    const row: ExportRow = {
      id: asId<ExportId>('e1'),
      person: p1,
      request: { kind: 'sheet', sheet: 's1' },
      state: 'waiting',
      fileName: '',
      blob: null,
      problem: null,
      createdAt: 5,
      seq: null,
      told: null,
      code: null
    };
    await exports.add(row);
    await exports.add({ ...row, id: asId<ExportId>('e2'), createdAt: 6 });
    expect(await exports.byId(row.id)).toEqual(row);
    await exports.change(row.id, { state: 'ready', blob: asId<BlobId>('cd'), fileName: '导出.xlsx' });
    expect((await exports.list(p1)).map((one) => [one.id, one.state, one.blob, one.fileName])).toEqual([
      ['e2', 'waiting', null, ''],
      ['e1', 'ready', 'cd', '导出.xlsx']
    ]);
    await exports.change(row.id, { told: { parts: 9 }, code: 'HB-1' });
    expect(await exports.byCode('HB-1')).toMatchObject({ id: 'e1', told: { parts: 9 } });
    expect(await exports.byCode('HB-2')).toBeUndefined();
    expect(await exports.changeFrom(row.id, ['waiting', 'writing'], { state: 'cancelled' })).toBe(false);
    expect(await exports.changeFrom(asId('e2'), ['waiting', 'writing'], { state: 'cancelled' })).toBe(true);
    expect((await exports.list(p1)).map(({ state }) => state)).toEqual(['cancelled', 'ready']);
  });

  test('[ST24] a form version has one official workbook, the one that was kept last', async () => {
    const { templates } = await open();
    const template: Template = {
      form: 'small',
      version: 1,
      fileName: '官方表样.xlsx',
      blob: asId<BlobId>('ab'),
      places: { cells: [['t1/A/bn', '表一', 4, 2]] },
      person: p1,
      keptAt: 5
    };
    await templates.keep({ ...template, fileName: '旧.xlsx', places: {} });
    await templates.keep(template);
    expect(await templates.of('small', 1)).toEqual(template);
    expect(await templates.of('small', 2)).toBeUndefined();
    const { places: _, ...line } = template;
    expect(await templates.list()).toEqual([line]);
    expect(await templates.remove('small', 1)).toBe(true);
    expect(await templates.remove('small', 1)).toBe(false);
    expect(await templates.of('small', 1)).toBeUndefined();
  });
};

const jobsContract = (open: () => Promise<Storage>) => {
  const job = (id: string, createdAt: number) =>
    ({ id: asId<JobId>(id), kind: 'read-import', subject: `subject ${id}`, tries: 0, createdAt }) as const;

  test('[ST9] the oldest free job is taken, by one only, and counts the try', async () => {
    const { jobs } = await open();
    await jobs.add(job('young', 2));
    await jobs.add(job('old', 1));
    expect(await jobs.waiting()).toBe(2);
    const taken = await Promise.all([jobs.take(10, 20), jobs.take(10, 20), jobs.take(10, 20)]);
    expect(taken).toEqual([{ ...job('old', 1), tries: 1 }, { ...job('young', 2), tries: 1 }, undefined]);
  });

  test('[ST9] people take turns: who was not served comes first, then who was served longest ago; only the asked kinds', async () => {
    const { jobs, imports, exports } = await open();
    const ask = async (id: string, person: string, kind: JobRow['kind'] = 'read-import') => {
      const common = { person: asId<PersonId>(person), problem: null, createdAt: 1, told: null, code: null };
      if (kind === 'read-import')
        await imports.add({
          ...common,
          id: asId<ImportId>(id),
          fileName: 'a.csv',
          blob: asId<BlobId>('ab'),
          state: 'waiting',
          report: null,
          sheet: null,
          batch: null
        });
      else
        await exports.add({
          ...common,
          id: asId<ExportId>(id),
          request: {},
          state: 'waiting',
          fileName: '',
          blob: null,
          seq: null
        });
      await jobs.add({ id: asId<JobId>(`job ${id}`), kind, subject: id, tries: 0, createdAt: 1 });
    };
    for (const id of ['a1', 'a2', 'a3']) await ask(id, 'anna');
    await ask('b1', 'bert');
    await ask('c1', 'cora', 'write-export');
    expect([await jobs.waiting(), await jobs.waiting(asId('anna')), await jobs.waiting(asId('cora'))]).toEqual([
      5, 3, 1
    ]);
    const [anna, bert] = [asId<PersonId>('anna'), asId<PersonId>('bert')];
    const next = async (...served: PersonId[]) =>
      (await jobs.take(10, 20, { kinds: ['read-import'], served }))?.subject;
    expect(await next()).toBe('a1');
    expect(await next(anna)).toBe('b1');
    expect(await next(anna, bert)).toBe('a2');
    expect(await next(bert, anna)).toBe('a3');
    expect(await next()).toBeUndefined();
    expect(await jobs.take(10, 20, { kinds: ['write-export'] })).toMatchObject({ subject: 'c1' });
  });

  test('[ST9] a job whose holder died is free again when its time is up; a finished one is gone', async () => {
    const { jobs } = await open();
    await jobs.add(job('j', 1));
    await jobs.take(10, 20);
    expect(await jobs.take(19, 40)).toBeUndefined();
    expect(await jobs.take(20, 40)).toMatchObject({ id: 'j', tries: 2 });
    await jobs.finish(asId('j'));
    expect(await jobs.take(100, 200)).toBeUndefined();
    expect(await jobs.waiting()).toBe(0);
  });
};

const commentsContract = (open: () => Promise<Storage>) => {
  const step = (id: string, more: Partial<CommentStep> = {}): CommentStep => ({
    id: asId(id),
    sheet: s1,
    thread: asId('t1'),
    key: asCellKey('t1/A/bn'),
    step: 'said',
    about: null,
    text: `说${id}`,
    person: p1,
    at: 2000,
    ...more
  });

  test('[ST19] steps come back as given, oldest first, with names of writers and mentioned; sheets do not mix', async () => {
    const { comments, people, sheets, ...storage } = await open();
    await keepOneSheet({ comments, people, sheets, ...storage });
    await people.add(aPerson('p2'));
    await sheets.add(aSheet('s2', { period: '2023' as Period }));
    await comments.add(step('t1'), [asId('p2'), p1, asId('p2')]);
    await comments.add(step('c2', { at: 1000 }), []);
    await comments.add(step('c3', { step: 'removed', about: asId('c2'), text: '' }), []);
    await comments.add(step('t2', { sheet: asId('s2'), thread: asId('t2') }), [p1]);
    const kept = await comments.of(s1);
    expect(kept.map(({ number: _, personName: __, mentioned: ___, ...one }) => one)).toEqual([
      step('t1'),
      step('c2', { at: 1000 }),
      step('c3', { step: 'removed', about: asId('c2'), text: '' })
    ]);
    expect(kept[0]!.personName).toBe('人员p1');
    expect(kept.map(({ mentioned }) => mentioned.map(({ name }) => name).sort())).toEqual([
      ['人员p1', '人员p2'],
      [],
      []
    ]);
    expect(kept.map(({ number }) => number)).toEqual([...kept.map(({ number }) => number)].sort((a, b) => a - b));
    const many = await comments.ofMany([s1, asId('s2'), asId('s9')]);
    expect([...many].map(([id, list]) => [id, list.length])).toEqual([
      ['s1', 3],
      ['s2', 1],
      ['s9', 0]
    ]);
  });

  test('[ST19] a mention is news until it is seen; seeing a thread leaves the others', async () => {
    const storage = await open();
    await keepOneSheet(storage);
    const { comments } = storage;
    await comments.add(step('t1'), [p1]);
    await comments.add(step('c2'), [p1]);
    await comments.add(step('t3', { thread: asId('t3') }), [p1]);
    const news = async () => (await comments.unseen(p1)).map(({ comment }) => comment);
    expect(await news()).toEqual(['t3', 'c2', 't1']);
    expect(await comments.unseen(asId('p9'))).toEqual([]);
    expect(await comments.markSeen(p1, s1, asId('t1'), 3000)).toBe(true);
    expect(await comments.markSeen(p1, s1, asId('t1'), 3001)).toBe(false);
    expect(await news()).toEqual(['t3']);
    expect((await comments.of(s1))[0]!.mentioned).toHaveLength(1);
  });
};

const remindersContract = (open: () => Promise<Storage>) => {
  test('[ST21] an event keeps whom it reminds; putting it away is each person’s own, and again is no mistake', async () => {
    const storage = await open();
    await keepOneSheet(storage);
    const { events, reminders } = storage;
    const event = (at: number) =>
      events.add({
        sheet: s1,
        deed: 'remind',
        from: 'empty',
        to: 'empty',
        seq: 0,
        person: p1,
        at,
        text: '请填',
        seal: ''
      });
    const [first, second] = [await event(1), await event(2)];
    expect((await events.of(s1)).map(({ number }) => number)).toEqual([first, second]);
    expect(second).toBeGreaterThan(first);
    await reminders.add(first, s1, ['SFJ', 'GAJ', 'SFJ']);
    await reminders.add(second, s1, ['*']);
    expect(await reminders.ofMany([s1, asId('s9')])).toEqual(
      new Map([
        [first, ['GAJ', 'SFJ']],
        [second, ['*']]
      ])
    );
    await reminders.dismiss(p1, first, 5);
    await reminders.dismiss(p1, first, 6);
    expect(await reminders.dismissed(p1, [s1])).toEqual(new Set([first]));
    expect(await reminders.dismissed(p1, [asId('s9')])).toEqual(new Set());
    expect(await reminders.dismissed(asId('p2'), [s1])).toEqual(new Set());
    expect([...(await events.ofMany([s1, asId('s9')])).values()].map((kept) => kept.length)).toEqual([2, 0]);
  });
};

export function cabinetsContract(open: () => Promise<Storage>) {
  describe('people', () => peopleContract(open));
  describe('units', () => unitsContract(open));
  describe('forms', () => formsContract(open));
  describe('collections and sheets', () => sheetsContract(open));
  describe('events', () => eventsContract(open));
  describe('comments', () => commentsContract(open));
  describe('reminders', () => remindersContract(open));
  describe('imports and exports', () => filesContract(open));
  describe('jobs', () => jobsContract(open));
}
