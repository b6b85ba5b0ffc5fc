import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { add, comparePrinted, exact, show, toDecimalText, zero, type Exact } from '#core/basics/exact.ts';
import { changeCell } from '#core/consolidation/fold.ts';
import { planTotals } from '#core/consolidation/plan.ts';
import { contributorsOf, foldedAt, outcomesOf, type Folded } from '#core/consolidation/read-totals.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import { fold, foldParts, keyOf, makeForm, makeSheet, makeTree, partsBelow, type Part } from './table-form.ts';

const form = makeForm();
const plan = planTotals(form);

describe('[CO1, CO2, CO3, CO4, CO5, CO6, CO7, CO8] fold.table.txt', () => {
  const text = readFileSync('tests/core/consolidation/fold.table.txt', 'utf8');
  for (const example of text.split(/^== /m).slice(1)) {
    const [title = '', ...lines] = example.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
    const [head, ...rest] = lines.map((line) => line.split('|').map((part) => part.trim()));
    test(title, () => runExample(head!.slice(1), rest));
  }
});

function runExample(codes: readonly string[], lines: readonly (readonly string[])[]): void {
  const isExpected = (name: string) => ['汇总', '填报', '不适用', '范围'].includes(name);
  const contents = (line: readonly string[]) =>
    Object.fromEntries(codes.flatMap((code, at) => (line[at + 1] ? [[code, contentOf(line[at + 1]!)]] : [])));
  const sheets = new Map<string, Part['sheet']>();
  const sheetsBefore = new Map<string, Part['sheet']>();
  const unitLines = lines.filter(([name]) => !isExpected(name!));
  for (const line of unitLines) {
    const [, name] = /^上年 (.+)$/.exec(line[0]!) ?? [];
    if (name) sheetsBefore.set(name === '本级' ? '' : name, makeSheet(contents(line)));
  }
  for (const line of unitLines.filter(([name]) => !name!.startsWith('上年 '))) {
    const path = line[0] === '本级' ? '' : line[0]!;
    sheets.set(path, line[1] === '未报' ? 'awaited' : makeSheet(contents(line)));
  }
  const before = sheetsBefore.size > 0 ? makeTree('上级', sheetsBefore) : undefined;
  const folded = fold(plan, makeTree('上级', sheets), before);
  for (const [name, ...wanted] of lines.filter(([name]) => isExpected(name!)))
    codes.forEach((code, at) =>
      expect(`${name} ${code} ${shown(folded, name!, code, wanted[at] ?? '')}`).toBe(
        `${name} ${code} ${wanted[at] ?? ''}`
      )
    );
}

function contentOf(text: string): CellContent {
  if (text === '不适用') return { nothing: 'notApplicable' };
  if (text === '无法取得') return { nothing: 'unobtainable', reason: '档案遗失' };
  const [, number, scope] = /^([-\d.]+)(?:（(.+)）)?$/.exec(text)!;
  return scope ? { number: number!, scope } : { number: number! };
}

function shown(folded: Folded, line: string, code: string, wanted: string): string {
  const cell = folded.cells.get(keyOf(code));
  if (line === '范围') return (folded.scopes.get(keyOf(code)) ?? []).map(({ scope }) => scope).join(' ');
  if (!cell) return '不汇总';
  if (line === '填报') return `${cell.gave}/${cell.of}`;
  if (line === '不适用') return String(cell.notApplicable);
  const { outcome } = cell;
  if (outcome.kind === 'undefined') return '—';
  if (outcome.kind === 'number')
    return wanted.includes('.')
      ? show(outcome.value, wanted.split('.')[1]!.length)
      : (toDecimalText(outcome.value) ?? show(outcome.value, 2));
  if (outcome.because[0] === keyOf(code)) return '空';
  const names = outcome.because.map((ref) => ref.replace(/^PREV:/, '上年.').replace(/t\/(.+)\/bn/, '$1'));
  return `${outcome.reason === 'coverage' ? '单位不一' : '缺'} ${names.join(' ')}`;
}

// ── random trees ────────────────────────────────────────────────────────────────────────────────────────────────────

const typed = ['收案', '结案', '其他', '经费', '最长', '最短', '人数', '排名', '目录'];
const contents: fc.Arbitrary<CellContent | undefined> = fc.oneof(
  { weight: 5, arbitrary: fc.nat(99).map((n): CellContent => ({ number: String(n) })) },
  {
    weight: 2,
    arbitrary: fc.bigInt(-(10n ** 17n), 10n ** 17n).map((n): CellContent => ({ number: toDecimalText({ n, d: 1n })! }))
  },
  {
    weight: 2,
    arbitrary: fc.integer({ min: -9999, max: 9999 }).map((n): CellContent => ({ number: (n / 100).toFixed(2) }))
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<CellContent>(
      { nothing: 'blank' },
      { nothing: 'notApplicable' },
      { nothing: 'unobtainable', reason: '无' },
      { number: '7', scope: '全市' },
      { number: '8', scope: '市本级' }
    )
  },
  { weight: 1, arbitrary: fc.constant(undefined) }
);
const sheets = fc
  .array(contents, { minLength: typed.length, maxLength: typed.length })
  .map((all) => makeSheet(Object.fromEntries(typed.flatMap((code, at) => (all[at] ? [[code, all[at]]] : [])))));
