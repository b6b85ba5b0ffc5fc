// Tables of a form laid out as the files of other people are, after the ways that were seen: a style says what is done to heads, labels,
// merges, order, signs and surroundings; the figures are given. The answer of an importer can be compared with what was put in.
import { cellKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CompiledColumn, CompiledForm, CompiledRow, CompiledTable } from '#core/forms/compiled-form.ts';
import type { RawCell, RawMerge, RawSheet, RawWorkbook } from '#core/workbook/raw-workbook.ts';
import type { Random } from './random.ts';

export interface LegacyStyle {
  name: string;
  /** lines above the first head, 0 to 6 */
  linesAbove?: number;
  /** columns left free, rows left free */
  shift?: { rows: number; columns: number };
  /** heads and labels stand once and are followed by empty cells */
  unmerged?: boolean;
  /** 甲 乙 1 2 3 under the heads */
  columnNumbers?: boolean;
  /** a row of units of measure under the heads */
  unitsRow?: boolean;
  /** 序号 before everything, 代码 before the figures */
  numbering?: boolean;
  codes?: boolean;
  /** letters apart, broken lines, full-width signs in labels */
  spaced?: boolean;
  /** figures as text: full-width digits, thousands, blanks around */
  textNumbers?: boolean;
  /** leaves of each group in the opposite order, and the groups too */
  reversedColumns?: boolean;
  /** totals stand first */
  totalsFirst?: boolean;
  transposed?: boolean;
  /** columns in two bands, one below the other */
  twoBands?: boolean;
  /** rows in two halves side by side, heads and labels repeated */
  sideBySide?: boolean;
  /** (续1): rows in two parts, one below the other, with title and heads again */
  continued?: boolean;
  /** numbers and words under merges, where nobody sees them */
  stale?: boolean;
  /** two empty columns, then figures and names of another program */
  helperArea?: boolean;
  /** notes with numbers below the table */
  notes?: boolean;
  /** amounts in 元 where the form has 万元 */
  yuan?: boolean;
  /** all tables on one sheet */
  together?: boolean;
}

/** the ways of LEGACY tables, each by itself and some of them together */
export const legacyStyles: readonly LegacyStyle[] = [
  { name: 'as printed', linesAbove: 3, notes: true },
  { name: 'no lines above, no merges', linesAbove: 0, unmerged: true },
  { name: 'six lines above, column numbers, units', linesAbove: 6, columnNumbers: true, unitsRow: true },
  { name: 'shifted, with 序号 and 代码', linesAbove: 1, shift: { rows: 4, columns: 2 }, numbering: true, codes: true },
  { name: 'letters apart, figures as text', linesAbove: 2, spaced: true, textNumbers: true },
  { name: 'columns in another order', linesAbove: 2, reversedColumns: true, unmerged: true },
  { name: 'totals first', linesAbove: 2, totalsFirst: true },
  { name: 'transposed', linesAbove: 2, transposed: true },
  { name: 'transposed without merges', linesAbove: 0, transposed: true, unmerged: true },
  { name: 'two bands of columns', linesAbove: 2, twoBands: true },
  { name: 'halves side by side', linesAbove: 2, sideBySide: true },
  { name: 'continued below', linesAbove: 2, continued: true, columnNumbers: true },
  { name: 'stale cells and a helper area', linesAbove: 4, stale: true, helperArea: true },
  { name: 'all on one sheet', linesAbove: 1, together: true, notes: true },
  { name: 'amounts in 元', linesAbove: 2, yuan: true, columnNumbers: true },
  { name: 'amounts in 元 by a row of units', linesAbove: 2, yuan: true, unitsRow: true },
  {
    name: 'much at once',
    linesAbove: 5,
    shift: { rows: 1, columns: 1 },
    spaced: true,
    textNumbers: true,
    totalsFirst: true,
    columnNumbers: true,
    stale: true,
    helperArea: true,
    notes: true
  }
];

