// @ts-check
// 政府信息公开工作年度报告: the form of 2019, and the second version of the form of 2021, which knows how its figures compare with it.
import { evidence } from './evidence.js';
import {
  column,
  courtRules,
  courtTable,
  department,
  makeGovInfoForm,
  plainRow,
  requestRules,
  requestsTable,
  resultLeaves,
  uniqueByCode
} from './gov-info-form.js';
import { department as bodyOf, formOf, money, rule } from './parts.js';

/**
 * @typedef {Parameters<typeof makeGovInfoForm>[0]} Source
 * @typedef {import('./parts.js').Words} Words
 */

const title = { zh: '政府信息公开工作年度报告', en: 'Annual report on government information disclosure' };
const levels = ['province', 'prefecture', 'county', 'street', 'body'];

/** @param {Source} source */
export function makeGovInfo2019(source) {
  const { t2, t3, t4 } = source.tables;
  return formOf({
    id: 'gov-info-2019',
    title: { zh: `${title.zh}（2019年格式）`, en: `${title.en} (2019 layout)` },
    printedTitle: '{unit}{year}年政府信息公开工作年度报告',
    heads: ['制定机关', '批准文号'].map((label) => ({ label, value: source.header_meta[label] ?? '' })),
    scopes: ['全市', '市本级', '全县', '县本级', '全区', '区本级'],
    departments: [bodyOf(department, '政府办公室（政务公开办）')],
    levels,
    periods: { kind: 'year', from: '2019', to: '2020' },
    tables: [
      {
        code: 't2',
        title: { zh: `二、${t2.title}` },
        corner: '信息内容',
        columns: uniqueByCode(t2.blocks.flatMap((block) => block.columns)).map((each) => ({
          ...column({ code: each.code, label: each.label }),
          // 本年增/减
          ...(each.code === 'c5' ? { signed: true } : {}),
          // 项目 are counted, and the decisions about them
          ...(each.code === 'c6' ? { uom: '件' } : {}),
          ...(each.code === 'c8' ? money('万元') : {})
        })),
        rows: t2.blocks
          .flatMap((block) => block.rows)
          .map((row) => ({
            ...plainRow(row),
            uom: row.code.startsWith('r1') ? '件' : '项',
            department
          })),
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
      rule('F5', 'explain', '对外公开总数量不小于本年新公开数量', ':c3 >= :c2', {
        table: 't2',
        rows: ['r1.1', 'r1.2']
      }),
      rule('F6', 'explain', '上一年项目数量＝上年所报项目数量＋上年增减', ':c4 = PREV(:c4) + PREV(:c5)', {
        table: 't2',
        rows: ['r5.1', 'r5.2', 'r6.1', 'r6.2', 'r8.1']
      }),
      ...requestRules(resultLeaves(t3.rows)),
      ...courtRules
    ],
    source:
      '国办公开办函〔2019〕60号格式之表二、表三、表四，据上海市人民政府办公厅2019年年报的网页（全部合并格）和多份已填年报。采购总金额的计量单位未定，此处按万元，元自动换算。',
    evidence: evidence['gov-info-2019']
  });
}

/** @param {Source} source @param {Source} before the form of 2019 */
export function makeGovInfo2021(source, before) {
  const { rules, tables, source: origin, ...form } = makeGovInfoForm(source);
  return {
    ...form,
    version: 2,
    levels,
    tables,
    rules,
    source: origin,
    evidence: evidence['gov-info-2021'],
    earlier: [bridgeFrom2019(before)]
  };
}

/** @param {string} zh @param {string} en */
const words = (zh, en) => ({ zh, en });

/** @param {Source} before */
function bridgeFrom2019({ tables: { t3 } }) {
  const columns = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7'];
  const handled = (/** @type {string} */ row) => ({ now: [`t2!${row}:c4`], then: [`t2!${row}:c6`] });
  if (!t3.rows.some(({ children }) => children?.some(({ code, children: below }) => code === 'r3.6' && !below)))
    throw new Error('（六）其他处理 was one row in 2019');
  return {
    form: 'gov-info-2019',
    text: words(
      '2021年修订格式：表二改为制发、废止、现行有效件数和处理决定数量，表三“（六）其他处理”分为三项，行政事业性收费由项目数改为金额。',
      'Revised in 2021: table 2 asks for other figures, “other handling” in table 3 became three rows, fees are an amount.'
    ),
    same: [
      ['t3', 't3'],
      ['t4', 't4']
    ],
    parts: [
      {
        now: ['r3.6.1:', 'r3.6.2:', 'r3.6.3:'],
        then: ['r3.6:'],
        table: 't3',
        from: 't3',
        columns,
        text: words(
          '2019年格式中“（六）其他处理”为一项，只有合在一起才可比',
          'One row in the layout of 2019; comparable only together'
        )
      },
      ...['r1.1', 'r1.2'].flatMap((row) => [
        {
          now: [`t2!${row}:c1`],
          then: [`t2!${row}:c1`],
          text: words('2019年格式为“本年新制作数量”，大致相当', '“Newly made” in the layout of 2019: roughly the same')
        },
        { now: [`t2!${row}:c2`], then: [], text: words('2019年格式没有废止件数', 'Not asked in the layout of 2019') },
        {
          now: [`t2!${row}:c3`],
          then: [],
          text: words(
            '2019年格式为“对外公开总数量”，与现行有效件数不是一回事',
            'The layout of 2019 asked how many were public in all, which is something else'
          )
        }
      ]),
      handled('r5.1'),
      handled('r6.1'),
      handled('r6.2'),
      {
        now: ['t2!r8.1:c5'],
        then: [],
        text: words(
          '2019年格式填收费项目的个数，现填金额',
          'The layout of 2019 asked for the number of fees, now it is their amount'
        )
      }
    ]
  };
}
