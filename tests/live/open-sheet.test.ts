import { describe, expect, test } from 'vitest';
import { asId, type PersonId } from '#core/basics/ids.ts';
import { memoryCopy } from '#live/offline-copy.ts';
import type { CellsChanged, Overwritten } from '#live/open-sheet.ts';
import { doctor } from '#server/live/doctor.ts';
import { sheetId, startLiveServer } from '#tests/tools/live-server.ts';
import { key, number, openBrowser } from '#tests/tools/open-sheets.ts';

const setStage = async (
  storage: Awaited<ReturnType<typeof startLiveServer>>['storage'],
  to: 'submitted' | 'returned'
) => {
  const sheet = (await storage.sheets.byId(sheetId))!;
  expect(await storage.sheets.setStage(sheetId, sheet.stage, sheet.seq, to)).toBe(true);
  storage.feed.announce({ kind: 'stage', sheet: sheetId, stage: to, seq: sheet.seq });
};

describe('[LI12] signing out', () => {
  test('nothing that comes in while the copy is being wiped is kept', async () => {
    const { url } = await startLiveServer();
    const [anna, bea] = [openBrowser(url, { who: 'anna' }), openBrowser(url, { who: 'bea' })];
    await Promise.all([anna.ready(), bea.ready()]);
    anna.type('A1', '5');
    await anna.settled();
    const wiped = anna.sheet.wipe();
    bea.type('B1', '2');
    await Promise.all([wiped, bea.settled()]);
    await bea.until(() => bea.sheet.others.length === 0);
    expect(anna.shelf.kept).toEqual({ updates: [], about: { clients: [], status: null, refused: [] } });
  });

  test('a storage that does not answer keeps nobody connected', async () => {
    const { url } = await startLiveServer();
    const offline = { ...memoryCopy(), wipe: () => new Promise<void>(() => undefined) };
    const [anna, bea] = [openBrowser(url, { who: 'anna', offline }), openBrowser(url, { who: 'bea' })];
    await Promise.all([anna.ready(), bea.ready()]);
    anna.sheet.pointAt(key('A1'), false);
    await bea.until(() => bea.sheet.others.some(({ person }) => person === 'anna'));
    void anna.sheet.wipe();
    await bea.until(() => bea.sheet.others.length === 0);
  });
});

describe('typing', () => {
  test('[LI2] a cell waits until the server has it on disk', async () => {
    const { url, storage } = await startLiveServer();
    const anna = openBrowser(url, { who: 'anna' });
    await anna.ready();
    expect(anna.sheet.write([{ key: key('A1'), content: number('5') }])).toEqual([]);
    expect(anna.sheet.savedState(key('A1'))).toBe('waiting');
    expect(anna.sheet.waitingCount).toBe(1);
    await anna.settled();
    expect(anna.sheet.savedState(key('A1'))).toBe('saved');
    expect(anna.sheet.savedAt).not.toBeNull();
    expect((await storage.entries.of(sheetId)).get(key('A1'))).toEqual(number('5'));
  });

  test('[LI5] changed and derived cells are named, and no others', async () => {
    const { url } = await startLiveServer();
    const [anna, bea] = [openBrowser(url, { who: 'anna' }), openBrowser(url, { who: 'bea' })];
    await Promise.all([anna.ready(), bea.ready()]);
    const seen: CellsChanged[] = [];
    bea.sheet.onCells((changed) => seen.push(changed));
    bea.type('B1', '2');
    await bea.settled();
    anna.type('A1', '40');
    await bea.until(() => bea.shows('A1') === '40');
    expect(seen.filter(({ by }) => by === 'others')).toEqual([{ keys: [key('A1'), key('SUM')], by: 'others' }]);
    expect(bea.sheet.outcome(key('SUM'))).toEqual({ kind: 'number', value: { n: 42n, d: 1n } });
    // mine: the write with what is derived (the sum now lacks one operand less), then the mark
    expect(seen.filter(({ by }) => by === 'me').map(({ keys }) => keys)).toEqual([
      [key('B1'), key('SUM')],
      [key('B1')]
    ]);
  });

  test('what may not be written is returned with its reason, and the rest is written', async () => {
    const { url } = await startLiveServer();
    const anna = openBrowser(url, { who: 'anna' });
    expect(anna.sheet.whyNot(key('A1'))).toBe('not-loaded');
    await anna.ready();
    const refused = anna.sheet.write([
      { key: key('A1'), content: number('1') },
      { key: key('B1'), content: number('1') },
      { key: key('SUM'), content: number('1') },
      { key: key('X1'), content: number('1') },
      { key: key('A2'), content: number('１') }
    ]);
    expect(refused.map(({ reason }) => reason)).toEqual(['foreign-cell', 'not-entered', 'unknown-cell', 'bad-value']);
    await anna.settled();
    expect(anna.shows('A1')).toBe('1');
  });

  test('who only reads sees, is seen, and cannot write', async () => {
    const { url } = await startLiveServer();
    const [anna, odo] = [openBrowser(url, { who: 'anna' }), openBrowser(url, { who: 'odo' })];
    await Promise.all([anna.ready(), odo.ready()]);
    anna.type('A1', '3');
    await odo.until(() => odo.shows('A1') === '3');
    expect(odo.sheet.status).toMatchObject({ writable: [], locked: 'read-only-role' });
    expect(odo.sheet.write([{ key: key('A1'), content: number('4') }])).toEqual([
      { key: key('A1'), reason: 'read-only-role' }
    ]);
    odo.sheet.pointAt(key('B2'), false);
    await anna.until(() => anna.sheet.others.find(({ person, at }) => person === 'odo' && at === key('B2')));
  });
});

