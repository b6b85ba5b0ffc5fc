// An official workbook and a form → where each cell of the form stands in it. Places that somebody declared are checked against the labels
// around them; places that nobody declared are found by the labels.
import { cellKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm, CompiledTable, FormCell } from '#core/forms/compiled-form.ts';
import { layTable } from '#core/forms/grid.ts';
import { powerBetween } from '#core/forms/units-of-measure.ts';
import { alignGrid } from './inside/align-grid.ts';
import { viewOf, type SheetView } from './inside/sheet-view.ts';
import { templateLines } from './inside/template-lines.ts';
import { matchTable, type PlacedCell, type TableMatch } from './match-table.ts';
import { plainLabel } from './normalise-label.ts';
import {
  addressOf,
  maxColumn,
  maxRow,
  readAddress,
  type RawCell,
  type RawSheet,
  type RawWorkbook
} from './raw-workbook.ts';
import { recognise } from './recognise.ts';
import type { CellPlace, FoundMap, TemplateMistake } from './template-map.ts';

/** cell key → its place as 'sheet!A1' (the last ! counts) */
export type DeclaredPlaces = Readonly<Record<string, string>>;

/** @param declared cells that are not in it are found by their labels */
export function placeTemplate(book: RawWorkbook, form: CompiledForm, declared: DeclaredPlaces = {}): FoundMap {
  const told = recognise(book, [form], '', { meant: form.definition.id });
  const found = told && !('unsure' in told) ? told : undefined;
  const views = new Map(book.sheets.map((sheet) => [sheet.name, viewOf(sheet)]));
  const aligned = alignTables(form, [...views.values()]);
  const work: Work = {
    form,
    views,
    aligned,
    matched: matchedPlaces([...(found?.matches ?? []), ...emptyRowMatches(book, form, found?.matches ?? [])]),
    mistakes: []
  };
  if (!found && aligned.size === 0 && Object.keys(declared).length === 0)
    return { ok: false, mistakes: [{ code: 'not-recognised', label: '', where: '' }] };
  const cells: CellPlace[] = [];
  for (const cell of form.cells.values()) {
    if (cell.kind === 'blocked') continue;
    const told = declared[cell.key];
    const place = told === undefined ? findPlace(work, cell) : declaredPlace(work, cell, told);
    if (place) cells.push(place);
  }
  refuseTwice(work, cells);
  if (work.mistakes.length > 0) return { ok: false, mistakes: work.mistakes };
  return { ok: true, map: { cells, lines: templateLines(form.definition, [...work.views.values()], cells) } };
}

interface Work {
  form: CompiledForm;
  views: ReadonlyMap<string, SheetView>;
  /** of tables that stand on the sheet label by label as the form has them */
  aligned: ReadonlyMap<CellKey, CellPlace>;
  /** what the reader of uploads found; also tells units of measure */
  matched: ReadonlyMap<CellKey, { match: TableMatch; place: PlacedCell }>;
  mistakes: TemplateMistake[];
}

/**
 * Nothing tells in a blank form which of two rows with one label holds figures (合计 as a row and as a head of the next table): the first one
 * does. A head that spans several columns is one column there.
 */
function matchedPlaces(matches: readonly TableMatch[]): Work['matched'] {
  const places = new Map<CellKey, { match: TableMatch; place: PlacedCell }>();
  for (const match of matches) {
    const spanning = match.doubtfulColumns.flatMap(({ row, column, candidates }) => {
      const [code, more] = candidates;
      const first = topLeft(match.view, row, column);
      const others = match.doubtfulColumns.filter((each) => each.candidates.includes(code ?? ''));
      const isOneHead = others.every((each) => topLeft(match.view, each.row, each.column).column === first.column);
      return code === undefined || more !== undefined || !isOneHead ? [] : [{ code, row, column: first.column }];
    });
    const below = spanning.flatMap(({ code, row: head, column }) =>
      match.rows.flatMap(({ row, code: rowCode }): PlacedCell[] =>
        row > head ? [{ key: cellKey(match.table, rowCode, code), row, column }] : []
      )
    );
    for (const place of [...match.places, ...below])
      if (!places.has(place.key)) places.set(place.key, { match, place });
  }
  return places;
}

