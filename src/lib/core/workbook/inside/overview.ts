// 一览表: units down, indicators across, each figure a reference to the unit's sheet. Two hidden lines tell for every indicator which units gave
// a figure, so that a rate of totals can see whether its operands come from the same units.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { Cells, CompiledForm, FormCell, Outcomes } from '#core/forms/compiled-form.ts';
import { quoteSheet } from '#core/workbook/names.ts';
import type { FlowingPage, PageCell, PageValue } from '#core/workbook/page.ts';
import { addressOf, columnName } from '#core/workbook/raw-workbook.ts';
import { formatOf, printContent, printedPrevious, printOutcome } from './cell-values.ts';
import type { Place } from './frame.ts';
import { linesIn } from './text-size.ts';

export interface OverviewInput {
  name: string;
  form: CompiledForm;
  ways: ReadonlyMap<CellKey, unknown>;
  places: ReadonlyMap<CellKey, Place>;
  units: readonly { name: string }[];
  unitNames: readonly string[];
  totalName: string;
  totals: Outcomes;
}

/** what of a unit stands in its line */
export interface UnitFigures {
  cells: Cells;
  numbers: Outcomes;
}

export interface Overview {
  /** Takes note of which figures a unit gave; each unit once, before the page is written. */
  met(index: number, unit: UnitFigures): void;
  /** the page, which asks for each unit's figures again when its line is written */
  page(figuresOf: (index: number) => UnitFigures | Promise<UnitFigures>): FlowingPage;
  /** Excel condition that is true when not the same units gave all of these; undefined when there is nothing to compare */
  coverageGuard(leaves: ReadonlySet<CellKey>): string | undefined;
  /** of how many units a total is made, and how many say 不适用 */
  coverageOf(key: CellKey): { gave: number; notApplicable: number };
  /** reference to all units' figures of an indicator that totals are made of */
  figuresOf(key: CellKey): string;
}

const titleRow = 1;
const signRow = 2; // hidden: which units gave a figure, as one number per indicator
const headRow = 3;
const unitRow = 5;
const nameColumn = 1;
const weightColumn = 2; // hidden: one number per unit
const firstColumn = 3;
const columnWidth = 11;

export function layOverview(input: OverviewInput): Overview {
  const shown = shownCells(input);
  const columns = shown.map((cell, index): Column => {
    const place = input.places.get(cell.key) as Place;
    const column = firstColumn + index;
    return { cell, column, address: addressOf(place.row, place.column) };
  });
  const columnOf = new Map(columns.map(({ cell, column }) => [cell.key, column]));
  const last = unitRow + input.units.length - 1;
  const gave = new Float64Array(shown.length);
  const counts = shown.map(() => ({ gave: 0, notApplicable: 0 }));
  return {
    met(index, { cells, numbers }) {
      const weight = weightOf(index);
      for (const [at, { key }] of shown.entries()) {
        const content = cells.get(key);
        if (numbers.get(key)?.kind === 'number') {
          gave[at]! += weight;
          counts[at]!.gave += 1;
        } else if (content && 'nothing' in content && content.nothing === 'notApplicable')
          counts[at]!.notApplicable += 1;
      }
    },
    coverageOf: (key) => counts[(columnOf.get(key) ?? -1) - firstColumn] ?? { gave: 0, notApplicable: 0 },
    page: (figuresOf) => ({
      name: input.name,
      widths: [30, 4, ...shown.map(() => columnWidth)],
      heights: new Map([
        [titleRow, 30],
        [headRow, 4 + 15 * Math.max(1, ...shown.map((cell) => linesIn(cell.label.zh, columnWidth)))]
      ]),
      hiddenRows: [signRow],
      hiddenColumns: [weightColumn],
      cells: layRows(input, columns, gave, counts, figuresOf),
      merges: [],
      frozen: { rows: unitRow - 1, columns: weightColumn },
      print: { landscape: true, repeatRows: { from: headRow, to: headRow + 1 }, repeatColumns: nameColumn }
    }),
    coverageGuard(leaves) {
      const signs = [...leaves]
        .flatMap((key) => columnOf.get(key) ?? [])
        .map((column) => `${quoteSheet(input.name)}!${addressOf(signRow, column)}`);
      if (signs.length < 2 || input.units.length < 2) return undefined;
      return `${nested('MAX', signs)}<>${nested('MIN', signs)}`;
    },
    figuresOf(key) {
      const name = columnName(columnOf.get(key) ?? firstColumn);
      return `${quoteSheet(input.name)}!${name}${unitRow}:${name}${last}`;
    }
  };
}

interface Column {
  cell: FormCell;
  column: number;
  /** of the cell in each unit's sheet and in the total's */
  address: string;
}

const text = (words: string): PageValue => (words === '' ? { kind: 'empty' } : { kind: 'text', text: words });

/** Excel takes 255 arguments */
function nested(name: string, references: readonly string[]): string {
  const groups: string[] = [];
  for (let at = 0; at < references.length; at += 250) groups.push(references.slice(at, at + 250).join(','));
  return groups.length === 1
    ? `${name}(${groups[0]})`
    : `${name}(${groups.map((group) => `${name}(${group})`).join(',')})`;
}

