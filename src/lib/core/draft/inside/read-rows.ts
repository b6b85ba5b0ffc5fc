// The labels of a band as a tree of rows: headings beside or above the rows they are for, one level for each kind of numbering or indent.
import type { Band } from './find-bands.ts';
import { isFilled, isSign, type Area, type Paper } from './paper.ts';

export interface RowNode {
  label: string;
  /** place of the label */
  row: number;
  column: number;
  isHeading: boolean;
  children: RowNode[];
  /** code and unit of measure as printed in the columns for them, definition too */
  facts: { code?: string; uom?: string; definition?: string };
}

export interface FactColumns {
  code?: number;
  uom?: number;
  definition?: number;
}

export interface Rows {
  headings: 'rows' | 'spans';
  nodes: RowNode[];
}

/**
 * @param facts   columns of the sheet that hold code, unit of measure, definition
 * @param values  first column that is to be filled
 * @param wishes  row of the sheet → what somebody said it is; 'none' leaves it out
 */
export function readRows(
  paper: Paper,
  band: Band,
  facts: FactColumns,
  values: number,
  wishes: ReadonlyMap<number, 'row' | 'heading' | 'none'>
): Rows {
  const stubEnd = band.left + band.stubColumns - 1;
  const codeInStub = codeColumnIn(paper, band, stubEnd);
  const labelFrom = codeInStub === band.left ? band.left + 1 : band.left;
  const all = codeInStub === undefined ? facts : { ...facts, code: codeInStub };
  const rows = band.rows.filter((row) => wishes.get(row) !== 'none');
  if (band.stubColumns === 0) {
    return { headings: 'rows', nodes: rows.map((row) => leafAt(paper, row, band.left, '', all)) };
  }
  const isSpanned = rows.some((row) => areasAcross(paper, row, labelFrom, stubEnd).length > 1);
  return isSpanned
    ? { headings: 'spans', nodes: spannedRows(paper, rows, labelFrom, stubEnd, all) }
    : { headings: 'rows', nodes: nestedRows(paper, band, rows, labelFrom, stubEnd, all, values, wishes) };
}

/** a first or last column of the labels that only numbers the rows */
function codeColumnIn(paper: Paper, band: Band, stubEnd: number): number | undefined {
  if (band.stubColumns < 2) return undefined;
  const numbers = (column: number) => {
    const cells = band.rows.map((row) => paper.area(row, column)).filter((area) => area.cell);
    return (
      cells.length > 0 &&
      cells.every((area) => area.left === area.right && /^\d{1,3}$/.test(area.cell?.value.trim() ?? ''))
    );
  };
  return numbers(band.left) ? band.left : numbers(stubEnd) ? stubEnd : undefined;
}

const areasAcross = (paper: Paper, row: number, from: number, to: number): Area[] => {
  const areas: Area[] = [];
  for (let column = from; column <= to;) {
    const area = paper.area(row, column);
    if (area.text !== '') areas.push(area);
    // the lines of a list are numbers
    else if (from === to && area.cell && /^\d{1,3}$/.test(area.cell.value.trim()))
      areas.push({ ...area, text: area.cell.value.trim() });
    column = Math.max(area.right, column) + 1;
  }
  return areas;
};

function leafAt(paper: Paper, row: number, column: number, label: string, facts: FactColumns): RowNode {
  return { label, row, column, isHeading: false, children: [], facts: factsAt(paper, row, facts) };
}

function factsAt(paper: Paper, row: number, facts: FactColumns): RowNode['facts'] {
  const textOf = (column: number | undefined) =>
    column === undefined ? '' : (paper.area(row, column).cell?.value ?? '').trim();
  const [code, uom, definition] = [textOf(facts.code), textOf(facts.uom), textOf(facts.definition)];
  return {
    ...(code === '' || isDash(code) ? {} : { code }),
    ...(uom === '' || isDash(uom) ? {} : { uom }),
    ...(definition === '' ? {} : { definition })
  };
}
const isDash = (text: string): boolean => /^[-—–―/]+$/.test(text);

// ── headings beside the rows ────────────────────────────────────────────────────────────────────────────────────────

/** The last label of a row is its own; those before it, merged down or left empty below, are its headings. */
function spannedRows(paper: Paper, rows: readonly number[], from: number, to: number, facts: FactColumns): RowNode[] {
  const nodes: RowNode[] = [];
  let open: { area: Area; node: RowNode }[] = [];
  for (const row of rows) {
    const areas = areasAcross(paper, row, from, to);
    const own = areas.at(-1);
    if (!own) continue;
    const above = headingsOf(areas.slice(0, -1), own, open, row);
    const chain: { area: Area; node: RowNode }[] = [];
    for (const area of above) {
      const known = open[chain.length];
      const siblings = chain.at(-1)?.node.children ?? nodes;
      if (known && known.area === area) {
        chain.push(known);
        continue;
      }
      const node: RowNode = {
        label: area.text,
        row: area.top,
        column: area.left,
        isHeading: true,
        children: [],
        facts: {}
      };
      siblings.push(node);
      chain.push({ area, node });
      open = [...chain];
    }
    open = chain;
    (chain.at(-1)?.node.children ?? nodes).push(leafAt(paper, own.top, own.left, own.text, facts));
  }
  return nodes;
}

