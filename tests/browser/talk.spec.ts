// What people say to each other at a sheet: comments with mentions, races for a cell, undo over another's value, a returned sheet.
import type { Page } from '@playwright/test';
import { allSaved, chiefAndClerk, goTo, gridIsShown, holds, keyOf, openSheet, typeInto } from './sheet-desk.ts';
import { expect, person, test } from './demo-server.ts';

const shots = process.env.SHOTS;
const shot = async (page: Page, name: string): Promise<void> => {
  if (shots) await page.screenshot({ path: `${shots}/${name}-${page.viewportSize()?.width}.png` });
};

/** classes of the selected cell */
const classesOf = (page: Page, code: string): Promise<string[]> =>
  page.evaluate((key) => {
    const { hot, desk } = (
      globalThis as unknown as {
        huibiao: {
          hot: { getCell(row: number, column: number, top: boolean): HTMLElement | null };
          desk: { position?: { row: number; column: number } };
        };
      }
    ).huibiao;
    void key;
    const at = desk.position!;
    return [...hot.getCell(at.row, at.column, true)!.classList].filter((name) => name.startsWith('c-'));
  }, keyOf(code));

test('a comment with a mention reaches the other at once, marks the cell, is answered and resolved by keyboard', async ({
  demo,
  browser
}) => {
  const { chief, clerk } = await chiefAndClerk(browser, demo.address);
  // elsewhere: who looks at the cell itself has seen the comment as soon as it comes
  await goTo(clerk, 'XZTJ.SL');
  await goTo(chief, 'XZFY.SQ');

  // by keyboard only: into the details, on to the comment box, @, choose, send
  await chief.keyboard.press('Control+Enter');
  const box = chief.getByTestId('comment-box').getByRole('combobox');
  await box.focus();
  await chief.keyboard.type('请核对 @行政复议');
  await expect(chief.getByRole('option').first()).toBeVisible();
  await shot(chief, 'comment-people');
  await chief.keyboard.press('Enter');
  await expect(box).toHaveValue(/@盐津县司法局.+ $/);
  await chief.keyboard.type('这个数');
  await chief.keyboard.press('Control+Enter');
  await expect(chief.getByTestId('thread')).toHaveCount(1);

  // the other sees it without reloading: strip, mark on the cell, thread
  await expect(clerk.getByTestId('mentioned')).toBeVisible();
  await shot(clerk, 'mentioned');
  await clerk.getByTestId('mentioned').getByRole('button').click();
  await expect.poll(() => classesOf(clerk, 'XZFY.SQ')).toContain('c-comment');
  await expect(clerk.getByTestId('thread')).toBeVisible();
  await clerk.getByTestId('thread').scrollIntoViewIfNeeded();
  await expect(clerk.getByTestId('mentioned')).toBeHidden();
  await expect(clerk.getByRole('button', { name: '标为已解决' })).toHaveCount(0);
  const answer = clerk.getByTestId('answer-box').getByRole('combobox');
  await answer.fill('已核对，补录两件');
  await answer.press('Control+Enter');
  await expect(chief.getByTestId('thread')).toContainText('补录两件');
  await shot(chief, 'thread');

  // Esc leads back to the cell
  await answer.press('Escape');
  await clerk.keyboard.type('31');
  await clerk.keyboard.press('Enter');
  await holds(chief, 'XZFY.SQ', '31');

  await chief.getByRole('button', { name: '标为已解决' }).click();
  await goTo(clerk, 'XZFY.SQ');
  await expect.poll(() => classesOf(clerk, 'XZFY.SQ')).not.toContain('c-comment');

  // the auditor reads and does not write
  const auditor = await person(browser, demo.address, 'audit');
  await auditor.goto(chief.url());
  await gridIsShown(auditor);
  await goTo(auditor, 'XZFY.SQ');
  await expect(auditor.getByTestId('cell-comments')).toContainText('已解决的批注 1 条');
  await expect(auditor.getByTestId('comment-box')).toHaveCount(0);
  await shot(auditor, 'auditor');
});

