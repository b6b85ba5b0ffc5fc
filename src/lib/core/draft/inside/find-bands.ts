// Where the tables of a sheet are: runs of rows, and in each the heads, the labels at the left, and the rows to be filled.
import { unitIn } from '#core/workbook/normalise-label.ts';
import { isMeta, isNote, isSignature } from './lines.ts';
import { isFilled, isSign, type Area, type Paper } from './paper.ts';

/** Heads with the rows below them, as found. */
export interface Band {
  /** a line of the full width inside the frame, above the heads */
  title?: Area;
  headFrom: number;
  headTo: number;
  left: number;
  right: number;
  stubColumns: number;
  rows: readonly number[];
  /** a row 甲 乙 1 2 3 or of units under the heads */
  numberRow?: number;
  unitRow?: number;
}

/** Bands that stand under each other in one frame: one table; and the lines of text between the tables. */
export interface Found {
  tables: readonly (readonly Band[])[];
  /** rows that are no table, from top to bottom */
  lines: readonly number[];
}

/** What a person has said about a table, by the row its heads begin in. */
export interface BandWish {
  headRows?: number;
  stubColumns?: number;
  lastRow?: number;
}

type Wishes = ReadonlyMap<number, BandWish>;

export function findBands(paper: Paper, wishes: Wishes): Found {
  const tables: Band[][] = [];
  const lines: number[] = [];
  for (let row = 1; row <= paper.lastRow;) {
    const stretch = isOfTable(paper, row) ? stretchFrom(paper, row) : undefined;
    const bands = stretch ? bandsIn(paper, stretch, wishes) : [];
    const last = bands.at(-1);
    if (!stretch || !last) {
      lines.push(row++);
      continue;
    }
    const first = bands[0] as Band;
    takeGroupAbove(paper, first, bands.length);
    for (let before = row; before < (first.title?.top ?? first.headFrom); before++) lines.push(before);
    tables.push(...togetherAsBlocks(bands));
    row = Math.max(last.headTo, last.rows.at(-1) ?? 0) + 1;
  }
  return { tables, lines };
}

// ── stretches ───────────────────────────────────────────────────────────────────────────────────────────────────────

const textsIn = (paper: Paper, row: number): Area[] => paper.areasIn(row).filter((area) => area.cell !== undefined);

const isBlank = (paper: Paper, row: number): boolean => textsIn(paper, row).length === 0;

/** Notes, signatures and the lines above stand in one or two wide cells; what is framed otherwise, or has several labels, is a table. */
function isOfTable(paper: Paper, row: number): boolean {
  const areas = textsIn(paper, row);
  if (areas.length > 0 && areas.every((area) => area.text !== '' && (isMeta(area.text) || isNote(area.text))))
    return false;
  if (paper.hasFrames) return paper.framedIn(row) !== undefined;
  return areas.length >= 2 && !areas.some((area) => isMeta(area.text));
}

function stretchFrom(paper: Paper, from: number): { from: number; to: number } {
  let to = from;
  for (let row = from + 1; row <= paper.lastRow; row++) {
    if (paper.hasFrames) {
      if (paper.framedIn(row) === undefined) break;
      if (closes(paper, row)) break;
    } else {
      if (closes(paper, row)) break;
      // without frames a blank row is a row to be filled only if the table goes on with a label or a total below it
      if (isBlank(paper, row) && !goesOn(paper, row, from)) break;
    }
    to = row;
  }
  return { from, to };
}

const closes = (paper: Paper, row: number): boolean => {
  const [first, second] = textsIn(paper, row);
  return first !== undefined && first.text !== '' && (isNote(first.text) || (isSignature(first.text) && !second?.text));
};

const mostGap = 30;

function goesOn(paper: Paper, row: number, from: number): boolean {
  // the first row below one head row may be the only row to be filled
  for (let next = row + 1; next <= Math.min(paper.lastRow, row + mostGap); next++) {
    const texts = textsIn(paper, next);
    if (texts.length === 0) continue;
    return /^(合|总|小)计/.test(texts[0]?.text ?? '') && row > from;
  }
  return false;
}