const leaf = (sheet: Part['sheet'], at: number): Part => ({ unit: `u${at}`, sheet, children: [] });
const units = fc.array(
  fc.oneof({ weight: 6, arbitrary: sheets }, { weight: 1, arbitrary: fc.constant('awaited' as const) }),
  { minLength: 1, maxLength: 80 }
);

/** what is said of a fold, without the numbering of units */
const said = (folded: Folded) => ({
  cells: folded.cells,
  scopes: new Map(
    [...folded.scopes].map(([key, all]) => [key, new Map(all.map(({ scope, units }) => [scope, new Set(units)]))])
  ),
  contributors: new Map([...folded.cells.keys()].map((key) => [key, new Set(contributorsOf(folded, key))]))
});

/** Leaves under any number of levels of units without a sheet: `picks` say which group each goes to. */
function grouped(leaves: readonly Part[], picks: readonly number[], levels: number, name = 'g'): Part[] {
  if (levels === 0) return [...leaves];
  const groups = new Map<number, Part[]>();
  leaves.forEach((part, at) => {
    const pick = picks[at % picks.length]!;
    groups.set(pick, [...(groups.get(pick) ?? []), part]);
  });
  return [...groups].map(([pick, parts]) => ({
    unit: `${name}${pick}`,
    sheet: null,
    children: grouped(parts, picks.slice(1).concat(0), levels - 1, `${name}${pick}.`)
  }));
}

test('[CO9] random trees: however the units are grouped, the total is that of all of them side by side', () => {
  fc.assert(
    fc.property(
      units,
      fc.array(fc.nat(5), { minLength: 3, maxLength: 9 }),
      fc.integer({ min: 1, max: 4 }),
      (all, picks, levels) => {
        const leaves = all.map(leaf);
        const flat = fold(plan, { unit: 'top', sheet: null, children: leaves });
        const tree = fold(plan, { unit: 'top', sheet: null, children: grouped(leaves, picks, levels) });
        expect(said(tree)).toEqual(said(flat));
      }
    ),
    { numRuns: 60 }
  );
});

test('[CO9] random trees: the order of children does not matter', () => {
  fc.assert(
    fc.property(
      units.chain((all) =>
        fc.tuple(fc.constant(all.map(leaf)), fc.shuffledSubarray(all.map(leaf), { minLength: all.length }))
      ),
      ([leaves, shuffled]) => {
        const one = fold(plan, { unit: 'top', sheet: null, children: leaves });
        expect(said(fold(plan, { unit: 'top', sheet: null, children: shuffled }))).toEqual(said(one));
      }
    ),
    { numRuns: 60 }
  );
});

test('[CO9] random trees: last year in another order and grouping gives the same growth', () => {
  fc.assert(
    fc.property(units, units, fc.array(fc.nat(3), { minLength: 3, maxLength: 5 }), (now, then, picks) => {
      const [leaves, before] = [now.map(leaf), then.map(leaf)];
      const flat = fold(
        plan,
        { unit: 'top', sheet: null, children: leaves },
        { unit: 'top', sheet: null, children: before }
      );
      const turned = { unit: 'top', sheet: null, children: grouped([...before].reverse(), picks, 2) };
      const tree = fold(plan, { unit: 'top', sheet: null, children: grouped(leaves, picks, 1) }, turned);
      expect(tree.cells).toEqual(flat.cells);
      expect(said(tree).contributors).toEqual(said(flat).contributors);
    }),
    { numRuns: 60 }
  );
});

test('[CO1, CO2, CO10] random units: sums, counts and contributors are those of counting by hand', () => {
  fc.assert(
    fc.property(units, (all) => {
      const folded = fold(plan, { unit: 'top', sheet: null, children: all.map(leaf) });
      for (const code of ['收案', '经费']) {
        let total: Exact = zero;
        const gave: string[] = [];
        all.forEach((sheet, at) => {
          const content = sheet === 'awaited' ? undefined : sheet?.get(keyOf(code));
          if (!content || !('number' in content)) return;
          total = add(total, exact(content.number));
          gave.push(`u${at}`);
        });
        const cell = folded.cells.get(keyOf(code))!;
        expect(cell.outcome).toEqual(
          gave.length > 0 ? { kind: 'number', value: total } : { kind: 'unknown', because: [keyOf(code)] }
        );
        expect(cell).toMatchObject({ gave: gave.length, of: all.length });
        expect(contributorsOf(folded, keyOf(code))).toEqual(gave);
      }
    }),
    { numRuns: 60 }
  );
});

