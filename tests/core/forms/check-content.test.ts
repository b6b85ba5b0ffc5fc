import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asCellKey, statedKey } from '#core/forms/cell-key.ts';
import { checkContent, checkContentFor } from '#core/forms/check-content.ts';

const judged = (content: unknown): string => {
  const checked = checkContent(content);
  return checked.ok ? 'ok' : `${checked.error.property}: ${checked.error.code}`;
};
const key = asCellKey('t1/A/bn');
const statement = {
  printed: '64.03',
  number: '64.03',
  uom: '%',
  qualifier: '约',
  scope: '全市',
  note: 'n',
  quote: 'q',
  source: 's'
};

describe('[FO13] content from outside is checked strictly', () => {
  const table: [unknown, string][] = [
    [{ number: '12.50' }, 'ok'],
    [{ number: '-0.5', qualifier: '余', scope: '全市', note: '', quote: '' }, 'ok'],
    [{ text: '' }, 'ok'],
    [{ text: '甲\n乙\t丙' }, 'ok'],
    [{ nothing: 'blank' }, 'ok'],
    [{ nothing: 'notApplicable', note: '无此职权' }, 'ok'],
    [{ nothing: 'unobtainable', reason: '系统未上线' }, 'ok'],
    [{ stated: [] }, 'ok'],
    [{ stated: [statement] }, 'ok'],
    [null, ': wrong-kind'],
    ['12', ': wrong-kind'],
    [[], ': wrong-kind'],
    [[{ number: '1' }], ': wrong-kind'],
    [new Map(), ': wrong-kind'],
    [{}, ': missing'],
    [{ note: 'x' }, ': missing'],
    [{ number: 12 }, 'number: wrong-kind'],
    [{ number: '012' }, 'number: not-canonical'],
    [{ number: '1e5' }, 'number: not-canonical'],
    [{ number: '1,000' }, 'number: not-canonical'],
    [{ number: ' 1' }, 'number: not-canonical'],
    [{ number: '+1' }, 'number: not-canonical'],
    [{ number: '.5' }, 'number: not-canonical'],
    [{ number: '5.' }, 'number: not-canonical'],
    [{ number: '-0' }, 'number: not-canonical'],
    [{ number: '-0.00' }, 'number: not-canonical'],
    [{ number: '１' }, 'number: not-canonical'],
    [{ number: '' }, 'number: not-canonical'],
    [{ number: '1\n' }, 'number: not-canonical'],
    [{ number: '1'.repeat(31) }, 'number: not-canonical'],
    [{ number: '1'.repeat(41) }, 'number: too-long'],
    [{ number: '1', text: 'x' }, 'text: unknown-property'],
    [{ number: '1', nothing: 'blank' }, 'nothing: unknown-property'],
    [{ number: '1', extra: 1 }, 'extra: unknown-property'],
    [JSON.parse('{"number":"1","__proto__":{"x":1}}'), '__proto__: unknown-property'],
    [{ number: '1', qualifier: '超' }, 'qualifier: not-in-list'],
    [{ number: '1', note: 5 }, 'note: wrong-kind'],
    [{ number: '1', note: undefined }, 'note: wrong-kind'],
    [{ number: '1', note: 'x'.repeat(1001) }, 'note: too-long'],
    [{ number: '1', quote: 'x'.repeat(2001) }, 'quote: too-long'],
    [{ number: '1', note: 'a\u0000b' }, 'note: bad-characters'],
    [{ text: '\ud800' }, 'text: bad-characters'],
    [{ text: 'x'.repeat(2001) }, 'text: too-long'],
    [{ nothing: 'zero' }, 'nothing: not-in-list'],
    [{ nothing: 'unobtainable' }, 'reason: missing'],
    [{ nothing: 'unobtainable', reason: ' ' }, 'reason: missing'],
    [{ nothing: 'blank', reason: 'x' }, 'reason: unknown-property'],
    [{ stated: {} }, 'stated: wrong-kind'],
    [{ stated: [1] }, 'stated[0]: wrong-kind'],
    [{ stated: [{ printed: '1' }] }, 'stated[0].number: missing'],
    [{ stated: [{ ...statement, number: 'x' }] }, 'stated[0].number: not-canonical'],
    [{ stated: [{ ...statement, printed: '' }] }, 'stated[0].printed: missing'],
    [{ stated: [{ ...statement, more: 1 }] }, 'stated[0].more: unknown-property'],
    [{ stated: Array.from({ length: 21 }, () => statement) }, 'stated: too-long'],
    [{ stated: [], number: '1' }, 'number: unknown-property']
  ];
  for (const [content, expected] of table)
    test(`${JSON.stringify(content)?.slice(0, 60)} → ${expected}`, () => {
      expect(judged(content)).toBe(expected);
    });

  test('statements stand at ~stated keys only, text in cells of text only', () => {
    expect(checkContentFor({ number: '1' }, key, { type: 'count' }).ok).toBe(true);
    expect(checkContentFor({ nothing: 'blank' }, key, { type: 'text' }).ok).toBe(true);
    expect(checkContentFor({ stated: [] }, statedKey(key), { type: 'count' }).ok).toBe(true);
    expect(checkContentFor({ stated: [] }, key, { type: 'count' }).ok).toBe(false);
    expect(checkContentFor({ number: '1' }, statedKey(key), { type: 'count' }).ok).toBe(false);
    expect(checkContentFor({ text: '甲' }, key, { type: 'count' }).ok).toBe(false);
    expect(checkContentFor({ number: '1' }, key, { type: 'text' }).ok).toBe(false);
  });

  test('any value whatever is an answer, never an exception', () => {
    fc.assert(fc.property(fc.anything(), (content) => void judged(content)));
  });
});
