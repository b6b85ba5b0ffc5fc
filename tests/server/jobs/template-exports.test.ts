// A unit's sheet in the form's official workbook: what it holds, what LibreOffice shows, what is told, and that it comes back as it was.
import { expect, test } from 'vitest';
import { asId, type PersonId } from '#core/basics/ids.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import { numbersOf } from '#core/forms/numbers-of.ts';
import { showOutcome } from '#core/forms/show-outcome.ts';
import { layOutSheet } from '#core/workbook/lay-out.ts';
import { openZip } from '#core/workbook/inside/zip.ts';
import { readLimits } from '#core/workbook/limits.ts';
import type { Page } from '#core/workbook/page.ts';
import { readAddress } from '#core/workbook/raw-workbook.ts';
import { readXlsx } from '#core/workbook/read-xlsx.ts';
import { recognise } from '#core/workbook/recognise.ts';
import type { TemplateMap } from '#core/workbook/template-map.ts';
import { toReport } from '#core/workbook/to-proposals.ts';
import { writeXlsx } from '#core/workbook/write-xlsx.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { bindDraftActions } from '#server/actions/bind-draft-actions.ts';
import { toldOf } from '#server/jobs/export-told.ts';
import { city, counties, excelOffice, now, sheetOf, type ExcelOffice } from '#tests/tools/excel-office.ts';
import { hasOffice, shownByOffice } from '#tests/tools/office.ts';
import { crossForm, listForm } from '#tests/tools/shipped-forms.ts';
import { wholeOf } from '#tests/tools/written-book.ts';
import { inflate } from '#tests/tools/zip.ts';

const admin: Actor = {
  person: asId<PersonId>('p-admin'),
  name: 'admin',
  grants: [{ role: 'administrator', unit: city }]
};
const sheet = sheetOf(counties[0]);

/** the blank official workbook of a form: without our mark, with or without formulas of its own */
async function officialWorkbook(form: CompiledForm, formulas: 'with' | 'without'): Promise<Uint8Array> {
  const book = layOutSheet({ form, cells: new Map(), numbers: new Map(), previous: new Map() });
  const plain = (page: Page): Page => ({
    ...page,
    cells: page.cells.map((cell) =>
      cell.value.kind === 'formula' && formulas === 'without' ? { ...cell, value: { kind: 'empty' } } : cell
    )
  });
  return writeXlsx({ ...book, pages: book.pages.slice(0, 1).map(plain) }, 0);
}

/** every entered cell, with each kind of nothing, a remark, decimals, and text that Excel would run */
function someContents(form: CompiledForm): [CellKey, CellContent][] {
  return form.entered.map((key, index): [CellKey, CellContent] => {
    const cell = form.cells.get(key)!;
    if (cell.type === 'text') return [key, { text: index % 2 === 0 ? '=1+1' : '按季度' }];
    if (index % 17 === 3) return [key, { nothing: 'notApplicable' }];
    if (index % 19 === 5) return [key, { nothing: 'unobtainable', reason: '未统计' }];
    return [key, { number: cell.decimals > 0 ? `${index * 7}.5` : String((index * 37) % 5000) }];
  });
}

async function exportSheet(office: ExcelOffice) {
  const { id } = await office.requestExport(office.coordinator, { kind: 'sheet', sheet });
  await office.jobs.idle();
  const row = await office.getExport(office.coordinator, id);
  expect(row).toMatchObject({ state: 'ready', problem: null });
  return { row, bytes: await wholeOf((await office.downloadExport(office.coordinator, id)).pieces) };
}

async function filledOffice(form: CompiledForm, formulas: 'with' | 'without') {
  const office = await excelOffice(form);
  const template = await officialWorkbook(form, formulas);
  const { id, version } = form.definition;
  await office.keepTemplate(admin, { id, version }, { fileName: '官方表样.xlsx', bytes: template });
  const contents = someContents(form);
  await office.live.writeCells(
    sheet,
    office.coordinator,
    'typing',
    contents.map(([key, content]) => ({ key, content }))
  );
  const map = (await office.storage.templates.of(id, version))!.places as TemplateMap;
  return { office, template, map, cells: new Map(contents) };
}

