// The library over real storage: what it says of its forms, and what taking one does.
import { expect, test } from 'vitest';
import type { UnitId } from '#core/basics/ids.ts';
import { compileForm } from '#core/forms/compile-form.ts';
import { listLibrary, takeFromLibrary } from '#server/actions/library.ts';
import { anOffice } from './an-office.ts';

test('[AC31] the library lists the newest version of each form that ships, with its evidence, years, levels and bridges', async () => {
  const office = await anOffice();
  const lines = await listLibrary(office, office.actors.coordinator);
  expect(lines.length).toBe(26);
  expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
  const disclosure = lines.find(({ id }) => id === 'gov-info-2021')!;
  expect(disclosure).toMatchObject({
    version: 2,
    subject: 'disclosure',
    number: '国办公开办函〔2021〕30号',
    evidence: { grade: 'firm' },
    earlier: [{ form: 'gov-info-2019' }],
    size: { tables: 3, entered: 166, derived: 34 },
    isPublished: false
  });
  expect(lines.filter(({ evidence }) => evidence === null).map(({ id }) => id)).toEqual(['fzzf-zhzb']);
  expect(lines.filter(({ subject }) => subject === 'other').map(({ id }) => id)).toEqual(['generic-nongjing-2010']);
});

test('[AC31] a coordinator takes a form: it is published as it ships, with the form it compares with, and only once', async () => {
  const office = await anOffice();
  await takeFromLibrary(office, office.actors.coordinator, 'gov-info-2021', 2);
  await takeFromLibrary(office, office.actors.coordinator, 'gov-info-2021', 2);
  const published = (await office.storage.forms.list()).map(({ id, version }) => `${id}@${version}`);
  expect(published.sort()).toEqual(['gov-info-2019@1', 'gov-info-2021@2', 'small@1']);
  const taken = await office.storage.forms.get('gov-info-2021', 2);
  expect(compileForm(taken!).ok).toBe(true);
  const lines = await listLibrary(office, office.actors.coordinator);
  expect(lines.filter(({ isPublished }) => isPublished).map(({ id }) => id)).toEqual([
    'gov-info-2021',
    'gov-info-2019'
  ]);
});

test('[AC31] a clerk takes nothing, and what does not ship is not found', async () => {
  const office = await anOffice();
  const refused = (code: string) => expect.objectContaining({ code });
  await expect(takeFromLibrary(office, office.actors.clerk, 'gov-info-2021', 2)).rejects.toEqual(
    refused('not-allowed')
  );
  for (const [id, version] of [
    ['gov-info-2021', 9],
    ['../secret', 1],
    ['__proto__', 1]
  ] as const)
    await expect(takeFromLibrary(office, office.actors.coordinator, id, version)).rejects.toEqual(refused('not-found'));
  expect((await office.storage.forms.list()).length).toBe(1);
  expect(office.actors.coordinator.grants[0]!.unit).toBe('u1' as UnitId);
});
