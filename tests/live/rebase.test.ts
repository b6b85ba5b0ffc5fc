// A rebase puts one document in the place of another, also in the offline copy, in several writes: between any two of them the browser may
// be gone, and another tab may write to the same copy.
import { expect, test } from 'vitest';
import { asId, type PersonId } from '#core/basics/ids.ts';
import { newDocument } from '#core/sheet/document.ts';
import { keptSheet } from '#live/kept-sheet.ts';
import { emptyAbout, memoryCopy, type Kept, type OfflineCopy } from '#live/offline-copy.ts';
import { doctor } from '#server/live/doctor.ts';
import { sheetId, startLiveServer } from '#tests/tools/live-server.ts';
import { key, number, openBrowser } from '#tests/tools/open-sheets.ts';

/** what a page that is opened on this copy has: edits that wait, and refused ones */
async function foundIn(kept: Kept): Promise<Map<string, unknown>> {
  const sheet = keptSheet(memoryCopy({ kept }));
  const doc = newDocument(1, sheet.isUnsaved);
  const found = await sheet.read();
  const edits = [...sheet.restore(doc, found), ...found.about.refused];
  return new Map(edits.map(({ key: cell, content }) => [cell, content]));
}

test('[LI1, LI3] a browser that is gone at any moment of a rebase comes back with every edit, whatever another tab keeps meanwhile', async () => {
  const { url, storage } = await startLiveServer();
  const shelf = { kept: { updates: [], about: emptyAbout() } as Kept };
  const copy = memoryCopy(shelf);
  const other = keptSheet(memoryCopy(shelf));
  const otherDoc = newDocument(2);
  const moments: { kept: Kept; isSaved: boolean }[] = [];
  let isWatched = false;
  const noteMoment = () => {
    if (!isWatched) return;
    moments.push({ kept: structuredClone(shelf.kept), isSaved: cora.sheet.savedState(key('B1')) === 'saved' });
    other.keep(otherDoc, { status: null, refused: [] });
    moments.push({ kept: structuredClone(shelf.kept), isSaved: cora.sheet.savedState(key('B1')) === 'saved' });
  };
  const offline: OfflineCopy = {
    ...copy,
    get length() {
      return copy.length;
    },
    add: (...what) => (copy.add(...what), noteMoment()),
    changeAbout: (change) => (copy.changeAbout(change), noteMoment()),
    replace: (state) => (copy.replace(state), noteMoment())
  };
  const cora = openBrowser(url, { who: 'cora', offline });
  await cora.ready();
  cora.type('A1', '1');
  await cora.settled();
  cora.cut();
  cora.type('A1', '2');
  cora.type('B1', '3');
  cora.type('N1', '4');
  other.restore(otherDoc, await other.read());
  isWatched = true;
  await storage.people.setGrants(asId<PersonId>('cora'), [
    { role: 'clerk', unit: (await storage.sheets.byId(sheetId))!.unit, department: 'GAJ' }
  ]);
  storage.feed.announce({ kind: 'grants', person: asId<PersonId>('cora') });
  cora.mend();
  await cora.until(() => cora.sheet.refused.length === 2);
  await cora.settled();
  expect(moments.filter(({ isSaved }) => !isSaved).length).toBeGreaterThan(5);
  for (const { kept, isSaved } of moments) {
    const found = await foundIn(kept);
    expect(found.get(key('A1'))).toEqual(number('2'));
    expect(found.get(key('N1'))).toEqual(number('4'));
    if (!isSaved) expect(found.get(key('B1'))).toEqual(number('3'));
  }
  expect(await doctor(storage, sheetId)).toEqual([]);
});
