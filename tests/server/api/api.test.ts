// What the API promises beyond its shapes: origin, rights, all or nothing, languages, limits.
import { beforeAll, describe, expect, test } from 'vitest';
import { ApiClient, origin, type Call } from '#tests/tools/api-client.ts';
import { openDemo, type Demo } from '#tests/tools/demo-app.ts';

let demo: Demo;
let api: ApiClient;
let token: string;
let sheet: string;

beforeAll(async () => {
  demo = await openDemo();
  api = new ApiClient(demo.app);
  token = await demo.token('yanjin-fuyi');
  sheet = await demo.sheetId('fzzf-zhzb', '530623', '2021');
  return demo.close;
});

const write = (writes: unknown, call: Call = {}) =>
  api.call('PUT', `/sheets/${sheet}/cells`, { token, json: { writes }, ...call });
const reading = async () =>
  (await api.call('GET', `/sheets/${sheet}`, { token })).json as {
    seq: number;
    entered: Record<string, unknown>;
    derived: Record<string, { kind: string; shown: string }>;
  };

describe('writing cells', () => {
  test('my own row is written, the rate follows, and history says by which door', async () => {
    const key = 't1/XZFY.QNJA/bn';
    const answer = await write([{ key, content: { number: '10', note: '法定期限内' } }]);
    expect(answer.status).toBe(200);
    const { entered, derived } = await reading();
    expect(entered[key]).toEqual({ number: '10', note: '法定期限内' });
    expect(derived['t1/XZFY.JAL/bn']).toMatchObject({ kind: 'number', shown: '90.91' });
    const history = (await api.call('GET', `/sheets/${sheet}/history?key=${encodeURIComponent(key)}`, { token })).json;
    expect(history).toMatchObject([
      { key, before: null, after: { number: '10' }, origin: 'api', person: '盐津县司法局(行政复议机构) 填报员' }
    ]);
  });

  test('one cell that may not be written refuses all, each with its reason, and nothing changes', async () => {
    const before = await reading();
    const answer = await write([
      { key: 't1/XZFY.ZX/bn', content: { number: '7' } },
      { key: 't1/JBQK.XZ/bn', content: { number: '10' } },
      { key: 't1/XZFY.JCL/bn', content: { number: '1' } },
      { key: 't1/XZFY.NO/bn', content: { number: '1' } },
      { key: 't1/XZFY.SC/bn', content: { number: '1e5' } }
    ]);
    expect(answer.status).toBe(422);
    expect(answer.json).toMatchObject({ code: 'cells-refused' });
    const { cells } = (answer.json as { parameters: { cells: { key: string; reason: string }[] } }).parameters;
    expect(Object.fromEntries(cells.map(({ key, reason }) => [key, reason]))).toEqual({
      't1/JBQK.XZ/bn': 'foreign-cell',
      't1/XZFY.JCL/bn': 'not-entered',
      't1/XZFY.NO/bn': 'unknown-cell',
      't1/XZFY.SC/bn': 'bad-value'
    });
    expect(await reading()).toEqual(before);
  });

  test('a sheet of another unit is not there', async () => {
    const foreign = await demo.sheetId('fzzf-zhzb', '622922', '2024');
    for (const [method, path] of [
      ['GET', `/sheets/${foreign}`],
      ['GET', `/sheets/${foreign}/history`],
      ['GET', `/sheets/${foreign}/events`]
    ] as const) {
      expect((await api.call(method, path, { token })).status).toBe(404);
    }
    const answer = await api.call('PUT', `/sheets/${foreign}/cells`, {
      token,
      json: { writes: [{ key: 't1/XZFY.ZX/bn', content: { number: '7' } }] }
    });
    expect(answer.status).toBe(404);
  });

  test('a submitted sheet takes nothing more', async () => {
    const closed = await demo.sheetId('fzzf-zhzb', '5306-YS1', '2021');
    const answer = await api.call('PUT', `/sheets/${closed}/cells`, {
      token: await demo.token('jiaxian'),
      json: { writes: [{ key: 't1/JBQK.XZ/bn', content: { number: '7' } }] }
    });
    expect([409, 422]).toContain(answer.status);
    expect(JSON.stringify(answer.json)).toContain('stage-closed');
  });
});

describe('deeds', () => {
  test('a finding that asks for an explanation holds up the submission until it is explained, not merely dismissed', async () => {
    const kangle = await demo.token('kangle');
    const id = await demo.sheetId('fzzf-zhzb', '622922', '2024');
    const submit = () => api.call('POST', `/sheets/${id}/deeds`, { token: kangle, json: { deed: 'submit' } });
    const refused = await submit();
    expect([refused.status, (refused.json as { code: string }).code]).toEqual([409, 'findings-open']);
    const { findings } = (await api.call('GET', `/sheets/${id}`, { token: kangle })).json as {
      findings: { id: string }[];
    };
    const explain = (finding: string, text: string) =>
      api.call('POST', `/sheets/${id}/explanations`, { token: kangle, json: { finding, text } });
    expect((await explain(findings[0]!.id, '核实无误')).json).toMatchObject({ code: 'explanation-empty' });
    for (const { id: finding } of findings) {
      expect((await explain(finding, '报告印刷的比率与其分子分母不符，以计算值为准。')).status).toBe(204);
    }
    expect((await submit()).json).toMatchObject({ stage: 'submitted' });
    const events = (await api.call('GET', `/sheets/${id}/events`, { token: kangle })).json;
    expect(events).toMatchObject([{ deed: 'submit', from: 'filling', to: 'submitted', personName: '康乐县 牵头单位' }]);
  });

  test('a clerk may not submit', async () => {
    const answer = await api.call('POST', `/sheets/${sheet}/deeds`, { token, json: { deed: 'submit' } });
    expect([answer.status, (answer.json as { code: string }).code]).toEqual([403, 'not-allowed']);
  });
});

