import { expect, test } from 'vitest';
import { sheetId, startLiveServer } from '#tests/tools/live-server.ts';
import { BareClient, cellIs, stockClient, synced } from '#tests/tools/sheet-clients.ts';

test('[SO2] what one writes is stored, then seen by the other and marked saved', async () => {
  const { url, storage } = await startLiveServer();
  const anna = await BareClient.open(url, { who: 'anna' });
  const bea = await BareClient.open(url, { who: 'bea' });
  anna.write('t/A1/bn', '5');
  await bea.until(() => (bea.cell('t/A1/bn') as { number?: string } | undefined)?.number === '5');
  expect((await storage.entries.of(sheetId)).get('t/A1/bn' as never)).toEqual({ number: '5' });
  await anna.saved();
  expect(anna.status).toMatchObject({ stage: 'filling', writable: ['SFJ'] });
});

test('[SO6] stock y-websocket clients type together and see the same', async () => {
  const { url } = await startLiveServer();
  const anna = stockClient(url, 'anna');
  const bea = stockClient(url, 'bea');
  await Promise.all([synced(anna.provider), synced(bea.provider)]);
  anna.cells.set('t/A1/bn', { number: '1' });
  bea.cells.set('t/B1/bn', { number: '2' });
  await Promise.all([cellIs(anna.cells, 't/B1/bn', '2'), cellIs(bea.cells, 't/A1/bn', '1')]);
  expect(anna.cells.toJSON()).toEqual(bea.cells.toJSON());
});
