// The structure of a form in words that do not depend on its codes: what a proposal is compared by.
import type { CellKey } from '#core/forms/cell-key.ts';
import { cellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm, CompiledTable, FormCell } from '#core/forms/compiled-form.ts';
import type { FormDefinition, RowDefinition } from '#core/forms/form.ts';

const tidy = (text: string) => text.replace(/\s+/g, '');

export function structureOf(form: CompiledForm) {
  const place = placesOf(form);
  return {
    heads: form.definition.heads,
    signatures: form.definition.signatures,
    period: form.definition.periods.kind,
    tables: form.tables.map((table) => ({
      corner: table.definition.corner ?? null,
      headings: table.definition.headings ?? 'rows',
      heads: table.columns.map((column) => [column.role, ...column.path.map((label) => tidy(label.zh))].join(' / ')),
      rows: rowsOf(table.definition.rows, ''),
      blocks: (table.definition.blocks ?? []).map((block) => ({
        title: block.title,
        rows: block.rows.length,
        columns: block.columns.length
      })),
      cells: cellsOf(form, table).map(([key, cell]) => `${place.get(key)} ${describe(form, cell, place)}`)
    }))
  };
}

/** labels under their headings */
const rowsOf = (rows: readonly RowDefinition[], above: string): string[] =>
  rows.flatMap((row) => {
    const own = `${above}/${tidy(row.label.zh)}`;
    const isHeading = row.value === false;
    return [`${isHeading ? '# ' : ''}${own}`, ...rowsOf(row.children ?? [], isHeading ? own : above)];
  });

function placesOf(form: CompiledForm): Map<CellKey, string> {
  const places = new Map<CellKey, string>();
  form.tables.forEach((table, t) =>
    cellsOf(form, table).forEach(([key, { row, column }]) =>
      places.set(
        key,
        `${t}.${table.rows.findIndex((each) => each.code === row)}.${table.columns.findIndex((each) => each.code === column)}`
      )
    )
  );
  return places;
}

const cellsOf = (form: CompiledForm, table: CompiledTable): [CellKey, FormCell][] =>
  table.rows.flatMap((row) =>
    table.columns.flatMap((column): [CellKey, FormCell][] => {
      const key = cellKey(table.code, row.code, column.code);
      const cell = form.cells.get(key);
      return cell ? [[key, cell]] : [];
    })
  );

function describe(form: CompiledForm, cell: FormCell, place: ReadonlyMap<CellKey, string>): string {
  if (cell.kind === 'entered') return `${cell.type === 'text' ? 'words' : 'figure'} ${cell.uom}`;
  if (cell.kind === 'blocked') return 'closed';
  return `computed of ${[...enteredBelow(form, cell, false, place)].sort().join(' ')}`;
}

/** the entered cells that a computed one rests on, through others that are computed: 同比 may be written over 上年 or over PREV of this year */
function enteredBelow(
  form: CompiledForm,
  cell: FormCell,
  lastYear: boolean,
  place: ReadonlyMap<CellKey, string>
): Set<string> {
  const found = new Set<string>();
  for (const { key, previous } of cell.formula?.operands.values() ?? []) {
    const operand = form.cells.get(key);
    const before = lastYear || previous;
    if (operand?.kind === 'derived') for (const each of enteredBelow(form, operand, before, place)) found.add(each);
    else found.add(`${before ? 'last year ' : ''}${place.get(key)}`);
  }
  return found;
}

export const labelsOf = (definition: FormDefinition): string[] =>
  definition.tables.flatMap((table) => rowsOf(table.rows, ''));
