// The HTML flavour of a clipboard: the table that Excel, WPS, web sheets, LibreOffice and Word put there, as cells.
import { fail, ok, type Result } from '#core/basics/result.ts';
import { mostCells, mostRows, type Clip, type ClipCell, type ClipMistake } from './clip-block.ts';
import { formatOfCss } from './number-format.ts';
import { scanHtml } from './scan-html.ts';

type Attributes = ReadonlyMap<string, string>;

interface OpenCell {
  attributes: Attributes;
  /** runs of text; breaks are '\n' */
  text: string;
  /** within <sup>: 57² is not 572 */
  isRaised: boolean;
  isColoured: boolean;
}

interface PlacedCell {
  row: number;
  column: number;
  rows: number;
  columns: number;
  cell: ClipCell;
  isHidden: boolean;
  /** Excel lets a long text or a run of blank cells take the place of several cells: they are blank, and not merged */
  isSpread: boolean;
}

interface Table {
  placed: PlacedCell[];
  hiddenRows: Set<number>;
  hiddenColumns: Set<number>;
  rows: number;
  columns: number;
}

/** @returns undefined when there is no cell in it */
export function readHtmlTable(html: string): Result<Clip | undefined, ClipMistake> {
  const table = scanTable(html);
  if (!table) return fail('too-large');
  if (table.placed.length === 0) return ok(undefined);
  return table.rows * table.columns > mostCells ? fail('too-large') : ok(clipOf(table));
}

// ── reading ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const mostSpan = 16_384;
const blocks: ReadonlySet<string> = new Set(['p', 'div', 'li', 'h1', 'h2', 'h3', 'h4', 'tr']);

/** @returns undefined when it is larger than any form */
function scanTable(html: string): Table | undefined {
  const table: Table = { placed: [], hiddenRows: new Set(), hiddenColumns: new Set(), rows: 0, columns: 0 };
  const looks = new Map<string, Map<string, string>>();
  /** by column: the rows below that a cell above reaches into */
  const reached: number[] = [];
  let depth = 0;
  let columnsSaid = 0;
  let row = -1;
  let column = 0;
  let rowsStood = 1;
  let cell: OpenCell | undefined;
  let tooLarge = false;

  const styleOf = (attributes: Attributes): Map<string, string> => {
    const style = new Map<string, string>();
    for (const name of (attributes.get('class') ?? '').split(/\s+/))
      for (const [property, value] of looks.get(name) ?? []) style.set(property, value);
    for (const [property, value] of declarations(attributes.get('style') ?? '')) style.set(property, value);
    return style;
  };
  const isHidden = (attributes: Attributes): boolean =>
    attributes.has('hidden') || /^\s*none/i.test(styleOf(attributes).get('display') ?? '');

  function closeCell(): void {
    if (!cell) return;
    const { attributes } = cell;
    while ((reached[column] ?? 0) > row) column += 1;
    const style = styleOf(attributes);
    const rows = spanOf(attributes.get('rowspan'));
    const columns = spanOf(attributes.get('colspan'));
    table.placed.push({
      row,
      column,
      rows,
      columns,
      cell: cellOf(cell, style),
      isHidden: isHidden(attributes),
      isSpread: /colspan/i.test(style.get('mso-ignore') ?? '')
    });
    for (let right = column; right < column + columns; right += 1) reached[right] = row + rows;
    column += columns;
    table.columns = Math.max(table.columns, column);
    tooLarge ||= table.placed.length > mostCells || table.columns > mostSpan;
    cell = undefined;
  }

  function openRow(attributes: Attributes): void {
    row += rowsStood;
    column = 0;
    rowsStood =
      Math.min(mostRows, Number(/^\s*\d+/.exec(styleOf(attributes).get('mso-xlrowspan') ?? '')?.[0] ?? 1)) || 1;
    if (isHidden(attributes)) for (let down = 0; down < rowsStood; down += 1) table.hiddenRows.add(row + down);
    table.rows = row + rowsStood;
    tooLarge ||= table.rows > mostRows;
  }

  function openColumn(attributes: Attributes): void {
    const span = spanOf(attributes.get('span'));
    if (isHidden(attributes))
      for (let right = 0; right < span; right += 1) table.hiddenColumns.add(columnsSaid + right);
    columnsSaid += span;
  }

  scanHtml(html, {
    style: (text) => void readLooks(text, looks),
    open(tag, attributes) {
      if (tag === 'table') depth += 1;
      if (cell && depth > 1) return openNested(cell, tag);
      if (tag === 'col') return openColumn(attributes);
      if (tag === 'tr') {
        closeCell();
        return openRow(attributes);
      }
      // one cell of a Google sheet comes without a table
      const isLoneCell = tag === 'span' && depth === 0 && !cell && attributes.has('data-sheets-value');
      if (tag === 'td' || tag === 'th' || isLoneCell) {
        closeCell();
        if (row < 0 || isLoneCell) openRow(new Map());
        cell = { attributes, text: '', isRaised: false, isColoured: false };
      } else if (cell) openInCell(cell, tag, attributes);
    },
    close(tag) {
      if (tag === 'table') depth = Math.max(0, depth - 1);
      const isOuter = depth <= 1;
      if (isOuter && (tag === 'td' || tag === 'th' || tag === 'tr' || (tag === 'span' && depth === 0 && isLone(cell))))
        closeCell();
      else if (cell && tag === 'sup') cell.isRaised = false;
      else if (cell && blocks.has(tag)) breakLine(cell);
    },
    text(text) {
      if (cell) addText(cell, text);
    },
    done: () => tooLarge
  });
  closeCell();
  return tooLarge ? undefined : table;
}

