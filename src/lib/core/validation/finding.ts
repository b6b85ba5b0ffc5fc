// What is doubtful about a sheet. A finding carries codes, keys and values; ui/words makes sentences of it.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { Severity, Words } from '#core/forms/form.ts';

export interface FindingOperand {
  key: CellKey;
  previous: boolean;
  shown: string;
  /** it is not filled, and the rule counts that as 0 (缺省按0) */
  asZero?: true;
}

export interface Finding {
  /** stable: rule id or built-in kind, and place; an explanation is bound to it */
  id: string;
  severity: Severity;
  /** A 强制性 rule fails by its figures, but some are said with 余, 约 … and it could hold: so its severity is `explain`. */
  possible?: true;
  /**
   * - `rule`: a rule of the form does not hold
   * - `scope`: a rule could be judged, but its operands cover different scopes (全市 against 市本级)
   * - `decimals`: more decimals than the indicator has
   * - `negative`: a count below 0
   * - `row`: a row of an open list is filled in part
   * - `stated`: a figure stated elsewhere is not what the cell holds or computes (outcome `wrong`)
   */
  kind: 'rule' | 'scope' | 'decimals' | 'negative' | 'row' | 'stated';
  rule?: string;
  text?: Words;
  /** where to jump; the first is the chief one */
  places: readonly CellKey[];
  operands: readonly FindingOperand[];
  /** both sides as shown, e.g. ['12', '<=', '11'] */
  sides: readonly string[];
  /** changes when any operand changes: an explanation given for another fingerprint is void */
  fingerprint: string;
}
