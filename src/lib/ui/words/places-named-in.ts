// The cells that a text speaks of: 第 12 行, a code, or an indicator by its whole name. So a reason of a return leads to its places.
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CompiledForm, CompiledRow, CompiledTable } from '#core/forms/compiled-form.ts';

/** A short name is too often a word like any other: 合计 would lead anywhere. */
const shortestName = 4;
const mostPlaces = 8;

/** First cells of the named rows, in the order of the form. Of names that lie in each other (调解成功 in 调解成功率) the longest counts. */
export function placesNamedIn(text: string, form: CompiledForm, most = mostPlaces): CellKey[] {
  const rows = form.tables.flatMap((table) =>
    table.rows.filter(({ hasCells }) => hasCells).map((row) => ({ table, row }))
  );
  const found = new Set<CompiledRow>();
  // numbers and codes are only what they stand for when the form has one table, or the code is whole
  if (form.tables.length === 1)
    for (const number of numbersIn(text)) {
      const named = rows.find(({ row }) => row.number === number);
      if (named) found.add(named.row);
    }
  let rest = text;
  const names = rows.flatMap(({ row }) => [
    { row, name: row.definition.label.zh.trim() },
    { row, name: row.code }
  ]);
  for (const { row, name } of names.sort((a, b) => b.name.length - a.name.length)) {
    if (name.length < shortestName || !rest.includes(name)) continue;
    found.add(row);
    rest = rest.replaceAll(name, '\n');
  }
  return rows
    .filter(({ row }) => found.has(row))
    .flatMap(({ table, row }) => firstCell(form, table, row) ?? [])
    .slice(0, most);
}

/** 第 12 行, 第12、13行, 第 12—14 行 */
function numbersIn(text: string): number[] {
  return [...text.matchAll(/第\s*([\d\s、,，和及\-—–~～至到]+?)\s*行/gu)].flatMap(([, listed]) =>
    listed!.split(/[、,，和及]/u).flatMap((part) => {
      const [from, to] = part.split(/[-—–~～至到]+/u).map((digits) => Number(digits.trim()));
      if (!from) return [];
      const last = Math.min(to || from, from + mostPlaces);
      return Array.from({ length: Math.max(1, last - from + 1) }, (_, at) => from + at);
    })
  );
}

function firstCell(form: CompiledForm, table: CompiledTable, row: CompiledRow): CellKey | undefined {
  const cells = table.columns.flatMap(
    ({ code }) => form.cells.get(`${table.code}/${row.code}/${code}` as CellKey) ?? []
  );
  const usable = cells.filter(({ kind }) => kind !== 'blocked');
  return (usable.find(({ column }) => column === table.definition.mainColumn) ?? usable[0])?.key;
}
