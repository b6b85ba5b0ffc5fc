import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { colourOf, presenceColours, readPresence, stampPresence, writePresenceUpdate } from '#core/sheet/presence.ts';

const anyone = () => true;
const knows = (key: string) => key === 't/A/bn';

test('[SH5] who one is stands by the server, where one is by the client', () => {
  const said = { name: 'Mayor', colour: 99, person: 'p9', department: 'GAJ', at: 't/A/bn', editing: true, extra: 'x' };
  expect(stampPresence(said, { person: 'p1', name: '王', department: 'SFJ' }, knows)).toEqual({
    person: 'p1',
    name: '王',
    department: 'SFJ',
    colour: colourOf('p1'),
    at: 't/A/bn',
    editing: true
  });
});

test.each([null, 5, 'text', [], { at: 5 }, { at: 't/unknown/bn' }, { at: 'x'.repeat(300) }, { editing: 'yes' }])(
  '[SH5] %j says nothing of where',
  (said) => {
    expect(stampPresence(said, { person: 'p1', name: '王' }, knows)).toEqual({
      person: 'p1',
      name: '王',
      colour: colourOf('p1')
    });
  }
);

test('it is what y-protocols reads and writes', () => {
  const mine = new Awareness(new Y.Doc());
  const other = new Awareness(new Y.Doc());
  const state = { person: 'p1', name: '王', colour: 3 };
  applyAwarenessUpdate(mine, writePresenceUpdate([{ client: 77, clock: 4, state }]), 'test');
  expect(mine.getStates().get(77)).toEqual(state);
  applyAwarenessUpdate(mine, writePresenceUpdate([{ client: 77, clock: 5, state: null }]), 'test');
  expect(mine.getStates().has(77)).toBe(false);
  other.setLocalState({ at: 't/A/bn' });
  const said = encodeAwarenessUpdate(other, [other.clientID]);
  expect(readPresence(said, anyone)).toEqual([{ client: other.clientID, clock: 1, state: { at: 't/A/bn' } }]);
  mine.destroy();
  other.destroy();
});

test('entries of others are passed over unread', () => {
  const state = { person: 'p1', name: '王', colour: 3 };
  const frame = writePresenceUpdate([1, 2, 3].map((client) => ({ client, clock: 1, state })));
  expect(readPresence(frame, (client) => client === 2)?.map(({ client }) => client)).toEqual([2]);
});

test('[SH5] bytes that are no presence do no harm', () => {
  expect(readPresence(new Uint8Array([255, 255, 255, 255, 15]), anyone)).toBeUndefined();
  expect(readPresence(new Uint8Array([1, 7, 1, 2, 123, 123]), anyone)).toBeUndefined();
  const long = { person: 'p', name: 'x'.repeat(3000), colour: 1 };
  expect(readPresence(writePresenceUpdate([{ client: 1, clock: 1, state: long }]), anyone)).toBeUndefined();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      expect(() => readPresence(bytes, anyone)).not.toThrow();
    }),
    { numRuns: 3000 }
  );
});

test('a person has the same colour everywhere, and all colours are used', () => {
  const colours = new Set(Array.from({ length: 300 }, (_, at) => colourOf(`person-${at}`)));
  expect(colours.size).toBe(presenceColours);
  expect(colourOf('person-1')).toBe(colourOf('person-1'));
});
