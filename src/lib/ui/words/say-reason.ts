// Why a text or an edit was not written, in words.
import type { Catalogue } from './words.ts';

/** @param reason a mistake of reading, a refusal of the server, or a place outside the cells; an unknown one is said as it is */
export function sayReason(reason: string, detail: string | undefined, w: Catalogue): string {
  const known: Record<string, string> = { ...w.whyNot, ...w.mistakes };
  const sentence = Object.hasOwn(known, reason) ? known[reason]! : reason;
  return detail === undefined || detail === '' ? sentence : sentence + w.mistakeDetail(detail);
}
