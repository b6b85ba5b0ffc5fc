// Findings for one entered cell by itself: digits that the indicator does not have, counts below zero, ranks below one.
import { decimalsOf } from '#core/basics/exact.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { FormCell } from '#core/forms/compiled-form.ts';
import type { Finding } from './finding.ts';

/** Empty for every kind of nothing, text and statements. Scale and sign are checked on the digits as typed: nothing was rounded. */
export function checkCell(cell: FormCell, content: CellContent | undefined): Finding[] {
  if (cell.kind !== 'entered' || !content || !('number' in content)) return [];
  const findings: Finding[] = [];
  const { number } = content;
  if (significantDecimals(number) > cell.decimals) findings.push(about(cell, number, 'decimals', 'explain', [number]));
  const isBelow = number.startsWith('-') || (cell.type === 'rank' && isBelowOne(number));
  if (isBelow && mayNotBeNegative(cell)) findings.push(about(cell, number, 'negative', 'must', limit(cell, number)));
  return findings;
}

/** 12.50 has one */
const significantDecimals = (number: string): number =>
  decimalsOf(number.includes('.') ? number.replace(/\.?0+$/, '') : number);

const isBelowOne = (number: string): boolean => /^-|^0(?:\.|$)/.test(number);

/** Amounts of money may be refunds, changes go both ways. */
const mayNotBeNegative = ({ type, signed }: FormCell): boolean =>
  !signed && (type === 'count' || type === 'rank' || type === 'rate');

const limit = (cell: FormCell, number: string): string[] => [number, '>=', cell.type === 'rank' ? '1' : '0'];

function about(
  cell: FormCell,
  number: string,
  kind: 'decimals' | 'negative',
  severity: Finding['severity'],
  sides: readonly string[]
): Finding {
  return {
    id: `${kind}:${cell.key}`,
    severity,
    kind,
    places: [cell.key],
    operands: [{ key: cell.key, previous: false, shown: number }],
    sides,
    fingerprint: `${cell.key}=${number}`
  };
}
