// Sentences of findings: indicators as printed, with their row numbers, and the values of both sides (UI3).
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import type { Finding } from '#core/validation/finding.ts';
import type { Locale } from './locale.ts';
import { sayPlace } from './say-place.ts';
import { sayWords } from './say-words.ts';
import type { Catalogue } from './words.ts';

export interface SaidFinding {
  /** what is doubtful, with the values of both sides */
  headline: string;
  /** the indicators behind it, each with its value; '' when the headline names them already */
  operands: string;
}

const signs: Readonly<Record<string, string>> = { '<=': '≤', '>=': '≥', '<>': '≠', '=': '＝', '<': '＜', '>': '＞' };

export function sayFinding(finding: Finding, form: CompiledForm, locale: Locale, w: Catalogue): SaidFinding {
  const place = finding.places[0] === undefined ? '' : sayPlace(finding.places[0], form, locale, w);
  const first = finding.sides[0] ?? finding.operands[0]?.shown ?? '';
  switch (finding.kind) {
    case 'rule':
      return { headline: ruleHeadline(finding, locale, w), operands: operandsOf(finding, form, locale, w) };
    case 'scope':
      return {
        headline: w.findings.scope(
          finding.places.map((key) => sayPlace(key, form, locale, w)).join(w.common.listSeparator)
        ),
        operands: finding.text ? sayWords(finding.text, locale) : ''
      };
    case 'decimals':
      return { headline: w.findings.decimals(place, first), operands: '' };
    case 'negative':
      return { headline: w.findings.negative(place, first), operands: '' };
    case 'row':
      return { headline: w.findings.rowIncomplete(place, finding.places.length), operands: '' };
    case 'stated':
      return { headline: w.findings.stated(place, first, finding.sides.at(-1) ?? ''), operands: '' };
  }
}

function ruleHeadline(finding: Finding, locale: Locale, w: Catalogue): string {
  const comparison = finding.sides.map((side) => signs[side] ?? (side === '' ? w.findings.blankShown : side)).join(' ');
  const headline = finding.text
    ? w.findings.ruleBroken(sayWords(finding.text, locale), comparison)
    : w.findings.doesNotHold(comparison);
  return finding.possible ? w.findings.possible(headline) : headline;
}

function operandsOf(finding: Finding, form: CompiledForm, locale: Locale, w: Catalogue): string {
  return finding.operands
    .map(({ key, previous, shown, asZero }) => {
      const place = sayPlace(key, form, locale, w);
      return w.findings.amount(
        previous ? w.findings.lastYear(place) : place,
        asZero ? w.findings.asZero : shown === '' ? w.findings.blankShown : shown
      );
    })
    .join(w.common.sentenceSeparator);
}
