// Blobs as files of a folder, named by the sha-256 of their bytes, so that storing twice is one file and reading can be checked.
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asId, type BlobId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import type { Blobs } from '#server/storage/storage.ts';

const shape = /^[0-9a-f]{64}$/;

export function fileBlobs(folder: string): Blobs {
  mkdirSync(folder, { recursive: true });
  const pathOf = (id: string) => join(folder, id.slice(0, 2), id);
  return {
    async put(bytes) {
      const id = createHash('sha256').update(bytes).digest('hex');
      const path = pathOf(id);
      if (!(await isThere(path, bytes.length))) await write(path, bytes);
      return asId<BlobId>(id);
    },
    async get(id) {
      // an id comes from an address: anything but a hash would be a way out of the folder
      if (!shape.test(id)) return undefined;
      try {
        return new Uint8Array(await readFile(pathOf(id)));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    }
  };
}

async function isThere(path: string, sizeBytes: number): Promise<boolean> {
  try {
    return (await stat(path)).size === sizeBytes;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Under a temporary name, to the disk, then renamed: a name of the folder always stands for whole bytes. */
async function write(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  const temporary = `${path}.${randomBytes(6).toString('hex')}.part`;
  try {
    await mkdir(folder, { recursive: true });
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(folder);
  } catch (error) {
    await rm(temporary, { force: true });
    throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? new Problem('disk-full') : error;
  }
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
