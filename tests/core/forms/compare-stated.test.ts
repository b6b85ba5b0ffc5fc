import { describe, expect, test } from 'vitest';
import { exact } from '#core/basics/exact.ts';
import { asCellKey, statedKey } from '#core/forms/cell-key.ts';
import type { CellContent, Qualifier, Statement } from '#core/forms/cell-value.ts';
import { compareAllStated, compareStated } from '#core/forms/compare-stated.ts';
import { deriveAll } from '#core/forms/derive.ts';
import { powerBetween, shiftDecimal } from '#core/forms/units-of-measure.ts';
import type { Outcome } from '#core/formula/ast.ts';
import { shippedForm } from './shipped.ts';

// printed | number in the indicator's unit | qualifier | computed | outcome. The published cases stand first.
const table = `
  64.03   | 64.03     |    | 38300/523   | wrong
  73.23   | 73.23     |    | 38300/523   | rounded=truncated
  55.57   | 55.57     |    | 54400/979   | rounded
  98.0    | 98.0      |    | 906200/9240 | truncated
  27.27   | 27.27     |    | 300/11      | rounded=truncated
  94.74   | 94.74     |    | 5400/57     | rounded
  100     | 100       |    | 100         | exact
  66.5    | 66.5      |    | 35400/532   | rounded=truncated
  31.26   | -31.26    |    | -31.26      | exact
  31.26   | -31.26    |    | 31.26       | wrong
  77.85   | 778500    |    | 778512      | rounded=truncated
  77.85   | 778500    |    | 778500      | exact
  77.85   | 778500    |    | 778590      | truncated
  77.85   | 778500    |    | 788500      | wrong
  1.3     | 13000     |    | 13400       | rounded=truncated
  20      | 200000    |    | 195000      | rounded
  251000  | 25.1      |    | 25.1        | exact
  1,234   | 1234      |    | 1234        | exact
  三      | 3         |    | 3           | exact
  三      | 3         |    | 4           | wrong
  0       | 0         |    | 0           | exact
  0       | 0         |    | 3           | wrong
  57      | 57        | 余 | 58          | truncated
  57      | 57        | 余 | 57          | exact
  57      | 57        | 余 | 56          | wrong
  57      | 57        | 余 | 59.5        | truncated
  57      | 57        | 余 | 60          | wrong
  1200    | 1200      | 余 | 300         | wrong
  1200    | 1200      | 余 | 1299        | truncated
  1200    | 1200      | 余 | 1300        | wrong
  300     | 300       | 余 | 1200        | wrong
  300     | 300       | 多 | 399         | truncated
  1.3     | 13000     | 余 | 13999       | truncated
  1.3     | 13000     | 余 | 14000       | wrong
  10      | -10       | 余 | -12         | truncated
  10      | -10       | 余 | -9          | wrong
  10      | -10       | 余 | 12          | wrong
  0       | 0         | 余 | 3           | truncated
  2       | 2         | 至少 | 5         | truncated
  2       | 2         | 至少 | 1         | wrong
  2       | 2         | 至少 | 2000      | truncated
  10      | -10       | 以上 | -30       | truncated
  100     | 100       | 以上 | 137       | truncated
  130     | 130       | 约 | 127         | rounded
  130     | 130       | 约 | 140         | wrong
  20      | 200000    | 近 | 198000      | rounded
  20      | 200000    | 近 | 201000      | rounded=truncated
  20      | 200000    | 近 | 230000      | wrong
  20      | 200000    | 约 | 230000      | rounded
  64.03   | 73.23     |    | 38300/523   | wrong
  64.03   | 64.03     |    | ?           | not-checkable
  64.03   | 64.03     |    | —           | not-checkable
`;

const outcomeFrom = (text: string): Outcome => {
  if (text === '?') return { kind: 'unknown', because: ['x'] };
  if (text === '—') return { kind: 'undefined' };
  const [n = '', d] = text.split('/');
  return { kind: 'number', value: d ? { n: BigInt(n), d: BigInt(d) } : exact(n) };
};

describe('[FO14] a figure stated elsewhere is compared at its printed precision', () => {
  for (const line of table.trim().split('\n'))
    test(line.trim(), () => {
      const [printed = '', number = '', qualifier = '', computed = '', expected = ''] = line
        .split('|')
        .map((part) => part.trim());
      const statement: Statement = { printed, number, ...(qualifier ? { qualifier: qualifier as Qualifier } : {}) };
      expect(compareStated(statement, outcomeFrom(computed))).toBe(expected);
    });

  test('what covers something else is not compared', () => {
    const statement: Statement = { printed: '21', number: '21', scope: '全市' };
    const seven: Outcome = { kind: 'number', value: exact(7) };
    expect(compareStated(statement, seven, ['市本级'])).toBe('not-checkable');
    expect(compareStated(statement, seven, ['全市'])).toBe('wrong');
    expect(compareStated({ ...statement, scope: undefined }, seven, ['市本级'])).toBe('wrong');
    expect(compareStated({ ...statement, scope: '' }, seven, ['市本级'])).toBe('wrong');
  });

  test('all statements of a sheet: entered cells, derived cells, and the scope of what a derived cell rests on', () => {
    const form = shippedForm('fzzf-zhzb');
    const key = (code: string) => asCellKey(`t1/${code}/bn`);
    const cells = new Map<ReturnType<typeof key>, CellContent>([
      [key('RMTJ.CG'), { number: '9062', scope: '全市' }],
      [key('RMTJ.SL'), { number: '9240', scope: '全市' }],
      [
        statedKey(key('RMTJ.CGL')),
        {
          stated: [
            { printed: '98.0', number: '98.0', scope: '全市' },
            { printed: '98.1', number: '98.1', scope: '市本级' }
          ]
        }
      ],
      [key('ZDJC.YJ'), { number: '300', qualifier: '余' }],
      [statedKey(key('ZDJC.YJ')), { stated: [{ printed: '1200', number: '1200', qualifier: '余' }] }]
    ]);
    const compared = compareAllStated(form, cells, deriveAll(form, cells, new Map()));
    expect(compared.map(({ key: at, index, outcome }) => [at, index, outcome])).toEqual([
      [key('RMTJ.CGL'), 0, 'truncated'],
      [key('RMTJ.CGL'), 1, 'not-checkable'],
      [key('ZDJC.YJ'), 0, 'wrong']
    ]);
    expect(compareAllStated(form, cells, new Map(), [key('ZDJC.YJ')]).length).toBe(1);
  });
});

describe('[FO15] units of measure are converted by exact powers of ten only', () => {
  test('between units', () => {
    expect(powerBetween('元', '万元')).toBe(-4);
    expect(powerBetween('亿条', '条')).toBe(8);
    expect(powerBetween('万人次', '人次')).toBe(4);
    expect(powerBetween('百分点', '个百分点')).toBe(0);
    expect(powerBetween('％', '%')).toBe(0);
    expect(powerBetween('件', '人')).toBeUndefined();
    expect(powerBetween('%', '个百分点')).toBeUndefined();
  });
  test.each([
    ['1.3', 4, '13000'],
    ['251000', -4, '25.1'],
    ['-5', -4, '-0.0005'],
    ['0', -4, '0'],
    ['1.23456', 2, '123.456'],
    ['160.50', 0, '160.50'],
    ['0.00012', 4, '1.2'],
    ['100', -2, '1']
  ])('%s shifted by %d is %s', (number, power, expected) => {
    expect(shiftDecimal(number, power)).toBe(expected);
  });
});
