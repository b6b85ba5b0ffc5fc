import { expect, test } from 'vitest';
import { asId, type PersonId } from '#core/basics/ids.ts';
import { layOutSheet } from '#core/workbook/lay-out.ts';
import { writeXlsx } from '#core/workbook/write-xlsx.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { city, excelOffice } from '#tests/tools/excel-office.ts';
import { crossForm, listForm } from '#tests/tools/shipped-forms.ts';
import { wholeOf } from '#tests/tools/written-book.ts';

const admin: Actor = {
  person: asId<PersonId>('p-admin'),
  name: 'admin',
  grants: [{ role: 'administrator', unit: city }]
};
const version = { id: crossForm.definition.id, version: 1 };

async function blank(form = crossForm): Promise<Uint8Array> {
  const book = layOutSheet({ form, cells: new Map(), numbers: new Map(), previous: new Map() });
  return writeXlsx({ ...book, pages: book.pages.slice(0, 1) }, 0);
}

test('[AC29] an official workbook is kept with a form version by whoever publishes forms, when it fits', async () => {
  const office = await excelOffice(crossForm);
  const bytes = await blank();
  const input = { fileName: 'C:\\表样\\年报.xlsx', bytes };
  await expect(office.keepTemplate(office.coordinator, version, input)).rejects.toMatchObject({ code: 'not-allowed' });
  await expect(office.keepTemplate(admin, { ...version, version: 9 }, input)).rejects.toMatchObject({
    code: 'not-found'
  });
  const cells = [...crossForm.cells.values()].filter(({ kind }) => kind !== 'blocked').length;
  expect(await office.keepTemplate(admin, version, input)).toEqual({ cells, lines: 2 });
  expect(await office.listTemplates(office.auditor)).toMatchObject([{ ...version, fileName: '年报.xlsx' }]);
  const { fileName, pieces } = await office.downloadTemplate(office.auditor, version);
  expect([fileName, await wholeOf(pieces)]).toEqual(['年报.xlsx', bytes]);
  await office.removeTemplate(admin, version);
  expect(await office.listTemplates(admin)).toEqual([]);
  await expect(office.removeTemplate(admin, version)).rejects.toMatchObject({ code: 'not-found' });
});

test('[AC29] what does not fit is named, and nothing is kept', async () => {
  const office = await excelOffice(crossForm);
  const other = { fileName: '别的表.xlsx', bytes: await blank(listForm) };
  await expect(office.keepTemplate(admin, version, other)).rejects.toMatchObject({
    code: 'template-unfit',
    parameters: { count: 1, mistakes: [{ code: 'not-recognised' }] }
  });
  const csv = { fileName: 'a.csv', bytes: new TextEncoder().encode('单位,数\n甲,1\n') };
  await expect(office.keepTemplate(admin, version, csv)).rejects.toMatchObject({ code: 'file-kind' });
  expect(await office.checkTemplate(admin, crossForm.definition, other)).toHaveLength(1);
  const bytes = await blank();
  expect(await office.checkTemplate(admin, crossForm.definition, { bytes })).toEqual([]);
  const [key] = crossForm.entered;
  expect(
    await office.checkTemplate(admin, crossForm.definition, { bytes, places: { [key!]: '没有!A1' } })
  ).toMatchObject([{ code: 'sheet-missing', where: '没有!A1' }]);
  expect(await office.listTemplates(admin)).toEqual([]);
});
