// Names of sheets and files that every program and every disk takes.

const control = '\\u0000-\\u001f\\u007f';
const notInSheets = new RegExp(`[[\\]:*?/\\\\${control}]`, 'g');
// and the marks that turn the direction of writing: fdp.xlsx could look like xslx.pdf
const notInFiles = new RegExp(`[<>:"/\\\\|?*_${control}\\u200e\\u200f\\u202a-\\u202e]`, 'g');

/** Excel: 31 characters, none of []:*?/\, no ' at the ends, not “History”; unique without regard to case. */
export function sheetNames(wanted: readonly string[]): string[] {
  const taken = new Set<string>();
  return wanted.map((name) => {
    const plain = sheetName(name);
    for (let number = 1; ; number++) {
      const suffix = number === 1 ? '' : `(${number})`;
      const tried = clip(plain, 31 - suffix.length) + suffix;
      if (taken.has(tried.toLowerCase())) continue;
      taken.add(tried.toLowerCase());
      return tried;
    }
  });
}

function sheetName(wanted: string): string {
  const plain = wanted
    .replace(notInSheets, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^['\s]+|['\s]+$/g, '');
  return plain === '' || plain.toLowerCase() === 'history' ? `${plain}_` : clip(plain, 31);
}

/** without half a character at the end */
const clip = (text: string, length: number): string => text.slice(0, length).replace(/[\ud800-\udbff]$/, '');

/** 'x'!A1 in a formula: always quoted, so that a name like R1C1 or 2024 is no trouble */
export const quoteSheet = (name: string): string => `'${name.replaceAll("'", "''")}'`;

/**
 * 单位_表名_填报期.xlsx: without what Windows refuses, at most 120 characters before the ending (paths there end at 260).
 *
 * @param parts absent ones are left out
 */
export function exportFileName(...parts: readonly (string | undefined)[]): string {
  const name = parts
    .map((part) =>
      (part ?? '')
        .normalize('NFC')
        .replace(notInFiles, ' ')
        .replace(/\s+/g, ' ')
        .replace(/^[. ]+|[. ]+$/g, '')
    )
    .filter((part) => part !== '')
    .join('_');
  const safe = /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(name) ? `${name}_` : name;
  return `${clip(safe, 120).trimEnd() || '汇表'}.xlsx`;
}
