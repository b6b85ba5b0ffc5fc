import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asCellKey, statedKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { Outcomes } from '#core/forms/compiled-form.ts';
import { derive, deriveAll, outcomeOf } from '#core/forms/derive.ts';
import { checkAgainstPast } from '#core/validation/check-against-past.ts';
import { checkSheet } from '#core/validation/check-sheet.ts';
import { isStanding, standing } from '#core/validation/explanations.ts';
import type { Finding } from '#core/validation/finding.ts';
import { aForm } from '#tests/core/forms/a-form.ts';
import { readPublished } from '#tests/core/forms/published.ts';
import { shippedForm } from '#tests/core/forms/shipped.ts';
import { cellsOf, form, key, pastOf, said, tableLines } from './a-sheet.ts';

const none: Outcomes = new Map();
const check = (text: string, past = ''): Finding[] => {
  const cells = cellsOf(text);
  const previous = pastOf(past);
  return checkSheet(form, cells, deriveAll(form, cells, previous), previous);
};

describe('[VA1, VA2, VA3] findings of a sheet', () => {
  for (const { name, parts } of tableLines('tests/core/validation/check-sheet.table.txt'))
    test(name, () => {
      const [entered = '', past = '', expected = ''] = parts;
      expect(said(check(entered, past))).toBe(expected);
    });

  test('[VA4] a finding names places, operands as shown and its severity', () => {
    expect(check('A=3余 B=2 C=5')[0]).toEqual({
      id: 'rule:R1',
      severity: 'must',
      kind: 'rule',
      rule: 'R1',
      text: { zh: 'A <= B' },
      places: [key('A'), key('B')],
      operands: [
        { key: key('A'), previous: false, shown: '3' },
        { key: key('B'), previous: false, shown: '2' }
      ],
      sides: ['3', '<=', '2'],
      fingerprint: 't1/A/bn=3;t1/B/bn=2'
    });
    const carried = check('A=3 B=4 C=7', 'A=1 B=1 C=4')[0]!;
    expect(carried.operands).toEqual([
      { key: key('A'), previous: false, shown: '3' },
      { key: key('C'), previous: true, shown: '4' }
    ]);
    expect(carried.places).toEqual([key('A')]);
    expect(check('A=1@全市 B=2@市本级 C=9').map((finding) => finding.severity)).toEqual([
      'explain',
      'explain',
      'explain'
    ]);
  });

  // entered | what becomes of R1 (must A <= B) or R3 (must 0 <= L <= 100)
  test.each([
    ['A=3 B=2', 'R1', 'must'],
    ['A=3余 B=2', 'R1', 'must'], // 3 to 4 is never 2 or less
    ['A=3 B=2余', 'R1', 'explain'], // 2 to 3
    ['A=4 B=2余', 'R1', 'must'],
    ['A=1290 B=1200余', 'R1', 'explain'],
    ['A=1301 B=1200余', 'R1', 'must'],
    ['A=3 B=2以上', 'R1', 'explain'],
    ['A=3000000 B=2至少', 'R1', 'explain'],
    ['A=60近 B=55', 'R1', 'explain'],
    ['A=60近 B=49', 'R1', 'must'],
    ['A=60约 B=50', 'R1', 'explain'],
    ['A=12.50约 B=12.4', 'R1', 'explain'],
    ['A=12.50约 B=12.39', 'R1', 'must'],
    ['A=3近 B=2余', 'R1', 'explain'],
    ['A=7余 B=7', 'R3', '-'], // the figures hold as they stand
    ['A=8 B=7余', 'R3', 'explain'], // beneath a derived operand
    ['A=9 B=7余', 'R3', 'must'],
    ['A=1 B=1余 C=9', 'R2', 'explain'] // asks for an explanation anyway
  ])('[VA10] %s: %s is %s', (text, rule, expected) => {
    const found = check(text).find((finding) => finding.rule === rule);
    expect(found?.severity ?? '-').toBe(expected);
    expect(found?.possible ?? false).toBe(expected === 'explain' && rule !== 'R2');
  });

  test('[VA10] equality between figures that leave it open', () => {
    const rules = [{ id: 'E', severity: 'must' as const, text: { zh: '' }, expression: 'A * 2 = B' }];
    const equal = aForm({ rules });
    const severity = (text: string) => {
      const cells = cellsOf(text);
      return checkSheet(equal, cells, deriveAll(equal, cells, none), none).find(({ rule }) => rule === 'E')?.severity;
    };
    // neither end of 50 to 60 makes it equal, a figure between them does
    expect(severity('A=50余 B=113')).toBe('explain');
    expect(severity('A=50余 B=121')).toBe('must');
    expect(severity('A=50 B=100余')).toBeUndefined();
    expect(severity('A=-50余 B=-113')).toBe('explain');
    expect(severity('A=-50余 B=-99')).toBe('must');
  });

  test('[VA10] an explanation of approximate figures is void when they are said exactly', () => {
    const [about] = check('A=3 B=2余').filter((finding) => finding.rule === 'R1');
    const [other] = check('A=3 B=2约').filter((finding) => finding.rule === 'R1');
    const [exactly] = check('A=3 B=2').filter((finding) => finding.rule === 'R1');
    expect(isStanding(exactly!, about)).toBe(false);
    expect(isStanding(other!, about)).toBe(false);
    expect(
      isStanding(
        check('A=3 B=2余').find((finding) => finding.rule === 'R1')!,
        about
      )
    ).toBe(true);
  });

  test('[VA4] sides that differ behind the shown digits are told apart', () => {
    const narrow = aForm({ rules: [{ id: 'R', severity: 'must', text: { zh: '' }, expression: 'A / 3 = B' }] });
    const cells = cellsOf('A=1 B=0.333333');
    const [finding] = checkSheet(narrow, cells, none, none).filter(({ kind }) => kind === 'rule');
    expect(finding!.sides).toEqual(['1/3', '=', '333333/1000000']);
  });
});

