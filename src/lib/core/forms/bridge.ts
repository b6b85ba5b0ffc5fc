// 口径桥: last year's figures of another form or version, brought to the cells of this one. What is not the same thing is never compared:
// such a cell has no last year, and the bridge says why.
import { divide, exact, multiply, sum, type Exact } from '#core/basics/exact.ts';
import { assert } from '#core/basics/assert.ts';
import { fail, ok, type Result } from '#core/basics/result.ts';
import type { Outcome } from '#core/formula/ast.ts';
import type { CellKey } from './cell-key.ts';
import type { CompiledForm, FormCell, Outcomes } from './compiled-form.ts';
import type { BridgeDefinition, BridgePart, FormDefinition, Words } from './form.ts';
import type { FormMistake } from './form-mistake.ts';
import { referenceMeans } from './inside/bridge-reference.ts';
import { takeNotes, type Notes } from './inside/shape.ts';
import { powerBetween } from './units-of-measure.ts';

/**
 * - `same`: the cell is what one cell was; `sum`: what several were together
 * - `split`: comparable only together with the other cells of `now`
 * - `none`: not comparable, or not asked for a year ago
 */
export type Relation = 'same' | 'sum' | 'split' | 'none';

export interface BridgedCells {
  relation: Relation;
  /** the cells of this form that cover together what `then` covered together */
  now: readonly CellKey[];
  /** the earlier cells, each with the power of ten that brings it to this form's unit of measure; none for `none` */
  then: readonly { key: CellKey; power: number }[];
  text?: Words;
}

export interface Bridge {
  /** what changed, in one sentence; undefined between versions of one form without a bridge of their own */
  text: Words | undefined;
  /** every cell of this form that holds numbers */
  cells: ReadonlyMap<CellKey, BridgedCells>;
}

/** The bridge of a definition to an earlier form; the first that names it. */
export const bridgeTo = (now: FormDefinition, then: { id: string; version: number }): BridgeDefinition | undefined =>
  now.earlier?.find(
    ({ form, versions }) => form === then.id && (versions === undefined || versions.includes(then.version))
  );

/** Two versions of one form are the same thing where cells of one key measure the same; different forms only by a bridge. */
export function isComparable(now: FormDefinition, then: { id: string; version: number }): boolean {
  return now.id === then.id || bridgeTo(now, then) !== undefined;
}

/**
 * @param now the form of this year
 * @param then the form of last year: comparable with it, else no cell is
 * @returns the bridge, or what is wrong with it, with places in `now`'s definition
 */
export function compileBridge(now: CompiledForm, then: CompiledForm): Result<Bridge, FormMistake[]> {
  const definition = bridgeTo(now.definition, then.definition);
  const notes = notesOnce();
  const cells = new Map<CellKey, BridgedCells>();
  for (const cell of numbersIn(now)) cells.set(cell.key, noCounterpart(cell.key));
  if (definition) {
    const place = `earlier[${now.definition.earlier!.indexOf(definition)}]`;
    pairTables({ now, then, notes, cells }, definition.same, place);
    definition.parts.forEach((part, at) => putPart({ now, then, notes, cells }, part, `${place}.parts[${at}]`));
  } else if (now.definition.id === then.definition.id) {
    const same = now.tables.map(({ code }) => [code, code] as const);
    pairTables(
      { now, then, notes, cells },
      same.filter(([code]) => then.tables.some((table) => table.code === code)),
      ''
    );
  }
  return notes.mistakes.length > 0 ? fail(notes.mistakes) : ok({ text: definition?.text, cells });
}

/** A part repeated for 47 rows has its mistake once. */
function notesOnce(): Notes {
  const notes = takeNotes();
  const told = new Set<string>();
  return {
    mistakes: notes.mistakes,
    note(place, code, text, at) {
      if (!told.has(`${place}:${text}`)) notes.note(place, code, text, at);
      told.add(`${place}:${text}`);
    }
  };
}

const noCounterpart = (key: CellKey): BridgedCells => ({ relation: 'none', now: [key], then: [] });
const numbersIn = (form: CompiledForm): FormCell[] =>
  [...form.cells.values()].filter(({ kind, type }) => kind !== 'blocked' && type !== 'text');

interface Work {
  now: CompiledForm;
  then: CompiledForm;
  notes: Notes;
  cells: Map<CellKey, BridgedCells>;
}

/** Cells of the same row and column are the same thing where they measure the same. */
function pairTables({ now, then, notes, cells }: Work, same: BridgeDefinition['same'], place: string): void {
  same.forEach(([table, from], at) => {
    for (const [code, form, side] of [
      [table, now, 0],
      [from, then, 1]
    ] as const)
      if (!form.tables.some((each) => each.code === code))
        notes.note(`${place}.same[${at}][${side}]`, 'unknown-code', `unknown table ${code}`);
    for (const cell of numbersIn(now)) {
      if (cell.table !== table) continue;
      const before = then.cells.get(`${from}/${cell.row}/${cell.column}` as CellKey);
      const power = before && isNumber(before) ? powerOfTen(before, cell) : undefined;
      if (before && power !== undefined)
        cells.set(cell.key, { relation: 'same', now: [cell.key], then: [{ key: before.key, power }] });
    }
  });
}

