// Walks the served document: every operation is called once rightly, and with many wrong inputs. A right call answers what the document
// promises; a wrong one is refused with a documented status, a code and words; nothing is ever a 500.
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { problemStatus } from '#core/basics/problem.ts';
import { layOutSheet } from '#core/workbook/lay-out.ts';
import { writeXlsx } from '#core/workbook/write-xlsx.ts';
import { ApiClient, type Answer, type Call } from '#tests/tools/api-client.ts';
import { openDemo, type Demo } from '#tests/tools/demo-app.ts';
import { listForm } from '#tests/tools/shipped-forms.ts';
import { operations } from '../../../src/routes/api/v1/operations.ts';
import { openApiDocument } from '../../../src/routes/api/v1/openapi.ts';

let demo: Demo;
let api: ApiClient;
let token: string;
/** the list form as a workbook without figures */
let blank: Uint8Array;

beforeAll(async () => {
  demo = await openDemo();
  api = new ApiClient(demo.app);
  token = await demo.token('yanjin');
  blank = await writeXlsx(
    layOutSheet({ form: listForm, cells: new Map(), numbers: new Map(), previous: new Map() }),
    0
  );
  return demo.close;
});

const printedSeed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
console.log(`api contract: SEED=${printedSeed}`);
const runs = { seed: printedSeed, numRuns: Number(process.env.RUNS ?? 25) };

// ── right calls ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** what earlier right calls have found out */
const known: Record<string, string> = {};

interface RightCall {
  path?: () => string;
  query?: () => string;
  as?: string;
  call?: () => Call;
  /** what it asks for is made by a job */
  afterJobs?: true;
  then?: (json: never) => void;
}

const csv = new TextEncoder().encode('指标名称,计量单位,数值\n乡镇(街道)数,个,10\n行政村数,个,77\n');

/** one for every operation of the document, in an order in which each finds what it needs */
const rightCalls: Record<string, RightCall> = {
  signIn: { call: () => ({ json: { login: 'kangle', password: demo.password } }) },
  whoAmI: {},
  signOut: { as: 'kangle' },
  listForms: {},
  getForm: { path: () => '/forms/fzzf-zhzb/1' },
  keepTemplate: {
    as: 'admin',
    path: () => '/forms/fzzf-zhzb/1/template',
    query: () => `?fileName=${encodeURIComponent('表样.xlsx')}`,
    call: () => ({ bytes: blank })
  },
  downloadTemplate: { path: () => '/forms/fzzf-zhzb/1/template' },
  removeTemplate: { as: 'admin', path: () => '/forms/fzzf-zhzb/1/template' },
  listUnits: {
    as: 'zhaotong',
    then: (units: { code: string; id: string }[]) => (known.unit = units.find((unit) => unit.code === '530600')!.id)
  },
  listCollections: {
    then: (all: { period: string; unit: string; id: string }[]) =>
      (known.collection = all.find((one) => one.period === '2021')!.id)
  },
  listSheets: { then: (sheets: { period: string; form: string; id: string }[]) => (known.sheet = sheets[0]!.id) },
  readSheet: {},
  writeCells: { call: () => ({ json: { writes: [{ key: 't1/JBQK.XZ/bn', content: { number: '10' } }] } }) },
  writeCellsByPOST: { call: () => ({ json: { writes: [{ key: 't1/JBQK.C/bn', content: { number: '77' } }] } }) },
  readHistory: { query: () => `?key=${encodeURIComponent('t1/JBQK.XZ/bn')}&limit=5` },
  writeComment: {
    call: () => ({ json: { key: 't1/JBQK.XZ/bn', text: '请核对' } }),
    then: ({ id }: { id: string }) => (known.thread = known.comment = id)
  },
  listComments: {},
  listCommentPeople: {},
  settleComments: { call: () => ({ json: { state: 'resolved' } }) },
  seeComments: {},
  removeComment: {},
  listMentions: {},
  listRemindChoices: {},
  remind: { as: 'zhaotong', call: () => ({ json: { whom: ['*'], text: '请今天上报' } }) },
  listReminders: { then: ([line]: { id: number }[]) => (known.reminder = String(line!.id)) },
  dismissReminder: {},
  listRemindable: { as: 'zhaotong', query: () => `?collection=${known.collection}` },
  startImport: {
    query: () => `?fileName=${encodeURIComponent('旧表.csv')}&sheet=${known.sheet}`,
    call: () => ({ bytes: csv }),
    then: ({ id }: { id: string }) => (known.import = id)
  },
  listImports: {},
  previewImport: { afterJobs: true, then: (page: { state: string }) => expect(page.state).toBe('ready') },
  applyImport: { call: () => ({ json: { sheet: known.sheet, keys: ['t1/JBQK.C/bn'] } }) },
  undoImport: {},
  requestExport: {
    as: 'zhaotong',
    call: () => ({ json: { kind: 'consolidated', collection: known.collection, unit: known.unit } }),
    then: ({ id }: { id: string }) => (known.export = id)
  },
  listExports: { as: 'zhaotong' },
  getExport: {
    as: 'zhaotong',
    afterJobs: true,
    then: ({ state, code }: { state: string; code: string }) => {
      expect(state).toBe('ready');
      known.code = code;
    }
  },
  downloadExport: { as: 'zhaotong' },
  cancelExport: { as: 'zhaotong' },
  checkExport: { as: 'zhaotong', then: (found: { unchanged: boolean }) => expect(found.unchanged).toBe(true) },
  consolidate: { as: 'zhaotong', query: () => `?collection=${known.collection}&unit=${known.unit}` },
  decide: { call: () => ({ json: { deed: 'submit' } }) },
  readEvents: {}
};