/** @param figures decimal text per cell; cells without one stay empty */
export function legacyBook(
  form: CompiledForm,
  tables: readonly string[],
  figures: ReadonlyMap<CellKey, string>,
  style: LegacyStyle,
  random: Random,
  year = '2023'
): RawWorkbook {
  const sheets: Paper[] = [];
  for (const table of form.tables.filter(({ code }) => tables.includes(code))) {
    let paper = style.together ? sheets[0] : undefined;
    if (!paper) sheets.push((paper = newPaper(style)));
    else paper.next += 2;
    putLines(paper, form, table, style, year);
    for (const part of partsOf(form, table, style)) putPart(paper, form, part, figures, style, random);
    if (style.notes) putNotes(paper);
  }
  return {
    kind: 'xlsx',
    sheets: sheets.map((paper, index) => asSheet(paper, `Sheet${index + 1}`)),
    definedNames: [],
    properties: []
  };
}

// ── the paper ───────────────────────────────────────────────────────────────────────────────────────────────────────

interface Paper {
  cells: Map<string, RawCell>;
  merges: RawMerge[];
  next: number;
  left: number;
  right: number;
  /** where the last part began */
  top: number;
}

const newPaper = (style: LegacyStyle): Paper => ({
  cells: new Map(),
  merges: [],
  next: 1 + (style.shift?.rows ?? 0),
  left: 1 + (style.shift?.columns ?? 0),
  right: 1,
  top: 1
});

function put(paper: Paper, row: number, column: number, value: string, kind: RawCell['kind'] = 'text'): void {
  if (value === '') return;
  paper.cells.set(`${row} ${column}`, { row, column, kind, value });
  paper.right = Math.max(paper.right, column);
}

function merge(paper: Paper, top: number, left: number, bottom: number, right: number): void {
  if (top !== bottom || left !== right) paper.merges.push({ top, left, bottom, right });
}

const asSheet = (paper: Paper, name: string): RawSheet => ({
  name,
  visibility: 'visible',
  cells: [...paper.cells.values()].sort((a, b) => a.row - b.row || a.column - b.column),
  merges: paper.merges,
  hiddenRows: [],
  hiddenColumns: []
});

function putLines(paper: Paper, form: CompiledForm, table: CompiledTable, style: LegacyStyle, year: string): void {
  const title = table.definition.title.zh;
  const lines = [
    [...title].join(' '),
    `${year}年 1月 至 ${year}年 12月`,
    '表    号：司复1表',
    '制表机关：国务院办公厅',
    '批准文号：国统制〔2010〕32号',
    '填表单位（盖章）：某某局　　　填报人：张某'
  ].slice(0, Math.max(style.linesAbove ?? 0, style.together ? 1 : 0));
  if (lines.length === 1) lines[0] = `${form.definition.title.zh} ${title}`;
  if (style.yuan && !style.unitsRow) lines.push('（单位：元）');
  if (style.yuan && style.unitsRow && style.transposed) lines.push('（单位：元）');
  for (const line of lines) put(paper, paper.next++, paper.left, line);
}

function putNotes(paper: Paper): void {
  put(paper, paper.next++, paper.left, '注：1.本表“总计”=各列之和；2.第3行不含12件结转；3.填报说明见附件2。');
  put(paper, paper.next++, paper.left, '审核人：李某　　联系电话：0871-6312345　　2024年1月8日');
}

// ── what is put on it ───────────────────────────────────────────────────────────────────────────────────────────────

/** Rows and columns that stand together under one head. */
interface Part {
  table: CompiledTable;
  corner: string;
  rows: readonly Line[];
  columns: readonly Line[];
  /** the rows' labels stand in columns beside each other, else with headings in rows of their own */
  spans: boolean;
  /** at the right of another part */
  beside?: boolean;
}

interface Line {
  code: string;
  path: readonly string[];
  isTotal: boolean;
}

function partsOf(form: CompiledForm, table: CompiledTable, style: LegacyStyle): Part[] {
  const columns = table.columns.filter(({ role }) => role === 'value');
  const rows = table.rows.filter(({ hasCells }) => hasCells);
  const blocks = table.definition.blocks?.map((block) => ({
    rows: rows.filter(({ code }) => block.rows.includes(code)),
    columns: columns.filter(({ code }) => block.columns.includes(code))
  })) ?? [{ rows, columns }];
  return blocks.flatMap((block) => splitPart(partOf(form, table, block.rows, block.columns, style), style));
}

