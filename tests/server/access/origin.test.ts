// Which pages may open a socket with our cookie.
import { expect, test } from 'vitest';
import { isOwnOrigin } from '#server/access/origin.ts';

test.each([
  [undefined, 'hb.example:3000', [], true],
  ['http://hb.example:3000', 'hb.example:3000', [], true],
  ['https://hb.example', 'hb.example', [], true],
  ['http://HB.example:3000', 'hb.Example:3000', [], true],
  ['http://hb.example:3001', 'hb.example:3000', [], false],
  ['https://evil.example', 'hb.example', [], false],
  ['https://hb.example.evil.example', 'hb.example', [], false],
  ['null', 'hb.example', [], false],
  ['', 'hb.example', [], false],
  ['file:///etc/passwd', 'hb.example', [], false],
  ['http://hb.example', undefined, [], false],
  ['https://hb.example', '127.0.0.1:3000', ['https://hb.example/'], true],
  ['http://hb.example', '127.0.0.1:3000', ['https://hb.example'], false],
  ['http://127.0.0.1:3000', '127.0.0.1:3000', ['https://hb.example'], false]
] as const)('[AU10] a page of %s at host %s with settings %j: %s', (origin, host, allowed, own) => {
  expect(isOwnOrigin(origin, host, allowed)).toBe(own);
});
