import { describe, expect, test } from 'vitest';
import { toText } from '#core/basics/exact.ts';
import {
  beforeSplit,
  bridgeNumbers,
  bridgeTo,
  changedCells,
  compileBridge,
  isComparable,
  type Bridge
} from '#core/forms/bridge.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { CompiledForm, Outcomes } from '#core/forms/compiled-form.ts';
import type { BridgeDefinition, FormDefinition } from '#core/forms/form.ts';
import { mistakeText } from '#core/forms/form-mistake.ts';
import { numbersOf } from '#core/forms/numbers-of.ts';
import { openForm } from '#core/forms/read-form.ts';
import { checkSheet } from '#core/validation/check-sheet.ts';
import { readdirSync } from 'node:fs';
import { readPublished } from './published.ts';
import { shippedForm } from './shipped.ts';

function bridgeOf(now: CompiledForm, then: CompiledForm): Bridge {
  const compiled = compileBridge(now, then);
  if (!compiled.ok) throw new Error(compiled.error.map(mistakeText).join('\n'));
  return compiled.value;
}
const at = (numbers: Outcomes, key: string): string => {
  const outcome = numbers.get(key as CellKey);
  return outcome?.kind === 'number' ? toText(outcome.value) : (outcome?.kind ?? 'not compared');
};
const filled = (form: CompiledForm, table: string, row: string, values: Record<string, number | string>) =>
  numbersOf(
    form,
    new Map(
      Object.entries(values).map(([column, value]): [CellKey, CellContent] => [
        `${table}/${row}/${column}` as CellKey,
        { number: String(value) }
      ])
    ),
    new Map()
  );

describe('[FO23] the bridges that ship', () => {
  const shipped = readdirSync('static/forms').map((name) => /^(.+)\.(\d+)\.json$/.exec(name)!);
  const bridges = shipped.flatMap(([, id, version]) =>
    (shippedForm(id!, Number(version)).definition.earlier ?? []).map(
      (bridge) => [id!, Number(version), bridge] as const
    )
  );
  test('there are six, to the forms of 2019, 2018 and 2010', () => {
    expect(bridges.map(([id, , { form }]) => `${form} → ${id}`).sort()).toEqual([
      'enforcement-legacy-2018 → enforcement-chongqing-2022',
      'enforcement-legacy-2018 → enforcement-datong-2021',
      'enforcement-legacy-2018 → enforcement-shandong-2021',
      'enforcement-legacy-2018 → enforcement-zj-2021',
      'gov-info-2019 → gov-info-2021',
      'reconsideration-2010 → reconsideration-2015'
    ]);
  });
  test.each(bridges)('%s: every part names cells of both forms, in units that convert', (id, version, { form }) => {
    const bridge = bridgeOf(shippedForm(id, version), shippedForm(form));
    const relations = [...bridge.cells.values()].map(({ relation }) => relation);
    expect(new Set(relations).size).toBeGreaterThan(2);
    // what is split or not comparable says why, unless the earlier form simply has no such table
    for (const [key, { relation, text }] of changedCells(bridge))
      if (relation === 'split') expect([key, text?.zh]).not.toEqual([key, undefined]);
  });
  test('no cell of last year is counted twice', () => {
    for (const [id, version, { form }] of bridges) {
      const seen = new Map<CellKey, readonly CellKey[]>();
      for (const { now, then } of bridgeOf(shippedForm(id, version), shippedForm(form)).cells.values())
        for (const { key } of then) {
          const users = seen.get(key) ?? now;
          expect([id, key, users]).toEqual([id, key, now]);
          seen.set(key, now);
        }
    }
  });
});

