// A worksheet part cut at the cells that are to be written anew, every other character of it kept: styles, heights, merges, print set-up, and
// formulas, of which only the stored result changes. The part is text between tags here; what it means is read by sheet-part.ts.
import { Problem } from '#core/basics/problem.ts';
import { columnName, readAddress } from '#core/workbook/raw-workbook.ts';

/**
 * `number`: decimal text as the file shall hold it. `empty` leaves the cell with its look and nothing in it. `formula`: without the leading =;
 * in a cell that has a formula of its own that one stays, and the result is stored beside it.
 */
export type PatchValue =
  | { kind: 'number'; decimal: string }
  | { kind: 'text'; text: string }
  | { kind: 'empty' }
  | { kind: 'formula'; formula: string; result: { number: string } | { text: string } };

/** A place for a cell between two texts. */
export interface Slot {
  /** from 1 */
  row: number;
  column: number;
  /** its start tag without the end, and without what tells the kind of its value */
  open: string;
  /** the element of its own formula; '' when it has none */
  formula: string;
  /** the whole cell as it stands; '' when there is none yet */
  old: string;
  /** of elements, with its colon; nearly always '' */
  prefix: string;
  /** index of its look */
  style: number;
}

/** texts[0], the cell of slots[0], texts[1], … : one text more than slots */
export interface CutSheet {
  texts: readonly string[];
  slots: readonly Slot[];
}

/** row → columns of the cells to be written; both count from 1 */
export type PlacesByRow = ReadonlyMap<number, ReadonlySet<number>>;

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

type Piece = string | Slot;

/**
 * @param xml a worksheet part
 * @throws Problem `file-unreadable` with `because`: 'xml' when it is not well-formed around its cells
 */
export function cutSheet(xml: string, places: PlacesByRow, part: string): CutSheet {
  const sheet: Sheet = { xml, part, tags: makeTags(xml, part), prefix: '', columnStyle: () => undefined };
  const rows = find(sheet.tags, 'sheetData');
  sheet.prefix = rows.name.slice(0, -'sheetData'.length);
  sheet.columnStyle = readColumnStyles(sheet, rows.all.from);
  const inside = weave(sheet, rows, 'r', Number, places, {
    replace: (row, number, columns) => cutRow(sheet, row, number, columns),
    create: (number, columns) => newRow(sheet, number, columns)
  });
  return joined([
    xml.slice(0, rows.all.from) + openTag(sheet, rows),
    ...inside,
    `</${rows.name}>${xml.slice(rows.all.to)}`
  ]);
}

function joined(pieces: readonly Piece[]): CutSheet {
  const slots: Slot[] = [];
  const texts = [''];
  for (const piece of pieces) {
    if (typeof piece === 'string') texts[slots.length] += piece;
    else texts[slots.push(piece)] = '';
  }
  return { texts, slots };
}

interface Sheet {
  xml: string;
  part: string;
  tags: Tags;
  prefix: string;
  columnStyle(column: number): string | undefined;
}

interface Deeds<T> {
  replace(element: Element, place: number, wanted: T): readonly Piece[];
  create(place: number, wanted: T): readonly Piece[];
}

/**
 * What is inside a parent, with what is wanted replaced where it stands, or put in between in its order. Children tell their place by an
 * attribute; without it they stand one behind the one before.
 */
function weave<T>(
  { xml, tags, part }: Sheet,
  parent: Element,
  placeName: string,
  placeOf: (told: string) => number | undefined,
  wanted: Iterable<readonly [number, T]>,
  deeds: Deeds<T>
): Piece[] {
  const left = [...wanted].sort(([a], [b]) => a - b);
  const pieces: Piece[] = [];
  let next = 0;
  let kept = parent.inside.from;
  let place = 0;
  for (const child of children(tags, parent)) {
    const before = place;
    const told = attribute(xml, child, placeName);
    place = (told === undefined ? undefined : placeOf(told)) ?? before + 1;
    if (!(place > before)) throw broken(part); // out of order: Excel would repair such a file, nobody guesses here
    for (let first = left[next]; first !== undefined && first[0] <= place; first = left[++next]) {
      const [at, one] = first;
      pieces.push(xml.slice(kept, child.all.from));
      pieces.push(...(at < place ? deeds.create(at, one) : deeds.replace(child, at, one)));
      kept = at < place ? child.all.from : child.all.to;
    }
  }
  pieces.push(xml.slice(kept, parent.inside.to), ...left.slice(next).flatMap(([at, one]) => deeds.create(at, one)));
  return pieces;
}

