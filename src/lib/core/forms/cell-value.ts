// What a cell holds. A number is kept as the exact decimal that was typed; there are four kinds of nothing.

/** 余, 约 …: said with the number, never computed with */
export type Qualifier = '余' | '多' | '约' | '近' | '以上' | '至少';

interface Remarks {
  qualifier?: Qualifier;
  /** what the value covers: 全市, 市本级 …; one of the form's scopes or free text of the source */
  scope?: string;
  note?: string;
  /** words of the document that the value was taken from */
  quote?: string;
}

/**
 * The value as it stands in the shared document (plain JSON), in the database and in the API.
 * - `number`: `{ number: '1234.50' }`: canonical decimal text (`-?\d+(\.\d+)?`, no leading zeros, no exponent), digits as typed
 * - `text`: for cells of type text
 * - `blank`: 未填, written when a cell is cleared. An absent key means the same: never filled.
 * - `notApplicable`: 不适用
 * - `unobtainable`: 无法取得, with its reason
 * Zero is the number 0.
 */
export type CellValue =
  | ({ number: string } & Remarks)
  | ({ text: string } & Remarks)
  | ({ nothing: 'blank' } & Remarks)
  | ({ nothing: 'notApplicable' } & Remarks)
  | ({ nothing: 'unobtainable'; reason: string } & Remarks);

/** One figure stated elsewhere. `printed` keeps the digits as printed: they say at which precision to compare. */
export interface Statement {
  printed: string;
  /** canonical decimal text of the printed figure in the indicator's unit of measure */
  number: string;
  /** unit of measure as printed, when it is not the indicator's */
  uom?: string;
  qualifier?: Qualifier;
  scope?: string;
  note?: string;
  quote?: string;
  /** name of the file or report */
  source?: string;
}
/** the content of a `~stated` key */
export interface Statements {
  stated: readonly Statement[];
}

export type CellContent = CellValue | Statements;

/** how a stated figure relates to what the cell holds or computes; see compare-stated.ts */
export type StatedOutcome = 'exact' | 'rounded' | 'rounded=truncated' | 'truncated' | 'wrong' | 'not-checkable';
