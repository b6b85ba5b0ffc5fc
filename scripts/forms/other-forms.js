// @ts-check
// Forms of the 指标名称·计量单位·代码 family, lists, and tables whose indicators are known while their layout is ours.
import { evidence } from './evidence.js';
import {
  columnsOf,
  department,
  formOf,
  openRows,
  rule,
  series,
  sumOfColumns,
  sumOfRows,
  tallyOfRows
} from './parts.js';

/**
 * @typedef {import('./parts.js').SourceColumn} SourceColumn
 * @typedef {import('./parts.js').Definition} Definition
 * @typedef {{ code: string | null, label: string, unit?: string }} SourceRow
 * @typedef {{ title?: string, columns: SourceColumn[], rows: SourceRow[] }} SourceTable
 */

// ── 定西: 甲 乙 丙 1 2 ──────────────────────────────────────────────────────────────────────────────────────────────────

/** @param {{ id: string, header_meta: { block: [string, string][] }, tables: { t1: SourceTable } }} source */
export function makeDingxi({ id, header_meta, tables: { t1 } }) {
  const owner = '政府办公室';
  /** @type {Record<string, [number, number]>} */
  const sums = { 10: [11, 16], 17: [18, 20], 20: [21, 31] };
  const each = { table: 't1', columns: ['c1', 'c2'] };
  /** @param {string} text */
  const asHead = (text) => {
    const [label = '', value = ''] = text.split('：');
    return { label: label.replaceAll(' ', ''), value };
  };
  return formOf({
    id,
    title: { zh: '政府信息公开情况统计报表（定西市）', en: 'Statistics on government information disclosure (Dingxi)' },
    printedTitle: '定西市政府信息公开情况统计报表',
    subtitle: '{period}',
    heads: header_meta.block.flatMap(([left, right]) => [{ ...asHead(left), at: 'left' }, asHead(right)]),
    departments: [department(owner)],
    levels: ['prefecture', 'county', 'body'],
    periods: { kind: 'month', from: '2008-05', to: null },
    tables: [
      {
        code: 't1',
        title: { zh: '政府信息公开情况' },
        corner: '指标名称',
        stubMark: '甲',
        columns: [
          { code: 'dw', label: { zh: '计量单位' }, role: 'uom', mark: '乙' },
          { code: 'dm', label: { zh: '代码' }, role: 'code', mark: '丙', width: 60 },
          { code: 'c1', label: { zh: '本期实际' }, mark: '1' },
          { code: 'c2', label: { zh: '本年累计' }, mark: '2' }
        ],
        rows: t1.rows.map(({ code, label, unit }) => {
          const [from, to] = sums[Number(code)] ?? [];
          return {
            code: `r${code}`,
            label: { zh: label },
            mark: code,
            uom: unit,
            department: owner,
            ...(from && to ? { formula: sumOfRows(series('r', from, to)) } : {})
          };
        })
      }
    ],
    rules: [
      rule('D4', 'explain', '本年累计不小于本期实际', ':c2 >= :c1', {
        table: 't1',
        rows: t1.rows.map(({ code }) => `r${code}`)
      }),
      rule('D5a', 'must', '全文电子化的主动公开信息数不大于主动公开信息数', 'r02: <= r01:', each),
      rule('D5b', 'must', '对本部门首次处理不满意的行政申诉数不大于行政申诉数', 'r35: <= r34:', each)
    ],
    source: '定西市政府信息公开工作制度附件3：35行、表头五行和填报说明均有出处。10、17、20行按所印平衡关系计算。',
    evidence: evidence[id]
  });
}

// ── 农经: rows with codes below headings without ───────────────────────────────────────────────────────────────────────