describe('undo', () => {
  test('[LI4] one write is one step; undo writes back what stood before, redo writes again', async () => {
    const { url } = await startLiveServer();
    const anna = openBrowser(url, { who: 'anna' });
    await anna.ready();
    anna.sheet.write([
      { key: key('A1'), content: number('1') },
      { key: key('A2'), content: number('2') }
    ]);
    anna.type('A1', '3');
    expect(anna.sheet.undo()).toEqual([]);
    expect(anna.shows('A1')).toBe('1');
    expect(anna.sheet.undo()).toEqual([]);
    expect(anna.sheet.content(key('A1'))).toEqual({ nothing: 'blank' });
    expect(anna.sheet.content(key('A2'))).toEqual({ nothing: 'blank' });
    expect(anna.sheet.canUndo).toBe(false);
    anna.sheet.redo();
    anna.sheet.redo();
    expect([anna.shows('A1'), anna.shows('A2')]).toEqual(['3', '2']);
    expect(anna.sheet.canRedo).toBe(false);
    await anna.settled();
  });

  test('[LI4] what a colleague wrote since stays theirs', async () => {
    const { url } = await startLiveServer();
    const [anna, arno] = [openBrowser(url, { who: 'anna' }), openBrowser(url, { who: 'arno' })];
    await Promise.all([anna.ready(), arno.ready()]);
    anna.sheet.write([
      { key: key('A1'), content: number('1') },
      { key: key('A2'), content: number('2') }
    ]);
    await arno.until(() => arno.shows('A1') === '1');
    arno.type('A1', '9');
    await anna.until(() => anna.shows('A1') === '9');
    expect(anna.sheet.undo()).toEqual([{ key: key('A1'), why: 'theirs', by: '' }]);
    expect(anna.shows('A1')).toBe('9');
    expect(anna.sheet.content(key('A2'))).toEqual({ nothing: 'blank' });
  });
});

