// Every published figure can be read back from the loaded demo: value, qualifier, scope and sentence; and every printed rate stands
// beside the computed one with the right outcome. The expectations come from the published figures, not from the demo's own files.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { comparePrinted, equal, exact, fromText, multiply } from '#core/basics/exact.ts';
import { asCellKey, cellKey, statedKey } from '#core/forms/cell-key.ts';
import type { CellContent, Statement } from '#core/forms/cell-value.ts';
import type { SheetReading } from '#server/actions/actions.ts';
import { openDemo, type Demo } from '#tests/tools/demo-app.ts';

interface Claim {
  id: string;
  code: string | null;
  year: number;
  quote: string;
  printed: string;
  value: number;
  uom: string;
  qualifier: string | null;
  scope: string | null;
}
interface Indicator {
  code: string;
  uom: string;
  formula: string | null;
}

const read = (name: string) => JSON.parse(readFileSync(`tests/fixtures/seeds/${name}.json`, 'utf8'));
const claims = (read('claims') as Claim[]).filter((claim) => claim.code !== null);
const indicators = new Map(
  (read('catalogue') as { sections: { indicators: Indicator[] }[] }).sections
    .flatMap((section) => section.indicators)
    .map((indicator) => [indicator.code, indicator])
);

/** report → login of the unit's coordinator, code of the unit */
const units: Record<string, readonly [string, string]> = {
  yanjin: ['yanjin', '530623'],
  fuxing: ['fuxing', '500109-FX'],
  jilin: ['jilin', '220200'],
  kangle: ['kangle', '622922'],
  feixiang: ['feixiang', '130407']
};

// Judged by hand from the reports: what each printed figure of a computed indicator is against the figures printed beside it.
const outcomes: Record<string, string> = {
  'yanjin-006': 'not-checkable', // neither numerator nor denominator is printed
  'yanjin-010': 'rounded', // 544/979 = 55.5669
  'yanjin-013': 'rounded', // 298/980 = 30.4082
  'yanjin-021': 'exact', // 11/11
  'yanjin-022': 'exact', // 5+1
  'yanjin-035': 'rounded=truncated', // 354/532 = 66.5414
  'yanjin-051': 'rounded=truncated', // 3/11 = 27.2727
  'yanjin-063': 'exact', // 1+1+55+1
  'yanjin-064': 'rounded', // 58/119 = 48.7395
  'yanjin-065': 'not-checkable', // no rate of 2020
  'yanjin-069': 'rounded', // 91/108 = 84.2593
  'yanjin-070': 'not-checkable',
  'fuxing-011': 'rounded', // 54/57 = 94.7368
  'jilin-015': 'not-checkable',
  'jilin-035': 'exact', // 13 projects
  'jilin-067': 'not-checkable', // parts not printed
  'jilin-097': 'truncated', // 9062/9240 = 98.0736, printed 98.0
  'jilin-108': 'not-checkable',
  'jilin-114': 'not-checkable',
  'jilin-117': 'not-checkable',
  'jilin-120': 'not-checkable',
  'jilin-129': 'not-checkable',
  'jilin-130': 'not-checkable',
  'kangle-007': 'not-checkable',
  'kangle-008': 'not-checkable',
  'kangle-012': 'wrong', // 1051/1148 = 91.5505, printed 91.61
  'kangle-015': 'not-checkable',
  'kangle-016': 'wrong', // 383/523 = 73.2314, printed 64.03
  'kangle-023': 'exact', // 53+28
  'kangle-072': 'rounded', // 710/729 = 97.3937
  'kangle-076': 'not-checkable',
  'kangle-091': 'not-checkable',
  'feixiang-019': 'not-checkable',
  'feixiang-028': 'exact',
  'feixiang-035': 'exact',
  'feixiang-045': 'exact',
  'feixiang-048': 'not-checkable',
  'feixiang-052': 'not-checkable',
  'feixiang-062': 'wrong' // 1340/1354 = 98.9660, printed 99.2
};

/** two sentences of one report on one cell: the later one is the value, both are statements */
const earlierOfTwo = ['fuxing-006', 'fuxing-007', 'jilin-042', 'jilin-043'];
const laterOfTwo = ['fuxing-013', 'fuxing-014', 'jilin-047', 'jilin-048'];

let demo: Demo;
const readings = new Map<string, SheetReading>();

beforeAll(async () => {
  demo = await openDemo();
  for (const claim of claims) {
    const report = claim.id.split('-')[0]!;
    if (readings.has(report)) continue;
    const [login, unit] = units[report]!;
    readings.set(report, await demo.read(login, 'fzzf-zhzb', unit, String(claim.year)));
  }
  return demo.close;
});

const readingOf = (claim: Claim) => readings.get(claim.id.split('-')[0]!)!;
const keyOf = (claim: Claim) => cellKey('t1', claim.code!, 'bn');

/** the figure in the indicator's unit of measure; exact, because every published value has few digits */
function expectedNumber(claim: Claim) {
  const value = exact(String(claim.value));
  return claim.uom === `万${indicators.get(claim.code!)!.uom}` ? multiply(value, exact(10000)) : value;
}

const numberOf = (content: { number: string }) => exact(content.number);

