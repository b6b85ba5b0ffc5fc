// The form of fold.table.txt, and its tables as parts.
import type { Part, UnitSheet } from '#core/consolidation/gather.ts';
import { cellKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import { compileForm } from '#core/forms/compile-form.ts';
import type { CompiledForm, Outcomes } from '#core/forms/compiled-form.ts';
import { deriveAll, outcomeOf } from '#core/forms/derive.ts';
import type { RowDefinition } from '#core/forms/form.ts';

const row = (code: string, rest: Partial<RowDefinition> = {}): RowDefinition => ({
  code,
  label: { zh: code },
  department: '司法局',
  ...rest
});

const rows: readonly RowDefinition[] = [
  row('收案'),
  row('结案'),
  row('结案率', { type: 'rate', decimals: 2, formula: '结案 / 收案 * 100' }),
  row('其他'),
  // "sum" on a computed count: it is computed from sums all the same
  row('合计', { formula: '收案 + 其他', aggregate: 'sum' }),
  row('经费', { type: 'money', decimals: 2 }),
  row('最长', { aggregate: 'max', decimals: 1 }),
  row('最短', { aggregate: 'min', decimals: 1 }),
  row('人数'),
  row('人均', { type: 'rate', decimals: 2, formula: '收案 / 人数', aggregate: 'max' }),
  row('排名', { type: 'rank' }),
  row('目录', { aggregate: 'none' }),
  row('增长', { type: 'rate', decimals: 2, formula: '(收案 - PREV(收案)) / PREV(收案) * 100' })
];

export function makeForm(formRows: readonly RowDefinition[] = rows): CompiledForm {
  const compiled = compileForm({
    format: 1,
    id: 'totals',
    version: 1,
    title: { zh: '汇总试验表' },
    printedTitle: '{unit}',
    heads: [],
    signatures: [],
    periods: { kind: 'year', from: '2020', to: null },
    print: { blank: '', notApplicable: '/', unobtainable: '…' },
    scopes: ['全市', '市本级'],
    departments: [{ code: '司法局', name: { zh: '司法局' } }],
    tables: [
      {
        code: 't',
        title: { zh: '表' },
        columns: [{ code: 'bn', label: { zh: '本年' } }],
        rows: formRows,
        mainColumn: 'bn'
      }
    ],
    rules: [],
    source: 'made for tests'
  });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value;
}

export const keyOf = (code: string): CellKey => cellKey('t', code, 'bn');

/** A sheet with its derived numbers, as a unit reports it. */
export function makeSheet(
  form: CompiledForm,
  contents: Readonly<Record<string, CellContent>>,
  lastYear?: UnitSheet
): UnitSheet {
  const cells = new Map(Object.entries(contents).map(([code, content]) => [keyOf(code), content]));
  const previous: Outcomes = lastYear
    ? new Map([
        ...[...lastYear.cells].map(([key, content]) => [key, outcomeOf(content, key)] as const),
        ...lastYear.outcomes
      ])
    : new Map();
  return { cells, outcomes: deriveAll(form, cells, previous) };
}

/** Parts of a tree from sheets by path: `甲县/一镇`. Levels between that have no line have no sheet. '' is the top's own. */
export function makeTree(top: string, sheets: ReadonlyMap<string, Part['sheet']>): Part {
  const below = (path: string): Part[] => {
    const start = path === '' ? '' : `${path}/`;
    const names = new Set(
      [...sheets.keys()]
        .filter((other) => other !== path && other.startsWith(start))
        .map((other) => other.slice(start.length).split('/')[0]!)
    );
    return [...names].map((name) => ({
      unit: start + name,
      sheet: sheets.get(start + name) ?? null,
      children: below(start + name)
    }));
  };
  return { unit: top, sheet: sheets.get('') ?? null, children: below('') };
}