test('a mention waits on the work page and leads to its cell; the list of comments jumps', async ({
  demo,
  browser
}) => {
  const chief = await person(browser, demo.address, 'yanjin');
  await openSheet(chief, '盐津县');
  for (const [code, text] of [
    ['XZFY.SQ', '@盐津县司法局 填报员 请看一下复议数'],
    ['XZTJ.SL', '上年口径不同？']
  ] as const) {
    await goTo(chief, code);
    const box = chief.getByTestId('comment-box').getByRole('combobox');
    await box.fill(text);
    await chief.waitForResponse((answer) => answer.url().endsWith('/people')).catch(() => undefined);
    await box.press('Control+Enter');
    await expect(chief.getByTestId('cell-comments')).toContainText(text.slice(-5));
  }
  await chief.getByRole('tab', { name: /批注/ }).click();
  const lines = chief.getByTestId('comments').getByRole('listitem');
  await expect(lines).toHaveCount(2);
  await shot(chief, 'comments-panel');
  await lines.last().getByRole('button').first().click();
  await expect(chief.getByTestId('where')).toContainText('XZFY.SQ');

  const clerk = await person(browser, demo.address, 'yanjin-sifaju');
  await expect(clerk.getByTestId('mentions')).toContainText('请看一下复议数');
  await shot(clerk, 'work');
  await clerk.getByTestId('mentions').getByRole('link').click();
  await gridIsShown(clerk);
  await expect(clerk.getByTestId('where')).toContainText('XZFY.SQ');
  await clerk.getByTestId('thread').scrollIntoViewIfNeeded();
  await expect(clerk.getByTestId('mentioned')).toBeHidden();
  await clerk.goto(`${demo.address}/work`);
  await expect(clerk.getByTestId('mentions')).toHaveCount(0);
});

test('two who write one cell at once are both told with both values; undo leaves the other’s alone and names them', async ({
  demo,
  browser
}) => {
  const { chief, clerk } = await chiefAndClerk(browser, demo.address);
  await typeInto(clerk, 'XZFY.SQ', '20');
  await holds(chief, 'XZFY.SQ', '20');
  await allSaved(clerk);
  // the clerk types while the network is away, the coordinator meanwhile
  await clerk.context().setOffline(true);
  await expect(clerk.getByTestId('saved')).toHaveAttribute('data-state', 'offline');
  await typeInto(clerk, 'XZFY.SQ', '41');
  await typeInto(chief, 'XZFY.SQ', '42');
  await allSaved(chief);
  await clerk.context().setOffline(false);
  await allSaved(clerk);
  for (const page of [chief, clerk]) {
    await expect(page.getByTestId('meetings')).toContainText('41');
    await expect(page.getByTestId('meetings')).toContainText('42');
    await expect(page.getByTestId('meetings').getByRole('listitem')).toHaveCount(1);
  }
  await expect(clerk.getByTestId('meetings')).toContainText('盐津县 牵头单位');
  await shot(clerk, 'meeting');
  await goTo(clerk, 'XZFY.SQ');
  await expect(clerk.getByTestId('recent')).toContainText('41');
  await expect(clerk.getByTestId('recent')).toContainText('42');
  await clerk.getByTestId('meetings').getByRole('button', { name: '关闭提示' }).click();

  await typeInto(clerk, 'XZFY.SQ', '50');
  await holds(chief, 'XZFY.SQ', '50');
  await typeInto(chief, 'XZFY.SQ', '51');
  await holds(clerk, 'XZFY.SQ', '51');
  await goTo(clerk, 'XZFY.SQ');
  await clerk.keyboard.press('Control+z');
  await expect(clerk.getByTestId('notice')).toContainText('盐津县 牵头单位');
  await expect(clerk.getByTestId('notice')).toContainText('51');
  await shot(clerk, 'undo-left');
  await holds(chief, 'XZFY.SQ', '51');
});