/** calls that are right only in a certain state and have tests of their own below */
const elsewhere = ['explain'];

interface Described {
  id: string;
  method: string;
  path: string;
  statuses: number[];
}

const document = openApiDocument('http://x') as {
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown> }>>;
};
const described: Described[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { operationId, responses }]) => ({
    id: operationId,
    method: method.toUpperCase(),
    path,
    statuses: Object.keys(responses).map(Number)
  }))
);

const fill = (path: string, values: Record<string, string>) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? 'none'));

function expectPromised(id: string, answer: Answer) {
  const operation = operations.find((one) => id === one.id || id.startsWith(`${one.id}By`))!;
  expect(answer.status, JSON.stringify(answer.json)).toBe(operation.status);
  if (operation.answer === 'file') return expect([...answer.bytes.slice(0, 2)]).toEqual([0x50, 0x4b]);
  if (operation.answer === undefined) return expect(answer.bytes.length).toBe(0);
  // what the schema does not know, parsing leaves out: so an equal result says that the document is complete
  const parsed = operation.answer.safeParse(answer.json);
  expect(parsed.error?.issues ?? []).toEqual([]);
  expect(parsed.data).toEqual(answer.json);
}

describe('right', () => {
  test('every operation of the document has a right call', () => {
    expect(described.map((one) => one.id).sort()).toEqual([...Object.keys(rightCalls), ...elsewhere].sort());
  });

  test.each(Object.entries(rightCalls))('%s', async (id, right) => {
    const { method, path } = described.find((one) => one.id === id)!;
    const address = (right.path?.() ?? fill(path, known)) + (right.query?.() ?? '');
    const as = right.as === undefined ? token : await demo.token(right.as);
    if (right.afterJobs) await demo.app.jobs.idle();
    const answer = await api.call(method, address, { token: as, ...right.call?.() });
    expectPromised(id, answer);
    right.then?.(answer.json as never);
  });
});

// ── wrong calls ─────────────────────────────────────────────────────────────────────────────────────────────────────

