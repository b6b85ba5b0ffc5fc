// The form, people, units and sheets that the tests of the shared sheet speak of. Knows no test runner: the crash tests' server uses it too.
import { asId, type PersonId, type SheetId, type UnitId } from '#core/basics/ids.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import type { Actor, Grant } from '#core/workflow/actor.ts';
import type { Storage } from '#server/storage/storage.ts';
import { aCollection, aForm, aPerson, aSheet, aUnit } from './kept-things.ts';

/** rows A1…A6 of SFJ, B1…B6 of GAJ, N1 of nobody, SUM computed; columns bn and blocked sn at N1 */
export function liveForm(rowsEach = 6): FormDefinition {
  const rows = (prefix: string, department?: string) =>
    Array.from({ length: rowsEach }, (_, at) => ({
      code: `${prefix}${at + 1}`,
      label: { zh: `${prefix}${at + 1}` },
      ...(department ? { department } : {})
    }));
  return {
    ...aForm('live'),
    tables: [
      {
        code: 't',
        title: { zh: '表' },
        columns: [
          { code: 'bn', label: { zh: '本年' } },
          { code: 'sn', label: { zh: '上年' } }
        ],
        rows: [
          ...rows('A', 'SFJ'),
          ...rows('B', 'GAJ'),
          { code: 'N1', label: { zh: '无主' } },
          { code: 'SUM', label: { zh: '合计' }, formula: 'A1 + B1', department: 'SFJ' }
        ],
        blocked: [['N1', 'sn']],
        mainColumn: 'bn'
      }
    ]
  };
}

export const sheetId = asId<SheetId>('s1');
const at = asId<UnitId>('u1');
const grants: Record<string, Grant[]> = {
  // clerks of two departments, two of the first
  anna: [{ role: 'clerk', unit: at, department: 'SFJ' }],
  arno: [{ role: 'clerk', unit: at, department: 'SFJ' }],
  bea: [{ role: 'clerk', unit: at, department: 'GAJ' }],
  cora: [{ role: 'coordinator', unit: at }],
  odo: [{ role: 'auditor', unit: at }],
  stranger: [{ role: 'clerk', unit: asId<UnitId>('u2'), department: 'SFJ' }]
};
export const actorOf = (name: string): Actor => ({
  person: asId<PersonId>(name),
  name: `人员${name}`,
  grants: grants[name] ?? []
});

/** the people, units, form and sheets (`s1`, `s2`) that the tests speak of */
export async function keepLiveThings(storage: Storage, definition = liveForm()): Promise<void> {
  await storage.units.add(aUnit('u1'));
  await storage.units.add(aUnit('u2'));
  await storage.forms.publish(definition, 1000);
  await storage.collections.add(aCollection('c1', { form: 'live' }));
  for (const [name, own] of Object.entries(grants)) await storage.people.add(aPerson(name, { grants: own }));
  await storage.sheets.add(aSheet('s1', { form: 'live' }));
  await storage.sheets.add(aSheet('s2', { form: 'live', unit: asId<UnitId>('u2') }));
}
