// The sheet that the sync bench fills: 500 rows × 30 columns in 25 departments. Who writes where is the same against every server.
import type { FormDefinition } from '#core/forms/form.ts';

export const departments = 25;
const rowsEach = 20;
const columns = 30;
/** cells of one department */
export const cellsEach = rowsEach * columns;

export const departmentOf = (index: number): string => `D${index % departments}`;

/** the key of a department's cell, by its place in the department */
export function keyAt(department: number, place: number): string {
  const row = department * rowsEach + Math.floor(place / columns);
  return `t/R${row}/c${place % columns}`;
}

export const sheetForm = (): FormDefinition => ({
  format: 1,
  id: 'bench',
  version: 1,
  title: { zh: '宽表' },
  printedTitle: '宽表',
  heads: [],
  signatures: [],
  periods: { kind: 'year', from: '2020', to: null },
  print: { blank: '', notApplicable: '/', unobtainable: '—' },
  scopes: [],
  departments: Array.from({ length: departments }, (_, at) => ({ code: `D${at}`, name: { zh: `部门${at}` } })),
  tables: [
    {
      code: 't',
      title: { zh: '表' },
      columns: Array.from({ length: columns }, (_, at) => ({ code: `c${at}`, label: { zh: `列${at}` } })),
      rows: Array.from({ length: departments * rowsEach }, (_, at) => ({
        code: `R${at}`,
        label: { zh: `行${at}` },
        department: `D${Math.floor(at / rowsEach)}`
      }))
    }
  ],
  rules: [],
  source: 'made for the bench'
});
