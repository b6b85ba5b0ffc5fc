// 催报: from the coordinator to a department and from the upper level to the units that are not in, as both sides see it.
import type { Page } from '@playwright/test';
import { expect, person, test } from './demo-server.ts';
import { chiefAndClerk, gridIsShown } from './sheet-desk.ts';

const shots = process.env.SHOTS;
const shot = async (page: Page, name: string): Promise<void> => {
  if (!shots) return;
  for (const [width, height] of [
    [1366, 768],
    [1920, 1080]
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: `${shots}/${name}-${width}.png` });
  }
};

/** keys of this year's cells of a department, as the open sheet has them */
const cellsOf = (page: Page, department: string): Promise<string[]> =>
  page.evaluate((code) => {
    const { sheet } = (
      globalThis as unknown as {
        huibiao: { sheet: { form: { cells: Map<string, { kind: string; department: string | null }> } } };
      }
    ).huibiao;
    return [...sheet.form.cells].flatMap(([key, { kind, department: own }]) =>
      kind === 'entered' && own === code ? [key] : []
    );
  }, department);

test('the coordinator reminds a department: its clerk is told at once on the sheet and on the work page, until it is filled', async ({
  demo,
  browser
}) => {
  const { chief, clerk } = await chiefAndClerk(browser, demo.address);
  await expect(clerk.getByTestId('remind')).toHaveCount(0);

  await chief.getByTestId('remind').click();
  const dialog = chief.getByRole('dialog', { name: '催报' });
  const line = dialog.locator('label').filter({ hasText: '行政复议机构' });
  await expect(line).toContainText(/\d+ 格未填/);
  await dialog.getByLabel('全选').uncheck();
  await expect(chief.getByTestId('remind-send')).toBeDisabled();
  await line.getByRole('checkbox').check();
  await dialog.getByLabel(/附言/).fill('请今天下班前填完');
  await shot(chief, 'remind-dialog');
  await chief.getByTestId('remind-send').click();
  await expect(dialog).toBeHidden();
  await expect(chief.getByTestId('notice')).toContainText('已催报 1 个');

  // at once, without reloading
  const strip = clerk.getByTestId('reminder');
  await expect(strip).toContainText('盐津县 牵头单位');
  await expect(strip).toContainText('请今天下班前填完');
  await expect(strip).toContainText(/行政复议机构.*还有 \d+ 格未填/);
  await shot(clerk, 'remind-strip');

  // not again so soon, and in the history of the sheet
  await chief.getByTestId('remind').click();
  await expect(line.getByRole('checkbox')).toBeDisabled();
  await expect(line).toContainText('已催');
  await chief.keyboard.press('Escape');
  await chief.getByRole('tab', { name: '变动记录' }).click();
  await chief.getByRole('checkbox', { name: '整张表的最近变动' }).check();
  await expect(chief.getByText('请今天下班前填完')).toBeVisible();
  await shot(chief, 'remind-history');

  await clerk.goto(`${demo.address}/work`);
  const card = clerk.getByTestId('reminders');
  await expect(card).toContainText('请今天下班前填完');
  await shot(clerk, 'remind-work');
  await card.getByRole('link').click();
  await gridIsShown(clerk);
  await expect(strip).toBeVisible();

  // filled through the API as another program would: the strip follows the sheet
  const keys = await cellsOf(clerk, '司法局(行政复议机构)');
  expect(keys.length).toBeGreaterThan(5);
  const writes: { key: string; content: unknown }[] = [];
  for (const key of keys) {
    const content = await clerk.evaluate(
      (one) =>
        (globalThis as unknown as { huibiao: { sheet: { content(key: string): unknown } } }).huibiao.sheet.content(one),
      key
    );
    if (content === undefined) writes.push({ key, content: { nothing: 'notApplicable' } });
  }
  const id = clerk.url().split('/').at(-1)!.split('?')[0]!;
  const answer = await clerk.request.put(`${demo.address}/api/v1/sheets/${id}/cells`, {
    data: { writes },
    headers: { origin: demo.address }
  });
  expect(answer.status()).toBe(200);
  await expect(strip).toHaveCount(0);
  await clerk.goto(`${demo.address}/work`);
  await expect(card).toHaveCount(0);
});

test('the upper level reminds all units that are not in; the coordinator puts it away', async ({ demo, browser }) => {
  const upper = await person(browser, demo.address, 'zhaotong');
  await upper.goto(`${demo.address}/totals`);
  await upper.getByTestId('remind').click();
  const dialog = upper.getByRole('dialog', { name: '催报' });
  await expect(dialog.locator('label').filter({ hasText: '盐津县' })).toContainText(/未填|填报中|待审核|已退回/);
  await dialog.getByLabel(/附言/).fill('市里今天汇总');
  await shot(upper, 'remind-units');
  await upper.getByTestId('remind-send').click();
  await expect(upper.getByTestId('reminded')).toContainText(/已催报 \d+ 个/);
  await shot(upper, 'remind-totals');

  const chief = await person(browser, demo.address, 'yanjin');
  await expect(chief.getByTestId('reminders')).toContainText('盐津县尚未上报');
  await chief.getByTestId('reminders').getByRole('link').first().click();
  await gridIsShown(chief);
  await expect(chief.getByTestId('reminder')).toContainText('市里今天汇总');
  await shot(chief, 'remind-strip-unit');
  const told = chief.waitForResponse((answer) => answer.url().endsWith('/dismissed'));
  await chief.getByTestId('reminder').getByRole('button', { name: '知道了' }).click();
  expect((await told).status()).toBe(204);
  await chief.reload();
  await gridIsShown(chief);
  await expect(chief.getByTestId('reminder')).toHaveCount(0);
});
