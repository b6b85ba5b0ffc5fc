// New contents for some cells of a worksheet part, every other character of it kept: styles, heights, merges, print set-up, and formulas,
// of which only the stored result changes. The part is text between tags here; what it means is read by sheet-part.ts.
import { Problem } from '#core/basics/problem.ts';
import { columnName, readAddress } from '#core/workbook/raw-workbook.ts';

/** `number`: decimal text as the file shall hold it. `empty` leaves the cell with its look and nothing in it. */
export type PatchValue = { kind: 'number'; decimal: string } | { kind: 'text'; text: string } | { kind: 'empty' };

/** row → column → what it shall hold; both count from 1 */
export type Patches = ReadonlyMap<number, ReadonlyMap<number, PatchValue>>;

interface Span {
  from: number;
  to: number;
}

/** An element as it stands in the text: its start tag, what is inside, and all of it. */
interface Element {
  name: string;
  tag: Span;
  inside: Span;
  all: Span;
}

/**
 * @param xml a worksheet part
 * @returns the part with these cells changed; formulas stay and get the value as their stored result
 * @throws Problem `file-unreadable` with `because`: 'xml' when it is not well-formed around its cells
 */
export function patchSheet(xml: string, patches: Patches, part: string): string {
  const sheet: Sheet = { xml, part, tags: makeTags(xml, part), prefix: '', columnStyle: () => undefined };
  const rows = find(sheet.tags, 'sheetData');
  sheet.prefix = rows.name.slice(0, -'sheetData'.length);
  sheet.columnStyle = readColumnStyles(sheet, rows.all.from);
  const inside = weave(sheet, rows, 'r', Number, patches, {
    replace: (row, number, cells) => patchRow(sheet, row, number, cells),
    create: (number, cells) => newRow(sheet, number, cells)
  });
  return `${xml.slice(0, rows.all.from)}${openTag(sheet, rows)}${inside}</${rows.name}>${xml.slice(rows.all.to)}`;
}

interface Sheet {
  xml: string;
  part: string;
  tags: Tags;
  /** of elements, with its colon; nearly always '' */
  prefix: string;
  columnStyle(column: number): string | undefined;
}

interface Deeds<T> {
  replace(element: Element, place: number, wanted: T): string;
  create(place: number, wanted: T): string;
}

/**
 * The text inside a parent with what is wanted replaced where it stands, or put in between in its order. Children tell their place by an
 * attribute; without it they stand one behind the one before.
 */
function weave<T>(
  { xml, tags, part }: Sheet,
  parent: Element,
  placeName: string,
  placeOf: (told: string) => number | undefined,
  wanted: ReadonlyMap<number, T>,
  deeds: Deeds<T>
): string {
  const left = [...wanted].sort(([a], [b]) => a - b);
  const pieces: string[] = [];
  let kept = parent.inside.from;
  let place = 0;
  for (const child of children(tags, parent)) {
    const before = place;
    const told = attribute(xml, child, placeName);
    place = (told === undefined ? undefined : placeOf(told)) ?? before + 1;
    if (!(place > before)) throw broken(part); // out of order: Excel would repair such a file, nobody guesses here
    while (left[0] !== undefined && left[0][0] <= place) {
      const [at, one] = left.shift()!;
      pieces.push(xml.slice(kept, child.all.from));
      pieces.push(at < place ? deeds.create(at, one) : deeds.replace(child, at, one));
      kept = at < place ? child.all.from : child.all.to;
    }
  }
  pieces.push(xml.slice(kept, parent.inside.to), ...left.map(([at, one]) => deeds.create(at, one)));
  return pieces.join('');
}

/** of an element that gets something inside, also where it was empty so far */
const openTag = (sheet: Sheet, element: Element): string =>
  isEmptyTag(sheet, element) ? `${startOf(sheet, element)}>` : sheet.xml.slice(element.tag.from, element.tag.to);

const isEmptyTag = ({ xml }: Sheet, { tag }: Element): boolean => xml[tag.to - 2] === '/';