function partOf(
  form: CompiledForm,
  table: CompiledTable,
  rows: readonly CompiledRow[],
  columns: readonly CompiledColumn[],
  style: LegacyStyle
): Part {
  const byCode = new Map(table.rows.map((row) => [row.code, row]));
  const pathOf = (row: CompiledRow): string[] => {
    const above = row.parent === null ? undefined : byCode.get(row.parent);
    return [...(above ? pathOf(above) : []), ...(row.hasCells && above?.hasCells ? [] : []), row.definition.label.zh];
  };
  const isComputed = (cell: (code: string) => boolean, of: readonly { code: string }[]) =>
    of.every(({ code }) => cell(code));
  const rowLines = rows.map((row) => ({
    code: row.code,
    path: pathOf(row),
    isTotal:
      /[总合]\s*计/.test(row.definition.label.zh) &&
      isComputed((column) => form.cells.get(cellKey(table.code, row.code, column))?.kind === 'derived', columns)
  }));
  const columnLines = columns.map((column) => ({
    code: column.code,
    path: column.path.map(({ zh }, at, all) =>
      style.yuan && at === all.length - 1
        ? style.unitsRow && !style.transposed
          ? zh.replace(/（(单位：)?万元）/, '')
          : zh.replace('万元', '元')
        : zh
    ),
    isTotal: /[总合]\s*计/.test(column.path.at(-1)?.zh ?? '')
  }));
  const order = (lines: Line[]): Line[] =>
    style.totalsFirst ? orderWithin(lines, (a, b) => Number(b.isTotal) - Number(a.isTotal)) : lines;
  return {
    table,
    corner: table.definition.corner ?? '项目',
    rows: order(rowLines),
    columns: order(style.reversedColumns ? reversed(columnLines) : columnLines),
    spans: table.definition.headings === 'spans'
  };
}

/** Groups stay together: leaves are sorted within the same heads only. */
function orderWithin(lines: readonly Line[], compare: (a: Line, b: Line) => number, depth = 0): Line[] {
  const groups: Line[][] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (last && last[0]?.path[depth] === line.path[depth] && line.path.length > depth + 1) last.push(line);
    else groups.push([line]);
  }
  if (groups.length === lines.length) return [...lines].sort(compare);
  const ordered = groups.map((group) => (group.length > 1 ? orderWithin(group, compare, depth + 1) : group));
  return [...ordered]
    .sort((a, b) => (a.length === 1 && b.length === 1 ? compare(a[0]!, b[0]!) : single(a, b, compare)))
    .flat();
}
const single = (a: Line[], b: Line[], compare: (a: Line, b: Line) => number): number => {
  const first = a.length === 1 ? a[0]! : undefined;
  const second = b.length === 1 ? b[0]! : undefined;
  const plain: Line = { code: '', path: [], isTotal: false };
  return compare(first ?? plain, second ?? plain);
};

function reversed(lines: readonly Line[], depth = 0): Line[] {
  const groups: Line[][] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (last && last[0]?.path[depth] === line.path[depth] && line.path.length > depth + 1) last.push(line);
    else groups.push([line]);
  }
  return groups
    .map((group) => (group.length > 1 ? reversed(group, depth + 1) : group))
    .reverse()
    .flat();
}

function splitPart(part: Part, style: LegacyStyle): Part[] {
  const middle = (count: number) => Math.ceil(count / 2);
  const halves = <T>(lines: readonly T[]): [readonly T[], readonly T[]] => [
    lines.slice(0, middle(lines.length)),
    lines.slice(middle(lines.length))
  ];
  if (style.twoBands && part.columns.length >= 4)
    return halves(part.columns).map((columns): Part => ({ ...part, columns }));
  if (style.continued && part.rows.length >= 4) return halves(part.rows).map((rows): Part => ({ ...part, rows }));
  if (style.sideBySide && part.rows.length >= 4)
    return halves(part.rows).map((rows, index): Part => ({ ...part, rows, beside: index === 1 }));
  return [part];
}

