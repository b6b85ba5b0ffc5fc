import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mistakeText } from '#core/forms/form-mistake.ts';
import { openForm, readForm } from '#core/forms/read-form.ts';
import { aDefinition, aTable } from './a-form.ts';

const said = (from: unknown): string[] => {
  const read = readForm(from);
  return read.ok ? [] : read.error.map(mistakeText);
};
// JSON that a test breaks wherever it wants
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

/** the definition as JSON, with one change in it */
const changed = (change: (form: Json) => void): unknown => {
  const form = JSON.parse(
    JSON.stringify(
      aDefinition({ rules: [{ id: 'R1', severity: 'must', text: { zh: '甲不大于乙' }, expression: 'A <= B' }] })
    )
  );
  change(form);
  return form;
};

describe('[FO1] a definition is checked on load and every mistake names its place', () => {
  test('a right one is returned as it is', () => {
    expect(readForm(changed(() => {}))).toEqual({ ok: true, value: changed(() => {}) });
  });

  // change | what is said
  const table: [string, (form: Json) => void, string][] = [
    ['not an object', (f) => (f.tables = 'none'), 'tables: a list is wanted, not a string'],
    ['missing', (f) => delete f.version, 'version: is missing'],
    ['misspelt', (f) => (f.tables[0].rows[1].formulla = 'A'), 'tables[0].rows[1]: there is no property formulla'],
    ['version', (f) => (f.version = 1.5), 'version: a whole number from 1 to 100000 is wanted, not 1.5'],
    ['format', (f) => (f.format = 2), 'format: 2 is none of 1'],
    ['id', (f) => (f.id = 'Not An Id'), 'id: Not An Id is not an id (small letters, digits, hyphens)'],
    ['severity', (f) => (f.rules[0].severity = 'warn'), 'rules[0].severity: warn is none of must, explain'],
    [
      'type',
      (f) => (f.tables[0].rows[0].type = 'number'),
      'tables[0].rows[0].type: number is none of count, money, rate, rank, ratio-change, text'
    ],
    ['label', (f) => (f.tables[0].rows[0].label = '甲'), 'tables[0].rows[0].label: an object is wanted, not a string'],
    [
      'row code',
      (f) => (f.tables[0].rows[0].code = 'A/B'),
      'tables[0].rows[0].code: A/B is not a code (letters, digits, dots, underscores; a letter or a Chinese character first)'
    ],
    ['row twice', (f) => (f.tables[0].rows[1].code = 'A'), 'tables[0].rows[1].code: row A stands twice'],
    [
      'row twice, deep',
      (f) => (f.tables[0].rows[1].children = [{ code: 'A', label: { zh: '丙' } }]),
      'tables[0].rows[1].children[0].code: row A stands twice'
    ],
    ['table twice', (f) => f.tables.push(f.tables[0]), 'tables[1].code: table t1 stands twice'],
    ['rule twice', (f) => f.rules.push(f.rules[0]), 'rules[1].id: rule R1 stands twice'],
    [
      'department',
      (f) => (f.tables[0].rows[0].department = '公安局'),
      'tables[0].rows[0].department: unknown department 公安局'
    ],
    [
      'department with /',
      (f) => (f.departments[0].code = 'a/b'),
      'departments[0].code: a/b is not a department code (any text without / and ~, not *)'
    ],
    [
      'department *',
      (f) => (f.departments[0].code = '*'),
      'departments[0].code: * is not a department code (any text without / and ~, not *)'
    ],
    [
      'blocked row',
      (f) => (f.tables[0].blocked = [['Z', 'bn']]),
      'tables[0].blocked[0][0]: no row Z with cells in table t1'
    ],
    [
      'blocked column',
      (f) => (f.tables[0].blocked = [['A', 'zz']]),
      'tables[0].blocked[0][1]: no column zz with values in table t1'
    ],
    [
      'main column',
      (f) => (f.tables[0].mainColumn = 'zz'),
      'tables[0].mainColumn: no column zz with values in table t1'
    ],
    ['no values', (f) => (f.tables[0].columns[0].role = 'code'), 'tables[0].columns: no column holds values'],
    [
      'block',
      (f) => (f.tables[0].blocks = [{ title: '一', rows: ['A'], columns: ['bn'] }]),
      'tables[0].blocks: row B stands in no block'
    ],
    ['a sign for two', (f) => (f.print.unobtainable = '/'), 'print.unobtainable: / stands for two kinds of nothing'],
    [
      'a column twice in a block',
      (f) => (f.tables[0].blocks = [{ title: '一', rows: ['A', 'B'], columns: ['bn', 'bn'] }]),
      'tables[0].blocks[0].columns[1]: column bn stands twice'
    ],
    [
      'signs that look alike',
      (f) => Object.assign(f.print, { blank: '-', notApplicable: '—' }),
      'print.notApplicable: — stands for two kinds of nothing'
    ],
    [
      'no sign, which looks like 未填',
      (f) => (f.print.notApplicable = ' '),
      'print.notApplicable: must print something: only a cell that is not filled may stay empty'
    ],
    [
      'a word that means another kind',
      (f) => (f.print.blank = '不适用'),
      'print.blank: 不适用 says another kind of nothing'
    ],
    [
      'a repetition named twice',
      (f) => Object.assign(f.rules[0], { table: 't1', rows: ['A', 'B', 'A'] }),
      'rules[0].rows[2]: repetition A stands twice'
    ],
    [
      'a number as a sign',
      (f) => (f.print.notApplicable = '0'),
      'print.notApplicable: 0 would be read back as a number'
    ],
    ['period', (f) => (f.periods.from = '2020-Q1'), 'periods.from: 2020-Q1 is not a year'],
    ['periods turned round', (f) => (f.periods.to = '2019'), 'periods.to: 2019 is before 2020'],
    [
      'formula on a heading',
      (f) => Object.assign(f.tables[0].rows[0], { value: false, formula: 'B' }),
      'tables[0].rows[0].formula: a heading has no cells, so no formula'
    ],
    [
      'column group with a formula',
      (f) => Object.assign(f.tables[0].columns[0], { formula: 'A', children: [{ code: 'x', label: { zh: '一' } }] }),
      'tables[0].columns[0]: a group of columns has neither role nor formula'
    ],
    ['empty formula', (f) => (f.tables[0].rows[0].formula = ''), 'tables[0].rows[0].formula: must not be empty'],
    [
      'too many characters',
      (f) => (f.tables[0].rows[0].label.zh = '甲'.repeat(2000)),
      'tables[0].rows[0].label.zh: more than 1000 characters'
    ]
  ];
  for (const [name, change, expected] of table)
    test(name, () => {
      expect(said(changed(change))).toContain(expected);
    });

  test('all mistakes are told at once', () => {
    const from = changed((f) => {
      f.version = 0;
      f.tables[0].rows[0].typ = 'count';
      f.rules[0].expression = 5;
    });
    expect(said(from)).toEqual([
      'version: a whole number from 1 to 100000 is wanted, not 0',
      'tables[0].rows[0]: there is no property typ',
      'rules[0].expression: text is wanted, not a number'
    ]);
  });
});