/** the start tag without its end. No expression that looks for white space before an end: over a long run of it that takes minutes. */
const startOf = (sheet: Sheet, element: Element): string =>
  sheet.xml.slice(element.tag.from, element.tag.to - (isEmptyTag(sheet, element) ? 2 : 1)).trimEnd();

// ── rows ────────────────────────────────────────────────────────────────────────────────────────────────────────────

type Cells = ReadonlyMap<number, PatchValue>;

function newRow(sheet: Sheet, row: number, cells: Cells): string {
  const inside = [...cells]
    .sort(([a], [b]) => a - b)
    .map(([column, value]) => newCell(sheet, row, column, value, sheet.columnStyle(column)))
    .join('');
  return inside === '' ? '' : `<${sheet.prefix}row r="${row}">${inside}</${sheet.prefix}row>`;
}

function patchRow(sheet: Sheet, row: Element, number: number, wanted: Cells): string {
  const rowStyle = attribute(sheet.xml, row, 'customFormat') === '1' ? attribute(sheet.xml, row, 's') : undefined;
  const columnOf = (address: string) => readAddress(address)?.column;
  const inside = weave(sheet, row, 'r', columnOf, wanted, {
    replace: (cell, _column, value) => patchCell(sheet, cell, value),
    create: (column, value) => newCell(sheet, number, column, value, rowStyle ?? sheet.columnStyle(column))
  });
  return `${widenSpans(openTag(sheet, row), [...wanted.keys()])}${inside}</${row.name}>`;
}