/** Cells of the main columns, and all that totals are made of; not those that print last year's. */
function shownCells({ form, ways, places }: OverviewInput): FormCell[] {
  const main = new Map(form.tables.map((table) => [table.code, table.definition.mainColumn]));
  return [...places.keys()].flatMap((key) => {
    const cell = form.cells.get(key);
    if (!cell || printedPrevious(form, key) !== undefined) return [];
    const column = main.get(cell.table);
    return column === undefined || column === cell.column || ways.has(key) ? [cell] : [];
  });
}

/**
 * Numbers below 2^40 that spread evenly: two different sets of units have different sums for all practical purposes, and the sum of
 * 4,000 of them is exact in a workbook.
 */
function weightOf(index: number): number {
  const turns = (index + 1) * 0.6180339887498949;
  return Math.floor((turns - Math.floor(turns)) * 2 ** 40) + 1;
}

/** Row by row: heads, one line for each unit, the total's line. */
async function* layRows(
  input: OverviewInput,
  columns: readonly Column[],
  gave: Float64Array,
  counts: readonly { gave: number }[],
  figuresOf: (index: number) => UnitFigures | Promise<UnitFigures>
): AsyncIterable<readonly PageCell[]> {
  const last = unitRow + input.units.length - 1;
  yield [{ row: titleRow, column: nameColumn, style: 'title', value: text(`${input.form.definition.title.zh}一览表`) }];
  yield columns.flatMap(({ cell, column }, at) =>
    input.ways.has(cell.key) && input.units.length > 0 ? [signOf(column, last, gave[at] ?? 0)] : []
  );
  const head = (row: number, name: string, words: (cell: FormCell) => string): PageCell[] => [
    { row, column: nameColumn, style: 'head', value: text(name) },
    ...columns.map(({ cell, column }): PageCell => ({ row, column, style: 'head', value: text(words(cell)) }))
  ];
  yield head(headRow, '单位', (cell) => cell.label.zh);
  yield head(headRow + 1, '计量单位', (cell) => cell.uom);
  for (const [index, { name }] of input.units.entries())
    yield unitLine(input, columns, index, name, await figuresOf(index));
  yield totalLine(input, columns, last + 1);
  if (input.units.length > 0) yield coverageLine(input, columns, last, counts);
}

/** which units gave a figure of this column, as one number */
function signOf(column: number, last: number, gave: number): PageCell {
  const name = columnName(column);
  const weights = `$${columnName(weightColumn)}$${unitRow}:$${columnName(weightColumn)}$${last}`;
  const formula = `SUMPRODUCT(ISNUMBER(${name}${unitRow}:${name}${last})*${weights})`;
  return {
    row: signRow,
    column,
    style: 'value',
    value: { kind: 'formula', formula, result: { number: String(gave) } }
  };
}

/** a figure of another sheet; nothing there is nothing here */
const referTo = (sheet: string, address: string): string => `IF(${sheet}!${address}="","",${sheet}!${address})`;

function unitLine(
  input: OverviewInput,
  columns: readonly Column[],
  index: number,
  name: string,
  { cells, numbers }: UnitFigures
): PageCell[] {
  const row = unitRow + index;
  const sheet = quoteSheet(input.unitNames[index] ?? '');
  const line: PageCell[] = [
    { row, column: nameColumn, style: 'stub', value: text(name) },
    { row, column: weightColumn, style: 'value', value: { kind: 'number', decimal: String(weightOf(index)) } }
  ];
  for (const { cell, column, address } of columns) {
    const { style, value } =
      cell.kind === 'derived'
        ? printOutcome(numbers.get(cell.key), cell)
        : printContent(cells.get(cell.key), cell, input.form);
    const formula = referTo(sheet, address);
    line.push({
      row,
      column,
      style,
      value: { kind: 'formula', formula, ...resultOf(value), ...formatFor(value, cell) }
    });
  }
  return line;
}

function totalLine({ totals, totalName }: OverviewInput, columns: readonly Column[], row: number): PageCell[] {
  const sheet = quoteSheet(totalName);
  return [
    { row, column: nameColumn, style: 'heading', value: text('汇总') },
    ...columns.map(({ cell, column, address }): PageCell => {
      const total = printOutcome(totals.get(cell.key), cell);
      const value = { formula: referTo(sheet, address), ...resultOf(total.value), format: formatOf(cell) };
      return { row, column, style: 'value', value: { kind: 'formula', ...value } };
    })
  ];
}

/** 有数单位: of how many units each total is made */
function coverageLine(
  { ways }: OverviewInput,
  columns: readonly Column[],
  last: number,
  counts: readonly { gave: number }[]
): PageCell[] {
  const row = last + 2;
  return [
    { row, column: nameColumn, style: 'heading', value: text('有数单位（个）') },
    ...columns.flatMap(({ cell, column }, at): PageCell[] => {
      if (!ways.has(cell.key)) return [{ row, column, style: 'value', value: { kind: 'empty' } }];
      const name = columnName(column);
      const formula = `COUNT(${name}${unitRow}:${name}${last})`;
      const result = { number: String(counts[at]?.gave ?? 0) };
      return [{ row, column, style: 'value', value: { kind: 'formula', formula, result, format: '0' } }];
    })
  ];
}

function resultOf(value: PageValue): { result: { number: string } | { text: string } } {
  return {
    result: value.kind === 'number' ? { number: value.decimal } : { text: value.kind === 'text' ? value.text : '' }
  };
}

function formatFor(value: PageValue, cell: FormCell): { format?: string } {
  if (cell.kind === 'derived') return { format: formatOf(cell) };
  return value.kind === 'number' && value.format !== undefined ? { format: value.format } : {};
}