function expectRefusal({ status, json }: Answer, statuses: readonly number[]) {
  const refusal = json as { code: string; message: string; parameters: unknown };
  expect(statuses, JSON.stringify(json).slice(0, 500)).toContain(status);
  expect(status).toBeLessThan(500);
  expect(problemStatus).toHaveProperty(refusal.code);
  expect(refusal.message.length).toBeGreaterThan(1);
  expect(typeof refusal.parameters).toBe('object');
}

/** a lawful answer to input that happens to be right, else a refusal that the document names */
function expectNeverBroken(answer: Answer, statuses: readonly number[]) {
  if (answer.status >= 200 && answer.status < 300) return;
  expectRefusal(answer, [...statuses, 404, 405]);
}

const strangeId = fc.oneof(
  fc.string({ maxLength: 120 }),
  fc.constantFrom(
    '..',
    '.',
    '%',
    '%00',
    'null',
    '__proto__',
    'constructor',
    "' or 1=1 --",
    '0',
    '-1',
    'a'.repeat(5000),
    '💥',
    '\ud800'
  ),
  fc.integer().map(String)
);
const safely = (text: string) => encodeURIComponent(text.toWellFormed());

/** what a right body looks like with one thing turned into nonsense */
const strangeContent = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.record({
    number: fc.oneof(
      fc.string(),
      fc.double(),
      fc.constantFrom('1e5', '１２', '-0', '0'.repeat(9000), 'NaN', '1_000', ' 1')
    )
  }),
  fc.record({ nothing: fc.string(), reason: fc.jsonValue() }),
  fc.record({ number: fc.constant('1'), note: fc.jsonValue(), extra: fc.jsonValue() })
);
const strangeKey = fc.oneof(
  fc.constantFrom(
    't1/JBQK.XZ/bn',
    't1/XZFY.JCL/bn',
    't1/nothing/bn',
    't1/JBQK.XZ/bn~stated',
    't1/JBQK.XZ',
    '',
    '/',
    '__proto__'
  ),
  fc.string({ maxLength: 400 })
);
const strangeBody = fc.oneof(
  fc.jsonValue(),
  fc.record({ writes: fc.array(fc.record({ key: strangeKey, content: strangeContent }), { maxLength: 5 }) }),
  fc.record({ login: fc.jsonValue(), password: fc.string() }),
  fc.record({ deed: fc.oneof(fc.string(), fc.constantFrom('accept', 'return')), text: fc.string() }),
  fc.record({ sheet: fc.oneof(strangeId, fc.jsonValue()), keys: fc.array(strangeKey), seq: fc.jsonValue() }),
  fc.record({
    kind: fc.constantFrom('sheet', 'blank', 'consolidated', 'x'),
    sheet: strangeId,
    form: strangeId,
    version: fc.jsonValue()
  }),
  fc.record({ finding: fc.string(), text: fc.string() })
);
const strangeQuery = fc.dictionary(
  fc.oneof(fc.constantFrom('collection', 'unit', 'key', 'limit', 'fileName', 'sheet'), fc.string()),
  fc.string({ maxLength: 300 }),
  { maxKeys: 4 }
);

const garbage: [string, Call][] = [
  ['no body', {}],
  ['not JSON', { bytes: new TextEncoder().encode('{"writes": ['), headers: { 'content-type': 'application/json' } }],
  ['not UTF-8', { bytes: new Uint8Array([0x22, 0xff, 0xfe, 0x22]), headers: { 'content-type': 'application/json' } }],
  ['another kind', { bytes: new TextEncoder().encode('{}'), headers: { 'content-type': 'text/plain' } }],
  ['null', { json: null }],
  ['deep', { bytes: new TextEncoder().encode('['.repeat(200_000)), headers: { 'content-type': 'application/json' } }],
  [
    'deep content',
    {
      bytes: new TextEncoder().encode(
        `{"writes":[{"key":"t1/JBQK.XZ/bn","content":${'{"note":'.repeat(20_000)}1${'}'.repeat(20_000)}}]}`
      ),
      headers: { 'content-type': 'application/json' }
    }
  ],
  [
    'a prototype',
    {
      bytes: new TextEncoder().encode('{"__proto__":{"writes":[]},"constructor":1}'),
      headers: { 'content-type': 'application/json' }
    }
  ],
  ['huge', { bytes: new Uint8Array(5 * 1024 * 1024).fill(0x20), headers: { 'content-type': 'application/json' } }],
  [
    'a lie about its length',
    { bytes: new Uint8Array(10), headers: { 'content-type': 'application/json', 'content-length': '999999999999' } }
  ],
  ['many cells', { json: { writes: Array.from({ length: 30_000 }, () => ({ key: 'x', content: 1 })) } }]
];

