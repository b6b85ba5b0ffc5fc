// Where the cells of a form stand in an official workbook: kept with the form version, and what does not fit told before it is kept.
import type { CellKey } from '#core/forms/cell-key.ts';

export interface CellPlace {
  key: CellKey;
  /** name of the worksheet */
  sheet: string;
  /** from 1 */
  row: number;
  column: number;
}

export interface TemplateMap {
  /** every cell of the form that is not blocked, once */
  cells: readonly CellPlace[];
  /** cells whose text names unit or period: what they shall hold, with {unit}, {year} and {period} in it */
  lines: readonly (Omit<CellPlace, 'key'> & { text: string })[];
}

/**
 * - not-recognised: nothing of the form is there
 * - sheet-missing, outside: a declared place names no worksheet, or none of its cells
 * - cell-missing: no place was found for the cell, and none declared
 * - label-differs: the labels beside and above the declared place are another cell's
 * - under-merge: nobody would see a figure there
 * - taken-twice: two cells of the form stand at one place
 * - unit-differs: the workbook counts in another unit of measure than the form
 */
export type TemplateMistakeCode =
  | 'not-recognised'
  | 'sheet-missing'
  | 'outside'
  | 'cell-missing'
  | 'label-differs'
  | 'under-merge'
  | 'taken-twice'
  | 'unit-differs';

export interface TemplateMistake {
  code: TemplateMistakeCode;
  /** what people call the cell; '' when it is about the whole workbook */
  label: string;
  /** 'sheet!A1', or what was declared instead of it; '' when there is none */
  where: string;
}

export type FoundMap = { ok: true; map: TemplateMap } | { ok: false; mistakes: readonly TemplateMistake[] };
