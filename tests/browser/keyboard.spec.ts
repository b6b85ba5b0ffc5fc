// Every key of the grid as Excel has it, walked through in a real browser: where it leads, what it writes, and what it leaves alone.
import type { Page } from '@playwright/test';
import type { Desk } from '#ui/grid/desk.svelte.ts';
import { expect, person, test } from './demo-server.ts';
import { allSaved, contentOf, goTo, holds, openSheet, typeInto } from './sheet-desk.ts';

type Window = typeof globalThis & {
  huibiao: {
    desk: Desk;
    hot: {
      getActiveEditor(): { isOpened(): boolean; getValue(): string } | undefined;
      getSelectedLast(): [number, number, number, number] | undefined;
      countRows(): number;
      countCols(): number;
      getCell(row: number, column: number, topmost: boolean): HTMLElement | null;
    };
  };
};

const where = (page: Page) => page.evaluate(() => (globalThis as Window).huibiao.desk.selected);
const area = (page: Page) => page.evaluate(() => (globalThis as Window).huibiao.hot.getSelectedLast());
const editing = (page: Page) =>
  page.evaluate(() => {
    const editor = (globalThis as Window).huibiao.hot.getActiveEditor();
    return editor?.isOpened() ? editor.getValue() : undefined;
  });
const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};
const box = async (page: Page, row: number, column: number) => {
  const found = await page.evaluate(
    ([down, right]) => {
      const rect = (globalThis as Window).huibiao.hot.getCell(down, right, true)!.getBoundingClientRect();
      return { left: rect.left, top: rect.top, right: rect.right, bottom: rect.bottom };
    },
    [row, column] as const
  );
  return found;
};

