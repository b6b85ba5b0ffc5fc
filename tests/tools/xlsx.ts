// Small .xlsx packages from pieces of XML, so that a test can put anything anywhere.
import { makeZip, type ZipPart } from './zip.ts';

export const mainNamespace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relationshipNamespace = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

export interface XlsxPieces {
  /** inside <worksheet>, one per sheet */
  sheets?: readonly string[];
  sheetNames?: readonly string[];
  sharedStrings?: string;
  styles?: string;
  /** inside <workbook> before or after <sheets> */
  workbookBefore?: string;
  workbookAfter?: string;
  /** replaces or adds whole parts; null leaves one out */
  parts?: Record<string, string | Uint8Array | null>;
  mainType?: string;
  zip?: (parts: ZipPart[]) => ZipPart[];
}

const xml = (body: string) => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${body}`;

export const worksheet = (inside: string): string => xml(`<worksheet xmlns="${mainNamespace}">${inside}</worksheet>`);

export function makeXlsx(pieces: XlsxPieces = {}): Uint8Array {
  const sheets = pieces.sheets ?? ['<sheetData/>'];
  const names = pieces.sheetNames ?? sheets.map((_, index) => `Sheet${index + 1}`);
  const mainType = pieces.mainType ?? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml';
  const parts: Record<string, string | Uint8Array | null> = {
    '[Content_Types].xml': xml(
      `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${mainType}"/></Types>`
    ),
    '_rels/.rels': xml(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relationshipNamespace}/officeDocument" Target="xl/workbook.xml"/></Relationships>`
    ),
    'xl/workbook.xml': xml(
      `<workbook xmlns="${mainNamespace}" xmlns:r="${relationshipNamespace}">${pieces.workbookBefore ?? ''}<sheets>${names.map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join('')}</sheets>${pieces.workbookAfter ?? ''}</workbook>`
    ),
    'xl/_rels/workbook.xml.rels': xml(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${sheets.map((_, index) => `<Relationship Id="rId${index + 1}" Type="${relationshipNamespace}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`).join('')}<Relationship Id="s1" Type="${relationshipNamespace}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="s2" Type="${relationshipNamespace}/styles" Target="styles.xml"/></Relationships>`
    )
  };
  sheets.forEach((sheet, index) => (parts[`xl/worksheets/sheet${index + 1}.xml`] = worksheet(sheet)));
  if (pieces.sharedStrings !== undefined)
    parts['xl/sharedStrings.xml'] = xml(`<sst xmlns="${mainNamespace}">${pieces.sharedStrings}</sst>`);
  if (pieces.styles !== undefined)
    parts['xl/styles.xml'] = xml(`<styleSheet xmlns="${mainNamespace}">${pieces.styles}</styleSheet>`);
  Object.assign(parts, pieces.parts);
  const list = Object.entries(parts).flatMap(([name, content]): ZipPart[] =>
    content === null ? [] : [{ name, content }]
  );
  return makeZip(pieces.zip ? pieces.zip(list) : list);
}
