// What a form is: the documented JSON format (docs/form-format.md) as types. Forms are data; nothing here names a field of work.

/** Text in the users' languages; zh is always there. */
export interface Words {
  zh: string;
  en?: string;
}

export type IndicatorType = 'count' | 'money' | 'rate' | 'rank' | 'ratio-change' | 'text';
/** How an upper level makes its value from the lower ones. */
export type Aggregate = 'sum' | 'recompute' | 'max' | 'min' | 'none';
export type Nature = 'flow' | 'stock' | 'cumulative' | 'target' | 'point-in-time';
export type Severity = 'must' | 'explain'; // 强制性 | 核实性

export interface FormDefinition {
  format: 1;
  /** stable across versions, [a-z0-9-]+ */
  id: string;
  /** positive integer; a published version never changes */
  version: number;
  title: Words;
  /** printed above each sheet; {unit} and {year} are filled in */
  printedTitle: string;
  /** printed at the top right, in this order: 表号, 制定机关, 批准文号, 有效期 … */
  heads: readonly { label: string; value: string }[];
  /** printed below the tables: signature block */
  signatures: readonly string[];
  periods: { kind: 'year' | 'half' | 'quarter' | 'month'; from: string; to: string | null };
  /** how each kind of nothing prints and is read back */
  print: { blank: string; notApplicable: string; unobtainable: string };
  scopes: readonly string[]; // 全市, 市本级 …: what a value may cover
  departments: readonly { code: string; name: Words }[];
  tables: readonly TableDefinition[];
  rules: readonly RuleDefinition[];
  /** where the definition comes from and how firmly it is established */
  source: string;
}

export interface TableDefinition {
  /** [a-z][a-z0-9]* */
  code: string;
  title: Words;
  /** printed in the top-left corner above the row labels */
  corner?: string;
  /** headings (rows with `value: false`) in rows of their own (the default), or beside the rows below them, spanning them */
  headings?: 'rows' | 'spans';
  /** unit of measure printed with the title, if the whole table has one */
  uom?: string;
  columns: readonly ColumnDefinition[];
  rows: readonly RowDefinition[];
  /** cells that the official form blacks out: [row code, column code] */
  blocked?: readonly (readonly [string, string])[];
  /**
   * Blocks stacked in one printed grid with heads of their own (信息公开 表二): each shows its rows under its columns only;
   * every other crossing is blocked. Absent: one block of all rows and columns.
   */
  blocks?: readonly { title: string; rows: readonly string[]; columns: readonly string[] }[];
  /** the column that a bare indicator code means in formulas; needed when rows are referred to by their code alone */
  mainColumn?: string;
}

/** A column of values, a column of row facts (code, unit of measure), or a group of columns. */
export interface ColumnDefinition {
  code: string;
  label: Words;
  /** default 'value'. 'code', 'uom' and 'definition' print a fact of the row and hold no cells. */
  role?: 'value' | 'code' | 'uom' | 'definition';
  children?: readonly ColumnDefinition[];
  /** formula for all cells of the column whose row has none of its own; see docs/form-format.md */
  formula?: string;
  /** the same by the row's type, before `formula` */
  formulas?: Partial<Record<IndicatorType, string>>;
  uom?: string;
  /** by the row's unit of measure, before all others: a difference of % is in 个百分点 */
  uomsByUom?: Readonly<Record<string, string>>;
  /** by the row's type, before `uom` */
  uoms?: Partial<Record<IndicatorType, string>>;
  type?: IndicatorType;
  /** the same by the row's type, before `type`: what a column makes of it (同比 of a count is a rate) */
  types?: Partial<Record<IndicatorType, IndicatorType>>;
  decimals?: number;
  /** the same by the row's type, before `decimals` */
  decimalsByType?: Partial<Record<IndicatorType, number>>;
  /** pixels on screen; the workbook's width follows from it */
  width?: number;
}

/** An indicator, or a heading with rows below it (a heading with `value: false` has no cells of its own). */
export interface RowDefinition {
  /** stable indicator code; letters, digits, dots, underscores; starts with a letter or a Chinese character */
  code: string;
  label: Words;
  children?: readonly RowDefinition[];
  /** false for a heading */
  value?: boolean;
  uom?: string; // 计量单位
  type?: IndicatorType; // default count
  decimals?: number; // default 0
  department?: string; // code of the owner; inherited from the parent row
  aggregate?: Aggregate; // default: recompute when derived, else sum
  nature?: Nature;
  formula?: string;
  definition?: string; // 口径
}

export interface RuleDefinition {
  /** unique within the form; printed on findings */
  id: string;
  severity: Severity;
  text: Words;
  /** a comparison, e.g. `XZFY.SL <= XZFY.SQ`, `0 <= X <= 100` */
  expression: string;
  /** table whose rows and columns relative references mean */
  table?: string;
  /** repeat the rule for each of these columns (references `row:`) or rows (references `:column`) */
  columns?: readonly string[];
  rows?: readonly string[];
  /** references that count as 0 when not filled (缺省按0); any other unfilled operand leaves the rule unjudged */
  zeroWhenBlank?: readonly string[];
}
