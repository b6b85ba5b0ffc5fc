// A unit's total and what it is made of, with who is missing and at which log number each sheet was read (AC5).
import type { CollectionId, UnitId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { FoldedCell } from '#core/consolidation/read-totals.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import { outcomeToText } from '#core/forms/outcome-text.ts';
import { showOutcome } from '#core/forms/show-outcome.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { mayConsolidate } from '#core/workflow/permissions.ts';
import { foldTotals, reportedStages, type FoldedTotals, type TotalsPart } from '#server/jobs/fold-totals.ts';
import type { TotalOf, Totals } from './actions.ts';
import type { SheetNeeds } from './needs.ts';

/** The collection, when it and the unit exist and the unit's totals are the actor's business; else `not-found` (AC1). */
export async function findTotals(needs: SheetNeeds, actor: Actor, input: { collection: CollectionId; unit: UnitId }) {
  const collection = await needs.storage.collections.byId(input.collection);
  const path = await needs.storage.units.path(input.unit);
  if (!collection || path.length === 0) throw new Problem('not-found', { what: 'totals' });
  if (
    !mayConsolidate(
      actor,
      path.map((unit) => unit.id)
    )
  )
    throw new Problem('not-found', { what: 'totals' });
  return collection;
}

export async function consolidate(
  needs: SheetNeeds,
  actor: Actor,
  input: { collection: CollectionId; unit: UnitId; only?: 'reported' }
): Promise<Totals> {
  const collection = await findTotals(needs, actor, input);
  const folded = await needs.storage.snapshot((inside) =>
    foldTotals(inside, needs.forms, { collection, unit: input.unit, ...(input.only ? { only: input.only } : {}) })
  );
  return totalsPage(folded, input.only);
}

function totalsPage(folded: FoldedTotals, only: 'reported' | undefined): Totals {
  const { form, collection, unit, units, total, parts, sheets, completeness } = folded;
  const names = new Map(units.map(({ id, name }) => [id, name]));
  return {
    collection: collection.id,
    definition: form.definition,
    unit: { id: unit.id, name: unit.name },
    period: collection.period,
    parts: parts.map(({ unit: { id, name }, own, hasChildren }) => ({
      unit: id,
      name,
      sheet: own?.sheet.id ?? null,
      stage: own?.sheet.stage ?? null,
      hasChildren
    })),
    missing: completeness.missing.map(({ unit: { id, name }, stage }) => ({
      unit: id,
      name,
      stage: stage as Totals['missing'][number]['stage']
    })),
    total: [...total.cells].map(([key, cell]) => [key, outcomeToText(cell.outcome), totalOf(form, key, cell)]),
    byPart: parts.map((part) => [
      ...[...part.folded.cells].map(
        ([key, cell]) => [key, { ...outcomeToText(cell.outcome), ...totalOf(form, key, cell) }] as const
      ),
      ...ownNumbers(form, part, only)
    ]),
    scopes: [...total.scopes].map(([key, scopes]) => [
      key,
      scopes.map(({ scope, units }) => ({ scope, units: units.map((id) => names.get(id) ?? id) }))
    ]),
    asOf: sheets.map(({ sheet }) => ({ sheet: sheet.id, seq: sheet.seq }))
  };
}

/** Of what no total is made each unit has its own number all the same: it is shown in the unit's column. */
function ownNumbers(
  form: CompiledForm,
  { own, folded, hasChildren }: TotalsPart,
  only: 'reported' | undefined
): Totals['byPart'][number] {
  if (!own || hasChildren || (only && !reportedStages.has(own.sheet.stage))) return [];
  return [...own.numbers]
    .filter(([key, outcome]) => outcome.kind === 'number' && !folded.cells.has(key))
    .map(([key, outcome]) => [
      key,
      { ...outcomeToText(outcome), ...totalOf(form, key, { outcome, gave: 1, notApplicable: 0, of: 1 }) }
    ]);
}

function totalOf(form: CompiledForm, key: CellKey, { outcome, gave, notApplicable, of }: FoldedCell): TotalOf {
  const cell = form.cells.get(key);
  return { gave, notApplicable, of, shown: cell ? showOutcome(outcome, cell, form) : '' };
}
