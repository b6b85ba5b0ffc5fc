import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  abs,
  add,
  compare,
  decimalsOf,
  divide,
  exact,
  max,
  min,
  multiply,
  round,
  show,
  subtract,
  toText
} from '#core/basics/exact.ts';
import type { Comparator, Expression, Outcome } from '#core/formula/ast.ts';
import { compile, evaluate, judge, type Lookup, type Verdict } from '#core/formula/evaluate.ts';
import { readComparison, readExpression } from '#core/formula/parse.ts';
import { formulas, outcomeOf, typedValues } from './random-formulas.ts';

describe('[FL4, FL5, FL6, FL7, FL16] evaluate.table.txt', () => {
  const lines = readFileSync('tests/core/formula/evaluate.table.txt', 'utf8').split('\n');
  const examples = lines.filter((line) => line.includes('|') && !line.startsWith('#'));
  test.each(examples.map((line) => line.split('|').map((part) => part.trim())))(
    '%s | %s → %s',
    (formula, values, wanted) => {
      const lookup = lookupOf(values!);
      const comparison = readComparison(formula!);
      const read = comparison.ok ? comparison : readExpression(formula!);
      expect(read.ok ? 'read' : read.error).toBe('read');
      if (comparison.ok) expect(verdictText(judge(comparison.value, lookup))).toBe(wanted);
      else if (read.ok) expect(outcomeText(evaluate(read.value as Expression, lookup), wanted!)).toBe(wanted);
    }
  );
});

function lookupOf(values: string): Lookup {
  const given = new Map(
    values
      .split(/\s+/)
      .filter(Boolean)
      .map((pair) => [pair.slice(0, pair.lastIndexOf('=')), pair.slice(pair.lastIndexOf('=') + 1)])
  );
  return (ref, previous) => {
    const name = previous ? `上年.${ref}` : ref;
    const value = given.get(name);
    return value === '—' ? { kind: 'undefined' } : outcomeOf(value, name);
  };
}

function outcomeText(outcome: Outcome, wanted: string): string {
  if (outcome.kind === 'undefined') return '—';
  if (outcome.kind === 'unknown') return `未知：${outcome.because.join(' ')}`;
  return wanted.startsWith('≈') ? `≈ ${show(outcome.value, decimalsOf(wanted))}` : toText(outcome.value);
}

function verdictText(verdict: Verdict): string {
  if (verdict.kind === 'holds') return '成立';
  if (verdict.kind === 'unknown') return `不评判：${verdict.because.join(' ')}`;
  return `不成立：${verdict.sides.map((side) => outcomeText(side, '')).join(' ')}`;
}

const expression = (text: string): Expression => {
  const read = readExpression(text);
  if (!read.ok) throw new Error(`${text}: ${JSON.stringify(read.error)}`);
  return read.value;
};

test('[FL7] a comparison that fails says at which sign', () => {
  const read = readComparison('0 <= A <= 100');
  if (!read.ok) throw new Error('unreadable');
  expect(judge(read.value, () => ({ kind: 'number', value: exact(-1) }))).toMatchObject({ kind: 'fails', step: 0 });
  expect(judge(read.value, () => ({ kind: 'number', value: exact(101) }))).toMatchObject({ kind: 'fails', step: 1 });
});

test('[FL4] what an operand misses is passed on: a rate of an unknown total names the cells beneath it', () => {
  const lookup: Lookup = (ref) =>
    ref === '合计' ? { kind: 'unknown', because: ['甲', '乙'] } : { kind: 'unknown', because: [] };
  expect(evaluate(expression('合计 / B * PREV(C)'), lookup)).toEqual({
    kind: 'unknown',
    because: ['甲', '乙', 'B', 'PREV:C']
  });
});

test('[FL4] coverage stays the reason only while nothing is missing besides', () => {
  const outcomes: Record<string, Outcome> = {
    A: { kind: 'unknown', because: ['a'], reason: 'coverage' },
    B: { kind: 'unknown', because: ['b'], reason: 'coverage' },
    C: { kind: 'unknown', because: ['c'], reason: 'missing' }
  };
  const lookup: Lookup = (ref) => outcomes[ref]!;
  expect(evaluate(expression('A + B'), lookup)).toEqual({ kind: 'unknown', because: ['a', 'b'], reason: 'coverage' });
  expect(evaluate(expression('A + B + C'), lookup)).toEqual({ kind: 'unknown', because: ['a', 'b', 'c'] });
});

test('[FL12] a compiled formula asks for distinct operands by index, in the order of the text', () => {
  const { operands, run } = compile(expression('B + A * PREV(A) + B'));
  expect(operands).toEqual([
    { ref: 'B', previous: false },
    { ref: 'A', previous: false },
    { ref: 'A', previous: true }
  ]);
  const values = [exact(1), exact(10), exact(100)];
  expect(run((index) => ({ kind: 'number', value: values[index]! }))).toEqual({ kind: 'number', value: exact(1002) });
});

