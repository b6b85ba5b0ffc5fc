// @ts-check
// Makes the shipped form definitions (static/forms) from their sources in tests/fixtures (their README says where those come from).
// `node scripts/make-forms.js` writes them, `--check` compares what is there and says which file differs.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const sources = join(import.meta.dirname, '..', 'tests', 'fixtures');
const target = join(import.meta.dirname, '..', 'static', 'forms');

/** @typedef {{ text: string, expr: string }} SourceRule */
/**
 * @typedef {{ code: string, name: string, name_en: string, uom: string, type: string, decimals: number, formula: string | null,
 *   aggregate: string, nature: string, department: string, rules: SourceRule[], note: string | null }} Indicator
 */
/** @typedef {{ sections: { code: string, name: string, name_en: string, indicators: Indicator[] }[] }} Catalogue */
/**
 * @typedef {{ code: string, label: string, children?: SourceColumn[], computed?: string, unit?: string, role?: string }} SourceColumn
 * @typedef {{ code: string, label: string, children?: SourceRow[], computed?: string }} SourceRow
 * @typedef {{ title: string, columns: SourceColumn[], rows: SourceRow[],
 *   blocks: { title: string, columns: SourceColumn[], rows: SourceRow[] }[] }} SourceTable
 * @typedef {{ form: string, header_meta: Record<string, string | null>, tables: Record<'t2' | 't3' | 't4', SourceTable> }} GovInfo
 */

// ── 法治政府建设综合指标表 ─────────────────────────────────────────────────────────────────────────────────────────

/** @param {Catalogue} catalogue */
export function makeIndicatorForm(catalogue) {
  const indicators = catalogue.sections.flatMap((section) => section.indicators);
  const departments = [...new Set(indicators.map((indicator) => indicator.department))];
  return {
    format: 1,
    id: 'fzzf-zhzb',
    version: 1,
    title: { zh: '法治政府建设综合指标表', en: 'Indicators of law-based government' },
    printedTitle: '{unit}{year}年法治政府建设综合指标表',
    heads: [],
    signatures: ['单位负责人：', '填表人：', '联系电话：', '报出日期：'],
    periods: { kind: 'year', from: '2018', to: null },
    print: { blank: '', notApplicable: '/', unobtainable: '…' },
    scopes: ['全市', '市本级', '全县', '县级', '县政府', '全区', '区级', '区政府', '全地区'],
    departments: departments.map((code) => ({ code, name: { zh: code } })),
    tables: [
      {
        code: 't1',
        title: { zh: '法治政府建设综合指标', en: 'Indicators of law-based government' },
        corner: '指标名称',
        columns: indicatorColumns,
        rows: catalogue.sections.map((section) => ({
          code: section.code,
          label: { zh: section.name, en: section.name_en },
          value: false,
          children: section.indicators.map(indicatorRow)
        })),
        mainColumn: 'bn'
      }
    ],
    rules: indicators.flatMap((indicator) => indicatorRules(indicator, indicators)),
    source:
      '由五份公开的法治政府建设年度报告（盐津县2021、北碚区复兴街道2020、吉林市2022、康乐县2024、肥乡区2023）归并而成的指标目录；非主管部门制发的报表。'
  };
}

const percentChange = '(:bn - PREV(:bn)) / PREV(:bn) * 100';
const difference = ':bn - PREV(:bn)';

const indicatorColumns = [
  { code: 'dm', label: { zh: '代码', en: 'Code' }, role: 'code', width: 130 },
  { code: 'dw', label: { zh: '计量单位', en: 'Unit' }, role: 'uom', width: 76 },
  { code: 'bn', label: { zh: '本年', en: 'This year' }, width: 110 },
  { code: 'sn', label: { zh: '上年', en: 'Last year' }, formula: 'PREV(:bn)', width: 110 },
  {
    code: 'tb',
    label: { zh: '同比', en: 'Year-on-year' },
    // a count or an amount changes by %, a percentage by 百分点, a rank by places, a mean in its own unit
    formulas: {
      count: percentChange,
      money: percentChange,
      rate: difference,
      'ratio-change': difference,
      rank: difference
    },
    types: { count: 'rate', money: 'rate', rate: 'ratio-change' },
    uomsByUom: { '%': '个百分点' },
    uoms: { count: '%', money: '%' },
    decimalsByType: { count: 2, money: 2, rate: 2, 'ratio-change': 2, rank: 0 },
    width: 110
  }
];

