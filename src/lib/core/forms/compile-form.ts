// A read definition made ready for work: cells addressed, formulas read, references resolved, derivation ordered, rules indexed.
// This is where a form's formulas and rules are proved; what comes out has no circle and no unknown code.
import { fail, ok, type Result } from '#core/basics/result.ts';
import type { Expression, FormulaError } from '#core/formula/ast.ts';
import { check, operandsOf as usesOf, type OperandUse } from '#core/formula/check.ts';
import { compile, type Compiled } from '#core/formula/evaluate.ts';
import { orderOf } from '#core/formula/order.ts';
import { readExpression } from '#core/formula/parse.ts';
import { cellKey, type CellKey } from './cell-key.ts';
import type { CompiledForm, CompiledRule, FormCell, OpenRow, Operand } from './compiled-form.ts';
import type { Aggregate, FormDefinition, IndicatorType } from './form.ts';
import type { FormMistake } from './form-mistake.ts';
import { compileRule } from './inside/compile-rules.ts';
import { formulaAt, labeller, layTables, measureOf, type TableLayout } from './inside/layout.ts';
import { mostWeight, sizeOf } from './inside/number-size.ts';
import { operandsOf } from './inside/references.ts';
import { takeNotes, type Notes } from './inside/shape.ts';
import { aligned, noteFormulaErrors, operandSizes, type Work } from './inside/work.ts';

/**
 * @param definition as returned by readForm: names are unique, tables and departments exist
 * @returns the compiled form, or all mistakes in formulas and rules, each with its place and position.
 *          The same mistake in a formula that stands for many cells is told once.
 */
export function compileForm(definition: FormDefinition): Result<CompiledForm, FormMistake[]> {
  const layouts = layTables(definition);
  const work: Work = {
    ...notesOnce(),
    tables: new Map(layouts.map((t) => [t.code, t])),
    cells: new Map(),
    formulas: new Map(),
    sizes: new Map(),
    sizesLastYear: new Map()
  };
  for (const table of layouts) addCells(table, work);
  noteIdleFormulas(layouts, work);
  readFormulas(work);
  const derived = orderDerived(work);
  measureNumbers(derived, work);
  const rules = definition.rules.flatMap((rule, index) => compileRule(rule, `rules[${index}]`, definition, work));
  if (work.mistakes.length > 0) return fail(work.mistakes);
  derived.forEach((key, order) => (work.cells.get(key)!.order = order));
  const leavesOf = leafFinder(work.cells);
  const compiledRules = rules.map((rule) => ({ ...rule, leaves: leavesOf(rule.operands) }));
  return ok({
    definition,
    tables: layouts.map((table) => table.compiled),
    cells: work.cells,
    entered: [...work.cells.values()].filter((cell) => cell.kind === 'entered').map((cell) => cell.key),
    derived,
    dependents: dependentsOf(derived, work.cells),
    openRows: openRowsOf(layouts, work.cells),
    rules: compiledRules,
    rulesOf: indexRules(compiledRules)
  });
}

/** A column's formula is read for every cell: its mistakes must not be told 356 times. */
function notesOnce(): Notes {
  const notes = takeNotes();
  const told = new Set<string>();
  return {
    mistakes: notes.mistakes,
    note(place, code, text, at) {
      const sentence = `${place}@${at}:${text}`;
      if (!told.has(sentence)) notes.note(place, code, text, at);
      told.add(sentence);
    }
  };
}

// ── cells ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function addCells(table: TableLayout, { cells, formulas }: Work): void {
  const labelOf = labeller(table);
  for (const row of table.rows.values()) {
    if (!row.hasCells) continue;
    for (const column of table.columns.values()) {
      const key = cellKey(table.code, row.definition.code, column.definition.code);
      const formula = table.blocked.has(key) ? 'blocked' : formulaAt(table, row, column);
      const kind = formula === 'blocked' ? 'blocked' : formula ? 'derived' : 'entered';
      if (typeof formula === 'object') formulas.set(key, formula);
      const measure = measureOf(table, row, column);
      const isRowsOwn = [undefined, column.definition.code].includes(table.definition.mainColumn);
      cells.set(key, {
        key,
        index: cells.size,
        table: table.code,
        row: row.definition.code,
        column: column.definition.code,
        kind,
        ...measure,
        ...(column.definition.signed ? { signed: true as const } : {}),
        department: row.department,
        aggregate: aggregateOf(
          kind,
          measure.type,
          column.definition.aggregate ?? (isRowsOwn ? row.definition.aggregate : undefined),
          row.definition.open
        ),
        label: labelOf(row, column)
      });
    }
  }
}

function openRowsOf(layouts: readonly TableLayout[], cells: Work['cells']): Map<string, OpenRow> {
  const open = new Map<string, OpenRow>();
  for (const table of layouts)
    for (const row of table.rows.values()) {
      if (!row.definition.open) continue;
      const entered = [...table.columns.keys()]
        .map((column) => cells.get(cellKey(table.code, row.definition.code, column))!)
        .filter((cell) => cell.kind === 'entered');
      open.set(`${table.code}/${row.definition.code}`, {
        entered: entered.map(({ key }) => key),
        required: entered.filter(({ type }, at) => at === 0 || type !== 'text').map(({ key }) => key)
      });
    }
  return open;
}

