// The program is replaced by another build while people have sheets open, with edits that the server does not have yet.
import type { Page } from '@playwright/test';
import { allSaved, goTo, gridIsShown, holds, openSheet, typeInto } from './sheet-desk.ts';
import { person, signIn } from './demo-server.ts';
import { expect, readyForOffline, test } from './one-computer.ts';
import { makeOtherBuild } from './other-build.ts';

const buildOf = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .flatMap(({ name }) => /_app\/immutable\/entry\/(.+)$/.exec(name)?.[1] ?? [])
  );

test('[UI43] another build comes while a sheet is open: its person is told, goes on, turns over when they want to, and nothing is lost', async ({
  demo,
  computer,
  browser
}) => {
  const other = makeOtherBuild();
  try {
    const page = await computer.open();
    await signIn(page, demo.address, 'yanjin-fuyi');
    await openSheet(page, '盐津县');
    const old = await buildOf(page);
    await typeInto(page, 'XZFY.SQ', '41');
    await allSaved(page);
    await readyForOffline(page);
    let loads = 0;
    page.on('load', () => loads++);

    await demo.stop('SIGTERM');
    await typeInto(page, 'XZFY.SL', '40');
    await expect(page.getByTestId('saved')).toContainText('1 项填写不会丢');
    await demo.startAgain({ main: other.main });
    expect(await (await fetch(`${demo.address}/_app/version.json`)).json()).toEqual({ version: other.version });
    // the old page is taken by the new server, and goes on as it is
    await allSaved(page);
    await typeInto(page, 'XZFY.QT', '1');
    await allSaved(page);
    await expect(page.getByTestId('new-version')).toHaveCount(0);

    // the browser finds the new build when it opens another page
    const second = await computer.open();
    await second.goto(`${demo.address}/work`);
    const told = page.getByTestId('new-version');
    await expect(told).toContainText('新版本');
    // what an old page needs only now is no longer at the server: it was kept
    await page.getByRole('button', { name: /账户/ }).click();
    await page.keyboard.press('Escape');
    await demo.stop('SIGKILL');
    await typeInto(page, 'XZFY.JZ', '7');
    await expect(page.getByTestId('saved')).toContainText('1 项待保存');
    await page.screenshot({ path: 'test-results/new-build.png' });
    expect(loads, 'nobody turned the page over without being asked').toBe(0);
    await demo.startAgain({ main: other.main });
    await allSaved(page);
    await goTo(page, 'XZFY.SQ');
    await page.keyboard.type('42');
    await page.keyboard.press('Enter');
    const turned = page.waitForEvent('load');
    await told.getByRole('button').click();
    await turned;
    await gridIsShown(page);
    await allSaved(page);
    expect(await buildOf(page)).not.toEqual(old);
    for (const [cell, number] of [
      ['XZFY.SQ', '42'],
      ['XZFY.SL', '40'],
      ['XZFY.QT', '1'],
      ['XZFY.JZ', '7']
    ] as const)
      await holds(page, cell, number);
    await expect(told).toHaveCount(0);

    const reader = await person(browser, demo.address, 'yanjin');
    await openSheet(reader, '盐津县');
    await holds(reader, 'XZFY.SQ', '42');
    await holds(reader, 'XZFY.JZ', '7');
  } finally {
    other.remove();
  }
});

test('[UI43] edits of an offline day are sent by a page of the build that comes after it', async ({
  demo,
  computer
}) => {
  const other = makeOtherBuild();
  try {
    const page = await computer.open();
    await signIn(page, demo.address, 'yanjin-fuyi');
    await openSheet(page, '盐津县');
    const address = page.url();
    await allSaved(page);
    await readyForOffline(page);
    await demo.stop('SIGKILL');
    await typeInto(page, 'XZFY.SQ', '61');
    await expect(page.getByTestId('saved')).toContainText('1 项待保存');
    await computer.close();
    await demo.startAgain({ main: other.main });
    const later = await computer.open();
    await later.goto(address);
    await gridIsShown(later);
    await allSaved(later);
    await holds(later, 'XZFY.SQ', '61');
  } finally {
    other.remove();
  }
});

test('[UI44] who wants no motion sees none', async ({ demo, browser }) => {
  const page = await person(browser, demo.address, 'yanjin-fuyi');
  let isHeld = false;
  await page.routeWebSocket(/\/sync\//, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      if (!isHeld) socket.send(message);
    });
  });
  await openSheet(page, '盐津县');
  await allSaved(page);
  // nobody says that it is saved: the mark turns
  isHeld = true;
  await typeInto(page, 'XZFY.SQ', '41');
  await expect(page.getByTestId('saved')).toHaveAttribute('data-state', 'saving');
  const moving = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('*')]
        .filter((element) => {
          const { animationName, transitionDuration } = getComputedStyle(element);
          return animationName !== 'none' || transitionDuration.split(', ').some((each) => each !== '0s');
        })
        .map((element) => element.className)
    );
  expect(String(await moving()), 'otherwise it turns').toContain('turn');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await moving()).toEqual([]);
});
