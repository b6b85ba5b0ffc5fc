// Cabinet *sheets*: one row per form, unit and period, with its stage and the number of its last log row.
import { asId, type CollectionId, type SheetId, type UnitId } from '#core/basics/ids.ts';
import type { Period } from '#core/places/period.ts';
import type { Stage } from '#core/workflow/stages.ts';
import type { Hands, Schema, Tables } from '#server/storage/schema.ts';
import type { Sheet, Sheets } from '#server/storage/storage.ts';
import { queryOf } from './rows.ts';

// Above this many units the statement asks for all sheets and the list is cut here: 200 units are a county, 3,000 a province.
const namedUnits = 500;

const sheetById = queryOf((db) => db.selectFrom('sheets').selectAll().where('id', '=', ''));

export function sheetsCabinet({ read, write }: Hands): Sheets {
  return {
    async add(sheet) {
      const outcome = await write
        .insertInto('sheets')
        .values({ ...sheet })
        .onConflict((conflict) => conflict.columns(['form', 'unit', 'period']).doNothing())
        .executeTakeFirst();
      return outcome.numInsertedOrUpdatedRows !== 0n;
    },
    async byId(id) {
      const [row] = await sheetById(read, id);
      return row && toSheet(row);
    },
    async find(form, unit, period) {
      const row = await read
        .selectFrom('sheets')
        .selectAll()
        .where('form', '=', form)
        .where('unit', '=', unit)
        .where('period', '=', period)
        .executeTakeFirst();
      return row && toSheet(row);
    },
    list: (filter) => list(read, filter),
    async setStage(id, from, seq, to) {
      const outcome = await write
        .updateTable('sheets')
        .set({ stage: to })
        .where('id', '=', id)
        .where('stage', '=', from)
        .where('seq', '=', seq)
        .executeTakeFirst();
      return outcome.numUpdatedRows !== 0n;
    },
    async moveTo(id, collection) {
      await write.updateTable('sheets').set({ collection }).where('id', '=', id).execute();
    }
  };
}

async function list(db: Tables, { collection, units, form, period }: Parameters<Sheets['list']>[0]): Promise<Sheet[]> {
  if (units?.length === 0) return [];
  const few = units !== undefined && units.length <= namedUnits;
  let query = db.selectFrom('sheets').selectAll().orderBy('period', 'desc').orderBy('form').orderBy('id');
  if (collection !== undefined) query = query.where('collection', '=', collection);
  if (form !== undefined) query = query.where('form', '=', form);
  if (period !== undefined) query = query.where('period', '=', period);
  if (few) query = query.where('unit', 'in', units);
  const sheets = (await query.execute()).map(toSheet);
  if (units === undefined || few) return sheets;
  const wanted = new Set(units);
  return sheets.filter((sheet) => wanted.has(sheet.unit));
}

const toSheet = (row: Schema['sheets']): Sheet => ({
  id: asId<SheetId>(row.id),
  collection: asId<CollectionId>(row.collection),
  form: row.form,
  version: row.version,
  unit: asId<UnitId>(row.unit),
  period: row.period as Period,
  stage: row.stage as Stage,
  seq: row.seq
});