describe('[VA5] the part that changed is checked again, with the same verdicts', () => {
  const content = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: -1, max: 6 }).map((n): CellContent => ({ number: String(n) })) },
    {
      weight: 2,
      arbitrary: fc.constantFrom<CellContent>(
        { nothing: 'blank' },
        { nothing: 'notApplicable' },
        { number: '1.255' },
        { number: '3', scope: '全市' },
        { number: '3', scope: '市本级' },
        { number: '2', qualifier: '余' }
      )
    }
  );
  const statement = fc
    .tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom({}, { scope: '全市' }))
    .map(([n, scope]): CellContent => ({ stated: [{ printed: String(n), number: String(n), ...scope }] }));

  test('a scope that moves beneath a computed cell is noticed though no number changed', () => {
    const of = (scope: string) =>
      new Map<CellKey, CellContent>([
        [key('A'), { number: '1', scope }],
        [key('B'), { number: '3' }],
        [statedKey(key('L')), { stated: [{ printed: '34.33', number: '34.33', scope: '全市' }] }]
      ]);
    const derived = deriveAll(form, of('全市'), none);
    const before = checkSheet(form, of('全市'), derived, none);
    expect(before.map(({ kind }) => kind)).toEqual(['stated']);
    const moved = checkSheet(form, of('市本级'), derived, none, new Set([key('A')]), before);
    expect(moved).toEqual([]);
    expect(checkSheet(form, of('全市'), derived, none, new Set([key('A')]), moved)).toEqual(before);
  });

  for (const name of ['made', 'fzzf-zhzb', 'gov-info-2021'] as const)
    test(name, () => {
      const tested = name === 'made' ? form : shippedForm(name);
      // many edits of few cells that rules speak of, so that findings come and go
      const lively =
        name === 'fzzf-zhzb' ? tested.entered.filter((k) => /XZFY|ZFJD|FLYZ|JBQK/.test(k)) : tested.entered;
      const stated = [...tested.derived.slice(0, 8), ...lively.slice(0, 8)].map(statedKey);
      const edit = fc.oneof(
        { weight: 5, arbitrary: fc.tuple(fc.constantFrom(...lively), content) },
        { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...stated), statement) }
      );
      fc.assert(
        fc.property(
          fc.array(fc.array(edit, { minLength: 1, maxLength: 5 }), { maxLength: 10 }),
          fc.boolean(),
          (rounds, withPast) => {
            const previous: Outcomes = withPast
              ? new Map([...tested.cells.keys()].map((k, i) => [k, outcomeOf({ number: String(i % 5) }, k)]))
              : none;
            const cells = new Map<CellKey, CellContent>();
            let derived = deriveAll(tested, cells, previous);
            let findings = checkSheet(tested, cells, derived, previous);
            for (const round of rounds) {
              const changed = new Set<CellKey>();
              for (const [k, value] of round) {
                cells.set(k, value);
                changed.add(k);
              }
              const differing = derive(tested, cells, previous, derived, changed);
              derived = new Map([...derived, ...differing]);
              findings = checkSheet(
                tested,
                cells,
                derived,
                previous,
                new Set([...changed, ...differing.keys()]),
                findings
              );
              expect(findings).toEqual(checkSheet(tested, cells, derived, previous));
            }
          }
        ),
        { numRuns: 20 }
      );
    });
});

