import { expect, test } from 'vitest';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import { deriveAll } from '#core/forms/derive.ts';
import { checkSheet } from '#core/validation/check-sheet.ts';
import { shippedForm } from '../forms/shipped.ts';

const form = shippedForm('enforcement-chongqing-2022');
const key = (row: string, column: string) => `t1/${row}/${column}` as CellKey;
const numbers = ['l1', 'l2', 'l3', 'l4', 'l5', 'l6', 'l7'];

function check(cells: ReadonlyMap<CellKey, CellContent>) {
  return checkSheet(form, cells, deriveAll(form, cells, new Map()), new Map());
}

test('[VA11] a row in use names what is missing; unused rows and remarks are no matter', () => {
  const cells = new Map<CellKey, CellContent>([[key('u1', 'unit'), { text: '本机关' }]]);
  for (const column of numbers) cells.set(key('u1', column), { number: '0' });
  expect(check(cells)).toEqual([]);

  cells.set(key('u2', 'l1'), { number: '3' });
  cells.set(key('u2', 'l2'), { nothing: 'notApplicable' });
  const [finding, ...others] = check(cells);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ id: 'row:t1/u2', severity: 'must', kind: 'row' });
  expect(finding!.places).toEqual(['unit', 'l3', 'l4', 'l5', 'l6', 'l7'].map((column) => key('u2', column)));

  // a row that holds a remark alone is in use too
  expect(check(new Map([[key('u3', 'rem'), { text: '无' }]])).map(({ id }) => id)).toEqual(['row:t1/u3']);
});

test('[VA11] checking again what changed gives the same: a row filled to the end, and one cleared', () => {
  let cells = new Map<CellKey, CellContent>([[key('u1', 'l1'), { number: '1' }]]);
  let before = check(cells);
  const steps: [CellKey, CellContent][] = [
    [key('u1', 'unit'), { text: '本机关' }],
    ...numbers.slice(1).map((column): [CellKey, CellContent] => [key('u1', column), { number: '0' }]),
    [key('u1', 'l7'), { nothing: 'blank' }],
    ...['unit', ...numbers].map((column): [CellKey, CellContent] => [key('u1', column), { nothing: 'blank' }])
  ];
  const counts = steps.map(([changed, content]) => {
    cells = new Map(cells).set(changed, content);
    before = checkSheet(form, cells, deriveAll(form, cells, new Map()), new Map(), new Set([changed]), before);
    expect(before).toEqual(check(cells));
    return before.filter(({ kind }) => kind === 'row').length;
  });
  expect(counts).toEqual([1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
});
