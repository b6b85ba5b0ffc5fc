// @ts-check
// 行政执法统计年报: the form of 2018, 浙江 2021, and the variants of 大同, 黄石, 重庆 and 山东.
import { evidence } from './evidence.js';
import { department, columnsOf, formOf, openRows, rule, series, sumOfColumns, tallyOfRows } from './parts.js';
import { penaltyBridge, enforcementBridge } from './enforcement-bridges.js';

/**
 * @typedef {import('./parts.js').SourceColumn} SourceColumn
 * @typedef {import('./parts.js').Definition} Definition
 * @typedef {{ title: string, columns: SourceColumn[], notes?: string[] }} SourceTable
 * @typedef {{ id: string, tables: Record<string, SourceTable> }} Source
 */

const owner = '执法单位';
const shared = {
  departments: [department(owner, '行政执法单位')],
  scopes: ['全市', '市本级', '全县', '县本级', '全区', '区本级']
};
/** @param {string} from @param {string | null} to */
const years = (from, to) => ({ kind: 'year', from, to });
const bodies = ['province', 'prefecture', 'county', 'street', 'body'];

/**
 * A table of one data row without a label.
 * @param {SourceTable} source @param {string} code @param {string} title @param {string} uom
 * @param {Record<string, string>} formulas by column
 */
const oneRow = (source, code, title, uom, formulas = {}) => ({
  code,
  title: { zh: title },
  uom,
  columns: columnsOf(source.columns, columnFormulas(formulas)),
  rows: [{ code: 'r1', label: { zh: '' }, department: owner }],
  ...(source.notes ? { notes: numbered(source.notes) } : {})
});

/** @param {Record<string, string>} formulas @returns {(column: SourceColumn) => Definition} */
const columnFormulas = (formulas) => (column) => {
  const formula = formulas[column.code];
  return {
    ...(formula === undefined ? {} : { formula }),
    ...(column.rate ? { type: 'rate', decimals: 2, uom: '%' } : {})
  };
};

/** @param {readonly string[]} notes */
const numbered = (notes) => notes.map((note, at) => `${at + 1}．${note}`);

/**
 * One row per unit as far as there are units, and their total.
 * @param {SourceTable} source @param {string} code @param {string} title @param {string} uom
 * @param {Record<string, string>} formulas @param {{ units: number, total: string }} list total: its label, '' for none
 */
const unitRows = (source, code, title, uom, formulas, { units, total }) => {
  const rows = openRows(units, { department: owner });
  const texts = source.columns.filter(({ role, code: own }) => role === 'text' || own === 'unit');
  return {
    code,
    title: { zh: title },
    corner: '序号',
    uom,
    columns: [
      { code: 'unit', label: { zh: '单位名称' }, type: 'text', width: 200 },
      ...columnsOf(source.columns, columnFormulas(formulas))
    ],
    rows: [
      ...rows,
      ...(total
        ? [
            {
              code: 'total',
              label: { zh: total },
              department: owner,
              aggregate: 'sum',
              formula: tallyOfRows(rows.map((row) => String(row.code)))
            }
          ]
        : [])
    ],
    ...(total ? { blocked: texts.map((column) => ['total', column.code]) } : {}),
    ...(source.notes ? { notes: numbered(source.notes) } : {})
  };
};

/** @param {string} table @param {Definition} more */
const moneyNeedsCases = (table, more) =>
  rule('P2', 'explain', '有罚没金额的，应有行政处罚数量', 'IF(:pm > 0, :pt, 1) > 0', { table, ...more });

/** @param {string} table @param {Definition} more */
const licenceRules = (table, more) => [
  rule('L1', 'explain', '受理数量不大于申请数量', ':l2 <= :l1', { table, ...more }),
  rule(
    'L2',
    'explain',
    '许可数量与不予许可数量之和，一般不大于受理数量（上年受理、本年作出决定的除外）',
    ':l3 + :l4 <= :l2',
    {
      table,
      ...more
    }
  )
];
const row = { rows: ['r1'] };

const compulsion = sumOfColumns([...series('f', 1, 4), ...series('e', 1, 7)]);
const otherActs = sumOfColumns(['o1', 'o3', 'o4', 'o6', 'o8', 'o9', 'o11']);