describe('[FO23] 政府信息公开 2019 → 2021', () => {
  const [then, now] = [shippedForm('gov-info-2019'), shippedForm('gov-info-2021', 2)];
  const bridge = bridgeOf(now, then);
  const before = filled(then, 't3', 'r3.6', { c1: 9, c2: 0, c3: 0, c4: 0, c5: 0, c6: 1 });

  test('（六）其他处理: one row became three, comparable only together', () => {
    const numbers = bridgeNumbers(bridge, before);
    for (const row of ['r3.6.1', 'r3.6.2', 'r3.6.3']) expect(at(numbers, `t3/${row}/c1`)).toBe('not compared');
    const split = bridge.cells.get('t3/r3.6.2/c1' as CellKey)!;
    expect(split.relation).toBe('split');
    expect(split.now).toEqual(['t3/r3.6.1/c1', 't3/r3.6.2/c1', 't3/r3.6.3/c1']);
    expect(beforeSplit(split, before)).toMatchObject({ kind: 'number', value: { n: 9n, d: 1n } });
    expect(beforeSplit(bridge.cells.get('t3/r1/c1' as CellKey)!, before)).toBeUndefined();
  });
  test('totals, 结转 and 处理决定数量 are the same; 现行有效件数 and the amount of fees are not comparable', () => {
    const of = (key: string) => bridge.cells.get(key as CellKey)!;
    expect(of('t3/r3.7/c7')).toMatchObject({ relation: 'same', then: [{ key: 't3/r3.7/c7', power: 0 }] });
    expect(of('t3/r4/c1').relation).toBe('same');
    expect(of('t2/r5.1/c4').then.map(({ key }) => key)).toEqual(['t2/r5.1/c6']);
    expect(of('t2/r1.2/c1')).toMatchObject({ relation: 'same', text: { zh: expect.stringContaining('大致相当') } });
    expect([of('t2/r1.2/c3').relation, of('t2/r8.1/c5').relation]).toEqual(['none', 'none']);
  });
  test('[VA7] a real office: what was not finished in 2019 is carried over and checked, what is not comparable is not', () => {
    const office = readPublished(
      then,
      'gov-info-2019-t3-shanghai-office-2019.json',
      'gov-info-2019-t2-shanghai-office-2019.json'
    );
    const previous = bridgeNumbers(bridge, numbersOf(then, office.cells, new Map()));
    expect(at(previous, 't3/r4/c1')).toBe('72');
    const cells = new Map<CellKey, CellContent>([
      ['t3/r2/c1' as CellKey, { number: '70' }],
      // 524 规章 were public in 2019: taken for 现行有效 they would break F1
      ['t2/r1.1/c1' as CellKey, { number: '1' }],
      ['t2/r1.1/c2' as CellKey, { number: '0' }],
      ['t2/r1.1/c3' as CellKey, { number: '30' }]
    ]);
    const findings = checkSheet(now, cells, numbersOf(now, cells, previous), previous);
    expect(findings.map(({ id }) => id)).toEqual(['rule:G4@c1']);
    expect(findings[0]!.sides).toEqual(['70', '=', '72']);
  });
});

describe('[FO23] 行政处罚: the kinds before and after the law of 2021', () => {
  const then = shippedForm('enforcement-legacy-2018');
  // 西湖分局 published legacy categories for 2022; its blanks are 0
  const before = filled(then, 't2', 'r1', { p1: 31, p2: 54, p3: 0, p4: 0, p5: 0, p6: 0, p7: 59, p8: 0, pm: '4.1' });

  test('浙江: totals, fines and detention compare; five kinds only together', () => {
    const now = shippedForm('enforcement-zj-2021');
    const bridge = bridgeOf(now, then);
    const numbers = bridgeNumbers(bridge, before);
    expect(['p2', 'p3', 'p5', 'p8', 'pt', 'pm'].map((column) => at(numbers, `t1/r1/${column}`))).toEqual([
      '54',
      '0',
      '0',
      '59',
      '144',
      '41/10'
    ]);
    expect(['p1', 'p4', 'p6', 'p7', 'p9'].map((column) => at(numbers, `t1/r1/${column}`))).toEqual(
      Array(5).fill('not compared')
    );
    expect(beforeSplit(bridge.cells.get('t1/r1/p1' as CellKey)!, before)).toMatchObject({ value: { n: 31n } });
  });
  test('大同 counts money in 元: 4.1 万元 of last year are 41000 元', () => {
    const numbers = bridgeNumbers(bridgeOf(shippedForm('enforcement-datong-2021'), then), before);
    expect([at(numbers, 't1/r1/pm'), at(numbers, 't1/r1/p3'), at(numbers, 't1/r1/p2')]).toEqual([
      '41000',
      '54',
      'not compared'
    ]);
  });
});

test('[FO23] 行政复议 2010 → 2015: columns were renumbered, not changed', () => {
  const [then, now] = [shippedForm('reconsideration-2010'), shippedForm('reconsideration-2015')];
  const bridge = bridgeOf(now, then);
  const numbers = bridgeNumbers(bridge, filled(then, 't1', 'r5', { c1: 1, c21: 7, c30: 8, c43: 5, c42: 4 }));
  expect(['c1', 'c21', 'c22', 'c31', 'c41', 'c42', 'c43'].map((column) => at(numbers, `t1/r5/${column}`))).toEqual([
    '1',
    'not compared',
    '7',
    '8',
    '4',
    '5',
    'not compared'
  ]);
});