describe('[LI6] two who write one cell are both told', () => {
  test('one after the other', async () => {
    const { url } = await startLiveServer();
    const [anna, arno] = [openBrowser(url, { who: 'anna' }), openBrowser(url, { who: 'arno' })];
    await Promise.all([anna.ready(), arno.ready()]);
    const told: [string, Overwritten][] = [];
    anna.sheet.onOverwritten((what) => told.push(['anna', what]));
    arno.sheet.onOverwritten((what) => told.push(['arno', what]));
    anna.type('A1', '1');
    await arno.until(() => arno.shows('A1') === '1');
    arno.type('A1', '2');
    await anna.until(() => anna.shows('A1') === '2');
    expect(told).toEqual([
      ['arno', { key: key('A1'), stands: 'mine', mine: number('2'), theirs: number('1'), by: '' }],
      ['anna', { key: key('A1'), stands: 'theirs', mine: number('1'), theirs: number('2'), by: '' }]
    ]);
  });

  test('but not who opens a sheet and writes over what has stood there before', async () => {
    const { url } = await startLiveServer();
    const anna = openBrowser(url, { who: 'anna' });
    await anna.ready();
    anna.type('A1', '1');
    await anna.settled();
    anna.sheet.close();
    const arno = openBrowser(url, { who: 'arno' });
    const told: Overwritten[] = [];
    arno.sheet.onOverwritten((what) => told.push(what));
    await arno.ready();
    expect(arno.shows('A1')).toBe('1');
    arno.type('A1', '2');
    await arno.settled();
    expect(told).toEqual([]);
  });

  test('at the same time, without having seen each other', async () => {
    const { url, storage } = await startLiveServer();
    const [anna, arno] = [openBrowser(url, { who: 'anna' }), openBrowser(url, { who: 'arno' })];
    await Promise.all([anna.ready(), arno.ready()]);
    const told = new Map<string, Overwritten>();
    anna.sheet.onOverwritten((what) => told.set('anna', what));
    arno.sheet.onOverwritten((what) => told.set('arno', what));
    anna.type('A1', '1');
    arno.type('A1', '2');
    await Promise.all([anna.settled(), arno.settled()]);
    await anna.until(() => anna.shows('A1') === arno.shows('A1'));
    const winner = anna.shows('A1') === '1' ? 'anna' : 'arno';
    expect([...told.keys()].sort()).toEqual(['anna', 'arno']);
    expect(told.get(winner)!.stands).toBe('mine');
    expect(told.get(winner === 'anna' ? 'arno' : 'anna')!.stands).toBe('theirs');
    const history = await storage.entries.history(sheetId, key('A1'));
    expect(new Set(history.map(({ after }) => (after as { number: string }).number))).toEqual(new Set(['1', '2']));
    expect(history.find(({ after }) => (after as { number: string }).number === '1')!.person).toBe('anna');
  });
});

describe('without a network', () => {
  test('[LI1] what is typed offline survives a reload and is saved when the network is back', async () => {
    const { url, storage } = await startLiveServer();
    const first = openBrowser(url, { who: 'anna' });
    await first.ready();
    first.type('A1', '1');
    await first.settled();
    first.cut();
    await first.until(() => first.sheet.connection === 'offline');
    first.type('A2', '2');
    first.type('A1', '11');
    first.close();

    const second = openBrowser(url, { who: 'anna', shelf: first.shelf, startCut: true });
    await second.until(() => second.sheet.loaded);
    expect([second.shows('A1'), second.shows('A2')]).toEqual(['11', '2']);
    expect(second.sheet.waitingCount).toBe(2);
    expect(second.sheet.mayWrite(key('A3'))).toBe(true);
    second.type('A3', '3');
    second.mend();
    await second.settled();
    const entries = await storage.entries.of(sheetId);
    expect([entries.get(key('A1')), entries.get(key('A2')), entries.get(key('A3'))]).toEqual([
      number('11'),
      number('2'),
      number('3')
    ]);
  });

  test('a browser that lost the answer learns on reconnecting what was saved', async () => {
    const { url, storage } = await startLiveServer();
    const anna = openBrowser(url, { who: 'anna' });
    await anna.ready();
    // cut as soon as the row is on disk, before the answer is read
    const cut = new Promise<void>((resolve) =>
      storage.feed.listen((what) => {
        if (what.kind === 'rows') resolve(anna.cut());
      })
    );
    anna.type('A1', '1');
    await cut;
    expect(anna.sheet.waitingCount).toBe(1);
    anna.mend();
    await anna.settled();
    expect((await storage.entries.history(sheetId, key('A1'))).length).toBe(1);
  });

  test('two tabs of one person share an offline copy', async () => {
    const { url, storage } = await startLiveServer();
    const one = openBrowser(url, { who: 'anna' });
    await one.ready();
    const two = openBrowser(url, { who: 'anna', shelf: one.shelf });
    await two.ready();
    for (const tab of [one, two]) tab.cut();
    one.type('A1', '1');
    two.type('A2', '2');
    one.close();
    two.close();
    const three = openBrowser(url, { who: 'anna', shelf: one.shelf });
    await three.ready();
    await three.settled();
    expect([three.shows('A1'), three.shows('A2')]).toEqual(['1', '2']);
    expect(await doctor(storage, sheetId)).toEqual([]);
  });
});

