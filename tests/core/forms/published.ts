// Published tables of the official form as cells, with the totals that were printed.
import { readdirSync, readFileSync } from 'node:fs';
import { cellKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import { readValue } from '#core/forms/read-value.ts';

export interface Published {
  name: string;
  completeness: string;
  cells: Map<CellKey, CellContent>;
  /** printed values of cells that we compute */
  totals: Map<CellKey, string>;
  /** printed cells that the form does not have, as `row/column` */
  strange: string[];
}

const folder = 'tests/fixtures/published';

export function publishedTables(form: CompiledForm): Published[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith('gov-info-2021') && name.endsWith('.json'))
    .map((name) => readPublished(form, name));
}

export function readPublished(form: CompiledForm, ...names: string[]): Published {
  const published: Published = {
    name: names.join(', '),
    completeness: '',
    cells: new Map(),
    totals: new Map(),
    strange: []
  };
  for (const name of names) {
    const file = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as {
      table: string;
      completeness: string;
      cells: Record<string, Record<string, string | number>>;
    };
    published.completeness = file.completeness;
    for (const [row, columns] of Object.entries(file.cells))
      for (const [column, printed] of Object.entries(columns))
        place(form, cellKey(file.table, row, column), String(printed), published);
  }
  return published;
}

function place(form: CompiledForm, key: CellKey, printed: string, into: Published): void {
  const cell = form.cells.get(key);
  if (!cell || cell.kind === 'blocked') into.strange.push(key);
  else if (cell.kind === 'derived') into.totals.set(key, printed);
  else {
    const read = readValue(printed, cell, form);
    if (!read.ok) throw new Error(`${into.name} ${key}: ${printed}`);
    into.cells.set(key, read.value);
  }
}
