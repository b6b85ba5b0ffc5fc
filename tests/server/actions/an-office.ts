// A small administration for tests of actions: a city with two counties, a form with a rate and two rules, sheets of two years, people of all roles.
import { onTestFinished } from 'vitest';
import type { PersonId, SheetId, UnitId } from '#core/basics/ids.ts';
import { asCellKey, type CellKey } from '#core/forms/cell-key.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import type { Period } from '#core/places/period.ts';
import type { Actor, Grant } from '#core/workflow/actor.ts';
import { makeLiveSheets, type LiveSheets } from '#server/live/live-sheets.ts';
import { compiledForms, type CompiledForms } from '#server/storage/compiled-forms.ts';
import type { Storage } from '#server/storage/storage.ts';
import { aCollection, aForm, aPerson, aSheet, aUnit } from '#tests/tools/kept-things.ts';
import { temporaryStorage } from '#tests/tools/temporary-storage.ts';

/** 受理 A (司法局), 成功 B (公安局), 成功率 L = B / A; B ≤ A must hold; a rate under 50 % must be explained. */
export const mediationForm: FormDefinition = {
  ...aForm('small'),
  tables: [
    {
      code: 't1',
      title: { zh: '调解' },
      mainColumn: 'bn',
      columns: [
        { code: 'bn', label: { zh: '本年' } },
        { code: 'sn', label: { zh: '上年' }, formula: 'PREV(:bn)' }
      ],
      rows: [
        { code: 'A', label: { zh: '受理' }, department: 'SFJ' },
        { code: 'B', label: { zh: '成功' }, department: 'GAJ' },
        {
          code: 'L',
          label: { zh: '成功率' },
          type: 'rate',
          decimals: 2,
          uom: '%',
          department: 'GAJ',
          formula: 'B / A * 100'
        }
      ]
    }
  ],
  rules: [
    { id: 'R1', severity: 'must', text: { zh: '成功不大于受理' }, expression: 'B <= A' },
    { id: 'R2', severity: 'explain', text: { zh: '成功率一般不低于一半' }, expression: 'L >= 50' }
  ]
};

export const key = (row: string, column = 'bn'): CellKey => asCellKey(`t1/${row}/${column}`);
export const number = (text: string) => ({ number: text });

export interface Office {
  storage: Storage;
  live: LiveSheets;
  forms: CompiledForms;
  clock: () => number;
  /** sheets of county 1 (this and last year) and county 2 */
  sheets: { one: SheetId; oneBefore: SheetId; two: SheetId };
  actors: Record<'clerk' | 'coordinator' | 'other' | 'otherCoordinator' | 'upper' | 'auditor', Actor>;
}

/** Call it within a test: all is closed and removed when that is over. */
export async function anOffice(form: FormDefinition = mediationForm): Promise<Office> {
  const storage = await temporaryStorage();
  const unit = (id: string) => id as UnitId;
  for (const one of [
    aUnit('city', null, { level: 'prefecture' }),
    aUnit('u1', 'city'),
    aUnit('u2', 'city', { place: 1 })
  ]) {
    await storage.units.add(one);
  }
  await storage.forms.publish(form, 1000);
  const collections = [
    aCollection('c1', { unit: unit('city') }),
    aCollection('c0', { unit: unit('city'), period: '2023' as Period })
  ];
  for (const collection of collections) await storage.collections.add(collection);
  const rows = [
    aSheet('s1', { unit: unit('u1') }),
    aSheet('s0', { unit: unit('u1'), collection: collections[1]!.id, period: '2023' as Period }),
    aSheet('s2', { unit: unit('u2') })
  ];
  for (const sheet of rows) await storage.sheets.add(sheet);

  const actors: Record<string, Actor> = {};
  const person = async (name: string, grant: Grant) => {
    const kept = aPerson(name, { grants: [grant] });
    await storage.people.add(kept);
    actors[name] = { person: kept.id as PersonId, name: kept.name, grants: [grant] };
  };
  await person('clerk', { role: 'clerk', unit: unit('u1'), department: 'SFJ' });
  await person('coordinator', { role: 'coordinator', unit: unit('u1') });
  await person('other', { role: 'clerk', unit: unit('u2'), department: 'SFJ' });
  await person('otherCoordinator', { role: 'coordinator', unit: unit('u2') });
  await person('upper', { role: 'upper', unit: unit('city') });
  await person('auditor', { role: 'auditor', unit: unit('city') });

  let now = 5000;
  const clock = () => now++;
  const forms = compiledForms(storage);
  const live = makeLiveSheets({ storage, forms, clock });
  onTestFinished(() => live.close());
  return {
    storage,
    live,
    forms,
    clock,
    sheets: { one: rows[0]!.id, oneBefore: rows[1]!.id, two: rows[2]!.id },
    actors: actors as Office['actors']
  };
}
