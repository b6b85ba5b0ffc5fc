// The long form's desk: find, filters, departments, zoom, widths and the print, in a real browser.
import { expect, person, test } from './demo-server.ts';
import { allSaved, goTo, gridIsShown, openSheet } from './sheet-desk.ts';
import type { Page } from '@playwright/test';

type Seen = typeof globalThis & {
  huibiao: {
    desk: { selected?: string };
    hot: {
      getSelectedLast(): number[] | undefined;
      getCell(row: number, column: number, topmost: boolean): HTMLElement | null;
      countRows(): number;
      getColWidth(column: number): number;
    };
  };
};

const selected = (page: Page) => page.evaluate(() => (globalThis as Seen).huibiao.desk.selected);
const width = (page: Page, column: number) =>
  page.evaluate((at) => (globalThis as Seen).huibiao.hot.getColWidth(at), column);
const rowCount = (page: Page) => page.evaluate(() => (globalThis as Seen).huibiao.hot.countRows());

test('[UI24] find goes from hit to hit by the keyboard alone, and back to the grid', async ({ browser, demo }) => {
  const page = await person(browser, demo.address, 'yanjin');
  await openSheet(page, '盐津县');
  // they may be asked for as soon as the box has the focus
  const readings = page.waitForResponse(/\/readings$/);
  await page.keyboard.press('Control+f');
  const find = page.getByTestId('find');
  await expect(find).toBeFocused();
  await page.keyboard.type('xzfy');
  await readings;
  await expect(page.getByRole('option').first()).toContainText('行政复议');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('hits')).toContainText('1 / ');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect.poll(() => selected(page)).toBe('t1/XZFY.SL/bn');
  await page.keyboard.press('Shift+Enter');
  await expect.poll(() => selected(page)).toBe('t1/XZFY.SQ/bn');
  await expect(find).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.type('16');
  await page.keyboard.press('Enter');
  await expect.poll(() => selected(page)).toBe('t1/XZFY.SL/bn');
  await allSaved(page);
});

test('[UI21, UI22] a filter stands while its rows are filled; a department’s rows are one click away', async ({
  browser,
  demo
}) => {
  const page = await person(browser, demo.address, 'yanjin');
  await openSheet(page, '盐津县');
  await page.getByTestId('pane-departments').click();
  await page.locator('[data-department="民政局"]').click();
  await page.locator('[data-filter="blank"]').click();
  await expect.poll(() => rowCount(page)).toBe(4); // a heading and three rows
  await goTo(page, 'JBQK.C');
  await page.keyboard.type('42');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('filter-again')).toContainText('1');
  expect(await rowCount(page)).toBe(4);
  await page.getByTestId('filter-again').click();
  await expect.poll(() => rowCount(page)).toBe(3);
  await expect(page.getByTestId('grid').locator('.ht_clone_inline_start tbody th').last()).toHaveText('3');
  await page.getByTestId('department-chip').click();
  await page.locator('[data-filter="all"]').click();
  await expect.poll(() => rowCount(page)).toBe(385);
});

test('[UI25, UI26] at every zoom the editor stands on its cell; zoom and widths are there again', async ({
  browser,
  demo
}) => {
  const page = await person(browser, demo.address, 'yanjin');
  await openSheet(page, '盐津县');
  for (const percent of [50, 80, 125, 200]) {
    await page.getByTestId('zoom').selectOption(String(percent));
    await goTo(page, 'XZFY.SQ');
    await page.keyboard.type('1');
    const apart = await page.evaluate(() => {
      const { hot } = (globalThis as Seen).huibiao;
      const [row = -1, column = -1] = hot.getSelectedLast() ?? [];
      const cell = hot.getCell(row, column, true)!.getBoundingClientRect();
      const editor = document.querySelector('.handsontableInput')!.getBoundingClientRect();
      return Math.max(
        Math.abs(cell.left - editor.left),
        Math.abs(cell.top - editor.top),
        Math.abs(cell.right - editor.right)
      );
    });
    expect(apart, `${percent} %`).toBeLessThanOrEqual(2);
    await page.keyboard.press('Escape');
  }
  await page.getByTestId('zoom').selectOption('100');
  const label = await width(page, 0);
  const edge = (await page.getByTestId('grid').locator('.ht_clone_top thead th', { hasText: '本年' }).boundingBox())!;
  await page.mouse.move(edge.x + edge.width - 1, edge.y + 8);
  const handle = page.locator('.manualColumnResizer').first();
  await handle.hover();
  await page.mouse.down();
  await page.mouse.move(edge.x + edge.width + 39, edge.y + 8, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByTestId('widths-back')).toBeVisible();
  const [now] = [await width(page, 3)];
  expect(Math.abs(now - edge.width - 40)).toBeLessThanOrEqual(4);
  expect(await width(page, 0)).toBe(label);
  await page.keyboard.press('Control+Equal');
  await page.reload();
  await gridIsShown(page);
  await expect(page.getByTestId('zoom')).toHaveValue('110');
  expect(Math.abs((await width(page, 3)) - now * 1.1)).toBeLessThanOrEqual(2);
  await page.getByTestId('widths-back').click();
  await expect.poll(() => width(page, 3)).not.toBe(Math.round(now * 1.1));
});

test('[UI27] the print is the form: A4 as the form lies, heads on every page, and a draft says so', async ({
  browser,
  demo
}) => {
  const page = await person(browser, demo.address, 'yanjin');
  await openSheet(page, '盐津县');
  const address = await page.getByTestId('print').getAttribute('href');
  await page.goto(demo.address + address!);
  const paper = page.locator('.paper');
  await expect(paper.getByRole('heading')).toHaveText('盐津县2021年法治政府建设综合指标表');
  await expect(paper).toContainText('填报单位：盐津县');
  await expect(paper).toContainText('单位负责人：');
  await expect(paper).toContainText('草稿，不作为正式报送依据');
  await expect(paper.locator('tbody tr')).toHaveCount(385);
  const bytes = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(bytes).toMatch(/MediaBox \[0 0 594\.\d+ 841\.\d+\]/);
  expect([...bytes.matchAll(/\/Type \/Page\b/g)].length).toBeGreaterThan(5);
});
