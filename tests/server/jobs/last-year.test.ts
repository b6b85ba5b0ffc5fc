// 口径桥 over real storage: a form's first year has its last year in the form before it.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { CollectionId, UnitId } from '#core/basics/ids.ts';
import { asCellKey } from '#core/forms/cell-key.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import type { Period } from '#core/places/period.ts';
import { openSheet } from '#server/actions/open-sheet.ts';
import { publishForm } from '#server/actions/publish-form.ts';
import { readSheet } from '#server/actions/read-sheet.ts';
import { foldTotals } from '#server/jobs/fold-totals.ts';
import { writeCells } from '#server/actions/write-cells.ts';
import { aCollection, aSheet } from '#tests/tools/kept-things.ts';
import { anOffice, type Office } from '../actions/an-office.ts';

const definition = (name: string): FormDefinition =>
  JSON.parse(readFileSync(`static/forms/${name}.json`, 'utf8')) as FormDefinition;

type Figures = Record<string, number>;
const years = {
  then: { form: 'gov-info-2019', version: 1, period: '2020' as Period, collection: 'c20' as CollectionId },
  now: { form: 'gov-info-2021', version: 2, period: '2021' as Period, collection: 'c21' as CollectionId }
};

/** u1 and u2 with a sheet of each year */
async function twoYears(then: Figures, now: Figures): Promise<Office> {
  const office = await anOffice();
  for (const { form, version } of Object.values(years))
    await office.storage.forms.publish(definition(`${form}.${version}`), 1000);
  for (const [which, { collection, ...year }] of Object.entries(years)) {
    await office.storage.collections.add(aCollection(collection, { ...year, unit: 'city' as UnitId }));
    for (const unit of ['u1', 'u2'] as UnitId[])
      await office.storage.sheets.add(aSheet(`${which}-${unit}`, { ...year, collection, unit }));
  }
  await write(office, 'then', then);
  await write(office, 'now', now);
  return office;
}

async function write(office: Office, which: 'then' | 'now', figures: Figures): Promise<void> {
  if (Object.keys(figures).length === 0) return;
  const changes = Object.entries(figures).map(([key, value]) => ({
    key: asCellKey(key),
    content: { number: String(value) }
  }));
  for (const [unit, actor] of [
    ['u1', office.actors.coordinator],
    ['u2', office.actors.otherCoordinator]
  ] as const)
    await writeCells(office, actor, aSheet(`${which}-${unit}`).id, changes);
}

const sheet = aSheet('now-u1').id;

test('[AC30] the sheet page has last year’s figures as this form’s cells, and says what does not compare', async () => {
  const office = await twoYears({ 't3/r4/c1': 5, 't3/r3.6/c1': 9, 't2/r1.2/c3': 40, 't2/r5.1/c6': 7 }, {});
  const page = await openSheet(office, office.actors.coordinator, sheet);
  expect(page.previousSheet).toBe('then-u1');
  const previous = new Map(page.previous);
  expect(previous.get(asCellKey('t3/r4/c1'))).toEqual({ kind: 'number', value: '5' });
  expect(previous.get(asCellKey('t2/r5.1/c4'))).toEqual({ kind: 'number', value: '7' });
  expect(previous.has(asCellKey('t2/r1.2/c3'))).toBe(false);
  expect(page.bridge?.text?.zh).toContain('2021年修订格式');
  const changed = new Map(page.bridge?.changed);
  expect(changed.get(asCellKey('t3/r3.6.1/c1'))).toMatchObject({
    relation: 'split',
    with: ['t3/r3.6.1/c1', 't3/r3.6.2/c1', 't3/r3.6.3/c1'],
    before: { kind: 'number', value: '9' }
  });
  expect(changed.get(asCellKey('t2/r1.2/c3'))).toMatchObject({ relation: 'none' });
  expect(changed.has(asCellKey('t3/r4/c1'))).toBe(false);
  // a form that was not replaced says nothing of the kind
  expect((await openSheet(office, office.actors.coordinator, office.sheets.one)).bridge).toBeNull();
});

test('[AC30] rules against last year are judged through the bridge, and not where it does not lead', async () => {
  const office = await twoYears(
    { 't3/r4/c1': 5, 't2/r1.2/c1': 1, 't2/r1.2/c3': 40 },
    { 't3/r2/c1': 6, 't2/r1.2/c1': 3, 't2/r1.2/c2': 1, 't2/r1.2/c3': 20 }
  );
  const { findings } = await readSheet(office, office.actors.coordinator, sheet);
  // 40 were public in all, 20 are in force: another thing, so F1 is not judged
  expect(findings.map(({ id }) => id)).toEqual(['rule:G4@c1']);
});

test('[AC30] the total of last year is made of the earlier form’s sheets, where a unit has none of this form', async () => {
  const office = await twoYears({ 't3/r4/c1': 5 }, { 't3/r2/c1': 5 });
  const collection = await office.storage.collections.byId(years.now.collection);
  const { previousNumbers } = await office.storage.snapshot((inside) =>
    foldTotals(inside, office.forms, { collection: collection!, unit: 'city' as UnitId })
  );
  expect(previousNumbers.get(asCellKey('t3/r4/c1'))).toMatchObject({ kind: 'number', value: { n: 10n } });
  expect(previousNumbers.get(asCellKey('t2/r1.2/c3'))?.kind ?? 'unknown').toBe('unknown');
});

test('[AC30] a bridge that does not fit the form it leads to is not published', async () => {
  const { storage, clock } = await twoYears({}, {});
  const administrator = {
    person: 'p' as never,
    name: '管理员',
    grants: [{ role: 'administrator', unit: 'city' as UnitId } as const]
  };
  const broken = definition('gov-info-2021.2');
  const [bridge] = broken.earlier!;
  const parts = [...bridge!.parts, { now: ['t2!r5.1:c4'], then: ['t2!r9.9:c1'] }];
  await expect(
    publishForm({ storage, clock }, administrator, { ...broken, version: 3, earlier: [{ ...bridge!, parts }] })
  ).rejects.toMatchObject({
    code: 'form-invalid',
    parameters: { mistakes: [{ place: `earlier[0].parts[${parts.length - 1}].then[0]`, code: 'unknown-code' }] }
  });
  expect(await publishForm({ storage, clock }, administrator, { ...broken, version: 3 })).toMatchObject({ version: 3 });
});
