// Seeds that once failed stand in `found` and run always; others are drawn anew each time. SEED=… runs one, ROUNDS=… more of them.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deriveAll } from '#core/forms/derive.ts';
import { keepLiveThings, liveForm, sheetId } from '#tests/tools/live-server.ts';
import { compiled, key } from '#tests/tools/open-sheets.ts';
import { randomOf } from '#tests/tools/random.ts';
import { temporaryStorage } from '#tests/tools/temporary-storage.ts';
import { World } from './sheet-world.ts';

// 674022298: sent again to a node that was behind, and never told that it is saved
// 440451625: overtaken before it was sent, and its content forgotten in a reload
// 934413072: unsaved writes of several page loads, the oldest of them taken for the newest
// 464855483: kept contents of overwritten writes travel as runs
// 56792420: several page loads in one update, the standing write not the last of them
const found = [674022298, 440451625, 934413072, 464855483, 56792420];
const rounds = Number(process.env.ROUNDS ?? 8);
const seeds = process.env.SEED
  ? [Number(process.env.SEED)]
  : [...found, ...Array.from({ length: rounds }, () => Math.floor(Math.random() * 1e9))];
const stepsEach = Number(process.env.STEPS ?? 250);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test.each(seeds)(
  '[LV1, LI3] browsers, two nodes, a bad network and a bad disk: seed %i',
  async (seed) => {
    const disk = await temporaryStorage();
    await keepLiveThings(disk);
    const world = new World(disk, randomOf(seed), ['anna', 'arno', 'bea', 'cora', 'anna']);
    try {
      for (let at = 0; at < stepsEach; at++) {
        await world.step();
        expect(await world.lostAlthoughSaved(), `step ${at}`).toEqual([]);
      }
      await world.calm();

      // everybody is back, nothing waits
      expect(world.pages.map(({ sheet }) => [sheet.connection, sheet.waitingCount])).toEqual(
        world.pages.map(() => ['online', 0])
      );
      // an honest browser is refused for nothing but a closed stage, or has been overtaken
      for (const { who, sheet } of world.pages)
        for (const { key, reason } of sheet.refused)
          expect(['stage-closed', 'changed-meanwhile'], `${who} ${key}`).toContain(reason);
      // no edit has vanished: it is in the history, or its person has it in their list
      const values = await world.writtenValues();
      for (const { who, sheet, typed } of world.pages)
        for (const [cell, number] of typed) {
          const isListed = sheet.refused.some((one) => one.key === cell);
          expect(isListed || values.get(cell)?.has(number), `${who} ${cell}=${number}`).toBe(true);
        }
      // all documents are one, and so are entries and history
      const entries = await disk.entries.of(sheetId);
      for (const page of world.pages) expect(world.contents(page)).toEqual(Object.fromEntries(entries));
      expect(await world.doctor()).toEqual([]);
      // and what is derived is what anyone derives of it
      const derived = deriveAll(compiled(liveForm()), entries, new Map()).get(key('SUM'));
      for (const { sheet } of world.pages) expect(sheet.outcome(key('SUM'))).toEqual(derived);
    } catch (error) {
      console.log(error);
      console.log(`seed ${seed}\n${world.diary.slice(-60).join('\n')}`);
      throw error;
    } finally {
      vi.useRealTimers();
      await world.end();
    }
  },
  30_000
);
