// What a form is: the documented JSON format (docs/form-format.md) as types. Forms are data; nothing here names a field of work.
import type { UnitLevel } from '#core/places/unit-tree.ts';

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
  /** printed above each sheet; {unit}, {year} and {period} are filled in */
  printedTitle: string;
  /** printed below the title, as the title is */
  subtitle?: string;
  /** printed at the top, in this order: 表号, 制定机关, 批准文号, 有效期 …; `at: 'left'` above 填报单位 */
  heads: readonly { label: string; value: string; at?: 'left' }[];
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
  /** the same for the library: a grade, and sources that can be looked up */
  evidence?: Evidence;
  /** levels of units that fill it; absent: any */
  levels?: readonly UnitLevel[];
  /** 口径桥: how its cells compare with those of earlier forms; see bridge.ts */
  earlier?: readonly BridgeDefinition[];
}

/**
 * - `firm`: layout and meaning were read from the issued form or from tables filled with it
 * - `good`: the columns were; what is not is said in `open`
 * - `indicators`: the indicators were, the table is ours
 */
export type EvidenceGrade = 'firm' | 'good' | 'indicators';

export interface Evidence {
  grade: EvidenceGrade;
  /** what is not established, or varies between copies */
  open?: Words;
  sources: readonly EvidenceSource[];
}

export interface EvidenceSource {
  what: Words;
  /** where it can be looked up; absent when only its name is known */
  address?: string;
}

/**
 * How cells of this form (`now`) compare with those of another form or version (`then`) one year earlier. References are written as in
 * formulas: `t1!r1:c1`, or `r1:` and `:c1` with what is left out taken from `table`, `from` and the repetition.
 */
export interface BridgeDefinition {
  form: string;
  /** of the earlier form; absent: all its versions */
  versions?: readonly number[];
  /** printed above last year's figures: what changed, in one sentence */
  text: Words;
  /** cells of the same row and column are the same thing: [table now, table then] */
  same: readonly (readonly [string, string])[];
  /** what differs from `same`; later parts go before earlier ones */
  parts: readonly BridgePart[];
}

/** The cells of `now` together cover what the cells of `then` covered together: 1:1 the same, 1:n a sum, n:1 a split. Empty `then`: not comparable. */
export interface BridgePart {
  now: readonly string[];
  then: readonly string[];
  /** the tables that references without one mean */
  table?: string;
  from?: string;
  /** repeat it for each of these columns or rows, the same in both forms */
  columns?: readonly string[];
  rows?: readonly string[];
  /** why it is not comparable, or how the two differ */
  text?: Words;
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
  /** printed below the table: 填报说明 */
  notes?: readonly string[];
  /** printed under the corner in the row of column marks: 甲 */
  stubMark?: string;
  /** a last row of heads says the unit of measure of each column */
  headUoms?: boolean;
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
  /** a number below 0 is no mistake: 本年增/减 */
  signed?: boolean;
  /** how an upper level makes the column's cells, before the row's word */
  aggregate?: Aggregate;
  /** printed below the heads in a row of column marks: 甲, 乙, 1, 2 … */
  mark?: string;
  /** pixels on screen; the workbook's width follows from it */
  width?: number;
}

/** An indicator, or a heading with rows below it (a heading with `value: false` has no cells of its own). */
export interface RowDefinition {
  /** stable indicator code; letters, digits, dots, underscores; starts with a letter or a Chinese character */
  code: string;
  label: Words;
  /** the code as printed on the form, where it is not ours: 01, 1 */
  mark?: string;
  /** A row of an open list: it may stay empty as a whole, but not in part (texts aside). */
  open?: boolean;
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
