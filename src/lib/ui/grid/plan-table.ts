// Lays one table of a form out for the screen. Three shapes: a long list (frozen label, code, unit columns; section rows), a
// cross-tab (stub columns merged as printed), and blocks with heads of their own stacked in one grid.
import { cellKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CompiledColumn, CompiledForm, CompiledRow, CompiledTable } from '#core/forms/compiled-form.ts';
import { sayWords } from '#ui/words/say-words.ts';
import type { Locale } from '#ui/words/locale.ts';
import type { GridPlan, Merge, PlanColumn, PlanRow, Position } from './grid-plan.ts';
import { headHeights, linePixels, planHeads, valueWidth } from './plan-heads.ts';
import { linesOf } from './text-width.ts';

export interface PlanWords {
  indicator: string;
  corner: string;
}

interface Draft {
  rows: PlanRow[];
  texts: string[][];
  keys: (CellKey | undefined)[][];
  merges: Merge[];
}

interface Laid extends Draft {
  columns: PlanColumn[];
  frozen: number;
  heads: GridPlan['heads'];
}

const rowPadding = 8;
const cellPadding = 14;
const plainHeight = linePixels + rowPadding;
const indentPixels = 14;

/** @param shown codes of the rows to show (with the headings above them); undefined shows all */
export function planTable(
  form: CompiledForm,
  table: CompiledTable,
  locale: Locale,
  words: PlanWords,
  shown?: ReadonlySet<string>
): GridPlan {
  const say = (text: { zh: string; en?: string }): string => sayWords(text, locale);
  const rows = shown ? withHeadings(table.rows, shown) : table.rows;
  const laid = table.definition.blocks
    ? layBlocks(form, table, rows, say, words)
    : table.columns.some((column) => column.role !== 'value')
      ? layList(table, rows, say, words)
      : layCross(table, rows, say, words);
  const places = new Map<CellKey, Position>();
  laid.keys.forEach((row, at) =>
    row.forEach((key, column) => {
      if (key !== undefined && !places.has(key)) places.set(key, { row: at, column });
    })
  );
  return { table: table.code, ...laid, headHeights: headHeights(laid.heads, laid.columns), places };
}

/** rows of `shown` and the rows above them in the tree, in their order */
function withHeadings(rows: readonly CompiledRow[], shown: ReadonlySet<string>): CompiledRow[] {
  const parents = new Map(rows.map((row) => [row.code, row.parent]));
  const kept = new Set<string>();
  for (const code of shown)
    for (let at: string | null | undefined = code; at != null && !kept.has(at); at = parents.get(at)) kept.add(at);
  return rows.filter((row) => kept.has(row.code) && (!row.hasCells || shown.has(row.code)));
}

type Say = (text: { zh: string; en?: string }) => string;

// ── a long list ─────────────────────────────────────────────────────────────────────────────────────────────────────

function layList(table: CompiledTable, rows: readonly CompiledRow[], say: Say, words: PlanWords): Laid {
  const columns: PlanColumn[] = [
    { kind: 'label', code: '0', width: 280 },
    ...table.columns.map((column): PlanColumn => {
      const label = say(column.definition.label);
      const width = column.role === 'value' ? valueWidth(column.definition, label) : (column.definition.width ?? 90);
      return { kind: column.role, code: column.code, width };
    })
  ];
  const firstValue = columns.findIndex((column) => column.kind === 'value');
  const draft: Draft = { rows: [], texts: [], keys: [], merges: [] };
  for (const row of rows) {
    const label = say(row.definition.label);
    const width = 280 - cellPadding - row.depth * indentPixels;
    draft.rows.push({
      kind: row.hasCells ? 'cells' : 'heading',
      code: row.code,
      number: row.number,
      depth: row.depth,
      height: (row.hasCells ? linesOf(label, width) : 1) * linePixels + rowPadding
    });
    draft.texts.push(columns.map((column) => factOf(column, row, label)));
    draft.keys.push(
      columns.map((column) =>
        column.kind === 'value' && row.hasCells ? cellKey(table.code, row.code, column.code) : undefined
      )
    );
  }
  return {
    ...draft,
    columns,
    frozen: firstValue < 0 ? 1 : firstValue,
    heads: planHeads(table, { label: table.definition.corner ?? words.indicator, span: 1 }, say)
  };
}

