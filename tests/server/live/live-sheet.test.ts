import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { doctor } from '#server/live/doctor.ts';
import { faulty } from '#tests/tools/faulty-storage.ts';
import { sheetId } from '#tests/tools/live-server.ts';
import { temporaryStorage } from '#tests/tools/temporary-storage.ts';
import { historyOf, listenTo, liveOver, numbersOf, writerOf } from '#tests/tools/writers.ts';

async function setUp(limits: Parameters<typeof liveOver>[1] = {}) {
  const storage = faulty(await temporaryStorage());
  const { live, facts } = await liveOver(storage, limits);
  const { sheet, release } = await live.hold(sheetId);
  return { storage, live, facts, sheet, release, heard: listenTo(sheet) };
}

/** a gate that appends wait at */
function gate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open: () => open() };
}

describe('[LV1] told after the commit, never before', () => {
  test('nobody hears of an edit while it is being committed, and questions wait', async () => {
    const { storage, sheet, heard } = await setUp();
    const anna = writerOf(sheet, 'anna');
    const { passed, open } = gate();
    const reached = new Promise<void>((resolve) => (storage.beforeAppend = () => (resolve(), passed)));
    anna.write('t/A1/bn', '5');
    await reached;
    let answer: readonly Uint8Array[] | undefined;
    sheet.between(() => (answer = sheet.answer(new Uint8Array([0]))));
    expect(answer).toBeUndefined();
    expect(heard.committed).toEqual([]);
    expect(anna.acceptedCount).toBe(0);
    open();
    await anna.until(() => anna.acceptedCount === 1);
    const copy = new Y.Doc();
    for (const update of answer!) Y.applyUpdate(copy, update);
    expect(copy.getMap('cells').toJSON()).toEqual({ 't/A1/bn': { number: '5' } });
    expect(heard.committed.map(({ seq }) => seq)).toEqual([1]);
    expect(Y.decodeStateVector(heard.committed[0]!.saved.stateVector)).toEqual(new Map([[anna.doc.clientID, 1]]));
    expect(await numbersOf(storage)).toEqual({ 't/A1/bn': '5' });
  });

  test.each(['fails', 'fails-after'] as const)(
    'a commit that %s drops the sheet and tells nobody of the edit',
    async (fault) => {
      const { storage, sheet, heard, live, facts } = await setUp();
      const anna = writerOf(sheet, 'anna');
      storage.faults.push(fault);
      const update = anna.write('t/A1/bn', '5');
      await heard.until(() => heard.dropped);
      expect(heard.dropped).toBe('try-again');
      expect(heard.committed).toEqual([]);
      expect([anna.acceptedCount, anna.refusals]).toEqual([0, []]);
      expect(facts).toContain('sheet dropped');
      await expect(sheet.read()).rejects.toMatchObject({ code: 'busy' });
      // the browser comes back and sends again what was not marked saved: it counts once
      const { sheet: again } = await live.hold(sheetId);
      const later = writerOf(again, 'anna');
      later.submit(update);
      await later.until(() => later.acceptedCount === 1);
      expect(await historyOf(storage, 't/A1/bn')).toEqual([[null, '5', 'anna']]);
      expect(await doctor(storage, sheetId)).toEqual([]);
    }
  );

  test('who sends again what is stored already, because the answer was lost, is told that it is saved', async () => {
    const { storage, sheet, heard } = await setUp();
    const anna = writerOf(sheet, 'anna');
    const update = anna.write('t/A1/bn', '5');
    await anna.until(() => anna.acceptedCount === 1);
    const back = writerOf(sheet, 'anna');
    back.submit(update);
    await back.until(() => back.acceptedCount === 1);
    const [, again] = heard.committed;
    expect([...again!.writers]).toEqual([back]);
    expect(again!.updates).toEqual([]);
    expect(Y.decodeStateVector(again!.saved.stateVector)).toEqual(new Map([[anna.doc.clientID, 1]]));
    expect((await storage.sheets.byId(sheetId))!.seq).toBe(1);
  });

  test('what waits behind a failed commit is dropped with it, questions and server-made writes with "try again"', async () => {
    const { storage, sheet } = await setUp();
    const anna = writerOf(sheet, 'anna');
    const { passed, open } = gate();
    const reached = new Promise<void>((resolve) => (storage.beforeAppend = () => (resolve(), passed)));
    storage.faults.push('fails');
    anna.write('t/A1/bn', '5');
    await reached;
    const read = sheet.read();
    const written = sheet.write({
      actor: anna.actor,
      origin: 'api',
      writes: [{ key: 't/A2/bn', content: { number: '1' } }],
      expected: undefined,
      partial: false
    });
    let answered = false;
    sheet.between(() => (answered = true));
    const outcomes = Promise.allSettled([written, sheet.decide(async () => 1)]);
    open();
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(Promise.race([read, Promise.resolve('unanswered')])).resolves.toBe('unanswered');
    expect(answered).toBe(false);
    expect(await numbersOf(storage)).toEqual({});
  });
});