/** spans="1:5" tells which columns a row uses; a cell outside of it is taken for damage by some programs */
const widenSpans = (tag: string, columns: readonly number[]): string =>
  tag.replace(
    /(\sspans\s*=\s*["'])(\d+):(\d+)(["'])/,
    (_, before: string, from: string, to: string, after: string) =>
      `${before}${Math.min(Number(from), ...columns)}:${Math.max(Number(to), ...columns)}${after}`
  );

/** Cells that the file does not have yet take the look of their column, as a program would give it. */
function readColumnStyles({ xml, tags }: Sheet, before: number): Sheet['columnStyle'] {
  const ranges: { min: number; max: number; style: string }[] = [];
  const [at = before] = tags.startsOf('cols');
  for (const element of at < before ? children(tags, tags.at(at)) : []) {
    const style = attribute(xml, element, 'style');
    if (style === undefined) continue;
    ranges.push({
      min: Number(attribute(xml, element, 'min')),
      max: Number(attribute(xml, element, 'max')),
      style
    });
  }
  return (column) => ranges.find(({ min, max }) => column >= min && column <= max)?.style;
}

// ── cells ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function newCell({ prefix }: Sheet, row: number, column: number, value: PatchValue, style: string | undefined): string {
  if (value.kind === 'empty') return '';
  const look = style === undefined ? '' : ` s="${style}"`;
  return `<${prefix}c r="${columnName(column)}${row}"${look}${contentOf(prefix, value, '')}`;
}

function patchCell(sheet: Sheet, cell: Element, value: PatchValue): string {
  const { xml, tags, prefix } = sheet;
  const formula = [...children(tags, cell)].find(({ name }) => name === `${prefix}f`);
  // what kind of value it held goes, every other attribute stays
  const open = startOf(sheet, cell).replace(/\s(?:t|vm)\s*=\s*(?:"[^"]*"|'[^']*')/g, '');
  return open + contentOf(prefix, value, formula ? xml.slice(formula.all.from, formula.all.to) : '');
}

/** the rest of the start tag and all behind it */
function contentOf(prefix: string, value: PatchValue, formula: string): string {
  const close = `</${prefix}c>`;
  const v = (inside: string) => `<${prefix}v>${inside}</${prefix}v>`;
  switch (value.kind) {
    case 'number':
      return `>${formula}${v(value.decimal)}${close}`;
    case 'text':
      return formula
        ? ` t="str">${formula}${v(escaped(value.text))}${close}`
        : ` t="inlineStr"><${prefix}is><${prefix}t xml:space="preserve">${escaped(value.text)}</${prefix}t></${prefix}is>${close}`;
    case 'empty':
      return formula ? ` t="str">${formula}${v('')}${close}` : '/>';
  }
}

/** The format's own escapes (_x0041_ would come back as A), then those of XML; signs that XML forbids are written by the former. */
const escaped = (text: string): string =>
  text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, (sign) => {
      return `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
    })
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

// ── tags ────────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Tags {
  at(start: number): Element;
  /** starts of all elements of this local name, in order */
  startsOf(local: string): Iterable<number>;
  /** the start tag at or behind this place that is not in a comment; undefined when an end tag or `to` comes first */
  next(from: number, to: number): number | undefined;
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

function find(tags: Tags, name: string): Element {
  for (const start of tags.startsOf(name)) return tags.at(start);
  throw new Problem('file-unreadable', { because: 'xml' });
}

function* children(tags: Tags, parent: Element): Iterable<Element> {
  for (let at = tags.next(parent.inside.from, parent.inside.to); at !== undefined;) {
    const child = tags.at(at);
    yield child;
    at = tags.next(child.all.to, parent.inside.to);
  }
}

function makeTags(xml: string, part: string): Tags {
  /** behind a comment, instruction or CDATA that begins here; the place itself when none does */
  const skipped = (at: number): number => {
    for (const [open, close] of [
      ['<!--', '-->'],
      ['<![CDATA[', ']]>'],
      ['<?', '?>']
    ] as const)
      if (xml.startsWith(open, at)) {
        const end = xml.indexOf(close, at + open.length);
        if (end < 0) throw broken(part);
        return end + close.length;
      }
    return at;
  };
  /** the next `<` of an element, from here on */
  const bracket = (from: number): number => {
    for (let at = xml.indexOf('<', from); at >= 0;) {
      const behind = skipped(at);
      if (behind === at) return at;
      at = xml.indexOf('<', behind);
    }
    return -1;
  };
  const tagEnd = (at: number): number => {
    for (let here = at; here < xml.length; here += 1) {
      const sign = xml[here];
      if (sign === '>') return here + 1;
      if (sign === '"' || sign === "'") {
        here = xml.indexOf(sign, here + 1);
        if (here < 0) break;
      }
    }
    throw broken(part);
  };
  const nameAt = (at: number): string => /^[^\s/>]+/.exec(xml.slice(at + 1, at + 80))?.[0] ?? '';

  const at = (start: number): Element => {
    const end = tagEnd(start);
    const name = nameAt(start);
    if (name === '') throw broken(part);
    const tag = { from: start, to: end };
    if (xml[end - 2] === '/') return { name, tag, inside: { from: end, to: end }, all: tag };
    let depth = 1;
    for (let here = bracket(end); here >= 0;) {
      const close = tagEnd(here);
      if (xml[here + 1] === '/') depth -= 1;
      else if (xml[close - 2] !== '/') depth += 1;
      if (depth === 0) return { name, tag, inside: { from: end, to: here }, all: { from: start, to: close } };
      here = bracket(close);
    }
    throw broken(part);
  };
  return {
    at,
    *startsOf(wanted) {
      for (let here = bracket(0); here >= 0; here = bracket(tagEnd(here)))
        if (xml[here + 1] !== '/' && local(nameAt(here)) === wanted) yield here;
    },
    next(from, to) {
      const here = bracket(from);
      return here < 0 || here >= to || xml[here + 1] === '/' ? undefined : here;
    }
  };
}

// One attribute after the other, each with its value: what looks like one inside a value is none.
const attributes = /([^\s=<>"'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

function attribute(xml: string, { tag }: Element, name: string): string | undefined {
  for (const [, found, double, single] of xml.slice(tag.from, tag.to).matchAll(attributes))
    if (found === name) return double ?? single;
  return undefined;
}

const broken = (part: string) => new Problem('file-unreadable', { because: 'xml', part });
