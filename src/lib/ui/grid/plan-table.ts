// The plan of one table for the screen, made from the form's own layout (core/forms/grid.ts), so that screen and paper agree:
// which rows a filter leaves, what merges of them, and how wide and high things are.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm, CompiledRow, CompiledTable } from '#core/forms/compiled-form.ts';
import { layTable, spread, type GridColumn, type GridRow, type PlacedCell, type TableGrid } from '#core/forms/grid.ts';
import type { Locale } from '#ui/words/locale.ts';
import { sayWords } from '#ui/words/say-words.ts';
import type { GridPlan, Head, Merge, PlanColumn, PlanRow, Position } from './grid-plan.ts';
import { widthOf } from './text-width.ts';

/** what stands over the row labels when the form prints no corner */
export interface PlanWords {
  indicator: string;
}

const cellPadding = 14;
const stubPixels = { only: 280, last: 236, narrow: 118 };

type PlacedRow = readonly (PlacedCell | undefined)[];

/** @param shown codes of the rows to show (with the headings above them); undefined shows all */
export function planTable(
  form: CompiledForm,
  table: CompiledTable,
  locale: Locale,
  words: PlanWords,
  shown?: ReadonlySet<string>
): GridPlan {
  const grid = layTable(form, table);
  const columns = planColumns(grid, locale);
  const matrix = spread(grid.body, grid.columns.length);
  const kept = keptRows(grid, shown);
  const lines = kept.map((at) => matrix[at]!);
  const say = (placed: PlacedCell | undefined): string => textOf(placed, locale);
  const heads = planHeads(grid, locale, words);
  const keys = lines.map((line) => line.map((placed, at) => (startsAt(placed, at) ? keyOf(placed) : undefined)));
  return {
    table: table.code,
    columns,
    rows: kept.map((at, index) => planRow(grid.body[at]!, index, lines, say)),
    frozen: frozenCount(grid),
    heads,
    texts: lines.map((line, row) =>
      line.map((placed, at) => {
        // a merged label is said once, at the top left of what is left of it
        const isFirst = startsAt(placed, at) && lines[row - 1]?.[at] !== placed;
        return isFirst ? say(placed) || cornerOf(placed, words) : '';
      })
    ),
    keys,
    merges: mergesIn(lines),
    places: placesOf(keys)
  };
}

const startsAt = (placed: PlacedCell | undefined, column: number): placed is PlacedCell => placed?.at === column;
const keyOf = ({ content }: PlacedCell): CellKey | undefined =>
  content.kind === 'cell' || content.kind === 'blocked' ? content.key : undefined;

function textOf(placed: PlacedCell | undefined, locale: Locale): string {
  const content = placed?.content;
  if (content?.kind === 'fact') return content.text;
  return content?.kind === 'head' || content?.kind === 'stub' ? sayWords(content.label, locale) : '';
}

/** the corner of a block without words of its own */
const cornerOf = (placed: PlacedCell, words: PlanWords): string =>
  placed.content.kind === 'head' && placed.at === 0 && placed.content.column === undefined ? words.indicator : '';

// ── columns and heads ───────────────────────────────────────────────────────────────────────────────────────────────

function planColumns(grid: TableGrid, locale: Locale): PlanColumn[] {
  return grid.columns.map((column, at): PlanColumn => {
    if (column.role === 'stub') return { kind: 'label', code: String(at), width: stubWidth(at, grid.stubColumns) };
    const code = column.column?.code ?? String(at);
    return { kind: column.role, code, width: column.role === 'value' ? valueWidth(column, locale) : column.width };
  });
}

function stubWidth(at: number, count: number): number {
  if (count === 1) return stubPixels.only;
  return at === count - 1 ? stubPixels.last : stubPixels.narrow;
}

