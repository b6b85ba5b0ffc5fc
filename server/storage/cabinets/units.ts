// Cabinet *units*: the administrative tree. A unit never moves to another parent, so the tree has no circle.
import { asId, type UnitId } from '#core/basics/ids.ts';
import type { Hands, Schema, Tables } from '#server/storage/schema.ts';
import type { Unit, UnitLevel, Units } from '#server/storage/storage.ts';
import { given } from './rows.ts';

export function unitsCabinet({ read, write }: Hands): Units {
  return {
    async add(unit) {
      const outcome = await write
        .insertInto('units')
        .values({ ...unit })
        .onConflict((conflict) => conflict.column('code').doNothing())
        .executeTakeFirst();
      return outcome.numInsertedOrUpdatedRows !== 0n;
    },
    byId: (id) => one(read, 'id', id),
    byCode: (code) => one(read, 'code', code),
    async change(id, to) {
      const columns = given({ name: to.name, level: to.level, place: to.place });
      if (columns) await write.updateTable('units').set(columns).where('id', '=', id).execute();
    },
    list: async () => inTreeOrder((await read.selectFrom('units').selectAll().execute()).map(toUnit)),
    path: (id) => path(read, id),
    subtree: (id) => subtree(read, id)
  };
}

async function one(db: Tables, column: 'id' | 'code', value: string): Promise<Unit | undefined> {
  const row = await db.selectFrom('units').selectAll().where(column, '=', value).executeTakeFirst();
  return row && toUnit(row);
}

async function path(db: Tables, id: UnitId): Promise<Unit[]> {
  const rows = await db
    .withRecursive('line', (cte) =>
      cte
        .selectFrom('units')
        .selectAll()
        .where('id', '=', id)
        .unionAll((next) => next.selectFrom('line').innerJoin('units', 'units.id', 'line.parent').selectAll('units'))
    )
    .selectFrom('line')
    .selectAll()
    .execute();
  return inTreeOrder(rows.map(toUnit));
}

async function subtree(db: Tables, id: UnitId): Promise<Unit[]> {
  const rows = await db
    .withRecursive('tree', (cte) =>
      cte
        .selectFrom('units')
        .selectAll()
        .where('id', '=', id)
        .unionAll((next) => next.selectFrom('tree').innerJoin('units', 'units.parent', 'tree.id').selectAll('units'))
    )
    .selectFrom('tree')
    .selectAll()
    .execute();
  return inTreeOrder(rows.map(toUnit));
}

/** Parents before children, siblings by place then code. A unit whose parent is not among `units` is a root here. */
function inTreeOrder(units: readonly Unit[]): Unit[] {
  const present = new Set(units.map((unit) => unit.id));
  const below = new Map<UnitId | null, Unit[]>();
  for (const unit of units) {
    const parent = unit.parent !== null && present.has(unit.parent) ? unit.parent : null;
    const siblings = below.get(parent);
    if (siblings) siblings.push(unit);
    else below.set(parent, [unit]);
  }
  for (const siblings of below.values()) siblings.sort(bySiblingOrder);
  const ordered: Unit[] = [];
  const waiting = [...(below.get(null) ?? [])].reverse();
  for (let unit = waiting.pop(); unit; unit = waiting.pop()) {
    ordered.push(unit);
    waiting.push(...[...(below.get(unit.id) ?? [])].reverse());
  }
  return ordered;
}

const bySiblingOrder = (a: Unit, b: Unit): number =>
  a.place - b.place || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);

const toUnit = (row: Schema['units']): Unit => ({
  id: asId<UnitId>(row.id),
  code: row.code,
  name: row.name,
  level: row.level as UnitLevel,
  parent: row.parent === null ? null : asId<UnitId>(row.parent),
  place: row.place
});
