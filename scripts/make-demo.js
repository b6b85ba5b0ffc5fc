// @ts-check
// Makes the figures of the demo (server/demo/*.json) from the inputs under tests/fixtures. Run it again after a change of either:
// node scripts/make-demo.js [folder]. The same inputs always give the same files.
import { readFileSync, writeFileSync } from 'node:fs';
import { figuresOf, indicatorsOf } from './demo/claims.js';
import { carryRates, inventCounty, isNotApplicable, sizesOf, whyUnobtainable } from './demo/invented.js';
import { reports } from './demo/reports.js';
import { cellsOfSuqian } from './demo/suqian.js';

const folder = process.argv[2] ?? 'server/demo';
const read = (/** @type {string} */ path) => JSON.parse(readFileSync(path, 'utf8'));

/**
 * One line per figure, so that a change shows as one line.
 * @param {string} name @param {Record<string, unknown>} content
 */
function write(name, content) {
  const lines = Object.entries(content).map(([key, value]) =>
    Array.isArray(value) && value.length > 0
      ? `  ${JSON.stringify(key)}: [\n${value.map((one) => `    ${JSON.stringify(one)}`).join(',\n')}\n  ]`
      : `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`
  );
  writeFileSync(`${folder}/${name}.json`, `{\n${lines.join(',\n')}\n}\n`);
}

const indicators = indicatorsOf(read('tests/fixtures/seeds/catalogue.json'));
/** @type {import('./demo/claims.js').Claim[]} */
const claims = read('tests/fixtures/seeds/claims.json');

for (const { key, file, unit, period, source, supplements } of reports) {
  const own = claims.filter((claim) => claim.id.startsWith(`${key}-`));
  write(file, { source, unit, period, ...figuresOf(own, indicators, source), supplements });
}

write('suqian', { cells: cellsOfSuqian((name) => read(`tests/fixtures/published/${name}.json`)) });

const sizes = sizesOf(claims);
/** departments whose rows are still 未填: one county is half-way */
const unfilled = new Map([['5306-YS3', ['法院', '城管局', '教育局', '应急管理局']]]);
const counties = ['5306-YS1', '5306-YS2', '5306-YS3'].flatMap((unit, index) => {
  const before = inventCounty(indicators, sizes, 2020 + 100 * index);
  const now = inventCounty(indicators, sizes, 2021 + 100 * index, before);
  carryRates(now, before);
  return [
    { unit, period: '2020', numbers: before, without: /** @type {string[]} */ ([]) },
    { unit, period: '2021', numbers: now, without: unfilled.get(unit) ?? [] }
  ];
});

/** what a county's cell holds; null: still 未填 @param {(typeof counties)[number]} county @param {import('./demo/claims.js').Indicator} one */
function figureOf({ numbers, without }, { code, department }) {
  if (without.includes(department)) return null;
  const reason = whyUnobtainable(code);
  if (reason) return { nothing: 'unobtainable', reason };
  return isNotApplicable(code) ? { nothing: 'notApplicable' } : { number: String(numbers.get(code)) };
}

const entered = [...indicators.values()].filter((one) => !one.formula);
write('invented', {
  source: '演示数据：按公布数字的量级随机生成（种子固定），满足审核关系，不是任何单位的真实数字',
  sheets: counties.map(({ unit, period }) => ({ unit, period })),
  // one line per indicator, its figures in the order of `sheets`
  rows: entered.map((one) => ({ code: one.code, figures: counties.map((county) => figureOf(county, one)) }))
});
