// What actions ask for, and the questions about a sheet that most of them begin with.
import type { SheetId, UnitId } from '#core/basics/ids.ts';
import { Problem } from '#core/basics/problem.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { mayRead, type Place } from '#core/workflow/permissions.ts';
import type { CompiledForms } from '#server/storage/compiled-forms.ts';
import type { Sheet, Storage, Unit } from '#server/storage/storage.ts';

export interface SheetNeeds {
  storage: Storage;
  forms: CompiledForms;
  clock: () => number;
}

export interface FoundSheet {
  sheet: Sheet;
  form: CompiledForm;
  /** from the root to the unit itself */
  path: readonly Unit[];
  place: Place;
}

/** The sheet with its form and place; `not-found` also when the actor may not read it (AC1). */
export async function findSheet(needs: SheetNeeds, actor: Actor, id: SheetId): Promise<FoundSheet> {
  const sheet = await needs.storage.sheets.byId(id);
  if (!sheet) throw new Problem('not-found', { what: 'sheet' });
  const path = await needs.storage.units.path(sheet.unit);
  const place = { unitPath: path.map((unit) => unit.id), stage: sheet.stage };
  if (!mayRead(actor, place)) throw new Problem('not-found', { what: 'sheet' });
  return { sheet, path, place, form: await needs.forms(sheet.form, sheet.version) };
}

/** Root-to-unit paths of all units, by id. */
export function pathsOf(units: readonly Unit[]): ReadonlyMap<UnitId, readonly Unit[]> {
  const paths = new Map<UnitId, readonly Unit[]>();
  for (const unit of units) {
    // the cabinet lists parents before children
    const above = unit.parent === null ? [] : (paths.get(unit.parent) ?? []);
    paths.set(unit.id, [...above, unit]);
  }
  return paths;
}
