// @ts-check
// 行政复议案件统计报表: the edition of 2010 (read from the issued workbook) and the one of 2015.
import { evidence } from './evidence.js';
import { columnsOf, department, formOf, leafCodes, rule, series, sumOfColumns, sumOfRows } from './parts.js';

/**
 * @typedef {import('./parts.js').SourceColumn} SourceColumn
 * @typedef {{ id: string, header_meta: Record<string, string>,
 *   tables: { t1: { columns: SourceColumn[], rows: { code: string, label: string, computed?: string }[] } } }} Source
 */

const owner = '司法局';
const numberColumn = { code: 'hc', label: { zh: '行次' }, role: 'code', width: 48 };

/** @param {Source['tables']['t1']['rows']} rows */
const matterRows = (rows) => {
  const kinds = rows.filter(({ computed }) => !computed).map(({ code }) => `r${code}`);
  return rows.map(({ code, label, computed }) => ({
    code: `r${code}`,
    label: { zh: label },
    mark: code,
    department: owner,
    ...(computed ? { formula: sumOfRows(kinds) } : {})
  }));
};

/**
 * @param {SourceColumn[]} columns
 * @param {Record<string, string>} formulas
 */
const caseColumns = (columns, formulas) => [
  numberColumn,
  ...columnsOf(columns, (column) => ({
    mark: column.code,
    ...(column.code === '4' ? { uom: '人' } : {}),
    ...(formulas[column.code] ? { formula: formulas[column.code] } : {})
  }))
];

/** @param {string[]} rows @param {{ total: string, open: string }} columns */
const flowRules = (rows, { total, open }) => {
  const each = { table: 't1', rows };
  return [
    rule('R2', 'must', '上期结转＋受理＝已审结总计＋未审结', `:c1 + :c3 = :${total} + :${open}`, each),
    rule('R3', 'must', '受理不大于本期新收', ':c3 <= :c2', each),
    rule('R6', 'must', '上期结转＝上年未审结', `:c1 = PREV(:${open})`, each),
    rule('R7', 'explain', '没有行政赔偿件数的，不应有赔偿数额', 'IF(:c44 = 0, :c45, 0) = 0', each)
  ];
};

/** @param {string[]} rows @param {[number, number][]} groups 被申请人, 复议机关, 申请复议事项: first and last column */
const breakdownRules = (rows, groups) => {
  const each = { table: 't1', rows };
  const sums = groups.map(([from, to]) => sumOfColumns(series('c', from, to)));
  return [
    rule('R4', 'must', '被申请人、复议机关、申请复议事项各栏之和相等', sums.join(' = '), each),
    rule('R4b', 'explain', '被申请人各栏之和＝本期新收', `${sums[0]} = :c2`, each)
  ];
};

/** @param {string} total @param {string[]} kinds */
const crossing = (total, kinds) =>
  rule(
    'R1',
    'must',
    '合计行的已审结总计＝各行已审结总计之和',
    `r47:${total} = ${sumOfRows(kinds).replaceAll(':', `:${total}`)}`,
    {
      table: 't1'
    }
  );

const kinds = series('r', 1, 46);
const allRows = series('r', 1, 47);

/** @param {Source} source */
export function makeReconsideration2010({ id, header_meta, tables: { t1 } }) {
  return formOf({
    id,
    title: { zh: '行政复议案件统计报表（2010年）', en: 'Statistics on administrative reconsideration (2010)' },
    printedTitle: '行政复议案件统计报表',
    subtitle: '{period}',
    heads: ['表号', '制表机关', '批准机关', '批准文号', '有效期至', '计量单位'].map((label) => ({
      label,
      value: header_meta[label] ?? ''
    })),
    signatures: ['单位负责人：', '填表人：', '电话：', '填表时间：'],
    departments: [department(owner)],
    levels: ['province', 'prefecture', 'county', 'body'],
    periods: { kind: 'year', from: '2010', to: '2014' },
    tables: [
      {
        code: 't1',
        title: { zh: '行政复议案件统计报表' },
        corner: '统计类型',
        uom: '件',
        columns: caseColumns(t1.columns, { 31: sumOfColumns(series('c', 32, 42)) }),
        rows: matterRows(t1.rows)
      }
    ],
    rules: [
      crossing('c31', kinds),
      ...flowRules(allRows, { total: 'c31', open: 'c43' }),
      ...breakdownRules(allRows, [
        [5, 13],
        [14, 20],
        [21, 30]
      ])
    ],
    source:
      '国法复统字1号（国统制[2010]103号）所附电子表：47行45栏，行次、栏次照印。勾稽关系按栏目含义列出：“上期结转＋受理”一式以受理为基数。',
    evidence: evidence[id]
  });
}