/** @param {{ id: string, header_meta: Record<string, string>, tables: { t3: SourceTable } }} source */
export function makeNongjing({ id, header_meta, tables: { t3 } }) {
  const owner = '农业农村局';
  /** @type {Record<string, string[]>} */
  const sums = {
    7: series('r', 8, 13),
    29: ['r30', 'r34', 'r38'],
    30: ['r31', 'r33'],
    34: ['r35', 'r36', 'r37']
  };
  const parts = [
    [5, 4],
    [21, 7],
    [23, 22],
    [25, 24],
    [28, 27],
    [32, 31],
    [40, 39]
  ];
  /** @type {{ code: string, label: { zh: string }, value: false, children: Definition[] }[]} */
  const headings = [];
  for (const { code, label, unit } of t3.rows) {
    if (code === null) {
      headings.push({ code: `g${headings.length + 1}`, label: { zh: label }, value: false, children: [] });
      continue;
    }
    const sum = sums[code];
    headings.at(-1)?.children.push({
      code: `r${code}`,
      label: { zh: label },
      mark: code,
      uom: unit,
      ...(unit === '亩' ? { decimals: 2 } : {}),
      department: owner,
      ...(sum ? { formula: sumOfRows(sum) } : {})
    });
  }
  return formOf({
    id,
    title: { zh: '农村土地承包经营及管理情况统计表（2010年）', en: 'Rural land contracts and their management (2010)' },
    printedTitle: '（三）农村土地承包经营及管理情况统计表',
    heads: ['表号', '制表机关', '批准机关', '批准文号', '有效期至'].map((label) => ({
      label,
      value: (header_meta[label] ?? '').replace('{n}', '3')
    })),
    signatures: ['单位负责人：', '统计负责人：', '填表人：', '报出日期：'],
    departments: [department(owner)],
    levels: ['province', 'prefecture', 'county', 'street'],
    periods: { kind: 'year', from: '2009', to: '2011' },
    tables: [
      {
        code: 't3',
        title: { zh: '农村土地承包经营及管理情况' },
        corner: '指标名称',
        stubMark: '甲',
        columns: [
          { code: 'dm', label: { zh: '代码' }, role: 'code', mark: '乙', width: 60 },
          { code: 'dw', label: { zh: '计量单位' }, role: 'uom', mark: '丙' },
          { code: 'sl', label: { zh: '数量' }, mark: '1' }
        ],
        rows: headings,
        mainColumn: 'sl'
      }
    ],
    rules: [
      rule('N3', 'explain', '流转总面积＝流入各类主体的面积之和', 'r7 = r14 + r15 + r16 + r17'),
      ...parts.map(([part, whole]) =>
        rule(`N${part}`, 'explain', `${part}行不大于${whole}行（其中）`, `r${part} <= r${whole}`)
      )
    ],
    source:
      '农业部农村经营管理情况统计年报表（三）（国统制[2009]96号）：41行有出处；各行计量单位在所见副本中缺损，按指标含义补；平衡关系按指标含义列出。同一年报的表（九）只见片段，未收。',
    evidence: evidence[id]
  });
}

// ── 莆田, 六安: the same family without codes ───────────────────────────────────────────────────────────────────────────

/** @typedef {{ variants: { name: string, rows: string[] }[] }} Variants */

/** @param {Variants} source @param {string} name */
const rowsOfVariant = ({ variants }, name) => {
  const found = variants.find((variant) => variant.name.startsWith(name));
  if (!found?.rows) throw new Error(`no ${name} in the source`);
  return found.rows;
};

