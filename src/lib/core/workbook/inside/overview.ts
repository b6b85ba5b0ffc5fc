// 一览表: units down, indicators across, each figure a reference to the unit's sheet. Two hidden lines tell for every indicator which units gave
// a figure, so that a rate of totals can see whether its operands come from the same units.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { Cells, CompiledForm, FormCell, Outcomes } from '#core/forms/compiled-form.ts';
import { quoteSheet } from '#core/workbook/names.ts';
import type { Page, PageCell, PageValue } from '#core/workbook/page.ts';
import { addressOf, columnName } from '#core/workbook/raw-workbook.ts';
import { formatOf, printContent, printedPrevious, printOutcome } from './cell-values.ts';
import type { Place } from './frame.ts';
import { linesIn } from './text-size.ts';

export interface OverviewInput {
  name: string;
  form: CompiledForm;
  ways: ReadonlyMap<CellKey, unknown>;
  places: ReadonlyMap<CellKey, Place>;
  units: readonly { name: string; cells: Cells; numbers: Outcomes }[];
  unitNames: readonly string[];
  totalName: string;
  totals: Outcomes;
}

export interface Overview {
  page: Page;
  /** Excel condition that is true when not the same units gave all of these; undefined when there is nothing to compare */
  coverageGuard(leaves: ReadonlySet<CellKey>): string | undefined;
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
  const columnOf = new Map(shown.map((cell, index) => [cell.key, firstColumn + index]));
  const last = unitRow + input.units.length - 1;
  const cells: PageCell[] = [
    { row: titleRow, column: nameColumn, style: 'title', value: text(`${input.form.definition.title.zh}一览表`) },
    { row: headRow, column: nameColumn, style: 'head', value: text('单位') },
    { row: headRow + 1, column: nameColumn, style: 'head', value: text('计量单位') },
    { row: last + 1, column: nameColumn, style: 'heading', value: text('汇总') }
  ];
  input.units.forEach((unit, index) => {
    cells.push({ row: unitRow + index, column: nameColumn, style: 'stub', value: text(unit.name) });
    cells.push({
      row: unitRow + index,
      column: weightColumn,
      style: 'value',
      value: { kind: 'number', decimal: String(weightOf(index)) }
    });
  });
  for (const cell of shown) cells.push(...columnCells(input, cell, columnOf.get(cell.key) ?? 0, last));
  return {
    page: {
      name: input.name,
      widths: [30, 4, ...shown.map(() => columnWidth)],
      heights: new Map([
        [titleRow, 30],
        [headRow, 4 + 15 * Math.max(1, ...shown.map((cell) => linesIn(cell.label.zh, columnWidth)))]
      ]),
      hiddenRows: [signRow],
      hiddenColumns: [weightColumn],
      cells,
      merges: [],
      frozen: { rows: unitRow - 1, columns: weightColumn },
      print: { landscape: true, repeatRows: { from: headRow, to: headRow + 1 }, repeatColumns: nameColumn }
    },
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

function columnCells(input: OverviewInput, cell: FormCell, column: number, last: number): PageCell[] {
  const place = input.places.get(cell.key) as Place;
  const address = addressOf(place.row, place.column);
  const name = columnName(column);
  const figures = `${name}${unitRow}:${name}${last}`;
  const weights = `$${columnName(weightColumn)}$${unitRow}:$${columnName(weightColumn)}$${last}`;
  const reference = (sheet: string) => `IF(${quoteSheet(sheet)}!${address}="","",${quoteSheet(sheet)}!${address})`;
  const made: PageCell[] = [
    { row: headRow, column, style: 'head', value: text(cell.label.zh) },
    { row: headRow + 1, column, style: 'head', value: text(cell.uom) }
  ];
  if (input.ways.has(cell.key) && input.units.length > 0) {
    const gave = input.units.reduce(
      (sum, unit, index) => sum + (unit.numbers.get(cell.key)?.kind === 'number' ? weightOf(index) : 0),
      0
    );
    made.push({
      row: signRow,
      column,
      style: 'value',
      value: {
        kind: 'formula',
        formula: `SUMPRODUCT(ISNUMBER(${figures})*${weights})`,
        result: { number: String(gave) }
      }
    });
  }
  input.units.forEach((unit, index) => {
    const printed =
      cell.kind === 'derived'
        ? printOutcome(unit.numbers.get(cell.key), cell)
        : printContent(unit.cells.get(cell.key), cell, input.form);
    const formula = reference(input.unitNames[index] ?? '');
    made.push({
      row: unitRow + index,
      column,
      style: printed.style,
      value: { kind: 'formula', formula, ...resultOf(printed.value), ...formatFor(printed.value, cell) }
    });
  });
  const total = printOutcome(input.totals.get(cell.key), cell);
  made.push({
    row: last + 1,
    column,
    style: 'value',
    value: { kind: 'formula', formula: reference(input.totalName), ...resultOf(total.value), format: formatOf(cell) }
  });
  return made;
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
