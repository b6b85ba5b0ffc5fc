// The document of a sheet is renewed while two people type (DECISIONS 14): nobody notices, and undo goes on over it.
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { readFrame, writeHello, writeUpdate } from '#core/sheet/frames.ts';
import { isRenewal } from '#core/sheet/renewal.ts';
import { liveLimits } from '#server/live/limits.ts';
import { expect, test } from './demo-server.ts';
import { allSaved, chiefAndClerk, goTo, holds, keyOf, typeInto } from './sheet-desk.ts';

// an update may name 256 client ids
const idsEach = 250;
test('the document is renewed under two people’s hands: what they type stands, nobody is told of an overwriting, undo goes on', async ({
  demo,
  browser
}) => {
  const { chief, clerk } = await chiefAndClerk(browser, demo.address);
  await typeInto(clerk, 'XZFY.SQ', '31');
  await typeInto(clerk, 'XZFY.SQ', '32');
  await typeInto(chief, 'XZTJ.SL', '41');
  await Promise.all([allSaved(clerk), allSaved(chief)]);

  // so many page loads as a busy week has, by one connection of the chief's
  const sheet = new URL(chief.url()).pathname.split('/').at(-1)!;
  const cookie = (await chief.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const socket = new WebSocket(`${demo.address.replace('http', 'ws')}/sync/${sheet}`, {
    headers: { cookie, origin: demo.address }
  });
  const doc = new Y.Doc();
  let savedFrames = 0;
  socket.on('message', (data: Buffer) => {
    const frame = readFrame(new Uint8Array(data));
    if (frame?.kind === 'saved') savedFrames++;
    if (frame?.kind === 'update') Y.applyUpdate(doc, frame.update);
  });
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(writeHello(Y.encodeStateVector(doc)));
  await expect.poll(() => doc.getMap('cells').get(keyOf('XZFY.SQ'))).toMatchObject({ number: '32' });
  const isRenewed = () => [...doc.store.clients.keys()].some(isRenewal);
  expect(isRenewed()).toBe(false);
  for (let number = 0, client = 1_000_000; number * idsEach <= liveLimits.clientsAtWork; number++) {
    const known = Y.encodeStateVector(doc);
    for (let at = 0; at < idsEach; at++) {
      doc.clientID = client++;
      doc.getMap('cells').set(keyOf('XZTJ.CG'), { number: String(client) });
    }
    const before = savedFrames;
    socket.send(writeUpdate(Y.encodeStateAsUpdate(doc, known)));
    await typeInto(clerk, 'XZFY.SL', String(50 + number)); // types on meanwhile
    await expect.poll(() => savedFrames).toBeGreaterThan(before);
  }
  await expect.poll(isRenewed).toBe(true);
  await Promise.all([allSaved(clerk), allSaved(chief)]);

  for (const page of [clerk, chief]) await expect(page.getByTestId('meetings')).toHaveCount(0);
  await typeInto(chief, 'XZTJ.SL', '42');
  await holds(clerk, 'XZTJ.SL', '42');
  // five times the one cell, then the other
  await goTo(clerk, 'XZFY.SQ');
  await clerk.keyboard.press('Escape');
  for (let at = 0; at < 6; at++) await clerk.keyboard.press('Control+z');
  for (const page of [clerk, chief]) await holds(page, 'XZFY.SQ', '31');
  await chief.keyboard.press('Escape');
  await Promise.all([allSaved(clerk), allSaved(chief)]);
  socket.close();
});