const isLone = (cell: OpenCell | undefined): boolean => cell?.attributes.has('data-sheets-value') ?? false;

function openInCell(cell: OpenCell, tag: string, attributes: Attributes): void {
  if (tag === 'br') cell.text += cell.text.length < longestText ? '\n' : '';
  else if (tag === 'sup') cell.isRaised = true;
  else if (blocks.has(tag)) breakLine(cell);
  else if (/mso-ignore\s*:[^;]*color/i.test(attributes.get('style') ?? '')) cell.isColoured = true;
}

/** a table in a cell is text of the cell */
function openNested(cell: OpenCell, tag: string): void {
  if (tag === 'td' || tag === 'th') cell.text += cell.text.length < longestText ? '\t' : '';
  else if (tag === 'br' || blocks.has(tag)) breakLine(cell);
}

function breakLine(cell: OpenCell): void {
  if (cell.text.length < longestText && /[^ \n\t]\s?$/.test(cell.text.slice(-2))) cell.text += '\n';
}

// longer than any cell takes: the rest need not be kept for it to be refused
const longestText = 10_000;
const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function addText(cell: OpenCell, text: string): void {
  if (cell.text.length >= longestText) return;
  const run = text.slice(0, longestText).replace(/[ \t\r\n\f]+/g, ' ');
  cell.text += cell.isRaised ? run.replace(/\d/g, (digit) => raised[Number(digit)]!) : run;
}

function spanOf(said: string | undefined): number {
  const span = Number.parseInt(said ?? '1', 10);
  return span >= 1 ? Math.min(span, mostSpan) : 1;
}

/** the properties that tell something, of every class of a style sheet */
function readLooks(sheet: string, looks: Map<string, Map<string, string>>): void {
  for (const rule of split(sheet, '}')) {
    const brace = rule.indexOf('{');
    const name = /\.([\w-]+)\s*$/.exec(rule.slice(Math.max(0, brace - longestName), Math.max(0, brace)))?.[1];
    if (name !== undefined) looks.set(name, declarations(rule.slice(brace + 1)));
  }
}

const longestName = 80;
const told: ReadonlySet<string> = new Set(['display', 'mso-number-format', 'mso-ignore', 'mso-xlrowspan']);

function declarations(css: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const declaration of split(css, ';')) {
    const colon = declaration.indexOf(':');
    const property = declaration.slice(0, Math.max(0, colon)).trim().toLowerCase();
    if (told.has(property)) found.set(property, declaration.slice(colon + 1));
  }
  return found;
}

