// Blobs as files of a folder, named by the sha-256 of their bytes, so that storing twice is one file and reading can be checked.
import { createHash, randomBytes } from 'node:crypto';
import { accessSync, constants, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, statfs, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asId, type BlobId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import type { BlobDraft, Blobs } from '#server/storage/storage.ts';

const shape = /^[0-9a-f]{64}$/;
const draftEnd = '.part';
// The largest export takes minutes; another process (the server, beside the command line) may be writing one just now.
const draftIsNobodysMs = 24 * 3_600_000;

// Kept free for what people type: uploads and exports are refused before the disk is full, sheets go on being saved.
const usualReserveBytes = 256 * 1024 * 1024;

/** @param reserveBytes for tests: another reserve of the disk */
export function fileBlobs(folder: string, reserveBytes = usualReserveBytes): Blobs {
  mkdirSync(folder, { recursive: true });
  accessSync(folder, constants.R_OK | constants.W_OK);
  clearDrafts(folder);
  const pathOf = (id: string) => join(folder, id.slice(0, 2), id);
  // an id comes from an address: anything but a hash would be a way out of the folder
  const reading = <T>(id: string, read: (path: string) => Promise<T>): Promise<T | undefined> =>
    shape.test(id) ? unlessGone(read(pathOf(id))) : Promise.resolve(undefined);
  const begin = async () => {
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < reserveBytes) throw new Problem('disk-full');
    return beginDraft(folder, pathOf);
  };
  return {
    begin,
    async put(bytes) {
      const id = createHash('sha256').update(bytes).digest('hex');
      if (await isThere(pathOf(id), bytes.length)) return asId<BlobId>(id);
      const draft = await begin();
      await draft.write(bytes);
      return draft.keep();
    },
    removeUnusedSince: (before, kept) => removeUnused(folder, before, kept),
    get: (id) => reading(id, async (path) => new Uint8Array(await readFile(path))),
    open: (id) =>
      reading(id, async (path) => {
        const file = await open(path, 'r');
        try {
          const { size } = await file.stat();
          return { size, pieces: file.createReadStream() as AsyncIterable<Uint8Array> };
        } catch (error) {
          await file.close();
          throw error;
        }
      })
  };
}

/** Drafts that a kill left behind: nobody has written to them for a day. */
function clearDrafts(folder: string): void {
  const before = Date.now() - draftIsNobodysMs;
  const drafts = readdirSync(folder, { withFileTypes: true }).filter((each) => each.isFile());
  for (const { name } of drafts.filter((each) => each.name.endsWith(draftEnd))) {
    const path = join(folder, name);
    if ((statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? before) < before) rmSync(path, { force: true });
  }
}

async function unlessGone<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Marks it as used now, so that it is not removed as long-unused between the question and its use. */
async function isThere(path: string, sizeBytes: number): Promise<boolean> {
  const now = new Date();
  const isMarked = (await unlessGone(utimes(path, now, now).then(() => true))) ?? false;
  return isMarked && (await unlessGone(stat(path)))?.size === sizeBytes;
}

async function removeUnused(folder: string, before: number, kept: ReadonlySet<string> = new Set()): Promise<number> {
  let count = 0;
  for (const shelf of await readdir(folder, { withFileTypes: true })) {
    if (!shelf.isDirectory()) continue;
    for (const name of (await readdir(join(folder, shelf.name))).filter(
      (each) => shape.test(each) && !kept.has(each)
    )) {
      const path = join(folder, shelf.name, name);
      // looked at and removed in one go: nobody marks it as used between the two
      if ((statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? before) >= before) continue;
      rmSync(path, { force: true });
      count++;
    }
  }
  return count;
}

/** Under a temporary name, to the disk, then renamed: a name of the folder always stands for whole bytes. */
async function beginDraft(folder: string, pathOf: (id: string) => string): Promise<BlobDraft> {
  const temporary = join(folder, `${randomBytes(9).toString('hex')}${draftEnd}`);
  const hash = createHash('sha256');
  const file = await open(temporary, 'wx');
  const drop = async (): Promise<void> => {
    await file.close().catch(() => undefined); // closed already when keeping failed late
    await rm(temporary, { force: true });
  };
  const orDropped = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      await drop();
      throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? new Problem('disk-full') : error;
    }
  };
  return {
    drop,
    write: (bytes) =>
      orDropped(async () => {
        hash.update(bytes);
        await file.writeFile(bytes);
      }),
    keep: () =>
      orDropped(async () => {
        await file.sync();
        await file.close();
        const id = hash.digest('hex');
        const path = pathOf(id);
        await mkdir(dirname(path), { recursive: true });
        await rename(temporary, path);
        await syncFolder(dirname(path));
        return asId<BlobId>(id);
      })
  };
}

/** The new name itself is on disk only when its folder is; Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
