import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import { layTable, mergesOf, spread, type GridContent, type GridRow, type TableGrid } from '#core/forms/grid.ts';
import { aForm, aTable } from './a-form.ts';
import { shippedForm } from './shipped.ts';

// the printed grids of the official tables, as in the source of the definition: t = text, v = [row, column], cs/rs = spans
interface Printed {
  t?: string;
  v?: [string, string];
  cs?: number;
  rs?: number;
}
const source = JSON.parse(readFileSync('tests/fixtures/forms/gov-info-2021.json', 'utf8')) as {
  tables: Record<string, { grid: { columns: number; rows: number; cells: Printed[][] } }>;
};

const tableOf = (form: CompiledForm, code: string): TableGrid =>
  layTable(
    form,
    form.tables.find((table) => table.code === code)!
  );

function printed(content: GridContent): Pick<Printed, 't' | 'v'> {
  if (content.kind === 'cell' || content.kind === 'blocked') {
    const [, row = '', column = ''] = content.key.split('/');
    return { v: [row, column] };
  }
  if (content.kind === 'fact') return { t: content.text };
  return { t: content.kind === 'nothing' ? '' : content.label.zh };
}

const asPrinted = (rows: readonly GridRow[]): Printed[][] =>
  rows.map((row) =>
    row.cells.map(({ content, colspan, rowspan }) => ({
      ...printed(content),
      ...(colspan > 1 ? { cs: colspan } : {}),
      ...(rowspan > 1 ? { rs: rowspan } : {})
    }))
  );

describe('[FO11] one description of the grid for screen and paper', () => {
  const form = shippedForm('gov-info-2021');
  for (const code of ['t2', 't3', 't4'])
    test(`the official table ${code} is laid out cell by cell as printed`, () => {
      const grid = tableOf(form, code);
      const official = source.tables[code]!.grid;
      expect(grid.columns.length).toBe(official.columns);
      expect(asPrinted([...grid.head, ...grid.body])).toEqual(official.cells);
    });

  test('every position is covered exactly once', () => {
    for (const each of [form, shippedForm('fzzf-zhzb')])
      for (const table of each.tables) {
        const { head, body, columns } = layTable(each, table);
        for (const rows of [head, body]) {
          const covered = spread(rows, columns.length);
          expect(covered.flat().every((cell) => cell !== undefined)).toBe(true);
          const area = rows.flatMap((row) => row.cells).reduce((sum, cell) => sum + cell.colspan * cell.rowspan, 0);
          expect(area).toBe(rows.length * columns.length);
        }
      }
  });

  test('every cell of the form stands in the grid, once, unless a block leaves it out', () => {
    for (const each of [form, shippedForm('fzzf-zhzb')])
      for (const table of each.tables) {
        const placed = layTable(each, table).body.flatMap((row) => row.cells);
        const keys = placed.flatMap(({ content }) => (content.kind === 'cell' ? [content.key] : []));
        const wanted = [...each.cells.values()].filter((cell) => cell.table === table.code && cell.kind !== 'blocked');
        expect(keys.sort()).toEqual(wanted.map((cell) => cell.key).sort());
      }
  });

  test('a list has one label column, its facts, and headings in rows of their own', () => {
    const grid = tableOf(shippedForm('fzzf-zhzb'), 't1');
    expect(grid.columns.map((column) => column.column?.code ?? column.role)).toEqual([
      'stub',
      'dm',
      'dw',
      'bn',
      'sn',
      'tb'
    ]);
    expect(asPrinted(grid.head)).toEqual([
      [{ t: '指标名称' }, { t: '代码' }, { t: '计量单位' }, { t: '本年' }, { t: '上年' }, { t: '同比' }]
    ]);
    expect(asPrinted(grid.body.slice(0, 2))).toEqual([
      [{ t: '基本情况' }, { t: '' }, { t: '' }, { t: '' }, { t: '' }, { t: '' }],
      [
        { t: '乡镇(街道)数' },
        { t: 'JBQK.XZ' },
        { t: '个' },
        { v: ['JBQK.XZ', 'bn'] },
        { v: ['JBQK.XZ', 'sn'] },
        { v: ['JBQK.XZ', 'tb'] }
      ]
    ]);
    expect(grid.body.length).toBe(29 + 356);
    expect(mergesOf(grid.body)).toEqual([]);
  });

  test('a row with cells and rows below it keeps its own line in both manners', () => {
    const rows = [
      {
        code: 'A',
        label: { zh: '合计' },
        children: [
          { code: 'A1', label: { zh: '其中' }, value: false, children: [{ code: 'A11', label: { zh: '甲' } }] }
        ]
      }
    ];
    for (const headings of ['rows', 'spans'] as const) {
      const grown = aForm({ tables: [aTable({ rows, headings })] });
      const grid = layTable(grown, grown.tables[0]!);
      const body = asPrinted(grid.body);
      if (headings === 'rows') expect(body.map((line) => line[0]?.t)).toEqual(['合计', '其中', '甲']);
      else
        expect(body).toEqual([
          [{ t: '合计', cs: 2 }, { v: ['A', 'bn'] }],
          [{ t: '其中' }, { t: '甲' }, { v: ['A11', 'bn'] }]
        ]);
    }
  });

  test('blacked out cells are placed as such', () => {
    const blocked = aForm({ tables: [aTable({ blocked: [['A', 'bn']] })] });
    const grid = layTable(blocked, blocked.tables[0]!);
    expect(grid.body[0]!.cells[1]!.content).toEqual({ kind: 'blocked', key: 't1/A/bn' });
  });
});
