import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { SheetId } from '#core/basics/ids.ts';
import { doctor } from '#server/live/doctor.ts';
import type { Append } from '#server/storage/storage.ts';
import { aChange, anAppend, aRow } from '#tests/tools/kept-things.ts';
import { actorOf, sheetId } from '#tests/tools/live-server.ts';
import { temporaryStorage } from '#tests/tools/temporary-storage.ts';
import { liveOver } from '#tests/tools/writers.ts';

const A1 = 't/A1/bn';

function updateOf(work: (cells: Y.Map<unknown>, doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = 7;
  work(doc.getMap('cells'), doc);
  return Y.encodeStateAsUpdate(doc);
}
const one = updateOf((cells) => cells.set(A1, { number: '1' }));
const clients = [{ client: 7, person: actorOf('anna').person }];
const lawful: Partial<Append> = { rows: [aRow(one)], changes: [aChange(A1, null, { number: '1' })], clients };

test.each<[string, Partial<Append>, string[]]>([
  ['all agrees', lawful, []],
  [
    'an entry that the document does not hold',
    { ...lawful, changes: [...lawful.changes!, aChange('t/A2/bn', null, { number: '2' })] },
    ['entry t/A2/bn']
  ],
  [
    'an entry of another value',
    { ...lawful, changes: [aChange(A1, null, { number: '9' })] },
    [`entry ${A1}`, `history ${A1}`]
  ],
  ['a cell without entry and history', { ...lawful, changes: [] }, [`entry ${A1}`, `history ${A1}`]],
  [
    'a history that does not begin at the beginning',
    { ...lawful, changes: [aChange(A1, { number: '5' }, { number: '1' })] },
    [`history ${A1}`]
  ],
  ['a client of nobody', { ...lawful, clients: [] }, ['client 7']],
  [
    'another root',
    {
      ...lawful,
      rows: [aRow(one), aRow(updateOf((_, doc) => ((doc.clientID = 8), doc.getMap('rights').set('x', 1))))]
    },
    ['document root rights', 'client 8']
  ],
  [
    'a deleted cell',
    { rows: [aRow(updateOf((cells) => (cells.set(A1, 1), cells.delete(A1))))], changes: [], clients },
    [`document deleted ${A1}`]
  ],
  [
    'a row that is not there',
    {
      rows: [aRow(updateOf((cells) => cells.set(A1, { number: '1' })).slice(0, -1))].map((row) => ({
        ...row,
        update: gap()
      })),
      changes: [],
      clients: [{ client: 9, person: actorOf('anna').person }]
    },
    ['document waiting updates']
  ]
])('[LV10] %s', async (_, append, expected) => {
  const storage = await temporaryStorage();
  await liveOver(storage);
  expect((await storage.log.append(anAppend(sheetId, 0, append))).kind).toBe('stored');
  const found = await doctor(storage, sheetId);
  expect(found!.map(({ kind, at }) => `${kind} ${at}`)).toEqual(expected);
});

/** the second write of a client whose first is nowhere */
function gap(): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = 9;
  doc.getMap('cells').set('t/A2/bn', { number: '1' });
  const before = Y.encodeStateVector(doc);
  doc.getMap('cells').set('t/A3/bn', { number: '1' });
  return Y.encodeStateAsUpdate(doc, before);
}

test('there is no such sheet', async () => {
  expect(await doctor(await temporaryStorage(), 'nothing' as SheetId)).toBeUndefined();
});