describe('who asks', () => {
  test('a cookie changes something only from a page of this site; a token from anywhere', async () => {
    const cookie = await demo.cookie('yanjin-fuyi');
    const writes = [{ key: 't1/XZFY.PX/bn', content: { number: '3' } }];
    const path = `/sheets/${sheet}/cells`;
    const foreign: Record<string, string>[] = [
      {},
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `${origin}.evil.example` }
    ];
    for (const headers of foreign) {
      const answer = await api.call('PUT', path, { cookie, headers, json: { writes } });
      expect([answer.status, (answer.json as { code: string }).code]).toEqual([403, 'foreign-origin']);
    }
    expect((await api.call('PUT', path, { cookie, headers: { origin }, json: { writes } })).status).toBe(200);
    expect((await api.call('GET', '/sheets', { cookie, headers: { origin: 'https://evil.example' } })).status).toBe(
      200
    );
    expect(
      (await api.call('PUT', path, { token, headers: { origin: 'https://evil.example' }, json: { writes } })).status
    ).toBe(200);
  });

  test('signing out ends the token', async () => {
    const answer = await api.call('POST', '/sessions', { json: { login: 'suqian', password: demo.password } });
    const { token: mine, actor } = answer.json as { token: string; actor: { name: string } };
    expect(actor.name).toBe('宿迁市 牵头单位');
    expect((await api.call('GET', '/sessions/current', { token: mine })).status).toBe(200);
    expect((await api.call('DELETE', '/sessions/current', { token: mine })).status).toBe(204);
    expect((await api.call('GET', '/sessions/current', { token: mine })).status).toBe(401);
  });

  test('an unknown name and a wrong password are answered alike', async () => {
    const answers = await Promise.all(
      [
        { login: 'suqian', password: 'x' },
        { login: 'nobody', password: 'x' }
      ].map((json) => api.call('POST', '/sessions', { json }))
    );
    expect(answers.map(({ status, json }) => [status, (json as { code: string }).code])).toEqual([
      [401, 'wrong-name-or-password'],
      [401, 'wrong-name-or-password']
    ]);
  });
});

describe('words and limits', () => {
  test.each([
    [undefined, '没有找到，或您无权查看。'],
    ['en-GB,en;q=0.9', 'Not found, or not visible to you.'],
    ['zh-CN,zh;q=0.9,en;q=0.8', '没有找到，或您无权查看。'],
    ['fr, en;q=0.2', 'Not found, or not visible to you.'],
    ['en;q=x;;,=', '没有找到，或您无权查看。']
  ])('Accept-Language %s', async (language, message) => {
    const headers: Record<string, string> = language === undefined ? {} : { 'accept-language': language };
    const answer = await api.call('GET', '/sheets/none', { token, headers });
    expect((answer.json as { message: string }).message).toBe(message);
    expect(answer.headers.get('content-language')).toMatch(/^(zh-CN|en)$/);
  });

  test('a file without end is read no further than the limit', async () => {
    let sent = 0;
    const part = new Uint8Array(1024 * 1024);
    const bytes = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += part.length;
        controller.enqueue(part);
      }
    });
    const answer = await api.call('POST', '/imports?fileName=x.csv', { token, bytes });
    expect([answer.status, (answer.json as { code: string }).code]).toEqual([413, 'file-too-large']);
    expect(sent).toBeLessThan(23 * 1024 * 1024);
  });

  test('what is answered is kept nowhere on the way', async () => {
    expect((await api.call('GET', '/sheets', { token })).headers.get('cache-control')).toBe('no-store');
  });
});

describe('bodies', () => {
  test('whoever is not signed in sends no more than a login and a password', async () => {
    const json = { login: 'yanjin', password: 'x'.repeat(900) };
    expect((await api.call('POST', '/sessions', { json })).status).toBe(401);
    const padded = new TextEncoder().encode(JSON.stringify(json) + ' '.repeat(17 * 1024));
    const headers = { 'content-type': 'application/json' };
    expect((await api.call('POST', '/sessions', { bytes: padded, headers })).status).toBe(413);
  });

  test('who tries too often is told when to come again, also in the header for programs', async () => {
    let answer = await api.call('POST', '/sessions', { json: { login: 'nobody', password: 'x' } });
    for (let nth = 0; nth < 20 && answer.status === 401; nth++)
      answer = await api.call('POST', '/sessions', { json: { login: 'nobody', password: 'x' } });
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('a person has a few large bodies on their way at once; the others are told to come again, and room is made when one ends', async () => {
    const senders: ReadableStreamDefaultController<Uint8Array>[] = [];
    const slow = () =>
      api.call('POST', '/imports?fileName=a.csv', {
        token,
        bytes: new ReadableStream({ start: (controller) => void senders.push(controller) })
      });
    const going = [slow(), slow(), slow()];
    await expect.poll(() => senders.length).toBe(3);
    const refused = await slow();
    expect([refused.status, (refused.json as { code: string }).code]).toEqual([503, 'busy']);
    for (const sender of senders.slice(0, 3)) sender.close();
    expect((await Promise.all(going)).map(({ status }) => status)).not.toContain(503);
    expect(
      (await api.call('POST', '/imports?fileName=a.csv', { token, bytes: new Uint8Array(100_000) })).status
    ).not.toBe(503);
  });
});
