// A form made ready for work: every cell addressed, every formula read, ordered and resolved. Made by compile-form.ts only.
import type { Comparison, Expression, Outcome } from '#core/formula/ast.ts';
import type { Compiled, CompiledComparison } from '#core/formula/evaluate.ts';
import type { CellContent } from './cell-value.ts';
import type { CellKey } from './cell-key.ts';
import type {
  Aggregate,
  ColumnDefinition,
  FormDefinition,
  IndicatorType,
  RowDefinition,
  RuleDefinition,
  Severity,
  TableDefinition,
  Words
} from './form.ts';

/** Entered content by key (value keys and `~stated` keys); an absent key was never filled. */
export type Cells = ReadonlyMap<CellKey, CellContent>;
/** Computed or entered numbers by value key. */
export type Outcomes = ReadonlyMap<CellKey, Outcome>;

/** What a reference in a formula stands for at one place. */
export interface Operand {
  key: CellKey;
  /** true inside PREV(): the same cell of the previous period (上年同期) */
  previous: boolean;
  /** whether that cell is a derived one */
  derived: boolean;
}

export interface CellFormula {
  text: string;
  expression: Expression;
  /** reference as written → operand at this cell. A reference inside PREV() is listed as `PREV:<ref>`. */
  operands: ReadonlyMap<string, Operand>;
  /** the expression ready to run; one for all cells that share the text */
  compiled: Compiled;
  /** the operands of `compiled`, by its indices, at this cell */
  operandAt: readonly Operand[];
}

export interface FormCell {
  key: CellKey;
  /** position in `cells`: findings and lists stand in the order of the form */
  index: number;
  table: string;
  row: string;
  column: string;
  kind: 'entered' | 'derived' | 'blocked';
  type: IndicatorType;
  /** unit of measure; '' when there is none */
  uom: string;
  decimals: number;
  /** may be below 0 whatever its type; absent: as the type says */
  signed?: true;
  /** code of the department that owns the row; null: the coordinator only */
  department: string | null;
  aggregate: Aggregate;
  /** present exactly when kind is 'derived' */
  formula?: CellFormula;
  /** position in `derived`; present exactly when kind is 'derived' */
  order?: number;
  /** row label, and column label where the table has more than one value column and this is not the main one: what people call this cell */
  label: Words;
}

export interface CompiledRow {
  code: string;
  definition: RowDefinition;
  depth: number;
  parent: string | null;
  /** false for headings */
  hasCells: boolean;
  /** 1-based number as printed, counting rows that hold cells; 0 for headings */
  number: number;
}

/** A leaf column. */
export interface CompiledColumn {
  code: string;
  definition: ColumnDefinition;
  role: 'value' | 'code' | 'uom' | 'definition';
  /** labels from the top head row down to this leaf: the header path */
  path: readonly Words[];
}

export interface CompiledTable {
  code: string;
  definition: TableDefinition;
  rows: readonly CompiledRow[];
  columns: readonly CompiledColumn[];
  headDepth: number;
}

export interface CompiledRule {
  /** `rule.id`, or `rule.id@column` / `rule.id@row` for a repeated rule */
  id: string;
  severity: Severity;
  text: Words;
  comparison: Comparison;
  operands: ReadonlyMap<string, Operand>;
  /** the comparison ready to be judged; one for all repetitions */
  compiled: CompiledComparison;
  /** the operands of `compiled`, by its indices, at this place */
  operandAt: readonly Operand[];
  zeroWhenBlank: ReadonlySet<CellKey>;
  /** entered cells of this period that the rule rests on, as operands or beneath derived operands */
  leaves: ReadonlySet<CellKey>;
  definition: RuleDefinition;
}

/** A row of an open list. */
export interface OpenRow {
  entered: readonly CellKey[];
  /** what must be filled once any of `entered` is: all but texts, and the first cell, which names the row */
  required: readonly CellKey[];
}

export interface CompiledForm {
  definition: FormDefinition;
  tables: readonly CompiledTable[];
  /** all cells in order of table, row, column; blocked ones too */
  cells: ReadonlyMap<CellKey, FormCell>;
  /** keys of entered cells, in the same order */
  entered: readonly CellKey[];
  /** keys of derived cells, operands before results */
  derived: readonly CellKey[];
  /** key → derived cells of the same period that use it directly, in derivation order */
  dependents: ReadonlyMap<CellKey, readonly CellKey[]>;
  /** rows of open lists, as `table/row` */
  openRows: ReadonlyMap<string, OpenRow>;
  rules: readonly CompiledRule[];
  /** key → indices into rules that rest on it in this period: as an operand, or beneath a derived operand */
  rulesOf: ReadonlyMap<CellKey, readonly number[]>;
}
