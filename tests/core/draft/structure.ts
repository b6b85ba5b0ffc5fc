// The structure of a form in words that do not depend on its codes: what a proposal is compared by.
import type { CellKey } from '#core/forms/cell-key.ts';
import { cellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm, CompiledTable, FormCell } from '#core/forms/compiled-form.ts';
import type { FormDefinition, RowDefinition } from '#core/forms/form.ts';

const tidy = (text: string) => text.replace(/\s+/g, '');

/** What the paper of a form does not say, so that no reader can know it: units that are printed nowhere, text in cells of an empty list. */
export interface NotOnPaper {
  units?: boolean;
  words?: boolean;
}

export function structureOf(form: CompiledForm, not: NotOnPaper = {}) {
  const place = placesOf(form);
  return {
    around: linesAround(form.definition),
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
      cells: cellsOf(form, table).map(([key, cell]) => `${place.get(key)} ${describe(form, cell, place, not)}`)
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

function describe(
  form: CompiledForm,
  cell: FormCell,
  place: ReadonlyMap<CellKey, string>,
  { units, words }: NotOnPaper
): string {
  if (cell.kind === 'entered' && words) return 'entered';
  // a text has no unit of measure, whatever its table says
  if (cell.kind === 'entered' && cell.type === 'text') return 'words';
  if (cell.kind === 'entered') return `figure ${units ? '' : cell.uom}`;
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

/** labels around the tables: of head lines with what is printed behind them, and of the signature block */
function linesAround({ heads, signatures }: FormDefinition): string[] {
  const texts = [...heads.map(({ label, value }) => `${label}：${value}`), ...signatures];
  const lines = texts.flatMap((text) => text.split(/[\s\u3000]{2,}|(?<=[：:])[\s\u3000]+(?=\S+[：:])/));
  // 报出日期： 年 月 日 is filled by hand
  return [...new Set(lines.map(tidy).filter((line) => line !== '' && !/^[年月日]$/.test(line)))].sort();
}

export const labelsOf = (definition: FormDefinition): string[] =>
  definition.tables.flatMap((table) => rowsOf(table.rows, ''));