function statementOf(claim: Claim): Statement {
  const content = readingOf(claim).entered[statedKey(keyOf(claim))] as CellContent | undefined;
  const found = content && 'stated' in content ? content.stated.find((one) => one.quote === claim.quote) : undefined;
  if (!found) throw new Error(`${claim.id}: no statement with its sentence`);
  return found;
}

function expectRemarks(claim: Claim, of: { qualifier?: string; scope?: string; quote?: string }) {
  expect([of.qualifier ?? null, of.scope ?? null, of.quote]).toEqual([claim.qualifier, claim.scope, claim.quote]);
}

const isComputed = (claim: Claim) => indicators.get(claim.code!)!.formula !== null;

test('there are 367 of them', () => expect(claims.length).toBe(367));

describe('a figure of an entered indicator is the value of its cell', () => {
  const entered = claims.filter((claim) => !isComputed(claim) && !earlierOfTwo.includes(claim.id));
  test.each(entered.map((claim) => [claim.id, claim] as const))('%s', (_, claim) => {
    const content = readingOf(claim).entered[keyOf(claim)];
    if (!content || !('number' in content)) throw new Error(`${claim.id}: no number in ${keyOf(claim)}`);
    expect(equal(numberOf(content), expectedNumber(claim)), `${content.number} for ${claim.printed}${claim.uom}`).toBe(
      true
    );
    expectRemarks(claim, content);
  });
});

describe('a figure of a computed indicator, or one of two, stands beside its cell as printed', () => {
  const stated = claims.filter((claim) => isComputed(claim) || [...earlierOfTwo, ...laterOfTwo].includes(claim.id));
  test.each(stated.map((claim) => [claim.id, claim] as const))('%s', (_, claim) => {
    const statement = statementOf(claim);
    expect(equal(numberOf(statement), expectedNumber(claim))).toBe(true);
    expect(statement.printed).toBe(claim.printed);
    expectRemarks(claim, statement);
    const uom = indicators.get(claim.code!)!.uom;
    expect(statement.uom ?? uom).toBe(claim.uom);
  });
});

describe('a printed figure of a computed indicator against the computed one', () => {
  const printed = claims.filter(isComputed);
  test('each has been judged', () => expect(printed.map((claim) => claim.id)).toEqual(Object.keys(outcomes)));

  test.each(printed.map((claim) => [claim.id, outcomes[claim.id]!, claim] as const))(
    '%s is %s',
    (_, outcome, claim) => {
      const reading = readingOf(claim);
      const computed = reading.derived[keyOf(claim)]!;
      const value = computed.kind === 'number' ? fromText(computed.value) : undefined;
      const statement = statementOf(claim);
      const found = value?.ok ? comparePrinted(value.value, statement.printed) : 'not-checkable';
      expect(found).toBe(outcome);
      const wrong = reading.findings.filter(
        (finding) => finding.kind === 'stated' && finding.places.includes(keyOf(claim))
      );
      expect(wrong.length, 'a finding exactly when it is wrong').toBe(outcome === 'wrong' ? 1 : 0);
    }
  );

  test('383 of 523 is 73.23 %, not 64.03 %', () => {
    const reading = readings.get('kangle')!;
    const key = asCellKey('t1/SFZX.ZX.ZJL/bn');
    expect(reading.derived[key]).toEqual({ kind: 'number', value: '38300/523', shown: '73.23' });
    expect(reading.findings.find((finding) => finding.places[0] === key)?.kind).toBe('stated');
  });

  test('a rate of which an operand is not printed is unknown because of it', () => {
    const rate = readings.get('kangle')!.derived['t1/PFPX.WK.TGL/bn'];
    expect(rate).toMatchObject({ kind: 'unknown', because: ['t1/PFPX.WK.TG/bn'] });
  });
});

test('every finding on the five reports, and no other', () => {
  const found = [...readings].flatMap(([report, { findings }]) =>
    findings.map(
      ({ kind, severity, places, sides }) => `${report} ${kind} ${severity} ${places[0]}: ${sides.join(' ')}`
    )
  );
  expect(found.sort()).toEqual([
    'feixiang stated explain t1/MDJF.HJL/bn: 99.2 = 98.97',
    // two sentences of one report: 提出意见建议300余条, 提出审查意见1200余条
    'jilin stated explain t1/ZDJC.YJ/bn: 300余 = 1200',
    'kangle stated explain t1/SFZX.DZL/bn: 91.61 = 91.55',
    'kangle stated explain t1/SFZX.ZX.ZJL/bn: 64.03 = 73.23'
  ]);
});

test('a number that follows from a report without standing in it says so', () => {
  const closed = readings.get('yanjin')!.entered['t1/XZFY.BJ/bn'];
  expect(closed).toMatchObject({ number: '11', quote: '受理11件,不予受理4,目前已全部办结' });
  expect(closed && 'note' in closed ? closed.note : '').toMatch(/^据“目前已全部办结”推定/);
});

test('a published report breaks no rule of its form that can be judged, but for those named here', () => {
  const broken = [...readings].flatMap(([report, { findings }]) =>
    findings.filter((finding) => finding.kind === 'rule').map((finding) => `${report} ${finding.rule}`)
  );
  expect(broken).toEqual([]);
});
