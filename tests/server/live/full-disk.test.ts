// What a sheet does while the disk takes nothing; a real full file system is in tests/crash.
import { expect, test } from 'vitest';
import { faulty } from '#tests/tools/faulty-storage.ts';
import { actorOf, sheetId } from '#tests/tools/live-server.ts';
import { temporaryStorage } from '#tests/tools/temporary-storage.ts';
import { listenTo, liveOver, numbersOf, writerOf } from '#tests/tools/writers.ts';

async function fullDisk() {
  const storage = faulty(await temporaryStorage());
  const { live } = await liveOver(storage, { fullDiskPauseMs: 20 });
  const { sheet } = await live.hold(sheetId);
  return { storage, live, sheet, heard: listenTo(sheet), anna: writerOf(sheet, 'anna') };
}

test('[LV11] edits wait for room, are told as waiting, and are stored in order when there is some', async () => {
  const { storage, sheet, heard, anna } = await fullDisk();
  storage.faults.push('full', 'full');
  anna.write('t/A1/bn', '1');
  await heard.until(() => sheet.statusOf(anna).trouble === 'disk-full' && heard.statusChanges > 0, 'told');
  expect(anna.refusals).toEqual([]);
  expect((await sheet.read()).cells.size).toBe(0); // what is read is what is on disk
  anna.write('t/A1/bn', '2');
  await anna.until(() => anna.acceptedCount === 2, 'stored');
  expect(sheet.statusOf(anna).trouble).toBeUndefined();
  expect(await numbersOf(storage)).toEqual({ 't/A1/bn': '2' });
});

test('[LV11] who waits for an answer is told at once that the disk is full', async () => {
  const { storage, live } = await fullDisk();
  const writes = [{ key: 't/A1/bn', content: { number: '1' } }];
  storage.faults.push('full');
  await expect(live.writeCells(sheetId, actorOf('anna'), 'api', writes)).rejects.toMatchObject({ code: 'disk-full' });
  expect((await live.writeCells(sheetId, actorOf('anna'), 'api', writes)).written).toEqual(['t/A1/bn']);
});

test('[LV11] when nothing waits any more, the status ends by itself as soon as there is room', async () => {
  const { storage, live, sheet, heard, anna } = await fullDisk();
  let hasRoom = false;
  let asked = 0;
  storage.healthy = async () => {
    asked++;
    heard.tell();
    return hasRoom;
  };
  storage.faults.push('full');
  const writes = [{ key: 't/A1/bn', content: { number: '1' } }];
  await expect(live.writeCells(sheetId, actorOf('anna'), 'api', writes)).rejects.toMatchObject({ code: 'disk-full' });
  await heard.until(() => asked >= 2, 'asked again and again');
  expect(sheet.statusOf(anna).trouble).toBe('disk-full');
  hasRoom = true;
  const told = heard.statusChanges;
  await heard.until(() => heard.statusChanges > told, 'told');
  expect(sheet.statusOf(anna).trouble).toBeUndefined();
});

test('[LV11] a server whose disk is full stops all the same, and its browsers keep what waits', async () => {
  const { storage, live, sheet, heard, anna } = await fullDisk();
  storage.beforeAppend = () => void storage.faults.push('full');
  anna.write('t/A1/bn', '1');
  await heard.until(() => sheet.statusOf(anna).trouble === 'disk-full', 'full');
  await live.close();
  expect(heard.dropped).toBe('restart');
  expect(anna.acceptedCount).toBe(0);
});

test('[LV11] beyond so many waiting edits people keep theirs and come again', async () => {
  const storage = faulty(await temporaryStorage());
  const { live } = await liveOver(storage, { fullDiskPauseMs: 5, fullDiskWaiting: 10 });
  const { sheet } = await live.hold(sheetId);
  const heard = listenTo(sheet);
  const anna = writerOf(sheet, 'anna');
  storage.beforeAppend = () => void storage.faults.push('full');
  for (let at = 0; at < 20; at++) anna.write('t/A1/bn', String(at));
  await heard.until(() => heard.dropped === 'try-again', 'let go');
});
