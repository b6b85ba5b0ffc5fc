// How a table stands on paper and on screen: one matrix of placed cells with their spans. The screen's grid and the printed
// workbook are both made from it, so that they cannot come to differ.
import { cellKey, type CellKey } from './cell-key.ts';
import type { CompiledColumn, CompiledForm, CompiledRow, CompiledTable } from './compiled-form.ts';
import type { ColumnDefinition, Words } from './form.ts';

/** one vertical strip of the grid */
export interface GridColumn {
  role: 'stub' | 'code' | 'uom' | 'definition' | 'value';
  /** the leaf column; absent for stubs and in tables of blocks, where each block has columns of its own */
  column?: CompiledColumn;
  /** pixels on screen */
  width: number;
}

export type GridContent =
  /** a column's label, the corner, or the title of a block */
  | { kind: 'head'; label: Words; column?: string }
  /** a row's label; `level` counts the headings above it */
  | { kind: 'stub'; label: Words; row: string; level: number }
  /** code, unit of measure or definition of the row */
  | { kind: 'fact'; text: string; role: 'code' | 'uom' | 'definition' }
  | { kind: 'cell'; key: CellKey }
  /** blacked out by the form */
  | { kind: 'blocked'; key: CellKey }
  | { kind: 'nothing' };

export interface PlacedCell {
  /** first grid column, counted from 0 */
  at: number;
  colspan: number;
  rowspan: number;
  content: GridContent;
}

export interface GridRow {
  /** `title`: name of a block; `head`: column labels; `heading`: a row of the form without cells; `row`: one with cells */
  kind: 'title' | 'head' | 'heading' | 'row';
  row?: CompiledRow;
  /** from left to right; positions covered by a span from above are not listed */
  cells: readonly PlacedCell[];
}

export interface TableGrid {
  table: CompiledTable;
  columns: readonly GridColumn[];
  /** how many of the columns, from the left, are row labels */
  stubColumns: number;
  /** empty for tables of blocks: their heads stand among the rows */
  head: readonly GridRow[];
  body: readonly GridRow[];
}

const widths = { stub: 300, narrowStub: 110, code: 130, uom: 80, definition: 260, value: 100 } as const;

/**
 * Headings stand in rows of their own, or, with `headings: 'spans'`, beside the rows below them.
 * A table whose rows have no labels has no stub.
 */
export function layTable(form: CompiledForm, table: CompiledTable): TableGrid {
  const stubColumns = stubCount(table);
  return table.definition.blocks ? layBlocks(form, table, stubColumns) : layWhole(form, table, stubColumns);
}

// ── one head, all rows ──────────────────────────────────────────────────────────────────────────────────────────────

function layWhole(form: CompiledForm, table: CompiledTable, stubColumns: number): TableGrid {
  const columns = [
    ...stubs(stubColumns),
    ...table.columns.map((column): GridColumn => ({
      role: column.role,
      column,
      width: column.definition.width ?? widths[column.role]
    }))
  ];
  const shown = table.definition.headings === 'spans' ? table.rows.filter((row) => row.hasCells) : table.rows;
  const labels = stubCells(table, shown, stubColumns);
  const body = shown.map((row, index): GridRow => {
    const cells = table.columns.map((column, at) => placed(stubColumns + at, contentAt(form, table, row, column)));
    return { kind: row.hasCells ? 'row' : 'heading', row, cells: [...labels[index]!, ...cells] };
  });
  return { table, columns, stubColumns, head: headRows(table, stubColumns), body };
}

function contentAt(form: CompiledForm, table: CompiledTable, row: CompiledRow, column: CompiledColumn): GridContent {
  if (!row.hasCells) return { kind: 'nothing' };
  const { definition } = row;
  if (column.role === 'code') return { kind: 'fact', role: 'code', text: definition.mark ?? row.code };
  if (column.role === 'uom') return { kind: 'fact', role: 'uom', text: definition.uom ?? table.definition.uom ?? '' };
  if (column.role === 'definition') return { kind: 'fact', role: 'definition', text: definition.definition ?? '' };
  return valueAt(form, cellKey(table.code, row.code, column.code));
}

function valueAt(form: CompiledForm, key: CellKey): GridContent {
  return form.cells.get(key)?.kind === 'blocked' ? { kind: 'blocked', key } : { kind: 'cell', key };
}

