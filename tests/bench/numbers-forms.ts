// What the number bench computes: 350 entered and 150 derived indicators of many units, the same for our forms and for a spreadsheet.
import { compileForm } from '#core/forms/compile-form.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import { cellKey, type CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import { readForm } from '#core/forms/read-form.ts';

export const enteredCount = 350;
export const derivedCount = 150;
export const unitCount = 3000;

/** A formula over operands: `E5`, `D3` become our codes, or cells of a spreadsheet's row. */
export type Formula = (operand: (name: string) => string) => string;

/** Of each ten: four rates, two sums, two differences, a rounded rate, a rate of a derived number. */
export const formulas: readonly Formula[] = Array.from({ length: derivedCount }, (_, at): Formula => {
  const a = `E${(at * 7) % enteredCount}`;
  const b = `E${(at * 7 + 1) % enteredCount}`;
  const c = `E${(at * 7 + 2) % enteredCount}`;
  const d = `E${(at * 7 + 3) % enteredCount}`;
  switch (at % 10) {
    case 4:
    case 5:
      return (o) => `${o(a)}+${o(b)}+${o(c)}+${o(d)}`;
    case 6:
    case 7:
      return (o) => `${o(a)}-${o(b)}`;
    case 8:
      return (o) => `ROUND(${o(a)}/${o(b)}*100,2)`;
    case 9:
      return (o) => `${o(a)}/${o(`D${at - 5}`)}*100`;
    default:
      return (o) => `${o(a)}/${o(b)}*100`;
  }
});

/** what unit `unit` entered at indicator `at`: mostly whole, one in eight with two decimals, never 0 */
export function entered(unit: number, at: number): string {
  const whole = 1 + ((unit * 7919 + at * 104729) % 99991);
  return at % 8 === 7 ? `${whole}.${10 + ((unit + at) % 90)}` : String(whole);
}

export const keyOf = (name: string): CellKey => cellKey('t', name, 'v');

export function indicatorForm(): CompiledForm {
  const read = readForm({
    format: 1,
    id: 'bench',
    version: 1,
    title: { zh: '指标' },
    printedTitle: '指标',
    heads: [],
    signatures: [],
    periods: { kind: 'year', from: '2020', to: null },
    print: { blank: '', notApplicable: '/', unobtainable: '—' },
    scopes: [],
    departments: [],
    tables: [
      {
        code: 't',
        title: { zh: '表' },
        columns: [{ code: 'v', label: { zh: '数' } }],
        mainColumn: 'v',
        rows: [
          ...Array.from({ length: enteredCount }, (_, at) => ({
            code: `E${at}`,
            label: { zh: `E${at}` },
            decimals: at % 8 === 7 ? 2 : 0
          })),
          ...formulas.map((formula, at) => ({
            code: `D${at}`,
            label: { zh: `D${at}` },
            decimals: 2,
            formula: formula((name) => name)
          }))
        ]
      }
    ],
    rules: [],
    source: 'made for the bench'
  } satisfies FormDefinition);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const compiled = compileForm(read.value);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value;
}

export function cellsOfUnit(unit: number): Map<CellKey, CellContent> {
  const cells = new Map<CellKey, CellContent>();
  for (let at = 0; at < enteredCount; at++) cells.set(enteredKeys[at]!, { number: entered(unit, at) });
  return cells;
}
export const enteredKeys: readonly CellKey[] = Array.from({ length: enteredCount }, (_, at) => keyOf(`E${at}`));

/** the letters of a spreadsheet's column: 0 → A, 26 → AA */
export const lettersOf = (column: number): string =>
  column < 26 ? String.fromCharCode(65 + column) : lettersOf(Math.floor(column / 26) - 1) + lettersOf(column % 26);

/** E5 of row 7 → F7; derived indicators stand to the right of the entered ones */
export const cellOf = (name: string, row: number): string =>
  `$${lettersOf(Number(name.slice(1)) + (name.startsWith('D') ? enteredCount : 0))}$${row}`;
