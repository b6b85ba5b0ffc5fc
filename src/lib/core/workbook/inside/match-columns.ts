// Which column of a form stands in which column of a sheet: by the path of heads above the figures, as merged as they really are.
import type { CompiledColumn, CompiledTable } from '#core/forms/compiled-form.ts';
import { plainLabel, unitIn } from '#core/workbook/normalise-label.ts';
import type { RawCell } from '#core/workbook/raw-workbook.ts';
import type { SheetView } from './sheet-view.ts';

export interface FoundColumns {
  /** first column of the sheet that a head spans → column of the form */
  leaves: ReadonlyMap<number, CompiledColumn>;
  /** first → last column that the head spans; figures below need not be merged in the same way */
  spans: ReadonlyMap<number, number>;
  /** column of the sheet → unit of measure in its heads' brackets */
  units: ReadonlyMap<number, string>;
  /** columns of the sheet that hold units, codes, numbering, names: known, and not figures */
  facts: ReadonlyMap<number, 'uom' | 'code' | 'other'>;
  /** heads that fit several columns of the form */
  doubtful: readonly { row: number; column: number; text: string; candidates: readonly string[] }[];
  /** all columns under heads, known or not, up to the first blank one */
  headed: ReadonlySet<number>;
  /** the lowest row of heads that told a column */
  lastHead: number;
  /** the main column was known by a word like 数值, not by the form's own head */
  byWord: boolean;
}

const words = {
  value:
    /^(指标|填报)?(数值|数量|数据|数字|本年|本年数|本年度|本期|本期数|本年实际|本期实际|实际数|完成数|填报数|值|(19|20)\d\d年?(数|度)?)$/,
  uom: /^(计量)?单位$/,
  code: /^((指标|行|项目)?(代码|编码|编号|代号))$/,
  other: /^(序号|行次|编号|指标|指标名称|项目|项目名称|名称|内容|备注|说明|责任单位|填报部门|部门|口径|指标解释)$/
};

/**
 * @param heads    rows of the sheet that may hold heads, from top to bottom
 * @param dataRows rows of figures below them
 * @param allowed  codes of columns that may stand here (a block's); undefined: all of the table
 * @returns undefined when no column of values was found
 */
export function matchColumns(
  view: SheetView,
  table: CompiledTable,
  heads: readonly number[],
  dataRows: readonly number[],
  allowed: ReadonlySet<string> | undefined
): FoundColumns | undefined {
  const { paths, spans } = headPaths(view, heads, dataRows);
  const leaves = table.columns.filter(
    (column) => allowed === undefined || column.role !== 'value' || allowed.has(column.code)
  );
  const found = new Map<number, CompiledColumn>();
  const units = new Map<number, string>();
  const facts = new Map<number, 'uom' | 'code' | 'other'>();
  const doubtful: { row: number; column: number; text: string; candidates: readonly string[] }[] = [];

  for (const { columns, candidates } of claims(paths, leaves)) {
    if (columns.length === candidates.length) {
      columns.forEach((column, index) => place(column, candidates[index]));
    } else {
      for (const column of columns) {
        const last = paths.get(column)?.at(-1);
        doubtful.push({
          row: last?.row ?? dataRows[0] ?? 0,
          column,
          text: last?.shown ?? '',
          candidates: candidates.map((leaf) => leaf.code)
        });
      }
    }
  }
  const byWord = matchByWord();
  for (const [column, path] of paths) {
    if (found.has(column) || facts.has(column)) continue;
    const last = lastOf(path);
    if (words.uom.test(last)) facts.set(column, 'uom');
    else if (words.code.test(last)) facts.set(column, 'code');
    else if (
      words.other.test(last) ||
      path.some((head) => head.text === plainLabel(table.definition.corner ?? '').text)
    )
      facts.set(column, 'other');
  }
  if (found.size === 0 && doubtful.length === 0) return undefined;
  const told = [...found.keys(), ...facts.keys()].flatMap((column) => ownHead(paths.get(column) ?? [])?.row ?? []);
  const headed = new Set(
    [...spans].flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index))
  );
  return { leaves: found, spans, units, facts, doubtful, headed, lastHead: Math.max(0, ...told), byWord };

  function place(column: number, leaf: CompiledColumn | undefined): void {
    if (!leaf) return;
    if (leaf.role === 'value') {
      found.set(column, leaf);
      noteUnit(
        column,
        leaf.path.map((label) => plainLabel(label.zh).text)
      );
    } else facts.set(column, leaf.role === 'definition' ? 'other' : leaf.role);
  }

  /** Only of heads that belong to the column: what stands further up may be another table's. */
  function noteUnit(column: number, labels: readonly string[]): void {
    const path = paths.get(column) ?? [];
    const named = path.find((head) => head.unit !== undefined && labels.includes(head.text))?.unit;
    // a row of units under the heads
    const below = path.filter((head) => !head.carried && !labels.includes(head.text));
    const unit = named ?? below.map(({ shown }) => unitIn(shown)).find((each) => each !== undefined);
    if (unit !== undefined) units.set(column, unit);
  }

  /** A list says 数值 where the form says 本年: the one column of values that is meant when only one is given. */
  function matchByWord(): boolean {
    const values = leaves.filter((column) => column.role === 'value');
    const main = values.length === 1 ? values[0] : values.find((column) => column.code === table.definition.mainColumn);
    if (!main || [...found.values()].includes(main)) return false;
    const named = [...paths].filter(
      ([column, path]) => !found.has(column) && !facts.has(column) && words.value.test(lastOf(path))
    );
    const [only] = named;
    if (!only || named.length > 1) return false;
    found.set(only[0], main);
    noteUnit(only[0], [lastOf(only[1])]);
    return true;
  }
}

