// A unit's total: its sheets of one collection read at one moment and folded up the tree. The screen, the API and the consolidated
// workbook all start from here.
import type { UnitId } from '#core/basics/ids.ts';
import { completenessOf, type Completeness } from '#core/consolidation/completeness.ts';
import { awaited, counted, foldTree, type Totals, type Year } from '#core/consolidation/fold.ts';
import { placesOf, type Branch } from '#core/consolidation/places.ts';
import { planTotals } from '#core/consolidation/plan.ts';
import { foldedAt, outcomesOf, type Folded } from '#core/consolidation/read-totals.ts';
import type { Cells, CompiledForm, Outcomes } from '#core/forms/compiled-form.ts';
import { cellsOf, deriveFigures, makeFigures, outcomesAt, putForeignSheet, putSheet } from '#core/forms/figures.ts';
import { numbersOf } from '#core/forms/numbers-of.ts';
import { bridgeNumbers, isComparable, type Bridge } from '#core/forms/bridge.ts';
import { lastYear, type Period } from '#core/places/period.ts';
import { growTree, childrenOf, type UnitTree } from '#core/places/unit-tree.ts';
import { assert } from '#core/basics/assert.ts';
import { bridgeBetween, formsToCompare } from './last-year.ts';
import type { Stage } from '#core/workflow/stages.ts';
import type { CompiledForms } from '#server/storage/compiled-forms.ts';
import type { Cabinets, Collection, Sheet, Unit } from '#server/storage/storage.ts';

/** stages that count as reported */
export const reportedStages: ReadonlySet<Stage> = new Set(['reported', 'accepted']);

/** One sheet as it was read. Its contents and numbers are held in columns and put together when they are asked for. */
export interface TotalsSheet {
  readonly sheet: Sheet;
  readonly cells: Cells;
  /** entered and derived */
  readonly numbers: Outcomes;
  /** last year's numbers of the same unit; empty when it has no sheet of that year */
  readonly previous: Outcomes;
}

/** A unit of the total with all below it. */
export interface TotalsPart {
  unit: Unit;
  /** the unit's own sheet; null: it was not asked, or has only units below it */
  own: TotalsSheet | null;
  folded: Folded<UnitId>;
  hasChildren: boolean;
}

export interface FoldedTotals {
  form: CompiledForm;
  collection: Collection;
  unit: Unit;
  /** the unit and all below it, in the tree's order */
  units: readonly Unit[];
  total: Folded<UnitId>;
  totalNumbers: Outcomes;
  /** the same of last year's sheets; empty numbers when there are none */
  previousNumbers: Outcomes;
  /** the unit itself first (when it has a sheet of its own), then its children in the tree's order */
  parts: readonly TotalsPart[];
  /** every sheet that was read, in the tree's order */
  sheets: readonly TotalsSheet[];
  completeness: Completeness<Unit>;
}

export interface TotalsRequest {
  collection: Collection;
  unit: UnitId;
  /** count only sheets that are 已上报 or 已接收, of this year and of last year; absent: as they stand */
  only?: 'reported';
}

/** The collection's sheets of these units, wherever a collection of a unit above has since taken them in. */
async function sheetsOf(
  { collections, sheets, units }: Cabinets,
  of: Collection,
  ids: readonly UnitId[]
): Promise<Sheet[]> {
  const above = new Set((await units.path(of.unit)).slice(0, -1).map(({ id }) => id));
  const takers = (await collections.list()).filter(({ id, unit }) => id === of.id || above.has(unit));
  const its = new Set(takers.map(({ id }) => id));
  const found = await sheets.list({ units: ids, form: of.form, period: of.period });
  return found.filter((sheet) => its.has(sheet.collection) && sheet.version === of.version);
}

/** Reads inside the given snapshot, so that every sheet is of the same moment. */
export async function foldTotals(
  inside: Cabinets,
  forms: CompiledForms,
  { collection, unit: top, only }: TotalsRequest
): Promise<FoldedTotals> {
  const form = await forms(collection.form, collection.version);
  const plan = planTotals(form);
  const units = await inside.units.subtree(top);
  const grown = growTree(units.map((unit) => (unit.id === top ? { ...unit, parent: null } : unit)));
  assert(grown.ok, 'the units of the database make a tree');
  const tree = grown.value;
  const unit = units.find((one) => one.id === top);
  assert(unit, 'a subtree holds its own top');

  const ids = units.map((one) => one.id);
  const listed = {
    before: await sheetsBefore(inside, form, ids, lastYear(collection.period)),
    now: await sheetsOf(inside, collection, ids)
  };
  const asked = new Set([...listed.before, ...listed.now].map((sheet) => sheet.unit));
  const rows = new Map(ids.filter((id) => asked.has(id)).map((id, row) => [id, row]));
  const counts = (sheet: Sheet) => only === undefined || reportedStages.has(sheet.stage);
  const before =
    listed.before.length > 0 ? await readYear(inside, forms, form, rows, listed.before, counts, 'before') : undefined;
  const now = await readYear(inside, forms, form, rows, listed.now, counts, 'now', before);

  const totals = foldTree(plan, placesOf(branchOf(tree, rows, unit), 1), [...rows.keys()], now, before);
  const total = foldedAt(totals, 0);
  const sheets = new Map(listed.now.map((sheet) => [sheet.unit, sheetAt(sheet, rows.get(sheet.unit)!, now, before)]));
  return {
    form,
    collection,
    unit,
    units,
    total,
    totalNumbers: outcomesOf(total),
    previousNumbers: totals.before ? outcomesOf(foldedAt(totals.before, 0)) : new Map(),
    parts: partsOf(totals, tree, unit, sheets),
    sheets: units.flatMap((one) => sheets.get(one.id) ?? []),
    completeness: completenessOf(
      askedOrLeaf(tree, unit, units, sheets).map((one) => ({
        unit: one,
        stage: sheets.get(one.id)?.sheet.stage ?? null
      })),
      reportedStages
    )
  };
}

