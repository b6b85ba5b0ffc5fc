import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CellContent, CellValue, Qualifier } from '#core/forms/cell-value.ts';
import { checkContent } from '#core/forms/check-content.ts';
import type { FormCell } from '#core/forms/compiled-form.ts';
import type { IndicatorType } from '#core/forms/form.ts';
import { readTyped, readValue, type TypedValue, type ValueMistake } from '#core/forms/read-value.ts';
import { editText, keepRemarks, showContent } from '#core/forms/show-content.ts';
import type { Result } from '#core/basics/result.ts';
import { aForm } from './a-form.ts';

const form = aForm();

const types: Record<string, IndicatorType> = {
  件: 'count',
  份: 'count',
  年: 'count',
  万人次: 'count',
  万元: 'money',
  元: 'money',
  '%': 'rate',
  百分点: 'ratio-change',
  天: 'rate',
  位: 'rank',
  字: 'text'
};
const cellOf = (name: string): Pick<FormCell, 'type' | 'uom'> => ({
  type: types[name]!,
  uom: name === '百分点' ? '个百分点' : name === '字' ? '' : name
});

function said(read: Result<TypedValue, ValueMistake>): string {
  if (!read.ok) return `!${read.error.code}`;
  const { value, converted } = read.value;
  const suffix = converted ? ` => ${converted.from} to ${converted.to} by ${converted.power}` : '';
  if ('number' in value) return `${value.number}${value.qualifier ? ` ${value.qualifier}` : ''}${suffix}`;
  if ('text' in value) return `text "${value.text}"`;
  return value.nothing === 'unobtainable'
    ? `无法取得 ${value.reason}`
    : { blank: '未填', notApplicable: '不适用' }[value.nothing];
}

const unseen = {
  '␣': ' ',
  '⇥': '\t',
  '⏎': '\n',
  '˽': '\u2009',
  '␢': '\u00a0',
  '▷': '\u202d',
  '◁': '\u202c',
  '↺': '\u202e'
};
const unescape = (text: string) =>
  Object.entries(unseen).reduce((typed, [sign, unseenSign]) => typed.replaceAll(sign, unseenSign), text);

describe('[FO7] typed text becomes a value, or is refused with a reason', () => {
  const lines = readFileSync('tests/core/forms/read-value.table.txt', 'utf8').split('\n');
  for (const line of lines) {
    if (line.startsWith('#') || line.trim() === '') continue;
    const [cell = '', typed = '', expected = ''] = line.split('|').map((part) => part.replace(/^ | $/g, '').trim());
    test(`${cell}: ${typed} → ${expected}`, () => {
      expect(said(readTyped(unescape(typed), cellOf(cell), form))).toBe(unescape(expected));
    });
  }
});

const number = fc
  .tuple(fc.boolean(), fc.bigInt(0n, 10n ** 25n), fc.option(fc.stringMatching(/^\d{1,8}$/), { nil: undefined }))
  .map(([minus, whole, decimals]) => `${minus ? '-' : ''}${whole}${decimals ? `.${decimals}` : ''}`)
  .filter((text) => checkContent({ number: text }).ok);
const qualifier = fc.option(fc.constantFrom<Qualifier>('余', '多', '约', '近', '以上', '至少'), { nil: undefined });
const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });

const numberValue = fc
  .tuple(number, qualifier)
  .map(([n, q]): CellValue => (q ? { number: n, qualifier: q } : { number: n }));
const nothingValue: fc.Arbitrary<CellValue> = fc.oneof(
  fc.constant<CellValue>({ nothing: 'blank' }),
  fc.constant<CellValue>({ nothing: 'notApplicable' }),
  words
    .map((reason) => reason.trim())
    .filter((reason) => reason !== '')
    .map((reason): CellValue => ({ nothing: 'unobtainable', reason }))
);
const textValue = words.filter((text) => text.trim() !== '').map((text): CellValue => ({ text }));

describe('[FO8] what is shown is read back as the same value', () => {
  const numeric = fc.constantFrom('件', '份', '万元', '元', '%', '百分点', '天', '位', '万人次');
  test('the editor’s text of numbers and of the kinds of nothing', () => {
    fc.assert(
      fc.property(numeric, fc.oneof(numberValue, nothingValue), (name, value) => {
        const cell = cellOf(name);
        expect(readValue(editText(value, cell, form), cell, form)).toEqual({ ok: true, value });
      })
    );
  });
  test('the editor’s text of texts and of the kinds of nothing in a cell of text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          textValue,
          nothingValue,
          fc.constantFrom<CellValue>({ text: '/' }, { text: "'x" }, { text: '不适用' }, { text: '无法取得' })
        ),
        (value) => {
          const cell = cellOf('字');
          expect(readValue(editText(value, cell, form), cell, form)).toEqual({ ok: true, value });
        }
      )
    );
  });
  test('the grid’s text, except of 无法取得, whose reason is not shown', () => {
    fc.assert(
      fc.property(numeric, fc.oneof(numberValue, nothingValue), (name, value) => {
        const cell = cellOf(name);
        const read = readValue(showContent(value, cell, form), cell, form);
        if ('nothing' in value && value.nothing === 'unobtainable')
          expect(read).toMatchObject({ ok: false, error: { code: 'reason-missing' } });
        else expect(read).toEqual({ ok: true, value });
      })
    );
  });
  test('whatever is read passes the strict check', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.stringMatching(/^[约近至少(（￥+-]{0,2}[\d, .．，]{1,12}[余多万亿元件%以上)）]{0,4}$/)
    );
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(types).filter((name) => name !== '字')), typed, (name, text) => {
        const read = readValue(text, cellOf(name), form);
        if (read.ok && !('nothing' in read.value && read.value.nothing === 'unobtainable'))
          expect(checkContent(read.value)).toMatchObject({ ok: true });
      }),
      { numRuns: 1000 }
    );
  });
  test('no typed text, however long, makes the reader slow', () => {
    const begun = performance.now();
    for (const text of [
      '1'.repeat(100_000),
      '1,'.repeat(600),
      ' '.repeat(1_000) + 'x',
      '约'.repeat(1_000),
      '(1'.repeat(500),
      '1 '.repeat(590)
    ])
      expect(readValue(text, cellOf('件'), form).ok).toBe(false);
    expect(performance.now() - begun).toBeLessThan(500);
  });
});

describe('[FO9] remarks follow the figure they belong to', () => {
  const standing: CellContent = { number: '12', scope: '全市', note: '含结转', quote: '全市共12件' };
  test('scope and note stay, the quote goes with the old number', () => {
    expect(keepRemarks({ number: '13' }, standing)).toEqual({ number: '13', scope: '全市', note: '含结转' });
    expect(keepRemarks({ number: '12' }, standing)).toEqual(standing);
    expect(keepRemarks({ nothing: 'blank' }, standing)).toEqual({ nothing: 'blank' });
    expect(keepRemarks({ number: '13' }, undefined)).toEqual({ number: '13' });
  });
});
