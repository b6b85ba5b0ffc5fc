// Cabinet *exports*: workbooks that were asked for, and where they lie when they are ready.
import { asId, type BlobId, type ExportId, type PersonId } from '#core/basics/ids.ts';
import type { Hands, Schema } from '#server/storage/schema.ts';
import type { ExportRow, Exports } from '#server/storage/storage.ts';
import { asJson, fromJson, given, orNull } from './rows.ts';

export function exportsCabinet({ read, write }: Hands): Exports {
  return {
    async add(row) {
      await write
        .insertInto('exports')
        .values({
          id: row.id,
          person: row.person,
          request: asJson(row.request),
          state: row.state,
          file_name: row.fileName,
          blob: row.blob,
          problem: row.problem && asJson(row.problem),
          created_at: row.createdAt,
          seq: row.seq,
          told: row.told === null ? null : asJson(row.told),
          code: row.code
        })
        .execute();
    },
    async byId(id) {
      const row = await read.selectFrom('exports').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toExport(row);
    },
    async list(person) {
      const rows = await read
        .selectFrom('exports')
        .selectAll()
        .where('person', '=', person)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .execute();
      return rows.map(toExport);
    },
    async byCode(code) {
      const row = await read.selectFrom('exports').selectAll().where('code', '=', code).executeTakeFirst();
      return row && toExport(row);
    },
    async change(id, to) {
      const columns = columnsOf(to);
      if (columns) await write.updateTable('exports').set(columns).where('id', '=', id).execute();
    },
    async changeFrom(id, states, to) {
      const columns = columnsOf(to);
      if (!columns) return false;
      const { numUpdatedRows } = await write
        .updateTable('exports')
        .set(columns)
        .where('id', '=', id)
        .where('state', 'in', states)
        .executeTakeFirst();
      return numUpdatedRows !== 0n;
    }
  };
}

const columnsOf = (to: Partial<ExportRow>) =>
  given({
    state: to.state,
    blob: to.blob,
    problem: to.problem === undefined ? undefined : to.problem && asJson(to.problem),
    file_name: to.fileName,
    seq: to.seq,
    told: to.told === undefined ? undefined : to.told === null ? null : asJson(to.told),
    code: to.code
  });

const toExport = (row: Schema['exports']): ExportRow => ({
  id: asId<ExportId>(row.id),
  person: asId<PersonId>(row.person),
  request: fromJson<unknown>(row.request),
  state: row.state as ExportRow['state'],
  fileName: row.file_name,
  blob: row.blob === null ? null : asId<BlobId>(row.blob),
  problem: orNull(row.problem),
  createdAt: row.created_at,
  seq: row.seq,
  told: row.told === null ? null : fromJson<unknown>(row.told),
  code: row.code
});