/** of an element that gets something inside, also where it was empty so far */
const openTag = (sheet: Sheet, element: Element): string =>
  isEmptyTag(sheet, element) ? `${startOf(sheet, element)}>` : sheet.xml.slice(element.tag.from, element.tag.to);

const isEmptyTag = ({ xml }: Sheet, { tag }: Element): boolean => xml[tag.to - 2] === '/';

/** the start tag without its end. No expression that looks for white space before an end: over a long run of it that takes minutes. */
const startOf = (sheet: Sheet, element: Element): string =>
  sheet.xml.slice(element.tag.from, element.tag.to - (isEmptyTag(sheet, element) ? 2 : 1)).trimEnd();

// ── rows ────────────────────────────────────────────────────────────────────────────────────────────────────────────

type Columns = ReadonlySet<number>;

const byPlace = (columns: Columns): (readonly [number, true])[] => [...columns].map((column) => [column, true]);

function newRow(sheet: Sheet, row: number, columns: Columns): Piece[] {
  const slots = [...columns]
    .sort((a, b) => a - b)
    .map((column) => newCell(sheet, row, column, sheet.columnStyle(column)));
  return [`<${sheet.prefix}row r="${row}">`, ...slots, `</${sheet.prefix}row>`];
}

function cutRow(sheet: Sheet, row: Element, number: number, wanted: Columns): Piece[] {
  const rowStyle = attribute(sheet.xml, row, 'customFormat') === '1' ? attribute(sheet.xml, row, 's') : undefined;
  const columnOf = (address: string) => readAddress(address)?.column;
  const inside = weave(sheet, row, 'r', columnOf, byPlace(wanted), {
    replace: (cell, column) => [oldCell(sheet, cell, number, column)],
    create: (column) => [newCell(sheet, number, column, rowStyle ?? sheet.columnStyle(column))]
  });
  return [widenSpans(openTag(sheet, row), [...wanted]), ...inside, `</${row.name}>`];
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

function newCell({ prefix }: Sheet, row: number, column: number, style: string | undefined): Slot {
  const look = style === undefined ? '' : ` s="${style}"`;
  const open = `<${prefix}c r="${columnName(column)}${row}"${look}`;
  return { row, column, open, formula: '', old: '', prefix, style: Number(style ?? 0) };
}

function oldCell(sheet: Sheet, cell: Element, row: number, column: number): Slot {
  const { xml, tags, prefix } = sheet;
  const formula = [...children(tags, cell)].find(({ name }) => name === `${prefix}f`);
  return {
    row,
    column,
    // what kind of value it held goes, every other attribute stays
    open: startOf(sheet, cell).replace(/\s(?:t|vm)\s*=\s*(?:"[^"]*"|'[^']*')/g, ''),
    formula: formula ? xml.slice(formula.all.from, formula.all.to) : '',
    old: xml.slice(cell.all.from, cell.all.to),
    prefix,
    style: Number(attribute(xml, cell, 's') ?? 0)
  };
}

/** The cell of a slot with a value in it; '' for a cell that was not there and holds nothing. */
export function cellOf(slot: Slot, value: PatchValue): string {
  const { open, prefix, formula, old } = slot;
  const close = `</${prefix}c>`;
  const stored = (result: { number: string } | { text: string }, element: string): string =>
    'number' in result
      ? `${open}>${element}<${prefix}v>${result.number}</${prefix}v>${close}`
      : `${open} t="str">${element}<${prefix}v>${escaped(result.text)}</${prefix}v>${close}`;
  switch (value.kind) {
    case 'number':
      return stored({ number: value.decimal }, formula);
    case 'text':
      return formula === ''
        ? `${open} t="inlineStr"><${prefix}is><${prefix}t xml:space="preserve">${escaped(value.text)}</${prefix}t></${prefix}is>${close}`
        : stored(value, formula);
    case 'empty':
      return formula === '' ? (old === '' ? '' : `${open}/>`) : stored({ text: '' }, formula);
    case 'formula':
      return stored(value.result, formula === '' ? `<${prefix}f>${escaped(value.formula)}</${prefix}f>` : formula);
  }
}

const special = /[&<>_\u0000-\u0008\u000b-\u001f\ufffe\uffff]/; // eslint-disable-line no-control-regex

/** The format's own escapes (_x0041_ would come back as A), then those of XML; signs that XML forbids are written by the former. */
const escaped = (text: string): string =>
  special.test(text)
    ? text
        .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
        // eslint-disable-next-line no-control-regex
        .replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, (sign) => {
          return `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
        })
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
    : text;

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
