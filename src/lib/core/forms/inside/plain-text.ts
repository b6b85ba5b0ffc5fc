// Signs that look alike as one sign: full-width forms, the many spaces and minus signs, invisible characters.

const invisible = /[\u200b-\u200d\u2060\ufeff\u00ad]/g;
const spaces = /[\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+/g;
// 2013 is the en dash of typesetters, 2212 the mathematical minus; the long dash 2014 is no minus, it means 不适用
const minuses = /[\u2010\u2011\u2012\u2013\u2212\ufe63](?=[\d￥¥.])/g;
const fullWidth = /[\uff01-\uff5e]/g;

/** For comparing and reading, never for keeping: `１，２３４．５` → `1,234.5`. */
export const plainText = (text: string): string =>
  text
    .replace(invisible, '')
    .replace(fullWidth, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(spaces, ' ')
    .trim()
    .replace(minuses, '-');

// Lone surrogates and control characters break databases and workbooks; line breaks and tabs are allowed.
// eslint-disable-next-line no-control-regex
const badCharacter = /[\ud800-\udfff\ufffe\uffff\u0000-\u0008\u000b\u000c\u000e-\u001f]/u;
// eslint-disable-next-line no-control-regex
const badCharacters = /[\ud800-\udfff\ufffe\uffff\u0000-\u0008\u000b\u000c\u000e-\u001f]/gu;

export const hasBadCharacters = (text: string): boolean => badCharacter.test(text);
export const withoutBadCharacters = (text: string): string => text.replace(badCharacters, '');
