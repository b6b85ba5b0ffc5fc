// Where a person goes after the sign-in: only to places of this site, whatever the address says.
import { expect, test } from 'vitest';
import { placeOnThisSite } from '../../../src/routes/who.ts';

test.each(['/work', '/sheets/abc?table=t1&x=%2F%2Fevil', '/totals?unit=%E4%BA%91#x', '/a/b//c', '/@name'])(
  '[AU13] %s is gone to',
  (place) => {
    expect(placeOnThisSite(place, '/other')).toBe(place);
  }
);

test.each([
  null,
  '',
  'work',
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/a\\..\\..\\\\evil.example',
  '/.//evil.example',
  '/..//evil.example',
  'https://evil.example/',
  'javascript:alert(1)',
  '/\t/evil.example',
  '/\r\nset-cookie: x=1',
  '/\u0001',
  '/\u007f',
  '/工作',
  '/\u2028',
  '/\ud800'
])('[AU13] %j is not gone to: another site, or nothing that a header may hold', (place) => {
  expect(placeOnThisSite(place, '/other')).toBe('/other');
});
