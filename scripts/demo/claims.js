// @ts-check
// Published figures of the reports → contents of cells. Says openly how each number became what the cell holds.

/**
 * @typedef {{ code: string, name: string, uom: string, type: string, decimals: number, formula: string | null,
 *   department: string, rules: { text: string, expr: string }[] }} Indicator
 * @typedef {{ id: string, code: string | null, year: number, quote: string, printed: string | null, value: number, uom: string,
 *   value_base: number, uom_base: string, qualifier: string | null, scope: string | null, period: string, note?: string | null }} Claim
 */

/** @param {{ sections: { indicators: Indicator[] }[] }} catalogue @returns {Map<string, Indicator>} */
export function indicatorsOf(catalogue) {
  return new Map(catalogue.sections.flatMap((section) => section.indicators).map((one) => [one.code, one]));
}

/** Exact: moves the decimal point by four places, on text. @param {string} text */
export function timesTenThousand(text) {
  const [whole = '', decimals = ''] = text.split('.');
  const moved = `${whole}${decimals.padEnd(4, '0').slice(0, 4)}`.replace(/^0+(?=\d)/, '');
  const rest = decimals.slice(4);
  return rest ? `${moved}.${rest}` : moved;
}

const isDecimal = (/** @type {string | null} */ text) => text !== null && /^\d+(\.\d+)?$/.test(text);

/**
 * The printed figure as canonical decimal text in the indicator's unit of measure, and what had to be done for it.
 * @param {Claim} claim @param {Indicator} indicator
 */
function numberOf(claim, indicator) {
  const remarks = [];
  // Chinese numerals (三, 万) were read by hand into `value`
  let number = isDecimal(claim.printed) ? /** @type {string} */ (claim.printed) : String(claim.value);
  if (!isDecimal(claim.printed)) remarks.push(`原文为汉字数字“${claim.printed}”`);
  if (claim.uom === `万${indicator.uom}`) {
    number = timesTenThousand(number);
    remarks.push(`原文${claim.printed}${claim.uom}`);
  } else if (claim.uom !== indicator.uom) remarks.push(`原文计量单位“${claim.uom}”`);
  if (claim.value < 0 && !number.startsWith('-')) number = `-${number}`; // “下降31.26”
  return { number, remarks };
}

/**
 * Qualifier, scope, note and quote as a cell holds them; absent ones are left out.
 * @param {Claim} claim @param {string[]} remarks
 */
function remarksOf(claim, remarks) {
  const period = claim.period === `${claim.year}年度` ? [] : [`期间：${claim.period}`];
  const note = [...(claim.note ? [claim.note] : []), ...period, ...remarks].join('；');
  return {
    ...(claim.qualifier ? { qualifier: claim.qualifier } : {}),
    ...(claim.scope ? { scope: claim.scope } : {}),
    ...(note ? { note } : {}),
    quote: claim.quote
  };
}

/** @param {Claim} claim @param {Indicator} indicator */
function toValue(claim, indicator) {
  const { number, remarks } = numberOf(claim, indicator);
  return { number, ...remarksOf(claim, remarks) };
}

/** @param {Claim} claim @param {Indicator} indicator @param {string} source */
function toStatement(claim, indicator, source) {
  const { number, remarks } = numberOf(claim, indicator);
  const printed = isDecimal(claim.printed) ? /** @type {string} */ (claim.printed) : number;
  const uom = claim.uom === indicator.uom ? {} : { uom: claim.uom };
  return { printed, number, ...uom, ...remarksOf(claim, remarks), source };
}

/**
 * The figures of one report. A figure of a computed indicator is a statement beside the cell. Where the report gives two figures
 * for one cell, the later sentence is the value and both sentences stand beside it.
 * @param {readonly Claim[]} claims of one report, in the order of its sentences
 * @param {Map<string, Indicator>} indicators @param {string} source name of the report
 */
export function figuresOf(claims, indicators, source) {
  /** @type {Map<string, { claim: string, code: string, value: object }>} */
  const values = new Map();
  /** @type {{ claim: string, code: string, statement: object }[]} */
  const statements = [];
  const times = new Map();
  for (const claim of claims) times.set(claim.code, (times.get(claim.code) ?? 0) + 1);
  for (const claim of claims) {
    if (!claim.code) continue;
    const indicator = indicators.get(claim.code);
    if (!indicator) throw new Error(`${claim.id}: no indicator ${claim.code}`);
    if (!indicator.formula) {
      values.set(claim.code, { claim: claim.id, code: claim.code, value: toValue(claim, indicator) });
    }
    if (indicator.formula || times.get(claim.code) > 1) {
      statements.push({ claim: claim.id, code: claim.code, statement: toStatement(claim, indicator, source) });
    }
  }
  return { values: [...values.values()], statements };
}