/**
 * A table of one row without a label (信息公开 表四) leaves no trace of that row in a blank workbook. So figures are thought into each empty row
 * in turn; the first in which the table is then found is its row.
 */
function emptyRowMatches(book: RawWorkbook, form: CompiledForm, found: readonly TableMatch[]): TableMatch[] {
  const missing = form.tables.filter(
    (table) =>
      found.every((match) => match.table !== table.code) &&
      table.rows
        .filter(({ hasCells }) => hasCells)
        .every(({ definition }) => plainLabel(definition.label.zh).text === '')
  );
  return missing.flatMap((table) => {
    for (const sheet of book.sheets)
      for (const row of emptyRows(sheet)) {
        const match = matchTable(viewOf(withFiguresIn(sheet, row)), table);
        if (match) return [match];
      }
    return [];
  });
}

const mostTried = 200;

/** rows without anything in them, right below one that holds something */
function emptyRows({ cells }: RawSheet): number[] {
  const rows = new Set(cells.map(({ row }) => row));
  return [...rows]
    .map((row) => row + 1)
    .filter((row) => !rows.has(row))
    .slice(0, mostTried);
}

function withFiguresIn(sheet: RawSheet, row: number): RawSheet {
  const last = sheet.cells.reduce((most, { column }) => Math.max(most, column), 0);
  const width = Math.max(last, ...sheet.merges.map(({ right }) => Math.min(right, widestStub)));
  const figures = Array.from({ length: Math.min(width, widestStub) }, (_, index): RawCell => {
    return { row, column: index + 1, kind: 'number', value: '0' };
  });
  const before = sheet.cells.filter((cell) => cell.row < row);
  return { ...sheet, cells: [...before, ...figures, ...sheet.cells.filter((cell) => cell.row > row)] };
}

const whereIs = ({ sheet, row, column }: Omit<CellPlace, 'key'>): string => `${sheet}!${addressOf(row, column)}`;

function mistake(work: Work, code: TemplateMistake['code'], cell: FormCell, where: string): undefined {
  work.mistakes.push({ code, label: cell.label.zh, where });
}

// ── found ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function findPlace(work: Work, cell: FormCell): CellPlace | undefined {
  const at = work.aligned.get(cell.key) ?? matchedPlace(work, cell);
  if (!at) return mistake(work, 'cell-missing', cell, '');
  return unitFits(work, cell, at) ? at : undefined;
}

/** believed where the labels beside and above it are the cell's own: the reader of uploads asks people about the rest */
function matchedPlace(work: Work, cell: FormCell): CellPlace | undefined {
  const found = work.matched.get(cell.key);
  if (!found) return undefined;
  const { match, place } = found;
  const at = { key: cell.key, sheet: match.view.sheet.name, ...topLeft(match.view, place.row, place.column) };
  return labelsAround(work, match.view, cell, at) ? at : undefined;
}

/** Tables follow each other on a sheet; one that is not below the last may be above, or on another sheet. */
function alignTables(form: CompiledForm, views: readonly SheetView[]): Map<CellKey, CellPlace> {
  const places = new Map<CellKey, CellPlace>();
  const ends = new Map<SheetView, number>();
  for (const table of form.tables) {
    const grid = layTable(form, table);
    const tries = [
      ...views.map((view) => [view, ends.get(view) ?? 0] as const),
      ...views.map((view) => [view, 0] as const)
    ];
    for (const [view, after] of tries) {
      const aligned = alignGrid(view, grid, after);
      if (!aligned) continue;
      ends.set(view, Math.max(aligned.last, ends.get(view) ?? 0));
      for (const cell of aligned.cells) places.set(cell.key, { ...cell, sheet: view.sheet.name });
      break;
    }
  }
  return places;
}

