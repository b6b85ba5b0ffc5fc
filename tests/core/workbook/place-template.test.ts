import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileForm } from '#core/forms/compile-form.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import { layOutSheet } from '#core/workbook/lay-out.ts';
import { layFrame } from '#core/workbook/inside/frame.ts';
import { placeTemplate } from '#core/workbook/place-template.ts';
import { addressOf, type RawWorkbook } from '#core/workbook/raw-workbook.ts';
import { readXlsx } from '#core/workbook/read-xlsx.ts';
import { writeXlsx } from '#core/workbook/write-xlsx.ts';
import { crossForm, listForm } from '#tests/tools/shipped-forms.ts';
import { inflate } from '#tests/tools/zip.ts';

/** the blank form as an office sends it out: our layout without our mark */
export async function blankTemplate(form: CompiledForm): Promise<Uint8Array> {
  const book = layOutSheet({ form, cells: new Map(), numbers: new Map(), previous: new Map() });
  return writeXlsx({ ...book, pages: book.pages.slice(0, 1) }, 0);
}

const read = async (form: CompiledForm): Promise<RawWorkbook> => readXlsx(await blankTemplate(form), inflate);
const forms = readdirSync('static/forms')
  .filter((name) => name.endsWith('.json'))
  .map((name) => {
    const compiled = compileForm(JSON.parse(readFileSync(`static/forms/${name}`, 'utf8')) as FormDefinition);
    if (!compiled.ok) throw new Error(name);
    return [name, compiled.value] as const;
  });

describe('[WB18] each cell of the form has one place in its official workbook, or it is told which has none', () => {
  test.each(forms)('%s: all places are found by their labels', async (_, form) => {
    const book = await read(form);
    const found = placeTemplate(book, form);
    expect(found).toMatchObject({ ok: true });
    if (!found.ok) return;
    const { places } = layFrame({ form });
    expect(found.map.cells.map(({ key, row, column }) => [key, addressOf(row, column)])).toEqual(
      [...form.cells.values()].flatMap((cell) => {
        const place = places.get(cell.key);
        return place ? [[cell.key, addressOf(place.row, place.column)]] : [];
      })
    );
    expect(found.map.lines.map(({ text }) => text)).toContainEqual(expect.stringContaining('填报单位：{unit}'));
    if (form.definition.printedTitle.includes('{year}'))
      expect(found.map.lines.map(({ text }) => text)).toContain(form.definition.printedTitle);
  });

  test('places that somebody declared are checked against the labels', async () => {
    const book = await read(listForm);
    const found = placeTemplate(book, listForm);
    if (!found.ok) throw new Error('not found');
    const declared = Object.fromEntries(
      found.map.cells.map(({ key, sheet, row, column }) => [key, `${sheet}!${addressOf(row, column)}`])
    );
    expect(placeTemplate(book, listForm, declared)).toEqual(found);
    const [first, second] = Object.keys(declared) as [string, string];
    const said = (places: Record<string, string>) => {
      const outcome = placeTemplate(book, listForm, { ...declared, ...places });
      return outcome.ok ? [] : outcome.mistakes.map(({ code, where }) => [code, where]);
    };
    const sheet = found.map.cells[0]!.sheet;
    expect(said({ [first]: declared[second]! })).toEqual([['label-differs', declared[second]]]);
    expect(said({ [first]: '附表!A1' })).toEqual([['sheet-missing', '附表!A1']]);
    expect(said({ [first]: 'A1' })).toEqual([['sheet-missing', 'A1']]);
    expect(said({ [first]: `${sheet}!XFE1` })).toEqual([['outside', `${sheet}!XFE1`]]);
    expect(said({ [first]: `${sheet}!B1` })).toEqual([['under-merge', `${sheet}!B1`]]);
  });

  test('another workbook is refused; a form with one more row says which has no place', async () => {
    const book = await read(crossForm);
    expect(placeTemplate(book, listForm)).toEqual({
      ok: false,
      mistakes: [{ code: 'not-recognised', label: '', where: '' }]
    });
    const short = {
      ...book,
      sheets: book.sheets.map((sheet) => ({
        ...sheet,
        cells: sheet.cells.filter(({ value }) => !value.includes('规范性文件'))
      }))
    };
    const found = placeTemplate(short, crossForm);
    expect(found.ok).toBe(false);
    if (found.ok) return;
    expect(found.mistakes.map(({ code }) => code)).toContain('cell-missing');
    expect(found.mistakes.map(({ label }) => label).join()).toContain('规范性文件');
  });
});