/** One group over all columns (行政许可实施数量（宗）) looks like a title; what tells is that it names no table, and that a title stands above it. */
function takeGroupAbove(paper: Paper, band: Band, bands: number): void {
  if (bands > 1) return;
  const above = band.title ?? (paper.hasFrames ? undefined : paper.area(band.headFrom - 1, band.left));
  if (!above || above.text === '' || above.left !== band.left || above.right !== band.right) return;
  if (band.left === band.right || above.bottom !== band.headFrom - 1 || !isGroup(above.text)) return;
  if (!band.title && textsAbove(paper, above.top) === 0) return;
  band.headFrom = above.top;
  delete band.title;
}

const isGroup = (text: string): boolean =>
  !isMeta(text) &&
  !/(表|情况|报告|年报)([（(].*[）)])?$|^[一二三四五六七八九十]+、|^[（(][一二三四五六七八九十]+[）)]|^表|单位[：:]/.test(
    text
  );

const textsAbove = (paper: Paper, row: number): number => {
  let count = 0;
  for (let at = 1; at < row; at++) count += textsIn(paper, at).filter((area) => !isMeta(area.text)).length;
  return count;
};

// ── bands ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function bandsIn(paper: Paper, stretch: { from: number; to: number }, wishes: Wishes): Band[] {
  const bands: Band[] = [];
  const limits = widthOf(paper, stretch);
  if (!limits) return [];
  const { left, right } = limits;
  const isFullWidth = (row: number) => {
    const area = paper.area(row, left);
    return area.text !== '' && area.left <= left && area.right >= right && right > left;
  };
  let row = stretch.from;
  while (row <= stretch.to) {
    let title: Area | undefined;
    while (row < stretch.to && isFullWidth(row) && paper.area(row, left).bottom === row) {
      title = paper.area(row, left);
      row++;
    }
    if (row > stretch.to || (isBlank(paper, row) && bands.length === 0 && !title)) {
      row++;
      continue;
    }
    const wish = wishes.get(row);
    const head = headFrom(paper, row, stretch.to, left, right, wish);
    const rows: number[] = [];
    const lastRow = Math.min(stretch.to, wish?.lastRow ?? stretch.to);
    let next = head.to + 1;
    for (; next <= lastRow; next++) {
      if (next > head.to + 1 && startsBand(paper, next, lastRow, left, right, isFullWidth)) break;
      if (!isNumberRow(paper, next, left, right)) rows.push(next);
    }
    const stubColumns = wish?.stubColumns ?? stubOf(paper, row, head.labelsTo, rows, left, right);
    bands.push({
      ...(title ? { title } : {}),
      headFrom: row,
      headTo: head.to,
      left,
      right,
      stubColumns,
      rows: rows.length > 0 ? rows : [head.to + 1],
      ...(head.numberRow === undefined ? {} : { numberRow: head.numberRow }),
      ...(head.unitRow === undefined ? {} : { unitRow: head.unitRow })
    });
    row = next;
    if (wish?.lastRow !== undefined) break;
  }
  return bands;
}

/** A title of the full width with a row of heads below it; in a list a heading of the full width has labels and figures below it. */
function startsBand(
  paper: Paper,
  row: number,
  last: number,
  left: number,
  right: number,
  isFullWidth: (row: number) => boolean
): boolean {
  if (row >= last || !isFullWidth(row)) return false;
  const below = paper.areasIn(row + 1).filter((area) => area.left >= left && area.left <= right);
  const labels = below.filter((area) => area.text !== '' && !isSign(area) && !isFilled(area));
  return labels.length >= 2 && labels.some((area) => area.right === right) && labels.length === below.length;
}

