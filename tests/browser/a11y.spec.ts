// The whole filling flow without a mouse, and at each stop what a screen reader is given: the name of what has the focus, and what the
// live regions say, politely or at once.
import type { Page } from '@playwright/test';
import { expect, test } from './demo-server.ts';
import { gridIsShown } from './sheet-desk.ts';

interface Spoken {
  text: string;
  atOnce: boolean;
}
type Heard = typeof globalThis & { heard: Spoken[] };

/** writes down what live regions say from here on, on every page that is opened */
async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const heard: Spoken[] = [];
    (globalThis as Heard).heard = heard;
    const hear = (node: Node): void => {
      const element = node instanceof Element ? node : node.parentElement;
      const region = element?.closest('[role=alert], [role=status], [aria-live]');
      const text = region?.textContent?.replace(/\s+/g, ' ').trim();
      if (!region || !text) return;
      const atOnce = region.getAttribute('role') === 'alert' || region.getAttribute('aria-live') === 'assertive';
      heard.push({ text, atOnce });
    };
    new MutationObserver((changes) => {
      for (const { target } of changes) hear(target);
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
}

const says = (page: Page, text: string, { atOnce }: { atOnce: boolean }) =>
  expect
    .poll(() => page.evaluate(() => (globalThis as Heard).heard), { message: `“${text}” is said` })
    .toContainEqual({ text: expect.stringContaining(text), atOnce });

/** role, name and state of what has the focus, from the browser's accessibility tree */
async function focused(page: Page): Promise<{ role: string; name: string }> {
  const session = await page.context().newCDPSession(page);
  try {
    const { result } = await session.send('Runtime.evaluate', { expression: 'document.activeElement' });
    const { nodes } = await session.send('Accessibility.getPartialAXTree', {
      objectId: result.objectId!,
      fetchRelatives: false
    });
    const [node] = nodes;
    return { role: String(node?.role?.value), name: String(node?.name?.value) };
  } finally {
    await session.detach();
  }
}

/** Tab until the focus is on what is called so */
async function tabTo(page: Page, name: RegExp, key = 'Tab', most = 40): Promise<{ role: string; name: string }> {
  const met: string[] = [];
  for (let steps = 0; steps < most; steps += 1) {
    const here = await focused(page);
    if (name.test(here.name)) return here;
    met.push(`${here.role} ${here.name}`);
    await page.keyboard.press(key);
  }
  throw new Error(`${name} cannot be reached by ${key}: ${met.join(' → ')}`);
}

const press = async (page: Page, ...keys: string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};

async function findRow(page: Page, code: string): Promise<void> {
  await press(page, 'Control+f');
  expect(await focused(page)).toMatchObject({ role: 'combobox' });
  await page.keyboard.type(code);
  await press(page, 'Enter');
  await expect(page.getByTestId('where')).toContainText(code);
  await press(page, 'Escape');
}

test('[UI50] [UI51] sign in, find, type, explain, comment, submit and sign out without a mouse, read aloud at each stop', async ({
  demo,
  browser
}) => {
  test.setTimeout(150_000);
  const context = await browser.newContext({ locale: 'zh-CN' });
  const page = await context.newPage();
  await listen(page);
  await page.goto(`${demo.address}/login`);

  await test.step('sign in', async () => {
    await tabTo(page, /账号|用户名|登录名/);
    await page.keyboard.type('dingxian');
    await press(page, 'Tab');
    await page.keyboard.type('huibiao-demo');
    await press(page, 'Enter');
    await page.waitForURL(/\/work/);
    expect(await page.title()).not.toBe('');
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  });

  await test.step('open the sheet from the list', async () => {
    expect((await tabTo(page, /^丁县/)).role).toBe('link');
    await press(page, 'Enter');
    await gridIsShown(page);
    await expect.poll(async () => (await focused(page)).name).toMatch(/第 1 行“.+”、本年、/);
  });

  await test.step('a cell says row, column, value, unit and state; a text that is no number is refused at once', async () => {
    await findRow(page, 'YSHJ.ZC');
    await expect.poll(async () => focused(page)).toMatchObject({ role: 'textbox' });
    expect((await focused(page)).name).toMatch(/“新注册企业数”、本年、未填/);
    await page.keyboard.type('一百吧');
    await press(page, 'Enter');
    await says(page, '一百吧', { atOnce: true });
    await findRow(page, 'YSHJ.ZC');
    await page.keyboard.type('10');
    await press(page, 'Enter');
    await says(page, '已保存', { atOnce: false });
    await findRow(page, 'YSHJ.ZC');
    await expect.poll(async () => (await focused(page)).name).toMatch(/本年、10 (户|家|个)/);
  });

  await test.step('a computed cell says that it is computed, and why nothing can be typed', async () => {
    await findRow(page, 'XZTJ.CGL');
    await expect.poll(async () => (await focused(page)).name).toContain('公式');
    await page.keyboard.type('5');
    await says(page, '公式', { atOnce: false });
  });

  await test.step('a finding arises, is said, and stands in the name of its cell', async () => {
    await findRow(page, 'YSHJ.MFKZ');
    await page.keyboard.type('20');
    await press(page, 'Enter');
    await says(page, '新的审核问题', { atOnce: false });
    await findRow(page, 'YSHJ.MFKZ');
    await expect.poll(async () => (await focused(page)).name).toMatch(/20 .*免费刻章套数一般不大于新注册企业数/);
  });

  await test.step('the findings are reached by F6 and explained', async () => {
    await press(page, 'F6');
    await tabTo(page, /审核结果/);
    await press(page, 'Enter');
    await expect(page.getByTestId('findings')).toBeVisible();
    expect((await tabTo(page, /^说明原因$/)).role).toBe('button');
    await press(page, 'Enter');
    expect((await tabTo(page, /^说明原因$/)).role).toBe('textbox');
    await page.keyboard.type('新注册企业中有分支机构另领印章，经与市场监管局核对无误');
    await tabTo(page, /^保存说明$/);
    await press(page, 'Enter');
    await says(page, '说明', { atOnce: false });
    await expect(page.getByTestId('findings')).toContainText('另领印章');
  });

  await test.step('a comment from the cell’s menu', async () => {
    await findRow(page, 'YSHJ.MFKZ');
    await press(page, 'Shift+F10');
    await expect(page.getByTestId('cell-menu')).toBeVisible();
    expect((await focused(page)).role).toBe('menuitem');
    await tabTo(page, /批注/, 'ArrowDown');
    await press(page, 'Enter');
    await expect.poll(() => focused(page)).toMatchObject({ role: 'combobox', name: expect.stringContaining('批注') });
    await page.keyboard.type('已与市场监管局核对');
    await press(page, 'Control+Enter');
    await expect(page.getByTestId('cell-comments')).toContainText('已与市场监管局核对');
    await press(page, 'Escape');
    await expect.poll(async () => (await focused(page)).name).toContain('免费刻章');
  });

  await test.step('a network that is gone and back is said, and interrupts nobody', async () => {
    await context.setOffline(true);
    await says(page, '离线', { atOnce: false });
    await context.setOffline(false);
    await expect(page.getByTestId('saved')).toHaveAttribute('data-state', 'saved');
  });

  await test.step('submit', async () => {
    await press(page, 'Shift+F6', 'Shift+F6');
    expect((await tabTo(page, /^提交$/)).role).toBe('button');
    await press(page, 'Enter');
    await expect(page.getByRole('dialog', { name: '提交' })).toBeVisible();
    await tabTo(page, /^提交$/);
    await press(page, 'Enter');
    await expect(page.getByRole('dialog')).toBeHidden();
    await says(page, '待审核', { atOnce: false });
    await findRow(page, 'YSHJ.MFKZ');
    await page.keyboard.type('7');
    await expect(page.getByTestId('notice')).toBeVisible();
  });

  await test.step('sign out', async () => {
    await press(page, 'Shift+F6', 'Shift+F6', 'Shift+F6');
    await tabTo(page, /账户/);
    await press(page, 'Enter');
    await tabTo(page, /^退出/);
    await press(page, 'Enter');
    await page.waitForURL(/\/login/);
  });
});
