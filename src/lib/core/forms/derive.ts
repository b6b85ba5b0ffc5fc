// What is derived from the entered cells. The same functions run in the browser after every keystroke, on the server and for the
// export, so a derived number is never stored.[FO10]
import { readExact } from '#core/basics/exact.ts';
import { assert } from '#core/basics/assert.ts';
import type { Outcome } from '#core/formula/ast.ts';
import type { CellKey } from './cell-key.ts';
import type { CellContent } from './cell-value.ts';
import type { Cells, CompiledForm, Operand, Outcomes } from './compiled-form.ts';

/**
 * Derived cells of a form that change because of `changed`.
 *
 * @param form      compiled form; its order has no circle (proved when it was compiled)
 * @param cells     entered content; an absent key means "never filled"
 * @param previous  last year's numbers of this unit, entered and derived; empty when there are none
 * @param before    all derived cells as they were before `changed`; entered cells in it are not looked at. Empty on the first call, with 'all'
 * @param changed   keys written since `before`, or 'all'. `~stated` keys change nothing.
 * @returns only cells whose outcome differs from `before`, in derivation order. A percentage is 25, not 0.25, because the formula says * 100.
 *          With a missing operand: `{ kind: 'unknown', because: [key, …] }`, never 0; `PREV:<key>` in it is a cell of last year.
 *
 * @example derive(form, cells, previous, before, new Set(['t1/XZFY.SL/bn']))
 *          // → Map { 't1/XZFY.JAL/bn' → { kind: 'number', value: { n: 100n, d: 1n } } }
 */
export function derive(
  form: CompiledForm,
  cells: Cells,
  previous: Outcomes,
  before: Outcomes,
  changed: ReadonlySet<CellKey> | 'all'
): Map<CellKey, Outcome> {
  const differing = new Map<CellKey, Outcome>();
  // One reader for all formulas: it is asked some million times when many units are derived.
  let operandAt: readonly Operand[] = [];
  const read = (index: number): Outcome => {
    const operand = operandAt[index];
    if (!operand) return mistake(`no operand ${index}`);
    const { key } = operand;
    if (operand.previous) return previousAt(previous, key);
    if (!operand.derived) return outcomeOf(cells.get(key), key);
    return differing.get(key) ?? before.get(key) ?? mistake(`${key} was not derived before`);
  };
  const isFirst = before.size === 0;
  const visit = (key: CellKey): boolean => {
    const { formula } = form.cells.get(key) ?? mistake(`${key} is no cell`);
    if (!formula) return mistake(`${key} is not derived`);
    operandAt = formula.operandAt;
    const outcome = formula.compiled.run(read);
    const old = isFirst ? undefined : before.get(key);
    if (old && sameOutcome(old, outcome)) return false;
    differing.set(key, outcome);
    return true;
  };
  if (changed === 'all') form.derived.forEach(visit);
  else visitDependents(form, changed, visit);
  return differing;
}

/** All derived cells, in derivation order. */
export const deriveAll = (form: CompiledForm, cells: Cells, previous: Outcomes): Map<CellKey, Outcome> =>
  derive(form, cells, previous, new Map(), 'all');

/** The number a content stands for; every kind of nothing, text and statements are unknown because of `key`. A qualifier is not computed with. */
export function outcomeOf(content: CellContent | undefined, key: CellKey): Outcome {
  if (content && 'number' in content) {
    const value = readExact(content.number);
    // Content is checked at every door; should a wrong text stand in a cell nevertheless, it must not stop the whole sheet.
    if (value.ok) return { kind: 'number', value: value.value };
  }
  return { kind: 'unknown', because: [key] };
}

export function sameOutcome(a: Outcome, b: Outcome): boolean {
  if (a.kind === 'number') return b.kind === 'number' && a.value.n === b.value.n && a.value.d === b.value.d;
  if (a.kind === 'undefined' || b.kind !== 'unknown') return a.kind === b.kind;
  return (
    a.reason === b.reason &&
    a.because.length === b.because.length &&
    a.because.every((ref, at) => ref === b.because[at])
  );
}

/** What `assert` says, without putting its message together each time that all is well. */
function mistake(message: string): never {
  assert(false, message);
}

/** A cell of last year; what is missing there is named with `PREV:` before its key, so that nobody looks for it in this year's sheet. */
export function previousAt(previous: Outcomes, key: CellKey): Outcome {
  const outcome = previous.get(key);
  if (outcome?.kind === 'number' || outcome?.kind === 'undefined') return outcome;
  return { kind: 'unknown', because: [`PREV:${key}`] };
}

/**
 * Walks up from `changed`, lowest place in the order first: so a cell is visited once, after all its operands, and nothing is
 * visited because of a cell that did not change.
 */
function visitDependents(form: CompiledForm, changed: ReadonlySet<CellKey>, visit: (key: CellKey) => boolean): void {
  const waiting: number[] = []; // places in form.derived, the next one last
  const queued = new Set<CellKey>();
  const queueAbove = (key: CellKey) => {
    const users = form.dependents.get(key);
    if (!users) return;
    for (const user of users) {
      if (queued.has(user)) continue;
      queued.add(user);
      const order = form.cells.get(user)!.order!;
      let at = waiting.length;
      for (; at > 0 && waiting[at - 1]! < order; at--) waiting[at] = waiting[at - 1]!;
      waiting[at] = order;
    }
  };
  for (const key of changed) queueAbove(key);
  for (let order = waiting.pop(); order !== undefined; order = waiting.pop()) {
    const key = form.derived[order]!;
    if (visit(key)) queueAbove(key);
  }
}
