import * as Y from 'yjs';
import { expect, test } from 'vitest';
import { asCellKey } from '#core/forms/cell-key.ts';
import {
  cellsOf,
  contentOf,
  newDocument,
  readCells,
  readStateVector,
  sameContent,
  silentClient,
  standingWrite,
  stateVectorOf,
  updateSince,
  writeCells
} from '#core/sheet/document.ts';

const a = asCellKey('t/A/bn');
const b = asCellKey('t/B/bn');

test('[SH1] cells are plain content under their keys; what the form does not know is ignored and counted', () => {
  const doc = newDocument(7);
  writeCells(doc, [
    { key: a, content: { number: '1' } },
    { key: asCellKey('elsewhere'), content: { number: '2' } }
  ]);
  expect(readCells(doc, (key) => key === a)).toEqual({ cells: new Map([[a, { number: '1' }]]), unknown: 1 });
  expect([...doc.share.keys()]).toEqual(['cells']);
});

test('[SH1] a cleared cell holds an explicit blank', () => {
  const doc = newDocument(7);
  writeCells(doc, [{ key: a, content: { number: '1' } }]);
  writeCells(doc, [{ key: a, content: { nothing: 'blank' } }]);
  expect(contentOf(doc, a)).toEqual({ nothing: 'blank' });
  expect(contentOf(doc, b)).toBeUndefined();
});

test('a set of writes is one update, and each knows its clock', () => {
  const doc = newDocument(7);
  let updates = 0;
  doc.on('update', () => updates++);
  writeCells(doc, [{ key: a, content: { number: '0' } }]);
  const written = writeCells(doc, [
    { key: a, content: { number: '1' } },
    { key: b, content: { number: '2' } }
  ]);
  expect(updates).toBe(2);
  expect(written.map(({ client, clock }) => [client, clock])).toEqual([
    [7, 1],
    [7, 2]
  ]);
  expect(standingWrite(doc, a)).toEqual({ client: 7, clock: 1 });
  expect(readStateVector(stateVectorOf(doc))).toEqual(new Map([[7, 3]]));
});

test('what a holder of a state vector lacks makes them equal', () => {
  const doc = newDocument(7);
  writeCells(doc, [{ key: a, content: { number: '0' } }]);
  const copy = newDocument(silentClient);
  Y.applyUpdate(copy, updateSince(doc, new Map()));
  const known = readStateVector(stateVectorOf(copy))!;
  writeCells(doc, [{ key: a, content: { number: '1' } }]);
  Y.applyUpdate(copy, updateSince(doc, known));
  expect(cellsOf(copy).toJSON()).toEqual(cellsOf(doc).toJSON());
});

test.each([
  [{ number: '1' }, { number: '1' }, true],
  [{ number: '1', note: 'x' }, { note: 'x', number: '1' }, true],
  [{ number: '1' }, { number: '1.0' }, false],
  [{ number: '1' }, { number: '1', note: undefined }, false],
  [{ stated: [{ printed: '1', number: '1' }] }, { stated: [{ number: '1', printed: '1' }] }, true],
  [{ stated: [] }, { stated: {} }, false],
  [undefined, undefined, true],
  [undefined, { nothing: 'blank' }, false]
])('%j and %j say the same: %s', (one, other, same) => {
  expect(sameContent(one, other)).toBe(same);
  expect(sameContent(other, one)).toBe(same);
});

test('bytes that are no state vector', () => {
  expect(readStateVector(new Uint8Array([200]))).toBeUndefined();
  expect(readStateVector(new Uint8Array([255, 255, 255, 255, 15, 1]))).toBeUndefined();
});