/** Narrow enough to see many columns, wide enough for seven digits and for the head in about three lines. */
function valueWidth({ column, width }: GridColumn, locale: Locale): number {
  if (!column || column.definition.width !== undefined) return Math.max(60, width);
  const label = widthOf(sayWords(column.definition.label, locale));
  return Math.min(150, Math.max(86, Math.ceil(label / 3) + cellPadding));
}

/** All columns before the first one that holds values. Blocks are narrow, and their titles stand over all columns: nothing is frozen. */
function frozenCount(grid: TableGrid): number {
  if (grid.table.definition.blocks) return 0;
  const first = grid.columns.findIndex((column) => column.role === 'value');
  return first < 0 ? grid.stubColumns : first;
}

const planHeads = (grid: TableGrid, locale: Locale, words: PlanWords): Head[][] =>
  grid.head.map((row) =>
    row.cells.map((placed) => ({
      label: textOf(placed, locale) || cornerOf(placed, words),
      colspan: placed.colspan,
      rowspan: placed.rowspan
    }))
  );

// ── rows ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Places in the body of the rows to show: those asked for, the headings above them, title and heads of their block. */
function keptRows(grid: TableGrid, shown: ReadonlySet<string> | undefined): number[] {
  const all = grid.body.map((_, at) => at);
  if (!shown) return all;
  const above = withHeadings(grid.table.rows, shown);
  const isAsked = ({ row }: GridRow): boolean => row !== undefined && shown.has(row.code);
  const blockEnd = (from: number): number => {
    const next = grid.body.findIndex((row, at) => at > from && row.kind === 'title');
    return next < 0 ? grid.body.length : next;
  };
  return all.filter((at) => {
    const row = grid.body[at]!;
    if (row.kind === 'row') return isAsked(row);
    if (row.kind === 'heading') return row.row !== undefined && above.has(row.row.code);
    return grid.body.slice(at, blockEnd(at)).some(isAsked);
  });
}

/** codes of `shown` and of all rows above them in the tree */
function withHeadings(rows: readonly CompiledRow[], shown: ReadonlySet<string>): Set<string> {
  const parents = new Map(rows.map((row) => [row.code, row.parent]));
  const kept = new Set<string>();
  for (const code of shown)
    for (let at: string | null | undefined = code; at != null && !kept.has(at); at = parents.get(at)) kept.add(at);
  return kept;
}

const kinds = { title: 'block-title', head: 'block-head', heading: 'heading', row: 'cells' } as const;

function planRow(
  row: GridRow,
  index: number,
  lines: readonly PlacedRow[],
  say: (placed: PlacedCell | undefined) => string
): PlanRow {
  const line = lines[index]!;
  const own = line.find((placed) => placed?.content.kind === 'stub' && placed.content.row === row.row?.code);
  const colspan = own?.colspan ?? 1;
  return {
    kind: kinds[row.kind],
    code: row.row?.code ?? String(index),
    number: row.row?.number ?? 0,
    depth: row.row && colspan === 1 && own?.at === 0 ? row.row.depth : 0,
    label: { text: row.kind === 'row' ? say(own) : '', at: own?.at ?? 0, colspan }
  };
}

/** merged areas of the rows that are left: wherever one placed cell stands at several positions */
function mergesIn(lines: readonly PlacedRow[]): Merge[] {
  const merges: Merge[] = [];
  lines.forEach((line, row) =>
    line.forEach((placed, col) => {
      if (!placed || line[col - 1] === placed || lines[row - 1]?.[col] === placed) return;
      let rowspan = 1;
      while (lines[row + rowspan]?.[col] === placed) rowspan += 1;
      if (rowspan > 1 || placed.colspan > 1) merges.push({ row, col, rowspan, colspan: placed.colspan });
    })
  );
  return merges;
}

function placesOf(keys: readonly (readonly (CellKey | undefined)[])[]): Map<CellKey, Position> {
  const places = new Map<CellKey, Position>();
  keys.forEach((line, row) =>
    line.forEach((key, column) => {
      if (key !== undefined) places.set(key, { row, column });
    })
  );
  return places;
}
