import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toText } from '#core/basics/exact.ts';
import { asCellKey, statedKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { CompiledForm, Outcomes } from '#core/forms/compiled-form.ts';
import { derive, deriveAll, outcomeOf, sameOutcome } from '#core/forms/derive.ts';
import type { RowDefinition } from '#core/forms/form.ts';
import { outcomeFromText, outcomesFromTexts, outcomeToText } from '#core/forms/outcome-text.ts';
import { showOutcome } from '#core/forms/show-outcome.ts';
import type { Outcome } from '#core/formula/ast.ts';
import { aForm, aTable } from './a-form.ts';
import { shippedForm } from './shipped.ts';

const row = (code: string, formula?: string): RowDefinition => ({
  code,
  label: { zh: code },
  ...(formula ? { formula } : {})
});
const key = (code: string): CellKey => asCellKey(`t1/${code}/bn`);
const none: Outcomes = new Map();

/** `A=1 B=/ C=` as cells: / is 不适用, ! is 无法取得, nothing is 未填 */
const cells = (text: string): Map<CellKey, CellContent> =>
  new Map(
    text
      .split(' ')
      .filter(Boolean)
      .map((pair): [CellKey, CellContent] => {
        const [code = '', value = ''] = pair.split('=');
        if (value === '') return [key(code), { nothing: 'blank' }];
        if (value === '/') return [key(code), { nothing: 'notApplicable' }];
        if (value === '!') return [key(code), { nothing: 'unobtainable', reason: '系统未上线' }];
        return [key(code), { number: value }];
      })
  );
const said = (outcome: Outcome | undefined): string => {
  if (!outcome) return 'unchanged';
  if (outcome.kind === 'number') return toText(outcome.value);
  return outcome.kind === 'undefined'
    ? '—'
    : `? ${outcome.because.map((ref) => ref.replace(/t1\/(\w+)\/bn/, '$1')).join(' ')}`;
};

describe('[FO10] derived cells', () => {
  const form = aForm({
    tables: [
      aTable({
        rows: [
          row('A'),
          row('B'),
          row('S', 'A + B'),
          row('L', 'A / B * 100'),
          row('T', 'S + L'),
          row('P', 'A - PREV(A)')
        ]
      })
    ]
  });
  // entered | last year | S | L | T | P
  const table = `
    A=3 B=11  | A=1  | 14    | 300/11 | 454/11 | 2
    A=0 B=4   |      | 4     | 0      | 4      | ? PREV:A
    A=5 B=0   | A=5  | 5     | —      | —      | 0
    A=5       |      | ? B   | ? B    | ? B    | ? PREV:A
    A=5 B=    |      | ? B   | ? B    | ? B    | ? PREV:A
    A=5 B=/   |      | ? B   | ? B    | ? B    | ? PREV:A
    A=! B=/   |      | ? A B | ? A B  | ? A B  | ? A PREV:A
              |      | ? A B | ? A B  | ? A B  | ? A PREV:A
    A=0.1 B=0.2 |    | 3/10  | 50     | 503/10 | ? PREV:A
  `;
  for (const line of table.trim().split('\n'))
    test(`the four kinds of nothing are never 0: ${line.trim()}`, () => {
      const [entered = '', past = '', ...expected] = line.split('|').map((part) => part.trim());
      const previous = new Map([...cells(past)].map(([k, content]) => [k, outcomeOf(content, k)]));
      const derived = deriveAll(form, cells(entered), previous);
      expect(['S', 'L', 'T', 'P'].map((code) => said(derived.get(key(code))))).toEqual(expected);
    });

  test('a qualifier is not computed with, statements are not values', () => {
    const about = cells('A=57 B=3').set(key('A'), { number: '57', qualifier: '余' });
    about.set(statedKey(key('B')), { stated: [{ printed: '9', number: '9' }] });
    expect(said(deriveAll(form, about, none).get(key('S')))).toBe('60');
  });

  test('only what differs is returned, and nothing above an unchanged cell is looked at', () => {
    const before = deriveAll(form, cells('A=3 B=11'), none);
    const changed = (text: string, ...codes: string[]) =>
      Object.fromEntries(
        [...derive(form, cells(text), none, before, new Set(codes.map(key)))].map(([k, o]) => [
          k.split('/')[1],
          said(o)
        ])
      );
    expect(changed('A=3 B=12', 'B')).toEqual({ S: '15', L: '25', T: '40' });
    expect(changed('A=3 B=11.0', 'B')).toEqual({});
    expect(changed('A=4 B=10', 'A', 'B')).toEqual({ L: '40', T: '54' });
    expect(derive(form, cells('A=3 B=11'), none, before, new Set([statedKey(key('A'))])).size).toBe(0);
  });

  test('a wrong text in a cell stops nothing but itself', () => {
    const wrong = cells('A=1 B=2').set(key('A'), { number: '1e5' });
    expect(said(deriveAll(form, wrong, none).get(key('S')))).toBe('? A');
  });

  for (const name of ['fzzf-zhzb', 'gov-info-2021'] as const)
    test(`step by step gives what all at once gives: ${name}`, () => {
      const shipped = shippedForm(name);
      const content = fc.oneof(
        { weight: 5, arbitrary: fc.nat({ max: 20 }).map((n): CellContent => ({ number: String(n) })) },
        {
          weight: 1,
          arbitrary: fc.constantFrom<CellContent>(
            { nothing: 'blank' },
            { nothing: 'notApplicable' },
            { number: '0.5' },
            { number: '-3' }
          )
        }
      );
      const edits = fc.array(
        fc.array(fc.tuple(fc.nat({ max: shipped.entered.length - 1 }), content), { minLength: 1, maxLength: 6 }),
        { maxLength: 8 }
      );
      fc.assert(
        fc.property(edits, fc.boolean(), (rounds, withPast) => {
          const filled = new Map<CellKey, CellContent>(
            withPast ? shipped.entered.map((k, i) => [k, { number: String(i % 7) }]) : []
          );
          const previous: Outcomes = withPast ? pastOf(shipped, filled) : none;
          let derived = deriveAll(shipped, filled, previous);
          for (const round of rounds) {
            const changed = new Set<CellKey>();
            for (const [at, value] of round) {
              filled.set(shipped.entered[at]!, value);
              changed.add(shipped.entered[at]!);
            }
            const differing = derive(shipped, filled, previous, derived, changed);
            for (const [k, outcome] of differing) expect(sameOutcome(outcome, derived.get(k)!)).toBe(false);
            derived = new Map([...derived, ...differing]);
            expect(derived).toEqual(deriveAll(shipped, filled, previous));
          }
        }),
        { numRuns: 12 }
      );
    });
});

function pastOf(form: CompiledForm, filled: ReadonlyMap<CellKey, CellContent>): Outcomes {
  return new Map([...deriveAll(form, filled, none), ...[...filled].map(([k, c]) => [k, outcomeOf(c, k)] as const)]);
}

describe('[FO12] outcomes as text and as shown', () => {
  const form = aForm();
  const third: Outcome = { kind: 'number', value: { n: -1n, d: 3n } };
  test('there and back without loss', () => {
    for (const outcome of [third, { kind: 'undefined' }, { kind: 'unknown', because: ['t1/A/bn'] }] as const) {
      const text = JSON.parse(JSON.stringify(outcomeToText(outcome)));
      expect(outcomeFromText(text)).toEqual({ ok: true, value: outcome });
    }
    expect(outcomeToText(third)).toEqual({ kind: 'number', value: '-1/3' });
    expect(outcomeFromText({ kind: 'number', value: '1e5' })).toEqual({ ok: false, error: 'not-a-number' });
    expect(outcomesFromTexts([[key('A'), { kind: 'number', value: 'x' }]]).get(key('A'))).toEqual({
      kind: 'unknown',
      because: [key('A')]
    });
  });
  // value | type | decimals | shown
  const shown: [Outcome, 'count' | 'money' | 'rate', number, string][] = [
    [third, 'rate', 2, '-0.33'],
    [{ kind: 'number', value: { n: 273n, d: 10n } }, 'rate', 2, '27.30'],
    [{ kind: 'number', value: { n: 1005n, d: 1000n } }, 'rate', 2, '1.01'],
    [{ kind: 'number', value: { n: 1605n, d: 10n } }, 'money', 2, '160.5'],
    [{ kind: 'number', value: { n: 160n, d: 1n } }, 'money', 2, '160'],
    [third, 'money', 2, '-0.33'],
    [{ kind: 'undefined' }, 'rate', 2, '—'],
    [{ kind: 'unknown', because: ['x'] }, 'rate', 2, '']
  ];
  for (const [outcome, type, decimals, expected] of shown)
    test(`${type} with ${decimals} decimals: ${expected}`, () => {
      expect(showOutcome(outcome, { type, decimals }, form)).toBe(expected);
    });
});
