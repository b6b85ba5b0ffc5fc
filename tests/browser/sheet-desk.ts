// What a person does at the sheet's desk, and what can be seen there.
import type { Browser, Page } from '@playwright/test';
import { expect, person } from './demo-server.ts';

interface SeenSheet {
  form: { cells: Map<string, { label: { zh: string } }> };
  content(key: string): unknown;
  outcome(key: string): { kind: string };
  mayWrite(key: string): boolean;
  waitingCount: number;
}
interface SeenGrid {
  getSelectedLast(): number[] | undefined;
  getCell(row: number, column: number, topmost: boolean): HTMLElement | null;
}
type Desk = typeof globalThis & { huibiao: { sheet: SeenSheet; hot: SeenGrid } };

export const keyOf = (code: string): string => `t1/${code}/bn`;

export async function openSheet(page: Page, unit: string, period = ''): Promise<void> {
  const line = page.getByRole('row').filter({ hasText: unit }).filter({ hasText: period });
  await line.getByRole('link').first().click();
  await gridIsShown(page);
}

/** The coordinator of 盐津县 and the clerk of its 行政复议机构, each in a browser of their own, on the same sheet. */
export async function chiefAndClerk(browser: Browser, address: string): Promise<{ chief: Page; clerk: Page }> {
  const chief = await person(browser, address, 'yanjin');
  const clerk = await person(browser, address, 'yanjin-fuyi');
  await openSheet(chief, '盐津县');
  await openSheet(clerk, '盐津县');
  return { chief, clerk };
}

export async function gridIsShown(page: Page): Promise<void> {
  await page.waitForFunction(() => 'huibiao' in globalThis);
  await page.getByTestId('grid').locator('td').first().waitFor();
}

const labelOf = (page: Page, code: string): Promise<string | undefined> =>
  page.evaluate((key) => (globalThis as Desk).huibiao.sheet.form.cells.get(key)?.label.zh, keyOf(code));

/** Goes to an indicator by its code, as with the find box. */
export async function goTo(page: Page, code: string): Promise<void> {
  const find = page.getByTestId('find');
  await find.fill(code);
  await find.press('Enter');
  await find.press('Escape');
  await expect(page.getByTestId('where')).toContainText(`“${await labelOf(page, code)}”`);
}

/** Types into the cell of this year; Enter takes it in. */
export async function typeInto(page: Page, code: string, text: string): Promise<void> {
  await goTo(page, code);
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

export const contentOf = (page: Page, code: string): Promise<unknown> =>
  page.evaluate((key) => (globalThis as Desk).huibiao.sheet.content(key), keyOf(code));

/** waits until the sheet here holds this number */
export const holds = (page: Page, code: string, number: string): Promise<void> =>
  expect.poll(() => contentOf(page, code)).toMatchObject({ number });

export const mayWrite = (page: Page, code: string): Promise<boolean> =>
  page.evaluate((key) => (globalThis as Desk).huibiao.sheet.mayWrite(key), keyOf(code));

/** waits until everything typed here is on the server's disk */
export async function allSaved(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => (globalThis as Desk).huibiao.sheet.waitingCount)).toBe(0);
  await expect(page.getByTestId('saved')).toHaveAttribute('data-state', 'saved');
}

/** what is painted in the cell of this year */
export async function painted(page: Page, code: string): Promise<string> {
  await goTo(page, code);
  return page.evaluate(() => {
    const { hot } = (globalThis as Desk).huibiao;
    const [row = -1, column = -1] = hot.getSelectedLast() ?? [];
    return hot.getCell(row, column, true)?.innerText ?? '';
  });
}
