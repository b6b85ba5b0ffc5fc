import * as encoding from 'lib0/encoding';
import { describe, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { writeAskPresence, writeHello, writeUpdate } from '#core/sheet/frames.ts';
import { doctor } from '#server/live/doctor.ts';
import { sheetId, startLiveServer } from '#tests/tools/live-server.ts';
import { BareClient } from '#tests/tools/sheet-clients.ts';
import { temporaryStorage } from '#tests/tools/temporary-storage.ts';
import { numbersOf } from '#tests/tools/writers.ts';

const number = (text: string) => ({ number: text });

/** anna attacks; bea watches; a value of each stands in the sheet */
async function battlefield() {
  const server = await startLiveServer();
  const [anna, bea] = [
    await BareClient.open(server.url, { who: 'anna' }),
    await BareClient.open(server.url, { who: 'bea' })
  ];
  anna.write('t/A1/bn', '1');
  bea.write('t/B1/bn', '2');
  await Promise.all([anna.saved(), bea.saved()]);
  await anna.until(() => anna.cell('t/B1/bn'));
  await bea.until(() => bea.cell('t/A1/bn'));
  return { ...server, anna, bea };
}

/** an item of Yjs' v1 by hand, at the beginning of a client's clocks */
function handMade(client: number, clock: number, content: (encoder: Y.UpdateEncoderV1) => void): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  encoding.writeVarUint(encoder.restEncoder, 1);
  encoding.writeVarUint(encoder.restEncoder, 1);
  encoder.writeClient(client);
  encoding.writeVarUint(encoder.restEncoder, clock);
  content(encoder);
  encoding.writeVarUint(encoder.restEncoder, 0);
  return encoder.toUint8Array();
}
const anyItem = (key: string) => (encoder: Y.UpdateEncoderV1) => {
  encoder.writeInfo(8 | 0x20);
  encoder.writeParentInfo(true);
  encoder.writeString('cells');
  encoder.writeString(key);
  encoder.writeLen(1);
  encoder.writeAny(number('66'));
};

const attacks: [string, (anna: BareClient, bea: BareClient) => void, string][] = [
  ['a foreign row', (anna) => anna.write('t/B1/bn', '66'), 'foreign-cell'],
  [
    'a foreign row beside an own one',
    (anna) => anna.edit((cells) => (cells.set('t/A2/bn', number('66')), cells.set('t/B2/bn', number('66')))),
    'foreign-cell'
  ],
  ['an unknown key', (anna) => anna.write('nowhere', '66'), 'unknown-cell'],
  ['a computed cell', (anna) => anna.write('t/SUM/bn', '66'), 'not-entered'],
  ['a bad value', (anna) => anna.write('t/A1/bn', { number: '66x' }), 'bad-value'],
  ['another root map', (anna) => anna.edit((_, doc) => doc.getMap('rights').set('anna', 'all')), 'not-cells'],
  ['a root list', (anna) => anna.edit((_, doc) => doc.getArray('rows').push([66])), 'not-cells'],
  ['a root text', (anna) => anna.edit((_, doc) => doc.getText('text').insert(0, '66')), 'not-cells'],
  [
    'a root XML fragment',
    (anna) => anna.edit((_, doc) => doc.getXmlFragment('xml').push([new Y.XmlElement('p')])),
    'not-cells'
  ],
  ['a nested map', (anna) => anna.edit((cells) => cells.set('t/A1/bn', new Y.Map([['number', '66']]))), 'not-cells'],
  ['a nested list', (anna) => anna.edit((cells) => cells.set('t/A1/bn', Y.Array.from([66]))), 'not-cells'],
  ['a nested text', (anna) => anna.edit((cells) => cells.set('t/A1/bn', new Y.Text('66'))), 'not-cells'],
  ['a nested XML element', (anna) => anna.edit((cells) => cells.set('t/A1/bn', new Y.XmlElement('p'))), 'not-cells'],
  ['a nested XML text', (anna) => anna.edit((cells) => cells.set('t/A1/bn', new Y.XmlText('66'))), 'not-cells'],
  ['a document in a cell', (anna) => anna.edit((cells) => cells.set('t/A1/bn', new Y.Doc())), 'not-cells'],
  ['bytes in a cell', (anna) => anna.edit((cells) => cells.set('t/A1/bn', new Uint8Array([66]))), 'not-cells'],
  ['a deletion of an own cell', (anna) => anna.edit((cells) => cells.delete('t/A1/bn')), 'not-cells'],
  ['a deletion of a foreign cell', (anna) => anna.edit((cells) => cells.delete('t/B1/bn')), 'not-cells'],
  [
    'a delete set alone, aimed at a foreign cell',
    (anna, bea) => anna.say(writeUpdate(deletionOf(bea.doc.clientID, 0))),
    'not-cells'
  ],
  [
    'garbage',
    (anna) => anna.say(writeUpdate(new Uint8Array(Array.from({ length: 300 }, (_, at) => (at * 97) % 251)))),
    'malformed'
  ],
  ['format v2', (anna) => anna.say(writeUpdate(Y.encodeStateAsUpdateV2(anna.doc))), 'malformed'],
  ['no message at all', (anna) => anna.say(new Uint8Array([0])), 'malformed'],
  ['text', (anna) => anna.say('{"cells":{}}'), 'malformed'],
  ['a gap in the clocks', (anna) => anna.say(writeUpdate(handMade(123, 9, anyItem('t/A1/bn')))), 'clock-gap'],
  [
    'the client id of another',
    (anna, bea) => anna.say(writeUpdate(handMade(bea.doc.clientID, 1, anyItem('t/A1/bn')))),
    'not-cells'
  ],
  ['an update too large', (anna) => anna.say(writeUpdate(new Uint8Array(2 * 1024 * 1024 + 1))), 'too-large']
];

