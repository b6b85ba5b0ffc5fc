// My sheets: those the actor may read, with stage, deadline and progress.
import type { CollectionId } from '#core/basics/ids.ts';
import { assert } from '#core/basics/assert.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import type { Cells, CompiledForm } from '#core/forms/compiled-form.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { mayRead, writableDepartments } from '#core/workflow/permissions.ts';
import type { LiveSheets } from '#server/live/live-sheets.ts';
import type { Collection, Sheet, Unit } from '#server/storage/storage.ts';
import type { SheetLine } from './actions.ts';
import { pathsOf, type SheetNeeds } from './needs.ts';

/** Filled cells of those that a department owns; 未填 and a cleared cell count as not filled. */
export function progressOf(
  form: CompiledForm,
  cells: Cells,
  departments: readonly string[] | '*'
): { filled: number; all: number } {
  let filled = 0;
  let all = 0;
  for (const key of form.entered) {
    const department = form.cells.get(key)?.department ?? null;
    if (departments !== '*' && (department === null || !departments.includes(department))) continue;
    all += 1;
    if (isFilled(cells, key)) filled += 1;
  }
  return { filled, all };
}

export function isFilled(cells: Cells, key: CellKey): boolean {
  const content = cells.get(key);
  return content !== undefined && !('nothing' in content && content.nothing === 'blank');
}

export const departmentsOf = (form: CompiledForm): readonly string[] =>
  form.definition.departments.map((department) => department.code);

export interface LineSources {
  sheet: Sheet;
  collection: Collection;
  form: CompiledForm;
  path: readonly Unit[];
  cells: Cells;
  /** absent: as far as is known it is whole */
  damaged?: boolean;
}

export interface ListNeeds extends SheetNeeds {
  live: Pick<LiveSheets, 'isDamaged'>;
}

export function sheetLine(
  actor: Actor,
  { sheet, collection, form, path, cells, damaged = false }: LineSources
): SheetLine {
  const place = { unitPath: path.map((unit) => unit.id), stage: sheet.stage };
  const writable = writableDepartments(actor, place, departmentsOf(form));
  // what the actor owns does not change with the stage: a submitted sheet still shows my own rows' progress
  const owned = writableDepartments(actor, { ...place, stage: 'filling' }, departmentsOf(form));
  const unit = path.at(-1);
  assert(unit, 'a sheet belongs to a unit');
  return {
    id: sheet.id,
    collection: collection.id,
    collectionTitle: collection.title,
    form: sheet.form,
    version: sheet.version,
    formTitle: form.definition.title.zh,
    period: sheet.period,
    unit: sheet.unit,
    unitName: unit.name,
    unitPath: path.slice(0, -1).map((above) => above.name),
    stage: sheet.stage,
    seq: sheet.seq,
    dueAt: collection.dueAt,
    writable,
    ...(damaged ? { damaged } : {}),
    progress: progressOf(form, cells, owned.length === 0 || owned.includes('*') ? '*' : owned)
  };
}

/** Newest period first, then by collection and the units' order in the tree. */
export async function listSheets(
  needs: ListNeeds,
  actor: Actor,
  filter: { collection?: CollectionId } = {}
): Promise<SheetLine[]> {
  return needs.storage.snapshot(async (inside) => {
    const units = await inside.units.list();
    const paths = pathsOf(units);
    const readable = units.filter((unit) =>
      mayRead(actor, { unitPath: (paths.get(unit.id) ?? []).map((above) => above.id) })
    );
    const sheets = await inside.sheets.list({ ...filter, units: readable.map((unit) => unit.id) });
    const collections = new Map((await inside.collections.list()).map((collection) => [collection.id, collection]));
    const cellsOf = await inside.entries.ofMany(sheets.map((sheet) => sheet.id));
    const order = new Map(units.map((unit, index) => [unit.id, index]));
    const lines: SheetLine[] = [];
    for (const sheet of sheets) {
      const collection = collections.get(sheet.collection);
      assert(collection, 'a sheet belongs to a collection');
      lines.push(
        sheetLine(actor, {
          sheet,
          collection,
          form: await needs.forms(sheet.form, sheet.version),
          path: paths.get(sheet.unit) ?? [],
          cells: cellsOf.get(sheet.id) ?? new Map(),
          damaged: needs.live.isDamaged(sheet.id)
        })
      );
    }
    return lines.sort(
      (a, b) =>
        b.period.localeCompare(a.period) ||
        a.collection.localeCompare(b.collection) ||
        (order.get(a.unit) ?? 0) - (order.get(b.unit) ?? 0)
    );
  });
}
