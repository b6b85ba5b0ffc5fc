// A zip of files that was uploaded: each of its files becomes an import of the same batch, read by a job of its own.
import { asId, type ImportId, type JobId } from '#core/basics/ids.ts';
import type { ImportRow, Storage } from '#server/storage/storage.ts';
import { askWorkbook } from './ask-workbook.ts';
import type { JobNeeds } from './kinds.ts';
import type { FileOfZip } from './workbook-requests.ts';

/**
 * May run again after a crash: a file that has become an import already is not put a second time, because its id is made of the zip's
 * and of its place in it.
 */
export async function unpackImport({ storage, workbook }: JobNeeds, zip: ImportRow, bytes: Uint8Array): Promise<void> {
  const batch = zip.batch ?? zip.id;
  let place = 0;
  await askWorkbook<'unpack'>(workbook, { kind: 'unpack', bytes }, 'thread', {
    file: (file) => putFile(storage, { ...zip, batch }, file, place++)
  });
  await storage.imports.change(zip.id, { state: 'unpacked', batch });
  storage.feed.announce({ kind: 'job' });
}

async function putFile(storage: Storage, zip: ImportRow, { name, content }: FileOfZip, place: number): Promise<void> {
  const id = asId<ImportId>(`${zip.id}-${place}`);
  if (await storage.imports.byId(id)) return;
  const row: ImportRow = {
    ...zip,
    id,
    fileName: name,
    report: null,
    state: 'problem' in content ? 'failed' : 'waiting',
    problem: 'problem' in content ? { ...content.problem, parameters: { ...content.problem.parameters } } : null,
    blob: 'bytes' in content ? await storage.blobs.put(content.bytes) : zip.blob
  };
  await storage.transaction(async (inside) => {
    await inside.imports.add(row);
    if (row.state !== 'waiting') return;
    const job = { id: asId<JobId>(`${id}-job`), kind: 'read-import', subject: id, tries: 0 } as const;
    await inside.jobs.add({ ...job, createdAt: zip.createdAt });
  });
}
