// Two decimals as texts: 12.50 and 12.5 are one number, and so are +2 and 2.
import { compare, readExact } from '#core/basics/exact.ts';

export function sameNumber(a: string, b: string): boolean {
  const [first, second] = [readExact(a.replace(/^\+/, '')), readExact(b.replace(/^\+/, ''))];
  return first.ok && second.ok && compare(first.value, second.value) === 0;
}