test('[UI7] the keys are Excel’s', async ({ demo, browser }) => {
  test.setTimeout(180_000);
  const page = await person(browser, demo.address, 'dingxian');
  await openSheet(page, '丁县');

  await test.step('typing replaces, F2 and a double click edit, Esc leaves it as it was', async () => {
    await typeInto(page, 'JBQK.XZ', '10');
    await typeInto(page, 'JBQK.XZ', '11');
    await holds(page, 'JBQK.XZ', '11');
    await goTo(page, 'JBQK.XZ');
    await press(page, 'F2');
    expect(await editing(page)).toBe('11');
    await page.keyboard.type('5');
    await press(page, 'Enter');
    await holds(page, 'JBQK.XZ', '115');
    await goTo(page, 'JBQK.XZ');
    await page.keyboard.type('9');
    await press(page, 'Escape');
    expect(await editing(page)).toBeUndefined();
    await holds(page, 'JBQK.XZ', '115');
    expect(await where(page)).toBe('t1/JBQK.XZ/bn');
    const at = await box(page, 1, 3);
    await page.mouse.dblclick((at.left + at.right) / 2, (at.top + at.bottom) / 2);
    expect(await editing(page)).toBe('115');
    await press(page, 'Escape');
  });

  await test.step('Enter down over the section, Shift+Enter up, Tab right, Shift+Tab left, Enter back to where Tab began', async () => {
    await goTo(page, 'JBQK.SQ');
    await press(page, 'Enter');
    expect(await where(page)).toBe('t1/ZZLD.JF/bn');
    await press(page, 'Shift+Enter');
    expect(await where(page)).toBe('t1/JBQK.SQ/bn');
    await press(page, 'Tab');
    expect(await where(page)).toBe('t1/JBQK.SQ/sn');
    await press(page, 'Shift+Tab');
    expect(await where(page)).toBe('t1/JBQK.SQ/bn');
    await press(page, 'Tab', 'Tab', 'Enter');
    expect(await where(page)).toBe('t1/ZZLD.JF/bn');
  });

  await test.step('typed texts move on with Enter, Tab and the arrows', async () => {
    await goTo(page, 'JBQK.C');
    await page.keyboard.type('21');
    await press(page, 'ArrowDown');
    expect(await where(page)).toBe('t1/JBQK.SQ/bn');
    await page.keyboard.type('31');
    await press(page, 'Tab');
    expect(await where(page)).toBe('t1/JBQK.SQ/sn');
    await holds(page, 'JBQK.C', '21');
    await holds(page, 'JBQK.SQ', '31');
  });

  await test.step('Delete and Backspace clear the content only', async () => {
    await page.evaluate(() => {
      const { sheet } = (globalThis as Window).huibiao.desk;
      sheet.write([{ key: 't1/JBQK.C/bn' as never, content: { number: '21', note: '见附件' } }]);
    });
    await goTo(page, 'JBQK.C');
    await press(page, 'Delete');
    expect(await contentOf(page, 'JBQK.C')).toEqual({ nothing: 'blank', note: '见附件' });
    await press(page, 'Control+z');
    await holds(page, 'JBQK.C', '21');
    await goTo(page, 'JBQK.SQ');
    await press(page, 'Backspace');
    await expect.poll(() => contentOf(page, 'JBQK.SQ')).toEqual({ nothing: 'blank' });
    await press(page, 'Escape', 'Control+z');
    await holds(page, 'JBQK.SQ', '31');
  });

  await test.step('Ctrl+D and Ctrl+R fill; what may not be written is told', async () => {
    await typeInto(page, 'ZZLD.DC.ZS', '7');
    await goTo(page, 'ZZLD.DC.ZS');
    await press(page, 'Shift+ArrowDown', 'Shift+ArrowDown', 'Control+d');
    await holds(page, 'ZZLD.DC.WT', '7');
    await holds(page, 'ZZLD.FK.FM', '7');
    await press(page, 'Control+z');
    expect(await contentOf(page, 'ZZLD.FK.FM')).toEqual({ nothing: 'blank' });
    await press(page, 'Control+y');
    await holds(page, 'ZZLD.FK.FM', '7');
    await goTo(page, 'ZZLD.DC.ZS');
    await press(page, 'Shift+ArrowRight', 'Control+r');
    await expect(page.getByTestId('notice')).toContainText('没有写入');
    await press(page, 'Control+z'); // nothing was written: only the texts are taken back
    expect(await page.evaluate(() => (globalThis as Window).huibiao.desk.notWritten.size)).toBe(0);
    await holds(page, 'ZZLD.FK.FM', '7');
  });

  await test.step('the fill handle fills', async () => {
    await goTo(page, 'ZZLD.FK.FM');
    const [row = 0, column = 0] = (await area(page))!;
    const from = await box(page, row, column);
    const to = await box(page, row + 2, column);
    await page.mouse.move(from.right - 1, from.bottom - 1);
    await page.mouse.down();
    await page.mouse.move((to.left + to.right) / 2, (to.top + to.bottom) / 2, { steps: 6 });
    await page.mouse.up();
    await holds(page, 'ZZLD.FK.WT', '7');
    await holds(page, 'ZZLD.RL.FM', '7');
    await press(page, 'Control+z');
    expect(await contentOf(page, 'ZZLD.RL.FM')).toEqual({ nothing: 'blank' });
  });

  await test.step('Ctrl+arrows to the edge of the region, with Shift they extend', async () => {
    await goTo(page, 'JBQK.XZ');
    await press(page, 'Control+ArrowDown');
    expect(await where(page)).toBe('t1/JBQK.SQ/bn');
    await press(page, 'Control+ArrowUp');
    expect(await where(page)).toBe('t1/JBQK.XZ/bn');
    await press(page, 'Control+Shift+ArrowDown');
    expect(await area(page)).toEqual([1, 3, 3, 3]);
    await expect(page.getByTestId('sums')).toContainText('167'); // 115 + 21 + 31
    await goTo(page, 'JBQK.XZ');
    await press(page, 'Control+ArrowLeft');
    expect((await area(page))![1]).toBeLessThan(3);
  });

  await test.step('Ctrl+Home and Ctrl+End, Home and End, with Shift they extend', async () => {
    await press(page, 'Control+End');
    const { rows, columns } = await page.evaluate(() => {
      const { hot } = (globalThis as Window).huibiao;
      return { rows: hot.countRows(), columns: hot.countCols() };
    });
    expect(await area(page)).toEqual([rows - 1, columns - 1, rows - 1, columns - 1]);
    await press(page, 'Control+Home');
    expect(await where(page)).toBe('t1/JBQK.XZ/bn');
    await press(page, 'End');
    expect((await area(page))!.slice(0, 2)).toEqual([1, columns - 1]);
    await press(page, 'Home');
    expect((await area(page))!.slice(0, 2)).toEqual([1, 3]);
    await press(page, 'Control+Shift+End');
    expect(await area(page)).toEqual([1, 3, rows - 1, columns - 1]);
  });

  await test.step('Page Down and Page Up move by a screen', async () => {
    await goTo(page, 'JBQK.XZ');
    await press(page, 'PageDown');
    const [down = 0] = (await area(page))!;
    expect(down).toBeGreaterThan(10);
    await press(page, 'PageUp');
    expect((await area(page))![0]).toBeLessThan(down - 9);
  });

  await test.step('Ctrl+A takes the whole table', async () => {
    await press(page, 'Control+a');
    const [top = 0, , bottom = 0] = (await area(page))!;
    expect(bottom - top).toBeGreaterThan(300);
  });

  await test.step('Ctrl+Enter in an open editor fills the selection', async () => {
    await goTo(page, 'ZFDW.WZGJ');
    await press(page, 'Shift+ArrowDown');
    await page.keyboard.type('8');
    await press(page, 'Control+Enter');
    await holds(page, 'ZFDW.WZGJ', '8');
    await holds(page, 'ZFDW.XXJY', '8');
    await press(page, 'Control+z');
    expect(await contentOf(page, 'ZFDW.XXJY')).toEqual({ nothing: 'blank' });
    await press(page, 'Control+Shift+z');
    await holds(page, 'ZFDW.XXJY', '8');
  });

  await test.step('Ctrl+Enter shows the details, Ctrl+F finds, Ctrl+S answers', async () => {
    await page.evaluate(() => ((globalThis as Window).huibiao.desk.panel = null));
    await goTo(page, 'JBQK.C');
    await press(page, 'Control+Enter');
    expect(await page.evaluate(() => (globalThis as Window).huibiao.desk.panel)).toBe('cell');
    await goTo(page, 'JBQK.C'); // the keyboard is in the panel: back to the cell
    await press(page, 'Control+f');
    await expect(page.getByTestId('find')).toBeFocused();
    await goTo(page, 'JBQK.C');
    await allSaved(page);
    await press(page, 'Control+s');
    await expect(page.getByTestId('notice')).toContainText('已保存');
  });

  await test.step('a key on a computed cell writes nothing and says why', async () => {
    await goTo(page, 'JBQK.C');
    await press(page, 'Tab');
    await page.keyboard.type('5');
    expect(await editing(page)).toBeUndefined();
    await expect(page.getByTestId('notice')).toContainText('由公式计算');
  });

  await test.step('nothing is left to undo in the end, and it is said', async () => {
    for (let step = 0; step < 40; step += 1) await press(page, 'Control+z');
    await expect(page.getByTestId('notice')).toContainText('没有可撤销的改动');
    expect(await contentOf(page, 'JBQK.XZ')).toEqual({ nothing: 'blank' });
  });
});
