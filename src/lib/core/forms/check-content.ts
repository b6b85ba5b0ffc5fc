// The strict check of content that comes from outside: the wire, the API, an import. What passes may be stored and computed with.
import { fail, ok, type Result } from '#core/basics/result.ts';
import { isStatedKey, type CellKey } from './cell-key.ts';
import type { CellContent, Qualifier } from './cell-value.ts';
import type { FormCell } from './compiled-form.ts';
import { isCanonicalNumber, longestNumber } from './inside/number-text.ts';
import { hasBadCharacters } from './inside/plain-text.ts';

/** where in the content, and what is wrong there */
export interface ContentMistake {
  property: string;
  code:
    | 'wrong-kind'
    | 'unknown-property'
    | 'missing'
    | 'too-long'
    | 'not-canonical'
    | 'not-in-list'
    | 'bad-characters'
    | 'does-not-fit';
}

export const qualifiers: readonly Qualifier[] = ['余', '多', '约', '近', '以上', '至少'];
const bounds = {
  text: 2_000,
  reason: 1_000,
  note: 1_000,
  quote: 2_000,
  scope: 40,
  printed: 40,
  uom: 20,
  source: 200
} as const;
const mostStatements = 20;

/** Content of any cell: exact properties, bounded texts, canonical numbers. Returns what was handed in. */
export function checkContent(content: unknown): Result<CellContent, ContentMistake> {
  const mistake = isPlainObject(content) ? mistakeIn(content) : at('', 'wrong-kind');
  return mistake ? fail(mistake) : ok(content as CellContent);
}

/** The same for one cell: statements at `~stated` keys only, text in cells of text only, numbers in all others. */
export function checkContentFor(
  content: unknown,
  key: CellKey,
  cell: Pick<FormCell, 'type'>
): Result<CellContent, ContentMistake> {
  const checked = checkContent(content);
  if (!checked.ok) return checked;
  const misfit =
    'stated' in checked.value !== isStatedKey(key)
      ? 'stated'
      : 'text' in checked.value && cell.type !== 'text'
        ? 'text'
        : 'number' in checked.value && cell.type === 'text'
          ? 'number'
          : undefined;
  return misfit ? fail(at(misfit, 'does-not-fit')) : checked;
}

type Properties = Readonly<Record<string, unknown>>;
type Check = (value: unknown, property: string) => ContentMistake | undefined;

const at = (property: string, code: ContentMistake['code']): ContentMistake => ({ property, code });

function isPlainObject(value: unknown): value is Properties {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function mistakeIn(content: Properties): ContentMistake | undefined {
  if (Object.hasOwn(content, 'stated')) return exactly(content, { stated: statements }, {});
  if (Object.hasOwn(content, 'number')) return exactly(content, { number }, remarks);
  if (Object.hasOwn(content, 'text')) return exactly(content, { text: upTo(bounds.text) }, remarks);
  if (!Object.hasOwn(content, 'nothing')) return at('', 'missing');
  if (content['nothing'] === 'unobtainable')
    return exactly(content, { nothing: oneOfKinds, reason: filled(bounds.reason) }, remarks);
  return exactly(content, { nothing: oneOfKinds }, remarks);
}

function exactly(
  content: Properties,
  required: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>>,
  place = ''
): ContentMistake | undefined {
  for (const name of Object.keys(required)) if (!Object.hasOwn(content, name)) return at(place + name, 'missing');
  for (const name of Object.keys(content)) {
    const check = Object.hasOwn(required, name)
      ? required[name]
      : Object.hasOwn(optional, name)
        ? optional[name]
        : undefined;
    const mistake = check ? check(content[name], place + name) : at(place + name.slice(0, 40), 'unknown-property');
    if (mistake) return mistake;
  }
  return undefined;
}

const upTo =
  (longest: number): Check =>
  (value, property) => {
    if (typeof value !== 'string') return at(property, 'wrong-kind');
    if (value.length > longest) return at(property, 'too-long');
    return hasBadCharacters(value) ? at(property, 'bad-characters') : undefined;
  };

const filled =
  (longest: number): Check =>
  (value, property) =>
    upTo(longest)(value, property) ?? ((value as string).trim() === '' ? at(property, 'missing') : undefined);

const number: Check = (value, property) => {
  if (typeof value !== 'string') return at(property, 'wrong-kind');
  return isCanonicalNumber(value)
    ? undefined
    : at(property, value.length > longestNumber ? 'too-long' : 'not-canonical');
};

const oneOfKinds: Check = (value, property) =>
  ['blank', 'notApplicable', 'unobtainable'].includes(value as string) ? undefined : at(property, 'not-in-list');

const qualifier: Check = (value, property) =>
  qualifiers.includes(value as Qualifier) ? undefined : at(property, 'not-in-list');

const remarks = { qualifier, scope: upTo(bounds.scope), note: upTo(bounds.note), quote: upTo(bounds.quote) };

const statements: Check = (value, property) => {
  if (!Array.isArray(value)) return at(property, 'wrong-kind');
  if (value.length > mostStatements) return at(property, 'too-long');
  for (const [index, each] of value.entries()) {
    const place = `${property}[${index}]`;
    const mistake = isPlainObject(each)
      ? exactly(
          each,
          { printed: filled(bounds.printed), number },
          { ...remarks, uom: upTo(bounds.uom), source: upTo(bounds.source) },
          `${place}.`
        )
      : at(place, 'wrong-kind');
    if (mistake) return mistake;
  }
  return undefined;
};
