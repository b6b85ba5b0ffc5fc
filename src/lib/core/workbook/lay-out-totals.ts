// Many sheets as one workbook: 说明, 汇总, 一览表, 审核情况, and each unit's sheet in the official layout. Totals are formulas over the units' sheets,
// rates are formulas over totals: somebody who corrects a unit's figure sees the total move.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { Cells, CompiledForm, FormCell, Outcomes } from '#core/forms/compiled-form.ts';
import type { Period } from '#core/places/period.ts';
import {
  printContent,
  printDerived,
  printedPrevious,
  previousPrinters,
  printOutcome,
  formatOf,
  type FormulaContext,
  type Printed
} from './inside/cell-values.ts';
import { layFrame, type Frame } from './inside/frame.ts';
import { linesIn } from './inside/text-size.ts';
import { layOverview, type Overview } from './inside/overview.ts';
import { layReview } from './inside/review-page.ts';
import { fillPage, pageOf } from './lay-out.ts';
import { quoteSheet, sheetNames } from './names.ts';
import { flowing, type FlowingBook, type FlowingPage, type Page, type PageCell } from './page.ts';
import { addressOf } from './raw-workbook.ts';
import type { ReviewLine } from './review-line.ts';

export interface UnitToLay {
  name: string;
  code: string;
  /** words of its stage */
  stage: string;
  /** log number that the sheet was read at */
  seq: number;
}

export interface UnitFigures {
  cells: Cells;
  numbers: Outcomes;
  previous: Outcomes;
  /** what is doubtful in it */
  review: readonly ReviewLine[];
}

export interface TotalsToLay {
  form: CompiledForm;
  unitName: string;
  period: Period;
  /** each unit that is in the total, once */
  units: readonly UnitToLay[];
  /** Figures of a unit by its index. Asked for twice, for its sheet and for its line in 一览表, so that nobody holds those of all. */
  figuresOf(index: number): UnitFigures | Promise<UnitFigures>;
  /** totals by key; a cell of which no total is made is absent */
  totals: Outcomes;
  previousTotals: Outcomes;
  /** how a total is made of the units' cells; cells that are computed from totals, or of which none is made, are absent */
  ways: ReadonlyMap<CellKey, 'sum' | 'max' | 'min'>;
  /** lines of the first page: what this is, of when */
  facts: readonly (readonly [label: string, text: string])[];
  /** who is not in it, with the words of their stage */
  missing: readonly (readonly [name: string, stage: string])[];
  /** how many units are asked: a total of fewer says so */
  asked: number;
  /** by which a print is checked; printed on the first page */
  code: string;
}

/** The book, whose pages come as they are written: units first, since the pages before them tell what was found there. */
export function layOutTotals(totals: TotalsToLay): FlowingBook {
  const { form, units } = totals;
  const names = sheetNames(['说明', '汇总', '一览表', '审核情况', ...units.map((unit) => unit.name)]);
  return { title: `${form.definition.title.zh}汇总`, names, pages: layPages(totals, names) };
}

async function* layPages(totals: TotalsToLay, names: readonly string[]): AsyncIterable<FlowingPage> {
  const { form, units, period } = totals;
  const [factsName = '', totalName = '', overviewName = '', reviewName = '', ...unitNames] = names;
  const frame = layFrame({ form, unitName: totals.unitName, period });
  const overview = layOverview({
    form,
    ways: totals.ways,
    places: frame.places,
    units,
    unitNames,
    totalName,
    totals: totals.totals,
    name: overviewName
  });
  const review = layReview({ name: reviewName, form, places: frame.places, units, unitNames });
  for (const [index, unit] of units.entries()) {
    const figures = await totals.figuresOf(index);
    overview.met(index, figures);
    review.met(index, figures.review);
    const ofUnit = layFrame({ form, unitName: unit.name, period });
    yield flowing(fillPage(unitNames[index] ?? '', ofUnit, { form, ...figures }, true));
  }
  yield overview.page((index) => totals.figuresOf(index));
  yield review.page();
  yield flowing(layTotal(totalName, frame, totals, unitNames, overview));
  yield flowing(layFacts(factsName, totals, unitNames, review.summary()));
}

// ── 汇总 ────────────────────────────────────────────────────────────────────────────────────────────────────────────

function layTotal(
  name: string,
  frame: Frame,
  totals: TotalsToLay,
  unitNames: readonly string[],
  overview: Overview
): Page {
  const { form } = totals;
  const context = {
    form,
    places: frame.places,
    previous: totals.previousTotals,
    printsPrevious: previousPrinters(form)
  };
  const values = [...frame.places].map(([key, { row, column, centred }]): PageCell => {
    const cell = form.cells.get(key) as FormCell;
    const printed = printTotal(cell, addressOf(row, column), totals, unitNames, context, overview);
    const note = partNote(key, totals, overview);
    return { row, column, ...printed, centred, ...(note === undefined ? {} : { note }) };
  });
  return pageOf(name, frame, values);
}

/** n/m where a number is made of fewer units than are asked; 不适用 lacks nothing */
function partNote(key: CellKey, { ways, asked }: TotalsToLay, overview: Overview): string | undefined {
  if (!ways.has(key)) return undefined;
  const { gave, notApplicable } = overview.coverageOf(key);
  if (gave === 0 || gave + notApplicable >= asked) return undefined;
  const beside = notApplicable > 0 ? `，${notApplicable}个不适用` : '';
  return `${gave}/${asked}个单位有数${beside}`;
}