/** From the first column with a frame or a label to the last; what stands right of a blank column is something else. */
function widthOf(
  paper: Paper,
  { from, to }: { from: number; to: number }
): { left: number; right: number } | undefined {
  const used = (column: number): boolean => {
    for (let row = from; row <= Math.min(to, from + 5); row++) {
      const area = paper.area(row, column);
      if (area.cell !== undefined || (paper.hasFrames && paper.look(row, column)?.framed)) return true;
    }
    return false;
  };
  let left = 1;
  while (left <= paper.lastColumn && !used(left)) left++;
  if (left > paper.lastColumn) return undefined;
  let right = left;
  while (right < paper.lastColumn && used(right + 1)) right++;
  return { left, right };
}

/** Several bands with a title each are blocks of one table; without titles each is a table of its own. */
function togetherAsBlocks(bands: readonly Band[]): Band[][] {
  if (bands.length < 2) return bands.map((band) => [band]);
  return bands.every((band) => band.title) ? [[...bands]] : bands.map((band) => [band]);
}

// ── heads ───────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Head {
  to: number;
  /** last row with labels: rows of numbers and units come after it */
  labelsTo: number;
  numberRow?: number;
  unitRow?: number;
}

const mostHeadRows = 8;

function headFrom(paper: Paper, from: number, last: number, left: number, right: number, wish?: BandWish): Head {
  const head: Head = { to: from, labelsTo: from };
  const over = new Map<number, Area>();
  const take = (row: number) => {
    for (let column = left; column <= right; column++) {
      const area = paper.area(row, column);
      if (area.text !== '' || (area.cell && !isFilled(area))) over.set(column, area);
    }
  };
  take(from);
  const bottomOfLabels = () => Math.max(...[...over.values()].map((area) => area.bottom), from);
  for (let row = from + 1; row <= Math.min(last, from + mostHeadRows); row++) {
    if (wish?.headRows !== undefined) {
      if (row >= from + wish.headRows) break;
    } else if (isNumberRow(paper, row, left, right)) {
      head.numberRow = row;
      head.to = row;
      continue;
    } else if (isUnitRow(paper, row, left, right)) {
      head.unitRow = row;
      head.to = row;
      continue;
    } else if (row > bottomOfLabels() && !isHeadRow(paper, row, left, right, over)) break;
    if (wish?.headRows !== undefined && isNumberRow(paper, row, left, right)) head.numberRow = row;
    else if (wish?.headRows !== undefined && isUnitRow(paper, row, left, right)) head.unitRow = row;
    else {
      take(row);
      head.labelsTo = row;
    }
    head.to = row;
  }
  return head;
}

/** Labels under a wider head that is not the corner, or where no label was yet. */
function isHeadRow(paper: Paper, row: number, left: number, right: number, over: ReadonlyMap<number, Area>): boolean {
  const areas = paper.areasIn(row).filter((area) => area.left >= left && area.left <= right && area.cell);
  if (areas.length === 0 || areas.some((area) => isFilled(area) || isSign(area))) return false;
  const corner = over.get(left);
  const outside = areas.filter((area) => area.left > (corner?.right ?? left));
  const isUnder = (area: Area) => {
    const above = over.get(area.left);
    return above === undefined ? area.left > left : above.right - above.left > area.right - area.left;
  };
  if (outside.some(isUnder)) return true;
  // one group over everything: its parts stand below it
  return corner !== undefined && corner.right >= right && right > left && areas.length >= 2;
}

/** 甲 乙 1 2 3 …, or (1) (2) */
export function isNumberRow(paper: Paper, row: number, left: number, right: number): boolean {
  const areas = paper.areasIn(row).filter((area) => area.left >= left && area.left <= right && area.cell);
  const texts = areas.map((area) => (area.cell?.value ?? '').normalize('NFKC').replace(/[\s()]/g, ''));
  const numbers = texts.filter((text) => /^\d{1,3}$/.test(text)).map(Number);
  return (
    (numbers.length >= 2 || (numbers.length === 1 && texts[0] === '甲')) &&
    numbers.every((number, index) => index === 0 || number === (numbers[index - 1] ?? 0) + 1) &&
    (numbers[0] ?? 9) <= 2 &&
    texts.every((text) => /^(\d{1,3}|[甲乙丙丁戊己庚辛]|序号|栏次|列次|行次|栏目)$/.test(text)) &&
    areas.every((area) => area.cell?.formula === undefined)
  );
}

