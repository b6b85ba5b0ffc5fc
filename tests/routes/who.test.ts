import { describe, expect, test } from 'vitest';
import { readSetCookie } from '../../src/routes/put-cookie.ts';
import { placeOnThisSite } from '../../src/routes/who.ts';

describe('where to go after signing in', () => {
  test.each(['/work', '/sheets/abc?cell=t1%2FX%2Fbn', '/totals?unit=1'])('%s is on this site', (place) => {
    expect(placeOnThisSite(place, '/work')).toBe(place);
  });

  test.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/a\\b',
    '/a b',
    '',
    null
  ])('%s leads elsewhere or nowhere', (place) => {
    expect(placeOnThisSite(place, '/work')).toBe('/work');
  });
});

test('a ready cookie is taken apart without losing any of its restrictions', () => {
  expect(readSetCookie('session=ab=c; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=60')).toEqual({
    name: 'session',
    value: 'ab=c',
    options: { path: '/', httpOnly: true, secure: true, sameSite: 'lax', maxAge: 60, encode: expect.any(Function) }
  });
  expect(readSetCookie('session=; Max-Age=0').options).toMatchObject({ maxAge: 0, httpOnly: false, secure: false });
});
