// The head rows of a table: groups over leaves, labels of the stub columns spanning all rows down.
import type { CompiledTable } from '#core/forms/compiled-form.ts';
import type { ColumnDefinition, Words } from '#core/forms/form.ts';
import type { Head, PlanColumn } from './grid-plan.ts';
import { linesOf, widthOf } from './text-width.ts';

export const linePixels = 18;
const headPadding = 12;

/** Narrow enough to see many columns, wide enough for seven digits and for the head in at most three lines. */
export function valueWidth(definition: ColumnDefinition, label: string): number {
  if (definition.width !== undefined) return Math.max(60, definition.width);
  return Math.min(150, Math.max(86, Math.ceil(widthOf(label) / 3) + headPadding));
}

/** Rows of heads from the top. @param stub heads of the label columns: one, spanning `stub.span` columns */
export function planHeads(
  table: CompiledTable,
  stub: { label: string; span: number } | undefined,
  say: (words: Words) => string
): Head[][] {
  const rows: Head[][] = Array.from({ length: table.headDepth }, () => []);
  if (stub && stub.span > 0) rows[0]?.push({ label: stub.label, colspan: stub.span, rowspan: table.headDepth });
  const walk = (columns: readonly ColumnDefinition[], depth: number): number => {
    let leaves = 0;
    for (const column of columns) {
      const head: Head = { label: say(column.label), colspan: 1, rowspan: 1 };
      rows[depth]?.push(head);
      if (column.children?.length) head.colspan = walk(column.children, depth + 1);
      else head.rowspan = table.headDepth - depth;
      leaves += head.colspan;
    }
    return leaves;
  };
  walk(table.definition.columns, 0);
  return rows;
}

/** Heights of the head rows: enough lines for each head in the columns that it spans, spread over the rows that it spans. */
export function headHeights(heads: readonly (readonly Head[])[], columns: readonly PlanColumn[]): number[] {
  const lines = heads.map(() => 1);
  const covered: number[] = columns.map(() => 0); // rows down to which a column is taken by a head above
  heads.forEach((row, level) => {
    let at = 0;
    for (const head of row) {
      while ((covered[at] ?? 0) > level) at += 1;
      const width = columns.slice(at, at + head.colspan).reduce((sum, column) => sum + column.width, 0);
      const needed = Math.ceil(linesOf(head.label, width - headPadding) / head.rowspan);
      for (let down = level; down < level + head.rowspan; down += 1) lines[down] = Math.max(lines[down] ?? 1, needed);
      for (let right = at; right < at + head.colspan; right += 1) covered[right] = level + head.rowspan;
      at += head.colspan;
    }
  });
  return lines.map((count) => count * linePixels + 8);
}