function factOf(column: PlanColumn, row: CompiledRow, label: string): string {
  if (column.kind === 'label') return label;
  if (!row.hasCells) return '';
  if (column.kind === 'code') return row.code;
  if (column.kind === 'uom') return row.definition.uom ?? '';
  return column.kind === 'definition' ? (row.definition.definition ?? '') : '';
}

// ── a cross-tab ─────────────────────────────────────────────────────────────────────────────────────────────────────

function layCross(table: CompiledTable, rows: readonly CompiledRow[], say: Say, words: PlanWords): Laid {
  const byCode = new Map(table.rows.map((row) => [row.code, row]));
  const leaves = rows.filter((row) => row.hasCells).map((row) => ({ row, path: stubPath(row, byCode) }));
  const isNameless = leaves.every(({ path }) => path.every((one) => say(one.definition.label) === ''));
  const span = isNameless ? 0 : Math.max(1, ...leaves.map(({ path }) => path.length));
  const columns: PlanColumn[] = [
    ...Array.from({ length: span }, (_, level): PlanColumn => {
      const last = level === span - 1;
      return { kind: 'label', code: String(level), width: last ? (span === 1 ? 300 : 236) : 104 };
    }),
    ...valueColumns(table.columns, say)
  ];
  const draft: Draft = { rows: [], texts: [], keys: [], merges: [] };
  leaves.forEach(({ row, path }, at) => {
    const labels = Array.from({ length: span }, (_, level) => {
      const part = path[level];
      const above = leaves[at - 1]?.path;
      const isRepeated = part !== undefined && !part.hasCells && samePath(above, path, level);
      return part && !isRepeated ? say(part.definition.label) : '';
    });
    const own = Math.min(path.length, span) - 1;
    const width = columns.slice(Math.max(own, 0), span).reduce((sum, column) => sum + column.width, 0) - cellPadding;
    const lines = span === 0 ? 1 : linesOf(labels[own] ?? '', width);
    draft.rows.push({
      kind: 'cells',
      code: row.code,
      number: row.number,
      depth: 0,
      height: lines * linePixels + rowPadding
    });
    draft.texts.push([...labels, ...columns.slice(span).map(() => '')]);
    draft.keys.push(
      columns.map((column) => (column.kind === 'value' ? cellKey(table.code, row.code, column.code) : undefined))
    );
    if (own >= 0 && own < span - 1) draft.merges.push({ row: at, col: own, rowspan: 1, colspan: span - own });
  });
  draft.merges.push(...groupMerges(leaves.map(({ path }) => path)));
  return {
    ...draft,
    columns,
    frozen: span,
    heads: planHeads(table, { label: table.definition.corner ?? words.corner, span }, say)
  };
}

const valueColumns = (columns: readonly CompiledColumn[], say: Say): PlanColumn[] =>
  columns.map((column) => ({
    kind: 'value',
    code: column.code,
    width: valueWidth(column.definition, say(column.definition.label))
  }));

/** headings above a row that hold no cells of their own, from the top, then the row */
function stubPath(row: CompiledRow, byCode: ReadonlyMap<string, CompiledRow>): CompiledRow[] {
  const path = [row];
  for (let above = row.parent === null ? undefined : byCode.get(row.parent); above;) {
    if (!above.hasCells) path.unshift(above);
    above = above.parent === null ? undefined : byCode.get(above.parent);
  }
  return path;
}

const samePath = (a: readonly CompiledRow[] | undefined, b: readonly CompiledRow[], upTo: number): boolean =>
  a !== undefined && b.slice(0, upTo + 1).every((part, level) => a[level] === part);