/** of the merge that spans it: a head over several columns stands over cells that are merged as well */
function topLeft(view: SheetView, row: number, column: number): { row: number; column: number } {
  const merge = view.mergeOver(row, column);
  return merge ? { row: merge.top, column: merge.left } : { row, column };
}

/** 万元 in the workbook and 元 in the form: the same digits would say ten thousand times more */
function unitFits(work: Work, cell: FormCell, at: CellPlace): boolean {
  const found = work.matched.get(cell.key);
  const ofTitle = found?.match.titleUnit;
  const told =
    found?.place.unit ?? (ofTitle !== undefined && powerBetween(ofTitle, cell.uom) !== undefined ? ofTitle : undefined);
  if (told === undefined || cell.uom === '' || powerBetween(told, cell.uom) === 0) return true;
  // a unit that measures something else is a word the reader mistook (人 for 人次); a power of ten is another number
  if (powerBetween(told, cell.uom) === undefined) return true;
  mistake(work, 'unit-differs', cell, `${whereIs(at)} ${told} / ${cell.uom}`);
  return false;
}

// ── declared ────────────────────────────────────────────────────────────────────────────────────────────────────────

function declaredPlace(work: Work, cell: FormCell, told: string): CellPlace | undefined {
  const split = told.lastIndexOf('!');
  const sheet = told.slice(0, Math.max(split, 0));
  const view = work.views.get(sheet);
  if (!view) return mistake(work, 'sheet-missing', cell, told);
  const address = readAddress(told.slice(split + 1));
  if (!address || address.row > maxRow || address.column > maxColumn) return mistake(work, 'outside', cell, told);
  const { row, column } = address;
  const first = topLeft(view, row, column);
  if (first.row !== row || first.column !== column) return mistake(work, 'under-merge', cell, told);
  const at: CellPlace = { key: cell.key, sheet, row, column };
  if (!labelsAgree(work, view, cell, at)) return mistake(work, 'label-differs', cell, told);
  return unitFits(work, cell, at) ? at : undefined;
}

/** Where the paper says the same place there is nothing to ask; else the labels beside and above must be the cell's own. */
function labelsAgree(work: Work, view: SheetView, cell: FormCell, at: CellPlace): boolean {
  const aligned = work.aligned.get(cell.key);
  if (aligned) return aligned.sheet === at.sheet && aligned.row === at.row && aligned.column === at.column;
  return labelsAround(work, view, cell, at);
}

function labelsAround({ form }: Work, view: SheetView, cell: FormCell, at: CellPlace): boolean {
  const table = form.tables.find(({ code }) => code === cell.table) as CompiledTable;
  const labelOf = (row: number, column: number) => {
    const raw = view.cellOver(row, column);
    return raw && raw.kind === 'text' ? view.labelOf(raw).text : '';
  };
  const wantedRow = plainLabel(table.rows.find(({ code }) => code === cell.row)?.definition.label.zh ?? '').text;
  const wantedColumn = plainLabel(table.columns.find(({ code }) => code === cell.column)?.path.at(-1)?.zh ?? '').text;
  const isBeside = wantedRow === '' || columnsBefore(at.column).some((column) => labelOf(at.row, column) === wantedRow);
  const values = table.columns.filter(({ role }) => role === 'value').length;
  // the lowest head above it: further up may stand another table's
  const isAbove =
    wantedColumn === '' ||
    (values === 1 && wantedRow !== '') ||
    view.rows.some(({ row }) => row < at.row && labelOf(row, at.column) === wantedColumn);
  return isBeside && isAbove;
}

// labels stand near their figures; a place in column XFD is nobody's
const widestStub = 200;
const columnsBefore = (column: number): number[] =>
  Array.from({ length: Math.min(column - 1, widestStub) }, (_, index) => column - 1 - index);

function refuseTwice(work: Work, cells: readonly CellPlace[]): void {
  const taken = new Set<string>();
  for (const place of cells) {
    const where = whereIs(place);
    if (taken.has(where)) mistake(work, 'taken-twice', work.form.cells.get(place.key) as FormCell, where);
    taken.add(where);
  }
}
