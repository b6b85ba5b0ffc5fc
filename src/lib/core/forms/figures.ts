// The contents and numbers of many sheets of one form, held in columns: one for each cell of the form, a few bytes for each sheet. What a
// column cannot say (remarks, texts, reasons) stands beside it. Derived numbers are those of derive.ts, computed for all sheets at once.
import { equal } from '#core/basics/exact.ts';
import type { Outcome } from '#core/formula/ast.ts';
import {
  bigKind,
  denominatorOf,
  exactOf,
  makeColumn,
  notApplicableKind,
  nothingKind,
  numberAt,
  outcomeIn,
  putHole,
  putOutcome,
  putRatio,
  putText,
  sameRatio,
  textAt,
  undefinedKind,
  wholeKind,
  type Column
} from '#core/formula/column.ts';
import { blockRows, compileOver, states, type Block, type Desk, type RunOver } from '#core/formula/over-columns.ts';
import type { CellKey } from './cell-key.ts';
import type { CellContent, Statements } from './cell-value.ts';
import type { Cells, CellFormula, CompiledForm, Operand, Outcomes } from './compiled-form.ts';

export interface Figures {
  readonly form: CompiledForm;
  /** how many sheets; they are numbered from 0 */
  readonly rows: number;
  /** last year's figures of the same units in the same rows */
  readonly previous: Figures | undefined;
  /** of every cell that can hold a number */
  readonly columns: ReadonlyMap<CellKey, Column>;
  /** of these, those that are typed */
  readonly entered: ReadonlyMap<CellKey, Column>;
  /** keys in the order of the sheet that was put last, with their columns: sheets come one like the other, and need no looking up */
  readonly usual: { key: CellKey; column: Column | undefined }[];
  /** by place in `form.derived` */
  readonly steps: readonly Step[];
  /** by row: contents that their column does not tell whole, and those of cells without a column */
  readonly apart: (Map<CellKey, CellContent> | undefined)[];
  /** rows whose numbers were given, not computed here: of another version of the form. All their contents stand in `apart`. */
  readonly given: Map<number, Outcomes>;
}

/** One derived cell. */
export interface Step {
  readonly key: CellKey;
  readonly column: Column;
  readonly formula: CellFormula;
  /** columns of the formula's operands, by its indices */
  readonly operands: readonly (Column | undefined)[];
  readonly run: RunOver;
  /** places in `steps` of the cells that use this one directly */
  readonly users: readonly number[];
}

export function makeFigures(form: CompiledForm, rows: number, previous?: Figures): Figures {
  const columns = new Map<CellKey, Column>();
  const entered = new Map<CellKey, Column>();
  for (const { key, kind, type } of form.cells.values()) {
    if (kind === 'blocked' || (kind === 'entered' && type === 'text')) continue;
    const column = makeColumn(rows);
    columns.set(key, column);
    if (kind === 'entered') entered.set(key, column);
  }
  const desk: Desk = [];
  const runs = new Map<unknown, RunOver>();
  const runOf = ({ compiled, expression }: CellFormula): RunOver => {
    const run = runs.get(compiled) ?? compileOver(expression, compiled.operands, desk);
    runs.set(compiled, run);
    return run;
  };
  const columnOf = ({ key, previous: back }: Operand) => (back ? previous?.columns : columns)?.get(key);
  const steps = form.derived.map((key): Step => {
    const formula = form.cells.get(key)!.formula!;
    return {
      key,
      column: columns.get(key)!,
      formula,
      operands: formula.operandAt.map(columnOf),
      run: runOf(formula),
      users: usersOf(form, key)
    };
  });
  return {
    form,
    rows,
    previous,
    columns,
    entered,
    usual: [],
    steps,
    apart: new Array(rows).fill(undefined),
    given: new Map()
  };
}

const usersOf = (form: CompiledForm, key: CellKey): number[] =>
  (form.dependents.get(key) ?? []).map((user) => form.cells.get(user)!.order!);

// ── contents ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Writes a content of a sheet; undefined: never filled. Nothing is derived. Keys that the form does not know are kept all the same. */
export function putContent(figures: Figures, row: number, key: CellKey, content: CellContent | undefined): void {
  putInto(figures, figures.entered.get(key), row, key, content);
}

