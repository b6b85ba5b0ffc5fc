// Every state of a cell on one real sheet: it has its class, a sign that no other state has, the same sign in the legend, and words for it.
import type { Page } from '@playwright/test';
import { expect, test } from './demo-server.ts';
import { allSaved, chiefAndClerk, goTo, typeInto } from './sheet-desk.ts';

const shots = process.env.SHOTS;

interface Look {
  classes: string[];
  /** the drawn signs: custom property of grid.css → image */
  signs: Record<string, string>;
  said: string;
}

/** the cell that is selected */
async function lookAt(page: Page, code: string): Promise<Look> {
  await goTo(page, code);
  return page.evaluate(() => {
    const { hot } = (
      globalThis as unknown as {
        huibiao: {
          hot: {
            getSelectedLast(): number[];
            getCell(row: number, column: number, topmost: boolean): HTMLElement;
          };
        };
      }
    ).huibiao;
    const [row = 0, column = 0] = hot.getSelectedLast();
    const td = hot.getCell(row, column, true);
    const style = getComputedStyle(td);
    const names = ['finding', 'note', 'stated', 'saved', 'comment', 'side', 'mine', 'dots'];
    return {
      classes: [...td.classList].filter((name) => name.startsWith('c-')),
      signs: Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--m-${name}`).trim()])),
      said: `${td.title} ${td.getAttribute('aria-label') ?? ''} ${td.getAttribute('aria-description') ?? ''}`
    };
  });
}

/** meaning → drawn signs of its sample */
async function legendOf(page: Page): Promise<Map<string, Record<string, string>>> {
  await page.getByRole('button', { name: '图例' }).click();
  await expect(page.getByTestId('legend')).toBeVisible();
  if (shots) await page.screenshot({ path: `${shots}/legend-${page.viewportSize()?.width}.png` });
  const lines = await page
    .getByTestId('legend')
    .locator('tr')
    .evaluateAll((rows) => {
      const names = ['finding', 'note', 'stated', 'saved', 'comment', 'side', 'mine', 'dots'];
      return rows.map((row) => {
        const style = getComputedStyle(row.querySelector('.sample')!);
        const signs = names.map((name) => [name, style.getPropertyValue(`--m-${name}`).trim()] as const);
        return [row.querySelector('.meaning')!.textContent.trim(), Object.fromEntries(signs)] as const;
      });
    });
  await page.keyboard.press('Escape');
  return new Map(lines);
}

test('open, not mine, computed, waiting, saved, commented, locked, must fix, must explain: each with its own sign', async ({
  demo,
  browser
}) => {
  const { chief, clerk } = await chiefAndClerk(browser, demo.address);
  const legend = await legendOf(clerk);
  const drawn = new Set<string>();
  const id = new URL(chief.url()).pathname.split('/').at(-1)!;
  const decide = async (deed: string, text = ''): Promise<void> => {
    const answer = await chief.request.post(`${demo.address}/api/v1/sheets/${id}/deeds`, {
      data: { deed, text },
      headers: { origin: demo.address }
    });
    expect(answer.status(), await answer.text()).toBe(200);
  };

  async function expectState(
    page: Page,
    code: string,
    state: { name: string; sign: string; meaning: string; says?: RegExp }
  ): Promise<void> {
    await expect.poll(async () => (await lookAt(page, code)).classes, state.name).toContain(state.name);
    const look = await lookAt(page, code);
    const image = look.signs[state.sign]!;
    expect(image, state.name).not.toBe('');
    expect(legend.get(state.meaning)?.[state.sign], `legend: ${state.meaning}`).toBe(image);
    expect(drawn.has(image), `${state.name} has a sign of its own`).toBe(false);
    drawn.add(image);
    if (state.says) expect(look.said, state.name).toMatch(state.says);
  }

  await expectState(clerk, 'XZFY.ZX', { name: 'c-mine', sign: 'mine', meaning: '可填：属于我' });
  const foreign = { name: 'c-foreign', sign: 'dots', meaning: '不可填：他人部门', says: /部门/ };
  await expectState(clerk, 'XZTJ.SL', foreign);
  await expectState(clerk, 'XZFY.JCL', { name: 'c-derived', sign: 'side', meaning: '公式计算', says: /公式/ });

  await clerk.context().setOffline(true);
  await expect(clerk.getByTestId('saved')).toHaveAttribute('data-state', 'offline');
  await typeInto(clerk, 'XZFY.ZX', '6');
  await expectState(clerk, 'XZFY.ZX', { name: 'c-waiting', sign: 'saved', meaning: '等待保存', says: /等待/ });
  await clerk.context().setOffline(false);
  await allSaved(clerk);
  await expectState(clerk, 'XZFY.ZX', { name: 'c-saved', sign: 'saved', meaning: '我刚填的，已保存', says: /已保存/ });

  const said = await chief.request.post(`${demo.address}/api/v1/sheets/${id}/comments`, {
    data: { key: 't1/XZFY.BYSL/bn', text: '请核对' },
    headers: { origin: demo.address }
  });
  expect(said.status()).toBe(201);
  await expectState(clerk, 'XZFY.BYSL', { name: 'c-comment', sign: 'comment', meaning: '有未解决的批注', says: /1/ });

  await decide('submit');
  const locked = { name: 'c-locked', sign: 'side', meaning: '已锁定：本表现在不能修改', says: /状态|待审核|不能/ };
  await expectState(clerk, 'XZFY.ZX', locked);
  await decide('unlock', '补报');
  await expect.poll(async () => (await lookAt(clerk, 'XZFY.ZX')).classes).toContain('c-mine');

  await typeInto(clerk, 'XZFY.SL', '9999');
  await expectState(clerk, 'XZFY.SL', {
    name: 'c-must',
    sign: 'finding',
    meaning: '强制性问题，必须改正',
    says: /强制性/
  });
  await typeInto(chief, 'SSD.GRTJS', '1');
  await typeInto(chief, 'SSD.BZ', '9');
  const explain = { name: 'c-explain', sign: 'finding', meaning: '核实性问题，须说明', says: /核实性/ };
  await expectState(chief, 'SSD.BZ', explain);
  if (shots) await clerk.screenshot({ path: `${shots}/states.png` });
  expect(drawn.size).toBe(9);
});
