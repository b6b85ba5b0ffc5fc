// Chinese input methods over selected cells, as Chromium reports them: no first key lost, no composition broken, also while a second
// session writes into the same sheet. COMPOSITIONS=1000 makes the long run; as few as below take some ten seconds.
import type { Browser, CDPSession, Page } from '@playwright/test';
import type { Desk } from '#ui/grid/desk.svelte.ts';
import type { OpenSheet } from '#live/open-sheet.ts';
import { expect, person, test, type DemoServer } from './demo-server.ts';
import { allSaved, contentOf, goTo, keyOf } from './sheet-desk.ts';
import { bringWordsForm, numberCode, openWordsSheet, rowsEach, textCode } from './words-form.ts';

type Window = typeof globalThis & {
  huibiao: {
    desk: Desk;
    sheet: OpenSheet;
    hot: {
      getActiveEditor(): { isOpened(): boolean; TEXTAREA: HTMLTextAreaElement } | undefined;
      selectCell(row: number, column: number): boolean;
    };
  };
};

const compositions = Number(process.env.COMPOSITIONS ?? 96);
const codes = Array.from({ length: rowsEach }, (_, at) => [textCode(at + 1), numberCode(at + 1)]).flat();

/** pinyin as it grows, and what is chosen in the end */
const words = [
  { typed: ['f', 'fa', 'fa’z', 'fa’zhi'], chosen: '法治' },
  { typed: ['x', 'xi', 'xin', 'xing', 'xing’z', 'xing’zheng'], chosen: '行政' },
  { typed: ['d', 'du', 'du’ch', 'du’cha'], chosen: '督察' },
  { typed: ['y'], chosen: '一' },
  { typed: ['g', 'gong', 'gong’k'], chosen: '公开（2024年）' }
];

async function key(cdp: CDPSession, type: 'rawKeyDown' | 'keyUp', letter: string): Promise<void> {
  await cdp.send('Input.dispatchKeyEvent', {
    type,
    key: 'Process',
    code: `Key${letter.toUpperCase()}`,
    windowsVirtualKeyCode: 229
  });
}

async function grow(cdp: CDPSession, text: string): Promise<void> {
  await cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
}

/** @param withKeys as a keyboard does it; without, as handwriting and dictation do */
async function compose(cdp: CDPSession, typed: readonly string[], chosen: string, withKeys: boolean): Promise<void> {
  for (const text of typed) {
    if (withKeys) await key(cdp, 'rawKeyDown', text.at(-1)!);
    await grow(cdp, text);
    if (withKeys) await key(cdp, 'keyUp', text.at(-1)!);
  }
  await cdp.send('Input.insertText', { text: chosen });
}

const fullWidth = (number: number): string =>
  String(number).replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));

/** what the cell is to hold, and how it gets there */
function taskAt(at: number): { typed: readonly string[]; chosen: string; holds: object } {
  if (at % 2 === 0) {
    const { typed, chosen } = words[at % words.length]!;
    return { typed, chosen: `${chosen}${at}`, holds: { text: `${chosen}${at}` } };
  }
  const chosen = fullWidth(1_000 + at);
  return { typed: [chosen.slice(0, 1), chosen.slice(0, 3)], chosen, holds: { number: String(1_000 + at) } };
}

const held = (page: Page, wanted: readonly string[]) =>
  page.evaluate(
    (keys) => keys.map((one) => (globalThis as Window).huibiao.sheet.content(one as never)),
    wanted.map(keyOf)
  );

const write = (page: Page, code: string, content: object) =>
  page.evaluate(([one, value]) => (globalThis as Window).huibiao.sheet.write([{ key: one, content: value } as never]), [
    keyOf(code),
    content
  ] as const);

/** one person twice, each in a browser of their own on the sheet with texts and numbers, and the first one's hands */
async function twoOnWords(browser: Browser, demo: DemoServer): Promise<{ page: Page; another: Page; cdp: CDPSession }> {
  await bringWordsForm(browser, demo);
  const page = await person(browser, demo.address, 'dingxian');
  const another = await person(browser, demo.address, 'dingxian');
  await openWordsSheet(page);
  await openWordsSheet(another);
  return { page, another, cdp: await page.context().newCDPSession(page) };
}

const editorText = (page: Page) =>
  page.evaluate(() => {
    const editor = (globalThis as Window).huibiao.hot.getActiveEditor();
    return editor?.isOpened() ? editor.TEXTAREA.value : undefined;
  });

test('[UI12] a run of compositions over selected cells loses none and drops no first key, alone and while another session writes', async ({
  demo,
  browser
}) => {
  test.setTimeout(90_000 + compositions * 2_000);
  const { page, another, cdp } = await twoOnWords(browser, demo);
  let remote = 0;
  for (let from = 0; from < compositions; from += codes.length) {
    await goTo(page, codes[0]!);
    const tasks = codes.slice(0, compositions - from).map((_, at) => taskAt(from + at));
    const isDisturbed = from % (2 * codes.length) !== 0;
    for (const [at, { typed, chosen }] of tasks.entries()) {
      if (isDisturbed) {
        // in the neighbourhood and elsewhere: cells that this pass has not come to, or has left long ago
        const [next, far] = [codes[at + 1], codes[(at + codes.length / 2) % codes.length]!];
        for (const code of [next, far])
          if (code !== undefined && (code === next || at < codes.length / 2))
            await write(
              another,
              code,
              code.startsWith('W') ? { text: `他人${(remote += 1)}` } : { number: String((remote += 1)) }
            );
      }
      await compose(cdp, typed, chosen, at % 3 !== 0);
      await page.keyboard.press('Enter');
    }
    const done = codes.slice(0, tasks.length);
    expect(await held(page, done), `pass from ${from}`).toEqual(tasks.map(({ holds }) => holds));
  }
  await allSaved(page);
  await expect.poll(() => held(another, codes)).toEqual(await held(page, codes));
  expect(await page.evaluate(() => (globalThis as Window).huibiao.desk.notWritten.size)).toBe(0);
});