/** A row's formula that stands for no cell (a row of text, a cell that is blacked out) would be dropped in silence. */
function noteIdleFormulas(layouts: readonly TableLayout[], { formulas, note }: Work): void {
  const atWork = new Set([...formulas.values()].map(({ place }) => place));
  for (const table of layouts)
    for (const { definition, hasCells, place } of table.rows.values())
      if (hasCells && definition.formula !== undefined && !atWork.has(`${place}.formula`))
        note(`${place}.formula`, 'contradiction', 'this formula computes no cell');
}

/** What the form says, else: computed cells are computed again, amounts are added up, and nothing is made of texts, ranks and typed rates. */
function aggregateOf(
  kind: FormCell['kind'],
  type: IndicatorType,
  stated: Aggregate | undefined,
  isOpen = false
): Aggregate {
  // the third row of one unit's list is not the third row of another's
  if (isOpen) return 'none';
  if (stated !== undefined) return stated;
  if (kind === 'derived') return 'recompute';
  return type === 'count' || type === 'money' ? 'sum' : 'none';
}

// ── formulas ────────────────────────────────────────────────────────────────────────────────────────────────────────

interface ReadFormula {
  expression: Expression;
  compiled: Compiled;
  uses: readonly OperandUse[];
}

/** A text is read and compiled once, however many cells it stands for; its references are resolved at each of them. */
function readFormulas(work: Work): void {
  const known = new Map<string, Result<ReadFormula, readonly FormulaError[]>>();
  for (const [key, { text, place }] of work.formulas) {
    const cell = work.cells.get(key)!;
    const formula = known.get(text) ?? readFormula(text);
    known.set(text, formula);
    if (!formula.ok) {
      noteFormulaErrors(work, place, formula.error);
      continue;
    }
    const { expression, compiled, uses } = formula.value;
    const operands = operandsOf(work, uses, cell, (mistake, at) =>
      work.note(place, mistake.code, mistake.text, at + 1)
    );
    cell.formula = { text, expression, operands, compiled, operandAt: aligned(compiled, operands) };
  }
}

function readFormula(text: string): Result<ReadFormula, readonly FormulaError[]> {
  const read = readExpression(text);
  if (!read.ok) return fail([read.error]);
  const errors = check(read.value, () => 'number');
  if (errors.length > 0) return fail(errors);
  return ok({ expression: read.value, compiled: compile(read.value), uses: usesOf(read.value) });
}

const derivedOperands = (cell: FormCell): CellKey[] =>
  [...(cell.formula?.operands.values() ?? [])]
    .filter(({ previous, derived }) => !previous && derived)
    .map(({ key }) => key);

function orderDerived({ cells, formulas, note }: Work): readonly CellKey[] {
  const order = orderOf(new Map([...formulas.keys()].map((key) => [key, derivedOperands(cells.get(key)!)])));
  if (order.ok) return order.value;
  const circle = [...order.error, order.error[0]!];
  note(formulas.get(circle[0]!)!.place, 'circle', `these cells use each other: ${circle.join(' → ')}`);
  return [];
}

/** Last year's numbers come first: of them, those that look back themselves are unknown, for nobody looks back two years. */
function measureNumbers(derived: readonly CellKey[], work: Work): void {
  const { cells, formulas, sizes, sizesLastYear, note } = work;
  for (const into of [sizesLastYear, sizes])
    for (const key of derived) {
      const formula = cells.get(key)?.formula;
      if (!formula) continue;
      const size = sizeOf(formula.expression, operandSizes(formula.operands, into, sizesLastYear));
      into.set(key, { ...size, weight: Math.min(size.weight, mostWeight + 1) });
      if (size.weight > mostWeight)
        note(formulas.get(key)!.place, 'too-large', 'multiplies and divides too many numbers with one another');
    }
}

function dependentsOf(derived: readonly CellKey[], cells: ReadonlyMap<CellKey, FormCell>): Map<CellKey, CellKey[]> {
  const dependents = new Map<CellKey, CellKey[]>();
  for (const key of derived) {
    const used = new Set([...cells.get(key)!.formula!.operands.values()].filter((o) => !o.previous).map((o) => o.key));
    for (const operand of used) {
      const users = dependents.get(operand);
      if (users) users.push(key);
      else dependents.set(operand, [key]);
    }
  }
  return dependents;
}

// ── what rests on what ──────────────────────────────────────────────────────────────────────────────────────────────

/** entered cells of this period that operands rest on, through all formulas between */
function leafFinder(cells: ReadonlyMap<CellKey, FormCell>) {
  const known = new Map<CellKey, ReadonlySet<CellKey>>();
  const below = (key: CellKey): ReadonlySet<CellKey> => {
    const found = known.get(key);
    if (found) return found;
    const formula = cells.get(key)?.formula;
    const leaves = formula ? leavesOf(formula.operands) : new Set([key]);
    known.set(key, leaves);
    return leaves;
  };
  const leavesOf = (operands: ReadonlyMap<string, Operand>): ReadonlySet<CellKey> => {
    const leaves = new Set<CellKey>();
    for (const operand of operands.values())
      if (!operand.previous) for (const leaf of below(operand.key)) leaves.add(leaf);
    return leaves;
  };
  return leavesOf;
}

function indexRules(rules: readonly CompiledRule[]): Map<CellKey, number[]> {
  const byKey = new Map<CellKey, number[]>();
  rules.forEach(({ operands, leaves }, index) => {
    const direct = [...operands.values()].filter((operand) => !operand.previous).map((operand) => operand.key);
    for (const key of new Set([...direct, ...leaves])) {
      const indices = byKey.get(key);
      if (indices) indices.push(index);
      else byKey.set(key, [index]);
    }
  });
  return byKey;
}
