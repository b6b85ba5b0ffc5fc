import { describe, expect, test } from 'vitest';
import type { CellContent } from '#core/forms/cell-value.ts';
import { asCellKey } from '#core/forms/cell-key.ts';
import { shippedForm } from '#tests/ui/a-form.ts';
import { contentOf, fieldsOf } from '#ui/panels/content-fields.ts';

const form = shippedForm('fzzf-zhzb.1');
const cell = form.cells.get(asCellKey('t1/ZZLD.JF/bn'))!; // 万元

describe('the content of a cell as fields', () => {
  test.each<CellContent>([
    { number: '57', qualifier: '余', scope: '全县', note: '见附件', quote: '五十七余万元' },
    { number: '160.50' },
    { nothing: 'notApplicable', note: '无此项工作' },
    { nothing: 'unobtainable', reason: '系统未统计' },
    { nothing: 'blank' }
  ])('%o comes back as it was', (content) => {
    expect(contentOf(fieldsOf(content), cell, form)).toEqual({ ok: true, value: content });
  });

  test('a value without text is blank, and keeps note and scope', () => {
    expect(contentOf({ ...fieldsOf({ number: '5', note: 'n', quote: 'q' }), text: ' ' }, cell, form)).toEqual({
      ok: true,
      value: { nothing: 'blank', note: 'n' }
    });
  });

  test('无法取得 needs a reason, a number must be one', () => {
    expect(contentOf({ ...fieldsOf(undefined), kind: 'unobtainable' }, cell, form)).toEqual({
      ok: false,
      error: { code: 'reason-missing' }
    });
    expect(contentOf({ ...fieldsOf(undefined), kind: 'value', text: 'abc' }, cell, form)).toMatchObject({
      ok: false,
      error: { code: 'not-a-number' }
    });
  });

  test('a qualifier typed with the number goes before the chosen one', () => {
    expect(contentOf({ ...fieldsOf(undefined), kind: 'value', text: '57余', qualifier: '约' }, cell, form)).toEqual({
      ok: true,
      value: { number: '57', qualifier: '余' }
    });
  });
});
