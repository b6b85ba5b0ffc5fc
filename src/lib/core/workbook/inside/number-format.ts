// What a number format says about the number it shows: a date, a percentage. Formats are data of strangers: only looked at, never run.

/** formats that a workbook names by number only; dates in Chinese versions of Excel use 27 to 36 and 50 to 58 */
const builtIn: Readonly<Record<number, string>> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  12: '# ?/?',
  13: '# ??/??',
  14: 'yyyy/m/d',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'yyyy/m/d h:mm',
  37: '#,##0;-#,##0',
  38: '#,##0;[Red]-#,##0',
  39: '#,##0.00;-#,##0.00',
  40: '#,##0.00;[Red]-#,##0.00',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss.0',
  48: '##0.0E+0',
  49: '@'
};

/** undefined for General */
export function builtInFormat(id: number): string | undefined {
  if ((id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return 'yyyy"年"m"月"d"日"';
  return builtIn[id];
}

/** The signs that count: without quoted text, escaped characters, fillers, and [colours] or [conditions]. */
function bare(format: string): string {
  return format
    .slice(0, 512) // Excel allows 255
    .replace(/"[^"]*"|\\.|[_*]./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
}

export function isDateFormat(format: string | undefined): boolean {
  if (format === undefined) return false;
  const signs = bare(format.split(';')[0] ?? '');
  return /[ymdhs]/i.test(signs) && !/general/i.test(signs) && !/[0#?]\s*[eE][+-]/.test(signs);
}

/** 0.7323 shown as 73.23% */
export const isPercentFormat = (format: string | undefined): boolean =>
  format !== undefined && bare(format.split(';')[0] ?? '').includes('%');

const dayMs = 86_400_000;

/**
 * Excel's day number as ISO text: 45292 → '2024-01-01', 45292.5 → '2024-01-01T12:00'. Undefined outside 1900 to 9999.
 * Day 60 of the 1900 system, the 29 February that never was, is undefined too.
 */
export function dateOf(serial: number, from1904: boolean): string | undefined {
  const day = Math.floor(serial) + (from1904 ? 1462 : 0);
  if (!Number.isFinite(serial) || day < 1 || day > 2_958_465 || day === 60) return undefined;
  const base = Date.UTC(1899, 11, day < 60 ? 31 : 30);
  const minutes = Math.round((serial - Math.floor(serial)) * 1440);
  const text = new Date(base + day * dayMs + minutes * 60_000).toISOString();
  return minutes === 0 ? text.slice(0, 10) : text.slice(0, 16);
}

/**
 * Words that the format puts around the number: 0"余" → { before: '', after: '余' }. Only of formats for all numbers alike; a format with
 * conditions may show something else.
 */
export function affixesOf(format: string | undefined): { before: string; after: string } {
  const none = { before: '', after: '' };
  if (format === undefined || format.length > 255 || format.includes('[')) return none;
  const [positive = '', negative, more] = format.split(';');
  if (more !== undefined || (negative !== undefined && negative.replace('-', '') !== positive)) return none;
  const found = /^(?:"([^"]*)")?\s*[#0,]*[#0](?:\.[#0]+)?\s*(?:"([^"]*)")?$/.exec(positive);
  return found ? { before: found[1] ?? '', after: found[2] ?? '' } : none;
}
