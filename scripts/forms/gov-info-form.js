// @ts-check
// 政府信息公开工作年度报告, tables 二, 三, 四, from the layout of the official form.

/**
 * @typedef {{ code: string, label: string, children?: SourceColumn[], computed?: string, unit?: string, role?: string }} SourceColumn
 * @typedef {{ code: string, label: string, children?: SourceRow[], computed?: string }} SourceRow
 * @typedef {{ title: string, columns: SourceColumn[], rows: SourceRow[],
 *   blocks: { title: string, columns: SourceColumn[], rows: SourceRow[] }[] }} SourceTable
 * @typedef {{ form: string, header_meta: Record<string, string | null>, tables: Record<'t2' | 't3' | 't4', SourceTable> }} GovInfo
 */

export const department = '政府办公室';
const allColumns = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7'];

/** @param {GovInfo} source */
export function makeGovInfoForm(source) {
  const { t2, t3, t4 } = source.tables;
  const received = resultLeaves(t3.rows);
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
      requestsTable(t3),
      courtTable(t4)
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
      ...requestRules(received),
      ...courtRules
    ],
    source:
      '国办公开办函〔2021〕30号附件《中华人民共和国政府信息公开工作年度报告（格式）》表二、表三、表四；行列代码为本系统所加。' +
      '表三勾稽关系印于左上角；G2在各列、G3在各行即总计公式本身，只在两个总计相交处另设审核。G4、F1、H2为跨年关系。'
  };
}

/** 三、收到和处理政府信息公开申请情况 @param {SourceTable} t3 */
export const requestsTable = (t3) => ({
  code: 't3',
  title: { zh: `三、${t3.title}` },
  corner: t3.columns.find(({ role }) => role === 'stub')?.label ?? '',
  headings: 'spans',
  uom: '件',
  columns: t3.columns.filter(({ role }) => role !== 'stub').map(column),
  rows: t3.rows.map((row) => treeRow(row, sumOf(resultLeaves(t3.rows))))
});

/** 四、行政复议、行政诉讼 @param {SourceTable} t4 */
export const courtTable = (t4) => ({
  code: 't4',
  title: { zh: `四、${t4.title}` },
  uom: '件',
  columns: t4.columns.map(column),
  rows: t4.rows.map((row) => ({ ...plainRow(row), department }))
});

/** @param {SourceRow[]} received the rows of results */
export const requestRules = (received) => [
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
  }
];

export const courtRules = [
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
}));

/**
 * Totals are written as the sum of their siblings: `c1+c2` in the source means the columns of the same row.
 * @param {SourceColumn} source
 * @returns {Record<string, unknown>}
 */
export const column = (source) => ({
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
export const plainRow = (source) => ({ code: source.code, label: { zh: source.label } });

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
export const resultLeaves = (rows) =>
  leaves(rows.filter(({ code }) => code === 'r3')).filter(({ computed }) => !computed);

/**
 * @param {SourceRow[]} rows
 * @returns {SourceRow[]}
 */
const leaves = (rows) => rows.flatMap((row) => (row.children ? leaves(row.children) : [row]));

/** @param {SourceRow[]} rows */
const sumOf = (rows) => `SUM(${rows.map(({ code }) => `${code}:`).join(', ')})`;

/** @param {SourceColumn[]} columns */
export const uniqueByCode = (columns) =>
  columns.filter((each, at) => columns.findIndex(({ code }) => code === each.code) === at);
