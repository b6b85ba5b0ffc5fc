// A shared office PC: who leaves takes everything along, who comes never sees what was there, and what was not sent stays its person's.
import type { Page } from '@playwright/test';
import { allSaved, contentOf, gridIsShown, holds, openSheet, typeInto } from './sheet-desk.ts';
import { person, signIn, type DemoServer } from './demo-server.ts';
import { allKept, expect, readyForOffline, test } from './one-computer.ts';

// figures that stand nowhere else
const unsent = ['48151', '62342'] as const;

/** The clerk of 行政复议 with one edit saved and two that the server never got; the server is gone. */
async function workWithoutServer(page: Page, demo: DemoServer): Promise<void> {
  await signIn(page, demo.address, 'yanjin-fuyi');
  await openSheet(page, '盐津县');
  await typeInto(page, 'XZFY.SQ', '41');
  await allSaved(page);
  await readyForOffline(page);
  await demo.stop('SIGKILL');
  await typeInto(page, 'XZFY.SL', unsent[0]);
  await typeInto(page, 'XZFY.QT', unsent[1]);
  await expect(page.getByTestId('saved')).toContainText('2 项待保存');
}

async function askToSignOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /账户/ }).click();
  await page.getByTestId('sign-out').click();
}

test('[UI41] what an earlier page left unsaved is named before it is wiped, and stays when its person does', async ({
  demo,
  browser
}) => {
  const page = await person(browser, demo.address, 'yanjin-fuyi');
  await openSheet(page, '盐津县');
  await typeInto(page, 'XZFY.SQ', '41');
  await allSaved(page);
  await demo.stop('SIGKILL');
  await typeInto(page, 'XZFY.SL', '40');
  await typeInto(page, 'XZFY.QT', '1');
  await expect(page.getByTestId('saved')).toContainText('2 项待保存');
  const context = page.context();
  await page.close();
  await demo.startAgain();

  // the same person, another page: the sheet is not open here, and the page says what is still here
  const later = await context.newPage();
  await later.goto(`${demo.address}/work`);
  await expect(later.getByTestId('unsent')).toContainText('盐津县');
  await expect(later.getByTestId('unsent')).toContainText('2 处待上传');
  await later.screenshot({ path: 'test-results/unsent.png' });
  await askToSignOut(later);
  const asked = later.getByRole('dialog', { name: '还有 2 处改动没有保存到服务器' });
  await expect(asked).toContainText('盐津县');
  await later.screenshot({ path: 'test-results/sign-out-asks.png' });
  await later.getByTestId('sign-out-stay').click();
  await expect(asked).toBeHidden();
  await expect(later).toHaveURL(/\/work/);

  // stayed: the sheet is opened again and the edits reach the server
  await later.getByTestId('unsent').getByRole('link').click();
  await gridIsShown(later);
  await allSaved(later);
  expect(await contentOf(later, 'XZFY.SL')).toMatchObject({ number: '40' });

  // all is saved now: signing out asks nothing
  await askToSignOut(later);
  await later.waitForURL(/\/login/);
});

test('[UI41] signing out wipes all that the browser kept of its person, in all tabs', async ({ demo, computer }) => {
  const page = await computer.open();
  await signIn(page, demo.address, 'yanjin-fuyi');
  await openSheet(page, '盐津县');
  await typeInto(page, 'XZFY.SQ', unsent[0]);
  await allSaved(page);
  await readyForOffline(page);
  const second = await computer.open();
  await second.goto(page.url());
  await gridIsShown(second);
  await page.evaluate(() => localStorage.setItem('of nobody', 'stays'));
  expect(await allKept(page)).toContain('行政复议申请件数');
  await askToSignOut(page);
  await page.waitForURL(/\/login/);
  await second.waitForURL(/\/login/);
  const left = await allKept(page);
  for (const trace of [unsent[0], '行政复议', '盐津', 'XZFY']) expect(left).not.toContain(trace);
  expect(left).toContain('of nobody');

  // the Back button shows nothing of it, and without a network there is nobody here
  await page.goBack();
  await page.waitForURL(/\/login/);
  await demo.stop('SIGKILL');
  await page.goto(`${demo.address}/work`);
  await expect(page.getByText('登录需要联网')).toBeVisible();
});

