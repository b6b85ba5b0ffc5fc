// The web door's first step, called as Kit calls it: with addresses that strangers make up.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { handle } from '../../../src/hooks.server.ts';
import { openDemo, type Demo } from '../../tools/demo-app.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await openDemo();
  (globalThis as { [key: symbol]: unknown })[Symbol.for('huibiao.app')] = Promise.resolve(demo.app);
});
afterAll(() => demo.close());

async function ask(pathname: string, headers: Record<string, string> = {}): Promise<Response> {
  const url = new URL('http://huibiao.test/');
  url.pathname = pathname;
  const event = {
    request: new Request(url, { headers }),
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
