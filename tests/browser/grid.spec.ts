// The grid's manners in a real browser: keys, clipboard, input methods, refused texts, and edits of others that disturb nobody.
import type { CDPSession, Page } from '@playwright/test';
import type { Desk } from '#ui/grid/desk.svelte.ts';
import { allSaved, contentOf, goTo, holds, openSheet, typeInto } from './sheet-desk.ts';
import { expect, person, signIn, test } from './demo-server.ts';

type Window = typeof globalThis & {
  huibiao: {
    desk: Desk;
    hot: {
      getActiveEditor(): { isOpened(): boolean; getValue(): string } | undefined;
      selectCell(row: number, column: number, toRow?: number, toColumn?: number): boolean;
    };
  };
};

/** code of the row and column of the selected cell */
const where = (page: Page) => page.evaluate(() => (globalThis as Window).huibiao.desk.selected);
const notice = (page: Page) => page.getByTestId('notice');
const editor = (page: Page) =>
  page.evaluate(() => {
    const active = (globalThis as Window).huibiao.hot.getActiveEditor();
    return { isOpened: active?.isOpened() ?? false, text: active?.getValue() ?? '' };
  });
const notWritten = (page: Page) =>
  page.evaluate(() =>
    [...(globalThis as Window).huibiao.desk.notWritten.values()].map(({ key, text, reason }) => [key, text, reason])
  );

async function paste(page: Page, code: string, text: string): Promise<void> {
  await goTo(page, code);
  await page.evaluate((block) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', block);
    document.activeElement!.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    );
  }, text);
}

/** what an input method does: composes and then puts the words in */
async function compose(cdp: CDPSession, words: string): Promise<void> {
  for (let end = 1; end <= words.length; end += 1)
    await cdp.send('Input.imeSetComposition', { text: words.slice(0, end), selectionStart: end, selectionEnd: end });
  await cdp.send('Input.insertText', { text: words });
}

test('[UI4, UI5, UI7] typing, keys, paste and undo are Excel’s, and nothing that was refused goes away', async ({
  demo,
  browser
}) => {
  // 丁县 has not begun: its sheet is empty
  const fresh = await person(browser, demo.address, 'dingxian');
  await openSheet(fresh, '丁县');

  await test.step('Enter goes down over the section row, Tab Tab Enter comes back', async () => {
    await typeInto(fresh, 'JBQK.SQ', '3');
    expect(await where(fresh)).toBe('t1/ZZLD.JF/bn');
    await fresh.keyboard.press('Tab');
    await fresh.keyboard.press('Tab');
    expect(await where(fresh)).toBe('t1/ZZLD.JF/tb');
    await fresh.keyboard.press('Enter');
    expect(await where(fresh)).toBe('t1/ZZLD.DC.ZS/bn');
    await fresh.keyboard.press('Shift+Enter');
    expect(await where(fresh)).toBe('t1/ZZLD.JF/bn');
  });

  await test.step('a text that is no number stays in its cell with the reason', async () => {
    await typeInto(fresh, 'JBQK.C', 'twelve');
    await expect(notice(fresh)).toContainText('不是数字');
    expect(await contentOf(fresh, 'JBQK.C')).toBeUndefined();
    await goTo(fresh, 'JBQK.C');
    await fresh.keyboard.press('F2');
    expect(await editor(fresh)).toEqual({ isOpened: true, text: 'twelve' });
    await fresh.keyboard.press('Escape');
    expect(await notWritten(fresh)).toEqual([['t1/JBQK.C/bn', 'twelve', 'not-a-number']]);
    // put in without a key, as dictation does
    await typeInto(fresh, 'JBQK.C', '１，２００');
    await holds(fresh, 'JBQK.C', '1200');
    expect(await notWritten(fresh)).toEqual([]);
  });

  await test.step('Delete clears, Ctrl+Z brings back, Ctrl+Y takes again', async () => {
    await goTo(fresh, 'JBQK.C');
    await fresh.keyboard.press('Delete');
    expect(await contentOf(fresh, 'JBQK.C')).toEqual({ nothing: 'blank' });
    await fresh.keyboard.press('Control+z');
    await holds(fresh, 'JBQK.C', '1200');
    await fresh.keyboard.press('Control+y');
    expect(await contentOf(fresh, 'JBQK.C')).toEqual({ nothing: 'blank' });
  });

  await test.step('a pasted block is one step of undo; the rest is listed with its reasons', async () => {
    await paste(fresh, 'ZZLD.DC.ZS', '5\t9\n七\t\n3,000\t');
    await holds(fresh, 'ZZLD.DC.ZS', '5');
    await holds(fresh, 'ZZLD.FK.FM', '3000');
    expect(await notWritten(fresh)).toEqual([
      ['t1/ZZLD.DC.ZS/sn', '9', 'not-entered'],
      ['t1/ZZLD.DC.WT/bn', '七', 'not-a-number']
    ]);
    await expect(notice(fresh)).toContainText('2 格没有写入');
    await fresh.evaluate(() => (globalThis as Window).huibiao.desk.dropAll());
    await goTo(fresh, 'ZZLD.DC.ZS');
    await fresh.keyboard.press('Control+z');
    expect(await contentOf(fresh, 'ZZLD.DC.ZS')).toEqual({ nothing: 'blank' });
    expect(await contentOf(fresh, 'ZZLD.FK.FM')).toEqual({ nothing: 'blank' });
  });

  await test.step('Ctrl+D fills down, Ctrl+arrow finds the edge, the selection is summed exactly', async () => {
    await typeInto(fresh, 'ZZLD.JF', '0.1');
    await typeInto(fresh, 'ZZLD.DC.ZS', '7');
    await goTo(fresh, 'ZZLD.DC.ZS');
    await fresh.keyboard.press('Shift+ArrowDown');
    await fresh.keyboard.press('Shift+ArrowDown');
    await fresh.keyboard.press('Control+d');
    await holds(fresh, 'ZZLD.FK.FM', '7');
    await goTo(fresh, 'ZZLD.JF');
    await fresh.keyboard.press('Control+Shift+ArrowDown');
    await expect(fresh.getByTestId('sums')).toContainText('21.1');
    await goTo(fresh, 'ZZLD.JF');
    await fresh.keyboard.press('Control+ArrowDown');
    expect(await where(fresh)).toBe('t1/ZZLD.FK.FM/bn');
  });

  await test.step('Ctrl+S says that all is saved', async () => {
    await allSaved(fresh);
    await fresh.keyboard.press('Control+s');
    await expect(notice(fresh)).toContainText('已保存');
  });
});