test('[UI41] signing out without a network: wiped at once, and the session ends before the next page is shown', async ({
  demo,
  computer
}) => {
  const page = await computer.open();
  await workWithoutServer(page, demo);
  await askToSignOut(page);
  await expect(page.getByTestId('sign-out-asks')).toBeVisible();
  await page.getByTestId('sign-out-anyway').click();
  await page.waitForURL(/\/login/);
  await expect(page.getByText('登录需要联网')).toBeVisible();
  for (const figure of unsent) expect(await allKept(page)).not.toContain(figure);
  await computer.close();

  await demo.startAgain();
  const next = await computer.open();
  const shown: string[] = [];
  next.on(
    'framenavigated',
    (frame) =>
      void frame.title().then(
        (title) => shown.push(title),
        () => undefined
      )
  );
  await next.goto(`${demo.address}/work`);
  await next.waitForURL(/\/login/);
  // nothing was shown to whoever sits there now
  expect(shown.join()).not.toContain('我的填报表');
  // and the session is over
  await next.goto(`${demo.address}/work`);
  await expect(next).toHaveURL(/\/login/);
});

test('[UI41] a browser whose storage fails says that something may be left, and the session ends all the same', async ({
  demo,
  browser
}) => {
  const page = await person(browser, demo.address, 'yanjin-fuyi');
  await openSheet(page, '盐津县');
  await allSaved(page);
  await page.evaluate(() => {
    const broken = () => {
      throw new DOMException('the storage is broken', 'UnknownError');
    };
    IDBFactory.prototype.open = broken;
    IDBDatabase.prototype.transaction = broken;
  });
  await askToSignOut(page);
  const said = page.getByTestId('left');
  await expect(said).toContainText('已退出登录');
  await expect(said).toContainText('可能没有从这台电脑上清除干净');
  await expect(said).not.toContainText('连不上服务器');
  await page.keyboard.press('Escape');
  await expect(said).toBeVisible();
  await page.screenshot({ path: 'test-results/left-not-wiped.png' });
  await said.getByRole('button').click();
  await page.waitForURL(/\/login/);
  await page.goto(`${demo.address}/work`);
  await expect(page).toHaveURL(/\/login/);
});

test('[UI41] without a network and without a service worker an owed sign-out is told, and the server ends the session before it shows anything', async ({
  demo,
  browser
}) => {
  const context = await browser.newContext({ locale: 'zh-CN', serviceWorkers: 'block' });
  const page = await context.newPage();
  await signIn(page, demo.address, 'yanjin-fuyi');
  const session = (await context.cookies()).filter(({ name }) => name === 'huibiao_session');
  await demo.stop('SIGKILL');
  await askToSignOut(page);
  const said = page.getByTestId('left');
  await expect(said).toContainText('已在这台电脑上退出');
  await expect(said).toContainText('会先结束您的登录，再显示任何内容');
  await page.screenshot({ path: 'test-results/left-not-ended.png' });
  await demo.startAgain();
  const answers: (string | undefined)[] = [];
  page.on('response', (answer) => answers.push(`${answer.status()} ${new URL(answer.url()).pathname}`));
  await page.goto(`${demo.address}/work`);
  await expect(page).toHaveURL(/\/login/);
  expect(answers[0]).toBe('303 /work');
  // ended, and not only hidden from this browser
  const thief = await browser.newContext();
  await thief.addCookies(session);
  const stolen = await thief.newPage();
  await stolen.goto(`${demo.address}/work`);
  await expect(stolen).toHaveURL(/\/login/);
  // and the next person stays signed in
  await signIn(page, demo.address, 'yanjin-sifaju');
  await page.reload();
  await expect(page.getByRole('button', { name: /账户/ })).toContainText('盐津县司法局');
});

