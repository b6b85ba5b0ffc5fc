// The clipboard in a real browser: what other programs put there, what they find there, and what strangers may have put there.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { Desk } from '#ui/grid/desk.svelte.ts';
import { readHtmlTable } from '#ui/clipboard/read-html-table.ts';
import { otherProgram } from './clipboard.ts';
import { expect, person, test } from './demo-server.ts';
import { allSaved, contentOf, goTo, holds, openSheet, typeInto } from './sheet-desk.ts';

type Window = typeof globalThis & { huibiao: { desk: Desk } };

const notice = (page: Page) => page.getByTestId('notice');
const notWritten = (page: Page) =>
  page.evaluate(() =>
    [...(globalThis as Window).huibiao.desk.notWritten.values()].map(({ key, text, reason }) => [key, text, reason])
  );
const excel = (rows: string) => ({
  'text/html': `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style><!--td {mso-number-format:General;} .xl65 {mso-number-format:"\\#\\,\\#\\#0";}--></style></head><body><table>${rows}</table></body></html>`,
  'text/plain': 'the table is read\r\n'
});

async function pasteAt(page: Page, code: string): Promise<void> {
  await goTo(page, code);
  await page.keyboard.press('Control+v');
}

test('[UI5, UI10, UI11] Excel’s table goes in as one step, what is refused is listed with a jump, copies come out as numbers', async ({
  demo,
  browser
}) => {
  const page = await person(browser, demo.address, 'dingxian');
  await openSheet(page, '丁县');
  const other = await otherProgram(page);

  await test.step('the number in the cell counts, hidden rows are left out and told, the rest is refused with its reason', async () => {
    await other.copies(
      excel(
        `<tr><td class=xl65 x:num="475961.6">475,962</td></tr><tr style='display:none'><td>9</td></tr><tr><td class=xl65>####</td></tr><tr><td>2024/5/1</td></tr>`
      )
    );
    await pasteAt(page, 'JBQK.XZ');
    await holds(page, 'JBQK.XZ', '475961.6');
    await expect(notice(page)).toContainText('已写入 1 格，2 格没有写入');
    await expect(notice(page)).toContainText('隐藏的 1 行没有粘贴');
    expect(await notWritten(page)).toEqual([
      ['t1/JBQK.C/bn', '####', 'hidden-number'],
      ['t1/JBQK.SQ/bn', '2024/5/1', 'date']
    ]);
    await notice(page).getByRole('button', { name: '查看' }).click();
    const list = page.getByTestId('not-written');
    await expect(list.locator('li')).toHaveCount(2);
    await expect(page.getByTestId('reasons')).toContainText('像日期');
    await list.getByRole('button').nth(2).click(); // the place of the second
    await expect(page.getByTestId('where')).toContainText('社区数');
    await page.screenshot({ path: test.info().outputPath('refused.png') });
  });

  await test.step('one step of undo takes the whole block back', async () => {
    await other.copies({ 'text/plain': '5\r\n6\r\n7\r\n' });
    await pasteAt(page, 'ZZLD.DC.ZS');
    await holds(page, 'ZZLD.FK.FM', '7');
    await page.keyboard.press('Control+z');
    for (const code of ['ZZLD.DC.ZS', 'ZZLD.DC.WT', 'ZZLD.FK.FM'])
      expect(await contentOf(page, code)).toEqual({ nothing: 'blank' });
    await page.keyboard.press('Control+y');
    await holds(page, 'ZZLD.DC.WT', '6');
  });

  await test.step('a copied block is numbers for Excel, and comes back here as it was', async () => {
    await typeInto(page, 'ZZLD.DC.ZS', '57余');
    await typeInto(page, 'ZZLD.DC.WT', '1234.50');
    await typeInto(page, 'ZZLD.FK.FM', '不适用');
    await goTo(page, 'ZZLD.DC.ZS');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Control+c');
    const found = await other.finds();
    expect(found['text/plain']?.replaceAll('\r', '')).toBe('57余\n1234.50\n/');
    expect(found['text/html']).toContain('x:num="57"');
    expect(found['text/html']).toContain('x:num="1234.50"');
    await page.getByTestId('grid').click({ position: { x: 5, y: 5 } });
    await pasteAt(page, 'ZZLD.FK.WT');
    await expect.poll(() => contentOf(page, 'ZZLD.FK.WT')).toEqual({ number: '57', qualifier: '余' });
    expect(await contentOf(page, 'ZZLD.RL.FM')).toEqual({ number: '1234.50' });
    expect(await contentOf(page, 'ZZLD.RL.WT')).toEqual({ nothing: 'notApplicable' });
  });

  await test.step('cut takes the content along and leaves the cells blank', async () => {
    await goTo(page, 'ZZLD.FK.WT');
    await page.keyboard.press('Control+x');
    expect(await contentOf(page, 'ZZLD.FK.WT')).toEqual({ nothing: 'blank' });
    await pasteAt(page, 'ZZLD.DD.XZ');
    await expect.poll(() => contentOf(page, 'ZZLD.DD.XZ')).toEqual({ number: '57', qualifier: '余' });
  });

  await test.step('from the menu of the cell too', async () => {
    await goTo(page, 'ZZLD.RL.FM');
    await page.keyboard.press('Shift+F10');
    await page.getByTestId('cell-menu').getByText('复制', { exact: true }).click();
    expect((await other.finds())['text/plain']).toBe('1234.50');
  });

  await test.step('an open editor takes text as text, and its own copy is its own', async () => {
    await other.copies({ 'text/plain': '12\r\n' });
    await goTo(page, 'ZZLD.DD.BM');
    await page.keyboard.press('F2');
    await page.keyboard.press('Control+v');
    await page.keyboard.press('Enter');
    await holds(page, 'ZZLD.DD.BM', '12');
  });

  await test.step('a field beside the grid keeps its clipboard', async () => {
    await other.copies({ 'text/plain': 'JBQK.C' });
    await page.getByTestId('find').fill('');
    await page.keyboard.press('Control+v');
    await expect(page.getByTestId('find')).toHaveValue('JBQK.C');
    await page.keyboard.press('Escape');
  });

  await test.step('a picture alone, and too much, are said', async () => {
    await other.copies({ 'text/html': '<img src="x.png">' });
    await pasteAt(page, 'ZZLD.DD.BM');
    await expect(notice(page)).toContainText('剪贴板里没有文字或表格');
    await other.copies({ 'text/html': `<table>${`<tr>${'<td>1</td>'.repeat(50)}</tr>`.repeat(20_001)}</table>` });
    await pasteAt(page, 'ZZLD.DD.BM');
    await expect(notice(page)).toContainText('内容太多');
    await holds(page, 'ZZLD.DD.BM', '12');
  });
  await allSaved(page);
});