describe('[LI3] refused edits', () => {
  test('a stage that closed while offline: everything is listed, nothing is written, and kept across a reload', async () => {
    const { url, storage } = await startLiveServer();
    const anna = openBrowser(url, { who: 'anna' });
    await anna.ready();
    anna.type('A1', '1');
    await anna.settled();
    anna.cut();
    anna.type('A1', '2');
    anna.type('A2', '3');
    await setStage(storage, 'submitted');
    anna.mend();
    await anna.until(() => anna.sheet.refused.length === 2);
    expect(anna.sheet.refused).toEqual([
      { key: key('A1'), content: number('2'), reason: 'stage-closed', standing: number('1') },
      { key: key('A2'), content: number('3'), reason: 'stage-closed', standing: undefined }
    ]);
    expect([anna.shows('A1'), anna.shows('A2')]).toEqual(['1', undefined]);
    expect(anna.sheet.waitingCount).toBe(0);
    expect(anna.sheet.whyNot(key('A1'))).toBe('stage-closed');
    anna.close();

    const again = openBrowser(url, { who: 'anna', shelf: anna.shelf });
    await again.ready();
    expect(again.sheet.refused.map(({ key }) => key)).toEqual([key('A1'), key('A2')]);
    await setStage(storage, 'returned');
    await again.until(() => again.sheet.mayWrite(key('A1')));
    again.sheet.keepRefused(key('A1'));
    again.sheet.dropRefused(key('A2'));
    await again.settled();
    expect(again.sheet.refused).toEqual([]);
    expect((await storage.entries.of(sheetId)).get(key('A1'))).toEqual(number('2'));
    expect(await doctor(storage, sheetId)).toEqual([]);
  });

  test('a row that changed hands while offline: the lawful part of the day survives', async () => {
    const { url, storage } = await startLiveServer();
    const cora = openBrowser(url, { who: 'cora' });
    await cora.ready();
    cora.type('A1', '1');
    await cora.settled();
    cora.cut();
    for (const [cell, text] of [
      ['A1', '2'],
      ['B1', '3'],
      ['N1', '4']
    ] as const)
      cora.type(cell, text);
    await storage.people.setGrants(asId<PersonId>('cora'), [
      { role: 'clerk', unit: (await storage.sheets.byId(sheetId))!.unit, department: 'GAJ' }
    ]);
    storage.feed.announce({ kind: 'grants', person: asId<PersonId>('cora') });
    cora.mend();
    await cora.until(() => cora.sheet.refused.length === 2);
    await cora.settled();
    expect(cora.sheet.refused.map(({ key, reason }) => [key, reason])).toEqual([
      [key('A1'), 'foreign-cell'],
      [key('N1'), 'foreign-cell']
    ]);
    expect([cora.shows('A1'), cora.shows('B1')]).toEqual(['1', '3']);
    expect((await storage.entries.of(sheetId)).get(key('B1'))).toEqual(number('3'));
    // and it goes on from there
    cora.type('B2', '5');
    await cora.settled();
    expect(await doctor(storage, sheetId)).toEqual([]);
  });
});

describe('[LI7] a closed door', () => {
  test.each([
    ['a stranger', { who: 'stranger' }, 'not-allowed'],
    ['nobody', { who: 'nobody' }, 'signed-out'],
    ['a sheet that is not there', { who: 'anna', sheetId: 'nothing' }, 'not-found']
  ] as const)('%s', async (_, options, because) => {
    const { url } = await startLiveServer();
    const browser = openBrowser(url, options);
    await browser.until(() => browser.sheet.closedBecause);
    expect(browser.sheet.closedBecause).toBe(because);
    expect(browser.sheet.connection).toBe('closed');
  });

  test('a session that ends while typing: what waits stays in the offline copy', async () => {
    const { url, storage } = await startLiveServer();
    const anna = openBrowser(url, { who: 'anna' });
    await anna.ready();
    storage.feed.announce({ kind: 'session-ended', hash: 'session of anna' });
    await anna.until(() => anna.sheet.closedBecause === 'signed-out');
    anna.type('A1', '7');
    expect(anna.sheet.waitingCount).toBe(1);
    anna.close();
    const later = openBrowser(url, { who: 'anna', shelf: anna.shelf });
    await later.ready();
    await later.settled();
    expect((await storage.entries.of(sheetId)).get(key('A1'))).toEqual(number('7'));
  });
});
