// How much room text takes: Chinese characters are as wide as two Latin ones. Programs do not make merged cells fit by themselves.

/** in characters of the body font */
export function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) width += (letter.codePointAt(0) ?? 0) > 0x2e7f || '—…“”‘’'.includes(letter) ? 2 : 1;
  return width;
}

/** Lines that a text needs in a column that is so wide, line breaks counted; at least 1. */
export function linesIn(text: string, width: number): number {
  const room = Math.max(4, width - 1.5); // the margins of a cell
  return text.split('\n').reduce((lines, part) => lines + Math.max(1, Math.ceil(widthOf(part) / room)), 0);
}
