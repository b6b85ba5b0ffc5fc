// XML parts, read as a stream of elements. A part with a DOCTYPE is refused: no lawful workbook has one, and every entity attack needs it.
import { SaxesParser } from 'saxes';
import { isProblem, Problem } from '#core/basics/problem.ts';
import type { ReadLimits } from '#core/workbook/limits.ts';
import { readQuickXml } from './quick-xml.ts';

/** Good until the reader returns: the same object may be used for the next element. */
export interface XmlElement {
  /** without its prefix */
  name: string;
  /** an attribute without namespace */
  attribute(name: string): string | undefined;
  /** r:id and its kin, whatever the prefix */
  relationship(name: string): string | undefined;
}

/** Called in the part's order. Elements of foreign namespaces are left out with all that is in them. */
export interface XmlReader {
  open?(element: XmlElement): void;
  close?(name: string): void;
  /** text and CDATA; may come in several pieces */
  text?(text: string): void;
}

// the transitional and the strict names of what we read; everything else (extensions, drawings) is foreign
const known = new Set([
  'http://schemas.openxmlformats.org/spreadsheetml/2006/main',
  'http://purl.oclc.org/ooxml/spreadsheetml/main',
  'http://schemas.openxmlformats.org/package/2006/relationships',
  'http://schemas.openxmlformats.org/package/2006/content-types',
  'http://schemas.openxmlformats.org/officeDocument/2006/custom-properties',
  'http://purl.oclc.org/ooxml/officeDocument/customProperties',
  'http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes',
  'http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes'
]);
const relationships = new Set([
  'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
  'http://purl.oclc.org/ooxml/officeDocument/relationships'
]);

/**
 * @param part name for the Problem
 * @throws Problem `file-unreadable` (not well-formed, unknown encoding) or `file-hostile` (DOCTYPE, too deep); what the reader throws passes through
 */
export function readXml(bytes: Uint8Array, part: string, limits: ReadLimits, reader: XmlReader): void {
  const encoding = encodingOf(bytes);
  if (encoding === 'utf-8' && readQuickXml(decodeWhole(bytes, part), part, limits, reader, { known, relationships }))
    return;
  readFullXml(bytes, part, limits, reader);
}

/** A part that is UTF-8, as one text; undefined for other encodings. */
export const textOf = (bytes: Uint8Array, part: string): string | undefined =>
  encodingOf(bytes) === 'utf-8' ? decodeWhole(bytes, part) : undefined;

function decodeWhole(bytes: Uint8Array, part: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Problem('file-unreadable', { because: 'encoding', part });
  }
}

/** By a full parser, piece by piece: every encoding, prefixes, comments, CDATA. */
export function readFullXml(bytes: Uint8Array, part: string, limits: ReadLimits, reader: XmlReader): void {
  const parser = new SaxesParser({ xmlns: true, position: false });
  let depth = 0;
  let attributes = 0;
  let namespaces = 0;
  let skippedFrom = 0; // depth of the foreign element that we are in; 0 when in none

  parser.on('error', () => {
    throw new Problem('file-unreadable', { because: 'xml', part });
  });
  parser.on('doctype', () => {
    throw new Problem('file-hostile', { because: 'doctype', part });
  });
  parser.on('attribute', ({ prefix, name }) => {
    if (++attributes > limits.attributes) throw new Problem('file-hostile', { because: 'too-many-attributes', part });
    // every declaration makes the parser copy and look up names: a few dozen are lawful, a million are an attack
    if ((prefix === 'xmlns' || name === 'xmlns') && ++namespaces > limits.formats)
      throw new Problem('file-hostile', { because: 'too-many-namespaces', part });
  });
  parser.on('opentag', (tag) => {
    attributes = 0;
    depth++;
    if (depth > limits.depth) throw new Problem('file-hostile', { because: 'too-deep', part });
    if (skippedFrom > 0) return;
    if (known.has(tag.uri)) reader.open?.(elementOf(tag));
    else skippedFrom = depth;
  });
  parser.on('closetag', (tag) => {
    if (skippedFrom === 0) reader.close?.(tag.local);
    else if (skippedFrom === depth) skippedFrom = 0;
    depth--;
  });
  const text = (content: string) => {
    if (skippedFrom === 0 && depth > 0) reader.text?.(content);
  };
  parser.on('text', text);
  parser.on('cdata', text);

  try {
    for (const piece of decode(bytes)) parser.write(piece);
    parser.close();
  } catch (error) {
    if (isProblem(error)) throw error;
    throw new Problem('file-unreadable', { because: 'encoding', part });
  }
}

type NamespacedTag = { local: string; attributes: Record<string, { local: string; uri: string; value: string }> };

function elementOf(tag: NamespacedTag): XmlElement {
  return {
    name: tag.local,
    // hasOwn: an attribute called __proto__ must not find anything
    attribute: (name) => (Object.hasOwn(tag.attributes, name) ? tag.attributes[name]?.value : undefined),
    relationship: (name) =>
      Object.values(tag.attributes).find((each) => each.local === name && relationships.has(each.uri))?.value
  };
}

/** In pieces: a part of 24 MB is never one string. */
function* decode(bytes: Uint8Array): Generator<string> {
  const decoder = new TextDecoder(encodingOf(bytes), { fatal: true });
  for (let at = 0; at < bytes.length; at += 65_536) {
    yield decoder.decode(bytes.subarray(at, at + 65_536), { stream: true });
  }
  yield decoder.decode();
}

function encodingOf(bytes: Uint8Array): string {
  const [a, b] = bytes;
  if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0)) return 'utf-16le';
  if ((a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c)) return 'utf-16be';
  const head = String.fromCharCode(...bytes.subarray(0, 100));
  const named = /^(?:\u00ef\u00bb\u00bf)?<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']/
    .exec(head)?.[1]
    ?.toLowerCase();
  // a part that says utf-16 but starts like ASCII is ASCII
  return named === undefined || named.startsWith('utf-16') ? 'utf-8' : named;
}
