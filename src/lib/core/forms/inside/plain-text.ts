// Signs that look alike as one sign: full-width forms, the many spaces and minus signs, invisible characters.

// Zero-width signs, and the marks that keep a text running left to right, which calculators and web pages put around figures.
// Those that turn it round (202e) stay and are refused: they show 15 as 51.
const invisible = /[\u200b-\u200e\u2060\ufeff\u00ad\u202a\u202c\u202d\u2066\u2068\u2069]/g;
const spaces = /[\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+/g;
const separators = /[\t\n\v\f\r\u2028\u2029]/;
// 2013 is the en dash of typesetters, 2212 the mathematical minus; the long dash 2014 is no minus, it means 不适用
const minuses = /[\u2010\u2011\u2012\u2013\u2212\ufe63](?=[\d￥¥.])/g;
const fullWidth = /[\uff01-\uff5e]/g;

/** For comparing and reading, never for keeping: `１，２３４．５` → `1,234.5`. A line break or tab stays apart from a space: it parts two figures. */
export const plainText = (text: string): string =>
  text
    .replace(invisible, '')
    .replace(fullWidth, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(spaces, (run) => (separators.test(run) ? '\n' : ' '))
    .trim()
    .replace(minuses, '-');

const dashes = /^[-\u2010-\u2015\u2212\u2500\u2501\u2e3a\u2e3b\ufe58\ufe63]+$/u;

/** Signs of nothing that nobody can tell apart on paper are one sign: every run of dashes is —, ／ is /. */
export function plainSign(text: string): string {
  const plain = plainText(text);
  return dashes.test(plain) ? '—' : plain;
}

// Lone surrogates and control characters break databases and workbooks; line breaks and tabs are allowed.
// eslint-disable-next-line no-control-regex
const badCharacter = /[\ud800-\udfff\ufffe\uffff\u0000-\u0008\u000b\u000c\u000e-\u001f]/u;
// eslint-disable-next-line no-control-regex
const badCharacters = /[\ud800-\udfff\ufffe\uffff\u0000-\u0008\u000b\u000c\u000e-\u001f]/gu;

export const hasBadCharacters = (text: string): boolean => badCharacter.test(text);
export const withoutBadCharacters = (text: string): string => text.replace(badCharacters, '');
