// A book of any number of sheets → an .xlsx file, page by page into a sink: what was written is forgotten. The text of the parts is written
// here by hand, because the library that lays out single sheets holds the whole book and takes minutes over thousands of them.
import { escapeText, lookOf, type Look } from './inside/looks.ts';
import { writeZip, type ZipSink, type ZipWriter } from './inside/zip-writer.ts';
import { addressOf, columnName, rangeOf } from './raw-workbook.ts';
import type { FlowingBook, FlowingPage, PageCell, PageValue } from './page.ts';

/** @param at when it was made, ms since 1970 (UTC): the same book at the same time is the same file */
export async function writeBook(book: FlowingBook, at: number, sink: ZipSink): Promise<void> {
  const zip = writeZip(sink, at);
  const looks = collectLooks();
  const numberOf = new Map(book.names.map((name, index) => [name, index + 1]));
  const written: WrittenPage[] = [];
  for await (const page of book.pages) {
    const number = numberOf.get(page.name);
    if (number === undefined) throw new Error('assertion failed: a page that the book names');
    written.push(await writePage(zip, page, number, looks));
  }
  written.sort((a, b) => a.number - b.number);
  writeFrame(zip, book.title, written, looks, at);
  zip.end();
}

interface WrittenPage extends Pick<FlowingPage, 'name' | 'veryHidden' | 'print'> {
  number: number;
  hasNotes: boolean;
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';

/** also within an attribute */
const inXml = (text: string): string => inText(text).replaceAll('"', '&quot;');

/** between tags, where a quotation mark stands as it is: formulas are full of them */
const inText = (text: string): string =>
  /[&<>\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text) // eslint-disable-line no-control-regex
    ? text
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        // eslint-disable-next-line no-control-regex
        .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    : text;

// ── a sheet ─────────────────────────────────────────────────────────────────────────────────────────────────────────

async function writePage(zip: ZipWriter, page: FlowingPage, number: number, looks: Looks): Promise<WrittenPage> {
  const { name, veryHidden, print } = page;
  const notes: PageCell[] = [];
  zip.begin(`xl/worksheets/sheet${number}.xml`);
  zip.text(`${declaration}<worksheet xmlns="${main}" xmlns:r="${office}">${beforeCells(page)}<sheetData>`);
  await writeRows(zip, page, looks, notes);
  zip.text(
    `</sheetData>${protectionOf(page)}${mergesOf(page)}${checksOf(page)}${printOf(page)}${notes.length > 0 ? '<legacyDrawing r:id="rId1"/>' : ''}`
  );
  zip.text('</worksheet>');
  if (notes.length > 0) writeNotes(zip, number, notes);
  return {
    name,
    number,
    hasNotes: notes.length > 0,
    ...(veryHidden ? { veryHidden } : {}),
    ...(print ? { print } : {})
  };
}

function beforeCells({ print, frozen, widths, hiddenColumns = [] }: FlowingPage): string {
  const hidden = new Set(hiddenColumns);
  const columns = widths.map(
    (width, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"${hidden.has(index + 1) ? ' hidden="1"' : ''}/>`
  );
  const isFitted = print && print.repeatColumns === undefined;
  const pane = frozen
    ? `<pane${frozen.columns ? ` xSplit="${frozen.columns}"` : ''}${frozen.rows ? ` ySplit="${frozen.rows}"` : ''} topLeftCell="${addressOf(frozen.rows + 1, frozen.columns + 1)}" activePane="${frozen.columns && frozen.rows ? 'bottomRight' : frozen.rows ? 'bottomLeft' : 'topRight'}" state="frozen"/>`
    : '';
  return (
    (isFitted ? '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' : '') +
    `<sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>` +
    (columns.length > 0 ? `<cols>${columns.join('')}</cols>` : '')
  );
}

async function writeRows(zip: ZipWriter, page: FlowingPage, looks: Looks, notes: PageCell[]): Promise<void> {
  const hidden = new Set(page.hiddenRows ?? []);
  const covered = coverBy(page);
  // rows that may hold no cell of their own: with a height, hidden, under a merge
  const others = [...new Set([...page.heights.keys(), ...hidden, ...covered.rows])].sort((a, b) => a - b);
  let other = 0;
  let row = 0;
  const begin = (next: number): void => {
    const height = page.heights.get(next);
    row = next;
    zip.text(
      `<row r="${next}"${height === undefined ? '' : ` ht="${height}" customHeight="1"`}${hidden.has(next) ? ' hidden="1"' : ''}>`
    );
  };
  const end = (): void => {
    if (row === 0) return;
    for (const cell of covered.until(row, Infinity)) zip.text(cellText(cell, looks));
    zip.text('</row>');
  };
  const upTo = (next: number): void => {
    for (; (others[other] ?? next) < next; other += 1) {
      if (others[other]! <= row) continue;
      end();
      begin(others[other]!);
    }
  };
  const put = (cell: PageCell): void => {
    if (cell.row !== row) {
      upTo(cell.row);
      end();
      begin(cell.row);
    }
    for (const before of covered.until(row, cell.column)) zip.text(cellText(before, looks));
    zip.text(cellText(cell, looks));
    covered.met(cell);
    if (cell.note !== undefined) notes.push(cell);
  };
  for await (const piece of page.cells) piece.forEach(put);
  upTo(Infinity);
  end();
}

/** Cells under a merge have the look of its top left one, so that borders go round. They are known when that one has passed. */
function coverBy({ merges }: FlowingPage) {
  const placeOf = (row: number, column: number) => row * 16_384 + column;
  const starts = new Map(merges.map((merge) => [placeOf(merge.top, merge.left), merge]));
  const waiting = new Map<number, PageCell[]>();
  return {
    rows: merges.flatMap(({ top, bottom }) => Array.from({ length: bottom - top + 1 }, (_, index) => top + index)),
    met(cell: PageCell): void {
      const merge = starts.size > 0 ? starts.get(placeOf(cell.row, cell.column)) : undefined;
      if (!merge) return;
      const { style, indent, centred, input, row, column } = cell;
      for (let at = row; at <= merge.bottom; at += 1)
        for (let right = column; right <= merge.right; right += 1) {
          if (at === row && right === column) continue;
          const under: PageCell = { row: at, column: right, style, value: { kind: 'empty' } };
          if (indent !== undefined) under.indent = indent;
          if (centred !== undefined) under.centred = centred;
          if (input !== undefined) under.input = input;
          waiting.set(at, [...(waiting.get(at) ?? []), under]);
        }
    },
    /** takes out those of a row that stand before a column; one in that column has a cell of its own */
    until(row: number, column: number): PageCell[] {
      const all = waiting.get(row);
      if (!all) return [];
      waiting.set(
        row,
        all.filter((cell) => cell.column > column)
      );
      return all.filter((cell) => cell.column < column).sort((a, b) => a.column - b.column);
    }
  };
}

function cellText(cell: PageCell, looks: Looks): string {
  const style = looks.numberOf(cell);
  const open = `<c r="${addressOf(cell.row, cell.column)}"${style === 0 ? '' : ` s="${style}"`}`;
  return open + contentText(cell.value);
}

function contentText(value: PageValue): string {
  switch (value.kind) {
    case 'empty':
      return '/>';
    case 'number':
      return `><v>${stored(value.decimal)}</v></c>`;
    case 'text':
      return ` t="inlineStr"><is><t xml:space="preserve">${inText(escapeText(value.text))}</t></is></c>`;
    case 'formula':
      return 'number' in value.result
        ? `><f>${inText(value.formula)}</f><v>${stored(value.result.number)}</v></c>`
        : ` t="str"><f>${inText(value.formula)}</f><v>${inText(escapeText(value.result.text))}</v></c>`;
  }
}

/** as a program would store it: how many decimals are shown is the number format's */
const stored = (decimal: string): string => (decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal);

const mergesOf = ({ merges }: FlowingPage): string =>
  merges.length === 0
    ? ''
    : `<mergeCells count="${merges.length}">${merges
        .map(({ top, left, bottom, right }) => `<mergeCell ref="${addressOf(top, left)}:${addressOf(bottom, right)}"/>`)
        .join('')}</mergeCells>`;

const protectionOf = ({ isProtected }: FlowingPage): string =>
  isProtected ? '<sheetProtection sheet="1" formatColumns="0" formatRows="0"/>' : '';

function checksOf({ checks = [] }: FlowingPage): string {
  const each = checks.map(
    ({ range, formula, message }) =>
      `<dataValidation type="custom" errorStyle="warning" allowBlank="1" showErrorMessage="1" error="${inXml(message)}" sqref="${rangeOf(range)}"><formula1>${inXml(formula)}</formula1></dataValidation>`
  );
  return each.length === 0 ? '' : `<dataValidations count="${each.length}">${each.join('')}</dataValidations>`;
}

/** A4 or A3; as many pages as it takes downwards, sideways only where the page says so; &P and &N are the page and their number. */
function printOf({ print }: FlowingPage): string {
  if (!print) return '';
  const fit = print.repeatColumns === undefined ? ' fitToWidth="1" fitToHeight="0"' : '';
  return (
    '<printOptions horizontalCentered="1"/>' +
    '<pageMargins left="0.5" right="0.5" top="0.7" bottom="0.7" header="0.3" footer="0.3"/>' +
    `<pageSetup paperSize="${print.paper === 'A3' ? 8 : 9}" orientation="${print.landscape ? 'landscape' : 'portrait'}"${fit}/>` +
    '<headerFooter><oddFooter>&amp;C第 &amp;P 页 共 &amp;N 页</oddFooter></headerFooter>'
  );
}

// ── notes ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A note is a text in one part and a small window, in a drawing of the old kind, in another. */
function writeNotes(zip: ZipWriter, number: number, notes: readonly PageCell[]): void {
  zip.begin(`xl/worksheets/_rels/sheet${number}.xml.rels`);
  zip.text(
    relationships([
      ['vmlDrawing', `../drawings/vmlDrawing${number}.vml`],
      ['comments', `../comments${number}.xml`]
    ])
  );
  zip.begin(`xl/comments${number}.xml`);
  zip.text(`${declaration}<comments xmlns="${main}"><authors><author/></authors><commentList>`);
  for (const { row, column, note = '' } of notes)
    zip.text(
      `<comment ref="${addressOf(row, column)}" authorId="0"><text><r><rPr><sz val="9"/><rFont val="宋体"/></rPr><t xml:space="preserve">${inXml(escapeText(note))}</t></r></text></comment>`
    );
  zip.text('</commentList></comments>');
  zip.begin(`xl/drawings/vmlDrawing${number}.vml`);
  zip.text(
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">' +
      '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
  );
  for (const [index, { row, column }] of notes.entries())
    zip.text(
      `<v:shape id="_x0000_s${1025 + index}" type="#_x0000_t202" style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:textbox/><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>${column}, 15, ${Math.max(0, row - 2)}, 10, ${column + 3}, 15, ${row + 4}, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>${row - 1}</x:Row><x:Column>${column - 1}</x:Column></x:ClientData></v:shape>`
    );
  zip.text('</xml>');
}

const relationships = (all: readonly (readonly [type: string, target: string])[]): string =>
  `${declaration}<Relationships xmlns="${packages}/relationships">${all
    .map(([type, target], index) => {
      const space = type.includes('/') ? packages : office;
      return `<Relationship Id="rId${index + 1}" Type="${space}/${type}" Target="${target}"/>`;
    })
    .join('')}</Relationships>`;

// ── looks ───────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Looks {
  /** index of the cell's look in the file; 0 for none */
  numberOf(cell: PageCell): number;
  all(): readonly Look[];
}

/** Looks are few and cells are many: each is compared by the little that makes it. */
function collectLooks(): Looks {
  const all: Look[] = [];
  const numbers = new Map<string, number>();
  return {
    all: () => all,
    numberOf(cell) {
      const { value, indent = 0, centred = false, input = false } = cell;
      const format = value.kind === 'number' || value.kind === 'formula' ? value.format : undefined;
      const isText = value.kind === 'text' && /^[=+\-@]/.test(value.text);
      const key = `${cell.style} ${indent} ${centred ? 1 : 0} ${isText ? 1 : 0} ${input ? 1 : 0} ${format ?? ''}`;
      let number = numbers.get(key);
      if (number === undefined) {
        const look = lookOf(cell);
        number = look === undefined ? 0 : all.push(look);
        numbers.set(key, number);
      }
      return number;
    }
  };
}

function stylesPart(looks: readonly Look[]): string {
  const fonts = distinct(
    looks,
    ({ face, size, bold }) =>
      `<font>${bold ? '<b/>' : ''}<sz val="${size}"/><name val="${face}"/><family val="3"/><charset val="134"/></font>`
  );
  const formats = distinct(looks, ({ format }) => format ?? 'General');
  const edge = (side: string) => `<${side} style="thin"><color rgb="FF000000"/></${side}>`;
  const xf = (look: Look): string => {
    const format = formats.indexOf(look.format ?? 'General');
    return (
      `<xf numFmtId="${look.format === undefined ? 0 : firstFormat + format}" fontId="${fonts.of(look) + 1}" fillId="${look.grey ? 2 : 0}" borderId="${look.framed ? 1 : 0}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"${look.open ? ' applyProtection="1"' : ''}>` +
      `<alignment horizontal="${look.horizontal}" vertical="center"${look.wrap ? ' wrapText="1"' : ''}${look.shrink ? ' shrinkToFit="1"' : ''}${look.indent ? ` indent="${look.indent}"` : ''}/>${look.open ? '<protection locked="0"/>' : ''}</xf>`
    );
  };
  return (
    `${declaration}<styleSheet xmlns="${main}">` +
    `<numFmts count="${formats.all.length}">${formats.all.map((format, index) => `<numFmt numFmtId="${firstFormat + index}" formatCode="${inXml(format)}"/>`).join('')}</numFmts>` +
    `<fonts count="${fonts.all.length + 1}"><font><sz val="11"/><name val="宋体"/><family val="3"/><charset val="134"/></font>${fonts.all.join('')}</fonts>` +
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFD9D9D9"/></patternFill></fill></fills>' +
    `<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>${['left', 'right', 'top', 'bottom'].map(edge).join('')}<diagonal/></border></borders>` +
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
    `<cellXfs count="${looks.length + 1}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>${looks.map(xf).join('')}</cellXfs>` +
    '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
  );
}

/** numbers below are the format's own */
const firstFormat = 164;

function distinct(looks: readonly Look[], text: (look: Look) => string) {
  const all = [...new Set(looks.map(text))];
  return { all, of: (look: Look) => all.indexOf(text(look)), indexOf: (one: string) => all.indexOf(one) };
}

// ── the frame of the package ────────────────────────────────────────────────────────────────────────────────────────

function writeFrame(zip: ZipWriter, title: string, pages: readonly WrittenPage[], looks: Looks, at: number): void {
  const put = (name: string, text: string) => {
    zip.begin(name);
    zip.text(text);
  };
  put('xl/styles.xml', stylesPart(looks.all()));
  put('xl/workbook.xml', workbookPart(pages));
  put(
    'xl/_rels/workbook.xml.rels',
    relationships([
      ...pages.map(({ number }) => ['worksheet', `worksheets/sheet${number}.xml`] as const),
      ['styles', 'styles.xml']
    ])
  );
  put(
    '_rels/.rels',
    relationships([
      ['officeDocument', 'xl/workbook.xml'],
      ['relationships/metadata/core-properties', 'docProps/core.xml']
    ])
  );
  const when = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
  put(
    'docProps/core.xml',
    `${declaration}<cp:coreProperties xmlns:cp="${packages}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${inXml(title)}</dc:title><dc:creator>汇表</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">${when}</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">${when}</dcterms:modified></cp:coreProperties>`
  );
  put('[Content_Types].xml', contentTypes(pages));
}

/** Computed again on opening: the results in the file are there for programs that only show. */
function workbookPart(pages: readonly WrittenPage[]): string {
  const sheets = pages.map(
    ({ name, number, veryHidden }, index) =>
      `<sheet name="${inXml(name)}" sheetId="${number}"${veryHidden ? ' state="veryHidden"' : ''} r:id="rId${index + 1}"/>`
  );
  const titles = pages.flatMap(({ name, print }, index) => {
    const sheet = `'${name.replaceAll("'", "''")}'`;
    const columns = print?.repeatColumns === undefined ? [] : [`${sheet}!$A:$${columnName(print.repeatColumns)}`];
    const rows = print?.repeatRows === undefined ? [] : [`${sheet}!$${print.repeatRows.from}:$${print.repeatRows.to}`];
    const range = [...columns, ...rows].join(',');
    return range === ''
      ? []
      : [`<definedName name="_xlnm.Print_Titles" localSheetId="${index}">${inXml(range)}</definedName>`];
  });
  return (
    `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><workbookPr/><bookViews><workbookView/></bookViews><sheets>${sheets.join('')}</sheets>` +
    (titles.length > 0 ? `<definedNames>${titles.join('')}</definedNames>` : '') +
    '<calcPr calcId="191029" fullCalcOnLoad="1"/></workbook>'
  );
}

function contentTypes(pages: readonly WrittenPage[]): string {
  const type = (part: string, name: string, family = 'spreadsheetml') =>
    `<Override PartName="${part}" ContentType="application/vnd.openxmlformats-${family === 'package' ? 'package' : `officedocument.${family}`}.${name}+xml"/>`;
  return (
    `${declaration}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>` +
    type('/xl/workbook.xml', 'sheet.main') +
    type('/xl/styles.xml', 'styles') +
    type('/docProps/core.xml', 'core-properties', 'package') +
    pages
      .map(
        ({ number, hasNotes }) =>
          type(`/xl/worksheets/sheet${number}.xml`, 'worksheet') +
          (hasNotes ? type(`/xl/comments${number}.xml`, 'comments') : '')
      )
      .join('') +
    '</Types>'
  );
}