describe('[VA6] an explanation stands only for the values it was given for', () => {
  test('void when an operand moves, standing again when it comes back', () => {
    const [finding] = check('A=1 B=1 C=5');
    expect(finding!.id).toBe('rule:R2');
    const explanation = { fingerprint: finding!.fingerprint };
    expect(standing(finding!, explanation)).toBe('standing');
    expect(standing(check('A=1 B=2 C=5')[0]!, explanation)).toBe('void');
    expect(standing(check('A=1 B=1 C=5.0')[0]!, explanation)).toBe('standing'); // the same value
    expect(standing(finding!, undefined)).toBe('none');
    expect(isStanding(finding!, undefined)).toBe(false);
  });
  test('a changed scope, a changed statement and last year’s value count as changes', () => {
    const scoped = (scope: string) => check(`A=1@全市 B=2@${scope}`)[0]!.fingerprint;
    expect(scoped('市本级')).not.toBe(scoped('县级'));
    const statedAs = (printed: string) => check(`A=1 B=3 L~=${printed}`)[0]!.fingerprint;
    expect(statedAs('34.33')).not.toBe(statedAs('35.33'));
    const carried = (c: string) => check('A=3 B=4 C=7', `A=1 B=1 C=${c}`)[0]!.fingerprint;
    expect(carried('4')).not.toBe(carried('5'));
  });
});

describe('[VA7] relations of the official form, on published figures', () => {
  const official = shippedForm('gov-info-2021');
  const suqian = readPublished(
    official,
    ...['t2', 't3', 't4'].map((table) => `gov-info-2021-${table}-suqian-2023.json`)
  ).cells;
  const findings = (cells: Map<CellKey, CellContent>, previous: Outcomes = none) =>
    checkSheet(official, cells, deriveAll(official, cells, previous), previous);
  const outcomes = (cells: Map<CellKey, CellContent>): Outcomes =>
    new Map([...deriveAll(official, cells, none), ...[...cells].map(([k, c]) => [k, outcomeOf(c, k)] as const)]);

  test('宿迁市 2023 keeps all of them', () => {
    expect(said(findings(suqian))).toBe('-');
  });
  test('a case that is carried over twice breaks the relation printed in the corner, in its column and in the total', () => {
    const wrong = new Map(suqian).set(asCellKey('t3/r4/c1'), { number: '119' });
    expect(said(findings(wrong))).toBe('rule:G1@c1 [3493 = 3494], rule:G1@c7 [3607 = 3608]');
  });
  test('against last year: 121 carried over must come in as 121; stock follows flow; open cases come back', () => {
    const next = new Map(suqian);
    for (const [at, number] of Object.entries({
      't3/r2/c1': '118',
      't3/r2/c2': '3',
      't3/r2/c5': '0',
      't2/r1.1/c1': '3',
      't2/r1.1/c2': '0',
      't2/r1.1/c3': '13',
      't4/r1/fy1': '0',
      't4/r1/fy2': '0',
      't4/r1/fy3': '0',
      't4/r1/fy4': '25'
    }))
      next.set(asCellKey(at), { number });
    const previous = outcomes(suqian);
    const found = findings(next, previous).filter(
      (finding) => finding.rule !== undefined && !finding.rule.startsWith('G1')
    );
    expect(said(found)).toBe('rule:F1@r1.1 [13 = 14], rule:F1@r1.2 [597 = 217], rule:H2-fy@r1 [25 >= 26]');
    expect(found.map((finding) => finding.severity)).toEqual(['explain', 'explain', 'explain']);
    next.set(asCellKey('t3/r2/c1'), { number: '117' });
    expect(said(findings(next, previous).filter((finding) => finding.rule?.startsWith('G4')))).toBe(
      'rule:G4@c1 [117 = 118], rule:G4@c7 [120 = 121]'
    );
    expect(
      checkAgainstPast(official, next, deriveAll(official, next, previous), previous).map((finding) => finding.rule)
    ).toEqual(['F1@r1.1', 'F1@r1.2', 'G4@c1', 'G4@c7', 'H2-fy@r1']);
  });
});