/** Labels left of the own one; a label that was not merged down holds for the rows below it as long as their places are empty. */
function headingsOf(left: readonly Area[], own: Area, open: readonly { area: Area }[], row: number): Area[] {
  const carried = open.filter(
    ({ area }) =>
      area.left < own.left &&
      area.top < row &&
      !left.includes(area) &&
      left.every((each) => each.left > area.left || each === area)
  );
  const before = carried.map(({ area }) => area).filter((area) => !left.some((each) => each.left <= area.left));
  return [...before, ...left];
}

// ── headings above the rows ─────────────────────────────────────────────────────────────────────────────────────────

function nestedRows(
  paper: Paper,
  band: Band,
  rows: readonly number[],
  from: number,
  to: number,
  facts: FactColumns,
  values: number,
  wishes: ReadonlyMap<number, 'row' | 'heading' | 'none'>
): RowNode[] {
  const labelled = rows.flatMap((row) => {
    const area = areasAcross(paper, row, from, to)[0];
    return area && area.top === row ? [{ row, area }] : [];
  });
  const factShare = (column: number | undefined) =>
    column === undefined
      ? 0
      : labelled.filter(({ row }) => paper.area(row, column).cell !== undefined && !isSign(paper.area(row, column)))
          .length / Math.max(1, labelled.length);
  const telling = [facts.uom, facts.code].filter((column) => factShare(column) > 0.4);
  const boldest = labelled.filter(({ area }) => paper.look(area.top, area.left)?.bold).length;
  const isHeading = (row: number, area: Area): boolean => {
    const wish = wishes.get(row);
    if (wish !== undefined) return wish === 'heading';
    if (area.right >= band.right && band.right > area.left) return true;
    const cells = cellsBetween(paper, row, values, band.right);
    if (cells.some((each) => isFilled(each))) return false;
    const says = (column: number) => paper.area(row, column).cell !== undefined && !isSign(paper.area(row, column));
    if (telling.length > 0) return !telling.some((column) => says(column as number));
    if (cells.length > 0 && cells.every((each) => isSign(each)) && row !== rows.at(-1)) return true;
    // in a table without codes and units only a bold label among plain ones says so
    return (
      boldest > 0 &&
      boldest < labelled.length / 2 &&
      paper.look(area.top, area.left)?.bold === true &&
      !/计$/.test(area.text)
    );
  };
  const indented = labelled.some(({ area }) => (paper.look(area.top, area.left)?.indent ?? 0) > 0);
  const nodes: RowNode[] = [];
  let open: { level: number; node: RowNode }[] = [];
  for (const { row, area } of labelled) {
    const heading = isHeading(row, area);
    const level = indented ? (paper.look(area.top, area.left)?.indent ?? 0) * 10 : levelOf(area.text);
    if (level !== undefined) open = open.filter((each) => each.level < level);
    else if (heading) open = [];
    const node: RowNode = { ...leafAt(paper, row, area.left, area.text, facts), isHeading: heading };
    (open.at(-1)?.node.children ?? nodes).push(node);
    if (heading) open = [...open, { level: level ?? 0, node }];
  }
  return nodes;
}

const cellsBetween = (paper: Paper, row: number, from: number, to: number): Area[] => {
  const areas: Area[] = [];
  for (let column = from; column <= to; column++) {
    const area = paper.area(row, column);
    if (area.left === column || column === from) areas.push(area);
  }
  return areas;
};

/** 一、 is above （一）, that above 1., that above (1), that above ①; undefined for a label without a number */
function levelOf(label: string): number | undefined {
  if (/^[①-⑳]/.test(label)) return 5;
  const text = label.normalize('NFKC').replace(/\s/g, '');
  if (/^第[一二三四五六七八九十]+[部章]/.test(text)) return 0;
  if (/^[一二三四五六七八九十]{1,3}[、.]/.test(text)) return 1;
  if (/^\([一二三四五六七八九十]{1,3}\)/.test(text)) return 2;
  if (/^\d{1,2}[、.](?!\d)/.test(text)) return 3;
  if (/^\(\d{1,2}\)/.test(text)) return 4;
  return undefined;
}
