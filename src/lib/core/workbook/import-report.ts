// What a file was found to hold: plain JSON, stored with the import, shown before anything is written. Nothing of the file that looks like a
// figure is left out silently: it is a proposal, evidence, or a problem.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellValue, Statement, Statements } from '#core/forms/cell-value.ts';
import type { Question } from './answers.ts';
import type { RawWorkbook } from './raw-workbook.ts';

export interface ImportReport {
  /** what the bytes were, whatever the file's name said */
  file: RawWorkbook['kind'];
  /**
   * The form that the file was recognised as; null when it is none of those that were offered. `how`:
   * - mark: our own workbook, by its hidden mark
   * - layout: by heads and row labels
   * - labels: a plain list of labels and figures
   * `share` is the part of the form's rows that were found, 0 to 1.
   */
  form: { id: string; version: number; title: string; how: 'mark' | 'layout' | 'labels'; share: number } | null;
  /** what the file says of its unit and period; null where it does not say */
  guess: { unitCode: string | null; unitName: string | null; period: string | null };
  /** the file's sheets in order; `tables` names the form's tables that were found on it, [] when it was not used */
  sheets: readonly { name: string; hidden: boolean; tables: readonly string[] }[];
  proposals: readonly Proposal[];
  /** figures stated elsewhere that our own export carried along, by their `~stated` keys; chosen like proposals */
  statements: readonly CarriedStatements[];
  evidence: readonly Evidence[];
  problems: readonly ImportProblem[];
  /** names the layout of the file; what is answered is kept for files of the same */
  layout?: string;
  /** what could not be told and is asked; absent in reports of earlier versions */
  questions?: readonly Question[];
  /** a file that this program wrote: the stamp of its export, by which the server knows what each cell held then */
  stamp?: string;
  /** cells that stand empty in a stamped file; an empty cell of any other file says nothing */
  emptied?: readonly { key: CellKey; from: string }[];
}

/** A value that the file offers for an entered cell of the form. */
export interface Proposal {
  key: CellKey;
  content: CellValue;
  /** where it stands in the file: `Sheet1!D12` */
  from: string;
  /** as a person sees it there */
  shownInFile: string;
  /** the number was multiplied by `factor` (decimal text) to come from one unit of measure to the other: 元 → 万元 is 0.0001 */
  converted?: { factor: string; from: string; to: string };
}

export interface CarriedStatements {
  /** a `~stated` key */
  key: CellKey;
  content: Statements;
}

/** A total or a rate of the file: never written as a value, compared with what is computed. */
export interface Evidence {
  key: CellKey;
  from: string;
  shownInFile: string;
  /** as it would be kept beside the computed one (`~stated`), if the person wants to */
  statement: Statement;
  converted?: { factor: string; from: string; to: string };
}

/**
 * - `unknown-form`: none of the forms fits
 * - `several-forms`: nothing tells which of several forms it is; `text` has their titles. Put it again with the sheet named
 * - `other-version`: the mark names a version of the form that is not published here; read by the newest one
 * - `unknown-label`: a row whose label is not in the form; `text` is the label, its figures follow
 * - `unknown-column`: a head that is not in the form, above figures
 * - `ambiguous`: a label that stands for several rows; `candidates` are their keys
 * - `twice`: the same cell is offered at two places with different content; none is proposed
 * - `bad-number`: text that is no number, a date, a code with more digits than a workbook keeps, an error such as #DIV/0!
 * - `asked-nothing`: 无 or its like, which may mean 0 or 不适用; not proposed
 * - `reason-missing`: the sign of 无法取得, whose reason is not in the file; not proposed
 * - `blocked-cell`: the form has no such cell, the file fills it
 * - `outside-form`: a figure beside, above or below the table
 * - `hidden`: read from a row, column or sheet that is hidden in the file; proposed all the same
 * - `external-formula`: the value was computed from another file; proposed all the same
 * - `no-result`: a formula without a stored result; open the file in Excel, save it, and import it again
 * - `unit-differs`: the file says 宗 where the form says 件; proposed all the same
 * - `left-out`: somebody has said of files of this layout that this row is none of the form's
 * - `row-missing`: a row of the form that is gone from a file that was written with it; its cells stay as they are
 * - `unit-unknown`: the figure's unit of measure is not one that can be converted to the form's; not proposed
 */
export interface ImportProblem {
  code:
    | 'unknown-form'
    | 'several-forms'
    | 'other-version'
    | 'unknown-label'
    | 'unknown-column'
    | 'ambiguous'
    | 'twice'
    | 'bad-number'
    | 'asked-nothing'
    | 'reason-missing'
    | 'blocked-cell'
    | 'outside-form'
    | 'hidden'
    | 'external-formula'
    | 'no-result'
    | 'row-missing'
    | 'left-out'
    | 'unit-differs'
    | 'unit-unknown';
  /** `Sheet1!D12`, or '' when it is about the whole file */
  where: string;
  /** what stands there */
  text: string;
  /** cells it could have meant */
  candidates?: readonly CellKey[];
}