/** pieces between signs that stand in no quotes and are not escaped; each sign is looked at once */
function split(css: string, sign: '}' | ';'): string[] {
  const pieces: string[] = [];
  let from = 0;
  let quoted = false;
  for (let at = 0; at < css.length; at += 1) {
    if (css[at] === '\\') at += 1;
    else if (css[at] === '"') quoted = !quoted;
    else if (css[at] === sign && !quoted) {
      pieces.push(css.slice(from, at));
      from = at + 1;
    }
  }
  pieces.push(css.slice(from));
  return pieces;
}

// ── one cell ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** x:num of Excel and WPS, sdval of LibreOffice, data-sheets-value of Google: the number in the cell. */
function cellOf({ attributes, text, isColoured }: OpenCell, style: ReadonlyMap<string, string>): ClipCell {
  const shown = text
    .replace(/ *\n */g, '\n')
    .replace(/ +/g, ' ')
    .replace(/^[ \n\t]+|[ \n\t]+$/g, '')
    .replaceAll('\u00a0', ' ');
  const cell: ClipCell = { text: shown };
  const number =
    attributes.get('x:num') || attributes.get('sdval') || googleNumber(attributes.get('data-sheets-value'));
  if (number) cell.number = number;
  const format = formatIn(attributes, style);
  if (format !== undefined) cell.format = format;
  if (isColoured) cell.isColoured = true;
  return cell;
}

function formatIn(attributes: Attributes, style: ReadonlyMap<string, string>): string | undefined {
  const css = style.get('mso-number-format');
  if (css !== undefined) return formatOfCss(css);
  const office = attributes.get('sdnum'); // language;language of the format;format
  if (office !== undefined) return office.split(';').slice(2).join(';') || undefined;
  const google = propertyOf(attributes.get('data-sheets-numberformat'), '2');
  return typeof google === 'string' ? google : undefined;
}

/** `{"1":3,"3":475962}`: 3 says that it is a number, and where it stands */
function googleNumber(json: string | undefined): string | undefined {
  const number = propertyOf(json, '3');
  return typeof number === 'number' && propertyOf(json, '1') === 3 ? String(number) : undefined;
}

function propertyOf(json: string | undefined, property: string): unknown {
  if (json === undefined) return undefined;
  try {
    const read: unknown = JSON.parse(json);
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>)[property] : undefined;
  } catch {
    return undefined; // another program's attribute of the same name
  }
}

// ── cells to a block ────────────────────────────────────────────────────────────────────────────────────────────────

function clipOf(table: Table): Clip {
  hideWholeColumns(table);
  const shownRows = without(table.rows, table.hiddenRows);
  const shownColumns = without(table.columns, table.hiddenColumns);
  const grid: (ClipCell | undefined)[][] = Array.from({ length: table.rows }, () =>
    Array.from({ length: table.columns }, () => ({ text: '' }))
  );
  for (const one of table.placed) {
    let isFirst = true; // of those that are not hidden
    for (let down = one.row; down < Math.min(one.row + one.rows, table.rows); down += 1)
      for (let right = one.column; right < one.column + one.columns; right += 1) {
        const isShown = !table.hiddenRows.has(down) && !table.hiddenColumns.has(right);
        grid[down]![right] = isFirst && isShown ? one.cell : one.isSpread ? { text: '' } : undefined;
        isFirst &&= !isShown;
      }
  }
  return {
    block: shownRows.map((row) => shownColumns.map((column) => grid[row]![column])),
    hiddenRows: table.rows - shownRows.length,
    hiddenColumns: table.columns - shownColumns.length
  };
}

/** Some programs hide a column cell by cell. */
function hideWholeColumns(table: Table): void {
  const shown = new Set<number>();
  const hidden = new Set<number>();
  for (const one of table.placed) if (one.columns === 1) (one.isHidden ? hidden : shown).add(one.column);
  for (const column of hidden) if (!shown.has(column)) table.hiddenColumns.add(column);
}

const without = (count: number, hidden: ReadonlySet<number>): number[] =>
  Array.from({ length: count }, (_, at) => at).filter((at) => !hidden.has(at));
