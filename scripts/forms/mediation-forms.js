// @ts-check
// 行政调解 (one row per department), 人民调解 (one row per street, pair cells 件·人) and 矛盾纠纷 (indicators by level of the mediating body).
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
 * @typedef {{ code: string, label: string, rate?: string }} SourceRow
 * @typedef {{ id: string, tables: { t1: { columns: SourceColumn[], rows: SourceRow[] } } }} Source
 */

/** @param {Source} source */
export function makeAdministrativeMediation({ id, tables: { t1 } }) {
  const kinds = t1.rows.filter(({ code }) => code !== 'total');
  const rows = [...kinds.map(({ code }) => `r${code}`), 'total'];
  const each = { table: 't1', rows };
  return formOf({
    id,
    title: {
      zh: '行政调解案件统计表（北京市，季度）',
      en: 'Statistics on administrative mediation (Beijing, quarterly)'
    },
    printedTitle: '北京市政府各部门行政调解案件{period}统计表',
    signatures: ['填报日期：', '填报人：'],
    departments: kinds.map(({ label }) => department(label)),
    levels: ['prefecture', 'county'],
    periods: { kind: 'quarter', from: '2013-Q1', to: null },
    tables: [
      {
        code: 't1',
        title: { zh: '行政调解案件统计表' },
        corner: '部门',
        uom: '件',
        columns: columnsOf(t1.columns, ({ code }) => {
          if (code === '1' || code === '14') return { type: 'text' };
          if (code === '10') return { uom: '人' };
          return code === '12' ? { type: 'money', uom: '万元', decimals: 6 } : {};
        }).filter(({ code }) => code !== 'label'),
        rows: [
          ...kinds.map(({ code, label }) => ({ code: `r${code}`, label: { zh: label }, department: label })),
          { code: 'total', label: { zh: '合计' }, formula: sumOfRows(kinds.map(({ code }) => `r${code}`)) }
        ],
        blocked: [
          ['total', 'c1'],
          ['total', 'c14']
        ]
      }
    ],
    rules: [
      rule('X1', 'explain', '调解数量＝依职权主动调解＋依申请调解', ':c2 = :c5 + :c6', each),
      rule('X1b', 'explain', '调解数量不小于复议前调解与复议中调解之和', ':c2 >= :c3 + :c4', each),
      rule('X3a', 'explain', '3人以上当事人数不大于当事人数', ':c11 <= :c10', each),
      rule('X3b', 'explain', '司法确认不大于书面协议与口头协议之和', ':c9 <= :c13 + :c7', each)
    ],
    source: '北京市政府各部门行政调解案件统计表：栏目、各部门行和合计行取自在用系统的模板；表下三条说明的文字未见。',
    evidence: evidence[id]
  });
}

/** One heading over 件 and 人. @param {SourceColumn} source @returns {SourceColumn} */
const withPairs = (source) => ({
  ...source,
  ...(source.children ? { children: source.children.map(withPairs) } : {}),
  ...(source.pair
    ? {
        children: source.pair.map((uom, at) => ({
          code: `${source.code}${'ab'[at]}`,
          label: uom === '人' ? '人数' : '件数',
          unit: uom
        }))
      }
    : {})
});

/** @param {Source} source */
export function makePeopleMediation({ id, tables: { t1 } }) {
  const units = openRows(20, { department: '司法局' });
  const codes = units.map(({ code }) => String(code));
  const each = { table: 't1', rows: [...codes, 'sub', 'own'] };
  const word = { label: { zh: '' }, department: '司法局' };
  return formOf({
    id,
    title: { zh: '人民调解案件（矛盾纠纷排查调处）情况统计表', en: 'Statistics on people’s mediation' },
    printedTitle: '{unit}矛盾纠纷排查调处情况表',
    subtitle: '{period}',
    departments: [department('司法局')],
    levels: ['county', 'street'],
    periods: { kind: 'month', from: '2015-01', to: null },
    tables: [
      {
        code: 't1',
        title: { zh: '矛盾纠纷排查调处情况' },
        corner: '项目',
        uom: '件',
        headUoms: true,
        columns: [
          { code: 'unit', label: { zh: '街道（镇）' }, type: 'text', uom: '', width: 140 },
          ...columnsOf(t1.columns.map(withPairs))
        ],
        rows: [
          ...units,
          { ...word, code: 'sub', label: { zh: '下级上报总计' }, formula: tallyOfRows(codes), aggregate: 'sum' },
          { ...word, code: 'own', label: { zh: '本级上报总计' } }
        ],
        blocked: [
          ['sub', 'unit'],
          ['own', 'unit']
        ]
      }
    ],
    rules: [
      rule('M1', 'must', '调解成功不大于调解案件总数', ':c3 <= :c1', each),
      rule('M2a', 'must', '调解案件总数＝不同主体调解之和', `:c1 = ${sumOfColumns(series('c', 6, 11))}`, each),
      rule('M2b', 'must', '调解案件总数＝各类案件之和', `:c1 = ${sumOfColumns(series('c', 20, 37))}`, each),
      rule('M3a', 'must', '调解案件总数＝主动调解＋依申请调解＋接受委托移送调解', ':c1 = :c12 + :c13 + :c14', each),
      rule('M3b', 'must', '接受委托移送调解＝其中各项之和', `:c14 = ${sumOfColumns(series('c', 15, 19))}`, each),
      rule('M4', 'explain', '口头协议与书面协议之和不大于调解成功', ':c38 + :c39 <= :c3', each),
      rule('M5', 'explain', '本级上报总计不小于下级上报总计', 'own: >= sub:', {
        table: 't1',
        columns: series('c', 1, 41)
      })
    ],
    source:
      '厦门市海沧区矛盾纠纷排查调处情况表：栏目取自填写该表的导出程序，模板本身未公开；司法部的全国表未见。“件·人”一栏两数，分作件数、人数两格。',
    evidence: evidence[id]
  });
}

