// 校验码: printed into a consolidated workbook, so that somebody with a print in their hands can ask the system what it is of.
import { createHash } from 'node:crypto';
import type { SheetId } from '#core/basics/ids.ts';

/** without I, L, O and U: what is read from paper is not mistaken */
const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const groups = 4;
const groupLength = 4;

export type AsOf = readonly (readonly [SheetId, number])[];

/** @param content whatever tells two files apart, as JSON @returns HB-XXXX-XXXX-XXXX-XXXX, 80 bits of its sha-256 */
export function codeFor(content: unknown): string {
  const digest = createHash('sha256').update(JSON.stringify(content)).digest();
  const letters = Array.from({ length: groups * groupLength }, (_, index) => {
    const bit = index * 5;
    const pair = (digest.readUInt8(bit >> 3) << 8) | digest.readUInt8((bit >> 3) + 1);
    return signs[(pair >> (11 - (bit & 7))) & 31];
  });
  const parts = Array.from({ length: groups }, (_, at) =>
    letters.slice(at * groupLength, (at + 1) * groupLength).join('')
  );
  return ['HB', ...parts].join('-');
}

/** As somebody typed it: small letters, other dashes or none, O for 0, I or L for 1. Undefined when it is none. */
export function readCode(typed: string): string | undefined {
  const plain = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/^HB/, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  if (plain.length !== groups * groupLength || [...plain].some((sign) => !signs.includes(sign))) return undefined;
  return `HB-${plain.match(/.{4}/g)!.join('-')}`;
}

/** which sheets were read and at which log numbers, as one text that is the same for the same */
export const asOfDigest = (asOf: AsOf): string =>
  createHash('sha256')
    .update(
      [...asOf]
        .map(([sheet, seq]) => `${sheet} ${seq}`)
        .sort()
        .join('\n')
    )
    .digest('hex');