/** @param {Variants} source */
export function makePutian(source) {
  const owner = '政府办公室';
  /** @type {Record<number, [number, number]>} */
  const sums = { 4: [5, 10], 11: [12, 14] };
  return formOf({
    id: 'gov-info-putian-2009',
    title: { zh: '政府信息公开情况统计表（莆田市）', en: 'Statistics on government information disclosure (Putian)' },
    printedTitle: '{unit}{year}年政府信息公开情况统计表',
    departments: [department(owner)],
    levels: ['prefecture', 'county', 'body'],
    periods: { kind: 'year', from: '2009', to: null },
    tables: [
      {
        code: 't1',
        title: { zh: '政府信息公开情况' },
        corner: '指标名称',
        columns: [
          { code: 'dw', label: { zh: '计量单位' }, role: 'uom' },
          { code: 'bn', label: { zh: '本年度' } },
          { code: 'lj', label: { zh: '历年累计' }, aggregate: 'sum' }
        ],
        rows: rowsOfVariant(source, '莆田').map((label, at) => {
          const [from, to] = sums[at + 1] ?? [];
          return {
            code: `r${at + 1}`,
            label: { zh: label },
            uom: at < 14 ? '条' : '件',
            department: owner,
            ...(from && to ? { formula: sumOfRows(series('r', from, to)) } : {})
          };
        })
      }
    ],
    rules: [
      rule('P1', 'explain', '历年累计不小于本年度', ':lj >= :bn', { table: 't1', rows: series('r', 1, 17) }),
      rule('P2', 'must', '历年累计＝上年历年累计＋本年度', ':lj = PREV(:lj) + :bn', {
        table: 't1',
        rows: series('r', 1, 17)
      })
    ],
    source: '莆田市2009年度政府信息公开统计附表：各行和两个数值栏有出处，表上无代码。',
    evidence: evidence['gov-info-putian-2009']
  });
}

/** @param {Variants} source */
export function makeLuan(source) {
  const owner = '政府办公室';
  /** @type {Record<number, number[]>} */
  const sums = { 1: [2, 3, 4, 5, 6, 7, 8], 10: [11, 12, 13], 14: [15, 16, 17, 18] };
  return formOf({
    id: 'gov-info-luan-quarter',
    title: { zh: '政府信息公开情况季度统计表（六安市）', en: 'Quarterly statistics on information disclosure (Lu’an)' },
    printedTitle: '{unit}{period}政府信息公开情况统计表',
    departments: [department(owner)],
    levels: ['county', 'body'],
    periods: { kind: 'quarter', from: '2009-Q1', to: null },
    tables: [
      {
        code: 't1',
        title: { zh: '政府信息公开情况' },
        corner: '指标名称',
        columns: [
          { code: 'dw', label: { zh: '计量单位' }, role: 'uom' },
          { code: 'sl', label: { zh: '数量' } }
        ],
        rows: rowsOfVariant(source, '六安').map((label, at) => ({
          code: `r${at + 1}`,
          label: { zh: label },
          uom: at === 18 || at === 19 ? '件' : '条',
          department: owner,
          ...(sums[at + 1] ? { formula: sumOfRows((sums[at + 1] ?? []).map((row) => `r${row}`)) } : {})
        })),
        mainColumn: 'sl'
      }
    ],
    rules: [],
    source:
      '六安市统计局政府信息公开季度统计表：各行有出处，表上无代码，两行同冠“1.”。一、1.两项按“其中”各项之和计算。',
    evidence: evidence['gov-info-luan-quarter']
  });
}

// ── 环保五类案件, 规范性文件, 双随机: lists ──────────────────────────────────────────────────────────────────────────────

/** @param {{ id: string, tables: { t1: SourceTable } }} source */
export function makeFiveKinds({ id, tables: { t1 } }) {
  const owner = '生态环境局';
  const rows = openRows(32, { department: owner });
  return formOf({
    id,
    title: { zh: '环境保护法配套办法执行情况表（五类案件）', en: 'Five kinds of environmental cases' },
    printedTitle: '{period}环保法配套办法执行情况区域分布表',
    departments: [department(owner)],
    levels: ['nation', 'province', 'prefecture'],
    periods: { kind: 'month', from: '2016-01', to: '2021-12' },
    tables: [
      {
        code: 't1',
        title: { zh: '环保法配套办法执行情况区域分布表' },
        corner: '序号',
        uom: '件',
        columns: [
          { code: 'region', label: { zh: '省份' }, type: 'text', width: 140 },
          ...columnsOf(t1.columns, ({ code }) =>
            code === 'vt' ? { formula: sumOfColumns(['v1a', 'v2', 'v3', 'v4', 'v5']) } : {}
          )
        ],
        rows: [
          ...rows,
          {
            code: 'total',
            label: { zh: '合计' },
            department: owner,
            aggregate: 'sum',
            formula: tallyOfRows(rows.map((row) => String(row.code)))
          }
        ],
        blocked: [['total', 'region']]
      }
    ],
    rules: [],
    source: '生态环境部2016—2021年月度通报：五类案件的指标和计量单位有出处，附件表为图片，栏目次序按通报文字。',
    evidence: evidence[id]
  });
}

