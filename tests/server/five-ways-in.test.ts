// One rule engine, five ways in: the same cells come to five sheets of one form by typing, pasting, the API, an imported workbook and an
// offline browser that comes back, and are judged alike. Real server, sockets, database, jobs and workbooks.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { isProblem } from '#core/basics/problem.ts';
import { asId, type PersonId, type SheetId, type UnitId } from '#core/basics/ids.ts';
import { asCellKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CellContent, CellValue } from '#core/forms/cell-value.ts';
import type { Cells, CompiledForm, Outcomes } from '#core/forms/compiled-form.ts';
import type { RowDefinition } from '#core/forms/form.ts';
import { numbersOf } from '#core/forms/numbers-of.ts';
import { editText } from '#core/forms/show-content.ts';
import { checkSheet } from '#core/validation/check-sheet.ts';
import type { Finding } from '#core/validation/finding.ts';
import type { Actor, Grant } from '#core/workflow/actor.ts';
import { layOutSheet } from '#core/workbook/lay-out.ts';
import { writeXlsx } from '#core/workbook/write-xlsx.ts';
import { bindSheetActions } from '#server/actions/bind-sheet-actions.ts';
import { makeSocketDoor } from '#server/sockets/accept.ts';
import { compiledForms } from '#server/storage/compiled-forms.ts';
import { aForm, aTable } from '#tests/core/forms/a-form.ts';
import { city, excelOffice, now, period, type ExcelOffice } from '#tests/tools/excel-office.ts';
import { openBrowser, type Browser } from '#tests/tools/open-sheets.ts';
import { readClipboard } from '#ui/clipboard/read-clipboard.ts';
import { planTable } from '#ui/grid/plan-table.ts';
import { spreadBlock, takeIn, type TextAt } from '#ui/grid/take-in.ts';

const row = (code: string, zh: string, department: string, more: Partial<RowDefinition> = {}): RowDefinition => ({
  code,
  label: { zh },
  department,
  ...more
});
const rule = (id: string, severity: 'must' | 'explain', expression: string, zeroWhenBlank?: string[]) => ({
  id,
  severity,
  text: { zh: expression },
  expression,
  ...(zeroWhenBlank ? { zeroWhenBlank } : {})
});

// The clerk is of 司法局: D and E are not theirs, and S and L are computed.
const form: CompiledForm = aForm({
  tables: [
    aTable({
      rows: [
        row('A', '收案', '司法局'),
        row('B', '结案', '司法局'),
        row('C', '其他', '司法局'),
        row('M', '经费', '司法局', { type: 'money', decimals: 2, uom: '元' }),
        row('K', '名次', '司法局', { type: 'rank' }),
        row('Q', '比例', '司法局', { type: 'rate', decimals: 2, uom: '%' }),
        row('D', '民政收案', '民政局'),
        row('E', '民政结案', '民政局'),
        row('S', '合计', '司法局', { formula: 'A + C' }),
        row('L', '结案率', '司法局', { type: 'rate', decimals: 2, uom: '%', formula: 'B / A * 100' })
      ]
    })
  ],
  rules: [
    rule('R1', 'must', 'B <= A'),
    rule('R2', 'explain', 'A + B = C', ['B']),
    rule('R3', 'must', '0 <= L <= 100'),
    rule('R4', 'explain', 'S <= D', ['D']),
    rule('R5', 'must', 'M * 2 < K + Q')
  ]
});
const plan = planTable(form, form.tables[0]!, 'zh', { indicator: '指标名称' });
const key = (code: string): CellKey => asCellKey(`t1/${code}/bn`);

