// @ts-check
// 口径桥 from the penalty categories before the law of 2021 to those after it. 通报批评, 降低资质等级, 限制开展生产经营活动, 责令关闭 and
// 限制从业 became kinds of their own; before, they were counted among 其他行政处罚.

const text = {
  zh: '2021年行政处罚法施行后处罚种类调整：通报批评、降低资质等级、限制开展生产经营活动、责令关闭、限制从业单列，此前计入“其他行政处罚”。',
  en: 'The penalty categories changed with the law of 2021: kinds that were counted as “other” before have columns of their own.'
};
const split = {
  zh: '原计入“其他行政处罚”，2021年起分列，只有合在一起才可比',
  en: 'Counted as “other” before 2021; comparable only together'
};
const widened = {
  zh: '2021年起与原计入“其他行政处罚”的种类合为一栏，只有合在一起才可比',
  en: 'Since 2021 in one column with kinds that were counted as “other”; comparable only together'
};
const fresh = { zh: '上年的表没有这一项', en: 'The earlier form does not have this' };

/** 浙江: its columns are wider than the old ones, so five of them compare with four only together. */
export const enforcementBridge = {
  form: 'enforcement-legacy-2018',
  text,
  same: [
    ['t2', 't1'],
    ['t3', 't3']
  ],
  parts: [
    ...[
      ['p2', 'p2'],
      ['p3', 'p3'],
      ['p5', 'p6'],
      ['p8', 'p7'],
      ['pt', 'pt'],
      ['pm', 'pm']
    ].map(([now, then]) => ({ now: [`t1!r1:${now}`], then: [`t2!r1:${then}`] })),
    {
      now: ['p1', 'p4', 'p6', 'p7', 'p9'].map((code) => `t1!r1:${code}`),
      then: ['p1', 'p4', 'p5', 'p8'].map((code) => `t2!r1:${code}`),
      text: widened
    },
    { now: ['t4!r1:o1'], then: ['t4!r1:z1'] },
    { now: ['t4!r1:o2'], then: ['t4!r1:z2'] },
    { now: ['t4!r1:o3'], then: ['t6!r1:j1'] },
    {
      now: ['o4', 'o5', 'o6', 'o7', 'o8', 'o9', 'o10', 'o11', 'ot'].map((code) => `t4!r1:${code}`),
      then: [],
      text: fresh
    },
    { now: ['k1', 'k2', 'k3'].map((code) => `t5!r1:${code}`), then: [], text: fresh }
  ]
};

/**
 * Forms with a column for each kind of the new law.
 * @param {string} table @param {string} row
 * @param {{ same: Record<string, string>, others: string[], sums?: [string[], string[]][], licences?: [string, string], same3?: [string, string] }} columns
 *   `others`: what was 其他行政处罚; `licences`: table and row of the licences; `same3`: the table of compulsion, now and then
 */
export const penaltyBridge = (table, row, { same, others, sums = [], licences, same3 }) => ({
  form: 'enforcement-legacy-2018',
  text,
  same: same3 ? [same3] : [],
  parts: [
    ...Object.entries(same).map(([now, then]) => ({ now: [`${table}!${row}:${now}`], then: [`t2!r1:${then}`] })),
    ...sums.map(([now, then]) => ({
      now: now.map((code) => `${table}!${row}:${code}`),
      then: then.map((code) => `t2!r1:${code}`),
      text: { zh: '原为一栏，现分列，只有合在一起才可比', en: 'One column before; comparable only together' }
    })),
    { now: others.map((code) => `${table}!${row}:${code}`), then: ['t2!r1:p8'], text: split },
    ...(licences
      ? ['l1', 'l2', 'l3', 'l4', 'l5'].map((code) => ({
          now: [`${licences[0]}!${licences[1]}:${code}`],
          then: [`t1!r1:${code}`]
        }))
      : [])
  ]
});