/**
 * @param {Source} source
 * @param {Source} before the edition of 2010: the list of rows of 2015 was not found
 */
export function makeReconsideration2015({ id, header_meta, tables: { t1 } }, before) {
  const columns = leafCodes(t1.columns);
  return formOf({
    id,
    title: { zh: '行政复议案件统计报表（2015年修订）', en: 'Statistics on administrative reconsideration (2015)' },
    printedTitle: '行政复议案件统计报表',
    subtitle: '{period}',
    heads: [
      { label: '制表机关', value: header_meta['制表机关'] ?? '' },
      { label: '计量单位', value: '件、人、元' }
    ],
    signatures: ['单位负责人：', '填表人：', '电话：', '填表时间：'],
    departments: [department(owner)],
    levels: ['province', 'prefecture', 'county', 'body'],
    periods: { kind: 'year', from: '2015', to: null },
    tables: [
      {
        code: 't1',
        title: { zh: '行政复议案件统计报表' },
        corner: '行政管理类型',
        uom: '件',
        columns: caseColumns(t1.columns, { 32: sumOfColumns(series('c', 33, 41)) }),
        rows: matterRows(before.tables.t1.rows)
      }
    ],
    rules: [
      crossing('c32', kinds),
      ...flowRules(allRows, { total: 'c32', open: 'c42' }),
      ...breakdownRules(allRows, [
        [5, 13],
        [14, 21],
        [22, 31]
      ]),
      rule('R9', 'must', '行政复议意见书落实数不大于制发数', ':c47 <= :c46', { table: 't1', rows: allRows })
    ],
    source:
      '2015年修订后的行政复议案件统计报表：47栏取自在用的政务系统；行政管理类型的修订清单未见，沿用2010年的46类。',
    evidence: evidence[id],
    earlier: [bridgeFrom2010(columns)]
  });
}

/** @param {string[]} columns */
function bridgeFrom2010(columns) {
  const rows = { table: 't1', from: 't1', rows: allRows };
  const moved = /** @type {Record<string, string>} */ ({
    ...Object.fromEntries(series('c', 22, 31).map((code, at) => [code, `c${21 + at}`])),
    ...Object.fromEntries(series('c', 32, 38).map((code, at) => [code, `c${31 + at}`])),
    c41: 'c42',
    c42: 'c43'
  });
  const together = ['c39', 'c40'];
  const fresh = ['c21', 'c43', 'c46', 'c47'];
  return {
    form: 'reconsideration-2010',
    text: {
      zh: '2015年修订：栏次调整，“终止”合并为调解（和解）与其他两栏，增加规范性文件附带审查、行政复议意见书。',
      en: 'Revised in 2015: columns were renumbered, the kinds of termination merged, others added.'
    },
    same: [['t1', 't1']],
    parts: [
      ...columns
        .filter((code) => moved[code])
        .map((code) => ({ now: [`:${code}`], then: [`:${moved[code]}`], ...rows })),
      {
        now: together.map((code) => `:${code}`),
        then: ['c38', 'c39', 'c40', 'c41'].map((code) => `:${code}`),
        ...rows,
        text: {
          zh: '2015年起“调解”“撤回申请”“和解协议”“其他”并为两栏，只有合在一起才可比',
          en: 'Four columns before; comparable only together'
        }
      },
      ...fresh.map((code) => ({
        now: [`:${code}`],
        then: [],
        ...rows,
        text: { zh: '2015年增加的栏目', en: 'Added in 2015' }
      }))
    ]
  };
}
