import { expect, test } from 'vitest';
import { completenessOf } from '#core/consolidation/completeness.ts';

test('[CO11] who is expected, who reported, who is missing and at which stage', () => {
  const units = [
    { unit: '甲县', stage: 'reported' },
    { unit: '乙县', stage: 'filling' },
    { unit: '丙县', stage: null },
    { unit: '丁县', stage: 'accepted' },
    { unit: '戊县', stage: 'filling' }
  ];
  expect(completenessOf(units, new Set(['reported', 'accepted']))).toEqual({
    expected: ['甲县', '乙县', '丁县', '戊县'],
    reported: ['甲县', '丁县'],
    missing: [
      { unit: '乙县', stage: 'filling' },
      { unit: '丙县', stage: null },
      { unit: '戊县', stage: 'filling' }
    ],
    byStage: new Map([
      ['reported', ['甲县']],
      ['filling', ['乙县', '戊县']],
      ['accepted', ['丁县']]
    ])
  });
});

test('[CO11] nobody asked, nobody missing', () => {
  expect(completenessOf([], new Set(['reported']))).toEqual({
    expected: [],
    reported: [],
    missing: [],
    byStage: new Map()
  });
});