/** Rows come as “民族宗教：排查数”: what stands before the colon is a heading over the rows that follow. @param {SourceRow[]} rows */
function groupedRows(rows) {
  /** @type {{ code: string, label: { zh: string }, value: false, children: Definition[] }[]} */
  const groups = [];
  const headingOf = (/** @type {SourceRow} */ { code, label }) => {
    const [before, after] = label.split('：');
    if (after) return { heading: before, label: after };
    if (code === '44') return { heading: '涉及人数', label: label.replace('涉及人数 ', '') };
    return { heading: undefined, label };
  };
  /** @type {Definition[]} */
  const all = [];
  for (const row of rows) {
    const { heading, label } = headingOf(row);
    const leaf = { code: `r${row.code}`, label: { zh: label }, mark: row.code, ...rateOf(row), ...sumOf(row) };
    if (heading !== undefined && groups.at(-1)?.label.zh !== heading) {
      groups.push({ code: `g${row.code}`, label: { zh: heading }, value: false, children: [] });
      all.push(/** @type {Definition} */ (groups.at(-1)));
    }
    if (row.code === '52') all.push(leaf);
    else groups.at(-1)?.children.push(leaf);
  }
  return all;
}

/** @param {SourceRow} row */
const rateOf = ({ rate }) => {
  const [above, below] = rate?.split('/') ?? [];
  return above && below ? { type: 'rate', uom: '%', decimals: 2, formula: `r${above}: / r${below}: * 100` } : {};
};

/** 总况 is the sum of all kinds @param {SourceRow} row */
const sumOf = ({ code }) => {
  if (code !== '1' && code !== '2') return {};
  const first = code === '1' ? 6 : 7;
  return { formula: sumOfRows(Array.from({ length: 19 }, (_, at) => `r${first + 2 * at}`)) };
};

/** @param {Source} source */
export function makeDisputes({ id, tables: { t1 } }) {
  const columns = ['c1', 'c2', 'c3', 'c5'];
  return formOf({
    id,
    title: { zh: '矛盾纠纷排查情况表（四川）', en: 'Statistics on disputes found and settled (Sichuan)' },
    printedTitle: '{unit}{period}矛盾纠纷排查情况表',
    heads: [{ label: '制表机关', value: '四川省社会治安综合治理委员会办公室' }],
    signatures: ['签发人：', '制表人：'],
    departments: [department('政法委')],
    levels: ['province', 'prefecture', 'county'],
    periods: { kind: 'month', from: '2012-01', to: null },
    tables: [
      {
        code: 't1',
        title: { zh: '矛盾纠纷排查情况' },
        corner: '项目',
        headings: 'spans',
        uom: '件',
        columns: [
          { code: 'xh', label: { zh: '序号' }, role: 'code', width: 52 },
          ...columnsOf(t1.columns, ({ code }) =>
            code === '4' ? { formulas: { count: ':c1 + :c2 + :c3' } } : {}
          ).filter(({ code }) => code !== 'label' && code !== 'no')
        ],
        rows: groupedRows(t1.rows).map((row) => ({ ...row, department: '政法委' }))
      }
    ],
    rules: [
      ...[
        ['V6', 2, 1, '调处数不大于排查数'],
        ['V7', 4, 2, '成功数不大于调处数'],
        ['V8', 49, 48, '重大矛盾纠纷调处数不大于排查数'],
        ['V9', 50, 49, '重大矛盾纠纷成功数不大于调处数']
      ].map(([name, less, more, text]) =>
        rule(String(name), 'explain', String(text), `r${less}: <= r${more}:`, { table: 't1', columns })
      ),
      rule('V5', 'explain', '各档涉及人数的起数之和不大于总排查数', `${sumOfRows(series('r', 44, 47))} <= r1:`, {
        table: 't1',
        columns
      }),
      rule('V4', 'explain', '年度累计不小于本期小计', ':c5 >= :c4', {
        table: 't1',
        rows: series('r', 1, 52).filter((code) => !['r3', 'r5', 'r51'].includes(code))
      })
    ],
    source:
      '四川省社会治安综合治理委员会办公室制矛盾纠纷排查情况表（约2012—2015年）：52行，按调处组织的层级分栏。按月、季、半年、年填报，此处按月。',
    evidence: evidence[id]
  });
}
