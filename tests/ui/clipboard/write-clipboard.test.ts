// Copied out of the grid: Excel takes numbers as numbers, nothing runs, and what is copied and pasted here is what it was.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { divide, exact } from '#core/basics/exact.ts';
import { readClipboard } from '#ui/clipboard/read-clipboard.ts';
import { readPasted } from '#ui/clipboard/read-pasted.ts';
import { computedNumber, enteredNumber, writeClipboard, type CopiedCell } from '#ui/clipboard/write-clipboard.ts';
import type { CellValue } from '#core/forms/cell-value.ts';
import { showContent } from '#core/forms/show-content.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';

const form = { definition: { print: { blank: '', notApplicable: '/', unobtainable: '…' } } } as unknown as Pick<
  CompiledForm,
  'definition'
>;
const count = { type: 'count', uom: '件' } as const;
const text = { type: 'text', uom: '' } as const;

function copied(value: CellValue): CopiedCell {
  const shown = showContent(value, count, form);
  const number = 'number' in value ? enteredNumber(value.number, value.qualifier, /^[约近至]/.test(shown)) : undefined;
  return number ? { text: shown, value, number } : { text: shown, value };
}

const written = (value: CellValue) => writeClipboard([[copied(value)]]);
const cellIn = (flavours: Partial<Record<'own' | 'html' | 'text', string>>) => {
  const read = readClipboard({ own: '', html: '', text: '', ...flavours });
  if (!read.ok) throw new Error(read.error);
  return read.value.block[0]![0]!;
};
const td = (html: string) => /<td.*<\/td>/s.exec(html)![0];

describe('what Excel finds on the clipboard', () => {
  test('[UI10] a number is a number with its digits, and looks as it does here', () => {
    expect(td(written({ number: '1234.50' }).html)).toBe(
      `<td align="right" x:num="1234.50" style='mso-number-format:"0\\.00"'>1234.50</td>`
    );
    expect(written({ number: '1234.50' }).text).toBe('1234.50');
  });

  test('[UI10] a qualifier is in the format: 57余 is the number 57', () => {
    expect(td(written({ number: '57', qualifier: '余' }).html)).toContain(
      `x:num="57" style='mso-number-format:"0\\0022余\\0022"'>57余<`
    );
    expect(td(written({ number: '20', qualifier: '约' }).html)).toContain(`"\\0022约\\00220"'>约20<`);
  });

  test('[UI10] a computed rate carries all that Excel can hold', () => {
    const rate = divide(exact('38300'), exact('523'))!;
    expect(computedNumber(rate, '73.23')).toEqual({ digits: '73.2313575525813', format: '0.00' });
  });

  test('[UI10] more digits than Excel keeps stay a text', () => {
    expect(enteredNumber('1234567890123456', undefined, false)).toBeUndefined();
    expect(td(written({ number: '1234567890123456' }).html)).toContain('mso-number-format:"\\@"');
    expect(enteredNumber('0.123456789012345', undefined, false)).toBeDefined();
  });

  test('[UI10] each kind of nothing as the form prints it', () => {
    const block = writeClipboard([
      [
        copied({ nothing: 'blank' }),
        copied({ number: '0' }),
        copied({ nothing: 'notApplicable' }),
        copied({ nothing: 'unobtainable', reason: '系统未开通' })
      ]
    ]);
    expect(block.text).toBe('\t0\t/\t…');
    expect(block.html).toContain('<td></td>');
  });

  test.each(['=1+2', '+A1', '-A1', '@SUM(A1)', '＝1', '=cmd|"/c calc"!A1'])('[UI10] %s stays a text', (formula) => {
    const flavours = writeClipboard([[{ text: formula, value: { text: formula } }]]);
    expect(flavours.text.replace(/^"/, '')).toMatch(/^'/);
    expect(td(flavours.html)).toContain('x:str');
    expect(td(flavours.html)).toContain('\\@');
  });

  test('[UI10] tabs, line breaks, quotes and signs of HTML are kept', () => {
    const odd = '一\n"二"\t<b>&';
    const flavours = writeClipboard([[{ text: odd, value: { text: odd } }, { text: 'x' }]]);
    expect(flavours.text).toBe('"一\n""二""\t<b>&"\tx');
    expect(cellIn({ text: flavours.text }).text).toBe(odd);
    expect(flavours.html).not.toContain('<b>');
  });
});

const number = fc
  .tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.stringMatching(/^\d{0,4}$/))
  .map(([whole, decimals]) => `${whole}${decimals === '' ? '' : `.${decimals}`}`)
  .filter((one) => !/^-0(\.0*)?$/.test(one));
const qualifier = fc.option(fc.constantFrom('余', '多', '约', '近', '以上', '至少'), { nil: undefined });
const value: fc.Arbitrary<CellValue> = fc.oneof(
  fc
    .tuple(number, qualifier)
    .map(([digits, word]): CellValue => (word ? { number: digits, qualifier: word } : { number: digits })),
  fc.constant<CellValue>({ nothing: 'blank' }),
  fc.constant<CellValue>({ nothing: 'notApplicable' }),
  fc.constant<CellValue>({ nothing: 'unobtainable', reason: '系统未开通' })
);

describe('copied and pasted again', () => {
  test('[UI10] our own flavour gives back every value as it was', () => {
    fc.assert(
      fc.property(value, (one) => {
        const read = readPasted(cellIn({ own: written(one).own }), count, form);
        expect(read).toEqual({ ok: true, value: { value: one } });
      })
    );
  });

  test.each(['html', 'text'] as const)('[UI10] the %s flavour gives back numbers and qualifiers', (flavour) => {
    fc.assert(
      fc.property(value, (one) => {
        if ('nothing' in one && one.nothing !== 'notApplicable') return;
        const read = readPasted(cellIn({ [flavour]: written(one)[flavour] }), count, form);
        expect(read).toEqual({ ok: true, value: { value: one } });
      })
    );
  });

  test.each(['own', 'html', 'text'] as const)('[UI10] texts come back through the %s flavour', (flavour) => {
    const one = fc.string({
      unit: fc.constantFrom('一', 'a', '=', '"', '\t', '\n', '<', '&', '0', "'", '+'),
      minLength: 1,
      maxLength: 8
    });
    fc.assert(
      fc.property(one, (shown) => {
        if (shown.trim() !== shown || /^["']/.test(shown) || /\n\n|\n\t|\t\n/.test(shown)) return; // HTML keeps no blanks at the rim
        const flavours = writeClipboard([[{ text: shown, value: { text: shown } }]]);
        const back = cellIn({ [flavour]: flavours[flavour] });
        const read = readPasted(back, text, form);
        const kept = flavour === 'html' ? shown.replace(/[\t ]+/g, ' ') : shown;
        if (read.ok && 'text' in read.value.value) expect(read.value.value.text).toBe(kept);
        else expect(shown).not.toMatch(/[a一]/);
      })
    );
  });
});
