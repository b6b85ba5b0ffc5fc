// Every page read by axe, and the way of a person who uses no mouse.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { gridIsShown, openSheet } from './sheet-desk.ts';
import { expect, person, test } from './demo-server.ts';

const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

/** what the grid library itself is known to get wrong: its wrapper is a treegrid with wrappers between it and its rows */
const known = new Set(['aria-required-children', 'scrollable-region-focusable']);

type Axe = {
  run(
    where: Document,
    how: object
  ): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
};

async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const found = await (globalThis as unknown as { axe: Axe }).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']
    });
    return found.violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      at: nodes.map((node) => node.html.slice(0, 120))
    }));
  });
  return violations.filter(({ impact }) => impact !== 'minor').map(({ id, at }) => `${id}: ${at.join(' | ')}`);
}

test('no page has faults of contrast, names, roles or structure', async ({ demo, browser }) => {
  const stranger = await browser.newPage({ locale: 'zh-CN' });
  await stranger.goto(`${demo.address}/login`);
  expect(await faults(stranger), '/login').toEqual([]);

  const administrator = await person(browser, demo.address, 'admin');
  for (const path of [
    '/work',
    '/totals',
    '/exports',
    '/setup/collections',
    '/setup/units',
    '/setup/people',
    '/setup/forms',
    '/account',
    '/nowhere'
  ]) {
    await administrator.goto(demo.address + path);
    expect(await faults(administrator), path).toEqual([]);
  }

  const coordinator = await person(browser, demo.address, 'yanjin');
  await coordinator.goto(`${demo.address}/imports`);
  expect(await faults(coordinator), '/imports').toEqual([]);
  await coordinator.goto(`${demo.address}/work`);
  await openSheet(coordinator, '盐津县');
  for (const tab of ['审核结果', '单元格', '批注', '变动记录']) {
    await coordinator.getByRole('tab', { name: tab }).click();
    const found = await faults(coordinator);
    expect(
      found.filter((fault) => !known.has(fault.split(':')[0] ?? '')),
      tab
    ).toEqual([]);
  }
});

test('by keyboard alone: sign in, open the sheet, fill a cell, read what it is called, sign out', async ({
  demo,
  browser
}) => {
  const page = await browser.newPage({ locale: 'zh-CN' });
  await page.goto(`${demo.address}/login`);
  await page.keyboard.type('yanjin-fuyi');
  await page.keyboard.press('Tab');
  await page.keyboard.type('huibiao-demo');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/work/);

  const link = page.getByRole('link', { name: '盐津县', exact: true }).first();
  for (let steps = 0; steps < 30 && !(await link.evaluate((one) => one === document.activeElement)); steps += 1)
    await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await gridIsShown(page);

  // the sheet opens on the first cell that is mine, and the field with the focus is called after it
  await expect(page.getByTestId('where')).toContainText('行政复议申请件数');
  await expect(page.locator(':focus')).toHaveAttribute('aria-label', /第 184 行“行政复议申请件数”、15/);
  await page.keyboard.type('33');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('where')).toContainText('行政复议受理件数');
  await expect(page.getByTestId('saved')).toHaveAttribute('data-state', 'saved');
  await expect(page.getByTestId('panel')).toContainText('行政复议受理件数');

  // the menu of the cell, by its key
  await page.keyboard.press('Shift+F10');
  await expect(page.getByTestId('cell-menu')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('cell-menu')).toBeHidden();

  // from the grid to the find box and back
  await page.keyboard.press('Control+f');
  await page.keyboard.type('XZFY.BJ');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('where')).toContainText('行政复议审结件数');

  const name = page.getByRole('button', { name: /账户/ });
  await name.focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('sign-out').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/login/);
  // nothing of the sheet is left on this computer
  const left = await page.evaluate(
    () =>
      new Promise<number>((done) => {
        const opening = indexedDB.open('huibiao-sheets');
        opening.onsuccess = () => {
          const database = opening.result;
          if (!database.objectStoreNames.contains('updates')) return done(0);
          const count = database.transaction('updates').objectStore('updates').count();
          count.onsuccess = () => done(count.result);
        };
      })
  );
  expect(left).toBe(0);
});
