// Files of other people, as they really look: what LEGACY layouts do to labels, heads, merges, units and signs.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CellKey } from '#core/forms/cell-key.ts';
import { compileForm } from '#core/forms/compile-form.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import { readRange, type RawCell, type RawSheet, type RawWorkbook } from '#core/workbook/raw-workbook.ts';
import { recognise } from '#core/workbook/recognise.ts';
import { toReport } from '#core/workbook/to-proposals.ts';
import { crossForm, listForm } from '#tests/tools/shipped-forms.ts';

type Line = readonly (string | number | null | Partial<RawCell>)[];

function sheetOf(lines: readonly Line[], more: Partial<RawSheet> & { ranges?: readonly string[] } = {}): RawSheet {
  const { ranges = [], ...rest } = more;
  const cells = lines.flatMap((line, row) =>
    line.flatMap((each, column): RawCell[] => {
      const at = { row: row + 1, column: column + 1 };
      if (each === null || each === '') return [];
      if (typeof each === 'number') return [{ ...at, kind: 'number', value: String(each) }];
      if (typeof each === 'string') return [{ ...at, kind: 'text', value: each }];
      return [{ ...at, kind: 'number', value: '', ...each }];
    })
  );
  const merges = ranges.map((range) => {
    const found = readRange(range);
    if (!found) throw new Error(range);
    return found;
  });
  return { name: 'Sheet1', visibility: 'visible', cells, merges, hiddenRows: [], hiddenColumns: [], ...rest };
}
const bookOf = (...sheets: RawSheet[]): RawWorkbook => ({ kind: 'xlsx', sheets, definedNames: [], properties: [] });
const report = (book: RawWorkbook, forms: readonly CompiledForm[] = [listForm, crossForm], fileName = 'x.xlsx') =>
  toReport(book, recognise(book, forms, fileName), fileName);
const numbersIn = (found: ReturnType<typeof report>) =>
  Object.fromEntries([
    ...found.proposals.map(({ key, content }) => [
      key,
      'number' in content ? content.number : 'nothing' in content ? content.nothing : content.text
    ]),
    ...found.evidence.map(({ key, statement }) => [key, statement.number])
  ]);
const published = (name: string): { cells: Record<string, Record<string, number | string>> } =>
  JSON.parse(readFileSync(new URL(`../../fixtures/published/${name}.json`, import.meta.url), 'utf8'));
const expected = (table: string, cells: Record<string, Record<string, number | string>>) =>
  Object.fromEntries(
    Object.entries(cells).flatMap(([row, columns]) =>
      Object.entries(columns).map(([column, value]) => [`${table}/${row}/${column}`, String(value)])
    )
  );

// ── 信息公开 表三, as people type it ────────────────────────────────────────────────────────────────────────────────

const t3Labels: readonly (readonly [code: string, a: string | null, b: string | null, c: string | null])[] = [
  ['r1', '一、本年新收政府\n信息公开申请数量', null, null],
  ['r2', '二、上年结转政府信息公开申请数量 ', null, null],
  ['r3.1', '三、本年度 办理结果', '（一）予以公开', null],
  ['r3.2', null, '(二) 部分公开（区分处理的,只计这一情形,不计其他情形）', null],
  ['r3.3.1', null, '（三）不予公开', '1.属于国家秘密'],
  ['r3.3.2', null, null, '2.其他法律行政法规禁止公开'],
  ['r3.3.3', null, null, '3.危及"三安全一稳定"'],
  ['r3.3.4', null, null, '４．保护第三方合法权益'],
  ['r3.3.5', null, null, '⒌属于三类内部事务信息'],
  ['r3.3.6', null, null, '6、属于四类过程性信息'],
  ['r3.3.7', null, null, '⑦属于行政执法案卷'],
  ['r3.3.8', null, null, '8.属于行政查询事项'],
  ['r3.4.1', null, '（四）无法提供', '1.本机关不掌握相关政府信息'],
  ['r3.4.2', null, null, '2.没有现成信息需要另行制作'],
  ['r3.4.3', null, null, '3.补正后申请内容仍不明确'],
  ['r3.5.1', null, '㈤不予处理', '1.信访举报投诉类申请'],
  ['r3.5.2', null, null, '2.重复申请'],
  ['r3.5.3', null, null, '3.要求提供公开出版物'],
  ['r3.5.4', null, null, '4.无正当理由大量反复申请'],
  ['r3.5.5', null, null, '5.要求行政机关确认或重新出具已获取信息'],
  ['r3.6.1', null, '（六）其他处理', '1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请'],
  ['r3.6.2', null, null, '2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请'],
  ['r3.6.3', null, null, '3.其他'],
  ['r3.7', null, '（七）总 计', null],
  ['r4', '四、结转下年度继续办理', null, null]
];
const t3Columns = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7'];
const t3Body = (cells: Record<string, Record<string, number | string>>, from = 0): Line[] =>
  t3Labels.map(([code, ...stub]) => [
    ...Array.from({ length: from }, () => null),
    ...stub,
    ...t3Columns.map((column) => cells[code]?.[column] ?? null)
  ]);

