// Finding an indicator or a section by name, code, pinyin or its initials.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import type { Locale } from '#ui/words/locale.ts';
import { sayWords } from '#ui/words/say-words.ts';
import { flat, type Section } from './sections.ts';

/** Chinese sign → its readings without tones, `hang xing`: those it has in this form and its other common ones. */
export type Readings = Readonly<Record<string, string>>;

export interface Found {
  key: CellKey;
  label: string;
  /** '' for a section */
  code: string;
  /** as printed; 0 for a section */
  number: number;
  table: string;
}

interface Place extends Found {
  /** what is searched, in small letters: name in the language of the screen and in Chinese, and the code */
  names: readonly string[];
}

/** longer than any name; what is pasted by mistake is not searched to its end */
const longestTyped = 60;

export type Index = readonly Place[];

/** Sections first, then indicators, each in the order of the form. */
export function indexOf(form: CompiledForm, sections: readonly Section[], locale: Locale): Index {
  const places: Place[] = flat(sections).map(({ first, title, table }) => ({
    key: first,
    label: title,
    code: '',
    number: 0,
    table,
    names: [small(title)]
  }));
  const firsts = new Map<string, CellKey>();
  for (const { key, table, row, kind } of form.cells.values())
    if (kind === 'entered' && !firsts.has(`${table}/${row}`)) firsts.set(`${table}/${row}`, key);
  for (const { key, table, row, kind } of form.cells.values())
    if (kind === 'derived' && !firsts.has(`${table}/${row}`)) firsts.set(`${table}/${row}`, key);
  for (const table of form.tables)
    for (const row of table.rows) {
      const key = firsts.get(`${table.code}/${row.code}`);
      if (!row.hasCells || key === undefined) continue;
      const label = sayWords(row.definition.label, locale);
      const names = [...new Set([label, row.definition.label.zh, row.code].map(small))];
      places.push({ key, label, code: row.code, number: row.number, table: table.code, names });
    }
  return places;
}

const small = (text: string): string => text.normalize('NFKC').toLowerCase();

/**
 * Places that hold every typed word (words are split at spaces), best first: a name or code that is the typed text, one that begins with it, one
 * that holds it, then what only its pinyin fits.
 */
export function find(index: Index, typed: string, readings: Readings): Found[] {
  const words = small(typed.slice(0, longestTyped)).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const ranked = index.flatMap((place) => {
    const ranks = words.map((word) => rankOf(place, word, readings));
    return ranks.includes(undefined) ? [] : [{ place, rank: Math.max(...(ranks as number[])) }];
  });
  // the sort is stable: within a rank the form's order stays
  return ranked.sort((a, b) => a.rank - b.rank).map(({ place }) => place);
}

function rankOf({ names }: Place, word: string, readings: Readings): number | undefined {
  if (names.includes(word)) return 0;
  if (names.some((name) => name.startsWith(word))) return 1;
  if (names.some((name) => name.includes(word))) return 2;
  if (!/[a-z]/.test(word)) return undefined;
  const fits = names.map((name) => fitOf([...name].filter(isTyped), word, readings)).filter((fit) => fit !== undefined);
  if (fits.length === 0) return undefined;
  // a name whose initials are just this comes before codes that only begin with it
  return fits.some(({ isWhole }) => isWhole) ? 0 : fits.some(({ at }) => at === 0) ? 3 : 4;
}

/** brackets, quotation marks and the like are not typed */
const isTyped = (sign: string): boolean => !/[\p{P}\p{S}\s]/u.test(sign);

/** Where in a name a word can be read that mixes pinyin, initials and signs, and whether it is the whole name; undefined: nowhere. */
function fitOf(
  name: readonly string[],
  word: string,
  readings: Readings
): { at: number; isWhole: boolean } | undefined {
  for (const at of name.keys()) {
    const end = readTo(name, at, word, readings);
    if (end !== undefined) return { at, isWhole: at === 0 && end === name.length };
  }
  return undefined;
}

/**
 * Each sign takes itself, its initial, or a whole reading; the last sign that is read may be typed in part.
 * @returns the place after the last sign that was read; undefined: it cannot be read so
 */
function readTo(name: readonly string[], at: number, rest: string, readings: Readings): number | undefined {
  if (rest === '') return at;
  const sign = name[at];
  if (sign === undefined) return undefined;
  if (rest.startsWith(sign)) return readTo(name, at + 1, rest.slice(sign.length), readings);
  for (const reading of (readings[sign] ?? '').split(' ').filter(Boolean)) {
    if (reading.startsWith(rest)) return at + 1;
    const initials = /^[zcs]h/.test(reading) ? [reading.slice(0, 2), reading.slice(0, 1)] : [reading.slice(0, 1)];
    for (const part of [reading, ...initials]) {
      const end = rest.startsWith(part) ? readTo(name, at + 1, rest.slice(part.length), readings) : undefined;
      if (end !== undefined) return end;
    }
  }
  return undefined;
}
