import { describe, expect, test } from 'vitest';
import { compileForm } from '#core/forms/compile-form.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { FormDefinition, RowDefinition, RuleDefinition } from '#core/forms/form.ts';
import { mistakeText } from '#core/forms/form-mistake.ts';
import { aDefinition, aForm, aTable } from './a-form.ts';
import { shippedForm } from './shipped.ts';

const said = (change: Partial<FormDefinition>): string[] => {
  const compiled = compileForm(aDefinition(change));
  return compiled.ok ? [] : compiled.error.map(mistakeText);
};
const row = (code: string, more: Partial<RowDefinition> = {}): RowDefinition => ({
  code,
  label: { zh: code },
  ...more
});
const rule = (expression: string, more: Partial<RuleDefinition> = {}): RuleDefinition => ({
  id: 'R1',
  severity: 'must',
  text: { zh: '' },
  expression,
  ...more
});

/** t1: list with main column bn; t2: cross-tab without one */
const twoTables = (first: RowDefinition[], second: RowDefinition[] = [row('r1'), row('r2'), row('r3')]) => [
  aTable({ rows: first }),
  aTable({
    code: 't2',
    mainColumn: undefined,
    columns: [
      { code: 'c1', label: { zh: '一' } },
      { code: 'c2', label: { zh: '二' } },
      { code: 'c3', label: { zh: '总计' }, formula: ':c1 + :c2' }
    ],
    rows: second
  })
];
const operandsAt = (tables: FormDefinition['tables'], key: string): string[] =>
  [...aForm({ tables }).cells.get(key as CellKey)!.formula!.operands].map(
    ([ref, operand]) => `${ref} → ${operand.previous ? 'PREV ' : ''}${operand.key}`
  );

