// A form with cells of text and of numbers, published and opened for 丁县 by the administrator: the shipped forms have no texts.
import type { Browser, Page } from '@playwright/test';
import { expect, person, type DemoServer } from './demo-server.ts';
import { gridIsShown } from './sheet-desk.ts';

export const rowsEach = 12;
export const textCode = (at: number): string => `WZ${String(at).padStart(2, '0')}`;
export const numberCode = (at: number): string => `SZ${String(at).padStart(2, '0')}`;

const places = Array.from({ length: rowsEach }, (_, at) => at + 1);
const definition = {
  format: 1,
  id: 'wenzi',
  version: 1,
  title: { zh: '文字与数字' },
  printedTitle: '{unit}{year}年文字与数字',
  heads: [],
  signatures: [],
  scopes: [],
  source: '测试用表',
  periods: { kind: 'year', from: '2018', to: null },
  print: { blank: '', notApplicable: '/', unobtainable: '…' },
  departments: [{ code: '办公室', name: { zh: '办公室' } }],
  tables: [
    {
      code: 't1',
      title: { zh: '文字与数字' },
      columns: [
        { code: 'dm', label: { zh: '代码' }, role: 'code', width: 80 },
        { code: 'bn', label: { zh: '本年' }, width: 200 }
      ],
      mainColumn: 'bn',
      // by turns, so that Enter goes from texts to numbers and back
      rows: places.flatMap((at) => [
        { code: textCode(at), label: { zh: `文字${at}` }, type: 'text', aggregate: 'none', department: '办公室' },
        {
          code: numberCode(at),
          label: { zh: `数字${at}` },
          uom: '件',
          type: 'count',
          aggregate: 'sum',
          department: '办公室'
        }
      ])
    }
  ],
  rules: []
};

/** The collection is called 文字与数字; 丁县 has its sheet of 2024. */
export async function bringWordsForm(browser: Browser, { address }: DemoServer): Promise<void> {
  const admin = await person(browser, address, 'admin');
  const headers = { origin: address };
  const post = async (
    path: string,
    multipart: Record<string, string | { name: string; mimeType: string; buffer: Buffer }>
  ) => {
    const answer = await admin.request.post(address + path, { headers, multipart });
    expect(await answer.json()).toMatchObject({ type: 'success' });
  };
  const buffer = Buffer.from(JSON.stringify(definition));
  await post('/setup/forms?/publish', { definition: { name: 'wenzi.json', mimeType: 'application/json', buffer } });
  const listed = await admin.request.get(`${address}/api/v1/units`);
  const { id } = ((await listed.json()) as { id: string; name: string }[]).find(({ name }) => name.startsWith('丁县'))!;
  await post('/setup/collections?/open', {
    form: 'wenzi@1',
    period: '2024',
    title: '文字与数字',
    unit: id,
    units: id,
    due: '2030-01-01T00:00'
  });
  await admin.context().close();
}

export async function openWordsSheet(page: Page): Promise<void> {
  await page.reload(); // the list of sheets may be older than the form
  await page.getByRole('link', { name: /打开.*文字与数字/ }).click();
  await gridIsShown(page);
}
