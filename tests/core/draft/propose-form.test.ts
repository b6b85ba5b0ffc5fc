import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noAnswers, type Answers } from '#core/draft/answers.ts';
import { proposeForm } from '#core/draft/propose-form.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import { mistakeText } from '#core/forms/form-mistake.ts';
import type { FormDefinition, TableDefinition } from '#core/forms/form.ts';
import { openForm } from '#core/forms/read-form.ts';
import type { RawSheet } from '#core/workbook/raw-workbook.ts';
import { legacySheets, paper, paperOfForm } from './papers.ts';
import { labelsOf, structureOf, type NotOnPaper } from './structure.ts';

const open = (definition: unknown): CompiledForm => {
  const opened = openForm(definition);
  if (!opened.ok) throw new Error(opened.error.map(mistakeText).join('\n'));
  return opened.value;
};
const draftOf = (sheets: readonly RawSheet[], answers: Partial<Answers> = {}) =>
  proposeForm({ sheets, fileName: '报表.xlsx', initials: {}, year: 2026 }, { ...noAnswers, ...answers });
const tableOf = (sheet: RawSheet, answers: Partial<Answers> = {}): TableDefinition =>
  draftOf([sheet], answers).definition.tables[0] as TableDefinition;
const asked = (sheets: readonly RawSheet[], answers: Partial<Answers> = {}) =>
  draftOf(sheets, answers)
    .guesses.filter((guess) => guess.certainty === 'asked')
    .map((guess) => `${guess.code} ${guess.at}`);

describe('[DR1] a form laid out as a workbook is proposed as it is', () => {
  const shipped = readdirSync('static/forms').filter((name) => name.endsWith('.json'));
  const notOnPaper: Record<string, NotOnPaper> = {
    'gov-info-2019.1.json': { units: true },
    'mediation-administrative.1.json': { units: true },
    'reconsideration-2015.1.json': { units: true },
    'double-random.1.json': { words: true, units: true }
  };
  test.each(shipped)('%s', async (name) => {
    const form = open(JSON.parse(readFileSync(`static/forms/${name}`, 'utf8')));
    const draft = draftOf(await paperOfForm(form));
    const not = notOnPaper[name];
    expect(structureOf(open(draft.definition), not)).toEqual(structureOf(form, not));
  });
});

describe('[DR1] two real monthly reports (中江县)', () => {
  test.each(['a', 'b'])('zhongjiang-monthly-%s.xls', (which) => {
    const sheets = legacySheets(`zhongjiang-monthly-${which}.xls`);
    const draft = draftOf(sheets);
    const form = open(draft.definition);
    const [table] = form.tables;
    expect(form.definition.periods.kind).toBe('month');
    expect(table?.definition.uom).toBe('件');
    expect(table?.columns.filter((column) => column.role === 'value')).toHaveLength(37);
    expect(table?.columns.at(-1)?.path.map((label) => label.zh)).toEqual(['稳定工作', '其他']);
    expect(table?.rows.filter((row) => row.hasCells)).toHaveLength(24);
    expect(labelsOf(form.definition)[3]).toMatch(/^\/县台账办累计\/累计收集\/乡镇呈报数/);
    expect(form.definition.signatures).toEqual(['填报人：', '负责人：', '填报日期：']);
    // 小计 of each group, 合计 of each four rows
    const computed = [...form.cells.values()].filter((cell) => cell.kind === 'derived');
    const sums = 3 + (which === 'b' ? 1 : 0);
    expect(computed).toHaveLength(24 * sums + 6 * (37 - sums));
  });
  test('[DR5] a total that the figures deny is asked, and typed meanwhile', () => {
    const draft = draftOf(legacySheets('zhongjiang-monthly-a.xls'));
    const question = draft.guesses.find((guess) => guess.certainty === 'asked');
    expect(question).toMatchObject({
      code: 'total-column',
      at: '县台账办月报表!E4',
      options: ['typed', ':c2 + :c14 + :c21']
    });
  });
  test('[DR7] the codes beside the rows and below the heads are theirs', () => {
    const [table] = draftOf(legacySheets('zhongjiang-monthly-a.xls')).definition.tables;
    expect(JSON.stringify(table?.rows)).toContain('"code":"r24"');
    expect(JSON.stringify(table?.columns)).toContain('"code":"c37"');
  });
});

