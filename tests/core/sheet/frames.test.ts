import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { describe, expect, test } from 'vitest';
import * as syncProtocol from 'y-protocols/sync';
import * as Y from 'yjs';
import { asCellKey } from '#core/forms/cell-key.ts';
import { cellsOf, newDocument, stateVectorOf } from '#core/sheet/document.ts';
import {
  readFrame,
  writeAnswer,
  writeAskPresence,
  writeHello,
  writePresence,
  writeRaced,
  writeRefused,
  writeRemarks,
  writeSaved,
  writeStatus,
  writeUpdate,
  type Frame
} from '#core/sheet/frames.ts';
import type { Raced } from '#core/sheet/messages.ts';
import { writePresenceUpdate } from '#core/sheet/presence.ts';

/** the document of the examples: client 7 has written 12 into t1/A/bn */
function example(): Y.Doc {
  const doc = newDocument(7);
  cellsOf(doc).set('t1/A/bn', { number: '12' });
  return doc;
}

const raced: Raced[] = [
  {
    seq: 300,
    key: asCellKey('t1/A/bn'),
    stands: { person: 'p1', name: '王', content: { number: '12' } },
    lost: { person: 'p2', name: '李', content: { number: '13' } }
  }
];

const frames: Record<string, { bytes: Uint8Array; frame: Frame }> = {
  hello: {
    bytes: writeHello(stateVectorOf(example())),
    frame: { kind: 'hello', stateVector: stateVectorOf(example()) }
  },
  answer: {
    bytes: writeAnswer(Y.encodeStateAsUpdate(example())),
    frame: { kind: 'update', answer: true, update: Y.encodeStateAsUpdate(example()) }
  },
  update: {
    bytes: writeUpdate(Y.encodeStateAsUpdate(example())),
    frame: { kind: 'update', answer: false, update: Y.encodeStateAsUpdate(example()) }
  },
  'ask for presence': { bytes: writeAskPresence(), frame: { kind: 'ask-presence' } },
  presence: {
    bytes: writePresence(
      writePresenceUpdate([
        { client: 7, clock: 2, state: { person: 'p1', name: '王', colour: 3, at: asCellKey('t1/A/bn') } }
      ])
    ),
    frame: {
      kind: 'presence',
      update: writePresenceUpdate([
        { client: 7, clock: 2, state: { person: 'p1', name: '王', colour: 3, at: asCellKey('t1/A/bn') } }
      ])
    }
  },
  remarks: {
    bytes: writeRemarks({ changed: 'comments' }),
    frame: { kind: 'remarks', remarks: { changed: 'comments' } }
  },
  raced: { bytes: writeRaced(raced), frame: { kind: 'raced', raced } },
  saved: {
    bytes: writeSaved({ stateVector: stateVectorOf(example()), seq: 300 }),
    frame: { kind: 'saved', saved: { stateVector: stateVectorOf(example()), seq: 300 } }
  },
  refused: {
    bytes: writeRefused({ reason: 'foreign-cell', cells: [{ key: 't1/B/bn', reason: 'foreign-cell' }] }),
    frame: {
      kind: 'refused',
      refused: { reason: 'foreign-cell', cells: [{ key: 't1/B/bn', reason: 'foreign-cell' }] }
    }
  },
  status: {
    bytes: writeStatus({ stage: 'filling', writable: ['SFJ'], seq: 300 }),
    frame: { kind: 'status', status: { stage: 'filling', writable: ['SFJ'], seq: 300 } }
  }
};

test.each(Object.entries(frames))('[SH4] %s is read back as it was written', (_, { bytes, frame }) => {
  expect(readFrame(bytes)).toEqual(frame);
});

test('[SH4] hello, answer and update are what y-protocols writes', () => {
  const written = (write: (encoder: encoding.Encoder) => void) => {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, 0);
    write(encoder);
    return encoding.toUint8Array(encoder);
  };
  const doc = example();
  expect(frames.hello!.bytes).toEqual(written((encoder) => syncProtocol.writeSyncStep1(encoder, doc)));
  expect(frames.answer!.bytes).toEqual(written((encoder) => syncProtocol.writeSyncStep2(encoder, doc)));
  expect(frames.update!.bytes).toEqual(
    written((encoder) => syncProtocol.writeUpdate(encoder, Y.encodeStateAsUpdate(doc)))
  );
});

const hex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');

describe('PROTOCOL.md', () => {
  const text = readFileSync('src/lib/core/sheet/PROTOCOL.md', 'utf8');
  const shown = [...text.matchAll(/```bytes (.+)\n([^`]*)```/g)].map(
    ([, name, bytes]) => [name!, bytes!.replace(/\s+/g, ' ').trim()] as const
  );

  test('shows every frame', () => {
    expect(shown.map(([name]) => name).sort()).toEqual(Object.keys(frames).sort());
  });

  test.each(shown)('[SH4] the bytes of %s are what the codec writes', (name, bytes) => {
    expect(bytes).toBe(hex(frames[name]!.bytes));
  });
});

test('[SH4] bytes that are no frame are told apart, whatever they are', () => {
  expect(readFrame(new Uint8Array())).toBeUndefined();
  expect(readFrame(new Uint8Array([0, 9, 1, 0]))).toBeUndefined();
  expect(readFrame(new Uint8Array([0, 2, 200]))).toBeUndefined();
  expect(readFrame(new Uint8Array([101, 2, 123, 123]))).toBeUndefined();
  expect(readFrame(new Uint8Array([2, 0]))).toEqual({ kind: 'unknown', type: 2 });
  const all = Object.values(frames).map(({ bytes }) => bytes);
  fc.assert(
    fc.property(fc.constantFrom(...all), fc.nat(), fc.nat(255), fc.nat(), (bytes, at, byte, length) => {
      const mutated = bytes.slice(0, 1 + (length % bytes.length));
      mutated[at % mutated.length] = byte;
      expect(() => readFrame(mutated)).not.toThrow();
    }),
    { numRuns: 5000 }
  );
});
