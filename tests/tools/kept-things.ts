// Rows as tests keep them: one unit, form, collection and sheet, and whatever differs from that.
import { asId, type CollectionId, type PersonId, type SheetId, type UnitId } from '#core/basics/ids.ts';
import { asCellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import type { Period } from '#core/places/period.ts';
import type { Append, Cabinets, CellChange, Collection, LogRow, Person, Sheet, Unit } from '#server/storage/storage.ts';

export const aUnit = (id: string, parent: string | null = null, more: Partial<Unit> = {}): Unit => ({
  id: asId<UnitId>(id),
  code: id,
  name: `单位${id}`,
  level: 'county',
  parent: parent === null ? null : asId<UnitId>(parent),
  place: 0,
  ...more
});

export const aPerson = (id: string, more: Partial<Person> = {}): Person => ({
  id: asId<PersonId>(id),
  login: id,
  name: `人员${id}`,
  passwordHash: 'not a hash',
  disabled: false,
  grants: [],
  ...more
});

/** one table of one column and two rows, the second of 公安局 */
export const aForm = (id = 'small', version = 1): FormDefinition => ({
  format: 1,
  id,
  version,
  title: { zh: '小表' },
  printedTitle: '{unit}小表（{year}年）',
  heads: [],
  signatures: [],
  periods: { kind: 'year', from: '2020', to: null },
  print: { blank: '', notApplicable: '/', unobtainable: '—' },
  scopes: [],
  departments: [
    { code: 'SFJ', name: { zh: '司法局' } },
    { code: 'GAJ', name: { zh: '公安局' } }
  ],
  tables: [
    {
      code: 't1',
      title: { zh: '一' },
      columns: [{ code: 'bn', label: { zh: '本年' } }],
      rows: [
        { code: 'A', label: { zh: '甲' }, department: 'SFJ' },
        { code: 'B', label: { zh: '乙' }, department: 'GAJ' }
      ],
      mainColumn: 'bn'
    }
  ],
  rules: [],
  source: 'made for a test'
});

export const aCollection = (id = 'c1', more: Partial<Collection> = {}): Collection => ({
  id: asId<CollectionId>(id),
  form: 'small',
  version: 1,
  period: '2024' as Period,
  title: '2024年小表',
  unit: asId<UnitId>('u1'),
  dueAt: null,
  createdAt: 1000,
  ...more
});

export const aSheet = (id = 's1', more: Partial<Sheet> = {}): Sheet => ({
  id: asId<SheetId>(id),
  collection: asId<CollectionId>('c1'),
  form: 'small',
  version: 1,
  unit: asId<UnitId>('u1'),
  period: '2024' as Period,
  stage: 'empty',
  seq: 0,
  ...more
});

/** unit u1, form small/1, collection c1, person p1 and the empty sheet s1 */
export async function keepOneSheet(storage: Cabinets): Promise<Sheet> {
  await storage.units.add(aUnit('u1'));
  await storage.forms.publish(aForm(), 1000);
  await storage.collections.add(aCollection());
  await storage.people.add(aPerson('p1'));
  const sheet = aSheet();
  await storage.sheets.add(sheet);
  return sheet;
}

export const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);

export const aRow = (update: Uint8Array, more: Partial<LogRow> = {}): Omit<LogRow, 'seq'> => ({
  update,
  person: asId<PersonId>('p1'),
  origin: 'typing',
  at: 2000,
  ...more
});

export const aChange = (
  key: string,
  before: CellContent | null,
  after: CellContent,
  more: Partial<CellChange> = {}
): CellChange => ({
  key: asCellKey(key),
  before,
  after,
  person: asId<PersonId>('p1'),
  origin: 'typing',
  at: 2000,
  ...more
});

export const anAppend = (sheet: string, knownSeq: number, more: Partial<Append> = {}): Append => ({
  sheet: asId<SheetId>(sheet),
  knownSeq,
  rows: [aRow(bytes(1, 2, 3))],
  changes: [],
  clients: [],
  ...more
});