test('[UI12] a composition in progress survives edits of others, a change of stage and of rights, and scrolling', async ({
  demo,
  browser
}) => {
  const { page, another, cdp } = await twoOnWords(browser, demo);
  const stage = () => page.evaluate(() => (globalThis as Window).huibiao.sheet.status?.stage);

  await test.step('the first write of another moves the stage, its edits stand around and in the cell', async () => {
    const before = await stage();
    await goTo(page, textCode(2));
    for (const text of ['f', 'fa', 'fa’zhi']) await grow(cdp, text);
    for (const code of [numberCode(1), numberCode(2), textCode(2)])
      await write(another, code, code.startsWith('W') ? { text: '他人' } : { number: '5' });
    await expect.poll(() => contentOf(page, textCode(2))).toEqual({ text: '他人' });
    await expect.poll(stage).not.toBe(before);
    await grow(cdp, 'fa’zhi’zh');
    await cdp.send('Input.insertText', { text: '法治政府' });
    expect(await editorText(page)).toBe('法治政府');
    await page.keyboard.press('Enter');
    await expect.poll(() => contentOf(page, textCode(2))).toEqual({ text: '法治政府' });
  });

  await test.step('scrolling a little and far', async () => {
    for (const [at, far] of [
      [3, 60],
      [4, 2_000]
    ] as const) {
      await goTo(page, textCode(at));
      await key(cdp, 'rawKeyDown', 'f');
      await grow(cdp, 'f');
      await key(cdp, 'keyUp', 'f');
      await page.mouse.move(600, 400);
      await page.mouse.wheel(0, far);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      await grow(cdp, 'fa');
      await cdp.send('Input.insertText', { text: '法' });
      await page.keyboard.press('Enter');
      await expect.poll(() => contentOf(page, textCode(at)), `scrolled ${far}`).toEqual({ text: '法' });
    }
  });

  await test.step('the sheet is submitted meanwhile: what was composed is listed and not lost', async () => {
    await goTo(page, textCode(6));
    await key(cdp, 'rawKeyDown', 'd');
    await grow(cdp, 'd');
    await key(cdp, 'keyUp', 'd');
    await another.getByRole('button', { name: '提交' }).click();
    await another.getByRole('dialog').getByRole('button', { name: '提交' }).click();
    await expect.poll(() => page.evaluate(() => (globalThis as Window).huibiao.sheet.status?.locked)).toBeTruthy();
    await grow(cdp, 'du’cha');
    await cdp.send('Input.insertText', { text: '督察' });
    expect(await editorText(page)).toBe('督察');
    await page.keyboard.press('Enter');
    expect(
      await page.evaluate(() =>
        [...(globalThis as Window).huibiao.desk.notWritten.values()].map(({ key, text }) => [key, text])
      )
    ).toEqual([[keyOf(textCode(6)), '督察']]);
    await expect(page.getByTestId('notice')).toContainText('督察');
  });
});

test('[UI12] keys typed without a pause are neither lost nor reordered, also while another session writes', async ({
  demo,
  browser
}) => {
  const { page, another, cdp } = await twoOnWords(browser, demo);
  const typed = codes.map((code, at) => (code.startsWith('W') ? `abc def ${at} xyz` : String(10_000 + at * 7)));
  for (let round = 0; round < 2; round += 1) {
    await goTo(page, codes[0]!);
    // one after another without waiting for an answer: they queue before the page as from a very fast hand
    const sent = typed.flatMap((text) =>
      [...text, '\r'].flatMap((sign) => {
        const isEnter = sign === '\r';
        const named = {
          key: isEnter ? 'Enter' : sign,
          windowsVirtualKeyCode: isEnter ? 13 : sign.toUpperCase().charCodeAt(0)
        };
        return [
          cdp.send('Input.dispatchKeyEvent', { type: 'keyDown', text: sign, ...named }),
          cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...named })
        ];
      })
    );
    // in the second round the other session writes meanwhile into the cells that come last
    const others = (round === 0 ? [] : codes.slice(codes.length / 2)).map((code, at) =>
      write(another, code, code.startsWith('W') ? { text: `x${at}` } : { number: String(at) })
    );
    await Promise.all([...sent, ...others]);
    const expected = codes.map((code, at) => (code.startsWith('W') ? { text: typed[at] } : { number: typed[at] }));
    if (round === 0) expect(await held(page, codes)).toEqual(expected);
    else expect((await held(page, codes)).slice(0, codes.length / 2)).toEqual(expected.slice(0, codes.length / 2));
  }
});
