// Every page read by axe, and the way of a person who uses no mouse.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { localeCookie } from '#ui/words/locale.ts';
import { allSaved, gridIsShown, openSheet, typeInto } from './sheet-desk.ts';
import { expect, person, signIn, test } from './demo-server.ts';

const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

type Axe = {
  run(
    where: { include: string[]; exclude: string[] },
    how: object
  ): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
};

/** The sign of a draft across a print is a decoration, and faint on purpose. @param within  only what stands in there: what a menu covers is smaller to axe than it is */
async function faults(page: Page, within = 'html'): Promise<string[]> {
  await page.evaluate(axe);
  const violations = await page.evaluate(async (place) => {
    const found = await (globalThis as unknown as { axe: Axe }).axe.run(
      { include: [place], exclude: ['.draft[aria-hidden]'] },
      {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
      }
    );
    return found.violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      at: nodes.map((node) => node.html.slice(0, 120))
    }));
  }, within);
  return violations.filter(({ impact }) => impact !== 'minor').map(({ id, at }) => `${id}: ${at.join(' | ')}`);
}

/** the names of what each page broke of its own policy */
function watchPolicy(page: Page): string[] {
  const broken: string[] = [];
  page.on('console', (line) => {
    if (line.text().startsWith('broken policy')) broken.push(line.text());
  });
  return broken;
}

async function reader(browser: Browser, address: string, login: string, locale: 'zh' | 'en') {
  const context = await browser.newContext({ locale: locale === 'zh' ? 'zh-CN' : 'en-GB' });
  await context.addCookies([{ name: localeCookie, value: locale, url: address }]);
  await context.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      console.error('broken policy', violatedDirective, blockedURI, location.pathname)
    )
  );
  const page = await context.newPage();
  const broken = watchPolicy(page);
  await page.goto(`${address}/login`);
  expect(await faults(page), '/login').toEqual([]);
  await signIn(page, address, login);
  return { page, broken };
}

const administratorsPages = [
  '/work',
  '/totals',
  '/exports',
  '/setup/collections',
  '/setup/units',
  '/setup/people',
  '/setup/forms',
  '/account',
  '/offline',
  '/nowhere'
];

for (const locale of ['zh', 'en'] as const) {
  test(`[UI53] no page has faults of contrast, names, roles or structure, or breaks its policy (${locale})`, async ({
    demo,
    browser
  }) => {
    test.setTimeout(180_000);
    const { page: administrator, broken } = await reader(browser, demo.address, 'admin', locale);
    for (const path of administratorsPages) {
      await administrator.goto(demo.address + path);
      await administrator.getByRole('heading').first().waitFor();
      expect(await faults(administrator), path).toEqual([]);
    }
    expect(broken).toEqual([]);

    const { page, broken: brokenToo } = await reader(browser, demo.address, 'yanjin', locale);
    await page.getByRole('row').filter({ hasText: '盐津县' }).getByRole('link').first().click();
    await gridIsShown(page);
    const sheet = page.url();
    for (let at = 0; at < 4; at += 1) {
      const tab = page.getByTestId('panel').getByRole('tab').nth(at);
      await tab.click();
      expect(await faults(page), `${sheet} ${await tab.textContent()}`).toEqual([]);
    }
    await readWhatOpens(page);

    await page.goto(`${sheet}/print`);
    await page.getByRole('table').first().waitFor();
    expect(await faults(page), 'print').toEqual([]);

    await page.goto(`${demo.address}/imports`);
    expect(await faults(page), '/imports').toEqual([]);
    const file = join(demo.folder, '返回.csv');
    writeFileSync(file, '序号,指标,本年\n1,行政复议申请件数,12\n2,没有的指标,abc\n');
    await page.getByTestId('file').setInputFiles(file);
    await page.getByRole('main').locator('form button.primary').click();
    await page.waitForURL(/imports\/.+/);
    await expect(page.getByTestId('import-state')).toHaveAttribute('data-state', /ready|failed|asks/, {
      timeout: 60_000
    });
    expect(await faults(page), 'one import').toEqual([]);
    expect(brokenToo).toEqual([]);
  });
}

/** as goTo, in whatever language */
async function find(page: Page, code: string): Promise<void> {
  await page.getByTestId('find').fill(code);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('where')).toContainText(code);
}

/** what opens over the sheet: details with the @-list, the legend, the filters, submitting, signing out with edits that wait */
async function readWhatOpens(page: Page): Promise<void> {
  await find(page, 'XZFY.SQ');
  await page.getByTestId('panel').getByRole('tab').nth(1).click();
  const box = page.getByTestId('comment-box').getByRole('combobox');
  await box.pressSequentially('@');
  await page.getByRole('option').first().waitFor();
  expect(await faults(page), 'the @-list').toEqual([]);
  await box.press('Escape');
  await box.fill('');

  await page
    .locator('[data-area=tools]')
    .getByRole('button', { name: /图例|Legend/ })
    .click();
  await page.getByTestId('legend').waitFor();
  expect(await faults(page, '[data-testid=legend]'), 'the legend').toEqual([]);
  await page.keyboard.press('Escape');

  await page.getByTestId('find').fill('fy');
  await page.getByRole('option').first().waitFor();
  expect(await faults(page, '.find'), 'what was found').toEqual([]);
  await page.getByTestId('find').press('Escape');

  await page.keyboard.press('Shift+F10');
  await page.getByTestId('cell-menu').waitFor();
  expect(await faults(page, '[data-testid=cell-menu]'), 'the menu of a cell').toEqual([]);
  await page.keyboard.press('Escape');

  await page.locator('[data-deed=submit]').click();
  await page.getByRole('dialog').waitFor();
  expect(await faults(page), 'submitting').toEqual([]);
  await page.keyboard.press('Escape');

  await page.context().setOffline(true);
  await expect(page.getByTestId('saved')).toHaveAttribute('data-state', 'offline');
  for (const text of ['一百吧', '44']) {
    await find(page, 'XZFY.SQ');
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  }
  await page.locator('.person').click();
  expect(await faults(page, '.person + .sheet'), 'the menu of the person, offline').toEqual([]);
  await page.getByTestId('sign-out').click();
  await page.getByTestId('sign-out-asks').waitFor();
  expect(await faults(page), 'signing out').toEqual([]);
  await page.getByTestId('sign-out-stay').click();
  await page.context().setOffline(false);
  await allSaved(page);
}

test('[UI53] what is half as wide, as at 200 %, can still be used', async ({ demo, browser }) => {
  const page = await person(browser, demo.address, 'yanjin');
  await page.setViewportSize({ width: 683, height: 384 });
  for (const path of ['/work', '/totals']) {
    await page.goto(demo.address + path);
    await page.getByRole('heading').first().waitFor();
    const { wide, inner } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth,
      inner: innerWidth
    }));
    expect(wide, path).toBeLessThanOrEqual(inner);
  }
  await page.goto(`${demo.address}/work`);
  await openSheet(page, '盐津县');
  await typeInto(page, 'XZFY.SQ', '45');
  await allSaved(page);
  for (const locator of [page.getByTestId('saved'), page.getByTestId('find'), page.locator('[data-deed=submit]')])
    await expect(locator).toBeInViewport({ ratio: 0.9 });
  const grid = await page.getByTestId('grid').boundingBox();
  expect(grid!.width, 'room for labels and one column').toBeGreaterThan(300);
  expect(grid!.height, 'some rows').toBeGreaterThan(120);
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
  await expect(page.locator(':focus')).toHaveAttribute('aria-label', /第 184 行“行政复议申请件数”、本年、15 件/);
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
