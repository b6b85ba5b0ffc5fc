// What a number format of Excel tells about the text that it makes: whether it is a date, what it prints for zero and for less than zero.

/** the value of mso-number-format, from CSS to the format itself: `"0\.00%"` → `0.00%`, `\0022元\0022` → `"元"` */
export const formatOfCss = (css: string): string =>
  css
    .trim()
    .replace(/^(["'])([\s\S]*)\1$/, '$2')
    .replace(/\\(?:([\da-f]{4})|([\s\S]))/gi, (_, hex: string | undefined, sign: string | undefined) =>
      hex === undefined ? (sign ?? '') : String.fromCharCode(parseInt(hex, 16))
    );

const namedDates = /^(?:general|short|medium|long)?\s*(?:date|time)$/i;
const namedNumbers = /^(?:general|standard|fixed|percent|scientific|currency|yes\/no|true\/false|on\/off)$/i;

/** yyyy/m/d, [h]:mm, Short Date … */
export function isDateFormat(format: string): boolean {
  if (namedDates.test(format.trim())) return true;
  if (namedNumbers.test(format.trim())) return false;
  const [first = ''] = sectionsOf(format);
  const bare = plainOf(first).replace(/\[(?![hms]+\])[^\]]*\]/gi, '');
  return !/general/i.test(bare) && /[ymdhs]/i.test(bare);
}

/** The accounting formats print zero as a dash, which on our forms means something else. */
export function printsZeroAsDash(format: string): boolean {
  const zero = sectionsOf(format)[2];
  // WPS writes a quotation mark as a 2
  return zero !== undefined && /^[-—–－]+$/.test(literalOf(zero).replace(/2/g, '').trim());
}

/** `0;[Red]0` prints 5 for -5, and only the colour tells */
export function hidesMinus(format: string): boolean {
  const negative = sectionsOf(format)[1];
  return negative !== undefined && /[0#?]/.test(negative) && !/[-−(（△▲]/.test(literalOf(negative));
}

/** sections between semicolons that stand in no quotes */
function sectionsOf(format: string): string[] {
  const sections = [''];
  let quoted = false;
  for (let at = 0; at < format.length; at += 1) {
    const sign = format[at]!;
    if (sign === ';' && !quoted) {
      sections.push('');
      continue;
    }
    if (sign === '"') quoted = !quoted;
    sections[sections.length - 1] += sign;
    if (sign === '\\' && !quoted) sections[sections.length - 1] += format[(at += 1)] ?? '';
  }
  return sections;
}

/** without quoted texts, escaped signs, paddings and fillings */
const plainOf = (section: string): string => section.replace(/"[^"]*"|\\[\s\S]|_[\s\S]|\*[\s\S]/g, '');

/** what it prints besides digits */
const literalOf = (section: string): string =>
  section
    .replace(/\[[^\]]*\]|_[\s\S]|\*[\s\S]/g, '')
    .replace(/["\\]/g, '')
    .replace(/[0#?.,]/g, '');
