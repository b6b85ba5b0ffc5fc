// The tables of a definition with their codes indexed: what a reference in a formula is looked up in.
import { cellKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CompiledColumn, CompiledRow, CompiledTable, FormCell } from '#core/forms/compiled-form.ts';
import type { ColumnDefinition, FormDefinition, IndicatorType, TableDefinition, Words } from '#core/forms/form.ts';
import { flattenColumns, flattenRows, type FlatColumn, type FlatRow } from './flatten.ts';

export interface TableLayout {
  code: string;
  place: string;
  definition: TableDefinition;
  rows: ReadonlyMap<string, FlatRow>;
  /** leaf columns that hold values */
  columns: ReadonlyMap<string, FlatColumn>;
  compiled: CompiledTable;
  blocked: ReadonlySet<CellKey>;
}

export function layTables(definition: FormDefinition): TableLayout[] {
  return definition.tables.map((table, index) => {
    const place = `tables[${index}]`;
    const rows = flattenRows(table.rows, place);
    const leaves = flattenColumns(table.columns, place).filter((column) => column.isLeaf);
    const values = leaves.filter((column) => column.role === 'value');
    return {
      code: table.code,
      place,
      definition: table,
      rows: new Map(rows.map((row) => [row.definition.code, row])),
      columns: new Map(values.map((column) => [column.definition.code, column])),
      compiled: {
        code: table.code,
        definition: table,
        rows: compileRows(rows),
        columns: leaves.map(compileColumn),
        headDepth: Math.max(1, ...leaves.map((leaf) => leaf.path.length))
      },
      blocked: blockedKeys(table, rows, values)
    };
  });
}

function compileRows(rows: readonly FlatRow[]): CompiledRow[] {
  let number = 0;
  return rows.map((row) => ({
    code: row.definition.code,
    definition: row.definition,
    depth: row.depth,
    parent: row.parent?.code ?? null,
    hasCells: row.hasCells,
    number: row.hasCells ? ++number : 0
  }));
}

const compileColumn = ({ definition, role, path }: FlatColumn): CompiledColumn => ({
  code: definition.code,
  definition,
  role,
  path
});

function blockedKeys(table: TableDefinition, rows: readonly FlatRow[], columns: readonly FlatColumn[]): Set<CellKey> {
  const blocked = new Set((table.blocked ?? []).map(([row, column]) => cellKey(table.code, row, column)));
  if (!table.blocks) return blocked;
  const shown = new Set(
    table.blocks.flatMap((block) =>
      block.rows.flatMap((row) => block.columns.map((column) => cellKey(table.code, row, column)))
    )
  );
  for (const row of rows)
    for (const column of columns) {
      const key = cellKey(table.code, row.definition.code, column.definition.code);
      if (row.hasCells && !shown.has(key)) blocked.add(key);
    }
  return blocked;
}

/**
 * The formula that computes a cell, with its place; 'blocked' where a computed column has no formula for such a row.
 *
 * In a table with a main column a row's own formula stands for the main column alone and goes before the column's; the other
 * columns go by their own formulas. In a table without one (a cross-tab) a row's formula stands for every column that has none:
 * where a total row meets a total column, the column's formula wins, and a rule may prove the other way round.
 * A column whose formulas are for other types of rows leaves the row's own.
 * Text is not computed: a row's formula passes over columns of text, a column's formula blocks rows of text.
 */
export function formulaAt(
  table: TableLayout,
  row: FlatRow,
  column: FlatColumn
): { text: string; place: string } | 'blocked' | undefined {
  const own = row.definition.formula;
  const mainColumn = table.definition.mainColumn;
  const isMain = mainColumn === column.definition.code;
  const ofRow =
    own !== undefined && (isMain || mainColumn === undefined) && typeOf(row, column) !== 'text'
      ? { text: own, place: `${row.place}.formula` }
      : undefined;
  const ofColumn = columnFormula(row.definition.type ?? 'count', column);
  return isMain || ofColumn === 'blocked' ? (ofRow ?? ofColumn) : (ofColumn ?? ofRow);
}

function columnFormula(
  type: IndicatorType,
  { definition, place }: FlatColumn
): { text: string; place: string } | 'blocked' | undefined {
  const special = definition.formulas?.[type];
  if (special !== undefined) return { text: special, place: `${place}.formulas.${type}` };
  if (definition.formula !== undefined && type !== 'text')
    return { text: definition.formula, place: `${place}.formula` };
  return definition.formula !== undefined || definition.formulas !== undefined ? 'blocked' : undefined;
}

export function typeOf(row: FlatRow, column: FlatColumn): IndicatorType {
  const ofRow = row.definition.type ?? 'count';
  return column.definition.types?.[ofRow] ?? column.definition.type ?? ofRow;
}

const ownEntry = (texts: Readonly<Record<string, string>> | undefined, name: string): string | undefined =>
  texts && Object.hasOwn(texts, name) ? texts[name] : undefined;

/** unit of measure, type and decimals of a cell: the column's word first, then the row's, then the table's */
export function measureOf(
  table: TableLayout,
  row: FlatRow,
  column: FlatColumn
): Pick<FormCell, 'type' | 'uom' | 'decimals'> {
  const ofRow = row.definition.type ?? 'count';
  const { uomsByUom, uoms, uom, decimalsByType, decimals }: ColumnDefinition = column.definition;
  const uomOfRow = row.definition.uom ?? table.definition.uom ?? '';
  return {
    type: typeOf(row, column),
    uom: ownEntry(uomsByUom, uomOfRow) ?? uoms?.[ofRow] ?? uom ?? uomOfRow,
    decimals: decimalsByType?.[ofRow] ?? decimals ?? row.definition.decimals ?? 0
  };
}

/**
 * What people call a cell: the row's label, and the column's where the table has several value columns and this is not the main
 * one. A label that stands twice in the table is told apart by the labels above it (（六）其他处理 3.其他).
 */
export function labeller(table: TableLayout): (row: FlatRow, column: FlatColumn) => Words {
  const rowLabels = countLabels([...table.rows.values()].map((row) => row.definition.label));
  const columnLabels = countLabels([...table.columns.values()].map((column) => column.definition.label));
  return (row, column) => {
    const isRepeated = (rowLabels.get(row.definition.label.zh) ?? 0) > 1;
    const ofRow = isRepeated && row.parent ? [row.parent.label, row.definition.label] : [row.definition.label];
    if (table.columns.size < 2 || table.definition.mainColumn === column.definition.code) return joined(ofRow);
    const isColumnRepeated = (columnLabels.get(column.definition.label.zh) ?? 0) > 1;
    return joined([...ofRow, ...(isColumnRepeated ? column.path : [column.definition.label])]);
  };
}

function countLabels(labels: readonly Words[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { zh } of labels) counts.set(zh, (counts.get(zh) ?? 0) + 1);
  return counts;
}

function joined(parts: readonly Words[]): Words {
  const zh = parts
    .map((part) => part.zh)
    .filter(Boolean)
    .join(' · ');
  if (!parts.some((part) => part.en)) return { zh };
  return {
    zh,
    en: parts
      .map((part) => part.en ?? part.zh)
      .filter(Boolean)
      .join(' · ')
  };
}