describe('[WB8] the official cross-tab, published by 宿迁市 2023', () => {
  const { cells } = published('gov-info-2021-t3-suqian-2023');
  const heads: Line[] = [
    ['（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）', null, null, '申请人情况'],
    [null, null, null, '自然人', '法人或其他组织', null, null, null, null, '总计'],
    [null, null, null, null, '商业\n企业', '科研机构', '社会公益组织', '法律服务机构', '其他']
  ];
  const merged = (row: number) => [
    `A${row}:C${row + 2}`,
    `D${row}:J${row}`,
    `D${row + 1}:D${row + 2}`,
    `E${row + 1}:I${row + 1}`,
    `J${row + 1}:J${row + 2}`
  ];
  const stubMerges = (row: number) => [
    `A${row}:C${row}`,
    `A${row + 1}:C${row + 1}`,
    `A${row + 2}:A${row + 23}`,
    `B${row + 4}:B${row + 11}`,
    `B${row + 2}:C${row + 2}`
  ];

  test('with merged heads and labels, a title and a unit line above', () => {
    const lines: Line[] = [
      ['宿迁市2023年政府信息公开工作年度报告'],
      ['填报单位：宿迁市人民政府办公室（盖章）', null, null, null, null, null, null, '（单位：件）'],
      ...heads,
      ...t3Body(cells)
    ];
    const found = report(bookOf(sheetOf(lines, { ranges: ['A1:J1', ...merged(3), ...stubMerges(6)] })));
    expect(found.form).toMatchObject({ id: 'gov-info-2021', how: 'layout' });
    expect(found.guess).toEqual({ unitCode: null, unitName: '宿迁市人民政府办公室', period: '2023' });
    expect(numbersIn(found)).toEqual(expected('t3', cells));
    expect(found.problems).toEqual([]);
    // totals are evidence, not values
    expect(found.evidence.every(({ key }) => crossForm.cells.get(key)?.kind === 'derived')).toBe(true);
  });

  test('with heads that were never merged but are followed by empty cells, and no merges in the labels', () => {
    expect(numbersIn(report(bookOf(sheetOf([...heads, ...t3Body(cells)]))))).toEqual(expected('t3', cells));
  });

  test('further right and further down, with a row of column numbers below the heads', () => {
    const numbers: Line = [null, null, '甲', null, null, 1, 2, 3, 4, 5, 6, 7];
    const shiftedHeads = heads.map((line) => [null, null, ...line]);
    const lines: Line[] = [[], [], [null, null, '表三'], ...shiftedHeads, numbers, ...t3Body(cells, 2)];
    const found = report(bookOf(sheetOf(lines)));
    expect(numbersIn(found)).toEqual(expected('t3', cells));
    expect(found.problems).toEqual([]);
  });

  test('values and labels under a merge are not read', () => {
    const lines: Line[] = [...heads, ...t3Body(cells)].map((line) => [...line]);
    // under the merged head 申请人情况 and under the merged label of r1: what an old program left there
    (lines[0] as unknown[])[5] = '自然人';
    (lines[3] as unknown[])[1] = '四、结转下年度继续办理';
    (lines[3] as unknown[])[2] = 265;
    const found = report(bookOf(sheetOf(lines, { ranges: [...merged(1), ...stubMerges(4)] })));
    expect(numbersIn(found)).toEqual(expected('t3', cells));
    expect(found.problems).toEqual([]);
  });

  test('columns after a blank column are another table: listed, not read', () => {
    const lines = [...heads, ...t3Body(cells)].map((line) => [
      ...line,
      ...Array.from({ length: Math.max(0, 10 - line.length) }, () => null),
      null,
      null
    ]);
    lines[2] = [...(lines[2] ?? []), '自然人'];
    lines[3] = [...(lines[3] ?? []), 999];
    const found = report(bookOf(sheetOf(lines)));
    expect(numbersIn(found)).toEqual(expected('t3', cells));
    expect(found.problems).toEqual([{ code: 'outside-form', where: 'Sheet1!M4', text: '999' }]);
  });

  test('three tables one below the other on one sheet, and each on a sheet of its own', () => {
    const [t2, t4] = [published('gov-info-2021-t2-suqian-2023').cells, published('gov-info-2021-t4-suqian-2023').cells];
    const at = (row: string, column: string) => t2[row]?.[column] ?? null;
    const t2Lines: Line[] = [
      ['第二十条第（一）项'],
      ['信息内容', '本年制发件数', '本年废止件数', '现行有效件数'],
      ['规章', at('r1.1', 'c1'), at('r1.1', 'c2'), at('r1.1', 'c3')],
      ['行政规范性文件', at('r1.2', 'c1'), at('r1.2', 'c2'), at('r1.2', 'c3')],
      ['第二十条第（五）项'],
      ['信息内容', '本年处理决定数量'],
      ['行政许可', at('r5.1', 'c4')],
      ['第二十条第（六）项'],
      ['信息内容', '本年处理决定数量'],
      ['行政处罚', at('r6.1', 'c4')],
      ['行政强制', at('r6.2', 'c4')],
      ['第二十条第（八）项'],
      ['信息内容', '本年收费金额（单位：万元）'],
      ['行政事业性收费', at('r8.1', 'c5')]
    ];
    const t4Names = [
      'fy1',
      'fy2',
      'fy3',
      'fy4',
      'fy5',
      'ssa1',
      'ssa2',
      'ssa3',
      'ssa4',
      'ssa5',
      'ssb1',
      'ssb2',
      'ssb3',
      'ssb4',
      'ssb5'
    ];
    const results = ['结果维持', '结果纠正', '其他结果', '尚未审结', '总计'];
    const t4Lines: Line[] = [
      ['行政复议', null, null, null, null, '行政诉讼'],
      [...results, '未经复议直接起诉', null, null, null, null, '复议后起诉'],
      [null, null, null, null, null, ...results, ...results],
      t4Names.map((name) => t4['r1']?.[name] ?? null)
    ];
    const all = { ...expected('t2', t2), ...expected('t3', cells), ...expected('t4', t4) };
    const t3Lines = [...heads, ...t3Body(cells)];
    const t4Merges = ['A1:E1', 'F1:O1', ...[...'ABCDE'].map((column) => `${column}2:${column}3`), 'F2:J2', 'K2:O2'];

    const apart = report(
      bookOf(
        sheetOf(t2Lines, { name: '表二' }),
        sheetOf(t3Lines, { name: '表三', ranges: [...merged(1), ...stubMerges(4)] }),
        sheetOf(t4Lines, { name: '表四', ranges: t4Merges })
      )
    );
    expect(numbersIn(apart)).toEqual(all);
    expect(apart.problems).toEqual([]);
    expect(apart.sheets.map((sheet) => sheet.tables)).toEqual([['t2'], ['t3'], ['t4']]);

    const together = report(bookOf(sheetOf([...t2Lines, [], ...t3Lines, [], ...t4Lines])));
    expect(numbersIn(together)).toEqual(all);
    expect(together.problems).toEqual([]);
  });

  test('two sheets with the same table: the first is read, the other is told', () => {
    const found = report(
      bookOf(sheetOf([...heads, ...t3Body(cells)]), sheetOf([...heads, ...t3Body(cells)], { name: '副本' }))
    );
    expect(numbersIn(found)).toEqual(expected('t3', cells));
    expect(found.problems).toEqual([{ code: 'twice', where: '副本', text: '三、收到和处理政府信息公开申请情况' }]);
  });
});