function printTotal(
  cell: FormCell,
  address: string,
  totals: TotalsToLay,
  unitNames: readonly string[],
  context: FormulaContext,
  overview: Overview
): Printed {
  const outcome = totals.totals.get(cell.key);
  const way = totals.ways.get(cell.key);
  if (way !== undefined) return gathered(cell, way, address, unitNames, totals, overview);
  if (cell.kind !== 'derived' || outcome === undefined) return printContent(undefined, cell, totals.form);
  const printed = printDerived(cell, outcome, context);
  if (printed.value.kind !== 'formula') return printed;
  // of other units than last year's total: no formula of this workbook could tell, so none is written
  const acrossYears =
    outcome.kind === 'unknown' &&
    outcome.reason === 'coverage' &&
    outcome.because.some((key) => key.startsWith('PREV:'));
  if (acrossYears) return printOutcome(outcome, cell);
  const guard = overview.coverageGuard(leavesOf(cell, totals));
  if (guard === undefined) return printed;
  return { ...printed, value: { ...printed.value, formula: `IF(${guard},"",${printed.value.formula})` } };
}

// Beyond this a formula cannot be read by anybody, and Excel ends at 255 references and 8,192 characters.
const mostReferences = 60;
const longestList = 2_000;

/**
 * A total of the units' own figures; nobody gave one: nothing, not 0. Over many units it is taken from 一览表, which refers to each of them.
 * (One reference through all sheets, 'a:c'!D5, is not understood by LibreOffice when names must be quoted.)
 */
function gathered(
  cell: FormCell,
  way: 'sum' | 'max' | 'min',
  address: string,
  unitNames: readonly string[],
  totals: TotalsToLay,
  overview: Overview
): Printed {
  if (unitNames.length === 0) return printContent(undefined, cell, totals.form);
  const each = unitNames.map((name) => `${quoteSheet(name)}!${address}`).join(',');
  const isShort = unitNames.length <= mostReferences && each.length <= longestList;
  const over = isShort ? each : overview.figuresOf(cell.key);
  const outcome = printOutcome(totals.totals.get(cell.key), cell).value;
  const result = outcome.kind === 'number' ? { number: outcome.decimal } : { text: '' };
  const formula = `IF(COUNT(${over})=0,"",${way.toUpperCase()}(${over}))`;
  return { style: 'value', value: { kind: 'formula', formula, result, format: formatOf(cell) } };
}

/** Cells made of the units' figures that a computed total rests on in this year. */
function leavesOf(cell: FormCell, totals: TotalsToLay, into = new Set<CellKey>()): Set<CellKey> {
  for (const operand of cell.formula?.operandAt ?? []) {
    if (operand.previous) continue;
    const below = totals.form.cells.get(operand.key);
    if (totals.ways.has(operand.key)) into.add(operand.key);
    else if (below?.formula && printedPrevious(totals.form, operand.key) === undefined) leavesOf(below, totals, into);
  }
  return into;
}

// ── 说明 ────────────────────────────────────────────────────────────────────────────────────────────────────────────

const codeWords = (code: string): string =>
  `${code}（在系统“导出”页输入此码，可查本表的来源、取数时点，以及其后有无变动）`;

const factsWidths = [12, 16, 34, 14, 14, 34];

function layFacts(name: string, totals: TotalsToLay, unitNames: readonly string[], review: string): Page {
  const cells: PageCell[] = [];
  const merges: Page['merges'][number][] = [];
  const heights = new Map<number, number>();
  let row = 1;
  const put = (style: PageCell['style'], ...texts: string[]) => {
    texts.forEach((text, index) =>
      cells.push({ row, column: index + 1, style, value: text === '' ? { kind: 'empty' } : { kind: 'text', text } })
    );
    row++;
  };
  const wide = (style: PageCell['style'], text: string) => {
    merges.push({ top: row, left: 1, bottom: row, right: 6 });
    put(style, text);
  };
  heights.set(1, 30);
  wide('title', `${totals.unitName}${totals.form.definition.title.zh}汇总说明`);
  for (const [label, text] of [...totals.facts, ['审核情况', review], ['校验码', codeWords(totals.code)]] as const) {
    merges.push({ top: row, left: 2, bottom: row, right: 6 });
    heights.set(
      row,
      4 +
        15 *
          linesIn(
            text,
            factsWidths.slice(1).reduce((sum, width) => sum + width, 0)
          )
    );
    put('line', label, text);
  }
  row++;
  wide('table-title', `已汇总单位（${totals.units.length}个）`);
  put('head', '序号', '单位代码', '单位', '状态', '取数序号', '工作表');
  totals.units.forEach((unit, index) =>
    put('words', String(index + 1), unit.code, unit.name, unit.stage, String(unit.seq), unitNames[index] ?? '')
  );
  row++;
  wide('table-title', `缺报单位（${totals.missing.length}个）`);
  if (totals.missing.length > 0) put('head', '序号', '单位', '状态');
  totals.missing.forEach(([unit, stage], index) => put('words', String(index + 1), unit, stage));
  return { name, widths: factsWidths, heights, cells, merges, print: { landscape: true } };
}