test('[CO1] sums that grow past what doubles hold exactly stay exact', () => {
  const most = '999999999999999';
  const leaves = Array.from({ length: 40 }, (_, at) => leaf(makeSheet({ 收案: { number: most } }), at));
  const folded = fold(plan, { unit: 'top', sheet: null, children: grouped(leaves, [0, 1, 2], 1) });
  expect(outcomesOf(folded).get(keyOf('收案'))).toEqual({ kind: 'number', value: exact(999999999999999n * 40n) });
});

test('[CO1] text that is no number is not counted as one', () => {
  const wrong = ['', '-', '1e5', '0x10', ' 1', '１', '1,000'].map((number, at) =>
    leaf(makeSheet({ 收案: { number } }), at)
  );
  const folded = fold(plan, {
    unit: 'top',
    sheet: null,
    children: [...wrong, leaf(makeSheet({ 收案: { number: '-3' } }), 99)]
  });
  expect(folded.cells.get(keyOf('收案'))).toMatchObject({
    outcome: { kind: 'number', value: exact(-3) },
    gave: 1,
    of: 8
  });
});

test('[CO7] a part of its own for the parent that has a sheet, then its children', () => {
  const own = makeSheet({ 收案: { number: '1' } });
  const children = [leaf(makeSheet({ 收案: { number: '2' } }), 1)];
  expect(
    partsBelow({ unit: 'top', sheet: own, children }).map(({ unit, children }) => [unit, children.length])
  ).toEqual([
    ['top', 0],
    ['u1', 0]
  ]);
  expect(partsBelow({ unit: 'top', sheet: null, children })).toEqual(children);
});

test('[CO8] units that say different scopes are named', () => {
  const of = (scope: string, at: number) => leaf(makeSheet({ 收案: { number: '1', scope } }), at);
  const folded = fold(plan, {
    unit: 'top',
    sheet: null,
    // an empty scope says nothing
    children: grouped([of('全市', 0), of('市本级', 1), of('全市', 2), of('', 3)], [0, 1], 1)
  });
  expect(said(folded).scopes).toEqual(
    new Map([
      [
        keyOf('收案'),
        new Map([
          ['全市', new Set(['u0', 'u2'])],
          ['市本级', new Set(['u1'])]
        ])
      ]
    ])
  );
});

test('[CO12] random trees: the totals of all places are those of each place alone', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(sheets, sheets), { minLength: 1, maxLength: 40 }),
      fc.array(fc.nat(3), { minLength: 3, maxLength: 5 }),
      (all, picks) => {
        const treeOf = (year: 0 | 1): Part => {
          const leaves = all.map((both, at) => leaf(both[year], at));
          const own = (part: Part, at: number): Part => ({ ...part, sheet: at % 2 ? all[0]![year] : null });
          return { unit: 'top', sheet: all[0]![year], children: grouped(leaves, picks, 2).map(own) };
        };
        const totals = foldParts(plan, treeOf(0), treeOf(1), 2);
        const compare = (now: Part, then: Part, place: number, levels: number) => {
          expect(said(foldedAt(totals, place))).toEqual(said(fold(plan, now, then)));
          if (levels === 0) return;
          partsBelow(now).forEach((part, at) =>
            compare(
              part,
              partsBelow(then)[at]!,
              totals.places[place]!.parts[at]!,
              part.unit === now.unit ? 0 : levels - 1
            )
          );
        };
        compare(treeOf(0), treeOf(1), 0, 2);
      }
    ),
    { numRuns: 40 }
  );
});

test('[CO13] random edits, one cell after the other: all totals on the way up are those of folding anew', () => {
  fc.assert(
    fc.property(
      units,
      units,
      fc.array(fc.nat(3), { minLength: 3, maxLength: 5 }),
      fc.array(fc.tuple(fc.nat(79), fc.constantFrom(...typed), contents), { minLength: 1, maxLength: 25 }),
      (now, then, picks, edits) => {
        const top = (all: readonly Part[]): Part => ({ unit: 'top', sheet: null, children: grouped(all, picks, 2) });
        const sheetsNow = now.map((sheet) => (sheet === 'awaited' || sheet === null ? sheet : new Map(sheet)));
        const before = top(then.map(leaf));
        const totals = foldParts(plan, top(sheetsNow.map(leaf)), before, 2);
        for (const [pick, code, content] of edits) {
          const at = pick % now.length;
          const sheet = sheetsNow[at];
          const shownBefore = totals.places.map((_, place) => said(foldedAt(totals, place)));
          const changed = changeCell(totals, totals.units.indexOf(`u${at}`), keyOf(code), content);
          if (sheet instanceof Map) {
            if (content) sheet.set(keyOf(code), content);
            else sheet.delete(keyOf(code));
          }
          const anew = foldParts(plan, top(sheetsNow.map(leaf)), before, 2);
          totals.places.forEach((_, place) => {
            const is = said(foldedAt(totals, place));
            expect(is).toEqual(said(foldedAt(anew, place)));
            for (const [key, cell] of is.cells)
              if (!changed.includes(key)) expect(cell).toEqual(shownBefore[place]!.cells.get(key));
          });
        }
      }
    ),
    { numRuns: 25 }
  );
});

