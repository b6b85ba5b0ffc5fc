// A server that is stopped in order while people type, and started again on the same folder.
import { rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
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

test('a disk that fails: the server says so and ends in order, people are told, and nothing typed is lost', async ({
  demo,
  browser
}) => {
  const failing = join(demo.folder, 'fail-flush');
  await demo.stop('SIGTERM');
  const preload = pathToFileURL(resolve('tests/tools/failing-disk.js')).href;
  await demo.startAgain({ environment: { NODE_OPTIONS: `--import=${preload}`, FAIL_FLUSH: failing } });
  const page = await person(browser, demo.address, 'yanjin-fuyi');
  await openSheet(page, '盐津县');
  await typeInto(page, cells[0]!, '41');
  await allSaved(page);

  const ended = demo.ended();
  writeFileSync(failing, '');
  await typeInto(page, cells[1]!, '42');
  const { code, said } = await ended;
  expect(code).toBe(1);
  expect(said).toContain('磁盘写入失败');
  expect(said).toContain('Look at the disk, then start the server again.');
  const mark = page.getByTestId('saved');
  await expect(mark).toHaveAttribute('data-state', 'offline');
  await expect(mark, 'the edit that the disk did not take').not.toContainText('已保存');

  rmSync(failing);
  await demo.startAgain();
  await typeInto(page, cells[2]!, '43');
  await allSaved(page);
  const other = await person(browser, demo.address, 'yanjin');
  await openSheet(other, '盐津县');
  for (const [at, cell] of cells.slice(0, 3).entries()) await holds(other, cell, String(41 + at));
});

/** A sign-in whose last byte is not sent yet; what is answered is gathered. */
async function halfARequest(address: string): Promise<{ socket: Socket; last: string; answer: Promise<string> }> {
  const { hostname, port, host } = new URL(address);
  const body = 'login=yanjin&password=wrong';
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.on('data', (bytes) => (text += String(bytes)));
  const answer = new Promise<string>((done) => socket.on('close', () => done(text)));
  socket.on('error', () => undefined);
  await new Promise<void>((sent) =>
    socket.write(
      `POST /login HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${address}\r\nContent-Type: application/x-www-form-urlencoded\r\n` +
        `Content-Length: ${body.length}\r\n\r\n${body.slice(0, -1)}`,
      () => sent()
    )
  );
  // answered by the same process: so the half has been read too
  await fetch(`${address}/healthz`);
  return { socket, last: body.slice(-1), answer };
}

test('a request that is being answered when the server is asked to stop is answered', async ({ demo }) => {
  const { socket, last, answer } = await halfARequest(demo.address);
  const stopped = demo.stop('SIGTERM');
  // it listens no more, and has not gone
  await expect
    .poll(() =>
      fetch(`${demo.address}/healthz`).then(
        () => 'open',
        () => 'closed'
      )
    )
    .toBe('closed');
  socket.write(last);
  expect(await answer).toMatch(/^HTTP\/1.1 (200|400)/);
  await stopped;
  await demo.startAgain();
});

test('who asks nothing to the end does not keep the server from stopping; asked twice it stops at once', async ({
  demo
}) => {
  await halfARequest(demo.address);
  let begun = Date.now();
  await demo.stop('SIGTERM');
  expect(Date.now() - begun).toBeLessThan(10_000);

  await demo.startAgain();
  await halfARequest(demo.address);
  begun = Date.now();
  const stopped = demo.stop('SIGTERM');
  await expect
    .poll(() =>
      fetch(`${demo.address}/healthz`).then(
        () => 'open',
        () => 'closed'
      )
    )
    .toBe('closed');
  await demo.stop('SIGTERM');
  await stopped;
  expect(Date.now() - begun).toBeLessThan(4_000);
  await demo.startAgain();
});
