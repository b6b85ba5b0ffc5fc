// The row and column trees of a table as lists, each entry with its place in the definition.
import type { ColumnDefinition, RowDefinition, Words } from '#core/forms/form.ts';

export interface FlatRow {
  definition: RowDefinition;
  /** e.g. `tables[0].rows[3].children[1]` */
  place: string;
  depth: number;
  parent: RowDefinition | null;
  hasCells: boolean;
  /** code of the owner, inherited; null: nobody but the coordinator */
  department: string | null;
}

export interface FlatColumn {
  definition: ColumnDefinition;
  place: string;
  depth: number;
  isLeaf: boolean;
  role: 'value' | 'code' | 'uom' | 'definition';
  /** labels from the top head row down to this column */
  path: readonly Words[];
}

export function flattenRows(rows: readonly RowDefinition[], table: string): FlatRow[] {
  const flat: FlatRow[] = [];
  const walk = (list: readonly RowDefinition[], at: string, parent: FlatRow | null) =>
    list.forEach((definition, index) => {
      const row: FlatRow = {
        definition,
        place: `${at}[${index}]`,
        depth: parent ? parent.depth + 1 : 0,
        parent: parent?.definition ?? null,
        hasCells: definition.value !== false,
        department: definition.department ?? parent?.department ?? null
      };
      flat.push(row);
      if (definition.children) walk(definition.children, `${row.place}.children`, row);
    });
  walk(rows, `${table}.rows`, null);
  return flat;
}

export function flattenColumns(columns: readonly ColumnDefinition[], table: string): FlatColumn[] {
  const flat: FlatColumn[] = [];
  const walk = (list: readonly ColumnDefinition[], at: string, above: readonly Words[]) =>
    list.forEach((definition, index) => {
      const path = [...above, definition.label];
      const isLeaf = !definition.children?.length;
      const place = `${at}[${index}]`;
      flat.push({ definition, place, depth: above.length, isLeaf, role: definition.role ?? 'value', path });
      if (definition.children) walk(definition.children, `${place}.children`, path);
    });
  walk(columns, `${table}.columns`, []);
  return flat;
}
