// Copied cells on their way out: text for any program, HTML that Excel and WPS take as numbers with their formats, and our own flavour.
import { decimalsOf, show, type Exact } from '#core/basics/exact.ts';
import type { CellValue, Qualifier } from '#core/forms/cell-value.ts';
import type { Flavours } from './read-clipboard.ts';
import { plainNumber } from './read-pasted.ts';
import { writeOwn } from './read-clipboard.ts';

/** A cell to be copied: what it shows, what it holds, and the number in it where there is one. */
export interface CopiedCell {
  text: string;
  value?: CellValue;
  /** exact digits and the format that shows them as our cell does */
  number?: { digits: string; format: string };
}

/** An entered number as Excel is to show it: as many decimals as were typed, the qualifier in the format (57 shown as 57余). */
export function enteredNumber(
  number: string,
  qualifier: Qualifier | undefined,
  isBefore: boolean
): CopiedCell['number'] {
  // Excel would cut what is longer than its 15 digits: that stays text
  if (number.replace(/\D/g, '').replace(/^0+/, '').length > 15) return undefined;
  const digits = digitsFormat(decimalsOf(number));
  const quoted = qualifier === undefined ? '' : `"${qualifier}"`;
  return { digits: number, format: isBefore ? quoted + digits : digits + quoted };
}

/** A computed number: all that Excel can hold of it behind what our cell shows. */
export const computedNumber = (value: Exact, shown: string): CopiedCell['number'] => ({
  digits: plainNumber(show(value, 15)) ?? shown,
  format: digitsFormat(decimalsOf(shown))
});

const digitsFormat = (decimals: number): string => (decimals === 0 ? '0' : `0.${'0'.repeat(decimals)}`);

export function writeClipboard(block: readonly (readonly CopiedCell[])[]): Flavours {
  const rows = block.map((line) => `<tr>${line.map(htmlOf).join('')}</tr>`);
  const head = '<head><meta charset="utf-8"><style>br{mso-data-placement:same-cell}</style></head>';
  return {
    own: writeOwn(block.map((line) => line.map(({ text, value }) => (value ? { text, value } : { text })))),
    html: `<html xmlns:x="urn:schemas-microsoft-com:office:excel">${head}<body><table>${rows.join('\n')}</table></body></html>`,
    text: block.map((line) => line.map(textOf).join('\t')).join('\r\n')
  };
}

function htmlOf({ text, number }: CopiedCell): string {
  if (number)
    return `<td align="right" x:num="${number.digits}" style='mso-number-format:"${cssOf(number.format)}"'>${escaped(text)}</td>`;
  return text === '' ? '<td></td>' : `<td x:str style='mso-number-format:"\\@"'>${escaped(text)}</td>`;
}

const cssOf = (format: string): string => format.replaceAll('"', '\\0022').replaceAll('.', '\\.');

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '<br>'
};
const escaped = (text: string): string =>
  text.replace(/[&<>"\n]/g, (sign) => entities[sign]!).replace(/^ | $| (?= )/gm, '&nbsp;');

/** Excel runs a pasted text that begins like a formula; a leading ' keeps it a text, in Excel as with us. */
function textOf({ text, number }: CopiedCell): string {
  const safe = !number && /^[=+\-@＝＋－＠]./su.test(text) && !/^[+-]?[\d.,]+%?$/.test(text) ? `'${text}` : text;
  return /[\t\r\n]|^"/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