function putPart(
  paper: Paper,
  form: CompiledForm,
  part: Part,
  figures: ReadonlyMap<CellKey, string>,
  style: LegacyStyle,
  random: Random
): void {
  if (style.continued && !part.beside && paper.cells.size > 0)
    put(paper, paper.next++, paper.left, `${part.table.definition.title.zh}（续1）`);
  const down = style.transposed ? part.columns : part.rows;
  const across = style.transposed ? part.rows : part.columns;
  const key = (line: Line, leaf: Line): CellKey =>
    style.transposed ? cellKey(part.table.code, leaf.code, line.code) : cellKey(part.table.code, line.code, leaf.code);
  const spans = style.transposed ? true : part.spans;
  const stubs = down.every(({ path }) => path.every((label) => label === ''))
    ? 0
    : spans
      ? Math.max(...down.map(({ path }) => path.length))
      : 1;
  const headless = across.every(({ path }) => path.every((label) => label === ''));
  const depth = headless ? 1 : Math.max(...across.map(({ path }) => path.length));
  const top = part.beside ? paper.top : paper.next;
  paper.top = top;
  let left = part.beside ? paper.right + 1 : paper.left;
  const say = (text: string) => (style.spaced ? spacedOut(text, random) : text);

  if (style.numbering && stubs > 0) {
    put(paper, top, left, '序号');
    if (!style.unmerged) merge(paper, top, left, top + depth - 1, left);
    left++;
  }
  if (stubs > 0) {
    put(paper, top, left, part.corner);
    if (!style.unmerged) merge(paper, top, left, top + depth - 1, left + stubs - 1);
  }
  const codeColumn = left + stubs;
  if (style.codes && !style.transposed && stubs > 0) {
    put(paper, top, codeColumn, '代码');
    if (!style.unmerged) merge(paper, top, codeColumn, top + depth - 1, codeColumn);
  }
  const first = codeColumn + (style.codes && !style.transposed && stubs > 0 ? 1 : 0);
  if (headless) put(paper, top, first, '数值');
  else
    putTree(
      paper,
      style,
      say,
      across.map(({ path }) => path),
      (at, level) => [top + level, first + at],
      depth
    );
  let row = top + depth;
  if (style.unitsRow && !style.transposed)
    across.forEach((leaf, at) => put(paper, row, first + at, unitOf(form, key(down[0]!, leaf), style)));
  if (style.unitsRow && !style.transposed) row++;
  if (style.columnNumbers) {
    if (stubs > 0) put(paper, row, left, '甲');
    across.forEach((_, at) => put(paper, row, first + at, String(at + 1), 'number'));
    row++;
  }
  if (spans && stubs > 0)
    putTree(
      paper,
      style,
      say,
      down.map(({ path }) => path),
      (at, level) => [row + at, left + level],
      stubs
    );
  let headings: readonly string[] = [];
  down.forEach((line, index) => {
    if (!spans) {
      const above = line.path.slice(0, -1);
      above.forEach((label, level) => {
        if (headings[level] !== label || above.slice(0, level).join() !== headings.slice(0, level).join())
          put(paper, row++, left, say(label));
      });
      headings = above;
      if (stubs > 0) put(paper, row, left, say(line.path.at(-1) ?? ''));
    }
    if (style.numbering && stubs > 0) put(paper, row, left - 1, String(index + 1), 'number');
    if (first > codeColumn) put(paper, row, codeColumn, line.code);
    across.forEach((leaf, at) => {
      const value = figures.get(key(line, leaf));
      if (value !== undefined) putFigure(paper, row, first + at, value, form, key(line, leaf), style, random);
    });
    row++;
  });
  if (style.stale) putStale(paper);
  if (style.helperArea && (part.beside || !style.sideBySide)) putHelper(paper, top, row, first + across.length + 2);
  paper.next = Math.max(paper.next, row);
}

