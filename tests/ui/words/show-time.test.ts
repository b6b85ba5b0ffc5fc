import { describe, expect, test } from 'vitest';
import { nearness, showTime, timeLeft } from '#ui/words/show-time.ts';
import { words } from '#ui/words/words.ts';

const hour = 3_600_000;
const due = new Date(2024, 4, 31, 17, 0).getTime();
const w = words('zh');

describe('deadlines', () => {
  test.each([
    [-10 * 24 * hour, '还剩 10 天', 'ample'],
    [-3 * 24 * hour, '还剩 3 天', 'soon'],
    [-5.5 * hour, '还剩 5 小时', 'soon'],
    [-0.2 * hour, '还剩 1 小时', 'soon'],
    [0, '今日已逾期', 'late'],
    [23 * hour, '今日已逾期', 'late'],
    [49 * hour, '已逾期 2 天', 'late']
  ])('%i ms after the deadline: %s', (after, left, near) => {
    expect(timeLeft(due, due + after, w)).toBe(left);
    expect(nearness(due, due + after)).toBe(near);
  });

  test('a time is written the same in both languages', () => {
    expect(showTime(due)).toBe('2024-05-31 17:00');
  });
});