/** @param {{ id: string, tables: { filing: SourceTable, review: SourceTable } }} source */
export function makeNormativeDocuments({ id, tables: { filing, review } }) {
  const owner = '司法局';
  const rows = openRows(20, { department: owner });
  const codes = rows.map((row) => String(row.code));
  const each = [...codes, 'total'];
  /** @type {Record<string, string>} 纠错率 is of what was unlawful */
  const rates = { 3: '2/1', 5: '4/2', 7: '6/2', 9: '8/1', 11: '10/1', 13: '12/10' };
  /** @param {SourceTable} table @param {string} code @param {string} title @param {(column: SourceColumn) => Definition} more */
  const table = ({ columns }, code, title, more) => ({
    code,
    title: { zh: title },
    corner: '序号',
    uom: '件',
    columns: [{ code: 'unit', label: { zh: '单位' }, type: 'text', width: 180 }, ...columnsOf(columns, more)],
    rows: [
      ...rows,
      { code: 'total', label: { zh: '合计' }, department: owner, aggregate: 'sum', formula: tallyOfRows(codes) }
    ],
    blocked: [['total', 'unit']]
  });
  return formOf({
    id,
    title: { zh: '行政规范性文件备案审查和清理情况表', en: 'Normative documents: filing and review' },
    printedTitle: '{unit}{year}年行政规范性文件备案审查和清理情况表',
    departments: [department(owner)],
    levels: ['province', 'prefecture', 'county'],
    periods: { kind: 'year', from: '2008', to: null },
    tables: [
      table(filing, 't1', '一、备案审查', ({ code }) => {
        const [above, below] = rates[code]?.split('/') ?? [];
        return above && below
          ? { type: 'rate', uom: '%', decimals: 1, aggregate: 'recompute', formula: `:c${above} / :c${below} * 100` }
          : {};
      }),
      table(review, 't2', '二、清理', ({ code }) => (code === '1' ? { formula: sumOfColumns(series('c', 2, 6)) } : {}))
    ],
    rules: [
      ...[
        [2, 1, '报送备案件数不大于制发件数'],
        [4, 2, '及时报备件数不大于报送备案件数'],
        [6, 2, '规范报备件数不大于报送备案件数'],
        [8, 1, '向社会公布件数不大于制发件数']
      ].map(([less, more, text]) =>
        rule(`B${less}`, 'must', String(text), `:c${less} <= :c${more}`, { table: 't1', rows: each })
      )
    ],
    source:
      '指标见内蒙古（2010年）、乐清（2020年）等公开的通报；未见全国统一的表式，版式为本系统所拟。各率的分母不同，合计按合计数重算。',
    evidence: evidence[id]
  });
}

/** @param {{ id: string, tables: { plan: SourceTable } }} source */
export function makeInspectionPlan({ id, tables: { plan } }) {
  const owner = '市场监督管理局';
  return formOf({
    id,
    title: { zh: '“双随机、一公开”抽查工作计划表', en: 'Plan of random inspections' },
    printedTitle: '{unit}{year}年“双随机、一公开”抽查工作计划表',
    departments: [department(owner)],
    levels: ['county', 'body'],
    periods: { kind: 'year', from: '2020', to: null },
    tables: [
      {
        code: 't1',
        title: { zh: '抽查工作计划' },
        corner: '序号',
        columns: columnsOf(plan.columns, () => ({ type: 'text', width: 150 })).filter(({ code }) => code !== 'c1'),
        rows: openRows(60, { department: owner, type: 'text' })
      }
    ],
    rules: [],
    source:
      '上高县市场监督管理局2023年抽查工作计划表：九栏有出处。抽查比例、数量所见多为文字（“10%（20户）”“≥1”），故作文本。',
    evidence: evidence[id]
  });
}
