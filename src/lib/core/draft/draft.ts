// The draft of a form: a definition made from an official workbook, with the place on paper of each of its parts, the evidence for each
// guess, and the questions that only a person can answer.
import type { FormDefinition } from '#core/forms/form.ts';
import type { FormMistake } from '#core/forms/form-mistake.ts';

export interface Draft {
  definition: FormDefinition;
  /** what `openForm` would refuse; empty when it is fit to publish */
  mistakes: readonly DraftMistake[];
  tables: readonly DraftTable[];
  /** in the order of the paper */
  guesses: readonly Guess[];
}

export interface DraftMistake {
  mistake: FormMistake;
  /** anchor of the row or column that it is about; null: of the form as a whole */
  at: string | null;
}

/** How the figures of a table stand. */
export type TableKind =
  | 'grid' // indicators down, columns across
  | 'one-row' // one row of figures without a label
  | 'units' // one row for each reporting unit: here each unit fills its own, and the totals show them below each other
  | 'list'; // an open list: numbered lines without labels

export interface DraftTable {
  code: string;
  /** `sheet!address` of the first cell of its heads */
  anchor: string;
  sheet: string;
  kind: TableKind;
  bands: readonly DraftBand[];
}

/** Heads with the rows below them. A table of blocks has several. */
export interface DraftBand {
  head: { from: number; to: number };
  left: number;
  right: number;
  /** the leftmost columns of the sheet that hold labels */
  stubColumns: number;
  rows: readonly DraftRow[];
  columns: readonly DraftColumn[];
}

export interface DraftRow {
  code: string;
  /** `sheet!address` of the cell with its label, or of its first cell */
  anchor: string;
  row: number;
  isHeading: boolean;
}

export interface DraftColumn {
  code: string;
  /** `sheet!address` of its lowest head */
  anchor: string;
  /** first and last column of the sheet that it covers */
  first: number;
  last: number;
  role: 'value' | 'code' | 'uom' | 'definition' | 'group';
}

/** sure: it stands there; likely: as such forms are; asked: somebody must say; answered: somebody has said */
export type Certainty = 'sure' | 'likely' | 'asked' | 'answered';

export type GuessCode =
  | 'title'
  | 'period-kind'
  | 'head-line'
  | 'signature'
  | 'table-kind'
  | 'unit-of-measure'
  | 'no-unit'
  | 'code-column'
  | 'total-column'
  | 'total-row'
  | 'rate'
  | 'previous-year'
  | 'change'
  | 'formula'
  | 'formula-not-taken'
  | 'relation'
  | 'relation-not-read'
  | 'blocked'
  | 'text-column'
  | 'heading'
  | 'group-unmerged'
  | 'sheet-left-out'
  | 'note';

export interface Guess {
  /** stable as long as the paper is: `code@sheet!address`, with what it is about where one place has several */
  id: string;
  code: GuessCode;
  certainty: Certainty;
  /** `sheet!address` that it was read from */
  at: string;
  /** fit to be shown: labels, units, formulas */
  parameters: Readonly<Record<string, string | number>>;
  /** for 'asked' and 'answered': what can be said; the first is taken while nothing is said */
  options?: readonly string[];
  answer?: string;
}