/** the lowest head that stands over the column itself */
const ownHead = (path: readonly Head[]): Head | undefined => path.filter((head) => !head.carried).at(-1);
const lastOf = (path: readonly Head[]): string => ownHead(path)?.text ?? '';

interface Head {
  /** the cell that holds it */
  cell: RawCell;
  row: number;
  text: string;
  shown: string;
  unit?: string | undefined;
  /** taken from a group's head further left: may be a label above, never the column's own */
  carried: boolean;
}

/**
 * Heads above each column, from top to bottom, without repetitions; columns from the first head to the first blank column after the heads.
 * Columns under exactly the same heads are one strip, named by its first column.
 */
function headPaths(
  view: SheetView,
  heads: readonly number[],
  dataRows: readonly number[]
): { paths: Map<number, Head[]>; spans: Map<number, number> } {
  const columns = new Set<number>();
  for (const row of heads) {
    for (const cell of view.rowAt(row)) {
      const merge = view.mergeOver(row, cell.column);
      const last = Math.min(merge?.right ?? cell.column, cell.column + 400);
      for (let column = cell.column; column <= last; column++) columns.add(column);
    }
  }
  const sorted = [...columns].sort((a, b) => a - b);
  const paths = new Map<number, Head[]>();
  const spans = new Map<number, number>();
  let strip = 0;
  for (const [index, column] of sorted.entries()) {
    const before = sorted[index - 1];
    // a blank column ends the table: what stands right of it belongs to something else
    if (before !== undefined && column > before + 1 && isBlank(view, before + 1, column - 1, dataRows)) break;
    const path = headsOver(view, heads, column);
    const above = paths.get(strip);
    if (above && spans.get(strip) === column - 1 && samePath(above, path)) spans.set(strip, column);
    else {
      strip = column;
      paths.set(column, path);
      spans.set(column, column);
    }
  }
  return { paths, spans };
}

const samePath = (a: readonly Head[], b: readonly Head[]): boolean =>
  a.length > 0 && a.length === b.length && a.every((head, index) => head.cell === b[index]?.cell);

function isBlank(view: SheetView, from: number, to: number, rows: readonly number[]): boolean {
  for (const row of rows) for (let column = from; column <= to; column++) if (view.cellAt(row, column)) return false;
  return true;
}

function headsOver(view: SheetView, heads: readonly number[], column: number): Head[] {
  const path: Head[] = [];
  heads.forEach((row, index) => {
    const isLast = index === heads.length - 1;
    const own = view.cellOver(row, column);
    const cell = own ?? (isLast ? undefined : carriedHead(view, row, column));
    if (!cell || cell.kind === 'error' || cell.kind === 'blank') return;
    const { text, unit } = view.labelOf(cell);
    const head = { cell, row, text, shown: cell.value, carried: own === undefined };
    if (text !== '' && path.at(-1)?.text !== text)
      path.push(unit === undefined || head.carried ? head : { ...head, unit });
  });
  return path;
}

/** A group's head that was not merged but followed by empty cells stands over those too. */
function carriedHead(view: SheetView, row: number, column: number) {
  for (let at = column - 1; at > 0 && at > column - 40; at--) {
    const cell = view.cellOver(row, at);
    if (cell) return view.mergeOver(row, at) ? undefined : cell;
  }
  return undefined;
}

/**
 * Columns of the sheet with the columns of the form that fit them equally well. When as many fit as there are, they stand in the
 * form's order (two columns 其他 under heads that were lost).
 */
function claims(paths: ReadonlyMap<number, readonly Head[]>, leaves: readonly CompiledColumn[]) {
  const groups = new Map<string, { columns: number[]; candidates: CompiledColumn[] }>();
  for (const [column, path] of paths) {
    let best = 0;
    let candidates: CompiledColumn[] = [];
    for (const leaf of leaves) {
      const score = fit(path, leaf);
      if (score === 0 || score < best) continue;
      candidates = score > best ? [leaf] : [...candidates, leaf];
      best = score;
    }
    if (candidates.length === 0) continue;
    const name = candidates.map((leaf) => leaf.code).join('|');
    const group = groups.get(name);
    if (group) group.columns.push(column);
    else groups.set(name, { columns: [column], candidates });
  }
  return groups.values();
}

/** 0 when the leaf's own label is not among the heads; more for each label above it that is there too. */
function fit(path: readonly Head[], leaf: CompiledColumn): number {
  const labels = leaf.path.map((label) => plainLabel(label.zh).text);
  const own = labels.at(-1) ?? '';
  if (own === '' || !path.some((head) => head.text === own && !head.carried)) return 0;
  const above = labels.slice(0, -1).filter((label) => path.some((head) => head.text === label)).length;
  // heads that the form does not know make another leaf with the same label more likely
  const foreign = path.filter((head) => !head.carried && !labels.includes(head.text)).length;
  const isLowest = lastOf(path) === own ? 5 : 0;
  return 100 + above * 10 + isLowest - Math.min(4, foreign);
}