// ── published consolidations ────────────────────────────────────────────────────────────────────────────────────────

const published = (name: string): { parts: Record<string, number | string>[]; total: Record<string, number> } =>
  JSON.parse(readFileSync(`tests/fixtures/consolidation/${name}.json`, 'utf8'));
const row = (code: string, formula?: string) => ({
  code,
  label: { zh: code },
  department: '司法局',
  ...(formula ? { formula, type: 'rate' as const, decimals: 2 } : {})
});
const numberAt = (folded: Folded, code: string) => {
  const outcome = folded.cells.get(keyOf(code))?.outcome;
  return outcome?.kind === 'number' ? outcome.value : undefined;
};

test.each([
  ['suqian-2023-t3-received', ['收办']],
  ['suqian-2023-fees', ['件', '元']]
])('[CO1] %s: the units add up to the published total', (name, codes) => {
  const { parts, total } = published(name);
  const its = makeForm(codes.map((code) => row(code)));
  const children = parts.map((part) => ({
    unit: String(part.unit),
    sheet: makeSheet(Object.fromEntries(codes.map((code) => [code, { number: String(part[code]) }]))),
    children: []
  }));
  const folded = fold(planTotals(its), { unit: '宿迁市', sheet: null, children });
  for (const code of codes) expect(numberAt(folded, code)).toEqual(exact(total[code]!));
});

test('[CO3] 内蒙古 2010: counts add up, rates are recomputed; the one printed rate that does not follow is found', () => {
  const { parts, total } = published('neimenggu-2010-normative');
  const codes = ['制发', '报送', '及时', '规范', '公布'];
  const its = makeForm([
    ...codes.map((code) => row(code)),
    row('及时率', '及时 / 报送 * 100'),
    row('规范率', '规范 / 报送 * 100')
  ]);
  const itsPlan = planTotals(its);
  const children = parts.map((part) => ({
    unit: String(part.unit),
    sheet: makeSheet(Object.fromEntries(codes.map((code) => [code, { number: String(part[code]) }]))),
    children: []
  }));
  const whole = { unit: '内蒙古自治区', sheet: null, children };
  const folded = fold(itsPlan, whole);
  for (const code of codes) expect(numberAt(folded, code)).toEqual(exact(total[code]!));
  const printed = (of: Folded, figures: Record<string, number | string>) =>
    ['及时率', '规范率'].map((code) => comparePrinted(numberAt(of, code)!, String(figures[`${code}%`])));
  expect(printed(folded, total)).toEqual(['rounded', 'rounded=truncated']);
  expect(partsBelow(whole).map((part, at) => printed(fold(itsPlan, part), parts[at]!))).toEqual([
    ['wrong', 'rounded=truncated'],
    ['exact', 'exact']
  ]);
});

test('[CO6] 滨江区 2019–2020: growth of every department and of the whole district', () => {
  const { parts, total } = published('binjiang-2019-2020-reconsideration');
  const its = makeForm([row('受理'), row('同比', '(受理 - PREV(受理)) / PREV(受理) * 100')]);
  const itsPlan = planTotals(its);
  const tree = (year: string): Part => ({
    unit: '滨江区',
    sheet: null,
    children: parts.map((part) => ({
      unit: String(part.unit),
      sheet: makeSheet({ 受理: { number: String(part[year]) } }),
      children: []
    }))
  });
  const [before, now] = [tree('2019'), tree('2020')];
  const folded = fold(itsPlan, now, before);
  expect(numberAt(folded, '受理')).toEqual(exact(total['2020']!));
  expect(show(numberAt(folded, '同比')!, 1)).toBe(String(total['同比%']));
  const growth = partsBelow(now).map((part, at) => {
    const value = numberAt(fold(itsPlan, part, partsBelow(before)[at]!), '同比');
    return value ? Number(show(value, 1)) : '-';
  });
  expect(growth).toEqual(parts.map((part) => part['同比%']));
});