type Sheets = ReadonlyMap<UnitId, TotalsSheet>;

/** so many sheets are held as they come from the database before their contents go into columns */
const sheetsAtOnce = 100;

/** Last year's sheets of the form; of units without one, those of the earlier forms that it has a bridge to. */
async function sheetsBefore(
  { sheets }: Cabinets,
  { definition }: CompiledForm,
  units: readonly UnitId[],
  period: Period
): Promise<Sheet[]> {
  const found = new Map<UnitId, Sheet>();
  for (const form of formsToCompare(definition))
    for (const sheet of await sheets.list({ units, form, period }))
      if (!found.has(sheet.unit) && isComparable(definition, { id: form, version: sheet.version }))
        found.set(sheet.unit, sheet);
  return [...found.values()];
}

async function readYear(
  inside: Cabinets,
  forms: CompiledForms,
  form: CompiledForm,
  rows: ReadonlyMap<UnitId, number>,
  sheets: readonly Sheet[],
  counts: (sheet: Sheet) => boolean,
  which: 'before' | 'now',
  before?: Year
): Promise<Year> {
  const figures = makeFigures(form, rows.size, before?.figures);
  const standing = new Uint8Array(rows.size);
  const bridges = new Map<CompiledForm, Bridge>();
  for (let from = 0; from < sheets.length; from += sheetsAtOnce) {
    const some = sheets.slice(from, from + sheetsAtOnce);
    const cellsBySheet = await inside.entries.ofMany(some.map((sheet) => sheet.id));
    for (const sheet of some) {
      const row = rows.get(sheet.unit)!;
      const cells: Cells = cellsBySheet.get(sheet.id) ?? new Map();
      standing[row] = counts(sheet) ? counted : awaited;
      const its = await forms(sheet.form, sheet.version);
      if (its === form) putSheet(figures, row, cells);
      else if (which === 'before') {
        // as this year's form has them: what is not comparable is missing (口径桥)
        const bridge = bridges.get(its) ?? bridgeBetween(form, its);
        if (bridge) bridges.set(its, bridge);
        const numbers = numbersOf(its, cells, new Map());
        putForeignSheet(figures, row, new Map(), bridge ? bridgeNumbers(bridge, numbers) : new Map());
      } else {
        const previous: Outcomes = before?.standing[row] ? outcomesAt(before.figures, row) : new Map();
        putForeignSheet(figures, row, cells, numbersOf(its, cells, previous));
      }
    }
  }
  deriveFigures(figures);
  return { figures, standing };
}

function sheetAt(sheet: Sheet, row: number, { figures }: Year, before: Year | undefined): TotalsSheet {
  return {
    sheet,
    get cells() {
      return cellsOf(figures, row);
    },
    get numbers() {
      return outcomesAt(figures, row);
    },
    get previous() {
      return before?.standing[row] ? outcomesAt(before.figures, row) : new Map();
    }
  };
}

function branchOf(tree: UnitTree<Unit>, rows: ReadonlyMap<UnitId, number>, unit: Unit): Branch<UnitId> {
  return {
    unit: unit.id,
    row: rows.get(unit.id) ?? null,
    children: childrenOf(tree, unit.id).map((child) => branchOf(tree, rows, child))
  };
}

/** The parts that have a sheet this year; those that had one last year only count in last year's total. */
function partsOf(totals: Totals<UnitId>, tree: UnitTree<Unit>, unit: Unit, sheets: Sheets): TotalsPart[] {
  const children = new Map(childrenOf(tree, unit.id).map((child) => [child.id, child]));
  return totals.places[0]!.parts.flatMap((place): TotalsPart[] => {
    const part = totals.places[place]!.unit;
    const own = sheets.get(part) ?? null;
    const child = children.get(part);
    if (!child) return own ? [{ unit, own, folded: foldedAt(totals, place), hasChildren: false }] : [];
    if (!hasSheetBelow(tree, sheets, child)) return [];
    const hasChildren = childrenOf(tree, part).some((below) => hasSheetBelow(tree, sheets, below));
    return [{ unit: child, own, folded: foldedAt(totals, place), hasChildren }];
  });
}

const hasSheetBelow = (tree: UnitTree<Unit>, sheets: Sheets, unit: Unit): boolean =>
  sheets.has(unit.id) || childrenOf(tree, unit.id).some((child) => hasSheetBelow(tree, sheets, child));

/** Units that were asked, and children of the unit in whose whole subtree nobody was: those two are told as missing. */
function askedOrLeaf(tree: UnitTree<Unit>, top: Unit, units: readonly Unit[], sheets: Sheets): Unit[] {
  const neverAsked = new Set(
    childrenOf(tree, top.id)
      .filter((child) => !hasSheetBelow(tree, sheets, child))
      .map((child) => child.id)
  );
  return units.filter((unit) => sheets.has(unit.id) || neverAsked.has(unit.id));
}
