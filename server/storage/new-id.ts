// New ids: 100 random bits as 20 letters and digits, safe in addresses, file names and SQL.
import { randomBytes } from 'node:crypto';

const letters = '0123456789abcdefghjkmnpqrstvwxyz'; // without i, l, o, u: an id can be read out over the telephone

/** e.g. `newId<SheetId>()` */
export function newId<T extends string>(): T {
  return Array.from(randomBytes(20), (byte) => letters[byte & 31]).join('') as T;
}