describe('[DR1] kinds of tables', () => {
  const heads = '行政许可实施数量（宗） | | | | \n申请数量 | 受理数量 | 许可数量 | 不予许可数量 | 撤销许可数量';
  test('one row of figures under one group, blank (广东 2018)', () => {
    const table = tableOf(paper(`表一 某局年度行政许可实施情况统计表\n${heads}\n`, ['A1:E1', 'A2:E2']));
    expect(table.rows).toMatchObject([{ code: 'r1', label: { zh: '' } }]);
    expect(table.columns[0]?.children?.map((column) => [column.label.zh, column.uom])).toEqual([
      ['申请数量', '宗'],
      ['受理数量', '宗'],
      ['许可数量', '宗'],
      ['不予许可数量', '宗'],
      ['撤销许可数量', '宗']
    ]);
    expect(table.corner).toBeUndefined();
  });
  test('one row for each unit: each unit fills its own, 合计 is what the totals are for', () => {
    const sheet = paper(
      '2021年度行政处罚情况统计表\n单位名称 | 立案数量 | 罚没金额（万元）\n某局 | 3 | 2.5\n某街道 | 4 | 1\n合 计 | 7 | 3.5',
      ['A1:C1']
    );
    const draft = draftOf([sheet]);
    expect(draft.tables[0]?.kind).toBe('units');
    expect(draft.definition.tables[0]?.rows).toHaveLength(1);
    expect(draft.definition.tables[0]?.columns.map((column) => column.label.zh)).toEqual([
      '立案数量',
      '罚没金额（万元）'
    ]);
    expect(asked([sheet])).toContain('table-kind 表!A2');
    const id = draft.guesses.find((guess) => guess.code === 'table-kind')?.id ?? '';
    expect(tableOf(sheet, { guesses: { [id]: 'grid' } }).rows).toHaveLength(3);
  });
  test('an open list: numbered lines', () => {
    const sheet = paper('抽查工作计划表\n序号 | 检查主体 | 计划名称 | 抽查数量\n1\n2\n3', ['A1:D1']);
    const draft = draftOf([sheet]);
    expect(draft.tables[0]?.kind).toBe('list');
    expect(draft.definition.tables[0]?.rows).toHaveLength(3);
    expect(open(draft.definition).cells.size).toBe(9);
  });
  test('indicators with code and unit beside them, sections without values', () => {
    const sheet = paper(
      '农村经济情况表\n指标名称 | 计量单位 | 代码 | 数量\n甲 | 乙 | 丙 | 1\n一、组织情况 | — | — | \n村数 | 个 | 01 | 12\n组数 | 个 | 02 | \n二、收入情况 | — | — |\n总收入 | 万元 | 03 | 3.50',
      ['A1:D1']
    );
    const table = tableOf(sheet);
    expect(table.columns.map((column) => column.role ?? 'value')).toEqual(['uom', 'code', 'value']);
    expect(table.rows).toMatchObject([
      { value: false, children: [{ code: 'r01', uom: '个' }, { code: 'r02' }] },
      { value: false, children: [{ code: 'r03', uom: '万元', type: 'money' }] }
    ]);
  });
  test('groups that were not merged stand over the empty heads beside them', () => {
    const table = tableOf(
      paper(
        '申请情况表\n项目 | 自然人 | 法人 | | | 总计\n | | 企业 | 机构 | 其他 |\n新收 | 1 | 2 | 3 | 4 | 10\n结转 | 0 | 1 | 0 | 1 | 2'
      )
    );
    expect(table.columns.map((column) => [column.label.zh, column.children?.length ?? 0])).toEqual([
      ['自然人', 0],
      ['法人', 3],
      ['总计', 0]
    ]);
    expect(table.rows.map((row) => row.label.zh)).toEqual(['新收', '结转']);
  });
  test('two tables on one sheet, and a sheet that is none', () => {
    const draft = draftOf([
      paper(
        '年报\n\n一、许可（单位：件）\n项目 | 数量\n申请 | 1\n受理 | 1\n\n二、处罚（单位：宗）\n项目 | 数量\n警告 | 1\n罚款 | 2'
      ),
      paper('需求说明', [], '需求')
    ]);
    expect(draft.definition.tables.map((table) => [table.title.zh, table.uom, table.rows.length])).toEqual([
      ['一、许可', '件', 2],
      ['二、处罚', '宗', 2]
    ]);
    expect(draft.guesses.some((guess) => guess.code === 'sheet-left-out' && guess.at === '需求!A1')).toBe(true);
  });
  test('title, 表号 and period around it; year and unit stay open', () => {
    const { definition } = draftOf([
      paper(
        '行 政 复 议 案 件 统 计 报 表\n2012年 12月 至 2013年 12月\n表    号：国法复统字1号\n批准文号：国统制[2010]103号\n统计类型 | 受理 | 审结\n总计 | |\n公安 | |\n单位负责人：        填表人：      报出日期：   年  月  日',
        ['A1:C1']
      )
    ]);
    expect(definition.title.zh).toBe('行政复议案件统计报表');
    expect(definition.heads).toEqual([
      { label: '表号', value: '国法复统字1号' },
      { label: '批准文号', value: '国统制[2010]103号' }
    ]);
    expect(definition.signatures).toEqual(['单位负责人：', '填表人：', '报出日期：']);
  });
});

