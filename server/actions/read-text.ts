// What people write to each other, as it is kept: of one kind of line ends, and to be read as it was written.
import { Problem } from '#core/basics/problem.ts';

/**
 * Without signs that cannot be seen or that turn the direction of writing; trimmed; may be empty.
 *
 * @param most  letters, however many units each takes
 */
export function readText(typed: string, most: number): string {
  const text = typed
    .replace(/\r\n?/g, '\n')
    .replace(/(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ')
    // marks of direction and of no width; those that join letters (in emoji, in Persian) stay
    .replace(/[\u00ad\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff]/g, '')
    .trim();
  if (!/[^\s\p{Cf}\p{Mn}\u3164]/u.test(text)) return ''; // nothing that anybody would see
  if ([...text].length > most) throw new Problem('malformed', { field: 'text', most });
  return text;
}
