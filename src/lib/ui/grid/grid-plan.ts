// Which cell of the screen shows which cell of the form: the shape that plan-table.ts makes and the grid paints.
import type { CellKey } from '#core/forms/cell-key.ts';

export interface PlanColumn {
  kind: 'label' | 'code' | 'uom' | 'definition' | 'value';
  /** code of the form's column; for labels their level, 0 leftmost */
  code: string;
  /** pixels at 100 %, before a wide screen or a person made it wider */
  width: number;
}

export interface PlanRow {
  /** only 'cells' rows hold cells; 'block-head' repeats column heads inside the grid */
  kind: 'cells' | 'heading' | 'block-title' | 'block-head';
  /** code of the form's row; of a block its place */
  code: string;
  /** as printed; 0 where there is none */
  number: number;
  depth: number;
  /** the row's own label and the columns that it stands over: what decides how many lines the row takes */
  label: { text: string; at: number; colspan: number };
}

export interface Head {
  label: string;
  colspan: number;
  rowspan: number;
}

export interface Merge {
  row: number;
  col: number;
  rowspan: number;
  colspan: number;
}

export interface Position {
  row: number;
  column: number;
}

export interface GridPlan {
  table: string;
  columns: readonly PlanColumn[];
  rows: readonly PlanRow[];
  /** leading columns that stay in view */
  frozen: number;
  /** head rows from the top; a head that spans down is named in its first row only */
  heads: readonly (readonly Head[])[];
  /** labels and facts by row and column; '' where a cell or nothing stands */
  texts: readonly (readonly string[])[];
  keys: readonly (readonly (CellKey | undefined)[])[];
  merges: readonly Merge[];
  places: ReadonlyMap<CellKey, Position>;
}

export const keyAt = (plan: GridPlan, row: number, column: number): CellKey | undefined => plan.keys[row]?.[column];
