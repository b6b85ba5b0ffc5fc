// One measurement in a process of its own, so that neither memory nor a warm heap of one program counts for the other.
// node --expose-gc numbers-worker.js <work> <engine>: prints its figures as JSON on the last line.
import { readFileSync } from 'node:fs';
import { HyperFormula } from 'hyperformula';
import { changeCell, counted, foldTree } from '#core/consolidation/fold.ts';
import { placesOf, type Branch } from '#core/consolidation/places.ts';
import { planTotals } from '#core/consolidation/plan.ts';
import { toNumber } from '#core/basics/exact.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { CellContent } from '#core/forms/cell-value.ts';
import { compileForm } from '#core/forms/compile-form.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import { derive, deriveAll } from '#core/forms/derive.ts';
import {
  deriveFigures,
  makeFigures,
  outcomeAt,
  putContent,
  putSheet,
  updateFigures,
  type Figures as Columns
} from '#core/forms/figures.ts';
import { readForm } from '#core/forms/read-form.ts';
import type { Outcome } from '#core/formula/ast.ts';
import { checkSheet } from '#core/validation/check-sheet.ts';
import {
  cellOf,
  cellsOfUnit,
  entered,
  enteredCount,
  enteredKeys,
  formulas,
  indicatorForm,
  keyOf,
  lettersOf,
  unitCount
} from './numbers-forms.ts';

const licence = { licenseKey: 'gpl-v3' };
const collect = (globalThis as { gc?: () => void }).gc ?? (() => undefined);
const heap = (): number => {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
};
const since = (begun: number): number => (performance.now() - begun) / 1000;
const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
/** what is asked of both programs, so that a quicker one that computes something else is found out */
type Figures = Record<string, number>;

/** Contents as they come from the database, in the maps that the rest of the program knows; they are given up when the columns are full. */
function readUnits(form: CompiledForm, units: ReadonlyMap<CellKey, CellContent>[]): Columns {
  const figures = makeFigures(form, units.length);
  units.forEach((cells, unit) => putSheet(figures, unit, cells));
  return figures;
}

function indicatorsOurs(count: number): Figures {
  const form = indicatorForm();
  const before = heap();
  const units = Array.from({ length: count }, (_, unit) => cellsOfUnit(unit));
  const cpu = cpuSeconds();
  const begun = performance.now();
  const figures = readUnits(form, units);
  const deriving = cpuSeconds();
  deriveFigures(figures);
  const derivedCpu = cpuSeconds() - deriving;
  const full = since(begun);
  const fullCpu = cpuSeconds() - cpu;
  units.length = 0;
  const memory = heap() - before;
  const some = outcomeAt(figures, 1234 % count, keyOf('D9'));
  let updates = 0;
  const start = cpuSeconds();
  for (; updates < 200_000; updates++) {
    const unit = (updates * 31) % count;
    const key = enteredKeys[(updates * 7) % enteredCount]!;
    putContent(figures, unit, key, { number: String(1 + updates) });
    updateFigures(figures, unit, [key]);
  }
  const updateCpu = ((cpuSeconds() - start) / updates) * 1e6;
  return { full, fullCpu, derivedCpu, updateCpu, memory, check: some.kind === 'number' ? toNumber(some.value) : NaN };
}

function indicatorsHyperFormula(count: number): Figures {
  const before = heap();
  const rows = Array.from({ length: count }, (_, unit) => [
    ...Array.from({ length: enteredCount }, (_, at) => Number(entered(unit, at))),
    ...formulas.map((formula) => `=${formula((name) => cellOf(name, unit + 1))}`)
  ]);
  const cpu = cpuSeconds();
  const begun = performance.now();
  const engine = HyperFormula.buildFromArray(rows, licence);
  const full = since(begun);
  const fullCpu = cpuSeconds() - cpu;
  rows.length = 0;
  const memory = heap() - before;
  const check = Number(engine.getCellValue({ sheet: 0, row: 1234 % count, col: enteredCount + 9 }));
  const deriving = cpuSeconds();
  engine.rebuildAndRecalculate();
  const derivedCpu = cpuSeconds() - deriving;
  let updates = 0;
  const start = cpuSeconds();
  for (; updates < 5000; updates++)
    engine.setCellContents({ sheet: 0, row: (updates * 31) % count, col: (updates * 7) % enteredCount }, 1 + updates);
  return { full, fullCpu, derivedCpu, updateCpu: ((cpuSeconds() - start) / updates) * 1e6, memory, check };
}

// ── roll-up: 3,000 streets → 300 → 30 → 1 ───────────────────────────────────────────────────────────────────────────

