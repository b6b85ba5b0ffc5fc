// .xlsx bytes → raw workbook: values, formulas, number formats, merges, hidden marks; looks only when asked for, no pictures, nothing from outside.
import { Problem } from '#core/basics/problem.ts';
import { readLooks } from './inside/look-part.ts';
import { readContentTypes, readRelationships, type ContentTypes } from './inside/package-parts.ts';
import { readProperties, readSharedStrings, readStyles, readWorkbookPart } from './inside/shared-parts.ts';
import { readSheetPart } from './inside/sheet-part.ts';
import { openZip, type Inflate, type Zip } from './inside/zip.ts';
import { readLimits, type ReadLimits } from './limits.ts';
import type { RawSheet, RawWorkbook } from './raw-workbook.ts';

/**
 * @param bytes   a zip package, whatever its file was called
 * @param inflate raw deflate of the platform; must stop at its second parameter
 * @param more    `looks`: also how cells look, for those who draw them or make a form of them; `checksum`: CRC-32 of the platform
 * @returns all worksheets in order; chart sheets and dialogs are left out
 * @throws Problem `file-kind` (another office file; `found` names it), `file-unreadable`, `file-hostile`, `file-encrypted`, each with `because`
 */
export function readXlsx(
  bytes: Uint8Array,
  inflate: Inflate,
  limits: ReadLimits = readLimits,
  more: { looks?: boolean; checksum?: (bytes: Uint8Array) => number } = {}
): RawWorkbook {
  const zip = openZip(bytes, inflate, limits, more.checksum);
  const main = findWorkbook(zip, limits);
  const book = readWorkbookPart(zip.read(main), main, limits);
  const relationships = readRelationships(zip, main, limits);
  const partOf = (type: string) => relationships.find((each) => each.type === type && zip.has(each.target))?.target;

  const stringsPart = partOf('sharedStrings');
  const strings = stringsPart ? readSharedStrings(zip.read(stringsPart), stringsPart, limits) : [];
  const stylesPart = partOf('styles');
  const styles = stylesPart ? readStyles(zip.read(stylesPart), stylesPart, limits) : [];

  const looks = more.looks && stylesPart ? readLooks(zip.read(stylesPart), stylesPart, limits) : undefined;

  const left = { cells: limits.cells, text: limits.textTotal };
  const sheets: RawSheet[] = [];
  for (const { name, visibility, relationship } of book.sheets) {
    const target = relationships.find((each) => each.id === relationship);
    if (!target) throw new Problem('file-unreadable', { because: 'sheet-missing', where: name });
    if (target.type !== 'worksheet') continue;
    const source = {
      name,
      visibility,
      part: target.target,
      bytes: zip.read(target.target),
      strings,
      styles,
      ...(looks ? { looks } : {}),
      date1904: book.date1904
    };
    sheets.push(readSheetPart(source, limits, left));
  }
  return { kind: 'xlsx', sheets, definedNames: book.definedNames, properties: readCustom(zip, limits) };
}

function readCustom(zip: Zip, limits: ReadLimits): { name: string; value: string }[] {
  const part = readRelationships(zip, '', limits).find((each) => /^custom-?properties$/i.test(each.type))?.target;
  return part && zip.has(part) ? readProperties(zip.read(part), part, limits) : [];
}

const workbookTypes = new Set([
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml'
]);

/** Name of the workbook part. Refuses by name what is another kind of package, and macros however they are dressed. */
export function findWorkbook(zip: Zip, limits: ReadLimits): string {
  const types = zip.has('[Content_Types].xml') ? readContentTypes(zip, limits) : undefined;
  const found = types ? kindOf(types) : otherKind(zip);
  if (found === 'macros') throw new Problem('file-hostile', { because: 'macros' });
  if (found !== 'xlsx') throw new Problem('file-kind', { found });
  if (zip.names.some((name) => /vbaProject\.bin$/i.test(name)))
    throw new Problem('file-hostile', { because: 'macros' });
  const main = readRelationships(zip, '', limits).find((each) => each.type === 'officeDocument')?.target;
  if (!main || !zip.has(main)) throw new Problem('file-unreadable', { because: 'workbook-missing' });
  return main;
}

function kindOf(types: ContentTypes): string {
  const all = [...types.parts.values(), ...types.byExtension.values()];
  const has = (part: string) => all.some((type) => type.includes(part));
  if (has('macroEnabled.main+xml')) return 'xlsm';
  if (has('sheet.binary.')) return 'xlsb';
  if (has('vbaProject')) return 'macros';
  if (all.some((type) => workbookTypes.has(type))) return 'xlsx';
  if (has('wordprocessingml')) return 'docx';
  if (has('presentationml')) return 'pptx';
  return 'unknown-package';
}

/** Packages without content types: OpenDocument, a plain zip of files. */
function otherKind(zip: Zip): string {
  if (!zip.has('mimetype')) return 'zip';
  const kind = new TextDecoder().decode(zip.read('mimetype').subarray(0, 100));
  return kind.includes('opendocument.spreadsheet') ? 'ods' : 'unknown-package';
}