const numbers = fc.oneof(
  fc.nat(12).map(String),
  fc.integer({ min: -300, max: 3000 }).map((n) => (n / 100).toFixed(2)),
  fc.constantFrom('0', '0.10', '-4', '12.345', '123456789012', '99999999999999999999.5', '0.0001')
);
const contents: fc.Arbitrary<CellValue> = fc.oneof(
  { weight: 8, arbitrary: numbers.map((number) => ({ number })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(numbers, fc.constantFrom('余', '约', '近', '以上', '至少'))
      .map(([number, qualifier]): CellValue => ({ number, qualifier: qualifier as '余' }))
  },
  { weight: 1, arbitrary: fc.constant({ nothing: 'notApplicable' }) },
  { weight: 1, arbitrary: fc.constant({ nothing: 'unobtainable', reason: '系统未上线' }) }
);
const sheets: fc.Arbitrary<Map<CellKey, CellValue>> = fc
  .subarray(form.entered.slice(), { minLength: 3 })
  .chain((keys) => fc.tuple(...keys.map((at) => contents.map((content) => [at, content] as const))))
  .map((all) => new Map(all));

const ways = ['typing', 'pasting', 'api', 'import', 'offline'] as const;
type Way = (typeof ways)[number];

interface Verdict {
  refused: Record<string, string>;
  entries: Record<string, CellContent>;
  findings: readonly Finding[];
}

interface Office extends ExcelOffice {
  clerkActor: Actor;
  url: string;
  openSheets(round: number): Promise<Record<Way, SheetId>>;
}

async function office(): Promise<Office> {
  const its = await excelOffice(form);
  const person = asId<PersonId>('clerk');
  const grants: Grant[] = [];
  const clerkActor: Actor = { person, name: '填报人', grants };
  await its.storage.people.add({
    id: person,
    login: 'clerk',
    name: '填报人',
    passwordHash: '',
    disabled: false,
    grants
  });
  const door = makeSocketDoor({
    live: its.live,
    storage: its.storage,
    note: () => undefined,
    actorOfRequest: () => Promise.resolve({ actor: clerkActor, hash: 'session of the clerk' }),
    allowOrigin: () => true
  });
  const http = createServer((_, response) => response.end('ok'));
  http.on('upgrade', (request, socket, head) => door.handleUpgrade(request, socket, head));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    await door.close();
    await new Promise((resolve) => http.close(resolve));
  });

  const openSheets = async (round: number): Promise<Record<Way, SheetId>> => {
    const opened = await Promise.all(
      ways.map(async (way, at) => {
        const unit = asId<UnitId>(`u-${round}-${way}`);
        const id = asId<SheetId>(`s-${round}-${way}`);
        const code = String(540000 + round * 10 + at);
        await its.storage.units.add({
          id: unit,
          code,
          name: unit,
          level: 'county',
          parent: city,
          place: 10 * round + at
        });
        const { id: formId, version } = form.definition;
        const { collection } = its;
        await its.storage.sheets.add({ id, collection, form: formId, version, unit, period, stage: 'empty', seq: 0 });
        grants.push({ role: 'clerk', unit, department: '司法局' });
        return [way, id] as const;
      })
    );
    return Object.fromEntries(opened) as Record<Way, SheetId>;
  };
  return { ...its, clerkActor, openSheets, url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/sync` };
}

const textOf = (at: CellKey, content: CellValue): string => editText(content, form.cells.get(at)!, form);
const textsOf = (cells: ReadonlyMap<CellKey, CellValue>): TextAt[] =>
  [...cells].map(([at, content]) => ({ ...plan.places.get(at)!, text: textOf(at, content) }));

/** Takes texts in as the grid does, and says why some were not written. */
function enter(browser: Browser, texts: readonly TextAt[], refused: Verdict['refused']): void {
  const taken = takeIn(texts, plan, form, browser.sheet);
  for (const { key: at, reason } of taken.notWritten) refused[at ?? ''] = reason;
  for (const { key: at, reason } of browser.sheet.write(taken.writes)) refused[at] = reason;
}

const browserOn = (its: Office, sheetId: SheetId, rest: Partial<Parameters<typeof openBrowser>[1]> = {}): Browser =>
  openBrowser(its.url, { who: 'clerk', sheetId, form, ...rest });

type Bring = (its: Office, sheet: SheetId, cells: ReadonlyMap<CellKey, CellValue>) => Promise<Omit<Verdict, 'entries'>>;

const bring: Record<Way, Bring> = {
  async typing(its, sheet, cells) {
    const browser = browserOn(its, sheet);
    await browser.ready();
    const refused = {};
    for (const text of textsOf(cells)) enter(browser, [text], refused);
    await browser.settled();
    return { refused, findings: browser.sheet.findings };
  },

  async pasting(its, sheet, cells) {
    const browser = browserOn(its, sheet);
    await browser.ready();
    const refused = {};
    const [first, last] = [form.entered[0]!, form.entered.at(-1)!].map((at) => plan.places.get(at)!);
    // one column from the first cell to the last; what is not in it was not copied
    const lines = Array.from({ length: last!.row - first!.row + 1 }, (_, at) => {
      const there = plan.keys[first!.row + at]?.[first!.column];
      const content = there && cells.get(there);
      return content ? textOf(there, content) : '';
    });
    const clip = readClipboard({ own: '', html: '', text: `${lines.join('\r\n')}\r\n` });
    if (!clip.ok) throw new Error(clip.error);
    enter(browser, spreadBlock(clip.value.block, { ...first!, rows: 1, columns: 1 }), refused);
    await browser.settled();
    return { refused, findings: browser.sheet.findings };
  },

  async api(its, sheet, cells) {
    const actions = bindSheetActions({ ...its, forms: compiledForms(its.storage), clock: () => now });
    const writes = [...cells].map(([at, content]) => ({ key: at, content }));
    const refused: Verdict['refused'] = {};
    try {
      await actions.writeCells(its.clerkActor, sheet, writes);
    } catch (error) {
      if (!isProblem(error) || error.code !== 'cells-refused') throw error;
      for (const { key: at, reason } of error.parameters['cells'] as unknown as { key: string; reason: string }[])
        refused[at] = reason;
      // all or nothing: the caller sends what is lawful
      const lawful = writes.filter((write) => !(write.key in refused));
      if (lawful.length > 0) await actions.writeCells(its.clerkActor, sheet, lawful);
    }
    return { refused, findings: (await actions.readSheet(its.clerkActor, sheet)).findings };
  },

  async import(its, sheet, cells) {
    const none: Outcomes = new Map();
    const unit = { code: '530623', name: '盐津县' };
    const bytes = await writeXlsx(
      layOutSheet({ form, cells, numbers: numbersOf(form, cells, none), previous: none, unit, period, seq: 1 }),
      now
    );
    const { id } = await its.startImport(its.clerkActor, { fileName: '填报.xlsx', bytes, sheet });
    await its.jobs.idle();
    const { preview, report } = await its.getImport(its.clerkActor, id, sheet);
    expect(report?.problems).toEqual([]);
    const refused: Verdict['refused'] = {};
    for (const line of preview!.lines) if (line.reason) refused[line.key] = line.reason;
    const keys = preview!.lines.filter((line) => !line.reason).map((line) => line.key);
    if (keys.length > 0) await its.applyImport(its.clerkActor, id, { sheet, keys, seq: preview!.seq });
    return { refused, findings: preview!.newFindings };
  },

  async offline(its, sheet, cells) {
    const before = browserOn(its, sheet);
    await before.ready();
    before.cut();
    await before.until(() => before.sheet.connection !== 'online');
    const refused = {};
    for (const text of textsOf(cells)) enter(before, [text], refused);
    const offline = before.sheet.findings;
    before.close();
    // the browser is opened again from its kept copy, and the network comes back
    const after = browserOn(its, sheet, { shelf: before.shelf });
    await after.ready();
    await after.settled();
    expect(after.sheet.findings).toEqual(offline);
    for (const { key: at, reason } of after.sheet.refused) Object.assign(refused, { [at]: reason });
    return { refused, findings: after.sheet.findings };
  }
};

test('[VA9] random cells by all five ways: the same are refused, the same stand, the same findings', async () => {
  const its = await office();
  let round = 0;
  const seen = { refused: 0, findings: 0 };
  await fc.assert(
    fc.asyncProperty(sheets, async (cells) => {
      const opened = await its.openSheets(round++);
      const verdicts = {} as Record<Way, Verdict>;
      for (const way of ways) {
        const said = await bring[way](its, opened[way], cells);
        const entries = Object.fromEntries(await its.storage.entries.of(opened[way]));
        verdicts[way] = { ...said, refused: sorted(said.refused), entries };
      }
      const lawful: Cells = new Map([...cells].filter(([at]) => form.cells.get(at)!.department === '司法局'));
      const findings = checkSheet(form, lawful, numbersOf(form, lawful, new Map()), new Map());
      const expected: Verdict = {
        refused: sorted(
          Object.fromEntries([...cells.keys()].filter((at) => !lawful.has(at)).map((at) => [at, 'foreign-cell']))
        ),
        entries: Object.fromEntries(lawful),
        findings
      };
      for (const way of ways) expect({ way, ...verdicts[way] }).toEqual({ way, ...expected });
      seen.refused += Object.keys(expected.refused).length;
      seen.findings += findings.length;
    }),
    {
      numRuns: 8,
      examples: [
        [
          new Map([
            [key('A'), { number: '3' }],
            [key('B'), { number: '4' }],
            [key('D'), { number: '1' }]
          ])
        ]
      ]
    }
  );
  expect(seen.refused).toBeGreaterThan(5);
  expect(seen.findings).toBeGreaterThan(10);
}, 60_000);

const sorted = (refused: Verdict['refused']): Verdict['refused'] =>
  Object.fromEntries(Object.entries(refused).sort(([a], [b]) => (a < b ? -1 : 1)));
