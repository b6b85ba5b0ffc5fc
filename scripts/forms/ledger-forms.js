// @ts-check
// 中江县三本台账: five linked monthly forms of one county, from the village to the county's total.
import { evidence } from './evidence.js';
import { columnsOf, department, formOf, leafCodes, rule, sumOfColumns, sumOfRows } from './parts.js';

/**
 * @typedef {import('./parts.js').SourceColumn} SourceColumn
 * @typedef {import('./parts.js').Definition} Definition
 * @typedef {{ code: string, path: string[], filling_note?: string }} LedgerRow
 * @typedef {{ id: string, expr: string, contradiction?: string, source?: string }} Relation
 * @typedef {{ title: string, rows: LedgerRow[], relations: Relation[], printed_notes?: string[], printed_relations?: string }} Ledger
 * @typedef {{ id: string, columns: SourceColumn[], tables: Record<string, Ledger> }} Source
 */

const owner = '台账办';
const forms = {
  village: {
    id: 'zhongjiang-village',
    zh: '村级',
    en: 'village',
    deed: '收集、处理、办结情况统计表',
    levels: ['village']
  },
  township: {
    id: 'zhongjiang-township',
    zh: '乡镇用',
    en: 'township',
    deed: '收集、处理、办结情况汇总表',
    levels: ['street']
  },
  department: {
    id: 'zhongjiang-department',
    zh: '县级部门用',
    en: 'county department',
    deed: '收集、处理、办结情况统计表',
    levels: ['body']
  },
  office: {
    id: 'zhongjiang-office',
    zh: '县台账办用',
    en: 'ledger office',
    deed: '收集、处理、办结情况月报表',
    levels: ['body'],
    number: '表四十三'
  },
  county: {
    id: 'zhongjiang-county',
    zh: '全县汇总表',
    en: 'county total',
    deed: '建账、处理、办结情况汇总表',
    levels: ['county'],
    number: '表四十七'
  }
};

/** @param {Source} source */
export const makeLedgers = ({ columns, tables }) =>
  Object.entries(forms).map(([name, about]) => {
    const ledger = tables[name];
    if (!ledger) throw new Error(`no ${name} in the source`);
    return makeLedger(about, ledger, columns);
  });

/**
 * @param {{ id: string, zh: string, en: string, deed: string, levels: string[], number?: string }} about
 * @param {Ledger} ledger
 * @param {SourceColumn[]} columns
 */
function makeLedger({ id, zh, en, deed, levels, number }, ledger, columns) {
  const { formulas, rules } = readRelations(ledger, leafCodes(columns));
  return formOf({
    id,
    title: {
      zh: `三本台账工作信息${deed}（${zh}）`,
      en: `Three ledgers: information received, handled and closed (${en})`
    },
    printedTitle: `中江县三本台账工作信息${deed}{period}（${zh}）`,
    heads: [
      ...(number ? [{ label: '表号', value: number }] : []),
      { label: '填报人', value: '　　　　　　负责人：　　　　　　填报日期：', at: 'left' }
    ],
    departments: [department(owner)],
    levels,
    periods: { kind: 'month', from: '2014-01', to: '2015-12' },
    tables: [
      {
        code: 't1',
        title: { zh: `三本台账（${zh}）` },
        corner: '项目／序号／内容',
        headings: 'spans',
        uom: '件',
        columns: [{ code: 'xh', label: { zh: '序号' }, role: 'code', width: 48 }, ...numberedColumns(columns)],
        rows: rowTree(ledger.rows, formulas),
        notes: notesOf(ledger)
      }
    ],
    rules,
    source: `中江县三本台账工作月报（2014—2015年）电子表之“${zh}”：行次、栏次、逻辑关系照印。同一逻辑关系各表所印不一的，列为核实性。`,
    evidence: evidence['zhongjiang-ledger']
  });
}

/** @param {SourceColumn[]} columns */
const numberedColumns = (columns) => {
  const groups = new Map(
    columns.flatMap(({ children }) => {
      const [subtotal, ...rest] = leafCodes(children ?? []);
      return subtotal ? [[subtotal, sumOfColumns(rest)]] : [];
    })
  );
  const formulas = new Map([...groups, ['c1', sumOfColumns([...groups.keys()])]]);
  return columnsOf(columns, ({ code }) => {
    const formula = formulas.get(`c${code}`);
    return { mark: code, ...(formula ? { formula } : {}) };
  });
};

/**
 * Paths of headings as a tree; the second 其中 of a group is another heading than the first.
 * @param {LedgerRow[]} rows
 * @param {Map<string, string>} formulas
 */
function rowTree(rows, formulas) {
  /** @type {Definition[]} */
  const top = [];
  /** @type {{ label: string, node: { children: Definition[] } }[]} */
  let open = [];
  let headings = 0;
  for (const { code, path, filling_note } of rows) {
    const labels = path.slice(0, -1);
    let same = 0;
    while (same < labels.length && open[same]?.label === labels[same]) same++;
    open = open.slice(0, same);
    for (const label of labels.slice(same)) {
      const node = { code: `g${++headings}`, label: { zh: label }, value: false, children: [] };
      (open.at(-1)?.node.children ?? top).push(node);
      open.push({ label, node });
    }
    const formula = formulas.get(`r${code}`);
    (open.at(-1)?.node.children ?? top).push({
      code: `r${code}`,
      label: { zh: path.at(-1) ?? '' },
      mark: code,
      department: owner,
      ...(filling_note ? { definition: filling_note } : {}),
      ...(formula ? { formula } : {})
    });
  }
  return top;
}

/**
 * `3 = 4 + 5 + 6` computes row 3; a second relation of the same row, one with several rows on its left, and one that the forms contradict
 * are checked.
 * @param {Ledger} ledger
 * @param {string[]} columns
 */
function readRelations({ relations }, columns) {
  /** @type {Map<string, string>} */
  const formulas = new Map();
  /** @type {Definition[]} */
  const rules = [];
  const parts = relations.flatMap(({ expr, ...rest }) =>
    expr.split(/[;；]/).map((each) => ({ expr: each.trim(), ...rest }))
  );
  for (const { expr, contradiction, source } of parts) {
    const [left = [], right = []] = expr.split('=').map((side) => side.split('+').map((code) => `r${code.trim()}`));
    const isDoubtful = contradiction !== undefined || source?.includes('ask which') === true;
    const result = left[0] ?? '';
    if (left.length === 1 && !formulas.has(result) && !isDoubtful && right.length > 1) {
      formulas.set(result, sumOfRows(right));
      continue;
    }
    const words = expr.replaceAll(/\s+/g, '').replace('=', '＝').replaceAll('+', '＋');
    rules.push(
      rule(
        `Z${rules.length + 1}`,
        isDoubtful ? 'explain' : 'must',
        `${words}（行次）`,
        `${sides(left)} = ${sides(right)}`,
        {
          table: 't1',
          columns
        }
      )
    );
  }
  return { formulas, rules };
}

/** @param {string[]} codes */
const sides = (codes) => codes.map((code) => `${code}:`).join(' + ');

/** @param {Ledger} ledger */
const notesOf = ({ printed_notes = [], printed_relations }) =>
  [...printed_notes, ...(printed_relations ? [printed_relations] : [])]
    .flatMap((note) => note.split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '');
