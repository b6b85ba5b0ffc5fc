// The contracts of the port on SQLite, and what only a file on a disk can show: crashes, a full disk, old and newer databases.
import { cpSync, existsSync, fdatasync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { asId, type SheetId } from '#core/basics/ids.ts';
import { isProblem } from '#core/basics/problem.ts';
import { openSqlite } from '#server/storage/open-sqlite.ts';
import type { Announcement } from '#server/storage/storage.ts';
import { migrations } from '#server/storage/migrations/all.ts';
import { cabinetsContract } from '#tests/contracts/cabinets.contract.ts';
import { logContract } from '#tests/contracts/log.contract.ts';
import { storageContract } from '#tests/contracts/storage.contract.ts';
import { aChange, anAppend, aPerson, aRow, aUnit, keepOneSheet } from '#tests/tools/kept-things.ts';
import { temporaryFolder, temporaryStorage } from '#tests/tools/temporary-storage.ts';

const s1 = asId<SheetId>('s1');

describe('SQLite keeps the contracts', () => {
  cabinetsContract(temporaryStorage);
  logContract(temporaryStorage);
  storageContract(temporaryStorage);
});

/** A disk whose flushes end when the test says so. */
function slowDisk() {
  const begun: { end(error?: Error): void }[] = [];
  const wanted: ((flush: { end(error?: Error): void }) => void)[] = [];
  const disk = {
    isFast: false,
    flushFile: (file: number, done: (error: Error | null) => void) => {
      if (disk.isFast) return fdatasync(file, done);
      const flush = { end: (error?: Error) => (error ? done(error) : fdatasync(file, done)) };
      const waiting = wanted.shift();
      if (waiting) waiting(flush);
      else begun.push(flush);
    },
    /** the next flush that begins, or has begun and was not asked for yet */
    nextFlush: () =>
      new Promise<{ end(error?: Error): void }>((resolve) => {
        const flush = begun.shift();
        if (flush) resolve(flush);
        else wanted.push(resolve);
      })
  };
  return disk;
}

const gone = new Error('the disk is gone');

describe('on the disk', () => {
  test('[ST16] what was acknowledged is in the files at that moment: a copy taken without closing has it', async () => {
    const folder = temporaryFolder();
    const storage = await openSqlite(folder);
    await keepOneSheet(storage);
    const changes = [aChange('t1/A/bn', null, { number: '1' })];
    expect(await storage.log.append(anAppend('s1', 0, { changes }))).toEqual({ kind: 'stored', seq: 1 });
    const crashed = temporaryFolder();
    cpSync(folder, crashed, { recursive: true });
    await storage.close();
    const reopened = await openSqlite(crashed);
    expect(await reopened.log.rowsAfter(s1, 0)).toHaveLength(1);
    expect((await reopened.entries.of(s1)).size).toBe(1);
    expect(await reopened.sheets.byId(s1)).toMatchObject({ seq: 1, stage: 'filling' });
    await reopened.close();
  });

  test('[ST16] appends that were under way are stored before the file is let go', async () => {
    const folder = temporaryFolder();
    const storage = await openSqlite(folder);
    await keepOneSheet(storage);
    const appended = storage.log.append(anAppend('s1', 0));
    await storage.close();
    expect(await appended).toEqual({ kind: 'stored', seq: 1 });
    const log = join(folder, 'huibiao.sqlite-wal');
    expect(existsSync(log) ? statSync(log).size : 0, 'all is in the one file').toBe(0);
  });

  test('[ST16] nothing counts as stored before a flush that began after its commit has ended; meanwhile others write and read', async () => {
    const disk = slowDisk();
    const storage = await temporaryStorage({ flushFile: disk.flushFile });
    disk.isFast = true;
    await keepOneSheet(storage);
    disk.isFast = false;
    const stored: string[] = [];
    const note = (what: string) => () => stored.push(what);
    const append = storage.log.append(anAppend('s1', 0)).then(note('append'));
    const first = await disk.nextFlush();
    const person = storage.people.add(aPerson('p7')).then(note('person'));
    const unit = storage.transaction(({ units }) => units.add(aUnit('u7'))).then(note('unit'));
    while (!(await storage.people.byId(asId('p7')))); // it is written, and can be read
    expect(stored).toEqual([]);
    first.end();
    await append;
    expect(stored, 'this flush began before the others were written').toEqual(['append']);
    (await disk.nextFlush()).end();
    await person;
    (await disk.nextFlush()).end();
    await unit;
    expect(stored).toEqual(['append', 'person', 'unit']);
    disk.isFast = true;
  });

  test('[ST16] after a flush that failed nothing counts as stored until the storage is opened again', async () => {
    const folder = temporaryFolder();
    const disk = slowDisk();
    const failures: string[] = [];
    const storage = await openSqlite(folder, {
      flushFile: disk.flushFile,
      onDiskFailure: ({ message }) => failures.push(message)
    });
    disk.isFast = true;
    await keepOneSheet(storage);
    disk.isFast = false;
    const append = storage.log.append(anAppend('s1', 0));
    const failure = await disk.nextFlush();
    const begun = storage.transaction(async ({ people }) => {
      failure.end(gone);
      await expect(append).rejects.toMatchObject({ code: 'disk-failed', cause: gone });
      await people.add(aPerson('p6'));
    });
    await expect(begun, 'a transaction that was begun before').rejects.toMatchObject({ code: 'disk-failed' });
    disk.isFast = true;
    await expect(storage.people.add(aPerson('p7'))).rejects.toMatchObject({ code: 'disk-failed' });
    await expect(storage.log.append(anAppend('s1', 1))).rejects.toMatchObject({ code: 'disk-failed' });
    await expect(storage.transaction(({ units }) => units.add(aUnit('u7')))).rejects.toMatchObject({
      code: 'disk-failed'
    });
    // what was committed and not flushed is shown to nobody
    await expect(storage.sheets.byId(s1)).rejects.toMatchObject({ code: 'disk-failed' });
    expect(await storage.healthy()).toBe(false);
    expect(failures, 'told once').toEqual(['the disk is gone']);
    await storage.close();
    const again = await openSqlite(folder);
    expect(await again.healthy()).toBe(true);
    expect(await again.people.list()).toMatchObject([{ id: 'p1' }]);
    const { seq } = (await again.sheets.byId(s1))!;
    expect(await again.log.append(anAppend('s1', seq))).toEqual({ kind: 'stored', seq: seq + 1 });
    await again.close();
  });

  test('[ST16] what a killed process had committed and not flushed is brought to the disk before anybody is told of it', async () => {
    const folder = temporaryFolder();
    const disk = slowDisk();
    const killed = await openSqlite(folder, { flushFile: disk.flushFile });
    disk.isFast = true;
    await keepOneSheet(killed);
    disk.isFast = false;
    const append = killed.log.append(anAppend('s1', 0));
    const flush = await disk.nextFlush();
    const found = temporaryFolder();
    cpSync(folder, found, { recursive: true });
    flush.end();
    disk.isFast = true;
    await append;
    await killed.close();

    const storage = await openSqlite(found);
    expect(await storage.sheets.byId(s1)).toMatchObject({ seq: 1 });
    const oneFile = temporaryFolder();
    cpSync(join(found, 'huibiao.sqlite'), join(oneFile, 'huibiao.sqlite')); // the log is lost by a power cut
    await storage.close();
    const afterPowerCut = await openSqlite(oneFile);
    expect(await afterPowerCut.sheets.byId(s1)).toMatchObject({ seq: 1 });
    await afterPowerCut.close();
  });

  test('[ST16] a snapshot does not hand out what was committed before it is flushed, and nothing at all of it when the flush failed', async () => {
    const disk = slowDisk();
    const storage = await temporaryStorage({ flushFile: disk.flushFile });
    disk.isFast = true;
    await keepOneSheet(storage);
    disk.isFast = false;
    const told: string[] = [];
    const load = () => storage.snapshot(({ log }) => log.rowsAfter(s1, 0));
    expect(await load(), 'nobody waits for the disk').toEqual([]);
    const append = storage.log.append(anAppend('s1', 0));
    const flush = await disk.nextFlush();
    const seen = new Promise<void>((resolve, reject) => {
      storage
        .snapshot(async ({ log }) => {
          const rows = await log.rowsAfter(s1, 0);
          resolve();
          return rows;
        })
        .then((rows) => told.push(`${rows.length} row`), reject);
    });
    await seen;
    await storage.sheets.byId(s1); // plain reads go on
    expect(told, 'the row was read and is not told').toEqual([]);
    flush.end();
    await append;
    expect(await load()).toHaveLength(1);
    expect(told).toEqual(['1 row']);

    const lost = storage.log.append(anAppend('s1', 1));
    (await disk.nextFlush()).end(gone);
    await expect(lost).rejects.toMatchObject({ code: 'disk-failed' });
    await expect(load(), 'a sheet that is loaded now would tell an edit as saved').rejects.toMatchObject({
      code: 'disk-failed'
    });
    disk.isFast = true;
  });

  test('[ST17] a full disk is a Problem, stores nothing, and the storage works on when there is room again', async () => {
    const storage = await temporaryStorage({ maxPages: 100 });
    await keepOneSheet(storage);
    let seq = 0;
    const fill = async () => {
      for (; seq < 1000; seq++) {
        const changes = [aChange(`t1/R${seq}/bn`, null, { text: 'x'.repeat(2000) })];
        await storage.log.append(anAppend('s1', seq, { rows: [aRow(new Uint8Array(3000))], changes }));
      }
    };
    const problem = await fill().then(
      () => undefined,
      (error: unknown) => error
    );
    expect(isProblem(problem) && problem.code).toBe('disk-full');
    expect(seq).toBeGreaterThan(5);
    expect(await storage.sheets.byId(s1)).toMatchObject({ seq });
    expect(await storage.log.rowsAfter(s1, 0)).toHaveLength(seq);
    expect((await storage.entries.of(s1)).size).toBe(seq);
    await storage.log.compact(s1, seq, new Uint8Array([1]));
    expect(await storage.log.append(anAppend('s1', seq))).toEqual({ kind: 'stored', seq: seq + 1 });
  });

  test('[ST17] a disk that fills within a transaction leaves nothing of it, also when the work goes on regardless', async () => {
    const storage = await temporaryStorage({ maxPages: 100 });
    await storage.units.add(aUnit('u1'));
    const stubborn = storage.transaction(async ({ people }) => {
      for (let nth = 0; nth < 400; nth++) {
        await people.add(aPerson(`p${nth}`, { name: '长'.repeat(2000) })).catch(() => undefined);
      }
    });
    await expect(stubborn).rejects.toThrow();
    expect(await storage.people.list()).toEqual([]);
  });

  test('[ST17] another process that does not stop writing makes a write busy, not the reads', async () => {
    const folder = temporaryFolder();
    const [one, other] = [await openSqlite(folder), await openSqlite(folder, { busyTimeoutMs: 10 })];
    await one.transaction(async (inside) => {
      await inside.units.add(aUnit('u1'));
      await expect(other.units.add(aUnit('u2'))).rejects.toMatchObject({ code: 'busy' });
      expect(await other.units.list()).toEqual([]);
    });
    expect(await other.units.add(aUnit('u2'))).toBe(true);
    expect(await one.units.list()).toHaveLength(2);
    await one.close();
    await other.close();
  });

  test('[ST14] a listener that throws is reported and disturbs neither the others nor the announcer', async () => {
    const mistakes: unknown[] = [];
    const storage = await temporaryStorage({ onListenerMistake: (error) => mistakes.push(error) });
    const heard: Announcement[] = [];
    storage.feed.listen(() => {
      throw new Error('mistake');
    });
    storage.feed.listen((what) => heard.push(what));
    storage.feed.announce({ kind: 'job' });
    storage.feed.announce({ kind: 'job' });
    expect(heard).toHaveLength(2);
    expect(mistakes).toHaveLength(2);
  });

  test('[ST13] a blob lies under its hash beside the database, without left-overs', async () => {
    const folder = temporaryFolder();
    const storage = await openSqlite(folder);
    const id = await storage.blobs.put(new Uint8Array([1, 2, 3]));
    expect(readdirSync(join(folder, 'blobs', id.slice(0, 2)))).toEqual([id]);
    expect(new Uint8Array(readFileSync(join(folder, 'blobs', id.slice(0, 2), id)))).toEqual(new Uint8Array([1, 2, 3]));
    await storage.close();
  });

  test('[ST13] what was not stored again since a time is removed, what was stays', async () => {
    const folder = temporaryFolder();
    const storage = await openSqlite(folder);
    const longAgo = new Date(Date.now() - 1_000_000);
    const ids = await Promise.all([1, 2, 3].map((byte) => storage.blobs.put(new Uint8Array([byte]))));
    for (const id of ids.slice(0, 2)) utimesSync(join(folder, 'blobs', id.slice(0, 2), id), longAgo, longAgo);
    expect(await storage.blobs.put(new Uint8Array([2])), 'used again').toBe(ids[1]);
    expect(await storage.blobs.removeUnusedSince(Date.now() - 500_000)).toBe(1);
    const left = await Promise.all(ids.map((id) => storage.blobs.get(id)));
    expect(left).toEqual([undefined, new Uint8Array([2]), new Uint8Array([3])]);
    expect(await storage.blobs.put(new Uint8Array([1]))).toBe(ids[0]);
    expect(await storage.blobs.get(ids[0]!)).toEqual(new Uint8Array([1]));
    await storage.close();
  });

  test('[ST17] blobs leave some room of the disk to what people type', async () => {
    const storage = await temporaryStorage({ reserveBytes: Number.MAX_SAFE_INTEGER });
    await expect(storage.blobs.put(new Uint8Array([1]))).rejects.toMatchObject({ code: 'disk-full' });
    await expect(storage.blobs.begin()).rejects.toMatchObject({ code: 'disk-full' });
    expect(await storage.units.add(aUnit('u1'))).toBe(true);
  });

  test('[ST13] a draft that a kill left behind goes at a later start; one that may still be written stays', async () => {
    const folder = temporaryFolder();
    const killed = await openSqlite(folder);
    const id = await killed.blobs.put(new Uint8Array([1]));
    const [old, fresh] = [await killed.blobs.begin(), await killed.blobs.begin()];
    const drafts = () => readdirSync(join(folder, 'blobs')).filter((name) => name.endsWith('.part'));
    await old.write(new Uint8Array([2]));
    await fresh.write(new Uint8Array([3]));
    const dayAndMore = new Date(Date.now() - 25 * 3_600_000);
    const [left, kept] = drafts();
    utimesSync(join(folder, 'blobs', left!), dayAndMore, dayAndMore);
    const again = await openSqlite(folder);
    expect(drafts()).toEqual([kept]);
    expect(await again.blobs.get(id)).toEqual(new Uint8Array([1]));
    await again.close();
    await Promise.all([old.drop(), fresh.drop()]);
    await killed.close();
  });
});

describe('migrations', () => {
  const second = {
    number: migrations.length + 1,
    name: 'second',
    sql: () => 'alter table people add column note text;'
  };

  test('[ST18] a new folder gets all of them; opening again runs none; a new one runs once and keeps what is there', async () => {
    const folder = temporaryFolder();
    const first = await openSqlite(folder);
    await first.people.add(aPerson('p1'));
    await first.close();
    for (const known of [migrations, [...migrations, second], [...migrations, second]]) {
      const storage = await openSqlite(folder, { migrations: known });
      expect(await storage.people.list()).toHaveLength(1);
      await storage.close();
    }
  });

  test('[ST18] a database newer than the program is refused in words and left as it is', async () => {
    const folder = temporaryFolder();
    await (await openSqlite(folder, { migrations: [...migrations, second] })).close();
    await expect(openSqlite(folder)).rejects.toThrow(
      `the database is of version ${migrations.length + 1}, but this program knows only versions up to ${migrations.length}`
    );
    await (await openSqlite(folder, { migrations: [...migrations, second] })).close();
  });

  test('[ST18] a migration that fails leaves the database as it was', async () => {
    const folder = temporaryFolder();
    await (await openSqlite(folder)).close();
    const broken = { ...second, sql: () => 'create table half (a integer); alter table nowhere add column b text;' };
    await expect(openSqlite(folder, { migrations: [...migrations, broken] })).rejects.toThrow(
      `migration ${second.number} (second) failed`
    );
    const repaired = { ...second, sql: () => 'create table half (a integer);' };
    await (await openSqlite(folder, { migrations: [...migrations, repaired] })).close();
    expect(existsSync(join(folder, 'huibiao.sqlite'))).toBe(true);
  });

  test('[ST18] migrations are numbered without gaps', () => {
    expect(migrations.map((migration) => migration.number)).toEqual(migrations.map((_, nth) => nth + 1));
  });
});
