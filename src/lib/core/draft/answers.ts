// What a person has said about a draft: kept by the place on paper that it is about, so that it outlives every new reading of the paper.
import type { IndicatorType, RuleDefinition } from '#core/forms/form.ts';

export interface Answers {
  form: FormAnswer;
  /** codes are names here: what is assigned is what people call it */
  departments: readonly string[];
  /** sheets that are (not) part of the form, by name */
  sheets: Readonly<Record<string, 'in' | 'out'>>;
  /** by the anchor of the table's heads */
  tables: Readonly<Record<string, TableAnswer>>;
  /** by the anchor of the label */
  rows: Readonly<Record<string, RowAnswer>>;
  /** by the anchor of the lowest head */
  columns: Readonly<Record<string, ColumnAnswer>>;
  cells: Readonly<Record<string, 'blocked' | 'open'>>;
  /** chosen options by the guess's id */
  guesses: Readonly<Record<string, string>>;
  /** rules that were written by hand */
  rules: readonly RuleDefinition[];
}

export type PeriodKind = 'year' | 'half' | 'quarter' | 'month';

export interface FormAnswer {
  id?: string;
  version?: number;
  title?: string;
  printedTitle?: string;
  periodKind?: PeriodKind;
  from?: string;
}

export interface TableAnswer {
  title?: string;
  headRows?: number;
  stubColumns?: number;
  lastRow?: number;
  uom?: string;
  out?: boolean;
}

export interface RowAnswer {
  label?: string;
  code?: string;
  uom?: string;
  type?: IndicatorType;
  decimals?: number;
  /** '' takes the department away */
  department?: string;
  /** '' makes it a row to be filled */
  formula?: string;
  kind?: 'row' | 'heading' | 'none';
  definition?: string;
}

export interface ColumnAnswer {
  label?: string;
  code?: string;
  uom?: string;
  type?: IndicatorType;
  decimals?: number;
  formula?: string;
  out?: boolean;
}

export const noAnswers: Answers = {
  form: {},
  departments: [],
  sheets: {},
  tables: {},
  rows: {},
  columns: {},
  cells: {},
  guesses: {},
  rules: []
};