/** @param {Source} source */
export const makeZhejiang = ({ id, tables: { t1, t2, t3, t4, t5 } }) =>
  formOf({
    id,
    title: { zh: '行政执法统计年报（浙江）', en: 'Annual statistics on administrative enforcement (Zhejiang)' },
    printedTitle: '{unit}{year}年度行政执法统计年报',
    ...shared,
    levels: bodies,
    periods: years('2021', null),
    tables: [
      oneRow(must(t1), 't1', '表一 行政处罚实施情况统计表', '宗', { pt: sumOfColumns(series('p', 1, 9)) }),
      oneRow(must(t2), 't2', '表二 行政许可实施情况统计表', '宗'),
      oneRow(must(t3), 't3', '表三 行政强制实施情况统计表', '宗', { ft: compulsion }),
      oneRow(must(t4), 't4', '表四 其他行政执法行为实施情况统计表', '次', { ot: otherActs }),
      oneRow(must(t5), 't5', '表五 行政执法证持证率情况统计表', '人', { k3: ':k2 / :k1 * 100' })
    ],
    rules: [
      moneyNeedsCases('t1', row),
      ...licenceRules('t2', row),
      rule('K2', 'must', '持有行政执法证人数不大于行政执法人员数', ':k2 <= :k1', { table: 't5', ...row })
    ],
    source:
      '浙江省行政执法统计年报（2021年行政处罚法施行后）。表一、表二的栏目、说明和数字见公开的年报；表三至表五的标题和说明有出处，栏目合并方式按通行样式。',
    evidence: evidence[id],
    earlier: [enforcementBridge]
  });

/** @param {Source} source */
export const makeLegacy2018 = ({ id, tables: { t1, t2, t3, t4, t5, t6 } }) =>
  formOf({
    id,
    title: {
      zh: '行政执法统计年报（2018年样式）',
      en: 'Annual statistics on administrative enforcement (2018 layout)'
    },
    printedTitle: '{unit}{year}年度行政执法数据',
    ...shared,
    levels: bodies,
    periods: years('2018', '2022'),
    tables: [
      oneRow(must(t1), 't1', '表一 行政许可实施情况统计表', '宗'),
      oneRow(must(t2), 't2', '表二 行政处罚实施情况统计表', '宗', { pt: sumOfColumns(series('p', 1, 8)) }),
      oneRow(must(t3), 't3', '表三 行政强制实施情况统计表', '宗', { ft: compulsion }),
      oneRow(must(t4), 't4', '表四 行政征收实施情况统计表', '次'),
      oneRow(must(t5), 't5', '表五 行政征用实施情况统计表', '次'),
      oneRow(must(t6), 't6', '表六 行政检查实施情况统计表', '次')
    ],
    rules: [...licenceRules('t1', row), moneyNeedsCases('t2', row)],
    source:
      '广东省2018年印发的行政执法年度数据公开样式及各地沿用的年报（2021年行政处罚法施行前的处罚种类）。有职责但未开展的填0，无相关职责的不填并注明（不适用）。表四至表六的标题有出处，栏目按通行样式。',
    evidence: evidence[id]
  });

/** @param {Source} source */
export const makeDatong = ({ id, tables: { t1, t2, t3 } }) =>
  formOf({
    id,
    title: { zh: '大同市行政执法统计年报', en: 'Annual statistics on administrative enforcement (Datong)' },
    printedTitle: '{unit}{year}年度行政执法统计年报',
    ...shared,
    levels: bodies,
    periods: years('2021', null),
    tables: [
      oneRow(must(t1), 't1', '表一 行政处罚实施情况统计表', '宗', { pt: sumOfColumns(series('p', 1, 12)) }),
      oneRow(must(t2), 't2', '表二 行政强制实施情况统计表', '宗', { ft: compulsion }),
      oneRow(must(t3), 't3', '表三 其他行政执法行为实施情况统计表', '次', { ot: otherActs })
    ],
    rules: [moneyNeedsCases('t1', row)],
    source: '大同市行政执法统计年报制度（2021年）及公开的年报。罚没金额以元计，与其他地方的万元不同，汇总时换算。',
    evidence: evidence[id],
    earlier: [
      penaltyBridge('t1', 'r1', {
        same: { p1: 'p1', p3: 'p2', p4: 'p3', p5: 'p4', p8: 'p5', p10: 'p6', p11: 'p7', pt: 'pt', pm: 'pm' },
        others: ['p2', 'p6', 'p7', 'p9', 'p12'],
        same3: ['t2', 't3']
      })
    ]
  });

