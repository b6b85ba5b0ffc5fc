// Deadlines at moments around them, in China and elsewhere.
import { describe, expect, test } from 'vitest';
import { deadlineAt } from '#core/workflow/deadlines.ts';

const at = (text: string): number => Date.parse(text);
const due = at('2025-01-20T18:00:00+08:00');

describe('deadlines', () => {
  test.each([
    ['2025-01-17T09:00:00+08:00', { kind: 'open', daysLeft: 3 }],
    ['2025-01-18T23:59:59+08:00', { kind: 'open', daysLeft: 2 }],
    ['2025-01-19T00:00:00+08:00', { kind: 'open', daysLeft: 1 }],
    ['2025-01-20T00:00:00+08:00', { kind: 'open', daysLeft: 0 }],
    ['2025-01-20T18:00:00+08:00', { kind: 'open', daysLeft: 0 }],
    ['2025-01-20T18:00:00.001+08:00', { kind: 'overdue', daysLate: 0 }],
    ['2025-01-21T00:30:00+08:00', { kind: 'overdue', daysLate: 1 }],
    ['2025-02-01T08:00:00+08:00', { kind: 'overdue', daysLate: 12 }]
  ])('[WF10] at %s', (now, expected) => {
    expect(deadlineAt(due, at(now))).toEqual(expected);
  });

  test('[WF10] the day is that of the place: the same moment is another day elsewhere', () => {
    const now = at('2025-01-19T20:00:00Z'); // the 20th in China, still the 19th in London
    expect(deadlineAt(due, now)).toEqual({ kind: 'open', daysLeft: 0 });
    expect(deadlineAt(due, now, 0)).toEqual({ kind: 'open', daysLeft: 1 });
  });

  test('[WF10] without a deadline nothing is late', () => {
    expect(deadlineAt(null, due)).toEqual({ kind: 'none' });
  });
});
