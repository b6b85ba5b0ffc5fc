// A day without a network, in a browser that is closed and opened again; and a new build that comes while people are away.
import { asId, type SheetId } from '#core/basics/ids.ts';
import type { Stage } from '#core/workflow/stages.ts';
import { openSqlite } from '#server/storage/open-sqlite.ts';
import { allSaved, goTo, gridIsShown, holds, openSheet, typeInto } from './sheet-desk.ts';
import { person, signIn } from './demo-server.ts';
import { expect, readyForOffline, test } from './one-computer.ts';

async function moveStage(folder: string, sheetId: string, to: Stage): Promise<void> {
  const storage = await openSqlite(folder);
  const sheet = await storage.sheets.byId(asId<SheetId>(sheetId));
  expect(await storage.sheets.setStage(sheet!.id, sheet!.stage, sheet!.seq, to)).toBe(true);
  await storage.close();
}

test('[UI40] no network: the browser is closed and opened again, the page loads, rates compute, and all is saved when it is back', async ({
  demo,
  computer,
  browser
}) => {
  const morning = await computer.open();
  await signIn(morning, demo.address, 'yanjin-fuyi');
  await openSheet(morning, '盐津县');
  const address = morning.url();
  await typeInto(morning, 'XZFY.SQ', '41');
  await allSaved(morning);
  await readyForOffline(morning);
  await computer.context.setOffline(true);
  await typeInto(morning, 'XZFY.SL', '40');
  await expect(morning.getByTestId('saved')).toContainText('1 项待保存');
  await computer.close();
  // the browser's own switch does not reach its service worker at once: the server is away as well
  await demo.stop('SIGKILL');

  const noon = await computer.open({ offline: true });
  await noon.goto(`${demo.address}/work`);
  await expect(noon.getByRole('heading', { name: '目前连不上服务器' })).toBeVisible();
  await expect(noon.getByRole('listitem')).toContainText('1 处待上传');
  await noon.screenshot({ path: 'test-results/offline-list.png' });
  await noon.getByRole('link', { name: '盐津县' }).click();
  await noon.waitForURL(address);
  await gridIsShown(noon);
  await holds(noon, 'XZFY.SQ', '41');
  await holds(noon, 'XZFY.SL', '40');
  await expect(noon.getByTestId('offline-bar')).toContainText('离线填报');
  // rules and rates run: more accepted than applied for is found at once
  await typeInto(noon, 'XZFY.SL', '57');
  await goTo(noon, 'XZFY.SL');
  await noon.getByRole('tab', { name: '审核结果' }).click();
  await expect(noon.getByTestId('panel')).toContainText('行政复议受理件数');
  await expect(noon.getByTestId('panel')).toContainText('57');
  await noon.screenshot({ path: 'test-results/offline-sheet.png' });
  await computer.close();

  const evening = await computer.open({ offline: true });
  await evening.goto(address);
  await gridIsShown(evening);
  await holds(evening, 'XZFY.SL', '57');
  await demo.startAgain();
  await computer.context.setOffline(false);
  await allSaved(evening);
  await expect(evening.getByTestId('offline-bar')).toContainText('已恢复联网');
  await evening.getByRole('button', { name: '刷新' }).click();
  await expect(evening.getByTestId('offline-bar')).toHaveCount(0);
  await gridIsShown(evening);

  const other = await person(browser, demo.address, 'yanjin');
  await openSheet(other, '盐津县');
  await holds(other, 'XZFY.SQ', '41');
  await holds(other, 'XZFY.SL', '57');
});

test('[UI40] a server that is gone: the same, and what it refuses when it is back is listed with the values', async ({
  demo,
  computer
}) => {
  const page = await computer.open();
  await signIn(page, demo.address, 'yanjin-fuyi');
  await openSheet(page, '盐津县');
  const address = page.url();
  await allSaved(page);
  await readyForOffline(page);
  await computer.close();

  await demo.stop('SIGKILL');
  const away = await computer.open();
  await away.goto(address);
  await gridIsShown(away);
  await typeInto(away, 'XZFY.SQ', '71');
  await typeInto(away, 'XZFY.SL', '70');
  await expect(away.getByTestId('saved')).toContainText('2 项待保存');
  await computer.close();
  // the coordinator submits the sheet while this computer is switched off
  await moveStage(demo.folder, address.split('/').at(-1)!, 'submitted');

  const back = await computer.open();
  await back.goto(address);
  await gridIsShown(back);
  await holds(back, 'XZFY.SQ', '71');
  await demo.startAgain();
  await expect(back.getByTestId('notice')).toContainText('2 处改动未被服务器接受');
  await back.getByRole('tab', { name: '未写入' }).click();
  await expect(back.getByTestId('refused').getByRole('listitem')).toHaveCount(2);
  await expect(back.getByTestId('refused')).toContainText('71');
  await back.screenshot({ path: 'test-results/offline-refused.png' });
});
