// A coordinator makes a form of a real official workbook without a developer: upload, correct, assign, try, publish, collect, fill, export.
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, person, test } from './demo-server.ts';
import { allSaved, gridIsShown } from './sheet-desk.ts';

const workbook = fileURLToPath(new URL('../fixtures/workbooks/zhongjiang-monthly-b.xls', import.meta.url));
const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
type Axe = { run(where: object, how: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };

async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run(
      { include: ['html'] },
      { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }
    );
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 100)).join(' | ')}`);
  });
}

/** with PICTURES=folder the screens are kept to be looked at */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.PICTURES;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  for (const [width, height] of [
    [1366, 768],
    [1920, 1080]
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: join(folder, `${name}-${width}.png`) });
  }
}

const cellAt = (page: Page, address: string) => page.locator(`[data-at="县台账办月报表!${address}"]`);
const kept = (page: Page) => expect(page.getByTestId('kept')).toHaveAttribute('data-state', 'kept');

test('from the official workbook to a figure in the sheet, in one sitting', async ({ demo, browser }) => {
  test.setTimeout(240_000);
  const page = await person(browser, demo.address, 'yanjin');
  await page.goto(`${demo.address}/setup/forms`);
  await page.getByRole('link', { name: '从官方表格制作' }).click();
  await expect(page.getByText('还没有草稿')).toBeVisible();
  await picture(page, 'empty');
  expect(await faults(page)).toEqual([]);

  // what is no workbook is refused in words, and nothing is lost
  await page
    .getByTestId('form-file')
    .setInputFiles({ name: '说明.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') });
  await page.getByRole('button', { name: '识别' }).click();
  await expect(page.getByTestId('problem')).toHaveAttribute('data-code', 'file-kind');
  await picture(page, 'error');

  await page.getByTestId('form-file').setInputFiles(workbook);
  await page.getByRole('button', { name: '识别' }).click();
  await page.waitForURL(/\/drafts\//);
  await expect(page.getByTestId('paper')).toBeVisible();
  await expect(cellAt(page, 'E5')).toHaveAttribute('data-kind', 'head');
  await expect(cellAt(page, 'E7')).toHaveAttribute('data-kind', 'derived');
  await expect(cellAt(page, 'F8')).toHaveAttribute('data-kind', 'entered');
  await picture(page, 'full');
  expect(await faults(page)).toEqual([]);

  // by keyboard: from a label to the one below it, and its name is corrected
  await cellAt(page, 'C8').click();
  await page.getByTestId('paper').focus();
  await page.keyboard.press('ArrowDown');
  await expect(cellAt(page, 'C9')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowUp');
  await page.locator('[name=label]').fill('乡镇呈报件数');
  await page.locator('[name=label]').press('Enter');
  await kept(page);
  await page.locator('[name=code]').fill('XZCB');
  await page.locator('[name=code]').press('Enter');
  await kept(page);
  await picture(page, 'selected');

  // a formula that cannot be is told with its place, and cannot be published
  await cellAt(page, 'F5').click();
  await page.locator('[name=formula]').fill(':nowhere + 1');
  await page.locator('[name=formula]').blur();
  await page.getByRole('tab', { name: /问题/ }).click();
  await expect(page.getByTestId('mistake')).toContainText('F5 水利');
  await expect(page.getByTestId('mistake')).toContainText('没有这个代码');
  await expect(page.getByRole('button', { name: '发布', exact: true })).toBeDisabled();
  await picture(page, 'mistake');
  await page.getByRole('button', { name: '撤销' }).click();
  await expect(page.getByTestId('mistake')).toHaveCount(0);

  await page.getByRole('tab', { name: '报表' }).click();
  await page.locator('[name=form-id]').fill('tz-yuebao');
  await page.locator('[name=form-id]').blur();
  await page.locator('[name=form-title]').fill('三本台账月报');
  await page.locator('[name=form-title]').blur();
  await page.locator('[name=departments]').fill('台账办\n信访局');
  await page.locator('[name=departments]').blur();
  await page.getByRole('combobox', { name: '指定部门' }).selectOption('台账办');
  await page.getByRole('button', { name: '用于整张表' }).click();
  await kept(page);
  await picture(page, 'form');

  await page.getByRole('tab', { name: '试填' }).click();
  await page.getByRole('button', { name: '用上传的表试' }).click();
  await expect(page.getByTestId('trial')).toContainText('%');
  await picture(page, 'trial');
  expect(await faults(page)).toEqual([]);

  await page.getByRole('button', { name: '发布', exact: true }).click();
  await page.getByTestId('publish-now').click();
  await expect(page.getByTestId('published')).toContainText('tz-yuebao');

  await page.getByRole('link', { name: '去开出填报任务' }).click();
  await page.locator('select[name=form]').selectOption('tz-yuebao@1');
  await page.locator('[name=period]').fill('2027-01');
  await page.locator('[name=title]').fill('台账一月');
  await page.locator('select[name=unit]').selectOption({ label: await labelOf(page, '盐津县') });
  await page.locator('input[name=units]').first().check();
  await page.getByRole('button', { name: '开出填报任务' }).click();
  await expect(page.getByText('已开出“台账一月”')).toBeVisible();

  await page.goto(`${demo.address}/work`);
  await page.getByRole('link', { name: '打开 盐津县 三本台账月报 2027-01' }).click();
  await gridIsShown(page);
  // the row by its code, then 合计, 小计, 水利
  await page.getByTestId('find').fill('XZCB');
  await page.getByTestId('find').press('Enter');
  await page.getByTestId('find').press('Escape');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.type('12');
  await page.keyboard.press('Enter');
  await allSaved(page);
  // wherever in its row the find box led to
  const held = () =>
    page.evaluate(() => {
      const { sheet } = (globalThis as unknown as { huibiao: { sheet: { content(key: string): unknown } } }).huibiao;
      return Array.from({ length: 37 }, (_, column) => sheet.content(`t1/XZCB/c${column + 1}`)).filter(Boolean);
    });
  expect(await held()).toMatchObject([{ number: '12' }]);
  const waiting = page.waitForEvent('download', { timeout: 60_000 });
  await page.getByTestId('export').click();
  expect((await waiting).suggestedFilename()).toContain('三本台账月报');
});

/** an option's text with the spaces before it */
async function labelOf(page: Page, name: string): Promise<string> {
  const options = await page.locator('select[name=unit] option').allTextContents();
  return options.find((option) => option.includes(name)) ?? '';
}
