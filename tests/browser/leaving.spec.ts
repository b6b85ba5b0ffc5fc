// Signing out on a shared PC, with edits that the server never got.
import { allSaved, contentOf, openSheet, typeInto } from './sheet-desk.ts';
import { expect, person, test } from './demo-server.ts';

test('what an earlier page left unsaved is named before it is wiped, and stays when its person does', async ({
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

  // the same person, another page: the sheet is not open here
  const later = await context.newPage();
  await later.goto(`${demo.address}/work`);
  const asked: string[] = [];
  later.once('dialog', (dialog) => {
    asked.push(dialog.message());
    void dialog.dismiss();
  });
  await later.getByRole('button', { name: /账户/ }).click();
  await later.getByTestId('sign-out').click();
  await expect.poll(() => asked).toEqual([expect.stringContaining('2 处改动')]);
  await expect(later).toHaveURL(/\/work/);

  // stayed: the sheet is opened again and the edits reach the server
  await later.goto(`${demo.address}/work`);
  await openSheet(later, '盐津县');
  await allSaved(later);
  expect(await contentOf(later, 'XZFY.SL')).toMatchObject({ number: '40' });

  // all is saved now: signing out asks nothing
  later.on('dialog', (dialog) => {
    asked.push(dialog.message());
    void dialog.accept();
  });
  await later.getByRole('button', { name: /账户/ }).click();
  await later.getByTestId('sign-out').click();
  await later.waitForURL(/\/login/);
  expect(asked).toHaveLength(1);
});
