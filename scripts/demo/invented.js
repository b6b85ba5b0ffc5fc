// @ts-check
// Invented figures for the 演示 counties: seeded, of the size of the published ones, and mended until they satisfy the form's rules.

/** @typedef {import('./claims.js').Indicator} Indicator */
/** @typedef {import('./claims.js').Claim} Claim */

// A county makes no government rules and is not ranked among cities: these are 不适用, not 0.
const notApplicable = ['ZFLF.', 'YSHJ.XY.'];
const unobtainable = new Map([['SFZX.ZX.ZYS', '法院办案系统不按县统计结案用时（演示）']]);
// Sizes where no report gives one, or where a city's would mislead.
/** @type {Record<string, number>} */
// prettier-ignore
const bases = {
  'JBQK.XZ': 11, 'JBQK.C': 88, 'JBQK.SQ': 9, 'QZQD.XZ': 10, 'ZWFW.JIAZ.C': 80, 'ZWFW.JIAZ.SQ': 8, 'GGFL.GW.C': 86, 'GGFL.GW.SQ': 9,
  'ZWFW.YBSJ.ZC': 210000, 'ZWFW.YBSJ.SM': 61000, 'ZWFW.HCP.PJ': 38000, 'ZWFW.HCP.MY': 37800, 'ZWFW.SXYS.FD': 9800, 'ZWFW.SXYS.CN': 1450,
  'ZWFW.QCWB.S': 1100, 'ZWFW.GZ.H': 120, 'YSHJ.GGZY.DF': 80, 'XZYS.BSL.PM': 60, 'XZYS.BSL.PM.SN': 60, 'PFPX.XC.RC': 3.2, 'SZZF.GJ': 0.42,
  'SZZF.KB': 1.6, 'SZZF.ZZ.S': 6.4, 'YJGL.SB': 0.18, 'RMTJ.JE': 420, 'XZYS.YSSJ': 100, 'XZYS.YSBS': 38, 'XZFY.QNJA': 9, 'FYLD.SL': 150, 'FYLD.HJ': 90
};
// The same list for the whole country or province, whatever the county.
/** @type {Record<string, number>} */
const given = {
  'HLWJG.GJ.SX': 979,
  'HLWJG.SJ.SX': 980,
  'ZZLD.FK.WT': 17,
  'PFPX.MB.ZXZ': 4,
  'PFPX.MB.GB': 2,
  'PFPX.MB.YW': 2
};
// Relations that follow from what is counted, though the catalogue does not write them as rules.
const further = [
  'ZWFW.QCWB.S <= ZWFW.JZ',
  'YSHJ.YJ.QX <= YSHJ.YJ.ZS',
  'ZZLD.RL.FM <= ZZLD.RL.WT',
  'XZYS.YSSJ <= XZYS.SJ',
  'XZYS.YSBS <= XZYS.BS'
];

/** A small generator with a seed, the same on every machine: 0 ≤ x < 1. @param {number} seed */
export function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Published county figures as sizes; a city's count an eighth. @param {readonly Claim[]} claims @returns {Map<string, number>} */
export function sizesOf(claims) {
  const sizes = new Map();
  for (const claim of claims) {
    if (!claim.code) continue;
    const size = claim.uom.startsWith('万') || claim.uom.startsWith('亿') ? claim.value : claim.value_base;
    const isCity = claim.id.startsWith('jilin');
    if (isCity && sizes.has(claim.code)) continue;
    sizes.set(claim.code, isCity && size > 16 ? size / 8 : size);
  }
  return sizes;
}

const roundTo = (/** @type {number} */ x, /** @type {number} */ decimals) => Number(x.toFixed(decimals));

/**
 * One county's figures of one year.
 * @param {Map<string, Indicator>} indicators @param {Map<string, number>} sizes @param {number} seed
 * @param {Map<string, number>} [near] figures of another year to stay near to
 * @returns {Map<string, number>} code → number, computed sums included
 */
