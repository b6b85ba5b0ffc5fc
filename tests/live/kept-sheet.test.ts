import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { settleSaved, type Waiting } from '#core/sheet/browser-session.ts';
import { newDocument, silentClient, writeCells } from '#core/sheet/document.ts';
import { bringBack, renewed } from '#core/sheet/renewal.ts';
import { keptSheet } from '#live/kept-sheet.ts';
import { emptyAbout, memoryCopy } from '#live/offline-copy.ts';
import { key } from '#tests/tools/open-sheets.ts';

const cell = key('A1');
const number = (text: string) => ({ number: text });
const facts = { status: null, refused: [] };

/** a tab of a browser, with all that its offline copy held when it was opened */
async function openTab(shelf: NonNullable<Parameters<typeof memoryCopy>[0]>, client: number) {
  const kept = keptSheet(memoryCopy(shelf));
  const doc = newDocument(client, kept.isUnsaved);
  const unsaved = kept.restore(doc, await kept.read());
  kept.watch(doc);
  const write = (...texts: string[]) => {
    for (const text of texts) {
      kept.useClient(client, Y.getState(doc.store, client) + 1);
      kept.keep(doc, facts);
      writeCells(doc, [{ key: cell, content: number(text) }]);
    }
  };
  return { kept, doc, unsaved, write };
}

const emptyShelf = (): Parameters<typeof openTab>[0] => ({ kept: { updates: [], about: emptyAbout() } });

test('[LI2] what two tabs wrote in one cell waits for both: the one that stands is not taken for the other', async () => {
  const shelf = emptyShelf();
  const [one, two] = [await openTab(shelf, 1), await openTab(shelf, 2)];
  two.write('60');
  one.write('70', '71');
  const { unsaved } = await openTab(shelf, 3);
  expect(unsaved).toMatchObject([{ client: 2, clock: 0, besides: [{ client: 1, clock: 1, content: number('71') }] }]);
  const waiting: Waiting = new Map([[cell, unsaved[0]!]]);
  expect(settleSaved(waiting, new Map([[2, 1]]))).toEqual([]);
  expect(waiting.get(cell)).toEqual({ key: cell, client: 1, clock: 1, content: number('71') });
  expect(settleSaved(waiting, new Map([[1, 2]]))).toEqual([cell]);
});

test('[LI2] what was written over knowingly does not wait any more', async () => {
  const shelf = emptyShelf();
  (await openTab(shelf, 2)).write('1', '2');
  (await openTab(shelf, 1)).write('3');
  const { unsaved } = await openTab(shelf, 3);
  expect(unsaved).toEqual([{ key: cell, client: 1, clock: 0, content: number('3') }]);
});

test('[LI1] a tab that has seen all that it knows of saved does not forget what another tab has written since', async () => {
  const shelf = emptyShelf();
  const away = await openTab(shelf, 1);
  away.write('1');
  const online = await openTab(shelf, 2);
  away.write('2');
  online.kept.noteSaved(new Map([[1, 1]]));
  online.kept.keep(online.doc, facts);
  expect((await openTab(shelf, 3)).unsaved).toMatchObject([{ client: 1, clock: 1, content: number('2') }]);
});

test('[LI1] a client id of which all is saved goes off the list', async () => {
  const shelf = emptyShelf();
  (await openTab(shelf, 1)).write('1');
  const next = await openTab(shelf, 2);
  next.kept.noteSaved(new Map([[1, 1]]));
  next.kept.keep(next.doc, facts);
  expect(shelf.kept.about.clients).toEqual([]);
});

test('[LI1] of two tabs one has the document as it was renewed: what the other wrote on a write that fell out of it is found', async () => {
  const shelf = emptyShelf();
  const [one, two] = [await openTab(shelf, 1), await openTab(shelf, 2)];
  one.write('8');
  Y.applyUpdate(two.doc, Y.encodeStateAsUpdate(one.doc));
  two.write('11');
  // the server carries the first write over a renewal: of tab one's client id it remembers that there was a write
  const { doc, retired } = renewed({ doc: newDocument(silentClient), retired: new Map([[1, 1]]) });
  bringBack({ doc, retired }, 1);
  shelf.kept.updates.unshift(Y.encodeStateAsUpdate(doc));
  expect((await openTab(shelf, 3)).unsaved).toMatchObject([{ client: 2, clock: 0, content: number('11') }]);
});
