// One finding of one unit in words, as the consolidated workbook lists it (审核情况).
import type { CellKey } from '#core/forms/cell-key.ts';

export interface ReviewLine {
  /** 强制性 or 核实性 */
  severity: string;
  /** 未处理, 已说明, 说明已失效 */
  state: string;
  /** what does not hold */
  text: string;
  /** both sides as shown */
  values: string;
  /** the indicators behind it, each with its value */
  operands: string;
  /** where it stands: the chief cell; absent: nowhere in particular */
  place?: CellKey;
  explanation: string;
  /** who explained it, and when; '' when nobody did */
  explainedBy: string;
}

export const must = '强制性';
export const explained = '已说明';