/** 件 人 万元 …, under the heads */
function isUnitRow(paper: Paper, row: number, left: number, right: number): boolean {
  const areas = paper.areasIn(row).filter((area) => area.left >= left && area.left <= right && area.cell);
  const units = areas.filter((area) => unitIn(area.text) !== undefined);
  return units.length >= 2 && units.length >= areas.length - 1 && units.length * 2 >= right - left;
}

// ── labels at the left ──────────────────────────────────────────────────────────────────────────────────────────────

export const factWords = {
  code: /^(指标|行|项目|统一)?(代码|编码|编号|代号|行次|行号|序号|栏次)$/,
  uom: /^(计量)?单位$/,
  definition: /^(口径|指标解释|统计口径|指标说明|填报说明|指标定义)$/
} as const;

export const factOf = (label: string): keyof typeof factWords | undefined => {
  const plain = label.replace(/\s/g, '');
  return (Object.keys(factWords) as (keyof typeof factWords)[]).find((role) => factWords[role].test(plain));
};

const stubWords =
  /(单位名称|填报单位|指标名称|项目名称|^指标|^项目|^名称|^类别|^类型|^内容|^分类|^地区|^县区|县市区|^单位$|^区县|^部门|信息内容|统计类型|管理类型)/;

/** 1 2 3 … with nothing beside it, 合计 in the end */
function isOpenList(paper: Paper, rows: readonly number[], left: number, beside: number): boolean {
  const numbered = rows.filter((row) => /^\d{1,3}$/.test(paper.area(row, left).cell?.value.trim() ?? ''));
  const labelled = numbered.filter((row) => paper.area(row, beside).cell !== undefined);
  return numbered.length > 0 && labelled.length * 3 <= numbered.length;
}

/** The corner's width where the corner goes down all heads; then columns that hold labels and not figures. */
function stubOf(
  paper: Paper,
  headFromRow: number,
  labelsTo: number,
  rows: readonly number[],
  left: number,
  right: number
): number {
  const corner = paper.area(headFromRow, left);
  let isCorner = corner.text !== '' || labelsTo === headFromRow;
  // merged down all heads, or with nothing below it
  for (let row = corner.bottom + 1; row <= labelsTo; row++) isCorner &&= paper.area(row, left).cell === undefined;
  const filled = rows.filter((row) => paper.areasIn(row).some((area) => area.cell !== undefined));
  const holdsLabel = (row: number, column: number) => {
    const area = paper.area(row, column);
    return area.text !== '' && !isFilled(area) && !isSign(area);
  };
  const share = (column: number) =>
    filled.length === 0 ? 0 : filled.filter((row) => holdsLabel(row, column)).length / filled.length;
  if (!isCorner) return 0;
  const isNumbered = factOf(corner.text) === 'code' && corner.right < right;
  // numbered lines without a label: the columns beside the numbers are to be filled too (序号 | 单位名称 | …)
  if (isNumbered && isOpenList(paper, rows, left, corner.right + 1)) return corner.right - left + 1;
  const first = isNumbered ? corner.right + 1 : left;
  const isStub = share(first) > 0.3 || stubWords.test(paper.area(headFromRow, first).text.replace(/\s/g, ''));
  if (!isStub) return 0;
  let stub = Math.max(corner.right, paper.area(headFromRow, first).right);
  // further labels beside the first ones: under heads that are not words for facts, and with merged headings left of them
  while (stub + 1 < right) {
    const head = paper.area(labelsTo, stub + 1);
    const merged = filled.some((row) => {
      const area = paper.area(row, stub);
      return area.text !== '' && area.bottom > area.top;
    });
    if (!merged || factOf(head.text) !== undefined || share(stub + 1) < 0.5) break;
    stub = Math.max(stub + 1, head.right);
  }
  return stub - left + 1;
}
