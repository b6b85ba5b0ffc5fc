// The web door's first step, called as Kit calls it: with addresses that strangers make up.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Problem } from '#core/basics/problem.ts';
import { handle, handleError } from '../../../src/hooks.server.ts';
import { openDemo, type Demo } from '../../tools/demo-app.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await openDemo();
  (globalThis as { [key: symbol]: unknown })[Symbol.for('huibiao.app')] = Promise.resolve(demo.app);
});
afterAll(() => demo.close());

async function ask(pathname: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
  const url = new URL('http://huibiao.test/');
  url.pathname = pathname;
  const event = {
    request: { method, headers: new Headers(headers) },
    url,
    locals: {},
    cookies: { get: () => undefined },
    isDataRequest: false
  };
  return handle({ event, resolve: async () => new Response('page') } as never);
}

test('[AU11] an address that cannot be read is refused in words, and nothing is thrown: Kit would let it end the process', async () => {
  for (const pathname of ['/%', '/%ff', '/sheets/%c0%ae', '/a%2', '/%E4%BD']) {
    expect((await ask(pathname)).status, pathname).toBe(400);
    expect((await ask(pathname, { cookie: await demo.cookie('yanjin') })).status, pathname).toBe(400);
  }
});

test('[AU11] whoever is not signed in goes to the sign-in page, and comes back to where they wanted to go', async () => {
  const gone = await ask('/sheets/%E5%90%8D').catch((thrown: unknown) => thrown);
  expect(gone).toMatchObject({ status: 303, location: '/login?next=%2Fsheets%2F%25E5%2590%258D' });
  expect((await ask('/login')).status).toBe(200);
});

test('[AU15] the mark of having left is taken away in a way that browsers obey also over plain http in an office network', async () => {
  for (const protocol of ['http:', 'https:']) {
    const deleted: unknown[] = [];
    const event = {
      request: { method: 'GET', headers: new Headers({ cookie: 'huibiao_left=1' }) },
      url: new URL(`${protocol}//10.1.2.3/login`),
      locals: {},
      cookies: {
        get: (name: string) => (name === 'huibiao_left' ? '1' : undefined),
        delete: (...options: unknown[]) => void deleted.push(options)
      },
      isDataRequest: false
    };
    await handle({ event, resolve: async () => new Response('page') } as never);
    expect(deleted).toEqual([['huibiao_left', expect.objectContaining({ path: '/', secure: protocol === 'https:' })]]);
  }
});

test('[AU13] another page cannot post with my cookie, whatever kind of body it sends; a program without an Origin may', async () => {
  const cookie = await demo.cookie('yanjin');
  for (const pathname of ['/logout', '/work', '/sheets/x']) {
    expect((await ask(pathname, { cookie, origin: 'http://sibling.huibiao.test' }, 'POST')).status).toBe(403);
    expect((await ask(pathname, { cookie, origin: 'null' }, 'POST')).status).toBe(403);
    expect((await ask(pathname, { cookie, origin: 'http://huibiao.test' }, 'POST')).status).toBe(200);
    expect((await ask(pathname, { cookie }, 'POST')).status).toBe(200);
  }
});

test('[AU13] bodies are refused by their length before they are read: 16 KB from strangers, 2 MB from people, files where files belong', async () => {
  const cookie = await demo.cookie('yanjin');
  const post = async (pathname: string, bytes: number, headers: Record<string, string> = {}) =>
    (await ask(pathname, { 'content-length': String(bytes), ...headers }, 'POST')).status;
  expect(await post('/login', 16 * 1024)).toBe(200);
  expect(await post('/login', 17 * 1024)).toBe(413);
  expect(await post('/imports', 17 * 1024)).toBe(413);
  expect((await ask('/login', { 'transfer-encoding': 'chunked' }, 'POST')).status).toBe(400);
  expect(await post('/account', 3_000_000, { cookie })).toBe(413);
  expect(await post('/setup/forms', 3_000_000, { cookie })).toBe(200);
  expect(await post('/imports', 20_000_000, { cookie })).toBe(200);
});

test('[AU11] what strangers send wrongly fills no log; a mistake of ours is told with its number', () => {
  const before = demo.mistakes.length;
  const event = { locals: { app: demo.app }, route: { id: '/x' } };
  for (const status of [400, 405, 413, 415])
    handleError({ error: new Error('x'), event, status, message: 'x' } as never);
  expect(demo.mistakes).toHaveLength(before);
  const told = handleError({ error: new Error('ours'), event, status: 500, message: 'x' } as never);
  expect(demo.mistakes).toHaveLength(before + 1);
  expect(demo.mistakes.at(-1)).toContain((told as { code: string }).code);
});

test('[AU11] when the storage refuses to say who asks, it is told in words and is no mistake to be quoted', async () => {
  vi.spyOn(demo.app.access, 'whoAsks').mockRejectedValueOnce(new Problem('disk-failed'));
  const answer = await ask('/work', { cookie: await demo.cookie('yanjin') });
  expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('服务器磁盘出错')]);
});