describe('[FO3] references are resolved where the formula stands', () => {
  test('a bare code is the row’s cell in the main column', () => {
    expect(operandsAt([aTable({ rows: [row('A'), row('B', { formula: 'A * 2' })] })], 't1/B/bn')).toEqual([
      'A → t1/A/bn'
    ]);
  });
  test('a bare code means the own table first, then the one table that has it', () => {
    const tables = [
      aTable({ rows: [row('A'), row('S', { formula: 'A + X' })] }),
      aTable({ code: 't2', rows: [row('A'), row('X')] })
    ];
    expect(operandsAt(tables, 't1/S/bn')).toEqual(['A → t1/A/bn', 'X → t2/X/bn']);
  });
  test('omitted parts are the same as where the formula stands', () => {
    const tables = twoTables([row('A')], [row('r1'), row('r2'), row('r3', { formula: 'r1: + t2!r2: + PREV(r1:c2)' })]);
    expect(operandsAt(tables, 't2/r3/c1')).toEqual([
      'r1: → t2/r1/c1',
      't2!r2: → t2/r2/c1',
      'PREV:r1:c2 → PREV t2/r1/c2'
    ]);
    expect(operandsAt(tables, 't2/r1/c3')).toEqual([':c1 → t2/r1/c1', ':c2 → t2/r1/c2']);
  });
  test('another table’s main column, and Chinese codes', () => {
    const tables = [
      aTable({ rows: [row('总数', { formula: 't2!受理数:bn + 办结数' }), row('办结数')] }),
      aTable({ code: 't2', rows: [row('受理数')] })
    ];
    expect(operandsAt(tables, 't1/总数/bn')).toEqual(['t2!受理数:bn → t2/受理数/bn', '办结数 → t1/办结数/bn']);
  });

  // formula of row B (or of a rule) | what is said
  const mistakes: [string, Partial<FormDefinition>, string][] = [
    [
      'unknown code',
      { tables: [aTable({ rows: [row('A'), row('B', { formula: 'A + XZFY.XX' })] })] },
      'tables[0].rows[1].formula, position 5: unknown code XZFY.XX'
    ],
    [
      'deep in the tree',
      { tables: [aTable({ rows: [row('A', { children: [row('A1'), row('A2', { formula: 'A1 / Q' })] })] })] },
      'tables[0].rows[0].children[1].formula, position 6: unknown code Q'
    ],
    [
      'unknown table',
      { tables: [aTable({ rows: [row('A'), row('B', { formula: 't9!A:bn' })] })] },
      'tables[0].rows[1].formula, position 1: unknown table t9'
    ],
    [
      'unknown column',
      { tables: [aTable({ rows: [row('A'), row('B', { formula: 'A:zz' })] })] },
      'tables[0].rows[1].formula, position 1: unknown column zz in table t1'
    ],
    [
      'ambiguous',
      { tables: twoTables([row('A')]).concat(aTable({ code: 't3', rows: [row('A')] })), rules: [rule('A > 0')] },
      'rules[0].expression, position 1: A stands in tables t1, t3: write the table, as in t1!A:<column>'
    ],
    [
      'no main column',
      { tables: twoTables([row('A')]), rules: [rule('r1 > 0')] },
      'rules[0].expression, position 1: r1: table t2 has no main column; write r1: for the same column or r1:<column>'
    ],
    [
      'a heading',
      { tables: [aTable({ rows: [row('H', { value: false, children: [row('A')] }), row('B', { formula: 'H' })] })] },
      'tables[0].rows[1].formula, position 1: H is a heading and has no cells'
    ],
    [
      'no own row',
      { tables: twoTables([row('A')]), rules: [rule(':c1 > 0', { table: 't2' })] },
      'rules[0].expression, position 1: :c1: there is no own row here'
    ],
    [
      'no own column',
      { tables: twoTables([row('A')]), rules: [rule('r1: > 0', { table: 't2' })] },
      'rules[0].expression, position 1: r1:: there is no own column here'
    ],
    [
      'blacked out',
      { tables: [aTable({ blocked: [['A', 'bn']], rows: [row('A'), row('B', { formula: 'A' })] })] },
      'tables[0].rows[1].formula, position 1: A means t1/A/bn, a cell that the form blacks out'
    ],
    [
      'text',
      { tables: [aTable({ rows: [row('A', { type: 'text' }), row('B', { formula: '1 + A' })] })] },
      'tables[0].rows[1].formula, position 5: A means t1/A/bn, which holds text: nothing to compute with'
    ],
    [
      'not a formula',
      { tables: [aTable({ rows: [row('A'), row('B', { formula: 'A + ' })] })] },
      'tables[0].rows[1].formula, position 5: the formula ends too early'
    ],
    [
      'unknown function',
      { tables: [aTable({ rows: [row('A'), row('B', { formula: 'AVERAGE(A)' })] })] },
      'tables[0].rows[1].formula, position 1: there is no function AVERAGE'
    ],
    [
      'no comparison',
      { rules: [rule('A + B')] },
      'rules[0].expression, position 1: a rule compares two sides, as in a <= b'
    ],
    [
      'itself',
      { tables: [aTable({ rows: [row('A', { formula: 'A + 1' })] })] },
      'tables[0].rows[0].formula: these cells use each other: t1/A/bn → t1/A/bn'
    ],
    [
      'circle',
      {
        tables: [aTable({ rows: [row('A', { formula: 'B' }), row('B', { formula: 'C' }), row('C', { formula: 'A' })] })]
      },
      'tables[0].rows[0].formula: these cells use each other: t1/A/bn → t1/B/bn → t1/C/bn → t1/A/bn'
    ],
    [
      'unknown repetition',
      { tables: twoTables([row('A')]), rules: [rule('r1: > 0', { table: 't2', columns: ['c1', 'c9'] })] },
      'rules[0].columns[1]: unknown code c9 in table t2'
    ],
    [
      'repetition without table',
      { tables: twoTables([row('A')]), rules: [rule('r1: > 0', { columns: ['c1'] })] },
      'rules[0].table: a rule repeated for columns or rows needs its table'
    ],
    [
      'rows and columns',
      { rules: [rule('A > 0', { columns: ['bn'], rows: ['A'] })] },
      'rules[0]: a rule is repeated for columns or for rows, not for both'
    ],
    [
      'zero for a stranger',
      { rules: [rule('A > 0', { zeroWhenBlank: ['B'] })] },
      'rules[0].zeroWhenBlank[0]: B is not an operand of the rule'
    ],
    [
      'zero for a computed cell',
      {
        tables: [aTable({ rows: [row('A'), row('B', { formula: 'A' })] })],
        rules: [rule('A >= B', { zeroWhenBlank: ['B'] })]
      },
      'rules[0].zeroWhenBlank[0]: B is computed: it is never blank'
    ],
    [
      'a rule about nothing',
      { rules: [rule('1 > 2')] },
      'rules[0].expression: a rule compares at least one cell: this one is always true or always false'
    ],
    [
      'a formula that computes nothing: text',
      { tables: [aTable({ rows: [row('A', { type: 'text', formula: 'B' }), row('B')] })] },
      'tables[0].rows[0].formula: this formula computes no cell'
    ],
    [
      'a formula that computes nothing: blacked out',
      { tables: [aTable({ rows: [row('A', { formula: 'B' }), row('B')], blocked: [['A', 'bn']] })] },
      'tables[0].rows[0].formula: this formula computes no cell'
    ],
    [
      'a number as long as a book',
      { tables: [aTable({ rows: [row('A'), row('B', { formula: `A + ${'9'.repeat(500)}` })] })] },
      'tables[0].rows[1].formula, position 5: the formula is too long or too deep'
    ],
    [
      'a separator of thousands in a list',
      { tables: [aTable({ rows: [row('A'), row('B', { formula: 'SUM(A, 1,000)' })] })] },
      'tables[0].rows[1].formula, position 10: 000 was not expected here'
    ],
    [
      'numbers that double at every step',
      {
        tables: [
          aTable({
            rows: [row('A0'), ...Array.from({ length: 60 }, (_, i) => row(`A${i + 1}`, { formula: `A${i} * A${i}` }))]
          })
        ]
      },
      'tables[0].rows[9].formula: multiplies and divides too many numbers with one another'
    ]
  ];
  for (const [name, change, expected] of mistakes)
    test(`[FO4] ${name}`, () => {
      expect(said(change)).toContain(expected);
    });

  test('[FO4] last year’s value of itself is no circle', () => {
    expect(said({ tables: [aTable({ rows: [row('A'), row('B', { formula: 'PREV(B) + A' })] })] })).toEqual([]);
  });
  test('[FO4] a column’s mistake is told once, however many rows it has, and all mistakes are told', () => {
    const columns = [
      { code: 'bn', label: { zh: '本年' } },
      { code: 'x', label: { zh: 'x' }, formula: ':zz' }
    ];
    expect(said({ tables: [aTable({ columns })], rules: [rule('A <= Q')] })).toEqual([
      'tables[0].columns[1].formula, position 1: unknown column zz in table t1',
      'rules[0].expression, position 6: unknown code Q'
    ]);
  });
});

