// Why a total has no number, in words.
import type { WhyNone } from '#ui/totals/lay-totals.ts';
import type { Locale } from './locale.ts';
import { sayWords } from './say-words.ts';
import type { Catalogue } from './words.ts';

export function sayWhy({ reason, operands }: WhyNone, locale: Locale, w: Catalogue): string {
  if (reason === 'division') return w.totals.whyDivision;
  const names = operands
    .map(({ label, previous }) => (previous ? w.findings.lastYear(sayWords(label, locale)) : sayWords(label, locale)))
    .join(w.common.listSeparator);
  return reason === 'coverage' ? w.totals.whyCoverage(names) : w.totals.whyMissing(names);
}
