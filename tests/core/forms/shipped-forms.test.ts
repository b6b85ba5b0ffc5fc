import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CellKey } from '#core/forms/cell-key.ts';
import { indicatorDefinitions } from '#scripts/forms/indicator-definitions.js';
import { shippedForm } from './shipped.ts';

interface Indicator {
  code: string;
  name: string;
  uom: string;
  type: string;
  decimals: number;
  formula: string | null;
  aggregate: string;
  department: string;
  rules: { text: string; expr: string }[];
  note: string | null;
}
const catalogue = JSON.parse(readFileSync('tests/fixtures/seeds/catalogue.json', 'utf8')) as {
  sections: { code: string; name: string; indicators: Indicator[] }[];
};
const indicators = catalogue.sections.flatMap((section) => section.indicators);

describe('[FO16] the shipped forms are what their sources say', () => {
  test('the files are what the generator makes', () => {
    execFileSync(process.execPath, ['scripts/make-forms.js', '--check'], { stdio: 'pipe' });
  });

  const form = shippedForm('fzzf-zhzb');
  test('29 sections, 356 indicators, 36 formulas, 113 rules', () => {
    const rows = form.tables[0]!.rows;
    expect(rows.filter((row) => !row.hasCells).length).toBe(29);
    expect(rows.filter((row) => row.hasCells).length).toBe(356);
    expect([...form.cells.values()].filter((cell) => cell.column === 'bn' && cell.kind === 'derived').length).toBe(36);
    expect(form.rules.length).toBe(113);
  });
  test('every indicator keeps its measure, owner and consolidation, every rule its expression', () => {
    for (const { code, name, uom, type, decimals, formula, aggregate, department } of indicators) {
      const cell = form.cells.get(`t1/${code}/bn` as CellKey)!;
      expect({
        name: cell.label.zh,
        uom: cell.uom,
        type: cell.type,
        decimals: cell.decimals,
        formula: cell.formula?.text ?? null,
        aggregate: cell.aggregate,
        department: cell.department
      }).toEqual({ name, uom, type, decimals, formula, aggregate, department });
    }
    expect(form.rules.map((rule) => rule.definition.expression)).toEqual(
      indicators.flatMap((indicator) => indicator.rules.map((rule) => rule.expr))
    );
  });
  test('口径 are those of the table of definitions, and no remark of the catalogue’s makers is among them', () => {
    const rows = form.tables[0]!.rows.filter((row) => row.definition.definition !== undefined);
    expect(Object.fromEntries(rows.map((row) => [row.code, row.definition.definition]))).toEqual(indicatorDefinitions);
    const makersWords = /原文|未载|缺省|待定|推定|独立声明|[子母限]用指标|可派生|盐津|康乐|肥乡|吉林|复兴/;
    expect(rows.filter((row) => makersWords.test(row.definition.definition!)).map((row) => row.code)).toEqual([]);
    expect(indicators.filter(({ note }) => note !== null && makersWords.test(note)).length).toBeGreaterThan(30);
  });
  test('hints are to be explained, all other rules must hold; what counts as 0 when blank is said', () => {
    const hints = form.rules.filter((rule) => rule.severity === 'explain');
    expect(hints.map((rule) => rule.id)).toEqual(['YSHJ.MFKZ-1', 'XZZF.CG.YD-1', 'SSD.BZ-1', 'YJGL.YL.RC-1']);
    const zeros = Object.fromEntries(
      form.rules.filter((rule) => rule.zeroWhenBlank.size > 0).map((rule) => [rule.id, [...rule.zeroWhenBlank]])
    );
    expect(zeros).toEqual({
      'ZFJD.CC-1': ['t1/ZFJD.BHG/bn'],
      'XZFY.SQ-1': ['t1/XZFY.QT/bn'],
      'XZFY.BJ-1': ['t1/XZFY.JZ/bn'],
      'XZYS.SJ-1': ['t1/XZYS.SJ.JZ/bn'],
      'XZYS.SJ-2': ['t1/XZYS.SJ.JZ/bn'],
      'XZYS.SJ.JZ-1': ['t1/XZYS.SJ.JZ/bn'],
      'FLYZ.SL-1': ['t1/FLYZ.XZ/bn'],
      'SFZX.ZX.ZJ-1': ['t1/SFZX.ZX.JC/bn']
    });
  });
  test('every row of both forms has an owner that the form knows', () => {
    for (const each of [form, shippedForm('gov-info-2021')]) {
      const known = new Set(each.definition.departments.map((department) => department.code));
      expect([...each.cells.values()].every((cell) => cell.department !== null && known.has(cell.department))).toBe(
        true
      );
    }
  });
  test('the official tables have their cells, totals and relations', () => {
    const official = shippedForm('gov-info-2021');
    const count = (table: string, kind: string) =>
      [...official.cells.values()].filter((cell) => cell.table === table && cell.kind === kind).length;
    // table: entered, derived, blocked
    expect(
      ['t2', 't3', 't4'].map((table) => ['entered', 'derived', 'blocked'].map((kind) => count(table, kind)))
    ).toEqual([
      [10, 0, 20],
      [144, 31, 0],
      [12, 3, 0]
    ]);
    expect([...new Set(official.rules.map((rule) => rule.definition.id))]).toEqual([
      'F1',
      'G1',
      'G2',
      'G4',
      'H2-fy',
      'H2-ssa',
      'H2-ssb'
    ]);
    expect(official.cells.get('t2/r8.1/c5' as CellKey)).toMatchObject({ uom: '万元', type: 'money', decimals: 6 });
    expect(official.cells.get('t3/r3.7/c7' as CellKey)!.formula!.text).toBe(':c1 + :c2 + :c3 + :c4 + :c5 + :c6');
  });
});
