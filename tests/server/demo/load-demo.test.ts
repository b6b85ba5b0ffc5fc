// The loaded demo as people find it: accounts for every role, sheets at every stage, totals to add up, years that follow each other;
// and loading it again changes nothing.
import { beforeAll, describe, expect, test } from 'vitest';
import { cellKey, isStatedKey } from '#core/forms/cell-key.ts';
import { stages } from '#core/workflow/stages.ts';
import { demoSheets } from '#server/demo/figures.ts';
import { loadDemo } from '#server/demo/load-demo.ts';
import { demoPassword, people } from '#server/demo/people.ts';
import { collections, units } from '#server/demo/places.ts';
import { sayDemo } from '#server/demo/say-demo.ts';
import { openDemo, type Demo } from '#tests/tools/demo-app.ts';

let demo: Demo;
let tookMs: number;

beforeAll(async () => {
  const begun = performance.now();
  demo = await openDemo();
  tookMs = performance.now() - begun;
  return demo.close;
});

/** everything that the demo keeps, but for what changes with every sign-in */
async function kept({ app: { storage } }: Demo) {
  const sheets = await storage.sheets.list({});
  return {
    units: await storage.units.list(),
    people: await storage.people.list(),
    forms: await storage.forms.list(),
    collections: await storage.collections.list(),
    sheets,
    entries: await storage.entries.ofMany(sheets.map((sheet) => sheet.id)),
    events: await Promise.all(sheets.map((sheet) => storage.events.of(sheet.id)))
  };
}

test('it is loaded in less than ten seconds', () => expect(tookMs).toBeLessThan(10_000));

test('loading it again changes nothing', async () => {
  const before = await kept(demo);
  await loadDemo(demo.app);
  expect(await kept(demo)).toEqual(before);
});

describe('people', () => {
  test('every department that owns rows has a clerk in 盐津县, who writes its rows and no others', async () => {
    const sheet = await demo.sheetId('fzzf-zhzb', '530623', '2021');
    const clerks = (await demo.app.storage.people.list()).filter((person) => person.grants[0]?.role === 'clerk');
    expect(clerks.length).toBe(28);
    for (const clerk of clerks) {
      const actor = { person: clerk.id, name: clerk.name, grants: clerk.grants };
      const page = await demo.app.openSheet(actor, sheet);
      expect(page.writable, clerk.login).toEqual([clerk.grants[0]?.department]);
      expect(page.progress.all, clerk.login).toBeGreaterThan(0);
    }
  });

  test('every reporting unit has a coordinator, every asking unit an upper level, and each of them can sign in', async () => {
    const everybody = people([]);
    const coordinated = everybody.filter((person) => person.role === 'coordinator').map((person) => person.unit);
    expect([...new Set(collections.flatMap((collection) => collection.units))].sort()).toEqual(coordinated.sort());
    const above = everybody.filter((person) => person.role === 'upper').map((person) => person.unit);
    expect([...new Set(collections.map((collection) => collection.unit))].sort()).toEqual(above.sort());
    for (const role of ['administrator', 'auditor'])
      expect(everybody.some((person) => person.role === role)).toBe(true);
    for (const { login } of everybody) {
      const { actor } = await demo.app.signIn({ login, password: demoPassword, address: '::1' });
      expect((await demo.app.listSheets(actor)).length, login).toBeGreaterThan(0);
    }
  });

  test('names fit where names are shown', () => {
    for (const { name, login } of people(['政务服务和数字化局(大数据局)'])) {
      expect(name.length).toBeLessThanOrEqual(40);
      expect(login).toMatch(/^[a-z0-9-]+$/);
    }
  });
});

describe('sheets', () => {
  test.each(demoSheets().map((sheet) => [`${sheet.unit} ${sheet.period}`, sheet] as const))(
    '%s holds exactly its figures, brought in by the ordinary intake',
    async (_, { form, unit, period, writes }) => {
      const id = await demo.sheetId(form, unit, period);
      const entries = await demo.app.storage.entries.of(id);
      expect(entries).toEqual(new Map(writes.map(({ key, content }) => [key, content])));
      const history = await demo.app.storage.entries.history(id, undefined, 1000);
      expect(new Set(history.map((line) => line.origin))).toEqual(new Set(['seed']));
      expect(history.length).toBe(writes.length);
    }
  );

  test("a row of 盐津县 was written by its department's clerk", async () => {
    const id = await demo.sheetId('fzzf-zhzb', '530623', '2021');
    const [line] = await demo.app.storage.entries.history(id, cellKey('t1', 'XZFY.SL', 'bn'));
    expect(line?.personName).toBe('盐津县司法局(行政复议机构) 填报员');
  });

  test('each stage can be seen but 待审核, which anybody can bring about', async () => {
    const seen = new Set((await demo.app.storage.sheets.list({})).map((sheet) => sheet.stage));
    expect(stages.filter((stage) => !seen.has(stage))).toEqual(['submitted']);
  });

  test('invented figures satisfy every rule of the form, and all rates can be computed but where something is not counted', async () => {
    for (const unit of ['5306-YS1', '5306-YS2', '5306-YS3']) {
      const reading = await demo.read('zhaotong', 'fzzf-zhzb', unit, '2021');
      expect(reading.findings, unit).toEqual([]);
    }
    const { derived } = await demo.read('zhaotong', 'fzzf-zhzb', '5306-YS1', '2021');
    const unknown = Object.entries(derived)
      .filter(([key, outcome]) => key.endsWith('/bn') && outcome.kind !== 'number')
      .map(([key]) => key);
    // 立法 is 不适用 to a county; the court gives no duration
    expect(unknown).toEqual(['t1/ZFLF.XM/bn', 't1/SFZX.ZX.TS/bn']);
    expect(derived['t1/XZFY.SL/sn']?.kind).toBe('number');
    expect(derived['t1/XZFY.SL/tb']?.kind).toBe('number');
  });

  test('what is invented is called 演示', () => {
    const names = new Map(units.map((unit) => [unit.code, unit.name]));
    for (const { unit } of demoSheets()) expect(names.get(unit)?.includes('演示')).toBe(unit.includes('YS'));
  });
});

