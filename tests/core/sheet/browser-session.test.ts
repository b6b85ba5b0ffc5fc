import { expect, test } from 'vitest';
import { asCellKey, type CellKey } from '#core/forms/cell-key.ts';
import {
  decideBrowser,
  noteWrites,
  settleSaved,
  type BrowserState,
  type Unsaved,
  type Waiting
} from '#core/sheet/browser-session.ts';
import type { RefusalReason } from '#core/sheet/messages.ts';

const key = (name: string) => asCellKey(`t/${name}/bn`);
const edit = (name: string, clock: number, client = 7): Unsaved => ({
  key: key(name),
  content: { number: String(clock) },
  client,
  clock
});
const waitingFor = (...edits: Unsaved[]): Waiting => {
  const waiting: Waiting = new Map();
  noteWrites(waiting, edits);
  return waiting;
};
const rebasing = (reason: RefusalReason, cells: string[] = [], tries = 0): BrowserState => ({
  at: 'rebasing',
  tries,
  refusals: [{ reason, cells: cells.map((name) => ({ key: key(name), reason })) }]
});
const mayAll = () => undefined;
const isOvertaken = () => false;

test('[SH7] a write waits until the disk has it; a later one of its cell takes its place', () => {
  const waiting = waitingFor(edit('A', 0), edit('B', 1), edit('A', 2));
  expect(settleSaved(waiting, new Map([[7, 1]]))).toEqual([]);
  expect(settleSaved(waiting, new Map([[8, 9]]))).toEqual([]);
  expect(settleSaved(waiting, new Map([[7, 2]]))).toEqual([key('B')]);
  expect(settleSaved(waiting, new Map([[7, 3]]))).toEqual([key('A')]);
  expect(waiting.size).toBe(0);
});

test('[SH7] of what two tabs wrote in a cell unseen what stands is written again, the other listed', () => {
  const other = edit('A', 4, 8);
  const { steps } = decideBrowser(rebasing('clock-gap'), {
    kind: 'fresh-copy',
    waiting: waitingFor({ ...edit('A', 0), besides: [other] }),
    whyNot: mayAll,
    isOvertaken
  });
  expect(steps).toMatchObject([
    { do: 'list', edits: [{ edit: other, reason: 'changed-meanwhile' }] },
    { do: 'write-again', pieces: [[edit('A', 0)]] }
  ]);
});

test('[SH7] the first refusal asks for a fresh copy, further ones are remembered', () => {
  const first = decideBrowser(
    { at: 'working', tries: 0 },
    { kind: 'refused', refused: { reason: 'foreign-cell', cells: [] } }
  );
  expect(first.steps).toEqual([{ do: 'take-fresh-copy' }]);
  const second = decideBrowser(first.state, { kind: 'refused', refused: { reason: 'clock-gap', cells: [] } });
  expect(second.steps).toEqual([]);
  expect(second.state).toMatchObject({
    at: 'rebasing',
    refusals: [{ reason: 'foreign-cell' }, { reason: 'clock-gap' }]
  });
});

test('[SH7] with the fresh copy the lawful writes are written again and the others listed', () => {
  const waiting = waitingFor(edit('A', 0), edit('B', 1), edit('C', 2));
  const whyNot = (cell: CellKey) => (cell === key('B') ? ('foreign-cell' as const) : undefined);
  const { state, steps } = decideBrowser(rebasing('foreign-cell', ['B']), {
    kind: 'fresh-copy',
    waiting,
    whyNot,
    isOvertaken
  });
  expect(steps).toEqual([
    { do: 'list', edits: [{ edit: edit('B', 1), reason: 'foreign-cell' }] },
    { do: 'write-again', pieces: [[edit('A', 0), edit('C', 2)]] }
  ]);
  expect(state).toEqual({ at: 'working', tries: 0 });
});

test('a cell that is lawful again by now is written again', () => {
  const waiting = waitingFor(edit('A', 0));
  const { steps } = decideBrowser(rebasing('stage-closed', ['A']), {
    kind: 'fresh-copy',
    waiting,
    whyNot: mayAll,
    isOvertaken
  });
  expect(steps).toEqual([{ do: 'write-again', pieces: [[edit('A', 0)]] }]);
});

test('a content that the server does not take is listed although the cell may be written', () => {
  const waiting = waitingFor(edit('A', 0));
  const { steps } = decideBrowser(rebasing('bad-value', ['A']), {
    kind: 'fresh-copy',
    waiting,
    whyNot: mayAll,
    isOvertaken
  });
  expect(steps).toEqual([{ do: 'list', edits: [{ edit: edit('A', 0), reason: 'bad-value' }] }]);
});

test('[SH7] a write that somebody else has overtaken is listed, not written over theirs', () => {
  const waiting = waitingFor(edit('A', 0), edit('B', 1));
  const { steps } = decideBrowser(rebasing('clock-gap'), {
    kind: 'fresh-copy',
    waiting,
    whyNot: mayAll,
    isOvertaken: (one) => one.key === key('B')
  });
  expect(steps).toEqual([
    { do: 'list', edits: [{ edit: edit('B', 1), reason: 'changed-meanwhile' }] },
    { do: 'write-again', pieces: [[edit('A', 0)]] }
  ]);
});

test('what was too large is written again in pieces', () => {
  const waiting = waitingFor(...Array.from({ length: 250 }, (_, clock) => edit(`A${clock}`, clock)));
  const { steps } = decideBrowser(rebasing('too-large'), { kind: 'fresh-copy', waiting, whyNot: mayAll, isOvertaken });
  expect(steps[0]).toMatchObject({ do: 'write-again' });
  expect(steps[0]?.do === 'write-again' && steps[0].pieces.map((piece) => piece.length)).toEqual([100, 100, 50]);
});

test('[SH7] a server that refuses for ever ends in a list, not in a circle', () => {
  const waiting = waitingFor(edit('A', 0), edit('B', 1));
  let state: BrowserState = { at: 'working', tries: 0 };
  let rounds = 0;
  for (; rounds < 50; rounds++) {
    state = decideBrowser(state, { kind: 'refused', refused: { reason: 'malformed', cells: [] } }).state;
    const next = decideBrowser(state, { kind: 'fresh-copy', waiting, whyNot: mayAll, isOvertaken });
    state = next.state;
    const listed = next.steps.find((step) => step.do === 'list');
    if (!listed) continue;
    expect(listed.edits.map(({ reason }) => reason)).toEqual(['malformed', 'malformed']);
    break;
  }
  expect(rounds).toBeLessThan(6);
});

test('what was saved counts as progress: the tries begin anew', () => {
  const { state } = decideBrowser({ at: 'working', tries: 3 }, { kind: 'saved' });
  expect(state).toEqual({ at: 'working', tries: 0 });
});
