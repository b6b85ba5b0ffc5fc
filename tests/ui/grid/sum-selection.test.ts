import { describe, expect, test } from 'vitest';
import { exact } from '#core/basics/exact.ts';
import { sumSelection } from '#ui/grid/sum-selection.ts';

const of = (...texts: string[]) => sumSelection(texts.map((text) => exact(text)));

describe('the selection', () => {
  test('[UI8] sums are exact where doubles are not', () => {
    expect(of('0.1', '0.2')).toEqual({ count: 2, sum: '0.3', average: '0.15', least: '0.1', most: '0.2' });
    expect(of('0.000001', '0.000002').sum).toBe('0.000003');
    expect(of('9007199254740993', '1').sum).toBe('9007199254740994');
  });

  test('[UI8] an average that does not end is shown to four places, rounded half up', () => {
    expect(of('1', '1', '0').average).toBe('0.6667');
    expect(of('2', '0', '0').average).toBe('0.6667');
  });

  test('[UI8] nothing counted shows nothing', () => {
    expect(of()).toEqual({ count: 0, sum: '', average: '', least: '', most: '' });
  });

  test('[UI8] the least and the most are those of the numbers, whatever their order and sign', () => {
    expect(of('3', '-2.50', '10')).toMatchObject({ least: '-2.5', most: '10' });
  });
});
