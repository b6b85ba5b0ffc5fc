// @ts-check
// The published tables of 宿迁市 → cells of the form gov-info-2021. Totals are computed there: the published ones stand beside them.

/** @typedef {{ unit: string, year: number, cells: Record<string, Record<string, number>> }} Published */

const isComputed = (/** @type {string} */ row, /** @type {string} */ column) =>
  row === 'r3.7' || ['c7', 'fy5', 'ssa5', 'ssb5'].includes(column);

/** @param {string} table @param {Published} published @param {string} source */
function cellsOf(table, published, source) {
  const period = String(published.year);
  return Object.entries(published.cells).flatMap(([row, cells]) =>
    Object.entries(cells).map(([column, number]) => {
      const digits = String(number);
      return isComputed(row, column)
        ? { period, cell: [table, row, column], statement: { printed: digits, number: digits, source } }
        : { period, cell: [table, row, column], value: { number: digits } };
    })
  );
}

const tables = ['t2', 't3', 't4'];
const applicants = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'];

/**
 * 2023 is complete, 2025 in part. Of 2022 and 2024 only what the report of 2023 itself carries over is known: its row 二 is the
 * row 四 of 2022, its row 四 the row 二 of 2024; the comparison of the reports of 2023 and 2024 confirms the total of the latter.
 * @param {(name: string) => Published} read
 */
export function cellsOfSuqian(read) {
  const of = (/** @type {number} */ year, /** @type {string} */ source) =>
    tables.flatMap((table) => cellsOf(table, read(`gov-info-2021-${table}-suqian-${year}`), source));
  const t3 = read('gov-info-2021-t3-suqian-2023');
  const carried = (
    /** @type {string} */ period,
    /** @type {string} */ from,
    /** @type {string} */ to,
    /** @type {string} */ note
  ) =>
    applicants.map((column) => ({
      period,
      cell: ['t3', to, column],
      value: { number: String(t3.cells[from]?.[column]), note }
    }));
  return [
    ...carried('2022', 'r2', 'r4', '取自2023年报告“二、上年结转”；2022年报告未取得'),
    ...of(2023, '宿迁市2023年政府信息公开工作年度报告（全市汇总）'),
    ...carried('2024', 'r4', 'r2', '取自2023年报告“四、结转下年度继续办理”；2024年报告只核对到合计'),
    {
      period: '2024',
      cell: ['t3', 'r2', 'c7'],
      statement: { printed: '121', number: '121', source: '宿迁市2023年与2024年年度报告比对：跨年度结转121=121' }
    },
    ...of(2025, '宿迁市2025年政府信息公开工作年度报告（全市汇总）')
  ];
}
