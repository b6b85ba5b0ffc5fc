// The glance at one write says what the thorough look at an update says, and looks away from all that is not plainly one lawful write.
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { touchedCells } from '#core/sheet/changes.ts';
import { cellsOf, newDocument, type SheetDocument } from '#core/sheet/document.ts';
import { oneWrite } from '#core/sheet/one-write.ts';

const nobody = new Map<number, number>();
// a client that has fallen out at a renewal: then the glance is not taken
const somebody = new Map([[4_000_000, 1]]);

/** two cells filled by one client, a third overwritten by another */
function filled(): SheetDocument {
  const doc = newDocument(100);
  for (const key of ['t/a/x', 't/b/x', 't/c/x']) cellsOf(doc).set(key, { number: '1' });
  doc.clientID = 50;
  cellsOf(doc).set('t/c/x', { number: '2' });
  doc.clientID = 0;
  return doc;
}

function updateOver(doc: SheetDocument, write: (copy: SheetDocument) => void, client = 7): Uint8Array {
  const copy = newDocument(0);
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  copy.clientID = client;
  const before = Y.encodeStateVector(copy);
  let made: Uint8Array | undefined;
  copy.on('update', (update) => (made = update));
  write(copy);
  return made ?? Y.encodeStateAsUpdate(copy, before);
}

function both(update: Uint8Array, doc: SheetDocument): [glance: unknown, thorough: unknown] {
  const [glance, thorough] = [nobody, somebody].map((retired) => {
    const touched = touchedCells(update, { doc, retired });
    return touched.kind === 'writes'
      ? { ...touched, clients: [...touched.clients], named: [...touched.named] }
      : touched;
  });
  return [glance, thorough];
}

const isSeenAtAGlance = (update: Uint8Array, doc: SheetDocument): boolean =>
  oneWrite(Y.decodeUpdate(update), { doc, retired: nobody }) !== undefined;

test('[SH2] a write over what stands and one into an empty cell are seen at a glance, and as in a thorough look', () => {
  const doc = filled();
  for (const key of ['t/a/x', 't/c/x', 't/new/x']) {
    const update = updateOver(doc, (copy) => cellsOf(copy).set(key, { number: '5' }));
    expect(isSeenAtAGlance(update, doc)).toBe(true);
    const [glance, thorough] = both(update, doc);
    expect(glance).toEqual(thorough);
    expect(glance).toMatchObject({ kind: 'writes', writes: [{ key, client: 7, clock: 0, content: { number: '5' } }] });
  }
});

test('[SH2] a write that races, repeats, jumps ahead or deletes is looked at thoroughly', () => {
  const doc = filled();
  const first = updateOver(doc, (copy) => cellsOf(copy).set('t/a/x', { number: '5' }));
  const moved = newDocument(0);
  Y.applyUpdate(moved, Y.encodeStateAsUpdate(doc));
  Y.applyUpdate(
    moved,
    updateOver(doc, (copy) => cellsOf(copy).set('t/a/x', { number: '6' }), 8)
  );
  expect(isSeenAtAGlance(first, moved)).toBe(false);
  Y.applyUpdate(doc, first);
  expect(isSeenAtAGlance(first, doc)).toBe(false);
  expect(
    isSeenAtAGlance(
      updateOver(doc, (copy) => cellsOf(copy).delete('t/a/x'), 9),
      doc
    )
  ).toBe(false);
  const two = updateOver(
    doc,
    (copy) => {
      cellsOf(copy).set('t/b/x', { number: '1' });
      cellsOf(copy).set('t/c/x', { number: '2' });
    },
    9
  );
  expect(isSeenAtAGlance(two, doc)).toBe(false);
});

test('[SH2] with any one byte changed to any other, both looks say the same', () => {
  const doc = filled();
  let seen = 0;
  for (const key of ['t/a/x', 't/c/x', 't/new/x']) {
    const update = updateOver(doc, (copy) => cellsOf(copy).set(key, { number: '5' }));
    for (let at = 0; at < update.length; at++)
      for (let byte = 0; byte < 256; byte++) {
        const changed = Uint8Array.from(update);
        changed[at] = byte;
        const [glance, thorough] = both(changed, doc);
        expect(glance, `${key}: byte ${at} is ${byte}`).toEqual(thorough);
        if ((glance as { kind: string }).kind === 'writes') seen++;
      }
  }
  expect(seen).toBeGreaterThan(1000);
});