describe('[LV5] batches', () => {
  test('what arrives during a commit is one transaction and one frame, whoever wrote it', async () => {
    const { storage, sheet, heard } = await setUp({ batchMs: 10_000 });
    const [anna, bea] = [writerOf(sheet, 'anna'), writerOf(sheet, 'bea')];
    const { passed, open } = gate();
    const reached = new Promise<void>((resolve) => (storage.beforeAppend = () => (resolve(), passed)));
    anna.write('t/A1/bn', '1');
    await reached;
    for (let at = 0; at < 10; at++) {
      anna.write('t/A2/bn', String(at));
      bea.write('t/B1/bn', String(at));
    }
    open();
    await bea.until(() => bea.acceptedCount === 10);
    expect(heard.committed.map(({ updates }) => updates.length)).toEqual([1, 1]);
    expect([...heard.committed[1]!.writers]).toEqual([anna, bea]);
    expect(heard.committed[0]!.only).toBe(anna);
    expect(heard.committed[1]!.only).toBeUndefined();
    expect(storage.appends.map(({ rows }) => rows.length)).toEqual([1, 1]);
    // each value is in the history, with its writer
    expect((await historyOf(storage, 't/B1/bn')).map(([, after, person]) => `${person} ${after}`)).toEqual(
      Array.from({ length: 10 }, (_, at) => `bea ${at}`)
    );
    expect(await doctor(storage, sheetId)).toEqual([]);
  });

  test('a refused update in the middle of a batch takes nobody with it', async () => {
    const { storage, sheet } = await setUp();
    const [anna, bea] = [writerOf(sheet, 'anna'), writerOf(sheet, 'bea')];
    anna.write('t/A1/bn', '1');
    bea.write('t/A1/bn', '66');
    anna.write('t/A2/bn', '2');
    await anna.until(() => anna.acceptedCount === 2);
    expect(bea.refusals).toEqual([{ reason: 'foreign-cell', cells: [{ key: 't/A1/bn', reason: 'foreign-cell' }] }]);
    expect(await numbersOf(storage)).toEqual({ 't/A1/bn': '1', 't/A2/bn': '2' });
  });

  test('bounds of a batch: the rest is the next one', async () => {
    const { storage, sheet } = await setUp({ batchUpdates: 3 });
    const anna = writerOf(sheet, 'anna');
    for (let at = 0; at < 10; at++) anna.write('t/A1/bn', String(at));
    await anna.until(() => anna.acceptedCount === 10);
    expect(storage.appends.length).toBe(4);
    expect(anna.takenBytes).toBeGreaterThan(0);
  });
});