describe('宿迁市', () => {
  test('the published tables of 2023 hold, and their totals are the computed ones', async () => {
    const { entered, derived, findings } = await demo.read('suqian', 'gov-info-2021', '321300', '2023');
    expect(findings).toEqual([]);
    const stated = Object.entries(entered).filter(([key]) => isStatedKey(key));
    expect(stated.length).toBeGreaterThan(25);
    for (const [key, content] of stated) {
      const printed = 'stated' in content ? content.stated[0]?.printed : undefined;
      expect(derived[key.replace('~stated', '')]?.shown, key).toBe(printed);
    }
  });

  test('what 2023 left is what 2024 carried over, and its total is the published one', async () => {
    const { derived, findings } = await demo.read('suqian', 'gov-info-2021', '321300', '2024');
    expect(derived['t3/r2/c7']?.shown).toBe('121');
    expect(findings).toEqual([]);
  });
});

test('昭通市 2021 adds up its counties and names who is missing', async () => {
  const { actor } = await demo.app.signIn({ login: 'zhaotong', password: demoPassword, address: '::1' });
  const collection = (await demo.app.listCollections(actor)).find((one) => one.period === '2021')!;
  const totals = await demo.app.consolidate(actor, { collection: collection.id, unit: collection.unit });
  const names = totals.parts.map((part) => part.name);
  expect(names).toEqual(['盐津县', '甲县（演示）', '乙县（演示）', '丙县（演示）', '丁县（演示）']);
  const key = cellKey('t1', 'XZFY.SL', 'bn');
  const of = (unit: string) =>
    demo
      .read('zhaotong', 'fzzf-zhzb', unit, '2021')
      .then(({ entered }) => Number((entered[key] as { number: string }).number));
  const sum = (await of('530623')) + (await of('5306-YS1')) + (await of('5306-YS2')) + (await of('5306-YS3'));
  const [, total, { gave }] = totals.total.find(([one]) => one === key)!;
  expect([total, gave]).toEqual([{ kind: 'number', value: String(sum) }, 4]);
  expect(totals.missing.map((unit) => unit.name)).toContain('丁县（演示）');
});

test('what is printed names the address, the password and one account of each role', () => {
  const text = sayDemo({ password: demoPassword, people: people(['法院']) }, 'http://localhost:3000');
  for (const part of ['http://localhost:3000', demoPassword, 'yanjin-sifaju', 'zhaotong', 'admin', 'audit', '演示']) {
    expect(text).toContain(part);
  }
});

describe('after people have worked in it', () => {
  test('the year-on-year relation is judged: another number than 2022 left is a finding', async () => {
    const id = await demo.sheetId('gov-info-2021', '321300', '2023');
    const { actor } = await demo.app.signIn({ login: 'suqian', password: demoPassword, address: '::1' });
    await demo.app.writeCells(actor, id, [{ key: 't3/r2/c1', content: { number: '92' } }]);
    const { findings } = await demo.app.readSheet(actor, id);
    const carried = findings.filter((finding) => finding.rule?.startsWith('G4') && finding.places[0] === 't3/r2/c1');
    expect(carried.map(({ severity, sides }) => [severity, sides])).toEqual([['must', ['92', '=', '91']]]);
  });

  test('what somebody wrote or decided since is left alone', async () => {
    const id = await demo.sheetId('fzzf-zhzb', '530623', '2021');
    const returned = await demo.sheetId('fzzf-zhzb', '5306-YS3', '2021');
    const { actor } = await demo.app.signIn({ login: 'yanjin', password: demoPassword, address: '::1' });
    const { actor: third } = await demo.app.signIn({ login: 'bingxian', password: demoPassword, address: '::1' });
    await demo.app.writeCells(actor, id, [
      { key: 't1/XZFY.SL/bn', content: { number: '12' } },
      { key: 't1/XZFY.SQ/bn', content: { nothing: 'blank' } }
    ]);
    await demo.app.decide(third, returned, 'submit', '');
    const before = await kept(demo);
    await loadDemo(demo.app);
    expect(await kept(demo)).toEqual(before);
  });
});
