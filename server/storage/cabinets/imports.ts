// Cabinet *imports*: uploaded files on their way into sheets, with what the reader found in them.
import { asId, type BlobId, type ImportId, type PersonId, type SheetId } from '#core/basics/ids.ts';
import type { Hands, Schema } from '#server/storage/schema.ts';
import type { ImportRow, Imports } from '#server/storage/storage.ts';
import { asJson, fromJson, given, orNull } from './rows.ts';

const brief = ['id', 'person', 'file_name', 'blob', 'state', 'problem', 'sheet', 'created_at', 'batch'] as const;

export function importsCabinet({ read, write }: Hands): Imports {
  return {
    async add(row) {
      await write
        .insertInto('imports')
        .values({
          id: row.id,
          person: row.person,
          file_name: row.fileName,
          blob: row.blob,
          state: row.state,
          report: asJson(row.report),
          problem: row.problem && asJson(row.problem),
          sheet: row.sheet,
          created_at: row.createdAt,
          batch: row.batch
        })
        .execute();
    },
    async byId(id) {
      const row = await read.selectFrom('imports').selectAll().where('id', '=', id).executeTakeFirst();
      return row && { ...toImport(row), report: fromJson<unknown>(row.report) };
    },
    async list(person) {
      const rows = await read
        .selectFrom('imports')
        .select(brief)
        .where('person', '=', person)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .execute();
      return rows.map(toImport);
    },
    async ofBatch(person, batch) {
      const rows = await read
        .selectFrom('imports')
        .select(brief)
        .where('person', '=', person)
        .where('batch', '=', batch)
        .orderBy('created_at')
        .orderBy('file_name')
        .orderBy('id')
        .execute();
      return rows.map(toImport);
    },
    async change(id, to) {
      const columns = given({
        state: to.state,
        report: to.report === undefined ? undefined : asJson(to.report),
        problem: to.problem === undefined ? undefined : to.problem && asJson(to.problem),
        sheet: to.sheet,
        batch: to.batch
      });
      if (columns) await write.updateTable('imports').set(columns).where('id', '=', id).execute();
    }
  };
}

const toImport = (row: Omit<Schema['imports'], 'report'>): Omit<ImportRow, 'report'> => ({
  id: asId<ImportId>(row.id),
  person: asId<PersonId>(row.person),
  fileName: row.file_name,
  blob: asId<BlobId>(row.blob),
  state: row.state as ImportRow['state'],
  problem: orNull(row.problem),
  sheet: row.sheet === null ? null : asId<SheetId>(row.sheet),
  createdAt: row.created_at,
  batch: row.batch
});