// ── plain lists ─────────────────────────────────────────────────────────────────────────────────────────────────────

const label = (code: string) => listForm.cells.get(`t1/${code}/bn` as CellKey)?.label.zh ?? '';
const [money, count, other] = ['ZZLD.JF', 'XZFY.SQ', 'XZFY.SL'].map(label) as [string, string, string];

describe('[WB7] a plain list by labels', () => {
  test.each<[string, Line, (name: string, unit: string, value: number | string) => Line]>([
    ['指标名称 计量单位 数值', ['指标名称', '计量单位', '数值'], (name, unit, value) => [name, unit, value]],
    ['序号 数值 指标 单位', ['序号', '数值', '指标', '单位'], (name, unit, value) => ['1', value, name, unit]],
    ['the form’s own word, spaced out', ['指 标 名 称', '单 位', '本 年'], (name, unit, value) => [name, unit, value]],
    ['the year as head', ['项目', '计量单位', '2024年'], (name, unit, value) => [name, unit, value]],
    ['with a code column', ['指标代码', '指标', '单位', '本期数'], (name, unit, value) => ['x', name, unit, value]]
  ])('%s', (_, head, line) => {
    const found = report(bookOf(sheetOf([['某县统计'], head, line(money, '万元', 12.5), line(count, '件', 7)])));
    expect(found.form).toMatchObject({ id: 'fzzf-zhzb' });
    expect(numbersIn(found)).toEqual({ 't1/ZZLD.JF/bn': '12.5', 't1/XZFY.SQ/bn': '7' });
    expect(found.problems).toEqual([]);
  });

  test('blank, 0, /, —, 无 are kept apart; figures are read as people write them', () => {
    const codes = [
      'XZFY.SQ',
      'XZFY.SL',
      'JBQK.XZ',
      'JBQK.C',
      'JBQK.SQ',
      'ZZLD.DC.ZS',
      'ZZLD.DC.WT',
      'ZZLD.FK.WT',
      'ZZLD.RL.WT'
    ];
    const values: (string | number | null)[] = [
      null,
      0,
      '/',
      '—',
      '无',
      '１，２３４件',
      '约30',
      '28件30人',
      '２０２４年５月'
    ];
    const found = report(
      bookOf(sheetOf([['指标', '数值'], ...codes.map((code, index): Line => [label(code), values[index] ?? null])]))
    );
    expect(found.proposals.map(({ key, content }) => [key, content])).toEqual([
      ['t1/JBQK.XZ/bn', { nothing: 'notApplicable' }],
      ['t1/JBQK.C/bn', { nothing: 'notApplicable' }],
      ['t1/ZZLD.DC.WT/bn', { number: '30', qualifier: '约' }],
      ['t1/XZFY.SL/bn', { number: '0' }]
    ]);
    expect(found.problems.map(({ code, where }) => [code, where])).toEqual([
      ['asked-nothing', 'Sheet1!B6'],
      ['unit-unknown', 'Sheet1!B7'], // 督察组 are counted in 个, not in 件
      ['bad-number', 'Sheet1!B9'],
      ['bad-number', 'Sheet1!B10']
    ]);
  });

  test('units of row, head, label and cell; conversions are shown, what cannot be converted is asked', () => {
    const ofRow = report(
      bookOf(
        sheetOf([
          ['指标', '单位', '数值'],
          [money, '亿元', 0.5],
          [count, '宗', 7],
          [other, '元', 3]
        ])
      )
    );
    expect(ofRow.proposals).toEqual([
      {
        key: 't1/ZZLD.JF/bn',
        content: { number: '5000' },
        from: 'Sheet1!C2',
        shownInFile: '0.5',
        converted: { factor: '10000', from: '亿元', to: '万元' }
      },
      { key: 't1/XZFY.SQ/bn', content: { number: '7' }, from: 'Sheet1!C3', shownInFile: '7' }
    ]);
    expect(ofRow.problems).toEqual([
      { code: 'unit-differs', where: 'Sheet1!C3', text: '宗 / 件', candidates: ['t1/XZFY.SQ/bn'] },
      { code: 'unit-unknown', where: 'Sheet1!C4', text: '3 元', candidates: ['t1/XZFY.SL/bn'] }
    ]);
    for (const lines of [
      [
        ['指标', '数值（元）'],
        [money, 251000],
        ['', '']
      ],
      [
        ['指标', '数值'],
        [`${money}（元）`, 251000]
      ],
      [
        ['指标', '数值'],
        [money, '251000元']
      ],
      [['某县  （单位：元）'], ['指标', '数值'], [money, 251000], [count, 7]],
      [
        ['指标', '数值'],
        [money, { value: '251000', numberFormat: '0"元"' }]
      ]
    ] as Line[][]) {
      const found = report(bookOf(sheetOf(lines)));
      expect(found.proposals[0]).toMatchObject({
        key: 't1/ZZLD.JF/bn',
        content: { number: '25.1' },
        converted: { factor: '0.0001', from: '元', to: '万元' }
      });
      expect(found.problems).toEqual([]);
    }
  });

  test('dates, errors, long codes, percentages, formulas without results, hidden rows', () => {
    const lines: Line[] = [
      ['指标', '数值'],
      [label('JBQK.XZ'), { value: '45292', numberFormat: 'yyyy/m/d', date: '2024-01-01' }],
      [label('JBQK.C'), { kind: 'error', value: '#DIV/0!' }],
      [label('JBQK.SQ'), { value: '530623199001011234' }],
      [label('XZFY.SQ'), { kind: 'blank', formula: 'A1*2' }],
      [label('XZFY.SL'), { value: '0.5', numberFormat: '0%' }],
      [label('ZZLD.DC.ZS'), { value: '3', formula: '[1]Sheet1!A1' }],
      [label('ZZLD.DC.WT'), { value: '0.30000000000000004' }],
      [label('ZZLD.FK.WT'), 9]
    ];
    const found = report(bookOf(sheetOf(lines, { hiddenRows: [9] })));
    expect(numbersIn(found)).toEqual({ 't1/ZZLD.DC.ZS/bn': '3', 't1/ZZLD.DC.WT/bn': '0.3', 't1/ZZLD.FK.WT/bn': '9' });
    expect(found.problems.map(({ code, text }) => [code, text])).toEqual([
      ['bad-number', '2024-01-01'],
      ['bad-number', '#DIV/0!'],
      ['bad-number', '530623199001011234'],
      ['no-result', '=A1*2'],
      ['unit-unknown', '50%'],
      ['external-formula', '3'],
      ['hidden', '9']
    ]);
  });

  test('[WB9] a rate given as 73.23% or as 0.7323 in per cent format is 73.23, as evidence, not as a value', () => {
    const rate = [...listForm.cells.values()].find(
      (cell) => cell.kind === 'derived' && cell.uom === '%' && cell.column === 'bn'
    );
    for (const value of ['73.23%', { value: '0.73229999999999995', numberFormat: '0.00%' }, 73.23] as Line) {
      const found = report(
        bookOf(
          sheetOf([
            ['指标', '数值'],
            [count, 1],
            [rate?.label.zh ?? '', value]
          ])
        )
      );
      expect(found.evidence).toMatchObject([{ key: rate?.key, statement: { number: '73.23' } }]);
      expect(found.proposals).toHaveLength(1);
    }
  });

  test('the same row twice: with one content it is one, with two none is proposed', () => {
    const same = report(
      bookOf(
        sheetOf([
          ['指标', '数值'],
          [count, 7],
          [count, 7]
        ])
      )
    );
    expect(numbersIn(same)).toEqual({ 't1/XZFY.SQ/bn': '7' });
    const different = report(
      bookOf(
        sheetOf([
          ['指标', '数值'],
          [money, 1],
          [count, 7],
          [count, 8]
        ])
      )
    );
    expect(numbersIn(different)).toEqual({ 't1/ZZLD.JF/bn': '1' });
    expect(different.problems.map(({ code, where }) => [code, where])).toEqual([
      ['twice', 'Sheet1!B3'],
      ['twice', 'Sheet1!B4']
    ]);
  });

  test('a strange row whose figure is no number is listed too; who signed below the table is not', () => {
    const found = report(
      bookOf(
        sheetOf([
          ['指标名称', '计量单位', '数值'],
          [count, '件', 7],
          ['本地新增指标', '件', '暂缺'],
          [other, '件', 6],
          ['另一新增指标', '件', 'abc'],
          ['填报人：张三', null, '审核人：李四']
        ])
      )
    );
    expect(found.problems).toEqual([
      { code: 'unknown-label', where: 'Sheet1!A3', text: '本地新增指标 | 件 | 暂缺' },
      { code: 'unknown-label', where: 'Sheet1!A5', text: '另一新增指标 | 件 | abc' }
    ]);
  });

  test('strange rows and columns are listed with their figures; a list of something else is no form', () => {
    const found = report(
      bookOf(
        sheetOf([
          ['指标', '数值', '考核得分'],
          [count, 7, 99],
          ['本地新增指标', 5, null],
          [other, 6, null]
        ])
      )
    );
    expect(numbersIn(found)).toEqual({ 't1/XZFY.SQ/bn': '7', 't1/XZFY.SL/bn': '6' });
    expect(found.problems).toEqual([
      { code: 'unknown-label', where: 'Sheet1!A3', text: '本地新增指标 | 5' },
      { code: 'unknown-column', where: 'Sheet1!C2', text: '99' }
    ]);
    const foreign = report(
      bookOf(
        sheetOf([
          ['姓名', '数值'],
          ['张三', 1],
          ['李四', 2],
          ['王五', 3]
        ])
      )
    );
    expect(foreign).toMatchObject({ form: null, problems: [{ code: 'unknown-form' }] });
  });
});

