// What any implementation of the port must do with transactions, snapshots, blobs and the feed.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { asId, type BlobId } from '#core/basics/ids.ts';
import type { Announcement, Cabinets, Storage } from '#server/storage/storage.ts';
import { aPerson, aUnit, keepOneSheet, anAppend } from '#tests/tools/kept-things.ts';

export function storageContract(open: () => Promise<Storage>) {
  describe('transactions', () => {
    test('[ST10] all of the work or nothing, and the answer comes through', async () => {
      const { transaction, people } = await open();
      const answer = await transaction(async (inside) => {
        await inside.people.add(aPerson('p1'));
        expect(await inside.people.byLogin('p1')).toBeDefined();
        return 7;
      });
      expect(answer).toBe(7);
      const failing = transaction(async (inside) => {
        await inside.people.change(asId('p1'), { name: '变' });
        await inside.people.add(aPerson('p2'));
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      expect((await people.list()).map((person) => person.name)).toEqual(['人员p1']);
    });

    test('[ST10] transactions at once do not mix: each sees the one before it whole', async () => {
      const { transaction, people } = await open();
      await people.add(aPerson('p1', { name: '0' }));
      const addOne = () =>
        transaction(async (inside) => {
          const { name } = (await inside.people.byId(asId('p1')))!;
          await new Promise((resolve) => setImmediate(resolve));
          await inside.people.change(asId('p1'), { name: String(Number(name) + 1) });
        });
      await Promise.all(Array.from({ length: 20 }, addOne));
      expect((await people.byId(asId('p1')))!.name).toBe('20');
    });

    test('[ST11] the outer storage inside a transaction is refused at once instead of waiting for ever', async () => {
      const storage = await open();
      await keepOneSheet(storage);
      const outer: [string, () => Promise<unknown>][] = [
        ['a read', () => storage.people.list()],
        ['a write', () => storage.people.add(aPerson('p9'))],
        ['an append', () => storage.log.append(anAppend('s1', 0))],
        ['a transaction', () => storage.transaction(async () => 1)],
        ['a snapshot', () => storage.snapshot(async () => 1)],
        ['a health question', () => storage.healthy()]
      ];
      for (const [name, use] of outer) {
        await expect(storage.transaction(use), name).rejects.toThrow(
          'inside a transaction use only the cabinets handed in'
        );
      }
      expect(await storage.people.add(aPerson('p9')), 'the storage works on').toBe(true);
    });

    test('[ST11] others may use the storage while a transaction is open; what it began in passing may too, once it is over', async () => {
      const storage = await open();
      let go = () => {};
      const gate = new Promise<void>((resolve) => (go = resolve));
      let over = () => {};
      const end = new Promise<void>((resolve) => (over = resolve));
      let later: Promise<unknown> | undefined;
      const slow = storage.transaction(async (inside) => {
        await inside.people.add(aPerson('p1'));
        await gate;
        later = end.then(() => storage.people.list());
      });
      expect(await storage.people.list(), 'what is not committed is not seen').toEqual([]);
      const waiting = storage.people.add(aPerson('p2'));
      go();
      await slow;
      expect(await waiting).toBe(true);
      over();
      expect(await later).toHaveLength(2);
    });

    test('[ST11] the cabinets handed in are closed when the transaction is over', async () => {
      const { transaction } = await open();
      const kept: Cabinets[] = [];
      await transaction(async (inside) => void kept.push(inside));
      await expect(kept[0]!.people.list()).rejects.toThrow('the transaction is over');
    });
  });

  describe('snapshots', () => {
    test('[ST12] several reads see one moment, whatever is written meanwhile', async () => {
      const storage = await open();
      await storage.units.add(aUnit('u1'));
      await storage.snapshot(async (inside) => {
        expect(await inside.units.list()).toHaveLength(1);
        await storage.units.add(aUnit('u2'));
        expect(await storage.units.list(), 'outside it is there').toHaveLength(2);
        expect(await inside.units.list()).toHaveLength(1);
        expect(await inside.units.byId(asId('u2'))).toBeUndefined();
      });
      expect(await storage.snapshot((inside) => inside.units.list())).toHaveLength(2);
    });

    test('[ST12] a snapshot only reads, and a second one inside it is refused', async () => {
      const storage = await open();
      await expect(storage.snapshot((inside) => inside.units.add(aUnit('u1')))).rejects.toThrow();
      await expect(storage.snapshot(() => storage.snapshot(async () => 1))).rejects.toThrow(
        'a snapshot inside a snapshot'
      );
      expect(await storage.units.list()).toEqual([]);
    });

    test('[ST12] many snapshots at once all come to an end', async () => {
      const storage = await open();
      const lists = await Promise.all(
        Array.from({ length: 20 }, () => storage.snapshot((inside) => inside.units.list()))
      );
      expect(lists).toHaveLength(20);
    });
  });

  describe('blobs', () => {
    test('[ST13] bytes come back under their sha-256; the same bytes are one blob; what is no hash is not there', async () => {
      const { blobs } = await open();
      const content = new Uint8Array(100_000).map((_, nth) => nth % 251);
      const id = await blobs.put(content);
      expect(id).toBe(createHash('sha256').update(content).digest('hex'));
      const [again, once] = await Promise.all([blobs.put(content), blobs.put(content)]);
      expect([again, once]).toEqual([id, id]);
      expect(await blobs.get(id)).toEqual(content);
      expect(await blobs.get(await blobs.put(new Uint8Array()))).toEqual(new Uint8Array());
      for (const foreign of ['0'.repeat(64), '../huibiao.sqlite', '', `${id}.part`]) {
        expect(await blobs.get(asId<BlobId>(foreign))).toBeUndefined();
      }
    });
  });

  describe('feed', () => {
    const job: Announcement = { kind: 'job' };

    test('[ST14] every listener hears every announcement in order until it leaves', async () => {
      const { feed } = await open();
      const heard: string[] = [];
      const leave = feed.listen((what) => {
        heard.push(`a ${what.kind}`);
        if (what.kind === 'job') feed.announce({ kind: 'grants', person: asId('p1') });
      });
      feed.listen((what) => heard.push(`b ${what.kind}`));
      feed.announce(job);
      expect(heard).toEqual(['a job', 'b job', 'a grants', 'b grants']);
      leave();
      feed.announce(job);
      expect(heard.slice(4)).toEqual(['b job']);
    });
  });

  test('[ST15] a working storage is healthy, a closed one is not', async () => {
    const storage = await open();
    expect(await storage.healthy()).toBe(true);
    await storage.close();
    await storage.close();
    expect(await storage.healthy()).toBe(false);
  });
}