function headRows(table: CompiledTable, stubColumns: number): GridRow[] {
  const rows: PlacedCell[][] = Array.from({ length: table.headDepth }, () => []);
  if (stubColumns > 0)
    rows[0]!.push(placed(0, headContent({ zh: table.definition.corner ?? '' }), stubColumns, table.headDepth));
  let at = stubColumns;
  const walk = (columns: readonly ColumnDefinition[], depth: number) => {
    for (const column of columns) {
      const content = headContent(column.label, column.code);
      if (!column.children?.length) {
        rows[depth]!.push(placed(at++, content, 1, table.headDepth - depth));
        continue;
      }
      const from = at;
      walk(column.children, depth + 1);
      rows[depth]!.push(placed(from, content, at - from));
    }
  };
  walk(table.definition.columns, 0);
  const whole = rows.map((cells): GridRow => ({ kind: 'head', cells: cells.sort((a, b) => a.at - b.at) }));
  return [...whole, ...markRows(table, stubColumns)];
}

/** Rows of heads under all others: the units of measure of the columns, and the marks 甲, 乙, 1, 2 … */
function markRows({ definition, columns }: CompiledTable, stubColumns: number): GridRow[] {
  const contentOf = (zh: string): GridContent => (zh === '' ? { kind: 'nothing' } : headContent({ zh }));
  const rowOf = (stub: string, texts: readonly string[]): GridRow => ({
    kind: 'head',
    cells: [
      ...(stubColumns > 0 ? [placed(0, contentOf(stub), stubColumns)] : []),
      ...texts.map((text, at) => placed(stubColumns + at, contentOf(text)))
    ]
  });
  const { headUoms, stubMark, uom } = definition;
  const marks = columns.map((column) => column.definition.mark ?? '');
  const uoms = columns.map(({ role, definition: { uom: own } }) => (role === 'value' ? (own ?? uom ?? '') : ''));
  return [
    ...(headUoms ? [rowOf('', uoms)] : []),
    ...(stubMark !== undefined || marks.some(Boolean) ? [rowOf(stubMark ?? '', marks)] : [])
  ];
}

// ── row labels ──────────────────────────────────────────────────────────────────────────────────────────────────────

function stubCount(table: CompiledTable): number {
  if (table.definition.corner === undefined && table.rows.every((row) => row.definition.label.zh === '')) return 0;
  if (table.definition.headings !== 'spans') return 1;
  const levels = levelsOf(table.rows);
  return 1 + Math.max(0, ...table.rows.filter((row) => row.hasCells).map((row) => levels.get(row.code)!));
}

const stubs = (count: number): GridColumn[] =>
  Array.from({ length: count }, (_, index) => ({
    role: 'stub',
    width: count > 1 && index < count - 1 ? widths.narrowStub : widths.stub
  }));

/** how many headings stand above each row */
function levelsOf(rows: readonly CompiledRow[]): Map<string, number> {
  const byCode = new Map(rows.map((row) => [row.code, row]));
  const levels = new Map<string, number>();
  for (const row of rows) {
    const parent = row.parent === null ? undefined : byCode.get(row.parent);
    levels.set(row.code, parent ? levels.get(parent.code)! + (parent.hasCells ? 0 : 1) : 0);
  }
  return levels;
}

/** per shown row its label cells; a spanning heading is listed in the first row that it spans */
function stubCells(table: CompiledTable, shown: readonly CompiledRow[], stubColumns: number): PlacedCell[][] {
  if (stubColumns === 0) return shown.map(() => []);
  const levels = levelsOf(table.rows);
  const stub = (row: CompiledRow): GridContent => ({
    kind: 'stub',
    label: row.definition.label,
    row: row.code,
    level: levels.get(row.code)!
  });
  if (table.definition.headings !== 'spans') return shown.map((row) => [placed(0, stub(row))]);
  const headings = headingSpans(table.rows);
  return shown.map((row) => {
    const level = levels.get(row.code)!;
    const spanning = (headings.get(row.code) ?? []).map(({ heading, rowspan }) =>
      placed(levels.get(heading.code)!, stub(heading), 1, rowspan)
    );
    return [...spanning, placed(level, stub(row), stubColumns - level)];
  });
}