// ── labels that stand for several rows ──────────────────────────────────────────────────────────────────────────────

describe('[WB6] a label is a key only together with the headings above it', () => {
  const row = (code: string, zh: string, children?: readonly unknown[]) => ({
    code,
    label: { zh },
    department: 'a',
    ...(children ? { value: false, children } : {})
  });
  const definition = {
    format: 1,
    id: 'twice',
    version: 1,
    title: { zh: '台账' },
    printedTitle: '{unit}{year}年{period}台账',
    heads: [],
    signatures: [],
    periods: { kind: 'month', from: '2015-01', to: null },
    print: { blank: '', notApplicable: '/', unobtainable: '…' },
    scopes: [],
    departments: [{ code: 'a', name: { zh: '甲' } }],
    tables: [
      {
        code: 't1',
        title: { zh: '台账' },
        mainColumn: 'v',
        columns: [{ code: 'v', label: { zh: '件数' } }],
        rows: [
          row('M', '民生工作', [row('M.JY', '教育'), row('M.QT', '其他')]),
          row('W', '稳定工作', [row('W.JY', '教育'), row('W.QT', '其他')])
        ]
      }
    ],
    rules: [],
    source: 'test'
  } as unknown as FormDefinition;
  const compiled = compileForm(definition);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  const form = compiled.value;
  const read = (lines: Line[], fileName = 'x.xlsx') => report(bookOf(sheetOf(lines)), [form], fileName);

  test('headings tell repeated labels apart, whatever their order', () => {
    const found = read([
      ['内容', '件数'],
      ['稳定工作'],
      ['教育', 1],
      ['其他', 2],
      ['民生工作'],
      ['教育', 3],
      ['其他', 4]
    ]);
    expect(numbersIn(found)).toEqual({ 't1/W.JY/v': '1', 't1/W.QT/v': '2', 't1/M.JY/v': '3', 't1/M.QT/v': '4' });
  });

  test('so does the heading in the same cell or in the cell before', () => {
    const inOne = read([
      ['内容', '件数'],
      ['稳定工作：教育', 1],
      ['民生工作·教育', 3]
    ]);
    expect(numbersIn(inOne)).toEqual({ 't1/W.JY/v': '1', 't1/M.JY/v': '3' });
    const before = read([
      ['类别', '内容', '件数'],
      ['民生工作', '教育', 3],
      [null, '其他', 4],
      ['稳定工作', '教育', 1],
      [null, '其他', 2]
    ]);
    expect(numbersIn(before)).toEqual({ 't1/M.JY/v': '3', 't1/M.QT/v': '4', 't1/W.JY/v': '1', 't1/W.QT/v': '2' });
  });

  test('without a heading it is asked, with the cells it could mean', () => {
    const found = read([['内容', '件数'], ['教育', 1], ['民生工作'], ['其他', 4]]);
    expect(numbersIn(found)).toEqual({ 't1/M.QT/v': '4' });
    expect(found.problems).toEqual([
      { code: 'ambiguous', where: 'Sheet1!A2', text: '教育', candidates: ['t1/M.JY/v', 't1/W.JY/v'] }
    ]);
  });

  test.each([
    ['2015年9月台账', 'x.xlsx', '2015-09'],
    ['填报日期：2015 年 9 月 29 日', 'x.xlsx', '2015-09'],
    ['台账', '中江县_台账_2015-09.xlsx', '2015-09'],
    ['〔2015〕9号', 'x.xlsx', null]
  ])('the period in %j and %j is %j', (title, fileName, period) => {
    expect(read([[title], ['内容', '件数'], ['民生工作'], ['教育', 1]], fileName).guess.period).toBe(period);
  });
});

