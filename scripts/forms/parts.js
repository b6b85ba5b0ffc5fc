// @ts-check
// What the generators of the library share: trees of columns and rows from a source's layout, sums, open lists, the frame of a form.

/**
 * @typedef {{ code: string, label: string, children?: SourceColumn[], computed?: string, unit?: string, money?: boolean, role?: string,
 *   pair?: string[], signed?: boolean, stock?: boolean, rate?: boolean }} SourceColumn
 * @typedef {Record<string, unknown>} Definition
 * @typedef {{ zh: string, en?: string }} Words
 */

/** Our codes begin with a letter: column 1 of the source is c1. @param {string} code */
export const codeOf = (code) => (/^\d/.test(code) ? `c${code}` : code);

/** how many digits behind the point money may have: 元 in a cell of 万元 */
const moneyDecimals = { 万元: 6, 元: 2, 亿元: 8 };

/** @param {string} uom */
export const money = (uom) => ({
  uom,
  type: 'money',
  decimals: moneyDecimals[/** @type {keyof typeof moneyDecimals} */ (uom)] ?? 2
});

/**
 * The value columns of a source; its stubs are left to the table.
 * @param {readonly SourceColumn[]} sources
 * @param {(source: SourceColumn) => Definition} more what is said of a leaf besides code and label
 * @returns {Definition[]}
 */
export const columnsOf = (sources, more = () => ({})) =>
  sources
    .filter(({ role }) => !role?.startsWith('stub'))
    .map((source) => ({
      code: codeOf(source.code),
      label: { zh: source.label },
      ...(source.children ? { children: columnsOf(source.children, more) } : { ...measureOf(source), ...more(source) })
    }));

/** @param {SourceColumn} source */
const measureOf = (source) => {
  if (source.role === 'text') return { type: 'text' };
  if (source.money || source.unit?.endsWith('元')) return money(source.unit ?? uomIn(source.label) ?? '万元');
  const uom = source.unit ?? uomIn(source.label);
  return uom ? { uom } : {};
};

/** 罚没金额（万元） → 万元 @param {string} label */
const uomIn = (label) => /（(件|宗|次|人|起|个|元|万元|亿元|%)）$/.exec(label)?.[1];

/** leaf codes in order @param {readonly SourceColumn[]} sources @returns {string[]} */
export const leafCodes = (sources) =>
  sources
    .filter(({ role }) => !role?.startsWith('stub'))
    .flatMap((source) => (source.children ? leafCodes(source.children) : [codeOf(source.code)]));

/** @param {readonly string[]} codes of columns, in the same row */
export const sumOfColumns = (codes) => `SUM(${codes.map((code) => `:${code}`).join(', ')})`;
/** @param {readonly string[]} codes of rows, in the same column */
export const sumOfRows = (codes) => `SUM(${codes.map((code) => `${code}:`).join(', ')})`;
/** @param {readonly string[]} codes of rows of a list */
export const tallyOfRows = (codes) => `TALLY(${codes.map((code) => `${code}:`).join(', ')})`;

/** from..to with a letter before: p1 … p9 @param {string} letter @param {number} from @param {number} to */
export const series = (letter, from, to) => Array.from({ length: to - from + 1 }, (_, at) => `${letter}${from + at}`);

/**
 * An open list: rows that are filled as far as they are needed.
 * @param {number} count
 * @param {Definition} more
 * @returns {Definition[]}
 */
export const openRows = (count, more = {}) =>
  series('u', 1, count).map((code, at) => ({ code, label: { zh: String(at + 1) }, open: true, ...more }));

/**
 * @param {string} id
 * @param {'must' | 'explain'} severity
 * @param {string} zh
 * @param {string} expression
 * @param {Definition} more table, columns, rows
 */
export const rule = (id, severity, zh, expression, more = {}) => ({ id, severity, text: { zh }, expression, ...more });

/**
 * A form with what is the same in all of the library.
 * @param {Definition & { id: string, title: Words, evidence: Definition | undefined }} parts
 */
export function formOf({ id, version = 1, title, printedTitle, ...parts }) {
  if (!parts.evidence) throw new Error(`${id}: scripts/forms/evidence.js does not say where it is from`);
  return {
    format: 1,
    id,
    version,
    title,
    printedTitle: printedTitle ?? title.zh,
    heads: [],
    signatures: [],
    print: { blank: '', notApplicable: '/', unobtainable: '…' },
    scopes: [],
    departments: [],
    ...parts
  };
}

/** @param {string} code */
export const department = (code, name = code) => ({ code, name: { zh: name } });