/** Labels of a tree of heads: across as heads (`down` false), or down as labels of rows. */
function putTree(
  paper: Paper,
  style: LegacyStyle,
  say: (text: string) => string,
  paths: readonly (readonly string[])[],
  place: (at: number, level: number) => readonly [row: number, column: number],
  depth: number
): void {
  paths.forEach((path, at) => {
    path.forEach((label, level) => {
      const sameAbove = (other: readonly string[] | undefined) =>
        other !== undefined &&
        level < path.length - 1 &&
        other.length > level + 1 &&
        path.slice(0, level + 1).every((each, index) => each === other[index]);
      if (sameAbove(paths[at - 1])) return;
      let last = at;
      while (sameAbove(paths[last + 1])) last++;
      const [row, column] = place(at, level);
      put(paper, row, column, say(label));
      if (style.unmerged) return;
      const [lastRow, lastColumn] = place(last, level === path.length - 1 ? depth - 1 : level);
      merge(paper, row, column, lastRow, lastColumn);
    });
  });
}

function putFigure(
  paper: Paper,
  row: number,
  column: number,
  value: string,
  form: CompiledForm,
  key: CellKey,
  style: LegacyStyle,
  random: Random
): void {
  const cell = form.cells.get(key);
  const inYuan = style.yuan && /\d/.test(value) && cell?.uom === '万元' && cell.type === 'money';
  const digits = inYuan ? timesTenThousand(value) : value;
  if (!/^-?\d/.test(digits)) put(paper, row, column, digits);
  else if (style.textNumbers && random.chance(0.6)) put(paper, row, column, asText(digits, random));
  else put(paper, row, column, digits, 'number');
}

function unitOf(form: CompiledForm, key: CellKey, style: LegacyStyle): string {
  const unit = form.cells.get(key)?.uom ?? '';
  return style.yuan && unit === '万元' ? '元' : unit;
}

function timesTenThousand(value: string): string {
  const [whole = '', part = ''] = value.split('.');
  const moved = `${whole}${part.padEnd(4, '0').slice(0, 4)}${part.length > 4 ? `.${part.slice(4)}` : ''}`;
  return moved.replace(/^0+(?=\d)/, '');
}

function asText(digits: string, random: Random): string {
  const [whole = '', part] = digits.split('.');
  const withCommas = whole.replace(/\B(?=(\d{3})+$)/g, ',') + (part === undefined ? '' : `.${part}`);
  return random.pick([
    digits,
    ` ${digits} `,
    withCommas,
    [...digits]
      .map((letter) => (/\d/.test(letter) ? String.fromCharCode(letter.charCodeAt(0) + 0xfee0) : letter))
      .join('')
  ]);
}

function spacedOut(text: string, random: Random): string {
  const signs: Record<string, string> = { '（': '(', '）': ')', '(': '（', ')': '）' };
  const changed = [...text].map((letter) => (random.chance(0.3) ? (signs[letter] ?? letter) : letter));
  return changed
    .map((letter, at) => (at > 0 && random.chance(0.3) ? random.pick([' ', '　', '\n']) + letter : letter))
    .join('');
}

/** left over from an older table, and covered since */
function putStale(paper: Paper): void {
  let number = 41;
  for (const { top, left, bottom, right } of paper.merges) {
    for (let row = top; row <= bottom; row++)
      for (let column = left; column <= right; column++)
        if (row !== top || column !== left)
          put(
            paper,
            row,
            column,
            number % 3 === 0 ? '总计' : String(number++ * 7),
            number % 3 === 0 ? 'text' : 'number'
          );
    number++;
  }
}

function putHelper(paper: Paper, top: number, bottom: number, column: number): void {
  const right = paper.right;
  ['标题', '省', '单位编码', '总计'].forEach((label, at) => put(paper, top, column + at, label));
  for (let row = top + 1; row < bottom; row++) {
    put(paper, row, column, '王某');
    put(paper, row, column + 1, '云南');
    put(paper, row, column + 2, String(530600 + row), 'number');
    put(paper, row, column + 3, String(row * 3), 'number');
  }
  paper.right = right;
}
