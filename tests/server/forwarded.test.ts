// What requests say about the way they came, with and without proxies of ours in front.
import { expect, test } from 'vitest';
import { settleForwarded } from '../../server/forwarded.js';

const settled = (headers: Record<string, string>, proxies: number) => {
  const request = { headers: { ...headers }, socket: { remoteAddress: '10.0.0.9' } };
  settleForwarded(request, proxies);
  return [request.headers['x-forwarded-proto'], request.headers['x-forwarded-for']];
};

test.each([
  // no proxy: nobody is believed
  [{ 'x-forwarded-proto': 'https', 'x-forwarded-for': '1.2.3.4' }, 0, 'http', undefined],
  [{}, 0, 'http', undefined],
  // one proxy
  [{ 'x-forwarded-proto': 'https', 'x-forwarded-for': '1.2.3.4' }, 1, 'https', '1.2.3.4'],
  [{ 'x-forwarded-proto': 'HTTPS', 'x-forwarded-for': '6.6.6.6, 1.2.3.4' }, 1, 'https', '6.6.6.6, 1.2.3.4'],
  // asked directly, by a health check or past the proxy: the handler would answer 500 without an address
  [{}, 1, 'http', '10.0.0.9'],
  [{ 'x-forwarded-for': ' , ' }, 1, 'http', '10.0.0.9'],
  // fewer addresses than proxies
  [{ 'x-forwarded-for': '1.2.3.4' }, 2, 'http', '1.2.3.4, 1.2.3.4'],
  [{}, 2, 'http', '10.0.0.9, 10.0.0.9'],
  // what is no protocol
  [{ 'x-forwarded-proto': 'javascript:', 'x-forwarded-for': '1.2.3.4' }, 1, 'http', '1.2.3.4'],
  [{ 'x-forwarded-proto': '%', 'x-forwarded-for': '1.2.3.4' }, 1, 'http', '1.2.3.4'],
  [{ 'x-forwarded-proto': 'http, https', 'x-forwarded-for': '1.2.3.4' }, 1, 'https', '1.2.3.4']
] as const)('[AU14] %j behind %d proxies: %s from %s', (headers, proxies, protocol, from) => {
  expect(settled(headers, proxies)).toEqual([protocol, from]);
});