test('[UI6] edits of others close no editor, move no view, and an editor left as it was writes nothing back', async ({
  demo,
  browser
}) => {
  const page = await person(browser, demo.address, 'yanjin');
  const clerk = await person(browser, demo.address, 'yanjin-fuyi');
  await openSheet(page, '盐津县');
  await openSheet(clerk, '盐津县');

  await goTo(page, 'XZFY.JZ');
  await page.keyboard.press('F2');
  await page.keyboard.type('88');
  const before = await page
    .getByTestId('grid')
    .locator('.ht_master .wtHolder')
    .evaluate((holder) => holder.scrollTop);
  for (const [code, number] of [
    ['XZFY.SQ', '31'],
    ['XZFY.SL', '30'],
    ['XZFY.QT', '1']
  ] as const)
    await typeInto(clerk, code, number);
  await holds(page, 'XZFY.QT', '1');
  const open = await editor(page);
  expect(open.isOpened).toBe(true);
  expect(open.text).toMatch(/88$/);
  expect(
    await page
      .getByTestId('grid')
      .locator('.ht_master .wtHolder')
      .evaluate((holder) => holder.scrollTop)
  ).toBe(before);
  await page.keyboard.press('Escape');

  // the same cell: opened, overwritten by the clerk, left with Enter
  await goTo(page, 'XZFY.SQ');
  await page.keyboard.press('F2');
  await typeInto(clerk, 'XZFY.SQ', '32');
  await holds(page, 'XZFY.SQ', '32');
  await page.keyboard.press('Enter');
  await allSaved(page);
  await holds(clerk, 'XZFY.SQ', '32');
  await holds(page, 'XZFY.SQ', '32');
});

test('the first key of an input method is not lost, also while others type', async ({ demo, browser }) => {
  const page = await person(browser, demo.address, 'dingxian');
  await openSheet(page, '丁县');
  const cdp = await page.context().newCDPSession(page);
  const codes = ['JBQK.XZ', 'JBQK.C', 'JBQK.SQ', 'ZZLD.JF', 'ZZLD.DC.ZS', 'ZZLD.DC.WT'];
  for (const [at, code] of codes.entries()) {
    await goTo(page, code);
    await compose(cdp, `数字${at}`);
    await page.keyboard.press('Enter');
  }
  expect((await notWritten(page)).map(([, text]) => text)).toEqual(codes.map((_, at) => `数字${at}`));
  await goTo(page, 'JBQK.XZ');
  await compose(cdp, '１２');
  await page.keyboard.press('Enter');
  await holds(page, 'JBQK.XZ', '12');
});

test('[UI9] a page sends little JavaScript, and only the sheet page the grid', async ({ demo, browser }) => {
  // without the service worker, which answers from its store, where nothing is compressed
  const context = await browser.newContext({ locale: 'zh-CN', serviceWorkers: 'block' });
  const page = await context.newPage();
  await signIn(page, demo.address, 'yanjin');
  const sent = () =>
    page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter((entry): entry is PerformanceResourceTiming => /\.js(\?|$)/.test(entry.name))
        .reduce((sum, entry) => sum + entry.encodedBodySize, 0)
    );
  for (const path of ['/work', '/totals', '/imports', '/exports', '/setup/collections', '/account']) {
    await page.goto(demo.address + path, { waitUntil: 'networkidle' });
    expect(await sent(), path).toBeLessThan(120_000);
  }
  await page.goto(`${demo.address}/work`);
  const href = await page.getByRole('link', { name: '盐津县' }).first().getAttribute('href');
  await page.goto(demo.address + href, { waitUntil: 'networkidle' });
  await page.getByTestId('grid').locator('td').first().waitFor();
  expect(await sent()).toBeLessThan(450_000);
});