test('[WB1] a report stays small whatever a file holds: what stands in it is shown by its beginning', () => {
  const long = '长'.repeat(30_000);
  const labels = listForm.tables[0]!.rows.filter((row) => row.hasCells).map((row) => row.definition.label.zh);
  const known = labels.slice(0, 60).map((label): Line => [label, '件', `1,${'0'.repeat(30_000)}`]);
  const strange = Array.from({ length: 30 }, (_, nth): Line => [`${long}${nth}`, '件', nth]);
  const found = report(bookOf(sheetOf([['指标名称', '计量单位', '数值'], ...known, ...strange])));
  expect(found.problems.length).toBeGreaterThan(30);
  expect(JSON.stringify(found).length).toBeLessThan(200_000);
});

describe('[WB16] tables that stand in another way', () => {
  const { cells } = published('gov-info-2021-t4-suqian-2023');
  const codes = Object.keys(cells['r1'] ?? {});
  const byColumn = codes.map((code): Line => {
    const column = crossForm.tables[2]?.columns.find((each) => each.code === code);
    const path = column?.path.map(({ zh }) => zh) ?? [];
    return [...path, ...Array.from({ length: 3 - path.length }, () => null), cells['r1']?.[code] ?? null];
  });

  test('rows and columns exchanged: the address is that of the file', () => {
    const found = report(bookOf(sheetOf([['复议诉讼情况'], [null, null, null, '数值'], ...byColumn])));
    expect(numbersIn(found)).toEqual(expected('t4', cells));
    expect(found.proposals[0]).toMatchObject({ key: 't4/r1/fy1', from: 'Sheet1!D3' });
    expect(found.sheets[0]?.tables).toEqual(['t4']);
  });

  test('beside something else, parted by an empty column', () => {
    const other: Line[] = [
      ['通讯录', '电话'],
      ['张三', 8123],
      ['李四', 8124],
      ['王五', 8125]
    ];
    const list: Line[] = [
      ['指标名称', '数值'],
      [listForm.cells.get('t1/XZFY.SQ/bn' as CellKey)?.label.zh ?? '', 12],
      [listForm.cells.get('t1/XZFY.SL/bn' as CellKey)?.label.zh ?? '', 10]
    ];
    const lines = other.map((line, at): Line => [...line, null, ...(list[at] ?? [])]);
    const found = report(bookOf(sheetOf(lines)));
    expect(numbersIn(found)).toEqual({ 't1/XZFY.SQ/bn': '12', 't1/XZFY.SL/bn': '10' });
    expect(found.proposals[0]?.from).toBe('Sheet1!E2');
  });

  test('halves side by side under repeated heads', () => {
    const label = (code: string) => listForm.cells.get(`t1/${code}/bn` as CellKey)?.label.zh ?? '';
    const found = report(
      bookOf(
        sheetOf([
          ['指标名称', '数值', '指标名称', '数值'],
          [label('XZFY.SQ'), 12, label('XZFY.SL'), 10],
          [label('ZZLD.JF'), 3, label('JBQK.C'), 4]
        ])
      )
    );
    expect(numbersIn(found)).toEqual({
      't1/XZFY.SQ/bn': '12',
      't1/XZFY.SL/bn': '10',
      't1/ZZLD.JF/bn': '3',
      't1/JBQK.C/bn': '4'
    });
  });
});

describe('[WB17] forms that look alike', () => {
  const twin = { ...listForm.definition, id: 'twin', title: { zh: '另一张指标表' } };
  const compiled = compileForm(twin as FormDefinition);
  const forms = compiled.ok ? [compiled.value, listForm] : [];
  const label = (code: string) => listForm.cells.get(`t1/${code}/bn` as CellKey)?.label.zh ?? '';
  const lines: Line[] = [
    ['指标名称', '数值'],
    [label('XZFY.SQ'), 12]
  ];

  test('nothing tells them apart: it is asked; named or titled it is that one', () => {
    const asked = report(bookOf(sheetOf(lines)), forms);
    expect(asked.form).toBeNull();
    expect(asked.problems).toEqual([
      { code: 'several-forms', where: '', text: `《另一张指标表》 《${listForm.definition.title.zh}》` }
    ]);
    const named = recognise(bookOf(sheetOf(lines)), forms, 'x', { meant: listForm.definition.id });
    expect(named).toMatchObject({ form: { definition: { id: listForm.definition.id } } });
    const titled = report(bookOf(sheetOf([['2024年另 一 张 指 标 表'], ...lines])), forms);
    expect(titled.form?.id).toBe('twin');
  });
});
