// The whole main job: a clerk types and sees a rate, the coordinator imports a returned workbook, the upper level
// consolidates and exports, and the file is opened by LibreOffice and by ExcelJS.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import ExcelJS from 'exceljs';
import { hasOffice, shownByOffice, withoutResults } from '#tests/tools/office.ts';
import { allSaved, contentOf, gridIsShown, holds, openSheet, painted, typeInto } from './sheet-desk.ts';
import { expect, person, test } from './demo-server.ts';

async function downloaded(page: Page, ask: () => Promise<unknown>): Promise<{ name: string; bytes: Uint8Array }> {
  const waiting = page.waitForEvent('download', { timeout: 60_000 });
  await ask();
  const download = await waiting;
  return { name: download.suggestedFilename(), bytes: new Uint8Array(await readFile(await download.path())) };
}

async function readBook(bytes: Uint8Array): Promise<ExcelJS.Workbook> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(bytes as unknown as ExcelJS.Buffer);
  return book;
}

/** the first sheet with the code in some cell, that cell's row, and the column whose head says 本年 (or the given head) */
function find(sheet: ExcelJS.Worksheet, code: string, head: string): ExcelJS.Cell {
  let row = 0;
  let column = 0;
  sheet.eachRow((line, at) =>
    line.eachCell((cell, place) => {
      if (cell.text === code) row = at;
      if (cell.text === head && column === 0) column = place;
    })
  );
  expect(row, `${code} stands in ${sheet.name}`).toBeGreaterThan(0);
  expect(column, `${head} stands in ${sheet.name}`).toBeGreaterThan(0);
  return sheet.getCell(row, column);
}

const visibleSheets = (book: ExcelJS.Workbook) => book.worksheets.filter((sheet) => sheet.state === 'visible');

test('sign in, type, see a rate, export and import a workbook, consolidate, export', async ({ demo, browser }) => {
  test.setTimeout(240_000);
  // a clerk types; the rate computes itself
  const clerk = await person(browser, demo.address, 'yanjin-sifaju');
  await openSheet(clerk, '盐津县');
  await typeInto(clerk, 'XZTJ.SL', '1,200');
  await typeInto(clerk, 'XZTJ.CG', '1100');
  await allSaved(clerk);
  expect(await painted(clerk, 'XZTJ.CGL')).toContain('91.67');

  // the coordinator sends the sheet out as a workbook …
  const coordinator = await person(browser, demo.address, 'yanjin');
  await openSheet(coordinator, '盐津县');
  const sheetFile = await downloaded(coordinator, () => coordinator.getByTestId('export').click());
  expect(sheetFile.name).toBe('盐津县_法治政府建设综合指标表_2021.xlsx');
  const book = await readBook(sheetFile.bytes);
  const [sheet] = visibleSheets(book);
  expect(find(sheet!, 'XZTJ.SL', '本年').value).toBe(1200);
  expect(find(sheet!, 'XZTJ.CGL', '本年').formula).toContain('*100');
  expect(Number(find(sheet!, 'XZTJ.CGL', '本年').result)).toBeCloseTo((1100 / 1200) * 100, 10);

  // … it comes back edited in Excel: one number changed, one new, one that is no number, a computed one typed over
  find(sheet!, 'XZTJ.CG', '本年').value = 1080;
  find(sheet!, 'JBQK.XZ', '本年').value = '10个';
  find(sheet!, 'JBQK.C', '本年').value = '七十八点五吧';
  find(sheet!, 'XZTJ.CGL', '本年').value = 99;
  const returned = join(demo.folder, '盐津县 返回.xlsx');
  await writeFile(returned, new Uint8Array(await book.xlsx.writeBuffer()));
  await coordinator.goto(`${demo.address}/imports`);
  await coordinator.getByTestId('file').setInputFiles(returned);
  await coordinator.getByRole('main').locator('form button.primary').click();
  await expect(coordinator.getByTestId('import-state')).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
  const lines = coordinator.getByTestId('import-lines');
  await expect(lines.locator('tr[data-key="t1/XZTJ.CG/bn"]')).toContainText('1080');
  await expect(lines.locator('tr[data-key="t1/XZTJ.CG/bn"]')).toContainText('1100');
  await expect(lines.locator('tr[data-key="t1/JBQK.XZ/bn"]')).toContainText('10');
  await expect(coordinator.getByTestId('import-problems')).toContainText('七十八点五吧');
  await expect(coordinator.getByTestId('import-evidence')).toContainText('99');
  await coordinator.getByTestId('apply-import').click();
  await expect(coordinator.getByTestId('import-state')).toHaveAttribute('data-state', 'written');
  // the clerk who has the sheet open sees it arrive
  await holds(clerk, 'XZTJ.CG', '1080');
  await holds(clerk, 'JBQK.XZ', '10');
  expect(await contentOf(clerk, 'JBQK.C')).toBeUndefined();
  expect(await painted(clerk, 'XZTJ.CGL')).toContain('90.00');

  // the upper level consolidates
  const upper = await person(browser, demo.address, 'zhaotong');
  await upper.goto(`${demo.address}/totals`);
  const totals = upper.getByTestId('totals');
  await expect(totals).toContainText('盐津县');
  const total = totals.locator('tr', { hasText: '行政调解受理案件数' });
  await expect(total.first()).toContainText('1200');
  const exported = await exportTotals(upper);
  expect(exported.name).toMatch(/^昭通市_.*2021\.xlsx$/);
  await checkConsolidated(exported.bytes);
});