test('[FL12] random formulas: the compiled closure gives what the definition of the language gives', () => {
  const names = ['A', 'B', 'C', 'D'];
  const kinds = new Set<string>();
  fc.assert(
    fc.property(formulas(names), fc.array(typedValues, { minLength: 8, maxLength: 8 }), (text, values) => {
      const lookup: Lookup = (ref, previous) =>
        outcomeOf(values[names.indexOf(ref) + (previous ? 4 : 0)], previous ? `PREV:${ref}` : ref);
      const ours = evaluate(expression(text), lookup);
      kinds.add(ours.kind);
      const missing = new Set<string>();
      const plain = byDefinition(expression(text), lookup, missing);
      if (missing.size > 0) {
        expect(ours.kind).toBe('unknown');
        if (ours.kind === 'unknown') expect(new Set(ours.because)).toEqual(missing);
      } else expect(ours).toEqual(plain === 'undefined' ? { kind: 'undefined' } : { kind: 'number', value: plain });
    }),
    { numRuns: 2000 }
  );
  expect(kinds.size).toBe(3);
});

type Plain = ReturnType<typeof exact> | 'undefined';

/** The language as the README says it, without regard to speed: shares no line with evaluate.ts. */
function byDefinition(part: Expression, lookup: Lookup, missing: Set<string>, previous = false): Plain {
  const value = (inner: Expression) => byDefinition(inner, lookup, missing, previous);
  const numbers = (all: readonly Plain[]) =>
    all.includes('undefined') ? undefined : (all as ReturnType<typeof exact>[]);
  switch (part.kind) {
    case 'number':
      return part.value;
    case 'operand': {
      const outcome = lookup(part.ref, previous);
      if (outcome.kind === 'unknown') missing.add(outcome.because[0]!);
      return outcome.kind === 'number' ? outcome.value : 'undefined';
    }
    case 'negate': {
      const of = value(part.of);
      return of === 'undefined' ? of : subtract(exact(0), of);
    }
    case 'binary': {
      const sides = numbers([value(part.left), value(part.right)]);
      if (!sides) return 'undefined';
      const [a, b] = sides as [ReturnType<typeof exact>, ReturnType<typeof exact>];
      if (part.op === '+') return add(a, b);
      if (part.op === '-') return subtract(a, b);
      if (part.op === '*') return multiply(a, b);
      return divide(a, b) ?? 'undefined';
    }
    case 'if': {
      const ofCondition = new Set<string>();
      const all = [part.condition.first, ...part.condition.steps.map((step) => step.right)];
      const sides = numbers(all.map((side) => byDefinition(side, lookup, ofCondition, previous)));
      for (const ref of ofCondition) missing.add(ref);
      if (!sides || ofCondition.size > 0) return 'undefined';
      const holds = part.condition.steps.every(({ op }, at) => signs(op).includes(compare(sides[at]!, sides[at + 1]!)));
      return value(holds ? part.then : part.otherwise);
    }
    case 'call': {
      if (part.name === 'PREV') return byDefinition(part.arguments[0]!, lookup, missing, true);
      if (part.name === 'TALLY') {
        const found = part.arguments.map((of) => {
          const without = new Set<string>();
          const number = byDefinition(of, lookup, without, previous);
          return { without, number };
        });
        const there = numbers(found.filter(({ number }) => number !== 'undefined').map(({ number }) => number));
        if (there && there.length > 0) return there.reduce(add);
        for (const { without } of found) for (const ref of without) missing.add(ref);
        return 'undefined';
      }
      const all = numbers(part.arguments.map(value));
      if (!all) return 'undefined';
      const [first, second] = all;
      if (part.name === 'SUM') return all.reduce(add);
      if (part.name === 'MAX') return all.reduce(max);
      if (part.name === 'MIN') return all.reduce(min);
      if (part.name === 'ABS') return abs(first!);
      return round(first!, Number(second!.n));
    }
  }
}

const signs = (op: Comparator): readonly number[] =>
  ({ '=': [0], '<>': [-1, 1], '<': [-1], '<=': [-1, 0], '>': [1], '>=': [0, 1] })[op];

test('[FL11] random quotients: ROUND gives the number that is shown', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1 }), fc.nat(6), (a, b, decimals) => {
      const lookup: Lookup = (ref) => ({ kind: 'number', value: exact(ref === 'A' ? a : b) });
      const [rounded, whole] = [
        evaluate(expression(`ROUND(A / B, ${decimals})`), lookup),
        evaluate(expression('A / B'), lookup)
      ];
      if (rounded.kind !== 'number' || whole.kind !== 'number') throw new Error('no number');
      expect(show(rounded.value, decimals)).toBe(show(whole.value, decimals));
    })
  );
});