/** @param {Indicator} indicator */
const indicatorRow = (indicator) => ({
  code: indicator.code,
  label: { zh: indicator.name, en: indicator.name_en },
  uom: indicator.uom,
  type: indicator.type,
  decimals: indicator.decimals,
  department: indicator.department,
  aggregate: indicator.aggregate,
  nature: indicator.nature,
  ...(indicator.formula === null ? {} : { formula: indicator.formula }),
  ...(indicator.note === null ? {} : { definition: indicator.note })
});

/**
 * @param {Indicator} indicator
 * @param {Indicator[]} all
 */
const indicatorRules = (indicator, all) =>
  indicator.rules.map((rule, index) => {
    const zeroWhenBlank = all.filter(
      ({ code, note }) => note?.includes('缺省按0') && codesOf(rule.expr).includes(code)
    );
    return {
      id: `${indicator.code}-${index + 1}`,
      severity: rule.text.includes('提示级') ? 'explain' : 'must',
      text: { zh: rule.text },
      expression: rule.expr,
      ...(zeroWhenBlank.length === 0 ? {} : { zeroWhenBlank: zeroWhenBlank.map(({ code }) => code) })
    };
  });

/**
 * @param {string} expression
 * @returns {readonly string[]}
 */
const codesOf = (expression) => expression.match(/[A-Z][A-Z0-9.]*/g) ?? [];

// ── 政府信息公开工作年度报告 ───────────────────────────────────────────────────────────────────────────────────────

const department = '政府办公室';

/** @param {GovInfo} source */
export function makeGovInfoForm(source) {
  const { t2, t3, t4 } = source.tables;
  const received = resultLeaves(t3.rows);
  const allColumns = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7'];
  return {
    format: 1,
    id: 'gov-info-2021',
    version: 1,
    title: { zh: '政府信息公开工作年度报告', en: 'Annual report on government information disclosure' },
    printedTitle: '{unit}{year}年政府信息公开工作年度报告',
    heads: ['制定机关', '批准文号', '计量单位'].map((label) => ({ label, value: source.header_meta[label] ?? '' })),
    signatures: [],
    periods: { kind: 'year', from: '2021', to: null },
    print: { blank: '', notApplicable: '/', unobtainable: '…' },
    scopes: ['全市', '市本级', '全县', '县本级', '全区', '区本级'],
    departments: [{ code: department, name: { zh: '政府办公室（政务公开办）' } }],
    tables: [
      {
        code: 't2',
        title: { zh: `二、${t2.title}` },
        corner: '信息内容',
        columns: uniqueByCode(t2.blocks.flatMap((block) => block.columns)).map(column),
        rows: t2.blocks.flatMap((block) => block.rows).map((row) => ({ ...plainRow(row), uom: '件', department })),
        blocks: t2.blocks.map((block) => ({
          title: block.title,
          rows: block.rows.map(({ code }) => code),
          columns: block.columns.map(({ code }) => code)
        }))
      },
      {
        code: 't3',
        title: { zh: `三、${t3.title}` },
        corner: t3.columns.find(({ role }) => role === 'stub')?.label ?? '',
        headings: 'spans',
        uom: '件',
        columns: t3.columns.filter(({ role }) => role !== 'stub').map(column),
        rows: t3.rows.map((row) => treeRow(row, sumOf(received)))
      },
      {
        code: 't4',
        title: { zh: `四、${t4.title}` },
        uom: '件',
        columns: t4.columns.map(column),
        rows: t4.rows.map((row) => ({ ...plainRow(row), department }))
      }
    ],
    rules: [
      {
        id: 'F1',
        severity: 'explain',
        text: { zh: '现行有效件数＝上年现行有效件数＋本年制发件数－本年废止件数' },
        expression: ':c3 = PREV(:c3) + :c1 - :c2',
        table: 't2',
        rows: ['r1.1', 'r1.2']
      },
      {
        id: 'G1',
        severity: 'must',
        text: { zh: '第一项加第二项之和，等于第三项加第四项之和' },
        expression: 'r1: + r2: = r3.7: + r4:',
        table: 't3',
        columns: allColumns
      },
      {
        id: 'G2',
        severity: 'must',
        text: { zh: '（七）总计＝（一）至（六）各项之和' },
        expression: `r3.7: = ${sumOf(received)}`,
        table: 't3',
        columns: ['c7']
      },
      {
        id: 'G4',
        severity: 'must',
        text: { zh: '上年结转数＝上年报告的结转下年度继续办理数' },
        expression: 'r2: = PREV(r4:)',
        table: 't3',
        columns: allColumns
      },
      ...[
        ['fy', '行政复议'],
        ['ssa', '未经复议直接起诉'],
        ['ssb', '复议后起诉']
      ].map(([code, name]) => ({
        id: `H2-${code}`,
        severity: 'explain',
        text: { zh: `${name}总计不小于上年尚未审结数` },
        expression: `:${code}5 >= PREV(:${code}4)`,
        table: 't4',
        rows: ['r1']
      }))
    ],
    source:
      '国办公开办函〔2021〕30号附件《中华人民共和国政府信息公开工作年度报告（格式）》表二、表三、表四；行列代码为本系统所加。' +
      '表三勾稽关系印于左上角；G2在各列、G3在各行即总计公式本身，只在两个总计相交处另设审核。G4、F1、H2为跨年关系。'
  };
}

