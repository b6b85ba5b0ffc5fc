// A sheet of the official workbook as it lies on a desk: what is seen at each place, how far a merged cell reaches, what is framed.
import { addressOf, type RawCell, type RawLook, type RawMerge, type RawSheet } from '#core/workbook/raw-workbook.ts';

export interface Paper {
  sheet: RawSheet;
  /** the cell whose area covers this place, merged or not; an area may hold nothing */
  area(row: number, column: number): Area;
  look(row: number, column: number): RawLook | undefined;
  /** areas that begin in this row, from left to right, as far as anything is written or framed */
  areasIn(row: number): readonly Area[];
  /** whether any cell of the sheet has a frame: then the frames tell where the tables are */
  hasFrames: boolean;
  /** anything of a known look that is framed in this row */
  framedIn(row: number): { left: number; right: number } | undefined;
  lastRow: number;
  lastColumn: number;
}

export interface Area extends RawMerge {
  cell?: RawCell;
  /** readable: without the spaces that letters were spread with; '' for nothing and for figures */
  text: string;
}

// What a form on paper may have: some 60 columns and 600 rows were seen. More is a table of raw figures.
const mostRows = 2_000;
const mostColumns = 200;

export function paperOf(sheet: RawSheet): Paper {
  const width = mostColumns + 1;
  const place = (row: number, column: number) => row * width + column;
  const cells = new Map<number, RawCell>();
  const areas = new Map<number, Area>();
  const looks = new Map<number, RawLook>();
  const framed = new Map<number, { left: number; right: number }>();
  let lastRow = 0;
  let lastColumn = 0;
  const reach = (row: number, column: number) => {
    lastRow = Math.max(lastRow, Math.min(row, mostRows));
    lastColumn = Math.max(lastColumn, Math.min(column, mostColumns));
  };
  for (const cell of sheet.cells) {
    if (cell.row > mostRows || cell.column > mostColumns) continue;
    cells.set(place(cell.row, cell.column), cell);
    if (cell.kind !== 'text' || cell.value.trim() !== '') reach(cell.row, cell.column);
  }
  for (const merge of sheet.merges) {
    if (merge.top > mostRows || merge.left > mostColumns) continue;
    const cut = { ...merge, bottom: Math.min(merge.bottom, mostRows), right: Math.min(merge.right, mostColumns) };
    const area = areaOf(cut, cells.get(place(cut.top, cut.left)));
    if (area.cell) reach(cut.bottom, cut.right);
    for (let row = cut.top; row <= cut.bottom; row++)
      for (let column = cut.left; column <= cut.right; column++)
        if (!areas.has(place(row, column))) areas.set(place(row, column), area);
  }
  for (const look of sheet.looks ?? []) {
    if (look.row > mostRows || look.column > mostColumns) continue;
    looks.set(place(look.row, look.column), look);
    if (!look.framed) continue;
    const before = framed.get(look.row);
    framed.set(look.row, {
      left: Math.min(before?.left ?? look.column, look.column),
      right: Math.max(before?.right ?? look.column, look.column)
    });
    reach(look.row, look.column);
  }
  const area = (row: number, column: number): Area => {
    const known = areas.get(place(row, column));
    if (known) return known;
    const made = areaOf({ top: row, left: column, bottom: row, right: column }, cells.get(place(row, column)));
    areas.set(place(row, column), made);
    return made;
  };
  return {
    sheet,
    area,
    look: (row, column) => looks.get(place(row, column)),
    areasIn(row) {
      const found: Area[] = [];
      for (let column = 1; column <= lastColumn;) {
        const each = area(row, column);
        if (each.top === row) found.push(each);
        column = each.right + 1;
      }
      return found;
    },
    hasFrames: framed.size >= 2,
    framedIn: (row) => framed.get(row),
    lastRow,
    lastColumn
  };
}

function areaOf(range: RawMerge, cell: RawCell | undefined): Area {
  const text = cell?.kind === 'text' ? tidy(cell.value) : '';
  return cell && (cell.kind !== 'text' || text !== '') ? { ...range, cell, text } : { ...range, text: '' };
}

/** '行 政\n许 可（件）' → '行政许可（件）': a space between two Chinese letters says nothing, one between Latin words does. */
export function tidy(text: string): string {
  return text
    .replace(/[\s\u3000\u200b]+/g, ' ')
    .trim()
    .replace(/(?<=[\p{Script=Han}（）()：:、，；。“”]) (?=[\p{Script=Han}（）()：:、，；。“”\d])/gu, '')
    .replace(/(?<=\d) (?=[\p{Script=Han}])/gu, '');
}

export const anchorOf = (paper: Paper, row: number, column: number): string =>
  `${paper.sheet.name}!${addressOf(row, column)}`;

/** —, /, ----, ×, * : a place that is closed, or that somebody had nothing to say to */
export const isSign = (area: Area): boolean =>
  area.cell?.kind === 'text' && /^[-—–―─/／\\＼×xX*＊…]+$/.test(area.cell.value.replace(/\s/g, ''));

/** a number, a formula, or text that begins like a number: what stands in a cell to be filled */
export function isFilled(area: Area): boolean {
  const { cell } = area;
  if (!cell) return false;
  if (cell.formula !== undefined || cell.kind === 'number' || cell.kind === 'error') return true;
  return cell.kind === 'text' && /^[+\-（(]?[\d,，.．]+\s*[%％]?$/.test(cell.value.normalize('NFKC').trim());
}
