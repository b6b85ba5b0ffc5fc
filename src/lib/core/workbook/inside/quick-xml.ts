// The XML that nearly all workbooks are made of, read several times faster than by a full parser: no comments, no CDATA, one default namespace
// that is declared at the root. Anything else is left to xml.ts, which asks here first. Both tell a reader the same, a test compares them.
import { Problem } from '#core/basics/problem.ts';
import type { ReadLimits } from '#core/workbook/limits.ts';
import type { XmlElement, XmlReader } from './xml.ts';

export interface Namespaces {
  /** names of the vocabularies that readers know; elements of others are left out with all that is in them */
  known: ReadonlySet<string>;
  /** attributes of these are relationships (r:id) */
  relationships: ReadonlySet<string>;
}

const space = (code: number): boolean => code === 32 || code === 10 || code === 9 || code === 13;
// what XML forbids anywhere; a full parser says where
// eslint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/**
 * @returns false when the part is not of the simple kind: then nothing was told to the reader
 * @throws Problem `file-unreadable` when it is not well-formed, `file-hostile` when it is too deep
 */
export function readQuickXml(
  text: string,
  part: string,
  limits: ReadLimits,
  reader: XmlReader,
  names: Namespaces
): boolean {
  const start = startOf(text);
  if (start === undefined || text.includes('<!', start) || text.includes('<?', start) || forbidden.test(text))
    return false;
  const tag = makeTag(text, part, limits);
  tag.read(start);
  const prefixes = prefixesOf(tag, names);
  if (prefixes === undefined || declaresLater(text, tag.end, names.known)) return false;
  tag.relationshipPrefixes = prefixes;
  walk(text, start, tag, part, limits, reader);
  return true;
}

/** where the root element begins: behind the declaration and white space */
function startOf(text: string): number | undefined {
  const declaration = /^\s*<\?xml\s[^>]*\?>\s*/.exec(text.slice(0, 400));
  const at = declaration ? declaration[0].length : text.length - text.trimStart().length;
  return text.charCodeAt(at) === 60 ? at : undefined;
}

/** Prefixes of relationship attributes; undefined when elements of a known vocabulary may bear a prefix, or the root is of none. */
function prefixesOf(root: Tag, names: Namespaces): string[] | undefined {
  if (root.name.includes(':')) return undefined;
  let isKnown = false;
  const prefixes: string[] = [];
  for (let index = 0; index < root.count; index++) {
    const [name = '', value = ''] = [root.names[index], root.values[index]];
    if (name === 'xmlns') isKnown = names.known.has(value);
    else if (name.startsWith('xmlns:')) {
      if (names.known.has(value)) return undefined;
      if (names.relationships.has(value)) prefixes.push(`${name.slice(6)}:`);
    }
  }
  return isKnown ? prefixes : undefined;
}

/** Extensions declare prefixes of their own further down; a known vocabulary there, or another default, is for the full parser. */
function declaresLater(text: string, from: number, known: ReadonlySet<string>): boolean {
  for (let at = text.indexOf('xmlns', from); at >= 0; at = text.indexOf('xmlns', at + 5)) {
    const declared = /^xmlns:[\w.-]+\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(text.slice(at, at + 300));
    if (!declared || known.has(declared[1] ?? declared[2] ?? '') || /relationships/.test(declared[0])) return true;
  }
  return false;
}

// ── one tag ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The tag that was read last; one object for all, so that a sheet of 15,000 cells makes no garbage. */
interface Tag extends XmlElement {
  name: string;
  names: string[];
  values: string[];
  count: number;
  isEmpty: boolean;
  /** behind its > */
  end: number;
  relationshipPrefixes: string[];
  /** reads the start tag at `<` */
  read(at: number): void;
}

function makeTag(text: string, part: string, limits: ReadLimits): Tag {
  const tag: Tag = {
    name: '',
    names: [],
    values: [],
    count: 0,
    isEmpty: false,
    end: 0,
    relationshipPrefixes: [],
    attribute(name) {
      for (let index = 0; index < tag.count; index++) if (tag.names[index] === name) return tag.values[index];
      return undefined;
    },
    relationship(name) {
      for (const prefix of tag.relationshipPrefixes) {
        const value = tag.attribute(prefix + name);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    read(at) {
      let here = nameEnd(text, at + 1);
      tag.name = nameAt(text, at + 1, here);
      tag.count = 0;
      if (tag.name === '') throw notWellFormed(part);
      for (;;) {
        const spaced = here;
        while (space(text.charCodeAt(here))) here++;
        const code = text.charCodeAt(here);
        if (code === 62 || code === 47) {
          tag.isEmpty = code === 47;
          if (tag.isEmpty && text.charCodeAt(here + 1) !== 62) throw notWellFormed(part);
          tag.end = here + (tag.isEmpty ? 2 : 1);
          return;
        }
        if (here === spaced) throw notWellFormed(part);
        // each is compared with those before it: a million of them on one element would take minutes
        if (tag.count >= limits.attributes) throw new Problem('file-hostile', { because: 'too-many-attributes', part });
        here = readAttribute(text, here, tag, part, limits);
      }
    }
  };
  return tag;
}

// single letters (c, v, f, r, s, t) are nearly all names of a sheet: no new string for each
const letters: readonly string[] = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

const notInNames = /[^\w:.\-\u00b7-\uffff]/;

/** '' when it is no name */
function nameAt(text: string, from: number, to: number): string {
  const code = text.charCodeAt(from);
  const lower = code | 32;
  if (to <= from || ((lower < 97 || lower > 122) && code !== 95 && code < 128)) return '';
  if (to - from === 1 && code < 128) return letters[code] as string;
  const name = text.slice(from, to);
  return notInNames.test(name) ? '' : name;
}

function nameEnd(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 32 || code === 47 || code === 62 || code === 61 || code === 60) break;
  }
  return at;
}

