// Who changed what, when, from what, to what, by which door.
import type { SheetId } from '#core/basics/ids.ts';
import { valueKey, type CellKey } from '#core/forms/cell-key.ts';
import type { Actor } from '#core/workflow/actor.ts';
import type { KeptEvent } from '#server/storage/storage.ts';
import type { HistoryLine } from './actions.ts';
import { findSheet, type SheetNeeds } from './needs.ts';

const mostLines = 1000;

/** Newest first; of all cells when no key is given. */
export async function history(
  needs: SheetNeeds,
  actor: Actor,
  id: SheetId,
  key?: CellKey,
  limit = 200
): Promise<HistoryLine[]> {
  const { form } = await findSheet(needs, actor, id);
  const changes = await needs.storage.entries.history(id, key, Math.min(Math.max(1, limit), mostLines));
  return changes.map(({ key: changed, before, after, personName, origin, at, seq }) => ({
    key: changed,
    label: form.cells.get(valueKey(changed))?.label.zh ?? changed,
    before,
    after,
    person: personName,
    origin,
    at,
    seq
  }));
}

/** What was decided about the sheet, and who was reminded (names of departments, or `*` for the unit); oldest first. */
export async function events(
  needs: SheetNeeds,
  actor: Actor,
  id: SheetId
): Promise<(KeptEvent & { whom: readonly string[] })[]> {
  const { form } = await findSheet(needs, actor, id);
  const whomOf = await needs.storage.reminders.ofMany([id]);
  const named = (code: string) => form.definition.departments.find((one) => one.code === code)?.name.zh ?? code;
  const kept = await needs.storage.events.of(id);
  return kept.map((event) => ({ ...event, whom: (whomOf.get(event.number) ?? []).map(named) }));
}