/** @param {Source} source */
export const makeHuangshi = ({ id, tables: { t1 } }) =>
  formOf({
    id,
    title: { zh: '黄石市行政执法统计年报', en: 'Annual statistics on administrative enforcement (Huangshi)' },
    printedTitle: '{year}年行政处罚实施情况统计表',
    ...shared,
    levels: bodies,
    periods: years('2021', null),
    tables: [
      unitRows(
        must(t1),
        't1',
        '行政处罚实施情况统计表',
        '宗',
        { pt: sumOfColumns(series('p', 1, 14)) },
        { units: 10, total: '' }
      )
    ],
    rules: [moneyNeedsCases('t1', { rows: series('u', 1, 10) })],
    source: '黄石市各单位公开的行政执法统计年报（2023年）。纸面上17栏分上下两段排印。',
    evidence: evidence[id]
  });

const chongqing = { units: 20, total: '合 计' };

/** @param {Source} source */
export const makeChongqing = ({ id, tables: { t1, t2 } }) => {
  const each = { rows: [...series('u', 1, chongqing.units), 'total'] };
  return formOf({
    id,
    title: { zh: '重庆市行政执法年度数据统计公示', en: 'Published yearly enforcement data (Chongqing)' },
    printedTitle: '{unit}{year}年度行政执法数据统计公示',
    ...shared,
    levels: bodies,
    periods: years('2021', null),
    tables: [
      unitRows(must(t1), 't1', '（表1）行政许可实施情况统计表', '件', {}, chongqing),
      unitRows(
        must(t2),
        't2',
        '（表2）行政处罚实施情况统计表',
        '件',
        { pt: sumOfColumns(series('p', 1, 13)) },
        chongqing
      )
    ],
    rules: [
      ...licenceRules('t1', each),
      moneyNeedsCases('t2', each),
      rule('P4', 'must', '合计＝简易程序数量＋一般程序数量', ':pt = :s1 + :s2', { table: 't2', ...each }),
      rule('P5a', 'must', '纠错数量不大于审核数量', ':s4 <= :s3', { table: 't2', ...each }),
      rule('P5b', 'must', '司法机关受理案件数量不大于涉嫌犯罪移送案件数量', ':s6 <= :s5', { table: 't2', ...each })
    ],
    source:
      '重庆市永川区市场监督管理局公示的2022年度数据（表1、表2）。各行为本机关及其下属单位，未用的行留空，末行合计。',
    evidence: evidence[id],
    earlier: [
      penaltyBridge('t2', 'total', {
        same: { p1: 'p1', p3: 'p2', p4: 'p3', p5: 'p4', p9: 'p5', p7: 'p6', p12: 'p7', pt: 'pt', pm: 'pm' },
        others: ['p2', 'p6', 'p8', 'p10', 'p11', 'p13'],
        licences: ['t1', 'total']
      })
    ]
  });
};

/** @param {Source} source */
export const makeShandong = ({ id, tables: { t1 } }) => {
  const units = 20;
  const each = { table: 't1', rows: [...series('u', 1, units), 'total'] };
  return formOf({
    id,
    title: { zh: '行政处罚情况统计表（山东）', en: 'Statistics on administrative penalties (Shandong)' },
    printedTitle: '{year}年度行政处罚情况统计表',
    signatures: ['报表人：', '联系电话：'],
    ...shared,
    levels: bodies,
    periods: years('2021', null),
    tables: [unitRows(must(t1), 't1', '行政处罚情况统计表', '件', {}, { units, total: '合计' })],
    rules: [
      rule('S1', 'must', '结案数量＝各类行政处罚数量之和', `:q2 = ${sumOfColumns(series('p', 1, 14))}`, each),
      rule('S2a', 'must', '被行政复议纠错数量不大于被行政复议数量', ':q8 <= :q7', each),
      rule('S2b', 'must', '行政诉讼败诉数量不大于被行政诉讼数量', ':q10 <= :q9', each)
    ],
    source:
      '山东省年度行政执法统计年报中的行政处罚情况统计表（2021年）。同一省内各份表的栏目次序不一，复议、诉讼各栏的层级也不同。',
    evidence: evidence[id],
    earlier: [
      penaltyBridge('t1', 'total', {
        same: { p1: 'p1', p3: 'p2', p6: 'p4', p10: 'p5', p8: 'p6', p13: 'p7', pm: 'pm' },
        sums: [[['p4', 'p5'], ['p3']]],
        others: ['p2', 'p7', 'p9', 'p11', 'p12', 'p14']
      })
    ]
  });
};

/** @template T @param {T | undefined} table @returns {T} */
function must(table) {
  if (!table) throw new Error('the source lacks a table');
  return table;
}