describe('[FO5] which formula computes a cell', () => {
  const kinds = (tables: FormDefinition['tables']) =>
    Object.fromEntries(
      [...aForm({ tables }).cells.values()].map((cell) => [cell.key, cell.formula?.text ?? cell.kind])
    );

  test('with a main column a row’s formula stands there only, before the column’s own', () => {
    const columns = [
      { code: 'bn', label: { zh: '本年' }, formula: 'A' },
      { code: 'sn', label: { zh: '上年' }, formula: 'PREV(:bn)' },
      { code: 'bz', label: { zh: '备注' }, type: 'text' as const }
    ];
    expect(kinds([aTable({ columns, rows: [row('A', { formula: '1' }), row('B')] })])).toEqual({
      't1/A/bn': '1',
      't1/A/sn': 'PREV(:bn)',
      't1/A/bz': 'entered',
      't1/B/bn': 'A',
      't1/B/sn': 'PREV(:bn)',
      't1/B/bz': 'entered'
    });
  });
  test('without one it stands in every column that has none; at the crossing of totals the column wins', () => {
    const tables = twoTables([row('A')], [row('r1'), row('r2'), row('r3', { formula: 'r1: + r2:' })]);
    const found = kinds(tables);
    expect(found['t2/r3/c1']).toBe('r1: + r2:');
    expect(found['t2/r3/c2']).toBe('r1: + r2:');
    expect(found['t2/r3/c3']).toBe(':c1 + :c2');
    expect(found['t2/r1/c3']).toBe(':c1 + :c2');
  });
  test('a computed column has no cell to type in where no formula is for such a row', () => {
    const columns = [
      { code: 'bn', label: { zh: '本年' } },
      { code: 'tb', label: { zh: '同比' }, formulas: { count: ':bn - PREV(:bn)' } },
      { code: 'sn', label: { zh: '上年' }, formula: 'PREV(:bn)' }
    ];
    expect(
      kinds([aTable({ columns, rows: [row('A'), row('M', { type: 'rate' }), row('T', { type: 'text' })] })])
    ).toEqual({
      't1/A/bn': 'entered',
      't1/A/tb': ':bn - PREV(:bn)',
      't1/A/sn': 'PREV(:bn)',
      't1/M/bn': 'entered',
      't1/M/tb': 'blocked',
      't1/M/sn': 'PREV(:bn)',
      't1/T/bn': 'entered',
      't1/T/tb': 'blocked',
      't1/T/sn': 'blocked'
    });
  });
  test('derived cells stand in an order in which operands come first, and know their users', () => {
    const form = aForm({
      tables: [
        aTable({
          rows: [
            row('S', { formula: 'B + C' }),
            row('B', { formula: 'A * 2' }),
            row('C', { formula: 'B / A' }),
            row('A')
          ]
        })
      ]
    });
    expect(form.derived).toEqual(['t1/B/bn', 't1/C/bn', 't1/S/bn']);
    expect(form.derived.map((key) => form.cells.get(key)!.order)).toEqual([0, 1, 2]);
    expect(form.dependents.get('t1/A/bn' as CellKey)).toEqual(['t1/B/bn', 't1/C/bn']);
    expect(form.dependents.get('t1/B/bn' as CellKey)).toEqual(['t1/C/bn', 't1/S/bn']);
    expect(form.entered).toEqual(['t1/A/bn']);
  });
});