function deletionOf(client: number, clock: number): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const one of [0, 1, client, 1, clock, 1]) encoding.writeVarUint(encoder, one);
  return encoding.toUint8Array(encoder);
}

describe('[LV2] an attack changes nothing anywhere, and the attacker is told', () => {
  test.each(attacks)('%s', async (_, attack, reason) => {
    const { anna, bea, storage, live } = await battlefield();
    const before = await storage.sheets.byId(sheetId);
    const framesOfBea = bea.frames.length;
    attack(anna, bea);
    await anna.until(() => anna.refusals.length > 0);
    expect(anna.refusals.map((refused) => refused.reason)).toEqual([reason]);
    expect((await live.read(sheetId)).cells).toEqual(
      new Map([
        ['t/A1/bn', number('1')],
        ['t/B1/bn', number('2')]
      ])
    );
    expect(await numbersOf(storage)).toEqual({ 't/A1/bn': '1', 't/B1/bn': '2' });
    expect((await storage.sheets.byId(sheetId))!.seq).toBe(before!.seq);
    expect(await doctor(storage, sheetId)).toEqual([]);
    // the others go on as if nothing had been
    bea.write('t/B2/bn', '3');
    await bea.saved();
    const heard = bea.frames.slice(framesOfBea).filter(({ kind }) => kind === 'update');
    expect(heard).toEqual([]);
    expect(Object.keys(bea.doc.getMap('cells').toJSON()).sort()).toEqual(['t/A1/bn', 't/B1/bn', 't/B2/bn']);
    expect([...bea.doc.share.keys()]).toEqual(['cells']);
  });
});

test('[SO4] a frame beyond the bound closes the socket; nothing is changed', async () => {
  const { url, storage } = await startLiveServer({ limits: { frameBytes: 100_000 } });
  const anna = await BareClient.open(url, { who: 'anna' });
  anna.say(writeUpdate(new Uint8Array(100_001)));
  await anna.until(() => anna.closed);
  expect(anna.closed!.code).toBe(1009);
  expect(await numbersOf(storage)).toEqual({});
});

test('[SO4] what is said before the sheet is loaded waits and is answered', async () => {
  const { url, storage } = await startLiveServer();
  const anna = new BareClient(url, { who: 'anna' });
  anna.say(writeHello(new Uint8Array([0])));
  anna.write('t/A1/bn', '1');
  anna.say(writeAskPresence());
  await anna.saved();
  expect(anna.frames.map(({ kind }) => kind).slice(0, 2)).toEqual(['status', 'hello']);
  expect(await numbersOf(storage)).toEqual({ 't/A1/bn': '1' });
});