export function inventCounty(indicators, sizes, seed, near) {
  const random = chance(seed);
  const numbers = new Map();
  for (const one of indicators.values()) {
    const drawn = random();
    if (one.formula || isNotApplicable(one.code) || unobtainable.has(one.code)) continue;
    const known = given[one.code];
    const size =
      known ?? near?.get(one.code) ?? bases[one.code] ?? sizes.get(one.code) ?? (one.type === 'rate' ? 60 : 6);
    const spread = near ? 0.85 + 0.3 * drawn : 0.6 + 0.8 * drawn;
    const number = known ?? roundTo(size * spread, one.decimals);
    numbers.set(
      one.code,
      one.uom === '%' || one.uom === '分' ? Math.min(number, 98.5) : one.type === 'rank' ? Math.max(1, number) : number
    );
  }
  mend(numbers, indicators, random);
  return numbers;
}

export const isNotApplicable = (/** @type {string} */ code) => notApplicable.some((start) => code.startsWith(start));
export const whyUnobtainable = (/** @type {string} */ code) => unobtainable.get(code);

/** Last year's rates as entered again this year. @param {Map<string, number>} now @param {Map<string, number>} before */
export function carryRates(now, before) {
  const rate = (/** @type {string} */ over, /** @type {string} */ under) =>
    roundTo(((before.get(over) ?? 0) / (before.get(under) ?? 1)) * 100, 2);
  now.set('XZYS.BSL.SN', rate('XZYS.BS', 'XZYS.SJ'));
  now.set('XZYS.YSBSL.SN', rate('XZYS.YSBS', 'XZYS.YSSJ'));
  now.set('XZYS.CTL.SN', rate('XZYS.CT', 'XZYS.KT'));
}

// ── rules ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** @param {string} sum `A + B` @returns {string[]} */
const terms = (sum) => sum.split('+').map((term) => term.trim());

/** @param {Map<string, Indicator>} indicators */
function relationsOf(indicators) {
  const written = [...indicators.values()].flatMap((one) => one.rules.map((rule) => rule.expr));
  return [...written, ...further].map((expression) => {
    const [, left = '', sign = '', right = ''] = /^(\S+) (<=|>=|=) (.+)$/.exec(expression) ?? [];
    return { left, sign, right: terms(right), expression };
  });
}

/**
 * Raises or lowers numbers until every relation holds: a total becomes the sum of its parts, a part is lowered below its whole,
 * and a whole that cannot be (because the part is itself a total) is raised.
 * @param {Map<string, number>} numbers @param {Map<string, Indicator>} indicators @param {() => number} random
 */
function mend(numbers, indicators, random) {
  const relations = relationsOf(indicators).filter(
    (one) => numbers.has(one.left) || indicators.get(one.left)?.type === 'count'
  );
  const fixed = new Set(relations.filter((one) => one.sign === '=').map((one) => one.left));
  const value = (/** @type {string} */ term) => numbers.get(term) ?? Number(term);
  for (let round = 0; round < 200; round++) {
    let broken = 0;
    for (const { left, sign, right } of relations) {
      const sum = right.reduce((total, term) => total + value(term), 0);
      const here = numbers.get(left);
      if (Number.isNaN(sum)) continue; // an operand is 不适用
      if (sign === '=' && here !== sum) numbers.set(left, sum);
      else if (here === undefined) continue;
      else if (sign === '>=' && here < sum) numbers.set(left, sum);
      else if (sign === '<=' && here > sum && (fixed.has(left) || /^\d/.test(right[0] ?? ''))) {
        const whole = right[0] ?? '';
        numbers.set(whole, value(whole) + here - sum + Math.ceil(here * 0.05));
        fixed.add(whole);
      } else if (sign === '<=' && here > sum) numbers.set(left, Math.floor(sum * (0.7 + 0.3 * random())));
      else continue;
      broken++;
    }
    if (broken === 0) return;
  }
  throw new Error('the invented figures do not come to rest');
}