describe('[FO24] bridges between forms that people make', () => {
  type Made = {
    uom?: string;
    type?: string;
    columns?: string[];
    earlier?: BridgeDefinition[];
    id?: string;
    version?: number;
  };
  const made = ({
    uom = '件',
    type = 'count',
    columns = ['a', 'b'],
    earlier,
    id = 'f',
    version = 1
  }: Made): CompiledForm => {
    const opened = openForm({
      ...(shippedForm('fzzf-zhzb').definition satisfies FormDefinition),
      id,
      version,
      departments: [],
      rules: [],
      tables: [
        {
          code: 't1',
          title: { zh: '表' },
          columns: columns.map((code) => ({ code, label: { zh: code }, uom, type, decimals: 8 })),
          rows: [{ code: 'r1', label: { zh: '行' } }]
        }
      ],
      ...(earlier ? { earlier } : {})
    });
    if (!opened.ok) throw new Error(opened.error.map(mistakeText).join('\n'));
    return opened.value;
  };
  const to = (parts: BridgeDefinition['parts'], same: BridgeDefinition['same'] = []): BridgeDefinition[] => [
    { form: 'old', text: { zh: '改了' }, same, parts }
  ];
  const mistakesOf = (now: CompiledForm, then: CompiledForm) => {
    const compiled = compileBridge(now, then);
    return compiled.ok ? [] : compiled.error.map(mistakeText);
  };

  test('another version of the same form: cells of one key that measure the same, powers of ten converted', () => {
    const [then, now] = [
      made({ uom: '元', type: 'money' }),
      made({ uom: '万元', type: 'money', version: 2, columns: ['b', 'c'] })
    ];
    expect(isComparable(now.definition, then.definition)).toBe(true);
    const bridge = bridgeOf(now, then);
    expect(bridge.text).toBeUndefined();
    const numbers = bridgeNumbers(bridge, filled(then, 't1', 'r1', { a: 1, b: 12345 }));
    expect([at(numbers, 't1/r1/b'), at(numbers, 't1/r1/c')]).toEqual(['2469/2000', 'not compared']);
    expect(bridgeOf(made({ version: 2, uom: '人' }), made({})).cells.get('t1/r1/a' as CellKey)!.relation).toBe('none');
  });
  test('a sum is of all its cells: one that is missing leaves it unknown because of this form’s cell', () => {
    const then = made({ id: 'old', columns: ['x', 'y'] });
    const now = made({ earlier: to([{ now: ['t1!r1:a'], then: ['t1!r1:x', 't1!r1:y'] }]) });
    const bridge = bridgeOf(now, then);
    expect(bridge.cells.get('t1/r1/a' as CellKey)!.relation).toBe('sum');
    expect(at(bridgeNumbers(bridge, filled(then, 't1', 'r1', { x: 1, y: 2 })), 't1/r1/a')).toBe('3');
    expect(bridgeNumbers(bridge, filled(then, 't1', 'r1', { x: 1 })).get('t1/r1/a' as CellKey)).toEqual({
      kind: 'unknown',
      because: ['PREV:t1/r1/a']
    });
    expect(bridge.cells.get('t1/r1/b' as CellKey)!.relation).toBe('none');
  });
  test('a form without a bridge is not comparable; a bridge may be of some versions only', () => {
    const then = made({ id: 'old', version: 3 });
    expect(isComparable(made({}).definition, then.definition)).toBe(false);
    expect([...bridgeOf(made({}), then).cells.values()].map(({ relation }) => relation)).toEqual(['none', 'none']);
    const limited = made({ earlier: [{ ...to([], [['t1', 't1']])[0]!, versions: [1, 2] }] });
    expect(bridgeTo(limited.definition, then.definition)).toBeUndefined();
  });
  test('mistakes are told with their places, all at once', () => {
    const then = made({ id: 'old', uom: '人' });
    const now = made({
      earlier: to(
        [
          { now: ['t1!r1:a'], then: ['t1!r1:zz'] },
          { now: ['a'], then: [] },
          { now: ['t1!r1:a'], then: ['t1!r1:a'] },
          { now: [':a'], then: [], table: 't1', rows: ['r1'], columns: ['a'] }
        ],
        [['t1', 't9']]
      )
    });
    expect(mistakesOf(now, then)).toEqual([
      expect.stringMatching(/^earlier\[0\]\.same\[0\]\[1\].*unknown table t9/),
      expect.stringMatching(/^earlier\[0\]\.parts\[0\]\.then\[0\].*no such cell/),
      expect.stringMatching(/^earlier\[0\]\.parts\[1\]\.now\[0\].*table!row:column/),
      expect.stringMatching(/^earlier\[0\]\.parts\[2\].*measure different things/),
      expect.stringMatching(/^earlier\[0\]\.parts\[3\].*not for both/)
    ]);
  });
});