test('a sheet that took too long to load is let go again, with nobody in it', async () => {
  const storage = await temporaryStorage();
  let load = () => {};
  const slow = new Promise<void>((resolve) => (load = resolve));
  const snapshot: typeof storage.snapshot = async (work) => {
    await slow;
    return storage.snapshot(work);
  };
  const limits = { openLimitMs: 20, unloadAfterMs: 200 };
  const { url, live } = await startLiveServer({ storage: { ...storage, snapshot }, limits });
  const anna = new BareClient(url, { who: 'anna' });
  await anna.until(() => anna.closed);
  expect(anna.closed!.code).toBe(1013);
  load();
  await vi.waitFor(() => expect(live.loaded()).toHaveLength(1));
  await vi.waitFor(() => expect(live.loaded()).toHaveLength(0), 5000);
});

test('[SO4] who shouts before being let in is told to come again', async () => {
  let admit = () => {};
  const admission = new Promise<void>((resolve) => (admit = resolve));
  const { url } = await startLiveServer({ admission });
  const anna = new BareClient(url, { who: 'anna' });
  for (let at = 0; at < 40; at++) anna.say(writeHello(new Uint8Array([0])));
  await anna.until(() => anna.closed);
  expect(anna.closed!.code).toBe(1013);
  expect(anna.frames).toEqual([]);
  admit();
});

test('[SO4] a flood is read no faster than the bounds; nothing of it is lost, and others do not wait', async () => {
  const { url, storage } = await startLiveServer({
    limits: { framesPerSecond: 2000, framesBurst: 200, waitingFrames: 50 }
  });
  const [anna, bea] = [await BareClient.open(url, { who: 'anna' }), await BareClient.open(url, { who: 'bea' })];
  for (let at = 0; at < 1500; at++) anna.write('t/A1/bn', String(at));
  bea.write('t/B1/bn', '1');
  await bea.saved();
  expect((await numbersOf(storage))['t/A1/bn']).not.toBe('1499');
  await anna.until(() => anna.isSaved, 'all saved', 20_000);
  expect((await numbersOf(storage))['t/A1/bn']).toBe('1499');
  expect(anna.refusals).toEqual([]);
});

test('[SO4] a client that sends only refused updates is let go, and does not come back', async () => {
  const { url } = await startLiveServer();
  const anna = await BareClient.open(url, { who: 'anna' });
  for (let at = 0; at < 30; at++) anna.write('t/B1/bn', String(at));
  await anna.until(() => anna.closed);
  expect(anna.closed!.code).toBe(4422);
  expect(anna.refusals.length).toBe(20);
  // the first is unlawful, the others stand on it
  expect(anna.refusals.slice(1).every(({ reason }) => reason === 'clock-gap')).toBe(true);
});

test('after a failed commit the browsers are told to come again, and nothing was told to anyone', async () => {
  const { url, storage } = await startLiveServer();
  const [anna, bea] = [await BareClient.open(url, { who: 'anna' }), await BareClient.open(url, { who: 'bea' })];
  const { append } = storage.log;
  storage.log.append = async () => {
    storage.log.append = append;
    throw new Error('the disk does not answer');
  };
  anna.write('t/A1/bn', '1');
  await Promise.all([anna.until(() => anna.closed), bea.until(() => bea.closed)]);
  expect([anna.closed!.code, bea.closed!.code]).toEqual([1013, 1013]);
  expect(anna.isSaved).toBe(false);
  expect(bea.cell('t/A1/bn')).toBeUndefined();
  const again = await BareClient.open(url, { who: 'anna' });
  Y.applyUpdate(again.doc, Y.encodeStateAsUpdate(anna.doc));
  again.answerHello();
  await again.until(() => again.savedFrames.some(({ seq }) => seq === 1));
  expect(await numbersOf(storage)).toEqual({ 't/A1/bn': '1' });
});