describe('[DR5] totals and rates', () => {
  test('the cell’s own formula, with and without guards', () => {
    const table = tableOf(
      paper(
        '统计表（单位：件）\n类型 | 申请 | 办结 | 未办结 | 办结率（%）\n公安 | 10 | 8 | =B3-C3 | =IF(B3=0,"",ROUND(C3/B3*100,2))\n交通 | 5 | 5 | =B4-C4 | =IF(B4=0,"",ROUND(C4/B4*100,2))\n合计 | =SUM(B3:B4) | =SUM(C3:C4) | =SUM(D3:D4) | =IFERROR(ROUND(C5/B5*100,2),0)'
      )
    );
    expect(table.columns.map((column) => column.formula ?? '')).toEqual([
      '',
      '',
      ':c2 - :c3',
      'ROUND(:c3 / :c2 * 100, 2)'
    ]);
    expect(table.rows.at(-1)?.formula).toBe('SUM(r3:, r4:)');
  });
  test('by its label, confirmed by the figures; 其中 is part of another row', () => {
    const sheet = paper('统计表（单位：件）\n类型 | 数量\n申请 | 10\n其中：网上 | 4\n受理 | 7\n合计 | 17');
    expect(tableOf(sheet).rows.at(-1)?.formula).toBe('r3: + r5:');
    expect(draftOf([sheet]).guesses.find((guess) => guess.code === 'total-row')).toMatchObject({
      certainty: 'sure',
      at: '表!A6',
      parameters: { holds: 1, fails: 0 }
    });
  });
  test('a rate by the figures of many lines', () => {
    const table = tableOf(
      paper(
        '统计表\n单位类型 | 制发件数 | 备案件数 | 报备率（%）\n甲类 | 523 | 383 | 73.23\n乙类 | 10 | 9 | 90\n丙类 | 3 | 2 | 66.67'
      )
    );
    expect(table.columns.at(-1)?.formula).toBe(':c3 / :c2 * 100');
  });
  test('last year beside this year', () => {
    const table = tableOf(paper('统计表\n指标名称 | 计量单位 | 本年 | 上年 | 同比\n村数 | 个 | | |\n组数 | 个 | | |'));
    expect(table.mainColumn).toBe('c3');
    expect(table.columns.slice(2).map((column) => column.formula)).toEqual(['PREV(:c3)', '(:c3 - :c4) / :c4 * 100']);
  });
});