describe('[LV7] two who write one cell without having seen each other', () => {
  test.each([
    ['the higher client id first', 9, 5],
    ['the lower client id first', 5, 9]
  ])('both values are in the history: %s', async (_, first, second) => {
    const { storage, sheet, heard } = await setUp();
    const anna = writerOf(sheet, 'anna', first);
    const arno = writerOf(sheet, 'arno', second);
    anna.write('t/A1/bn', '1');
    await anna.until(() => anna.acceptedCount === 1);
    arno.write('t/A1/bn', '2'); // has not heard of anna's
    await arno.until(() => arno.acceptedCount === 1);
    const stands = first > second ? '1' : '2';
    expect(await numbersOf(storage)).toEqual({ 't/A1/bn': stands });
    expect(await historyOf(storage, 't/A1/bn')).toEqual(
      first > second
        ? [
            [null, '1', 'anna'],
            ['1', '2', 'arno'],
            ['2', '1', 'anna']
          ]
        : [
            [null, '1', 'anna'],
            ['1', '2', 'arno']
          ]
    );
    for (const what of heard.committed) for (const writer of [anna, arno]) writer.hear(what);
    expect(anna.doc.getMap('cells').toJSON()).toEqual(arno.doc.getMap('cells').toJSON());
    expect(await doctor(storage, sheetId)).toEqual([]);
  });
});

describe('[LV6] another node', () => {
  test('has written meanwhile: its rows are taken in, told, and the same edits judged again', async () => {
    const { storage, sheet, heard, facts } = await setUp();
    const { live: other } = await liveOver(storage);
    const anna = writerOf(sheet, 'anna');
    anna.write('t/A1/bn', '1');
    await anna.until(() => anna.acceptedCount === 1);
    // what this node is announced comes too late
    const there = writerOf((await other.hold(sheetId)).sheet, 'bea');
    const { passed, open } = gate();
    const reached = new Promise<void>((resolve) => (storage.beforeAppend = () => (resolve(), passed)));
    anna.write('t/A2/bn', '2');
    await reached;
    storage.beforeAppend = undefined;
    there.write('t/B1/bn', '3');
    await there.until(() => there.acceptedCount === 1);
    open();
    await anna.until(() => anna.acceptedCount === 2);
    expect(facts).toContain('append refused');
    expect(await numbersOf(storage)).toEqual({ 't/A1/bn': '1', 't/A2/bn': '2', 't/B1/bn': '3' });
    for (const what of heard.committed) anna.hear(what);
    expect(anna.doc.getMap('cells').toJSON()).toEqual({
      't/A1/bn': { number: '1' },
      't/A2/bn': { number: '2' },
      't/B1/bn': { number: '3' }
    });
    expect(await doctor(storage, sheetId)).toEqual([]);
  });

  test('announces what it wrote: this one catches up and tells its people', async () => {
    const { storage, sheet, heard } = await setUp();
    const anna = writerOf(sheet, 'anna');
    const { live: other } = await liveOver(storage);
    const there = writerOf((await other.hold(sheetId)).sheet, 'bea');
    there.write('t/B1/bn', '3');
    await heard.until(() => heard.committed.length === 1);
    anna.hear(heard.committed[0]!);
    expect(anna.doc.getMap('cells').toJSON()).toEqual({ 't/B1/bn': { number: '3' } });
  });

  test('closed the stage meanwhile: the edit is refused, nothing of it is stored or told', async () => {
    const { storage, sheet, heard } = await setUp();
    const anna = writerOf(sheet, 'anna');
    storage.beforeAppend = async () => {
      storage.beforeAppend = undefined;
      await storage.sheets.setStage(sheetId, 'empty', 0, 'submitted');
    };
    anna.write('t/A1/bn', '1');
    await anna.until(() => anna.refusals.length === 1);
    expect(anna.refusals[0]).toEqual({ reason: 'stage-closed', cells: [{ key: 't/A1/bn', reason: 'stage-closed' }] });
    expect(heard.committed).toEqual([]);
    expect(heard.statusChanges).toBeGreaterThan(0);
    expect(sheet.statusOf(anna)).toMatchObject({ stage: 'submitted', writable: [], locked: 'stage-closed' });
    expect((await sheet.read()).cells.size).toBe(0);
  });

  test('is always faster: after a bounded number of tries the sheet is dropped', async () => {
    const { storage, sheet, heard } = await setUp();
    const { live: other } = await liveOver(storage);
    const anna = writerOf(sheet, 'anna');
    const there = writerOf((await other.hold(sheetId)).sheet, 'bea');
    let count = 0;
    storage.beforeAppend = async (append) => {
      if (append.rows[0]!.person !== 'anna') return;
      count++;
      there.write('t/B1/bn', String(count));
      await there.until(() => there.acceptedCount === count);
    };
    anna.write('t/A1/bn', '1');
    await heard.until(() => heard.dropped);
    expect(count).toBe(4);
    expect((await numbersOf(storage))['t/A1/bn']).toBeUndefined();
  });
});

