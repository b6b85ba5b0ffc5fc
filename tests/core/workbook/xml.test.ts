// Two readers of XML, one quick and one full: whatever the quick one takes, both tell the same.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isProblem } from '#core/basics/problem.ts';
import { readQuickXml } from '#core/workbook/inside/quick-xml.ts';
import { readFullXml, type XmlReader } from '#core/workbook/inside/xml.ts';
import { readLimits } from '#core/workbook/limits.ts';
import { mainNamespace } from '#tests/tools/xlsx.ts';

const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const names = { known: new Set([mainNamespace]), relationships: new Set([relationships]) };
const attributes = ['r', 's', 't', 'name', 'ref'];

/** what a reader is told, adjoining texts joined */
function recorder(): { told: string[]; reader: XmlReader } {
  const told: string[] = [];
  return {
    told,
    reader: {
      open: (element) =>
        told.push(
          `<${element.name} ${attributes.map((name) => `${name}=${element.attribute(name) ?? '-'}`).join(' ')} id=${element.relationship('id') ?? '-'}`
        ),
      close: (name) => told.push(`</${name}`),
      text(piece) {
        if (told.at(-1)?.startsWith('"')) told[told.length - 1] += piece;
        else if (piece !== '') told.push(`"${piece}`);
      }
    }
  };
}

type Outcome = { kind: 'told'; told: string[] } | { kind: 'left' } | { kind: 'refused'; because: unknown };
function outcomeOf(read: (reader: XmlReader) => boolean): Outcome {
  const { told, reader } = recorder();
  try {
    return read(reader) ? { kind: 'told', told } : { kind: 'left' };
  } catch (error) {
    if (isProblem(error)) return { kind: 'refused', because: error.parameters['because'] };
    throw error;
  }
}
const quick = (text: string) => outcomeOf((reader) => readQuickXml(text, 'part', readLimits, reader, names));
const full = (text: string) =>
  outcomeOf((reader) => {
    readFullXml(new TextEncoder().encode(text), 'part', readLimits, reader);
    return true;
  });

const name = fc.constantFrom('c', 'v', 'row', 'sheetData', 'is', 'x14:ext', 'mc:Choice');
const value = fc.string({
  unit: fc.constantFrom('a', '1', '汉', '&amp;', '&#x6c49;', '&#10;', '\n', '\t', ' ', "'", '>'),
  maxLength: 6
});
const words = fc.string({
  unit: fc.constantFrom('a', '汉', ' ', '\n', '\r\n', '&lt;', '&#65;', '"', '1'),
  maxLength: 6
});
const attribute = fc
  .tuple(fc.constantFrom(...attributes, 'q:id', 'xml:space'), value, fc.constantFrom(' ', '\n', '  '))
  .map(([key, text, gap]) => `${gap}${key}${gap === '  ' ? ' = ' : '='}"${text}"`);
const { element } = fc.letrec<{ element: string; content: string }>((tie) => ({
  element: fc
    .tuple(
      name,
      fc.uniqueArray(attribute, { maxLength: 3, selector: (text) => text.trim().split(/[=\s]/)[0] }),
      fc.oneof({ depthSize: 'small' }, fc.constant(undefined), tie('content'))
    )
    .map(([tag, list, inside]) =>
      inside === undefined ? `<${tag}${list.join('')}/>` : `<${tag}${list.join('')}>${inside}</${tag} >`
    ),
  content: fc
    .array(fc.oneof({ depthSize: 'small' }, words, tie('element')), { maxLength: 4 })
    .map((pieces) => pieces.join(''))
}));
const declared = `xmlns="${mainNamespace}" xmlns:q="${relationships}" xmlns:x14="urn:other" xmlns:mc="urn:mc"`;
const documents = fc
  .tuple(fc.constantFrom('', '<?xml version="1.0" encoding="UTF-8"?>\r\n', '\n'), fc.array(element, { maxLength: 5 }))
  .map(([head, inside]) => `${head}<worksheet ${declared}>${inside.join('')}</worksheet>\n`);

describe('[WB3] the quick reader of XML', () => {
  test('takes ordinary parts, and tells what the full one tells', () => {
    fc.assert(
      fc.property(documents, (text) => {
        const told = quick(text);
        // white space before a declaration is the only thing of these that is left to the other
        if (told.kind !== 'left') expect(told).toEqual(full(text));
        expect(told.kind).toBe('told');
      }),
      { numRuns: 300 }
    );
  });

  test('never tells anything else: random documents with random bytes changed', () => {
    const signs = fc.constantFrom(
      '<',
      '>',
      '/',
      '"',
      "'",
      '&',
      '=',
      '!',
      '?',
      ' ',
      'x',
      ':',
      '\u0001',
      ']]>',
      '<!--a-->',
      'xmlns="urn:b"',
      ''
    );
    fc.assert(
      fc.property(documents, fc.array(fc.tuple(fc.nat(), signs), { minLength: 1, maxLength: 3 }), (text, changes) => {
        let changed = text;
        for (const [at, sign] of changes) {
          const place = at % (changed.length + 1);
          changed = changed.slice(0, place) + sign + changed.slice(place + 1);
        }
        const [ours, theirs] = [quick(changed), full(changed)];
        if (ours.kind === 'told' && theirs.kind === 'told') expect(ours).toEqual(theirs);
        // what one refuses as broken the other does not read as something
        if (ours.kind === 'refused') expect(theirs.kind, changed).toBe('refused');
      }),
      { numRuns: 1500 }
    );
  });

  test.each([
    ['a comment', `<a ${declared}><!-- x --></a>`],
    ['CDATA', `<a ${declared}><![CDATA[x]]></a>`],
    ['a DOCTYPE', `<!DOCTYPE a><a ${declared}/>`],
    ['an instruction', `<a ${declared}><?x y?></a>`],
    ['a prefix for the known vocabulary', `<x:a xmlns:x="${mainNamespace}"><x:b/></x:a>`],
    ['a prefix for it further down', `<a ${declared}><x:b xmlns:x="${mainNamespace}"/></a>`],
    ['another default further down', `<a ${declared}><b xmlns="urn:b"/></a>`],
    ['an unknown vocabulary', '<a xmlns="urn:a"/>'],
    ['a control character', `<a ${declared}>\u0001</a>`]
  ])('leaves %s to the full one', (_, text) => expect(quick(text)).toEqual({ kind: 'left' }));
});