function putInto(
  figures: Figures,
  column: Column | undefined,
  row: number,
  key: CellKey,
  content: CellContent | undefined
): void {
  const told = column ? putNumber(column, row, content) : content === undefined;
  if (told) figures.apart[row]?.delete(key);
  else (figures.apart[row] ??= new Map()).set(key, content!);
}

/** Whether the column says all that the content says. */
function putNumber(column: Column, row: number, content: CellContent | undefined): boolean {
  if (content !== undefined && 'number' in content) return putText(column, row, content.number) && isBare(content);
  const isNotApplicable = content !== undefined && 'nothing' in content && content.nothing === 'notApplicable';
  putHole(column, row, isNotApplicable ? notApplicableKind : nothingKind);
  return content === undefined || (isNotApplicable && isBare(content));
}

/** nothing is said with it */
const isBare = ({ qualifier, scope, note, quote }: Exclude<CellContent, Statements>): boolean =>
  qualifier === undefined && scope === undefined && note === undefined && quote === undefined;

/** All contents of a sheet. */
export function putSheet(figures: Figures, row: number, cells: Cells): void {
  const { usual, entered } = figures;
  let at = 0;
  for (const [key, content] of cells) {
    if (usual[at]?.key !== key) usual[at] = { key, column: entered.get(key) };
    putInto(figures, usual[at]!.column, row, key, content);
    at++;
  }
}

/**
 * Writes a sheet of another version of the form, which computed its numbers itself.
 *
 * @param outcomes all its numbers, entered and derived: a cell that was computed then and is typed now has its number all the same
 */
export function putForeignSheet(figures: Figures, row: number, cells: Cells, outcomes: Outcomes): void {
  figures.apart[row] = new Map(cells);
  figures.given.set(row, outcomes);
  for (const [key, column] of figures.columns) {
    putOutcome(column, row, outcomes.get(key) ?? { kind: 'unknown', because: [key] });
    const content = cells.get(key);
    if (content && 'nothing' in content && content.nothing === 'notApplicable') putHole(column, row, notApplicableKind);
  }
}

/** The content as it was written; undefined: never filled. */
export function contentAt(figures: Figures, row: number, key: CellKey): CellContent | undefined {
  const apart = figures.apart[row]?.get(key);
  if (apart) return apart;
  const column = figures.given.has(row) ? undefined : figures.entered.get(key);
  if (column?.kind[row] === notApplicableKind) return { nothing: 'notApplicable' };
  return column && column.kind[row]! >= wholeKind ? { number: textAt(column, row) } : undefined;
}

/** All contents of a sheet, statements too. */
export function cellsOf(figures: Figures, row: number): Map<CellKey, CellContent> {
  const cells = new Map<CellKey, CellContent>();
  for (const key of figures.form.entered) {
    const content = contentAt(figures, row, key);
    if (content) cells.set(key, content);
  }
  for (const [key, content] of figures.apart[row] ?? []) cells.set(key, content);
  return cells;
}

// ── deriving ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Computes every derived cell of every sheet. */
export function deriveFigures(figures: Figures): void {
  for (let from = 0; from < figures.rows; from += blockRows) {
    const count = Math.min(blockRows, figures.rows - from);
    for (const step of figures.steps) runStep(figures, step, from, count);
  }
}

/** @param count at most `blockRows` */
export function runStep(figures: Figures, step: Step, from: number, count: number): void {
  store(figures, step, step.run(step.operands, from, count), from, count);
}

function store(figures: Figures, step: Step, { n, d, state }: Block, from: number, count: number): void {
  const { column } = step;
  const isGiven = figures.given.size > 0;
  for (let at = 0; at < count; at++) {
    const row = from + at;
    if (isGiven && figures.given.has(row)) continue;
    switch (state[at]) {
      case states.number:
        putRatio(column, row, n[at]!, d[at]!);
        break;
      case states.outside:
        putOutcome(column, row, computeApart(step, row));
        break;
      default:
        putHole(column, row, state[at] === states.undefined ? undefinedKind : nothingKind);
    }
  }
}

/** One cell by the general engine; why something is unknown is not asked here. */
function computeApart({ key, formula, operands }: Step, row: number): Outcome {
  const hole: Outcome = { kind: 'unknown', because: [key] };
  return formula.compiled.run((index) => outcomeIn(operands[index], row, hole));
}

