import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { PersonId } from '#core/basics/ids.ts';
import { newDocument, silentClient } from '#core/sheet/document.ts';
import { judge } from '#server/live/intake.ts';
import { liveLimits } from '#server/live/limits.ts';
import type { Rights } from '#server/live/sheet-copy.ts';
import { liveForm } from '#tests/tools/live-server.ts';
import { compiled } from '#tests/tools/open-sheets.ts';

const form = compiled(liveForm());
const anna = 'anna' as PersonId;
const own: Rights = { writable: ['SFJ'] };

function setUp() {
  const doc = newDocument(silentClient);
  const writer = newDocument(100);
  writer.getMap('cells').set('t/B1/bn', { number: '1' });
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(writer));
  return { doc, retired: new Map(), form, owners: new Map([[100, 'bea' as PersonId]]) };
}
const nobody = new Map<number, PersonId>();

/** an update of client 7 that holds all of `copy` and writes these */
function update(copy: ReturnType<typeof setUp>, writes: Record<string, unknown>, client = 7): Uint8Array {
  const doc = newDocument(silentClient);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(copy.doc));
  doc.clientID = client;
  const before = Y.encodeStateVector(doc);
  doc.transact(() => {
    for (const [key, content] of Object.entries(writes)) doc.getMap('cells').set(key, content);
  });
  return Y.encodeStateAsUpdate(doc, before);
}

const number = (text: unknown) => ({ number: text });

describe('[LV2] accepted or refused whole, with every cell that stood in the way', () => {
  test.each([
    ['my own row', { 't/A1/bn': number('5') }, own, 'accepted', []],
    ['another cell of my row', { 't/A1/sn': { nothing: 'unobtainable', reason: '无台账' } }, own, 'accepted', []],
    [
      'stated beside a computed cell of mine',
      { 't/SUM/bn~stated': { stated: [{ printed: '5', number: '5' }] } },
      own,
      'accepted',
      []
    ],
    [
      'a colleague of another department',
      { 't/A1/bn': number('5'), 't/B1/bn': number('6') },
      own,
      'foreign-cell',
      ['t/B1/bn']
    ],
    ['a row of nobody', { 't/N1/bn': number('5') }, own, 'foreign-cell', ['t/N1/bn']],
    ['a row of nobody, by the coordinator', { 't/N1/bn': number('5') }, { writable: ['*'] }, 'accepted', []],
    ['a computed cell', { 't/SUM/bn': number('5') }, { writable: ['*'] }, 'not-entered', ['t/SUM/bn']],
    ['a blocked cell', { 't/N1/sn': number('5') }, { writable: ['*'] }, 'not-entered', ['t/N1/sn']],
    ['a key of no form', { 't/A1/bn': number('5'), elsewhere: number('6') }, own, 'unknown-cell', ['elsewhere']],
    [
      'who only reads',
      { 't/A1/bn': number('5') },
      { writable: [], locked: 'read-only-role' },
      'foreign-cell',
      ['t/A1/bn']
    ],
    [
      'a closed stage',
      { 't/A1/bn': number('5') },
      { writable: [], locked: 'stage-closed' },
      'stage-closed',
      ['t/A1/bn']
    ],
    ['statements as a value', { 't/A1/bn': { stated: [] } }, own, 'bad-value', ['t/A1/bn']],
    ['a value as a statement', { 't/A1/bn~stated': number('1') }, own, 'bad-value', ['t/A1/bn~stated']],
    ['a number that is none', { 't/A1/bn': number('1e5') }, own, 'bad-value', ['t/A1/bn']],
    ['a number as a number', { 't/A1/bn': number(5) }, own, 'bad-value', ['t/A1/bn']],
    ['a bare number', { 't/A1/bn': 5 }, own, 'bad-value', ['t/A1/bn']],
    ['null', { 't/A1/bn': null }, own, 'bad-value', ['t/A1/bn']],
    ['more than there is', { 't/A1/bn': { number: '5', colour: 'red' } }, own, 'bad-value', ['t/A1/bn']]
  ] as const)('%s', (_, writes, rights, verdict, keys) => {
    const copy = setUp();
    const found = judge(copy, anna, rights as Rights, nobody, update(copy, writes));
    if (verdict === 'accepted') expect(found.kind).toBe('accepted');
    else
      expect(found).toEqual({
        kind: 'refused',
        refused: { reason: verdict, cells: keys.map((key) => ({ key, reason: verdict })) }
      });
  });

  test('all cells in the way are named, each with its own reason', () => {
    const copy = setUp();
    const writes = { 't/A1/bn': number('x'), 't/B1/bn': number('6'), 't/SUM/bn': number('1'), 't/A2/bn': number('2') };
    expect(judge(copy, anna, own, nobody, update(copy, writes))).toEqual({
      kind: 'refused',
      refused: {
        reason: 'bad-value',
        cells: [
          { key: 't/A1/bn', reason: 'bad-value' },
          { key: 't/B1/bn', reason: 'foreign-cell' },
          { key: 't/SUM/bn', reason: 'not-entered' }
        ]
      }
    });
  });
});

test('[LV4] under a client id of somebody else nothing is accepted, also when it was only seen', () => {
  const copy = setUp();
  const lawful = { 't/A1/bn': number('5') };
  const refused = { kind: 'refused', refused: { reason: 'not-cells', cells: [] } };
  expect(judge(copy, anna, own, nobody, update(copy, lawful, 100))).toEqual(refused);
  expect(judge(copy, anna, own, new Map([[7, 'bea' as PersonId]]), update(copy, lawful))).toEqual(refused);
  expect(judge(copy, anna, own, new Map([[7, anna]]), update(copy, lawful)).kind).toBe('accepted');
});

test('[LV2] what a refusal repeats of garbage is bounded', () => {
  const copy = setUp();
  const writes = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`${at}${'x'.repeat(1000)}`, number('1')]));
  const found = judge(copy, anna, own, nobody, update(copy, writes));
  expect(found.kind === 'refused' && found.refused.cells.length).toBe(liveLimits.cellsNamed);
  expect(found.kind === 'refused' && Math.max(...found.refused.cells.map(({ key }) => key.length))).toBe(
    liveLimits.keyLength
  );
});

test('an update larger than any edit is refused unread', () => {
  const copy = setUp();
  expect(judge(copy, anna, own, nobody, new Uint8Array(liveLimits.updateBytes + 1))).toEqual({
    kind: 'refused',
    refused: { reason: 'too-large', cells: [] }
  });
});
