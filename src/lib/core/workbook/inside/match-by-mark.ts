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
  const ofTable = (places: readonly MarkedPlace[]) => places.filter((place) => place.key.startsWith(`${table.code}/`));
  const cells = ofTable(mark.cells);
  const first = cells[0];
  if (!first) return undefined;
  const named = views.filter((view) => view.sheet.name === first.sheet);
  const labels = [
    ...expectedLabels(table, ofTable(mark.rows), 'row'),
    ...expectedLabels(table, ofTable(mark.heads), 'head')
  ];
  const view = [...named, ...views].find((each) => labels.every(({ text, place }) => labelAt(each, place) === text));
  return view && assemble(view, table, cells);
}

function expectedLabels(table: CompiledTable, places: readonly MarkedPlace[], kind: 'row' | 'head') {
  return places.flatMap((place) => {
    const code = place.key.slice(table.code.length + 1);
    const label =
      kind === 'row'
        ? table.rows.find((row) => row.code === code)?.definition.label.zh
        : table.columns.find((column) => column.code === code)?.definition.label.zh;
    return label === undefined ? [] : [{ text: plainLabel(label).text, place }];
  });
}

function labelAt(view: SheetView, place: MarkedPlace): string {
  const at = readAddress(place.address);
  return at ? plainLabel(view.cellAt(at.row, at.column)?.value ?? '').text : '';
}

function assemble(view: SheetView, table: CompiledTable, cells: readonly MarkedPlace[]): TableMatch {
  const addresses = new Map(cells.map((place) => [place.key, place.address]));
  const places: PlacedCell[] = [];
  const rowsFound = new Map<string, number>();
  for (const row of table.rows) {
    for (const column of table.columns) {
      const key = cellKey(table.code, row.code, column.code);
      const at = readAddress(addresses.get(key) ?? '');
      if (!at) continue;
      places.push({ key, ...at });
      rowsFound.set(row.code, at.row);
    }
  }
  const rows = places.map((place) => place.row);
  const columns = places.map((place) => place.column);
  return {
    table: table.code,
    view,
    how: 'mark',
    places,
    rows: [...rowsFound].map(([code, row]) => ({ code, row, column: 0, by: 'code' })),
    doubtfulRows: [],
    doubtfulColumns: [],
    unknownRows: [],
    headRows: table.headDepth,
    headedColumns: new Set(),
    extent: { top: Math.min(...rows), left: 1, bottom: Math.max(...rows), right: Math.max(...columns) },
    knownColumns: new Set(Array.from({ length: Math.max(...columns) }, (_, index) => index + 1))
  };
}