/** code of the first row with cells below each heading → the headings that begin there, outermost first */
function headingSpans(rows: readonly CompiledRow[]): Map<string, { heading: CompiledRow; rowspan: number }[]> {
  const byCode = new Map(rows.map((row) => [row.code, row]));
  const spans = new Map<string, { heading: CompiledRow; first: string; rowspan: number }>();
  for (const row of rows) {
    if (!row.hasCells) continue;
    for (let above = parentOf(row, byCode); above; above = parentOf(above, byCode)) {
      if (above.hasCells) continue;
      const span = spans.get(above.code);
      if (span) span.rowspan++;
      else spans.set(above.code, { heading: above, first: row.code, rowspan: 1 });
    }
  }
  const byFirst = new Map<string, { heading: CompiledRow; rowspan: number }[]>();
  for (const row of rows) {
    const span = spans.get(row.code);
    if (span) byFirst.set(span.first, [...(byFirst.get(span.first) ?? []), span]);
  }
  return byFirst;
}

const parentOf = (row: CompiledRow, byCode: ReadonlyMap<string, CompiledRow>): CompiledRow | undefined =>
  row.parent === null ? undefined : byCode.get(row.parent);

// ── blocks ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Every block has a title row and a head row of its own; the last column of a narrow block is as wide as what is left. */
function layBlocks(form: CompiledForm, table: CompiledTable, stubColumns: number): TableGrid {
  const blocks = table.definition.blocks!;
  const places = Math.max(...blocks.map((block) => block.columns.length));
  const columns: GridColumn[] = [
    ...stubs(stubColumns),
    ...Array.from({ length: places }, (): GridColumn => ({ role: 'value', width: widths.value * 1.5 }))
  ];
  const byCode = new Map(table.columns.map((column) => [column.code, column]));
  const rowByCode = new Map(table.rows.map((row) => [row.code, row]));
  const spread = (codes: readonly string[], contentOf: (code: string) => GridContent): PlacedCell[] =>
    codes.map((code, index) =>
      placed(stubColumns + index, contentOf(code), index === codes.length - 1 ? places - index : 1)
    );
  const body = blocks.flatMap((block): GridRow[] => [
    { kind: 'title', cells: [placed(0, headContent({ zh: block.title }), columns.length)] },
    {
      kind: 'head',
      cells: [
        ...(stubColumns > 0 ? [placed(0, headContent({ zh: table.definition.corner ?? '' }), stubColumns)] : []),
        ...spread(block.columns, (code) => headContent(byCode.get(code)!.definition.label, code))
      ]
    },
    ...block.rows.map((code): GridRow => {
      const row = rowByCode.get(code)!;
      const label: GridContent = { kind: 'stub', label: row.definition.label, row: code, level: 0 };
      return {
        kind: 'row',
        row,
        cells: [
          ...(stubColumns > 0 ? [placed(0, label, stubColumns)] : []),
          ...spread(block.columns, (column) => valueAt(form, cellKey(table.code, code, column)))
        ]
      };
    })
  ]);
  return { table, columns, stubColumns, head: [], body };
}

// ── matrix ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const headContent = (label: Words, column?: string): GridContent =>
  column === undefined ? { kind: 'head', label } : { kind: 'head', label, column };

const placed = (at: number, content: GridContent, colspan = 1, rowspan = 1): PlacedCell => ({
  at,
  colspan,
  rowspan,
  content
});

/**
 * The rows as a full matrix: at every position the cell that covers it, so that a position can be looked up, and a merged
 * area is wherever one cell stands at several positions.
 */
export function spread(rows: readonly GridRow[], columnCount: number): (PlacedCell | undefined)[][] {
  const matrix = rows.map(() => new Array<PlacedCell | undefined>(columnCount).fill(undefined));
  rows.forEach((row, index) => {
    for (const cell of row.cells)
      for (let y = index; y < Math.min(rows.length, index + cell.rowspan); y++)
        for (let x = cell.at; x < cell.at + cell.colspan; x++) matrix[y]![x] = cell;
  });
  return matrix;
}

/** merged areas of a matrix, for grids and workbooks; rows and columns counted from 0 */
export function mergesOf(
  rows: readonly GridRow[]
): { row: number; column: number; rowspan: number; colspan: number }[] {
  return rows.flatMap((row, index) =>
    row.cells
      .filter((cell) => cell.rowspan > 1 || cell.colspan > 1)
      .map((cell) => ({ row: index, column: cell.at, rowspan: cell.rowspan, colspan: cell.colspan }))
  );
}