describe('[DR6] printed relations', () => {
  const sheet = (note: string) =>
    paper(
      `统计表（单位：件）\n类型 | 受理 | 维持 | 撤销 | 未审结\n甲 | 1 | 2 | 3 | 4\n公安 | | | |\n交通 | | | |\n${note}`
    );
  const rulesOf = (note: string) => draftOf([sheet(note)]).definition.rules.map((rule) => rule.expression);
  test.each([
    ['逻辑关系：1=2+3+4；2≤1', [':c1 = :c2 + :c3 + :c4', ':c2 <= :c1']],
    ['审核关系：1列≥2列', [':c1 >= :c2']],
    ['注：（1）=（2）+（3）+（4）', [':c1 = :c2 + :c3 + :c4']],
    ['说明：第1列等于第2列加第3列之和', [':c1 = :c2 + :c3']]
  ])('%s', (note, expressions) => {
    expect(rulesOf(note)).toEqual(expressions);
  });
  test('what cannot be read is told, and makes no rule', () => {
    const draft = draftOf([sheet('逻辑关系：全县收集数=村级收集数+9')]);
    expect(draft.definition.rules).toEqual([]);
    expect(draft.guesses.find((guess) => guess.code === 'relation-not-read')?.at).toBe('表!A6');
  });
  test('rows by their printed codes', () => {
    const { definition } = draftOf([
      paper(
        '统计表\n指标名称 | 计量单位 | 代码 | 数量\n总数 | 个 | 01 |\n村 | 个 | 02 |\n社区 | 个 | 03 |\n审核关系：01=02+03'
      )
    ]);
    expect(definition.rules.map((rule) => rule.expression)).toEqual(['r01: = r02: + r03:']);
    expect(openForm(definition).ok).toBe(true);
  });
});

describe('[DR4] answers go before guesses', () => {
  const sheet = paper('统计表（单位：件）\n类型 | 申请 | 办结\n公安 | 1 | 2\n交通 | 3 | 4\n合计 | 4 | 6');
  test('names, codes, units, departments, formulas, closed cells', () => {
    const draft = draftOf([sheet], {
      departments: ['公安局'],
      rows: { '表!A3': { label: '公安机关', code: 'GA', department: '公安局' }, '表!A5': { formula: '' } },
      columns: { '表!C2': { label: '办结数', uom: '宗', formula: '' } },
      cells: { '表!C4': 'blocked' }
    });
    const [table] = draft.definition.tables;
    expect(table?.rows[0]).toMatchObject({ code: 'GA', label: { zh: '公安机关' }, department: '公安局' });
    expect(table?.rows[2]?.formula).toBeUndefined();
    expect(table?.columns[1]).toMatchObject({ label: { zh: '办结数' }, uom: '宗' });
    expect(table?.blocked).toEqual([['r4', 'c3']]);
    expect(openForm(draft.definition).ok).toBe(true);
  });
  test('a row that is none, a row that is a heading, more heads, more labels', () => {
    expect(tableOf(sheet, { rows: { '表!A5': { kind: 'none' } } }).rows).toHaveLength(2);
    expect(tableOf(sheet, { rows: { '表!A3': { kind: 'heading' } } }).rows[0]).toMatchObject({ value: false });
    expect(tableOf(sheet, { tables: { '表!A2': { headRows: 2 } } }).rows).toHaveLength(2);
    expect(tableOf(sheet, { tables: { '表!A2': { lastRow: 4 } } }).rows).toHaveLength(2);
  });
  test('a formula that follows a renamed code', () => {
    const draft = draftOf([sheet], { rows: { '表!A3': { code: 'GA' } } });
    expect(draft.definition.tables[0]?.rows[2]?.formula).toBe('GA: + r4:');
  });
});