/**
 * Totals are written as the sum of their siblings: `c1+c2` in the source means the columns of the same row.
 * @param {SourceColumn} source
 * @returns {Record<string, unknown>}
 */
const column = (source) => ({
  code: source.code,
  label: { zh: source.label },
  ...(source.children ? { children: source.children.map(column) } : {}),
  ...(source.computed
    ? {
        formula: source.computed
          .split('+')
          .map((code) => `:${code}`)
          .join(' + ')
      }
    : {}),
  ...(source.unit ? { uom: source.unit, type: 'money', decimals: 6 } : {})
});

/** @param {SourceRow} source */
const plainRow = (source) => ({ code: source.code, label: { zh: source.label } });

/**
 * @param {SourceRow} source
 * @param {string} total formula of the computed row
 * @returns {Record<string, unknown>}
 */
const treeRow = (source, total) => ({
  ...plainRow(source),
  ...(source.children ? { value: false, children: source.children.map((row) => treeRow(row, total)) } : { department }),
  ...(source.computed ? { formula: total } : {})
});

/** @param {SourceRow[]} rows the leaf rows of 三、本年度办理结果 without its total */
const resultLeaves = (rows) => leaves(rows.filter(({ code }) => code === 'r3')).filter(({ computed }) => !computed);

/**
 * @param {SourceRow[]} rows
 * @returns {SourceRow[]}
 */
const leaves = (rows) => rows.flatMap((row) => (row.children ? leaves(row.children) : [row]));

/** @param {SourceRow[]} rows */
const sumOf = (rows) => `SUM(${rows.map(({ code }) => `${code}:`).join(', ')})`;

/** @param {SourceColumn[]} columns */
const uniqueByCode = (columns) =>
  columns.filter((each, at) => columns.findIndex(({ code }) => code === each.code) === at);

// ── writing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** @param {string} name */
const source = (name) => JSON.parse(readFileSync(join(sources, name), 'utf8'));

const files = [
  makeIndicatorForm(source('seeds/catalogue.json')),
  makeGovInfoForm(source('forms/gov-info-2021.json'))
].map((form) => ({
  path: join(target, `${form.id}.${form.version}.json`),
  text: `${JSON.stringify(form, null, 1)}\n`
}));

if (process.argv.includes('--check')) {
  const different = files.filter(({ path, text }) => readFileSync(path, 'utf8') !== text);
  for (const { path } of different) console.error(`${path} is not what scripts/make-forms.js makes`);
  process.exitCode = different.length > 0 ? 1 : 0;
} else {
  mkdirSync(target, { recursive: true });
  for (const { path, text } of files) writeFileSync(path, text);
}