function rollUpOurs(count: number): Figures {
  const form = indicatorForm();
  const units = Array.from({ length: count }, (_, unit) => cellsOfUnit(unit));
  const streets = units.map((_, row): Branch => ({ unit: `u${row}`, row, children: [] }));
  const above = (parts: readonly Branch[], name: string): Branch[] =>
    Array.from({ length: parts.length / 10 }, (_, at) => ({
      unit: `${name}${at}`,
      row: null,
      children: parts.slice(at * 10, at * 10 + 10)
    }));
  const province: Branch = { unit: 'province', row: null, children: above(above(streets, 'county'), 'city') };
  const names = streets.map((street) => street.unit);
  const standing = new Uint8Array(count).fill(counted);
  const plan = planTotals(form);
  const cpu = cpuSeconds();
  const begun = performance.now();
  const figures = readUnits(form, units);
  const folding = cpuSeconds();
  const totals = foldTree(plan, placesOf(province, 2), names, { figures, standing });
  const foldedCpu = cpuSeconds() - folding;
  const full = since(begun);
  const fullCpu = cpuSeconds() - cpu;
  const total = outcomeAt(totals.numbers, 0, keyOf('E7'));
  deriveFigures(figures);
  let updates = 0;
  const start = cpuSeconds();
  for (; updates < 100_000; updates++)
    changeCell(totals, (updates * 31) % count, enteredKeys[(updates * 7) % enteredCount]!, {
      number: String(1 + updates)
    });
  const updateCpu = ((cpuSeconds() - start) / updates) * 1e6;
  return {
    full,
    fullCpu,
    foldedCpu,
    updateCpu,
    places: totals.places.length,
    check: total.kind === 'number' ? toNumber(total.value) : NaN
  };
}

function rollUpHyperFormula(count: number): Figures {
  const engine = HyperFormula.buildEmpty(licence);
  const streets = Array.from({ length: count }, (_, unit) =>
    Array.from({ length: enteredCount }, (_, at) => Number(entered(unit, at)))
  );
  // the same rates of every total as ours computes
  const totals = (places: number, below: string) =>
    Array.from({ length: places }, (_, row) => [
      ...Array.from({ length: enteredCount }, (_, at) => {
        const column = lettersOf(at);
        return `=SUM(${below}!${column}${row * 10 + 1}:${column}${row * 10 + (below === 'city' ? count / 100 : 10)})`;
      }),
      ...formulas.map((formula) => `=${formula((name) => cellOf(name, row + 1))}`)
    ]);
  const cpu = cpuSeconds();
  const begun = performance.now();
  const built = HyperFormula.buildFromSheets(
    {
      street: streets,
      county: totals(count / 10, 'street'),
      city: totals(count / 100, 'county'),
      province: totals(1, 'city')
    },
    licence
  );
  const full = since(begun);
  const fullCpu = cpuSeconds() - cpu;
  engine.destroy();
  const check = Number(built.getCellValue({ sheet: built.getSheetId('province')!, row: 0, col: 7 }));
  const folding = cpuSeconds();
  built.rebuildAndRecalculate();
  const foldedCpu = cpuSeconds() - folding;
  const street = built.getSheetId('street')!;
  let updates = 0;
  const start = cpuSeconds();
  for (; updates < 1000; updates++)
    built.setCellContents(
      { sheet: street, row: (updates * 31) % count, col: (updates * 7) % enteredCount },
      1 + updates
    );
  return { full, fullCpu, foldedCpu, updateCpu: ((cpuSeconds() - start) / updates) * 1e6, check };
}

// ── the rules of the largest form that ships ────────────────────────────────────────────────────────────────────────

function rulesOurs(): Figures {
  const read = readForm(JSON.parse(readFileSync('static/forms/fzzf-zhzb.1.json', 'utf8')));
  if (!read.ok) throw new Error('the form is not readable');
  const compiled = compileForm(read.value);
  if (!compiled.ok) throw new Error('the form does not compile');
  const form = compiled.value;
  const cells = new Map<CellKey, CellContent>();
  form.entered.forEach((key, at) => {
    if (form.cells.get(key)!.type !== 'text') cells.set(key, { number: String(1 + ((at * 7919) % 997)) });
  });
  const outcomes: Map<CellKey, Outcome> = deriveAll(form, cells, new Map());
  const full: number[] = [];
  let findings = checkSheet(form, cells, outcomes, new Map());
  for (let run = 0; run < 200; run++) {
    const begun = performance.now();
    findings = checkSheet(form, cells, outcomes, new Map());
    full.push(performance.now() - begun);
  }
  const edits: number[] = [];
  for (let run = 0; run < 2000; run++) {
    const key = form.entered[(run * 31) % form.entered.length]!;
    if (form.cells.get(key)!.type === 'text') continue;
    const begun = performance.now();
    cells.set(key, { number: String(1 + ((run * 13) % 997)) });
    const changed = derive(form, cells, new Map(), outcomes, new Set([key]));
    for (const [at, outcome] of changed) outcomes.set(at, outcome);
    findings = checkSheet(form, cells, outcomes, new Map(), new Set([key, ...changed.keys()]), findings);
    edits.push(performance.now() - begun);
  }
  const middle = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
  return { full: middle(full), edit: middle(edits), findings: findings.length, rules: form.rules.length };
}

const works: Record<string, Record<string, (count: number) => Figures>> = {
  indicators: { ours: indicatorsOurs, hyperformula: indicatorsHyperFormula },
  rollup: { ours: rollUpOurs, hyperformula: rollUpHyperFormula },
  rules: { ours: rulesOurs }
};
const [work = '', engine = '', count = String(unitCount)] = process.argv.slice(2);
const figures = works[work]![engine]!(Number(count));
console.log(JSON.stringify(figures));
