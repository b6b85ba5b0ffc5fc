// The form of fold.table.txt, and its tables as parts: trees of units with their sheets, folded by their rows.
import { awaited, counted, foldTree, type Totals } from '#core/consolidation/fold.ts';
import { placesOf, type Branch } from '#core/consolidation/places.ts';
import type { Plan } from '#core/consolidation/plan.ts';
import { foldedAt, type Folded } from '#core/consolidation/read-totals.ts';
import { cellKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import { compileForm } from '#core/forms/compile-form.ts';
import type { Cells, CompiledForm } from '#core/forms/compiled-form.ts';
import { deriveFigures, makeFigures, putSheet } from '#core/forms/figures.ts';
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

/** A unit with all below it, and its own sheet; `awaited`: it is asked for one, and nothing of it is counted. */
export interface Part {
  unit: string;
  sheet: Cells | 'awaited' | null;
  children: readonly Part[];
}

export const makeSheet = (contents: Readonly<Record<string, CellContent>>): Cells =>
  new Map(Object.entries(contents).map(([code, content]) => [keyOf(code), content]));

/** What a total is put together of: the unit's own sheet (本级) first if it has one, then its children. */
export const partsBelow = (part: Part): readonly Part[] =>
  part.sheet ? [{ ...part, children: [] }, ...part.children] : part.children;

/**
 * Totals of a tree and of last year's, which may be grouped otherwise: units are the same by their name.
 * @param levels with places of their own
 */
export function foldParts(plan: Plan, part: Part, before?: Part, levels = 0): Totals {
  const [now, then] = [sheetsOf(part), before ? sheetsOf(before) : new Map<string, Cells | 'awaited'>()];
  const units = [...new Set([...now.keys(), ...then.keys()])];
  const rows = new Map(units.map((unit, row) => [unit, row]));
  const yearOf = (sheets: typeof now, previous?: ReturnType<typeof makeFigures>) => {
    const figures = makeFigures(plan.form, units.length, previous);
    const standing = new Uint8Array(units.length);
    for (const [unit, sheet] of sheets) {
      standing[rows.get(unit)!] = sheet === 'awaited' ? awaited : counted;
      if (sheet !== 'awaited') putSheet(figures, rows.get(unit)!, sheet);
    }
    deriveFigures(figures);
    return { figures, standing };
  };
  const yearBefore = before && yearOf(then);
  const branch = ({ unit, sheet, children }: Part): Branch => ({
    unit,
    row: sheet ? rows.get(unit)! : null,
    children: children.map(branch)
  });
  const top = branch(part);
  const gone = units
    .filter((unit) => !now.has(unit))
    .map((unit): Branch => ({ unit, row: rows.get(unit)!, children: [] }));
  const places = placesOf({ ...top, children: [...top.children, ...gone] }, levels);
  return foldTree(plan, places, units, yearOf(now, yearBefore?.figures), yearBefore);
}

export const fold = (plan: Plan, part: Part, before?: Part): Folded => foldedAt(foldParts(plan, part, before), 0);

function sheetsOf(part: Part, sheets = new Map<string, Cells | 'awaited'>()): Map<string, Cells | 'awaited'> {
  if (part.sheet) sheets.set(part.unit, part.sheet);
  for (const child of part.children) sheetsOf(child, sheets);
  return sheets;
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
