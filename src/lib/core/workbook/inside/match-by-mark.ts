// Where the mark says that a table stands, if the labels that can be seen there still say the same.
import type { CompiledTable } from '#core/forms/compiled-form.ts';
import { cellKey } from '#core/forms/cell-key.ts';
import type { Mark, MarkedPlace } from '#core/workbook/mark.ts';
import type { PlacedCell, TableMatch } from '#core/workbook/match-table.ts';
import { plainLabel } from '#core/workbook/normalise-label.ts';
import { readAddress } from '#core/workbook/raw-workbook.ts';
import type { SheetView } from './sheet-view.ts';

/**
 * Undefined when a row or a head is no longer where it was written (sorted, inserted, moved): then the table is looked for like a stranger's.
 * A renamed sheet is found by trying all.
 */
export function matchByMark(views: readonly SheetView[], table: CompiledTable, mark: Mark): TableMatch | undefined {
  const ofTable = <T extends MarkedPlace>(places: readonly T[]) =>
    places.filter((place) => place.key.startsWith(`${table.code}/`));
  const [rows, heads, cells] = [ofTable(mark.rows), ofTable(mark.heads), ofTable(mark.cells)];
  const first = heads[0];
  if (!first || rows.length === 0) return undefined;
  const named = views.filter((view) => view.sheet.name === first.sheet);
  const labels = [...expectedLabels(table, rows, 'row'), ...expectedLabels(table, heads, 'head')];
  const view = [...named, ...views].find((each) => labels.every(({ text, place }) => labelAt(each, place) === text));
  return view && assemble(view, table, rows, heads, cells);
}

function expectedLabels(table: CompiledTable, places: readonly MarkedPlace[], kind: 'row' | 'head') {
  return places.flatMap((place) => {
    const code = place.key.slice(table.code.length + 1);
    const label =
      kind === 'row'
        ? table.rows.find((row) => row.code === code)?.definition.label.zh
        : table.columns.find((column) => column.code === code)?.definition.label.zh;
    return label === undefined || place.address === '' ? [] : [{ text: plainLabel(label).text, place }];
  });
}

function labelAt(view: SheetView, place: MarkedPlace): string {
  const at = readAddress(place.address);
  const cell = at && view.cellAt(at.row, at.column);
  return cell ? view.labelOf(cell).text : '';
}

/** In a table of blocks another block's column crosses the row where this block's column stands. */
const isInBlock = ({ definition }: CompiledTable, row: string, column: string): boolean =>
  definition.blocks === undefined ||
  definition.blocks.some((block) => block.rows.includes(row) && block.columns.includes(column));

function assemble(
  view: SheetView,
  table: CompiledTable,
  rows: Mark['rows'],
  heads: readonly MarkedPlace[],
  cells: readonly MarkedPlace[]
): TableMatch {
  const rowOf = new Map(rows.map((place) => [place.key, place.row]));
  const columnOf = new Map<string, number>();
  for (const { key, address } of heads) if (!columnOf.has(key)) columnOf.set(key, readAddress(address)?.column ?? 0);
  const exceptions = new Map(cells.map((place) => [place.key, readAddress(place.address)]));
  const places: PlacedCell[] = [];
  for (const { code: row } of table.rows) {
    for (const { code: column, role } of table.columns) {
      const key = cellKey(table.code, row, column);
      const crossing = {
        row: rowOf.get(`${table.code}/${row}`) ?? 0,
        column: columnOf.get(`${table.code}/${column}`) ?? 0
      };
      const at = exceptions.get(key) ?? crossing;
      if (role === 'value' && at.row > 0 && at.column > 0 && isInBlock(table, row, column)) places.push({ key, ...at });
    }
  }
  const found = rows.map(({ key, row }) => ({
    code: key.slice(table.code.length + 1),
    row,
    column: 0,
    by: 'code' as const
  }));
  const right = Math.max(1, ...places.map((place) => place.column));
  return {
    table: table.code,
    view,
    how: 'mark',
    places,
    rows: found,
    doubtfulRows: [],
    doubtfulColumns: [],
    unknownRows: [],
    headRows: table.headDepth,
    headedColumns: new Set(),
    extent: {
      top: Math.min(...found.map(({ row }) => row)),
      left: 1,
      bottom: Math.max(...found.map(({ row }) => row)),
      right
    },
    knownColumns: new Set(Array.from({ length: right }, (_, index) => index + 1))
  };
}
