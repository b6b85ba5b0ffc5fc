// What the chosen place of the paper is in the draft, with the values that its fields show.
import { cellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import type {
  ColumnDefinition,
  FormDefinition,
  IndicatorType,
  RowDefinition,
  TableDefinition
} from '#core/forms/form.ts';
import type { Draft } from '#core/draft/draft.ts';
import type { DrawnCell } from '#core/draft/draw-paper.ts';

interface Values {
  label: string;
  code: string;
  uom: string;
  type: IndicatorType;
  decimals: number;
  formula: string;
  department: string;
  definition: string;
}

export type Chosen = { at: string; name: string } & (
  | {
      kind: 'table';
      anchor: string;
      title: string;
      uom: string;
      headRows: number;
      stubColumns: number;
      lastRow: number;
    }
  | { kind: 'column'; anchor: string; values: Values; holdsFigures: boolean }
  | {
      kind: 'row';
      anchor: string;
      values: Values;
      holdsFigures: boolean;
      rowKind: 'row' | 'heading' | 'none';
      /** the department of the heading above, when it has none of its own */
      inherited: string | undefined;
    }
  | { kind: 'cell'; cellKind: 'entered' | 'derived' | 'blocked'; formula: string }
);

export function chosenOf(
  cell: DrawnCell | undefined,
  draft: Draft,
  form: CompiledForm | undefined
): Chosen | undefined {
  const target = cell?.target;
  const table = target && draft.definition.tables.find((each) => each.code === target.table);
  const places = target && draft.tables.find((each) => each.code === target.table);
  if (!cell || !target || !table || !places) return undefined;
  const about = { at: cell.at, name: cell.text };
  switch (target.kind) {
    case 'table': {
      const first = places.bands[0];
      const last = places.bands.at(-1)?.rows.at(-1)?.row ?? 0;
      return {
        ...about,
        kind: 'table',
        name: table.title.zh,
        anchor: target.anchor,
        title: table.title.zh,
        uom: table.uom ?? '',
        headRows: first ? first.head.to - first.head.from + 1 : 1,
        stubColumns: first?.stubColumns ?? 0,
        lastRow: last
      };
    }
    case 'column': {
      const place = places.bands.flatMap((band) => band.columns).find((each) => each.anchor === target.anchor);
      const column = columnIn(table.columns, place?.code ?? '');
      if (!place || !column) return undefined;
      const formula =
        column.formula ??
        Object.entries(column.formulas ?? {})
          .map(([type, text]) => `${type}: ${text}`)
          .join('\n');
      const values = { ...valuesOf(column), formula, department: '', definition: '' };
      return {
        ...about,
        kind: 'column',
        name: column.label.zh,
        anchor: target.anchor,
        values,
        holdsFigures: place.role === 'value'
      };
    }
    case 'row': {
      const place = places.bands.flatMap((band) => band.rows).find((each) => each.anchor === target.anchor);
      const found = rowIn(table.rows, place?.code ?? '', undefined);
      if (!place || !found) return undefined;
      const { row, inherited } = found;
      return {
        ...about,
        kind: 'row',
        name: row.label.zh,
        anchor: target.anchor,
        values: {
          ...valuesOf(row),
          uom: row.uom ?? table.uom ?? '',
          department: row.department ?? '',
          definition: row.definition ?? ''
        },
        holdsFigures: !place.isHeading,
        rowKind: place.isHeading ? 'heading' : 'row',
        inherited
      };
    }
    case 'cell': {
      const found = form?.cells.get(cellKey(target.table, target.row, target.column));
      const row = rowIn(table.rows, target.row, undefined)?.row.label.zh ?? '';
      const column = columnIn(table.columns, target.column)?.label.zh ?? '';
      return {
        ...about,
        kind: 'cell',
        name: [row, column].filter(Boolean).join(' · '),
        cellKind:
          found?.kind ??
          (table.blocked?.some(([r, c]) => r === target.row && c === target.column) ? 'blocked' : 'entered'),
        formula: found?.formula?.text ?? ''
      };
    }
  }
}

const valuesOf = (from: ColumnDefinition | RowDefinition): Values => ({
  label: from.label.zh,
  code: from.code,
  uom: from.uom ?? '',
  type: from.type ?? 'count',
  decimals: from.decimals ?? 0,
  formula: from.formula ?? '',
  department: '',
  definition: ''
});

export function columnIn(columns: readonly ColumnDefinition[], code: string): ColumnDefinition | undefined {
  for (const column of columns) {
    const found = column.code === code ? column : columnIn(column.children ?? [], code);
    if (found) return found;
  }
  return undefined;
}

function rowIn(
  rows: readonly RowDefinition[],
  code: string,
  inherited: string | undefined
): { row: RowDefinition; inherited: string | undefined } | undefined {
  for (const row of rows) {
    if (row.code === code) return { row, inherited };
    const found = rowIn(row.children ?? [], code, row.department ?? inherited);
    if (found) return found;
  }
  return undefined;
}

/** rows with cells that no department owns, neither they nor a heading above them */
export function unassignedIn(definition: FormDefinition): number {
  const count = (rows: readonly RowDefinition[], owned: boolean): number =>
    rows.reduce((sum, row) => {
      const own = owned || row.department !== undefined;
      return sum + (row.value !== false && !own ? 1 : 0) + count(row.children ?? [], own);
    }, 0);
  return definition.tables.reduce((sum: number, table: TableDefinition) => sum + count(table.rows, false), 0);
}