describe('[FO2] a hostile definition is refused in bounded time', () => {
  test('names that reach into prototypes', () => {
    const json = JSON.stringify(changed(() => {}));
    for (const [from, to] of [
      ['"code":"A"', '"code":"__proto__"'],
      ['"code":"A"', '"code":"constructor"'],
      ['"code":"A"', '"code":"A","__proto__":{"formula":"B"}'],
      ['"code":"bn"', '"code":"bn","uomsByUom":{"__proto__":"x"}']
    ] as const) {
      const mistakes = said(JSON.parse(json.replace(from, to)));
      expect(mistakes.join()).toMatch(/not allowed as a name/);
    }
    expect(Object.prototype).not.toHaveProperty('formula');
    expect(said(changed((f) => (f.tables[0].rows[0].label.en = 'prototype')))).toEqual([]);
  });

  test('far too much of anything', () => {
    const begun = performance.now();
    const row = (code: string) => ({ code, label: { zh: code } });
    expect(
      said(changed((f) => (f.tables[0].rows = Array.from({ length: 100_000 }, (_, i) => row(`A${i}`)))))
    ).toContain('tables[0].rows: 100000 entries, at most 5000 are allowed');
    const deep = (depth: number): unknown => ({ ...row(`A${depth}`), children: depth > 0 ? [deep(depth - 1)] : [] });
    expect(said(changed((f) => (f.tables[0].rows = [deep(2_000)]))).join()).toContain('more than 12 levels');
    expect(
      said(
        changed((f) => {
          f.tables[0].columns = Array.from({ length: 100 }, (_, i) => row(`c${i}`));
          f.tables[0].rows = Array.from({ length: 4_000 }, (_, i) => row(`A${i}`));
        })
      )
    ).toContain('tables: more than 200000 cells');
    const table = (code: string) => ({
      ...aTable({ code }),
      columns: Array.from({ length: 100 }, (_, i) => row(`c${i}`)),
      mainColumn: undefined,
      rows: Array.from({ length: 1_000 }, (_, i) => row(`A${i}`))
    });
    const threeTables = JSON.parse(JSON.stringify(['t1', 't2', 't3'].map(table))) as unknown;
    expect(said(changed((f) => (f.tables = threeTables)))).toContain('tables: more than 200000 cells');
    expect(
      said(
        changed((f) => {
          f.tables[0].rows = Array.from({ length: 100 }, (_, i) => row(`A${i}`));
          const rows = f.tables[0].rows.map(({ code }: { code: string }) => code);
          f.rules = Array.from({ length: 1_000 }, (_, i) => ({ ...f.rules[0], id: `R${i}`, table: 't1', rows }));
        })
      )
    ).toContain('rules: more than 50000 repetitions');
    const many = said(changed((f) => (f.tables[0].rows = Array.from({ length: 5_000 }, () => row('A')))));
    expect(many.length).toBe(500);
    expect(performance.now() - begun).toBeLessThan(3_000);
  });

  test('any JSON whatever is an answer, never an exception', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (from) => {
        expect(readForm(from).ok).toBe(false);
      })
    );
  });

  test('a shipped form with any part replaced is an answer, never an exception', () => {
    const text = readFileSync('static/forms/gov-info-2021.1.json', 'utf8');
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom<unknown>(null, 5, 'x', [], {}, true, '(', ':', 'r1:c1'),
        (seed, intruder) => {
          const form = JSON.parse(text) as unknown;
          let at = seed;
          for (let node = form as Record<string, unknown>; ;) {
            const names = Object.keys(node);
            const name = names[at % Math.max(1, names.length)]!;
            at = Math.floor(at / 7);
            const child = node[name];
            if (typeof child !== 'object' || child === null || at % 3 === 0) {
              node[name] = intruder;
              break;
            }
            node = child as Record<string, unknown>;
            if (Object.keys(node).length === 0) break;
          }
          const opened = openForm(form);
          if (!opened.ok) expect(opened.error.map(mistakeText).every((line) => line.length > 5)).toBe(true);
        }
      ),
      { numRuns: 80 }
    );
  });

  test('a table built by hand passes the same door', () => {
    expect(openForm(aDefinition({ tables: [aTable()] })).ok).toBe(true);
  });
});