/**
 * Computes again what depends on the keys written in one sheet.
 *
 * @returns derived cells whose number has changed (or is there now, or is no more), operands before results. What stays unknown is
 *          not told, although it may be unknown because of other cells than before.
 */
export function updateFigures(figures: Figures, row: number, changed: Iterable<CellKey>): CellKey[] {
  const waiting: number[] = []; // places in steps, the next one last
  const differing: CellKey[] = [];
  for (const key of changed) for (const user of usersOf(figures.form, key)) queue(waiting, user);
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const step = figures.steps[place]!;
    if (!runsAnew(figures, step, row)) continue;
    differing.push(step.key);
    for (const user of step.users) queue(waiting, user);
  }
  return differing;
}

/** in falling order, each once */
function queue(waiting: number[], place: number): void {
  let at = waiting.length;
  while (at > 0 && waiting[at - 1]! < place) at--;
  if (at === 0 || waiting[at - 1] !== place) waiting.splice(at, 0, place);
}

function runsAnew(figures: Figures, step: Step, row: number): boolean {
  const { column } = step;
  const kind = column.kind[row]!;
  const n = column.n[row]!;
  const d = column.d?.[row] ?? 1;
  const big = kind === bigKind ? numberAt(column, row) : undefined;
  runStep(figures, step, row, 1);
  const kindNow = column.kind[row]!;
  if (kind < bigKind || kindNow < bigKind) return kind !== kindNow;
  if (kind === bigKind || kindNow === bigKind) return !equal(big ?? exactOf(kind, n, d), numberAt(column, row)!);
  return !sameRatio(n, denominatorOf(kind, d), column.n[row]!, denominatorOf(kindNow, column.d?.[row] ?? 1));
}

// ── reading ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What `derive` and `outcomeOf` say of the cell. A content that is not there is unknown because of itself. */
export function outcomeAt(figures: Figures, row: number, key: CellKey): Outcome {
  const cell = figures.form.cells.get(key);
  const column = figures.columns.get(key);
  if (cell?.kind !== 'derived' || (column && column.kind[row] !== nothingKind))
    return outcomeIn(column, row, { kind: 'unknown', because: [key] });
  const said = new Map<CellKey, Outcome>();
  for (const place of [...unknownBelow(figures, row, cell.order!)].sort((a, b) => a - b))
    said.set(figures.steps[place]!.key, explain(figures, figures.steps[place]!, row, said));
  return said.get(key)!;
}

/** All numbers of a sheet, derived and entered: what `numbersOf` gives. */
export function outcomesAt(figures: Figures, row: number): Map<CellKey, Outcome> {
  const outcomes = new Map<CellKey, Outcome>();
  for (const step of figures.steps)
    outcomes.set(
      step.key,
      step.column.kind[row] === nothingKind
        ? explain(figures, step, row, outcomes)
        : outcomeIn(step.column, row, { kind: 'undefined' })
    );
  for (const key of figures.form.entered)
    outcomes.set(key, outcomeIn(figures.columns.get(key), row, { kind: 'unknown', because: [key] }));
  return outcomes;
}

/** an unknown cell and the unknown derived cells that it rests on, as places in `steps` */
function unknownBelow(figures: Figures, row: number, place: number): Set<number> {
  const found = new Set([place]);
  // a set that grows while it is walked is walked to its end
  for (const at of found)
    for (const { key, previous, derived } of figures.steps[at]!.formula.operandAt)
      if (derived && !previous && figures.columns.get(key)!.kind[row] === nothingKind)
        found.add(figures.form.cells.get(key)!.order!);
  return found;
}

/** Why a cell is unknown: the general engine says it. `said` holds the unknown cells that it rests on. */
function explain(figures: Figures, { key, formula }: Step, row: number, said: Outcomes): Outcome {
  const given = figures.given.get(row)?.get(key);
  if (given) return given;
  return formula.compiled.run((index) => {
    const operand = formula.operandAt[index]!;
    if (operand.previous) return previousOf(figures, row, operand.key);
    return (
      (operand.derived ? said.get(operand.key) : undefined) ??
      outcomeIn(figures.columns.get(operand.key), row, { kind: 'unknown', because: [operand.key] })
    );
  });
}

const previousOf = ({ previous }: Figures, row: number, key: CellKey): Outcome =>
  outcomeIn(previous?.columns.get(key), row, { kind: 'unknown', because: [`PREV:${key}`] });