test.each([
  ['list', listForm, 'with'],
  ['list', listForm, 'without'],
  ['cross-tab', crossForm, 'with']
] as const)(
  '[JB10] the official workbook with the %s’s figures: %#',
  { timeout: 120_000 },
  async (_, form, formulas) => {
    const { office, template, map, cells } = await filledOffice(form, formulas);
    const { row, bytes } = await exportSheet(office);
    const all = openZip(template, inflate, readLimits).names;
    expect(toldOf(row).template).toEqual({
      fileName: '官方表样.xlsx',
      identical: all.length - 1,
      changed: 1,
      cells: map.cells.length + map.lines.length,
      otherFormulas: 0,
      asText: 0
    });
    const [before, after] = [openZip(template, inflate, readLimits), openZip(bytes, inflate, readLimits)];
    expect(after.names).toEqual(all);
    const changed = all.filter((name) => Buffer.compare(before.read(name), after.read(name)) !== 0);
    expect(changed).toEqual(['xl/worksheets/sheet1.xml']);

    const book = readXlsx(bytes, inflate);
    const held = new Map(book.sheets[0]!.cells.map((cell) => [`${cell.row}:${cell.column}`, cell]));
    const numbers = numbersOf(form, cells, new Map());
    for (const { key, row: at, column } of map.cells) {
      const cell = form.cells.get(key)!;
      if (cell.kind !== 'derived' || cell.formula?.operandAt.every(({ previous }) => previous)) continue;
      // what rests on a rounded cell is written as a number
      const restsOnRounded = formulas === 'without' && cell.formula?.operandAt.some(({ derived }) => derived);
      if (!restsOnRounded) expect(held.get(`${at}:${column}`)?.formula, key).toBeTruthy();
      const outcome = numbers.get(key);
      if (outcome?.kind === 'number')
        expect(
          Math.abs(Number(held.get(`${at}:${column}`)!.value) - Number(outcome.value.n) / Number(outcome.value.d)),
          key
        ).toBeLessThanOrEqual(0.5 * 10 ** -cell.decimals + 1e-9);
    }
    const lines = map.lines.map(({ row: at, column }) => held.get(`${at}:${column}`)?.value);
    expect(lines.join()).toContain('填报单位：盐津县');
    expect(lines.join()).toContain('2024年');

    // it comes back as it went out
    const report = toReport(book, recognise(book, [form], ''), '');
    const back = new Map(report.proposals.map(({ key, content }) => [key, content]));
    const unsure = report.problems.flatMap(({ code, where }) => {
      const at = code === 'ambiguous' ? readAddress(where.slice(where.lastIndexOf('!') + 1)) : undefined;
      return at ? [at.column] : [];
    });
    for (const [key, content] of cells) {
      if ('nothing' in content) continue; // a sign that may mean two things is asked
      if (back.has(key)) expect(back.get(key), key).toEqual(content);
      // what is unsure is asked by its head, never guessed
      else expect(unsure, key).toContain(map.cells.find((place) => place.key === key)!.column);
    }

    if (!hasOffice) return;
    const shown = (await shownByOffice(bytes)).get(book.sheets[0]!.name)!;
    for (const { key, row: at, column } of map.cells) {
      const cell = form.cells.get(key)!;
      if (cell.kind !== 'derived') continue;
      const outcome = numbers.get(key);
      const wanted = outcome ? showOutcome(outcome, cell, form) : '';
      const seen = shown.get(`${at}:${column}`) ?? '';
      // a look without decimals shows 105.6 where the form says 105.60
      if (formulas === 'without' && /\d/.test(wanted)) expect(Number(seen), key).toBe(Number(wanted));
      else expect(seen, key).toBe(wanted);
    }
  }
);

test('[JB10] a blank form is the official workbook; a second file needs no second analysis; a new one is used at once', async () => {
  const { office } = await filledOffice(crossForm, 'with');
  const { id, version } = crossForm.definition;
  const { id: asked } = await office.requestExport(office.auditor, { kind: 'blank', form: id, version });
  await office.jobs.idle();
  const blank = await office.getExport(office.auditor, asked);
  expect(toldOf(blank).template).toMatchObject({ fileName: '官方表样.xlsx', changed: 1 });
  const first = await exportSheet(office);
  expect(Buffer.compare(first.bytes, (await exportSheet(office)).bytes)).toBe(0);
  const bytes = await officialWorkbook(crossForm, 'without');
  await office.keepTemplate(admin, { id, version }, { fileName: '新表样.xlsx', bytes });
  expect(toldOf((await exportSheet(office)).row).template?.fileName).toBe('新表样.xlsx');
  await office.removeTemplate(admin, { id, version });
  expect(toldOf((await exportSheet(office)).row).template).toBeUndefined();
});

test(
  '[JB10] a form that was made from an official workbook is exported in that workbook',
  { timeout: 60_000 },
  async () => {
    const office = await excelOffice(crossForm);
    const { storage, workbook, coordinator } = office;
    const maker = bindDraftActions({ storage, workbook, clock: () => now });
    const input = { fileName: '年报.xlsx', bytes: await officialWorkbook(crossForm, 'with') };
    const { id } = await maker.startDraft(coordinator, input);
    const made = await maker.publishDraft(coordinator, id, 0);
    expect(await office.listTemplates(coordinator)).toMatchObject([{ ...made, fileName: '年报.xlsx' }]);
    const asked = await office.requestExport(coordinator, { kind: 'blank', form: made.id, version: made.version });
    await office.jobs.idle();
    expect(toldOf(await office.getExport(coordinator, asked.id)).template).toMatchObject({ fileName: '年报.xlsx' });
  }
);
