// Two departments of one county in one sheet, each in a browser of their own.
import { allSaved, contentOf, goTo, holds, mayWrite, openSheet, painted, typeInto } from './sheet-desk.ts';
import { expect, person, test } from './demo-server.ts';

test('two departments type at the same time: both see everything, neither writes the other’s rows', async ({
  demo,
  browser
}) => {
  const review = await person(browser, demo.address, 'yanjin-fuyi'); // 司法局(行政复议机构)
  const justice = await person(browser, demo.address, 'yanjin-sifaju'); // 司法局
  await openSheet(review, '盐津县');
  await openSheet(justice, '盐津县');

  await Promise.all([typeInto(review, 'XZFY.SQ', '27'), typeInto(justice, 'XZTJ.SL', '1,234')]);
  await typeInto(justice, 'XZTJ.CG', '617');
  for (const page of [review, justice]) {
    await holds(page, 'XZFY.SQ', '27');
    await holds(page, 'XZTJ.SL', '1234');
    await holds(page, 'XZTJ.CG', '617');
  }
  await allSaved(review);
  await allSaved(justice);
  // the rate computes itself, in the other's browser too
  expect(await painted(review, 'XZTJ.CGL')).toContain('50.00');

  // the other's rows are closed: a key does nothing, and the text tells why
  expect(await mayWrite(justice, 'XZFY.SQ')).toBe(false);
  const before = await contentOf(justice, 'XZFY.SQ');
  await goTo(justice, 'XZFY.SQ');
  await justice.keyboard.type('99');
  await justice.keyboard.press('Enter');
  await typeInto(justice, 'XZTJ.SL', '1235'); // a later edit has made its way: the earlier one would have too
  await holds(review, 'XZTJ.SL', '1235');
  expect(await contentOf(review, 'XZFY.SQ')).toEqual(before);
  expect(await contentOf(justice, 'XZFY.SQ')).toEqual(before);

  // who else is here is shown by name
  await expect(review.getByTestId('people')).toContainText('司');
});

test('what was saved survives a killed server, and the browser comes back by itself', async ({ demo, browser }) => {
  const review = await person(browser, demo.address, 'yanjin-fuyi');
  await openSheet(review, '盐津县');
  await typeInto(review, 'XZFY.SQ', '28');
  await allSaved(review);
  await demo.stop('SIGKILL');
  await expect(review.getByTestId('saved')).toHaveAttribute('data-state', 'offline');
  await typeInto(review, 'XZFY.SL', '26'); // goes on without the server
  await demo.startAgain();
  await allSaved(review);
  const other = await person(browser, demo.address, 'yanjin');
  await openSheet(other, '盐津县');
  await holds(other, 'XZFY.SQ', '28');
  await holds(other, 'XZFY.SL', '26');
});

test('a pulled network cable is told at once, and what is typed meanwhile is saved when it is back', async ({
  demo,
  browser
}) => {
  const review = await person(browser, demo.address, 'yanjin-fuyi');
  await openSheet(review, '盐津县');
  await allSaved(review);
  await review.context().setOffline(true);
  await expect(review.getByTestId('saved')).toHaveAttribute('data-state', 'offline', { timeout: 5_000 });
  await typeInto(review, 'XZFY.SQ', '29');
  await review.context().setOffline(false);
  await allSaved(review);
  const other = await person(browser, demo.address, 'yanjin');
  await openSheet(other, '盐津县');
  await holds(other, 'XZFY.SQ', '29');
});
