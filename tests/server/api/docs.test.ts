// The examples of docs/api.md against the API itself: addresses, methods and bodies exist, and the refusal shown is the real one.
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { ApiClient } from '#tests/tools/api-client.ts';
import { openDemo, type Demo } from '#tests/tools/demo-app.ts';
import { operations } from '../../../src/routes/api/v1/operations.ts';

const text = readFileSync('docs/api.md', 'utf8');
let demo: Demo;
let api: ApiClient;

beforeAll(async () => {
  demo = await openDemo();
  api = new ApiClient(demo.app);
  return demo.close;
});

interface Example {
  method: string;
  path: string;
  query: Record<string, string>;
  body: string | undefined;
}

const examples: Example[] = [...text.matchAll(/curl (?:[^`]|\n)*?(?=\n\n|\ncurl|\n```|\nSHEET|\))/g)].map(
  ([command]) => {
    const line = command.replaceAll('\\\n', ' ');
    const address = /\$API(\/[^\s"]*)/.exec(line)?.[1] ?? '';
    const [path = '', query = ''] = address.split('?');
    const data = / -d '([^']*)'/.exec(line)?.[1] ?? / -d "((?:\\"|[^"])*)"/.exec(line)?.[1]?.replaceAll('\\"', '"');
    const method = / -X (\w+)/.exec(line)?.[1] ?? (data === undefined ? 'GET' : 'POST');
    return { method, path, query: Object.fromEntries(new URLSearchParams(query)), body: data };
  }
);

test('there are examples of reading, writing, Excel in and out, and totals', () => {
  expect(examples.length).toBeGreaterThan(10);
});

test.each(examples.map((example) => [`${example.method} ${example.path}`, example] as const))('%s', (_, example) => {
  const operation = operations.find(({ path, methods }) => {
    const shape = new RegExp(`^${path.replace(/\{\w+\}/g, '\\$\\w+')}$`);
    return shape.test(example.path) && methods.some((method) => method === example.method);
  });
  expect(operation, 'an operation of the API').toBeDefined();
  if (operation?.query) expect(operation.query.safeParse(example.query).success).toBe(true);
  if (operation?.body && operation.body !== 'file') {
    expect(operation.body.safeParse(JSON.parse(example.body ?? '')).error).toBeUndefined();
  }
});

test('the sign-in and the write of the examples work on the demo', async () => {
  const signIn = examples.find(({ path }) => path === '/sessions')!;
  const { token } = (await api.call('POST', '/sessions', { json: JSON.parse(signIn.body!) })).json as { token: string };
  const sheets = (await api.call('GET', '/sheets', { token })).json as { id: string }[];
  const write = examples.find(({ method }) => method === 'PUT')!;
  const answer = await api.call('PUT', `/sheets/${sheets[0]!.id}/cells`, { token, json: JSON.parse(write.body!) });
  expect(answer.status).toBe(200);

  const shown = JSON.parse(/```json\n([\s\S]*?)```/.exec(text)![1]!) as { parameters: { cells: { key: string }[] } };
  const key = shown.parameters.cells[0]!.key;
  const refused = await api.call('PUT', `/sheets/${sheets[0]!.id}/cells`, {
    token,
    json: { writes: [{ key, content: { number: '1' } }] }
  });
  expect(refused.json).toEqual(shown);
});