async function exportTotals(page: Page): Promise<{ name: string; bytes: Uint8Array }> {
  await page.getByRole('main').locator('form.export button').click();
  await page.waitForURL(/\/exports/);
  const link = page.getByTestId('exports').getByRole('row').nth(1).getByRole('link').first();
  return downloaded(page, () => link.click({ timeout: 60_000 }));
}

async function checkConsolidated(bytes: Uint8Array): Promise<void> {
  const book = await readBook(bytes);
  const names = visibleSheets(book).map((sheet) => sheet.name);
  expect(names).toContain('汇总');
  expect(names).toContain('一览表');
  expect(names.filter((name) => name.includes('县'))).toHaveLength(5);
  const summary = book.getWorksheet('汇总')!;
  const own = book.getWorksheet('盐津县')!;
  expect(find(own, 'XZTJ.SL', '本年').value).toBe(1200);
  const sum = find(summary, 'XZTJ.SL', '本年');
  expect(sum.formula, 'a live formula over the units’ sheets').toContain('盐津县');
  let added = 0;
  for (const name of names.filter((one) => one.includes('县'))) {
    added += Number(find(book.getWorksheet(name)!, 'XZTJ.SL', '本年').value ?? 0);
  }
  expect(sum.result).toBe(added);
  expect(added).toBeGreaterThan(1200);
  if (!hasOffice) return;
  // LibreOffice computes everything itself: the results that came with the file are taken out first
  const shown = await shownByOffice(withoutResults(bytes));
  const at = (cell: ExcelJS.Cell) => shown.get('汇总')?.get(`${cell.fullAddress.row}:${cell.fullAddress.col}`);
  expect(at(sum)?.replaceAll(',', '')).toBe(String(added));
  const rate = find(summary, 'XZTJ.CGL', '本年');
  expect(rate.formula).toBeTruthy();
  if (typeof rate.result === 'number') expect(at(rate)).toBe((Math.round(rate.result * 100) / 100).toFixed(2));
}

test('a broken file is refused in words and the way back stays open', async ({ demo, browser }) => {
  const coordinator = await person(browser, demo.address, 'yanjin');
  const broken = join(demo.folder, '损坏.xlsx');
  await writeFile(broken, Buffer.from('PK\u0003\u0004 not a workbook at all'));
  await coordinator.goto(`${demo.address}/imports`);
  await coordinator.getByTestId('file').setInputFiles(broken);
  await coordinator.getByRole('main').locator('form button.primary').click();
  await expect(coordinator.getByTestId('import-state')).toHaveAttribute('data-state', 'failed', { timeout: 60_000 });
  await expect(coordinator.getByTestId('problem').first()).not.toBeEmpty();
  await coordinator.goto(`${demo.address}/work`);
  await openSheet(coordinator, '盐津县');
  await gridIsShown(coordinator);
});
