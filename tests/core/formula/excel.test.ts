import { expect, test } from 'vitest';
import { toExcel, type ExcelOperand } from '#core/formula/excel.ts';
import { readExpression } from '#core/formula/parse.ts';

/** A → A1, and so on; D is derived; last year's stand in row 9 */
const cellOf = (ref: string, previous: boolean): ExcelOperand => {
  const cell = `${ref}${previous ? 9 : 1}`;
  return ref === 'D' ? { cell, derived: true } : cell;
};
const excel = (text: string, operand = cellOf) => {
  const read = readExpression(text);
  if (!read.ok) throw new Error(`${text}: ${read.error.code}`);
  return toExcel(read.value, operand);
};

test.each([
  ['A / B * 100', 'IF(COUNT(A1,B1)<2,"",IF(B1=0,"—",A1/B1*100))'],
  ['A + B', 'IF(COUNT(A1,B1)<2,"",A1+B1)'],
  ['SUM(A, B, C)', 'IF(COUNT(A1,B1,C1)<3,"",SUM(A1,B1,C1))'],
  ['A + A', 'IF(COUNT(A1)<1,"",A1+A1)'],
  ['A', 'IF(COUNT(A1)<1,"",A1)'],
  ['A / 2', 'IF(COUNT(A1)<1,"",A1/2)'],
  ['A - (B - C)', 'IF(COUNT(A1,B1,C1)<3,"",A1-(B1-C1))'],
  ['A / (B * C)', 'IF(COUNT(A1,B1,C1)<3,"",IF((B1*C1)=0,"—",A1/(B1*C1)))'],
  ['A / (B / C)', 'IF(COUNT(A1,B1,C1)<3,"",IF(C1=0,"—",IF((B1/C1)=0,"—",A1/(B1/C1))))'],
  ['A / (B - C)', 'IF(COUNT(A1,B1,C1)<3,"",IF(ROUND((B1-C1),12)=0,"—",A1/(B1-C1)))'],
  ['-A * -(B + 1)', 'IF(COUNT(A1,B1)<2,"",(-A1)*(-(B1+1)))'],
  ['ROUND(A, -2)', 'IF(COUNT(A1)<1,"",ROUND(A1,-2))'],
  ['A - PREV(A)', 'IF(COUNT(A1,A9)<2,"",A1-A9)'],
  ['D * A', 'IF(OR(COUNT(A1)<1,D1=""),"",IF(D1="—","—",D1*A1))'],
  ['A / D', 'IF(OR(COUNT(A1)<1,D1=""),"",IF(D1="—","—",IF(ROUND(D1,12)=0,"—",A1/D1)))'],
  ['IF(A > B, A - B, C)', 'IF(COUNT(A1,B1)<2,"",IF(A1>B1,IF(COUNT(A1,B1)<2,"",A1-B1),IF(COUNT(C1)<1,"",C1)))'],
  ['IF(0 < A <= B, 1, 2)', 'IF(COUNT(A1,B1)<2,"",IF(AND(0<A1,A1<=B1),1,2))'],
  ['IF(A = B + C, 1, 2)', 'IF(COUNT(A1,B1,C1)<3,"",IF(ROUND((A1)-(B1+C1),12)=0,1,2))'],
  ['1.50 + 2', '1.5+2']
])('[FL9] %s', (text, expected) => {
  expect(excel(text)).toBe(expected);
});

test('[FL9] an operand without a cell is its number, or "" for none', () => {
  const literal = (ref: string, previous: boolean) => (previous ? (ref === 'A' ? '-3.5' : '""') : `${ref}1`);
  expect(excel('A - PREV(A)', literal)).toBe('IF(COUNT(A1,-3.5)<2,"",A1--3.5)');
  expect(excel('A - PREV(B)', literal)).toBe('IF(COUNT(A1,"")<2,"",A1-"")');
});

test('[FL9] more operands than Excel takes in one function are nested', () => {
  const names = Array.from({ length: 300 }, (_, at) => `R${at}`);
  const text = excel(`SUM(${names.join(', ')})`, (ref) => ref)!;
  expect(text).toMatch(
    /^IF\(COUNT\(R0,.*,R254\)\+COUNT\(R255,.*,R299\)<300,"",SUM\(SUM\(R0,.*,R254\),SUM\(R255,.*,R299\)\)\)$/
  );
});

test('[FL9] more computed operands, and longer chains, than Excel takes in one condition are nested', () => {
  const names = Array.from({ length: 300 }, (_, at) => `R${at}`);
  const text = excel(`SUM(${names.join(', ')})`, (cell) => ({ cell, derived: true }))!;
  expect(text).toMatch(/^IF\(OR\(OR\(R0="",.*,R254=""\),OR\(R255="",.*,R299=""\)\),"",IF\(OR\(OR\(R0="—",.*\),OR\(/);
  const chain = excel(`IF(${names.join(' <= ')}, 1, 2)`, (ref) => ref)!;
  expect(chain).toMatch(/IF\(AND\(AND\(R0<=R1,.*\),AND\(R255<=R256,.*,R298<=R299\)\),1,2\)\)$/);
});

test('[FL9] what Excel could not hold is not written', () => {
  const deep = (levels: number) => `${'SUM('.repeat(levels)}A${')'.repeat(levels)}`;
  expect(excel(deep(60))).toContain('SUM(SUM(');
  expect(excel(deep(70))).toBeUndefined(); // 64 levels
  const names = Array.from({ length: 900 }, (_, at) => `R${at}`);
  expect(excel(`SUM(${names.join(', ')})`, (ref) => ref)).toBeUndefined();
});
