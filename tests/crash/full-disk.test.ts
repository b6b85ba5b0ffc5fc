// A real file system that is full: people go on reading, what they type waits and is told as waiting, and when there is room all of it is
// saved without anybody doing anything.
import { cpSync, rmSync, writeFileSync, appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { doctor } from '#server/live/doctor.ts';
import { openSqlite } from '#server/storage/open-sqlite.ts';
import { sheetId } from '#tests/tools/live-things.ts';
import { BareClient } from '#tests/tools/sheet-clients.ts';
import { temporaryFolder } from '#tests/tools/temporary-storage.ts';
import { bundleServer, maySmallDisk, startOnSmallDisk } from './crash-server.ts';

bundleServer();
// mounted over, but only for a process that is gone at once
const isPossible = maySmallDisk(process.cwd());

/** takes all space that is left */
function fill(file: string): void {
  writeFileSync(file, '');
  for (const size of [65_536, 4096, 512, 1])
    for (;;) {
      try {
        appendFileSync(file, Buffer.alloc(size));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        break;
      }
    }
}

test.runIf(isPossible)(
  '[LV11, ST17] a full disk: nothing acknowledged is lost, reading works, and what waits is saved when there is room',
  async () => {
    const { url, seen, child } = await startOnSmallDisk(temporaryFolder(), '4m');
    const anna = await BareClient.open(url, { who: 'anna' });
    const typed: { key: string; text: string; clock: number }[] = [];
    const type = (client: BareClient, key: string, text: string) => {
      typed.push({ key, text, clock: Y.getState(client.doc.store, client.doc.clientID) });
      client.write(key, { number: '1', note: text });
    };
    const savedCount = (client: BareClient) => client.savedClocks.get(client.doc.clientID) ?? 0;
    type(anna, 't/A1/bn', 'before');
    await anna.until(() => savedCount(anna) === 1, 'saved');

    const filler = join(seen, 'filler');
    fill(filler);
    // the log has some room that it has taken before
    for (let at = 0; at < 2000 && anna.status?.trouble === undefined; at++) {
      type(anna, `t/A${1 + (at % 6)}/bn`, `${at} ${'字'.repeat(500)}`);
      await new Promise((next) => setImmediate(next));
    }
    await anna.until(() => anna.status?.trouble === 'disk-full', 'told that the disk is full', 20_000);
    const acknowledged = savedCount(anna);
    expect(acknowledged).toBeLessThan(typed.length);

    // somebody else comes: they read what is saved, and are told the same
    const bea = await BareClient.open(url, { who: 'bea' });
    expect(bea.status).toMatchObject({ trouble: 'disk-full', writable: ['GAJ'] });
    expect(bea.doc.getMap('cells').has('t/A1/bn')).toBe(true);
    bea.write('t/B1/bn', '7');
    expect([anna.closed, anna.refusals, bea.closed]).toEqual([undefined, [], undefined]);

    rmSync(filler);
    await anna.until(() => savedCount(anna) === typed.length, 'all is saved', 30_000);
    await bea.until(() => savedCount(bea) === 1, 'saved', 30_000);
    await bea.until(() => bea.status?.trouble === undefined, 'told that all is well');
    expect(bea.cell(typed.at(-1)!.key)).toMatchObject({ note: typed.at(-1)!.text });

    const copy = temporaryFolder();
    cpSync(seen, copy, { recursive: true });
    child.kill('SIGKILL');
    const storage = await openSqlite(copy);
    try {
      expect(await doctor(storage, sheetId)).toEqual([]);
      const kept = new Set(
        (await storage.entries.history(sheetId, undefined, 1e6)).map(
          ({ key, after }) => `${key} ${(after as { note?: string }).note}`
        )
      );
      expect(typed.filter(({ key, text }) => !kept.has(`${key} ${text}`))).toEqual([]);
    } finally {
      await storage.close();
    }
  },
  90_000
);
