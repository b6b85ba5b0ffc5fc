import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { writeAskPresence, writeHello, writePresence, writeStatus, writeUpdate } from '#core/sheet/frames.ts';
import { closeCodes } from '#core/sheet/messages.ts';
import {
  decideSession,
  newSession,
  type SessionEvent,
  type SessionLimits,
  type SessionState
} from '#core/sheet/server-session.ts';

const limits: SessionLimits = { keptFrames: 4, keptBytes: 100, updateBytes: 20, refusalsInARow: 3, gapsInARow: 6 };
const emptyVector = new Uint8Array([0]);
const heard = (bytes: Uint8Array): SessionEvent => ({ kind: 'heard', bytes });
const refused: SessionEvent = { kind: 'refused', refused: { reason: 'foreign-cell', cells: [] } };

function run(events: SessionEvent[], from: SessionState = newSession()) {
  let state = from;
  const steps = events.flatMap((event) => {
    const next = decideSession(state, event, limits);
    state = next.state;
    return next.steps;
  });
  return { state, steps, done: steps.map((step) => step.do) };
}

test('[SH6] nothing is done before the sheet is loaded; then the greeting, then what was heard, in order', () => {
  const early = [heard(writeHello(emptyVector)), heard(writeUpdate(new Uint8Array([0, 1]))), heard(writeAskPresence())];
  expect(run(early).done).toEqual([]);
  expect(run([...early, { kind: 'loaded' }]).done).toEqual(['greet', 'answer', 'submit', 'tell-presence']);
});

test('[SH6] who talks too much before being let in is told to come again', () => {
  const hello = heard(writeHello(emptyVector));
  expect(run([hello, hello, hello, hello, hello]).steps).toMatchObject([{ do: 'close', code: closeCodes.tryAgain }]);
  expect(run([heard(new Uint8Array(101))]).done).toEqual(['close']);
});

test('[SH6] each update is submitted or refused', () => {
  const open = run([{ kind: 'loaded' }]).state;
  expect(run([heard(writeUpdate(new Uint8Array(20)))], open).done).toEqual(['submit']);
  expect(run([heard(writeUpdate(new Uint8Array(21)))], open).steps).toMatchObject([
    { do: 'tell-refused', refused: { reason: 'too-large' } }
  ]);
  expect(run([heard(new Uint8Array([0, 2, 200]))], open).steps).toMatchObject([
    { do: 'tell-refused', refused: { reason: 'malformed' } }
  ]);
  expect(run([{ kind: 'heard-nonsense' }], open).done).toEqual(['tell-refused']);
});

test('[SH6] an update that says nothing, as every browser answers the greeting, makes no work', () => {
  const open = run([{ kind: 'loaded' }]).state;
  expect(run([heard(writeUpdate(Y.encodeStateAsUpdate(new Y.Doc())))], open).steps).toEqual([]);
});

test('what only a server says is passed over; presence is taken', () => {
  const open = run([{ kind: 'loaded' }]).state;
  expect(run([heard(writeStatus({ stage: 'x', writable: [], seq: 1 }))], open).done).toEqual([]);
  expect(run([heard(new Uint8Array([2, 0]))], open).done).toEqual([]);
  expect(run([heard(writePresence(new Uint8Array([0])))], open).done).toEqual(['take-presence']);
});

test('[SH6] refusals in a row end the session; an accepted update between them does not', () => {
  const open = run([{ kind: 'loaded' }]).state;
  expect(run([refused, refused, { kind: 'accepted' }, refused, refused], open).done).toEqual(
    Array(4).fill('tell-refused')
  );
  expect(run([refused, refused, refused, refused], open).steps.at(-1)).toMatchObject({
    do: 'close',
    code: closeCodes.refusedTooOften
  });
});

test('[SH6] after the end nothing is done any more', () => {
  const over = run([{ kind: 'loaded' }, { kind: 'ended', code: 1012, reason: 'restart' }]);
  expect(over.done).toEqual(['greet', 'close']);
  expect(run([heard(writeHello(emptyVector)), refused, { kind: 'loaded' }], over.state).done).toEqual([]);
});

test('[SH6] behind a gap the client is asked once for all it holds, and what was on its way meanwhile does not end the session', () => {
  const open = run([{ kind: 'loaded' }]).state;
  const gap: SessionEvent = { kind: 'refused', refused: { reason: 'clock-gap', cells: [] } };
  const onItsWay = Array<SessionEvent>(4).fill(gap);
  const waiting = run([gap, ...onItsWay], open);
  expect(waiting.done).toEqual(['tell-refused', 'ask-all', ...onItsWay.map(() => 'tell-refused')]);
  // its answer is taken, and the next gap is asked about again
  expect(run([{ kind: 'accepted' }, gap], waiting.state).done).toEqual(['tell-refused', 'ask-all']);
  // it never answers
  expect(run([gap], waiting.state).done).toEqual(['tell-refused', 'close']);
  // a gap behind its own refused write is like any other refusal
  expect(run([refused, gap, gap], open).done.at(-1)).toBe('close');
});
