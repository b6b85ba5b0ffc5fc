// What any implementation of the cabinets *log* and *entries* must do: the append states what it knows, and all of it is stored or nothing.
import { describe, expect, test } from 'vitest';
import { asId, type PersonId, type SheetId } from '#core/basics/ids.ts';
import { asCellKey, type CellKey } from '#core/forms/cell-key.ts';
import { stages } from '#core/workflow/stages.ts';
import type { CellChange, Storage } from '#server/storage/storage.ts';
import { aChange, anAppend, aPerson, aRow, aSheet, aUnit, bytes, keepOneSheet } from '#tests/tools/kept-things.ts';

const s1 = asId<SheetId>('s1');
const s2 = asId<SheetId>('s2');
const keyA = asCellKey('t1/A/bn');
const keyB = asCellKey('t1/B/bn');

async function keepTwoSheets(storage: Storage) {
  await keepOneSheet(storage);
  await storage.units.add(aUnit('u2'));
  await storage.sheets.add(aSheet('s2', { unit: asId('u2') }));
}

export function logContract(open: () => Promise<Storage>) {
  describe('append', () => {
    test('[LG1] rows, entries, history, clients and the sheet number are stored together', async () => {
      const storage = await open();
      await keepOneSheet(storage);
      const outcome = await storage.log.append(
        anAppend('s1', 0, {
          rows: [aRow(bytes(1)), aRow(bytes(2), { origin: 'import', at: 2001 })],
          changes: [
            aChange('t1/A/bn', null, { number: '1' }),
            aChange('t1/A/bn~stated', null, { stated: [{ printed: '1', number: '1' }] })
          ],
          clients: [{ client: 4294967295, person: asId('p1') }]
        })
      );
      expect(outcome).toEqual({ kind: 'stored', seq: 2 });
      expect(await storage.log.rowsAfter(s1, 0)).toEqual([
        { seq: 1, ...aRow(bytes(1)) },
        { seq: 2, ...aRow(bytes(2), { origin: 'import', at: 2001 }) }
      ]);
      expect([...(await storage.entries.of(s1))]).toEqual([
        ['t1/A/bn', { number: '1' }],
        ['t1/A/bn~stated', { stated: [{ printed: '1', number: '1' }] }]
      ]);
      expect(await storage.entries.history(s1)).toHaveLength(2);
      expect(await storage.log.clients(s1)).toEqual(new Map([[4294967295, 'p1']]));
      expect(await storage.sheets.byId(s1)).toMatchObject({ seq: 2 });
    });

    test('[LG9] what was written since a number: how each cell stood then, and who wrote it last', async () => {
      const storage = await open();
      await keepOneSheet(storage);
      const put = (seq: number, ...changes: CellChange[]) => storage.log.append(anAppend('s1', seq, { changes }));
      await put(0, aChange('t1/A/bn', null, { number: '1' }), aChange('t1/B/bn', null, { number: '5' }));
      await put(1, aChange('t1/A/bn', { number: '1' }, { number: '2' }));
      await put(2, aChange('t1/A/bn', { number: '2' }, { number: '3' }), aChange('t1/C/bn', null, { number: '7' }));
      expect([...(await storage.entries.since(s1, 1))].map(([key, { before, seq }]) => [key, before, seq])).toEqual([
        ['t1/A/bn', { number: '1' }, 3],
        ['t1/C/bn', null, 3]
      ]);
      expect((await storage.entries.since(s1, 2)).get('t1/A/bn' as CellKey)).toMatchObject({ before: { number: '2' } });
      expect((await storage.entries.since(s1, 3)).size).toBe(0);
    });

    test('[LG1] an append within a transaction that fails leaves nothing', async () => {
      const storage = await open();
      await keepOneSheet(storage);
      const failed = storage.transaction(async ({ log }) => {
        const change = aChange('t1/A/bn', null, { number: '1' });
        await log.append(anAppend('s1', 0, { changes: [change], clients: [{ client: 1, person: asId('p1') }] }));
        throw new Error('after the append');
      });
      await expect(failed).rejects.toThrow('after the append');
      expect(await storage.log.rowsAfter(s1, 0)).toEqual([]);
      expect(await storage.entries.of(s1)).toEqual(new Map());
      expect(await storage.entries.history(s1)).toEqual([]);
      expect(await storage.log.clients(s1)).toEqual(new Map());
      expect(await storage.sheets.byId(s1)).toMatchObject({ seq: 0, stage: 'empty' });
    });

    test('[LG2] numbers go on without gaps, each sheet counting its own', async () => {
      const storage = await open();
      await keepTwoSheets(storage);
      for (let known = 0; known < 6; known += 2) {
        const rows = [aRow(bytes(known)), aRow(bytes(known + 1))];
        expect(await storage.log.append(anAppend('s1', known, { rows }))).toEqual({ kind: 'stored', seq: known + 2 });
      }
      expect(await storage.log.append(anAppend('s2', 0))).toEqual({ kind: 'stored', seq: 1 });
      expect((await storage.log.rowsAfter(s1, 0)).map((row) => row.seq)).toEqual([1, 2, 3, 4, 5, 6]);
      expect((await storage.log.rowsAfter(s1, 4)).map((row) => row.seq)).toEqual([5, 6]);
    });

    test('[LG3] an append with an old number stores nothing and returns what is missing', async () => {
      const storage = await open();
      await keepOneSheet(storage);
      await storage.log.append(anAppend('s1', 0, { rows: [aRow(bytes(1))] }));
      await storage.log.append(anAppend('s1', 1, { rows: [aRow(bytes(2))] }));
      const change = aChange('t1/A/bn', null, { number: '9' });
      const late = await storage.log.append(anAppend('s1', 0, { rows: [aRow(bytes(3))], changes: [change] }));
      expect(late).toEqual({
        kind: 'behind',
        missing: [
          { seq: 1, ...aRow(bytes(1)) },
          { seq: 2, ...aRow(bytes(2)) }
        ]
      });
      expect(await storage.entries.of(s1)).toEqual(new Map());
      expect(await storage.sheets.byId(s1)).toMatchObject({ seq: 2 });
    });

    test('[LG3] of two appends at once that know the same number one is stored, the other learns of its rows', async () => {
      const storage = await open();
      await keepOneSheet(storage);
      const outcomes = await Promise.all([
        storage.log.append(anAppend('s1', 0, { rows: [aRow(bytes(1))] })),
        storage.log.append(anAppend('s1', 0, { rows: [aRow(bytes(2))] }))
      ]);
      expect(outcomes).toEqual([
        { kind: 'stored', seq: 1 },
        { kind: 'behind', missing: [{ seq: 1, ...aRow(bytes(1)) }] }
      ]);
    });

    test('[LG3] an append to no sheet stores nothing', async () => {
      const storage = await open();
      await keepOneSheet(storage);
      expect(await storage.log.append(anAppend('nowhere', 0))).toEqual({ kind: 'no-sheet' });
      expect(await storage.log.rowsAfter(asId<SheetId>('nowhere'), 0)).toEqual([]);
    });

    test.each(stages)('[LG4] stage %s: a closed one takes nothing, whatever the origin', async (stage) => {
      const storage = await open();
      await keepOneSheet(storage);
      await storage.sheets.setStage(s1, 'empty', 0, stage);
      for (const origin of ['typing', 'api', 'import', 'seed'] as const) {
        const known = (await storage.sheets.byId(s1))!.seq;
        const outcome = await storage.log.append(anAppend('s1', known, { rows: [aRow(bytes(1), { origin })] }));
        const open = ['empty', 'filling', 'returned'].includes(stage);
        expect(outcome).toEqual(open ? { kind: 'stored', seq: known + 1 } : { kind: 'closed', stage });
      }
    });

    test.each([
      ['empty', 'filling'],
      ['filling', 'filling'],
      ['returned', 'returned']
    ] as const)('[LG5] the first edit of a sheet at %s leaves it at %s', async (before, after) => {
      const storage = await open();
      await keepOneSheet(storage);
      await storage.sheets.setStage(s1, 'empty', 0, before);
      await storage.log.append(anAppend('s1', 0));
      expect(await storage.sheets.byId(s1)).toMatchObject({ stage: after, seq: 1 });
    });

    test('[LG6] a mistaken append does not take down those that came with it', async () => {
      const storage = await open();
      await keepTwoSheets(storage);
      const broken = anAppend('s2', 0, { rows: [aRow(undefined as unknown as Uint8Array)] });
      const [good, bad] = await Promise.allSettled([storage.log.append(anAppend('s1', 0)), storage.log.append(broken)]);
      expect(good).toMatchObject({ status: 'fulfilled', value: { kind: 'stored', seq: 1 } });
      expect(bad.status).toBe('rejected');
      expect(await storage.sheets.byId(s1)).toMatchObject({ seq: 1 });
      expect(await storage.sheets.byId(s2)).toMatchObject({ seq: 0, stage: 'empty' });
      expect(await storage.log.append(anAppend('s2', 0))).toEqual({ kind: 'stored', seq: 1 });
    });

    test('[LG2] hundreds of appends at once, of few and of many rows, are all stored whole', async () => {
      const storage = await open();
      await keepTwoSheets(storage);
      const sizes = [1, 127, 128, 129, 300, 16, 17];
      const appends = Array.from({ length: 210 }, (_, nth) => sizes[nth % sizes.length]!);
      const known = new Map([
        ['s1', 0],
        ['s2', 0]
      ]);
      const outcomes = await Promise.all(
        appends.map((size, nth) => {
          const sheet = nth % 2 ? 's1' : 's2';
          const from = known.get(sheet)!;
          known.set(sheet, from + size);
          const rows = Array.from({ length: size }, (_, n) => aRow(bytes(nth, n & 255)));
          const changes = rows.map((_, n) => aChange(`t1/R${n}/bn`, null, { number: String(from + n) }));
          return storage.log.append(anAppend(sheet, from, { rows, changes }));
        })
      );
      expect(outcomes.every((outcome) => outcome.kind === 'stored')).toBe(true);
      for (const sheet of [s1, s2]) {
        const rows = await storage.log.rowsAfter(sheet, 0);
        expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: known.get(sheet)! }, (_, n) => n + 1));
        expect(await storage.entries.history(sheet, undefined, 1e6)).toHaveLength(rows.length);
      }
    });

    test('[LG7] a client id stays with the first person who used it in the sheet', async () => {
      const storage = await open();
      await keepTwoSheets(storage);
      const client = (person: string) => [{ client: 7, person: asId<PersonId>(person) }];
      await storage.log.append(anAppend('s1', 0, { clients: client('p1') }));
      await storage.log.append(anAppend('s1', 1, { clients: client('p2') }));
      await storage.log.append(anAppend('s2', 0, { clients: client('p2') }));
      expect(await storage.log.clients(s1)).toEqual(new Map([[7, 'p1']]));
      expect(await storage.log.clients(s2)).toEqual(new Map([[7, 'p2']]));
    });
  });

  describe('compaction', () => {
    test('[LG8] the snapshot is written and the rows it covers are gone; later rows and history stay', async () => {
      const storage = await open();
      await keepOneSheet(storage);
      const changes = [aChange('t1/A/bn', null, { number: '1' })];
      await storage.log.append(anAppend('s1', 0, { rows: [aRow(bytes(1)), aRow(bytes(2)), aRow(bytes(3))], changes }));
      expect(await storage.log.snapshot(s1)).toBeUndefined();
      await storage.log.compact(s1, 2, bytes(9, 9));
      expect(await storage.log.snapshot(s1)).toEqual({ seq: 2, state: bytes(9, 9) });
      expect((await storage.log.rowsAfter(s1, 0)).map((row) => row.seq)).toEqual([3]);
      expect(await storage.entries.history(s1)).toHaveLength(1);
      expect(await storage.log.append(anAppend('s1', 3))).toEqual({ kind: 'stored', seq: 4 });
    });

    test('[LG8] an older snapshot that comes late changes nothing; one of rows never stored is refused', async () => {
      const storage = await open();
      await keepOneSheet(storage);
      await storage.log.append(anAppend('s1', 0, { rows: [aRow(bytes(1)), aRow(bytes(2))] }));
      await storage.log.compact(s1, 2, bytes(2));
      await storage.log.compact(s1, 1, bytes(1));
      expect(await storage.log.snapshot(s1)).toEqual({ seq: 2, state: bytes(2) });
      await expect(storage.log.compact(s1, 3, bytes(3))).rejects.toThrow('only rows that are stored');
    });
  });

  describe('renewal', () => {
    test('[LG10] another document takes the place of snapshot and rows as the next number; history stays', async () => {
      const storage = await open();
      await keepOneSheet(storage);
      const changes = [aChange('t1/A/bn', null, { number: '1' })];
      await storage.log.append(anAppend('s1', 0, { rows: [aRow(bytes(1)), aRow(bytes(2))], changes }));
      expect(await storage.log.renew(s1, 2, { state: bytes(7), retired: bytes(0) })).toBe(true);
      expect((await storage.sheets.byId(s1))!.seq).toBe(3);
      expect(await storage.log.snapshot(s1)).toEqual({ seq: 3, state: bytes(7), retired: bytes(0) });
      expect(await storage.log.rowsAfter(s1, 0)).toEqual([]);
      expect(await storage.entries.history(s1)).toHaveLength(1);
      // who knew the old document is behind; a compaction keeps what is retired
      expect((await storage.log.append(anAppend('s1', 2))).kind).toBe('behind');
      expect(await storage.log.append(anAppend('s1', 3))).toEqual({ kind: 'stored', seq: 4 });
      await storage.log.compact(s1, 4, bytes(8));
      expect(await storage.log.snapshot(s1)).toEqual({ seq: 4, state: bytes(8), retired: bytes(0) });
    });

    test('[LG10] a sheet that has moved on, is closed or is not there is not renewed', async () => {
      const storage = await open();
      await keepOneSheet(storage);
      await storage.log.append(anAppend('s1', 0));
      const renewed = { state: bytes(7), retired: bytes(0) };
      expect(await storage.log.renew(s1, 0, renewed)).toBe(false);
      expect(await storage.log.renew(asId<SheetId>('nothing'), 0, renewed)).toBe(false);
      await storage.sheets.setStage(s1, 'filling', 1, 'submitted');
      expect(await storage.log.renew(s1, 1, renewed)).toBe(false);
      expect(await storage.log.snapshot(s1)).toBeUndefined();
      expect((await storage.log.rowsAfter(s1, 0)).map(({ seq }) => seq)).toEqual([1]);
    });
  });

  describe('entries and history', () => {
    test('[LG9] entries hold the last content, history every one, newest first, with names', async () => {
      const storage = await open();
      await keepOneSheet(storage);
      await storage.people.add(aPerson('p2', { name: '李四' }));
      const by2 = { person: asId<PersonId>('p2'), origin: 'api' as const, at: 3000 };
      await storage.log.append(anAppend('s1', 0, { changes: [aChange('t1/A/bn', null, { number: '1' })] }));
      await storage.log.append(
        anAppend('s1', 1, {
          rows: [aRow(bytes(2)), aRow(bytes(3))],
          changes: [
            aChange('t1/A/bn', { number: '1' }, { number: '2' }),
            aChange('t1/B/bn', null, { nothing: 'notApplicable', note: '注' }),
            aChange('t1/A/bn', { number: '2' }, { nothing: 'blank' }, by2)
          ]
        })
      );
      expect(await storage.entries.of(s1)).toEqual(
        new Map<string, unknown>([
          ['t1/A/bn', { nothing: 'blank' }],
          ['t1/B/bn', { nothing: 'notApplicable', note: '注' }]
        ])
      );
      const history = await storage.entries.history(s1, keyA);
      expect(history).toEqual([
        { ...aChange('t1/A/bn', { number: '2' }, { nothing: 'blank' }, by2), seq: 3, personName: '李四' },
        { ...aChange('t1/A/bn', { number: '1' }, { number: '2' }), seq: 3, personName: '人员p1' },
        { ...aChange('t1/A/bn', null, { number: '1' }), seq: 1, personName: '人员p1' }
      ]);
      expect((await storage.entries.history(s1)).map((change) => change.key)).toEqual([keyA, keyB, keyA, keyA]);
      expect(await storage.entries.history(s1, undefined, 2)).toHaveLength(2);
    });

    test('[LG9] entries of many sheets: every sheet asked for is answered, also the empty and the unknown', async () => {
      const storage = await open();
      await keepTwoSheets(storage);
      await storage.log.append(anAppend('s1', 0, { changes: [aChange('t1/A/bn', null, { number: '1' })] }));
      const ids = [s1, s2, ...Array.from({ length: 150 }, (_, nth) => asId<SheetId>(`none${nth}`))];
      const found = await storage.entries.ofMany(ids);
      expect(found.size).toBe(152);
      expect(found.get(s1)).toEqual(new Map([[keyA, { number: '1' }]]));
      expect(found.get(s2)).toEqual(new Map());
      expect(await storage.entries.ofMany([])).toEqual(new Map());
    });
  });
}
