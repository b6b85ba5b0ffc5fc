// A unit's total: its sheets of one collection read at one moment and folded up the tree. The screen, the API and the consolidated
// workbook all start from here.
import type { UnitId } from '#core/basics/ids.ts';
import { completenessOf, type Completeness } from '#core/consolidation/completeness.ts';
import { fold, outcomesOf, type Folded } from '#core/consolidation/fold.ts';
import type { Part } from '#core/consolidation/gather.ts';
import { planTotals, type Plan } from '#core/consolidation/plan.ts';
import type { Cells, CompiledForm, Outcomes } from '#core/forms/compiled-form.ts';
import { numbersOf } from '#core/forms/numbers-of.ts';
import { lastYear, type Period } from '#core/places/period.ts';
import { growTree, childrenOf, type UnitTree } from '#core/places/unit-tree.ts';
import { assert } from '#core/basics/assert.ts';
import type { Stage } from '#core/workflow/stages.ts';
import type { CompiledForms } from '#server/storage/compiled-forms.ts';
import type { Cabinets, Collection, Sheet, Unit } from '#server/storage/storage.ts';

/** stages that count as reported */
export const reportedStages: ReadonlySet<Stage> = new Set(['reported', 'accepted']);

/** One sheet as it was read. */
export interface TotalsSheet {
  sheet: Sheet;
  cells: Cells;
  /** entered and derived */
  numbers: Outcomes;
  /** last year's numbers of the same unit; empty when it has no sheet of that year */
  previous: Outcomes;
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
  const before = await readSheets(
    inside,
    forms,
    ids,
    collection.form,
    lastYear(collection.period),
    undefined,
    new Map()
  );
  const now = await readSheets(inside, forms, ids, collection.form, collection.period, collection.id, before);

  const counts = (sheet: Sheet) => only === undefined || reportedStages.has(sheet.stage);
  const partNow = (one: Unit) => growPart(tree, now, counts, one);
  const partBefore = before.size > 0 ? (one: Unit) => growPart(tree, before, counts, one) : undefined;
  const previous = partBefore && fold(plan, partBefore(unit));
  const total = fold(plan, partNow(unit), previous);
  return {
    form,
    collection,
    unit,
    units,
    total,
    totalNumbers: outcomesOf(total),
    previousNumbers: previous ? outcomesOf(previous) : new Map(),
    parts: partsOf(plan, tree, unit, now, partNow, partBefore),
    sheets: units.flatMap((one) => now.get(one.id) ?? []),
    completeness: completenessOf(
      askedOrLeaf(tree, unit, units, now).map((one) => ({ unit: one, stage: now.get(one.id)?.sheet.stage ?? null })),
      reportedStages
    )
  };
}

type Sheets = ReadonlyMap<UnitId, TotalsSheet>;

async function readSheets(
  inside: Cabinets,
  forms: CompiledForms,
  units: readonly UnitId[],
  form: string,
  period: Period,
  collection: Collection['id'] | undefined,
  before: Sheets
): Promise<Map<UnitId, TotalsSheet>> {
  const found = await inside.sheets.list({ units, form, period, ...(collection === undefined ? {} : { collection }) });
  const cellsOf = await inside.entries.ofMany(found.map((sheet) => sheet.id));
  const sheets = new Map<UnitId, TotalsSheet>();
  for (const sheet of found) {
    const cells: Cells = cellsOf.get(sheet.id) ?? new Map();
    const previous: Outcomes = before.get(sheet.unit)?.numbers ?? new Map();
    sheets.set(sheet.unit, {
      sheet,
      cells,
      previous,
      numbers: numbersOf(await forms(sheet.form, sheet.version), cells, previous)
    });
  }
  return sheets;
}

function growPart(tree: UnitTree<Unit>, from: Sheets, counts: (sheet: Sheet) => boolean, unit: Unit): Part<UnitId> {
  const own = from.get(unit.id);
  const sheet =
    own === undefined ? null : counts(own.sheet) ? { cells: own.cells, outcomes: own.numbers } : ('awaited' as const);
  return {
    unit: unit.id,
    sheet,
    children: childrenOf(tree, unit.id).map((child) => growPart(tree, from, counts, child))
  };
}

function partsOf(
  plan: Plan,
  tree: UnitTree<Unit>,
  unit: Unit,
  now: Sheets,
  partOf: (unit: Unit) => Part<UnitId>,
  previousPartOf: ((unit: Unit) => Part<UnitId>) | undefined
): TotalsPart[] {
  const folded = (part: Part<UnitId>, before: Part<UnitId> | undefined) =>
    fold(plan, part, before && fold(plan, before));
  const own = now.get(unit.id);
  const alone = (part: Part<UnitId> | undefined) => part && { ...part, children: [] };
  const parts: TotalsPart[] = own
    ? [
        {
          unit,
          own,
          folded: folded({ ...partOf(unit), children: [] }, alone(previousPartOf?.(unit))),
          hasChildren: false
        }
      ]
    : [];
  for (const child of childrenOf(tree, unit.id)) {
    if (!hasSheetBelow(tree, now, child)) continue;
    parts.push({
      unit: child,
      own: now.get(child.id) ?? null,
      folded: folded(partOf(child), previousPartOf?.(child)),
      hasChildren: childrenOf(tree, child.id).some((below) => hasSheetBelow(tree, now, below))
    });
  }
  return parts;
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