const isNumber = ({ kind, type }: FormCell): boolean => kind !== 'blocked' && type !== 'text';
/** cases are counted in any of these */
const casesIn = new Set(['件', '宗', '起']);
const countedAlike = (uom: string): string => (casesIn.has(uom) ? '件' : uom);
/** a rate and a count are not the same, whatever their units are */
const powerOfTen = (from: FormCell, to: FormCell): number | undefined =>
  (from.type === 'rate') === (to.type === 'rate')
    ? powerBetween(countedAlike(from.uom), countedAlike(to.uom))
    : undefined;

function putPart(work: Work, part: BridgePart, place: string): void {
  const { columns, rows } = part;
  if (columns && rows)
    work.notes.note(place, 'contradiction', 'a part is repeated for columns or for rows, not for both');
  else if (columns) for (const column of columns) putOnce(work, part, place, { column });
  else if (rows) for (const row of rows) putOnce(work, part, place, { row });
  else putOnce(work, part, place, {});
}

function putOnce(
  { now, then, notes, cells }: Work,
  part: BridgePart,
  place: string,
  at: { row?: string; column?: string }
): void {
  const read = (form: CompiledForm, refs: readonly string[], table: string | undefined, name: string) =>
    refs.flatMap((ref, index) => {
      const found = referenceMeans(form, ref, { ...at, ...(table === undefined ? {} : { table }) });
      if (found.ok) return [found.value];
      notes.note(`${place}.${name}[${index}]`, 'unknown-code', `${ref}: ${found.error}`);
      return [];
    });
  const ours = read(now, part.now, part.table, 'now');
  const theirs = read(then, part.then, part.from, 'then');
  const [first] = ours;
  if (!first) return;
  const powers = theirs.map((cell) => powerOfTen(cell, first));
  const isMixed = powers.includes(undefined) || ours.some((cell) => powerOfTen(cell, first) !== 0);
  if (theirs.length > 0 && isMixed)
    notes.note(place, 'contradiction', 'cells that measure different things cannot be the same together');
  const keys = ours.map(({ key }) => key);
  const relation = relationOf(ours.length, theirs.length);
  const bridged: BridgedCells = {
    relation,
    now: keys,
    then: theirs.map(({ key }, index) => ({ key, power: powers[index] ?? 0 })),
    ...(part.text ? { text: part.text } : {})
  };
  for (const key of keys) cells.set(key, bridged);
}

function relationOf(now: number, then: number): Relation {
  if (then === 0) return 'none';
  if (now > 1) return 'split';
  return then === 1 ? 'same' : 'sum';
}

/**
 * Last year's numbers as this form's: what PREV and last year's columns read. Cells that are not comparable are not in it, and so
 * unknown, as if there had been no last year.
 */
export function bridgeNumbers(bridge: Bridge, numbers: Outcomes): Outcomes {
  const bridged = new Map<CellKey, Outcome>();
  for (const [key, { relation, then }] of bridge.cells)
    if (relation === 'same' || relation === 'sum') bridged.set(key, together(then, numbers, key));
  return bridged;
}

/** What the cells of a split were together last year; undefined for cells that stand alone. */
export function beforeSplit({ relation, now, then }: BridgedCells, numbers: Outcomes): Outcome | undefined {
  return relation === 'split' ? together(then, numbers, now[0]!) : undefined;
}

function together(then: BridgedCells['then'], numbers: Outcomes, key: CellKey): Outcome {
  const values: Exact[] = [];
  for (const { key: before, power } of then) {
    const outcome = numbers.get(before);
    if (outcome?.kind === 'undefined') return outcome;
    if (outcome?.kind !== 'number') return { kind: 'unknown', because: [`PREV:${key}`] };
    values.push(shifted(outcome.value, power));
  }
  return { kind: 'number', value: sum(values) };
}

function shifted(value: Exact, power: number): Exact {
  if (power === 0) return value;
  const factor = exact(10n ** BigInt(Math.abs(power)));
  if (power > 0) return multiply(value, factor);
  const quotient = divide(value, factor);
  assert(quotient, 'a power of ten is not 0');
  return quotient;
}

/** Cells of which people must be told that they do not compare as they stand, or only roughly. */
export function changedCells(bridge: Bridge): [CellKey, BridgedCells][] {
  return [...bridge.cells].filter(
    ([, { relation, text }]) => relation === 'split' || relation === 'none' || text !== undefined
  );
}