/** one merge per run of rows under the same heading */
function groupMerges(paths: readonly (readonly CompiledRow[])[]): Merge[] {
  const merges: Merge[] = [];
  const levels = Math.max(0, ...paths.map((path) => path.length - 1));
  for (let level = 0; level < levels; level += 1)
    for (let at = 0; at < paths.length;) {
      const path = paths[at]!;
      let end = at + 1;
      if (level < path.length - 1) {
        while (end < paths.length && paths[end]!.length - 1 > level && samePath(paths[end], path, level)) end += 1;
        if (end - at > 1) merges.push({ row: at, col: level, rowspan: end - at, colspan: 1 });
      }
      at = end;
    }
  return merges;
}

// ── stacked blocks ──────────────────────────────────────────────────────────────────────────────────────────────────

function layBlocks(
  form: CompiledForm,
  table: CompiledTable,
  rows: readonly CompiledRow[],
  say: Say,
  words: PlanWords
): Laid {
  const blocks = table.definition.blocks ?? [];
  const across = Math.max(1, ...blocks.map((block) => block.columns.length));
  const columns: PlanColumn[] = [
    { kind: 'label', code: '0', width: 260 },
    ...Array.from({ length: across }, (_, at): PlanColumn => ({ kind: 'value', code: String(at), width: 150 }))
  ];
  const labels = new Map(table.columns.map((column) => [column.code, say(column.definition.label)]));
  const draft: Draft = { rows: [], texts: [], keys: [], merges: [] };
  const pushRow = (row: PlanRow, texts: string[], keys: (CellKey | undefined)[]) => {
    draft.rows.push(row);
    draft.texts.push(texts);
    draft.keys.push(keys);
  };
  blocks.forEach((block, place) => {
    const inside = rows.filter((row) => row.hasCells && block.rows.includes(row.code));
    if (inside.length === 0) return;
    const starts = spread(block.columns.length, across);
    const mergeRow = () =>
      starts.forEach((start, at) => {
        const colspan = (starts[at + 1] ?? across) - start;
        if (colspan > 1) draft.merges.push({ row: draft.rows.length, col: start + 1, rowspan: 1, colspan });
      });
    draft.merges.push({ row: draft.rows.length, col: 0, rowspan: 1, colspan: across + 1 });
    pushRow(
      special('block-title', place),
      [block.title, ...blank(across)],
      columns.map(() => undefined)
    );
    mergeRow();
    const heads = blank(across);
    starts.forEach((start, at) => (heads[start] = labels.get(block.columns[at] ?? '') ?? ''));
    pushRow(
      special('block-head', place),
      [table.definition.corner ?? words.indicator, ...heads],
      columns.map(() => undefined)
    );
    for (const row of inside) {
      mergeRow();
      const keys: (CellKey | undefined)[] = columns.map(() => undefined);
      starts.forEach((start, at) => {
        const key = cellKey(table.code, row.code, block.columns[at] ?? '');
        if (form.cells.has(key)) keys[start + 1] = key;
      });
      const height = linesOf(say(row.definition.label), 260 - cellPadding) * linePixels + rowPadding;
      pushRow(
        { kind: 'cells', code: row.code, number: row.number, depth: 0, height },
        [say(row.definition.label), ...blank(across)],
        keys
      );
    }
  });
  // the blocks carry their own heads: the grid's head row is empty and hidden
  return { ...draft, columns, frozen: 1, heads: [] };
}

const special = (kind: 'block-title' | 'block-head', place: number): PlanRow => ({
  kind,
  code: String(place),
  number: 0,
  depth: 0,
  height: plainHeight
});

const blank = (count: number): string[] => Array.from({ length: count }, () => '');

/** where each of `count` columns starts when they share `across` places evenly: 1 of 3 → [0], 2 of 3 → [0, 2] */
const spread = (count: number, across: number): number[] =>
  Array.from({ length: count }, (_, at) => Math.round((at * across) / count));