// signing out would end the token that the others use
const attacked = described.filter((one) => one.id !== 'signOut');

describe('wrong', () => {
  test.each(attacked.map((one) => [`${one.method} ${one.path}`, one] as const))(
    '%s: anything at all',
    async (_, one) => {
      const parameters = fc.dictionary(
        fc.constantFrom('sheet', 'form', 'version', 'import', 'export', 'thread', 'comment', 'reminder'),
        fc.oneof(strangeId, fc.constant('known'))
      );
      await fc.assert(
        fc.asyncProperty(parameters, strangeQuery, strangeBody, fc.boolean(), async (ids, query, json, isSignedIn) => {
          const path = one.path.replace(/\{(\w+)\}/g, (__, name: string) =>
            safely(ids[name] === 'known' ? (known[name] ?? 'x') : (ids[name] ?? 'x'))
          );
          const asked = Object.entries(query)
            .map(([name, value]) => `${safely(name)}=${safely(value)}`)
            .join('&');
          const body = one.method === 'GET' ? {} : { json };
          const answer = await api.call(one.method, `${path}?${asked}`, { ...(isSignedIn ? { token } : {}), ...body });
          expectNeverBroken(answer, one.statuses);
        }),
        runs
      );
    }
  );

  const takesNothing = ['undoImport', 'seeComments', 'dismissReminder'];
  const taking = attacked.filter((one) => ['POST', 'PUT'].includes(one.method) && !takesNothing.includes(one.id));
  test.each(taking.flatMap((one) => garbage.map(([what, call]) => [`${one.id}: ${what}`, one, call] as const)))(
    '%s',
    async (_, one, call) => {
      const answer = await api.call(one.method, fill(one.path, known), { token, ...call });
      expectRefusal(answer, one.statuses);
    }
  );

  const closed = described.filter((one) => one.id !== 'signIn');
  test.each(closed.map((one) => [one.id, one] as const))('%s without signing in is 401', async (_, one) => {
    for (const call of [{}, { token: 'x' }, { token: '' }, { cookie: 'huibiao_session=x' }]) {
      const answer = await api.call(one.method, fill(one.path, known), call);
      expectRefusal(answer, [401]);
    }
  });

  test('an unknown address is 404, an unknown method 405 and says which there are', async () => {
    for (const path of ['', '/', '/nothing', '/sheets/', '/sheets/a/b/c/d', '/forms/x', '/%', '/..', '//sheets']) {
      expectRefusal(await api.call('GET', path, { token }), [404]);
    }
    const answer = await api.call('PATCH', '/sheets', { token });
    expectRefusal(answer, [405]);
    expect(answer.headers.get('allow')).toBe('GET');
    expectRefusal(await api.call('DELETE', '/forms', { token }), [405]);
    expect((await api.call('HEAD', '/sheets', { token })).status).toBe(200);
  });

  test('a parameter that is given twice, or that nobody asked for, is refused', async () => {
    expectRefusal(await api.call('GET', '/sheets?collection=a&collection=b', { token }), [400]);
    expectRefusal(await api.call('GET', '/sheets?colection=a', { token }), [400]);
  });
});

test('nothing of all this was a mistake of ours', () => expect(demo.mistakes).toEqual([]));