function readAttribute(text: string, from: number, tag: Tag, part: string, limits: ReadLimits): number {
  let at = nameEnd(text, from);
  const name = nameAt(text, from, at);
  while (space(text.charCodeAt(at))) at++;
  if (name === '' || text.charCodeAt(at) !== 61) throw notWellFormed(part);
  at++;
  while (space(text.charCodeAt(at))) at++;
  const quote = text.charCodeAt(at);
  if (quote !== 34 && quote !== 39) throw notWellFormed(part);
  const close = text.indexOf(quote === 34 ? '"' : "'", at + 1);
  if (close < 0) throw notWellFormed(part);
  let value = text.slice(at + 1, close);
  if (value.includes('<')) throw notWellFormed(part);
  if (/[\n\r\t]/.test(value)) value = value.replace(/\r\n|[\n\r\t]/g, ' ');
  for (let index = 0; index < tag.count; index++) if (tag.names[index] === name) throw notWellFormed(part);
  tag.names[tag.count] = name;
  tag.values[tag.count] = value.includes('&') ? unescape(value, part, limits) : value;
  tag.count++;
  return close + 1;
}

// ── all tags ────────────────────────────────────────────────────────────────────────────────────────────────────────

function walk(text: string, start: number, tag: Tag, part: string, limits: ReadLimits, reader: XmlReader): void {
  const open: string[] = [];
  let skippedFrom = 0; // depth of the foreign element that we are in; 0 when in none
  let at = start;

  const close = (name: string) => {
    if (skippedFrom === 0) reader.close?.(name);
    else if (skippedFrom === open.length + 1) skippedFrom = 0;
  };

  while (at < text.length) {
    const next = text.indexOf('<', at);
    const end = next < 0 ? text.length : next;
    if (end > at) tellText(text.slice(at, end), open.length, skippedFrom > 0, part, reader, limits);
    if (next < 0) break;
    if (text.charCodeAt(next + 1) === 47) {
      const gt = text.indexOf('>', next + 2);
      const name = gt < 0 ? '' : nameAt(text, next + 2, nameEnd(text, next + 2));
      if (gt > 0 && text.slice(next + 2 + name.length, gt).trim() !== '') throw notWellFormed(part);
      if (name === '' || open.pop() !== name) throw notWellFormed(part);
      close(name);
      at = gt + 1;
      continue;
    }
    if (open.length === 0 && next !== start) throw notWellFormed(part); // a second root
    tag.read(next);
    at = tag.end;
    if (open.length >= limits.depth) throw new Problem('file-hostile', { because: 'too-deep', part });
    if (skippedFrom === 0) {
      if (tag.name.includes(':')) skippedFrom = open.length + 1;
      else reader.open?.(tag);
    }
    if (tag.isEmpty) close(tag.name);
    else open.push(tag.name);
  }
  if (open.length > 0) throw notWellFormed(part);
}

function tellText(
  piece: string,
  depth: number,
  skipped: boolean,
  part: string,
  reader: XmlReader,
  limits: ReadLimits
): void {
  if (depth === 0) {
    if (piece.trim() !== '') throw notWellFormed(part);
    return;
  }
  if (piece.includes(']]>')) throw notWellFormed(part);
  const plain = plainText(piece, part, limits);
  if (!skipped) reader.text?.(plain);
}

/** Text as a reader is told it: line ends are \n, entities are the characters that they stand for. */
export function plainText(piece: string, part: string, limits: ReadLimits): string {
  const lines = piece.includes('\r') ? piece.replace(/\r\n?/g, '\n') : piece;
  return lines.includes('&') ? unescape(lines, part, limits) : lines;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** the longest way to write one character: &#x10FFFF; */
const longestEntity = 10;

function unescape(text: string, part: string, limits: ReadLimits): string {
  // no text that a cell can hold is that long; millions of entities would take seconds and all the memory
  if (text.length > limits.textLength * longestEntity)
    throw new Problem('file-hostile', { because: 'text-too-long', part });
  let plain = '';
  let from = 0;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', from)) {
    const end = text.indexOf(';', at + 1);
    if (end < 0 || end - at > longestEntity) throw notWellFormed(part);
    plain += text.slice(from, at) + (commonSign(text, at + 1, end) ?? signFor(text.slice(at + 1, end), part));
    from = end + 1;
  }
  return plain + text.slice(from);
}

/** &lt; &gt; &amp; &quot;, which formulas are full of */
function commonSign(text: string, from: number, end: number): string | undefined {
  const isPair = end - from === 2 && text.charCodeAt(from + 1) === 116;
  if (isPair && text.charCodeAt(from) === 108) return '<';
  if (isPair && text.charCodeAt(from) === 103) return '>';
  if (end - from === 4 && text.startsWith('quot', from)) return '"';
  return end - from === 3 && text.startsWith('amp', from) ? '&' : undefined;
}

/** @param entity between & and ; */
function signFor(entity: string, part: string): string {
  if (Object.hasOwn(entities, entity)) return entities[entity] as string;
  const [, hex, decimal] = /^#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}))$/.exec(entity) ?? [];
  const code = hex !== undefined ? parseInt(hex, 16) : decimal !== undefined ? Number(decimal) : -1;
  const isLawful =
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 32 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff);
  if (!isLawful) throw notWellFormed(part);
  return String.fromCodePoint(code);
}

const notWellFormed = (part: string) => new Problem('file-unreadable', { because: 'xml', part });