describe('[DR3] what is unsure is asked', () => {
  test('— in a filled copy may be one unit’s 不适用; in a blank one the form closes the cell', () => {
    const filled = paper('统计表（单位：件）\n类型 | 申请 | 办结\n公安 | 1 | —\n交通 | 3 | 4');
    const blank = paper('统计表（单位：件）\n类型 | 申请 | 办结\n公安 | | —\n交通 | |');
    expect(tableOf(filled).blocked).toBeUndefined();
    expect(asked([filled])).toEqual(['period-kind 表!A1', 'blocked 表!C3']);
    expect(tableOf(blank).blocked).toEqual([['r3', 'c3']]);
  });
  test('every guess names a place of the paper, and no two are the same', () => {
    const draft = draftOf(legacySheets('zhongjiang-monthly-a.xls'));
    expect(draft.guesses.length).toBeGreaterThan(10);
    expect(draft.guesses.every((guess) => /^县台账办月报表![A-Z]{1,3}\d+$/.test(guess.at))).toBe(true);
    expect(new Set(draft.guesses.map((guess) => guess.id)).size).toBe(draft.guesses.length);
  });
});

describe('[DR7] codes', () => {
  test('of pinyin initials under the heading’s, none twice', () => {
    const initials = { 公: 'G', 安: 'A', 交: 'J', 通: 'T', 申: 'S', 请: 'Q', 办: 'B', 结: 'J', 其: 'Q', 他: 'T' };
    const { definition } = proposeForm(
      {
        sheets: [paper('统计表\n类型 | 申请（件） | 办结\n公安 | |\n其他 | |\n交通 | |\n其他 | |')],
        fileName: 'x.xlsx',
        initials,
        year: 2026
      },
      noAnswers
    );
    expect(definition.tables[0]?.rows.map((row) => row.code)).toEqual(['GA', 'QT', 'JT', 'QT2']);
    expect(definition.tables[0]?.columns.map((column) => column.code)).toEqual(['SQ', 'BJ']);
  });
});

describe('[DR2] any paper', () => {
  test('the same draft twice, never a throw, always bounded', () => {
    const words = fc.constantFrom(
      '合计',
      '项目',
      '单位：件',
      '一、甲',
      '1',
      '2',
      '3.5',
      '—',
      '注：1=2+3',
      '=SUM(A1:B2)',
      '=IF(',
      '率（%）',
      '',
      ''
    );
    const range = fc.tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 4 }),
      fc.integer({ min: 0, max: 4 })
    );
    fc.assert(
      fc.property(
        fc.array(fc.array(words, { maxLength: 9 }), { maxLength: 12 }),
        fc.array(range, { maxLength: 4 }),
        (rows, merges) => {
          const sheet: RawSheet = {
            ...paper(rows.map((row) => row.join('|')).join('\n')),
            merges: merges.map(([top, left, down, across]) => ({ top, left, bottom: top + down, right: left + across }))
          };
          const first = draftOf([sheet]);
          expect(draftOf([sheet])).toEqual(first);
          const opened = openForm(first.definition);
          // a sheet without any table makes no form; every other proposal can be read and computed
          if (first.definition.tables.length > 0 && !opened.ok) {
            const serious = opened.error.filter((mistake) => mistake.code !== 'missing');
            expect(serious.map(mistakeText)).toEqual([]);
          }
        }
      ),
      { numRuns: 400 }
    );
  });
  test('a sheet of 2,000 rows in bounded time', () => {
    const lines = Array.from({ length: 3_000 }, (_, row) => `指标${row} | 个 | ${row} | =C${row + 2}/B${row + 2}`);
    const from = performance.now();
    const definition: FormDefinition = draftOf([
      paper(`统计表\n指标名称 | 计量单位 | 数量 | 率\n${lines.join('\n')}`)
    ]).definition;
    expect(definition.tables[0]?.rows.length).toBeLessThanOrEqual(2_000);
    expect(performance.now() - from).toBeLessThan(5_000);
  });
});