test('[UI42] closed without signing out: who signs in next sees nothing of it, and the unsent edits wait for their person', async ({
  demo,
  computer
}) => {
  const first = await computer.open();
  await workWithoutServer(first, demo);
  const address = first.url();
  await computer.close();
  await demo.startAgain();

  // the first one's session has ended; nobody signed out
  const next = await computer.open();
  await computer.context.clearCookies({ name: 'huibiao_session' });
  await next.goto(address);
  await expect(next).toHaveURL(/\/login/);
  await signIn(next, demo.address, 'yanjin-sifaju');
  await openSheet(next, '盐津县');
  await allSaved(next);
  expect(await contentOf(next, 'XZFY.SL')).not.toMatchObject({ number: unsent[0] });
  await expect(next.getByTestId('refused')).toHaveCount(0);
  await readyForOffline(next);
  // without a network too: the page that opens is the second person's
  await demo.stop('SIGKILL');
  await next.goto(`${demo.address}/work`);
  await expect(next.getByRole('button', { name: /账户/ })).toContainText('盐津县司法局');
  await next.getByRole('link', { name: '盐津县' }).click();
  await gridIsShown(next);
  expect(await contentOf(next, 'XZFY.SL')).not.toMatchObject({ number: unsent[0] });
  await demo.startAgain();
  await allSaved(next);
  await next.goto(`${demo.address}/work`);
  await askToSignOut(next);
  await next.waitForURL(/\/login/);

  // the first one comes back: told on the first page, and saved when the sheet is opened
  await signIn(next, demo.address, 'yanjin-fuyi');
  await next.getByTestId('unsent').getByRole('link').click();
  await gridIsShown(next);
  await allSaved(next);
  await holds(next, 'XZFY.SL', unsent[0]);
  await holds(next, 'XZFY.QT', unsent[1]);
});

test('[UI42] another person signs in in another tab: the first page is covered and its edits are never sent as theirs', async ({
  demo,
  computer,
  browser
}) => {
  const first = await computer.open();
  await workWithoutServer(first, demo);
  const second = await computer.open();
  await computer.context.clearCookies({ name: 'huibiao_session' });
  await demo.startAgain();
  await signIn(second, demo.address, 'yanjin-sifaju');
  await expect(first.getByTestId('other-person')).toBeVisible();
  await first.keyboard.press('Escape');
  await expect(first.getByTestId('other-person')).toBeVisible();
  await first.screenshot({ path: 'test-results/other-person.png' });
  // the first tab asks for its connection again, with the second person's cookie: refused
  await expect(first.getByTestId('closed')).toContainText('登录已失效');
  const reader = await person(browser, demo.address, 'yanjin');
  await openSheet(reader, '盐津县');
  await allSaved(reader);
  expect(await contentOf(reader, 'XZFY.SL')).not.toMatchObject({ number: unsent[0] });
  await first.bringToFront();
  await first.getByTestId('other-person').getByRole('button').click();
  await first.waitForURL(/\/work/);
  await expect(first.getByRole('button', { name: /账户/ })).toContainText('盐津县司法局');
});

test('two people in two profiles of one computer keep to themselves', async ({ demo, computer, browser }) => {
  const own = await computer.open();
  await signIn(own, demo.address, 'yanjin-fuyi');
  await openSheet(own, '盐津县');
  await allSaved(own);
  const other = await person(browser, demo.address, 'yanjin-sifaju');
  await openSheet(other, '盐津县');
  await allSaved(other);
  await demo.stop('SIGKILL');
  await typeInto(own, 'XZFY.SL', unsent[0]);
  await typeInto(other, 'XZTJ.SL', unsent[1]);
  await expect(own.getByTestId('saved')).toContainText('1 项待保存');
  await expect(other.getByTestId('saved')).toContainText('1 项待保存');
  expect(await contentOf(other, 'XZFY.SL')).not.toMatchObject({ number: unsent[0] });
  await demo.startAgain();
  await holds(other, 'XZFY.SL', unsent[0]);
  await holds(own, 'XZTJ.SL', unsent[1]);
});
