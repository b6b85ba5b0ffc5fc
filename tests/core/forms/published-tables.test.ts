import { describe, expect, test } from 'vitest';
import { exact, toText } from '#core/basics/exact.ts';
import { asCellKey } from '#core/forms/cell-key.ts';
import { deriveAll } from '#core/forms/derive.ts';
import { publishedTables, readPublished } from './published.ts';
import { shippedForm } from './shipped.ts';

const form = shippedForm('gov-info-2021');

describe('[FO10] totals of the published tables', () => {
  const tables = publishedTables(form);
  test('there are 44 of them', () => {
    expect(tables.length).toBe(44);
  });
  for (const { name, cells, totals, strange } of tables)
    test(`${name}: every total that can be computed is the printed one`, () => {
      const derived = deriveAll(form, cells, new Map());
      let computed = 0;
      for (const [key, printed] of totals) {
        const outcome = derived.get(key)!;
        if (outcome.kind !== 'number') continue;
        computed++;
        expect(`${key} ${toText(outcome.value)}`).toBe(`${key} ${toText(exact(printed))}`);
      }
      if (name.includes('suqian-2023') && !name.includes('-t2-')) expect(computed).toBe(totals.size);
      // 洪泽区 printed （六）其他处理 as one row: it has no place here, so the totals over all rows stay unknown
      expect(strange.every((key) => key.startsWith('t3/r3.6/') && name.includes('hongze'))).toBe(true);
    });

  test('不适用 and 未填 make a total unknown because of them, though one was printed', () => {
    const slashes = readPublished(form, 'gov-info-2021-t3-finance-slash-2024.json');
    const total = deriveAll(form, slashes.cells, new Map()).get(asCellKey('t3/r1/c7'));
    expect(total).toEqual({ kind: 'unknown', because: ['c2', 'c3', 'c4', 'c5'].map((column) => `t3/r1/${column}`) });
    expect(slashes.totals.get(asCellKey('t3/r1/c7'))).toBe('7');
  });
});
