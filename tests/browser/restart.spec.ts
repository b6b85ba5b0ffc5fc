// A server that is stopped in order while people type, and started again on the same folder.
import { expect, person, test } from './demo-server.ts';
import { allSaved, contentOf, goTo, holds, openSheet, typeInto } from './sheet-desk.ts';

const cells = ['XZFY.SQ', 'XZFY.SL', 'XZFY.QT', 'XZFY.JZ'];

test('typing across a restart loses nothing: people are told, go on, and are connected again by themselves', async ({
  demo,
  browser
}) => {
  const page = await person(browser, demo.address, 'yanjin-fuyi');
  await openSheet(page, '盐津县');
  await typeInto(page, cells[0]!, '41');
  await allSaved(page);
  // the last edit is on its way while the order to stop comes
  await typeInto(page, cells[1]!, '42');
  const begun = Date.now();
  await demo.stop('SIGTERM');
  expect(Date.now() - begun).toBeLessThan(10_000);

  const mark = page.getByTestId('saved');
  await expect(mark).toHaveAttribute('data-state', 'offline');
  await expect(mark).toContainText('服务器正在重启');
  await goTo(page, cells[2]!);
  await page.keyboard.type('43');
  await page.keyboard.press('Enter');
  await expect(mark).toContainText('填写不会丢，稍后自动保存');
  await demo.startAgain();
  await allSaved(page);
  await typeInto(page, cells[3]!, '44');
  await allSaved(page);

  const other = await person(browser, demo.address, 'yanjin');
  await openSheet(other, '盐津县');
  for (const [at, cell] of cells.entries()) {
    await holds(other, cell, String(41 + at));
    expect(await contentOf(page, cell)).toEqual(await contentOf(other, cell));
  }
});