describe('[LV8] deeds', () => {
  test('run with the line drained; edits that come meanwhile are judged by the stage they leave', async () => {
    const { storage, live, sheet } = await setUp();
    const anna = writerOf(sheet, 'anna');
    anna.write('t/A1/bn', '1');
    const { passed, open } = gate();
    const decided = live.decide(sheetId, async ({ cells, seq, stage }) => {
      expect([cells.get('t/A1/bn' as never), seq, stage]).toEqual([{ number: '1' }, 1, 'filling']);
      anna.write('t/A1/bn', '2');
      await passed;
      expect(await storage.sheets.setStage(sheetId, stage, seq, 'submitted')).toBe(true);
      return 'sealed';
    });
    open();
    expect(await decided).toBe('sealed');
    await anna.until(() => anna.refusals.length === 1);
    expect(anna.refusals[0]!.reason).toBe('stage-closed');
    expect(await numbersOf(storage)).toEqual({ 't/A1/bn': '1' });
  });

  test('what a deed throws is thrown, and the line goes on', async () => {
    const { live, sheet } = await setUp();
    const anna = writerOf(sheet, 'anna');
    await expect(live.decide(sheetId, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    anna.write('t/A1/bn', '1');
    await anna.until(() => anna.acceptedCount === 1);
  });

  test('a deed that never ends does not stop the sheet for ever', async () => {
    const { live, sheet } = await setUp({ deedLimitMs: 20 });
    const anna = writerOf(sheet, 'anna');
    await expect(live.decide(sheetId, () => new Promise(() => {}))).rejects.toThrow('20 ms');
    anna.write('t/A1/bn', '1');
    await anna.until(() => anna.acceptedCount === 1);
  });
});

test("[LV4] a client id is the one's who showed it first, before and after it wrote", async () => {
  const { sheet } = await setUp();
  const anna = writerOf(sheet, 'anna', 77);
  expect(sheet.showClient(77, anna.actor.person)).toBe(true);
  const arno = writerOf(sheet, 'arno', 77);
  expect(sheet.showClient(77, arno.actor.person)).toBe(false);
  arno.write('t/A1/bn', '66');
  await arno.until(() => arno.refusals.length === 1);
  expect(arno.refusals[0]!.reason).toBe('not-cells');
  anna.write('t/A1/bn', '1');
  await anna.until(() => anna.acceptedCount === 1);
  sheet.hideClient(77);
  const later = writerOf(sheet, 'arno');
  for (const update of sheet.answer(new Uint8Array([0]))) Y.applyUpdate(later.doc, update);
  later.doc.clientID = 77; // an honest client gives way when it meets its own id
  later.write('t/A1/bn', '66');
  await later.until(() => later.refusals.length === 1);
  expect((await sheet.read()).cells.get('t/A1/bn' as never)).toEqual({ number: '1' });
});

test('changed grants count from the next edit on', async () => {
  const { sheet } = await setUp();
  const anna = writerOf(sheet, 'anna');
  anna.write('t/A1/bn', '1');
  await anna.until(() => anna.acceptedCount === 1);
  (anna as { actor: typeof anna.actor }).actor = {
    ...anna.actor,
    grants: [{ ...anna.actor.grants[0]!, department: 'GAJ' }]
  };
  expect(sheet.reconsider(anna)).toBe(true);
  expect(sheet.statusOf(anna).writable).toEqual(['GAJ']);
  anna.write('t/A1/bn', '2');
  await anna.until(() => anna.refusals.length === 1);
  (anna as { actor: typeof anna.actor }).actor = { ...anna.actor, grants: [] };
  expect(sheet.reconsider(anna)).toBe(false);
});