test('[UI11] nothing of a clipboard runs, loads or becomes an element of the page', async ({ demo, browser }) => {
  const page = await person(browser, demo.address, 'dingxian');
  await openSheet(page, '丁县');
  const other = await otherProgram(page);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const before = await page.evaluate(() => document.querySelectorAll('img, script, iframe, svg').length);
  const nasty = `<img src="${demo.address}/stolen.png" onerror="globalThis.ran=1"><script>globalThis.ran=2</script><svg onload="globalThis.ran=3"></svg><iframe src="javascript:globalThis.ran=4"></iframe>`;
  await other.copies({
    'text/html': `<table><tr><td>5${nasty}</td></tr><tr><td>&lt;img src=x onerror="globalThis.ran=5"&gt;</td></tr></table>${nasty}`
  });
  await pasteAt(page, 'JBQK.XZ');
  await holds(page, 'JBQK.XZ', '5');
  await notice(page).getByRole('button', { name: '查看' }).click();
  await expect(page.getByTestId('not-written')).toContainText('<img src=x onerror="globalThis.ran=5">');
  expect(await page.evaluate(() => (globalThis as unknown as { ran?: number }).ran)).toBeUndefined();
  expect(await page.evaluate(() => document.querySelectorAll('img, script, iframe').length)).toBeLessThanOrEqual(
    before
  );
  expect(asked.filter((url) => url.includes('stolen'))).toEqual([]);
});

test('[UI5] ten thousand cells: those that belong here go in, the others are told as one', async ({
  demo,
  browser
}) => {
  const page = await person(browser, demo.address, 'dingxian');
  await openSheet(page, '丁县');
  const other = await otherProgram(page);
  await other.copies({
    'text/plain': Array.from({ length: 1_000 }, () => Array(10).fill('7').join('\t')).join('\r\n')
  });
  await pasteAt(page, 'JBQK.XZ');
  await holds(page, 'JBQK.SQ', '7');
  await expect(notice(page)).toContainText('没有写入');
  await notice(page).getByRole('button', { name: '查看' }).click();
  await expect(page.getByTestId('not-written').locator('li')).toHaveCount(200);
  await page.screenshot({ path: test.info().outputPath('ten-thousand.png') });
  const counts = await page.evaluate(() => {
    const kept = [...(globalThis as Window).huibiao.desk.notWritten.values()];
    return kept.reduce((sum, { count }) => sum + (count ?? 1), 0);
  });
  const written = Number(/已写入 (\d+) 格/.exec(await notice(page).innerText())?.[1]);
  expect(counts + written).toBe(10_000);
  await page.keyboard.press('Escape');
  await goTo(page, 'JBQK.XZ');
  await page.keyboard.press('Control+z');
  await expect.poll(() => contentOf(page, 'JBQK.XZ')).toEqual({ nothing: 'blank' });
  await allSaved(page);
});

test('our reader of HTML finds the cells that the browser finds', async ({ page }) => {
  const cases = readFileSync('tests/ui/clipboard/blocks.table.txt', 'utf8').split(/^=== /m).slice(1);
  const htmls = cases
    .flatMap((one) => /--- (?:excel|wps|html)\n([\s\S]*?)\n---/.exec(one)?.[1] ?? [])
    .filter(
      (html) => /<td/.test(html) && !/display|<table[\s\S]*<table|mso-ignore|!\[if|span=1000000|1048575|<TR>/.test(html)
    )
    .map((html) => (html.includes('<table') ? html : `<table>${html}</table>`));
  expect(htmls.length).toBeGreaterThan(8);
  for (const html of htmls) {
    const theirs = await page.evaluate(
      (text) =>
        [...new DOMParser().parseFromString(text, 'text/html').querySelectorAll('td')].map((td) => {
          for (const gone of td.querySelectorAll('script, style')) gone.remove();
          return td.textContent.replace(/\s+/g, '');
        }),
      html
    );
    const ours = readHtmlTable(html);
    expect(
      ours.ok && ours.value!.block.flat().flatMap((cell) => (cell ? [cell.text.replace(/\s+/g, '')] : []))
    ).toEqual(theirs);
  }
});