describe('[FO6] measures, owners and consolidation follow from row and column', () => {
  test('unit of measure, type and decimals', () => {
    const form = shippedForm('fzzf-zhzb');
    const measure = (row: string, column: string) => {
      const { type, uom, decimals } = form.cells.get(`t1/${row}/${column}` as CellKey)!;
      return `${type} ${uom} ${decimals}`;
    };
    // row, column → type, unit of measure, decimals
    expect(measure('XZFY.SQ', 'bn')).toBe('count 件 0');
    expect(measure('XZFY.SQ', 'sn')).toBe('count 件 0');
    expect(measure('XZFY.SQ', 'tb')).toBe('rate % 2');
    expect(measure('ZZLD.JF', 'tb')).toBe('rate % 2');
    expect(measure('XZYS.BSL', 'bn')).toBe('rate % 2');
    expect(measure('XZYS.BSL', 'tb')).toBe('ratio-change 个百分点 2');
    expect(measure('XZYS.BSL.TB', 'tb')).toBe('ratio-change 个百分点 2');
    expect(measure('SFZX.ZX.TS', 'tb')).toBe('ratio-change 天 2');
    expect(measure('XZYS.BSL.PM', 'tb')).toBe('rank 位 0');
  });
  test('a row belongs to its department or to that of the heading above it', () => {
    const rows = [
      row('H', { value: false, department: '司法局', children: [row('A'), row('B', { department: '民政局' })] }),
      row('C')
    ];
    const form = aForm({ tables: [aTable({ rows })] });
    expect(['A', 'B', 'C'].map((code) => form.cells.get(`t1/${code}/bn` as CellKey)!.department)).toEqual([
      '司法局',
      '民政局',
      null
    ]);
    expect(form.tables[0]!.rows.map((r) => [r.code, r.number, r.depth, r.parent])).toEqual([
      ['H', 0, 0, null],
      ['A', 1, 1, 'H'],
      ['B', 2, 1, 'H'],
      ['C', 3, 0, null]
    ]);
  });
  test('amounts are summed, computed cells recomputed, texts, ranks and typed rates left alone', () => {
    const rows = [
      row('A'),
      row('D', { formula: 'A' }),
      row('K', { type: 'rank' }),
      row('Q', { type: 'rate' }),
      row('M', { type: 'money', aggregate: 'max' })
    ];
    const form = aForm({ tables: [aTable({ rows })] });
    expect([...form.cells.values()].map((cell) => cell.aggregate)).toEqual(['sum', 'recompute', 'none', 'none', 'max']);
  });
  test('a cell is named by its row, and by its column where there are several; a label that stands twice by what is above it', () => {
    const form = shippedForm('gov-info-2021');
    const label = (key: string) => form.cells.get(key as CellKey)!.label.zh;
    expect(label('t3/r3.6.3/c6')).toBe('3.其他 · 其他');
    expect(label('t4/r1/fy1')).toBe('行政复议 · 结果维持');
    expect(label('t4/r1/ssb5')).toBe('行政诉讼 · 复议后起诉 · 总计');
    const twice = aForm({
      tables: [
        aTable({
          rows: [
            row('A', { value: false, children: [row('A1', { label: { zh: '其他' } })] }),
            row('B', { value: false, children: [row('B1', { label: { zh: '其他' } })] })
          ]
        })
      ]
    });
    expect(twice.cells.get('t1/A1/bn' as CellKey)!.label.zh).toBe('A · 其他');
  });
  test('a repeated rule is one rule per column, and an index says which rules rest on a cell', () => {
    const tables = twoTables([row('A')], [row('r1'), row('r2'), row('r3', { formula: 'r1: + r2:' })]);
    const form = aForm({ tables, rules: [rule('r3: >= r1:', { table: 't2', columns: ['c1', 'c2'] })] });
    expect(form.rules.map(({ id }) => id)).toEqual(['R1@c1', 'R1@c2']);
    expect(form.rulesOf.get('t2/r1/c1' as CellKey)).toEqual([0]);
    expect(form.rulesOf.get('t2/r2/c2' as CellKey)).toEqual([1]); // beneath the derived r3
    expect([...form.rules[0]!.leaves]).toEqual(['t2/r1/c1', 't2/r2/c1']);
  });
});
