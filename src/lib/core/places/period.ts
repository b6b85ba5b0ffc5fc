// Periods: 2024, 2024-H1, 2024-Q3, 2024-05. As text they sort within their kind.
import { fail, ok, type Result } from '#core/basics/result.ts';

declare const brand: unique symbol;
export type Period = string & { readonly [brand]: 'period' };
export type PeriodKind = 'year' | 'half' | 'quarter' | 'month';

const shape = /^(\d{4})(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])))?$/;

/** `2024`, `2024-H1`, `2024-Q3` or `2024-05`; anything else is refused. */
export function readPeriod(text: string): Result<Period, 'not-a-period'> {
  return shape.test(text) ? ok(text as Period) : fail('not-a-period');
}

export function kindOf(period: Period): PeriodKind {
  if (period.includes('H')) return 'half';
  if (period.includes('Q')) return 'quarter';
  return period.length > 4 ? 'month' : 'year';
}

export const yearOf = (period: Period): number => Number(period.slice(0, 4));

/** The same period one year earlier (上年同期): 2024-Q3 → 2023-Q3. */
export const lastYear = (period: Period): Period =>
  `${String(yearOf(period) - 1).padStart(4, '0')}${period.slice(4)}` as Period;
