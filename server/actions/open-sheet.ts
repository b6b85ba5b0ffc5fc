// What the sheet page needs before the live connection takes over.
import { assert } from '#core/basics/assert.ts';
import type { SheetId } from '#core/basics/ids.ts';
import type { Outcomes } from '#core/forms/compiled-form.ts';
import { outcomeToText } from '#core/forms/outcome-text.ts';
import { lastYear } from '#core/places/period.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { deedsOf } from '#core/workflow/permissions.ts';
import type { Sheet } from '#server/storage/storage.ts';
import type { SheetPage } from './actions.ts';
import { departmentsOf, progressOf, sheetLine, type ListNeeds } from './list-sheets.ts';
import { findSheet, type SheetNeeds } from './needs.ts';
import { remindersOnSheet } from './reminders.ts';
import { numbersOf } from '#core/forms/numbers-of.ts';

/** Last year's sheet of the same form and unit, and its numbers; empty when there is none (上年同期 is then unknown). */
export async function previousOf(
  needs: SheetNeeds,
  sheet: Sheet
): Promise<{ sheet: Sheet | undefined; numbers: Outcomes }> {
  const before = await needs.storage.sheets.find(sheet.form, sheet.unit, lastYear(sheet.period));
  if (!before) return { sheet: undefined, numbers: new Map() };
  const form = await needs.forms(before.form, before.version);
  return { sheet: before, numbers: numbersOf(form, await needs.storage.entries.of(before.id), new Map()) };
}

async function returnOf(needs: SheetNeeds, { id, stage }: Sheet): Promise<SheetPage['returned']> {
  if (stage !== 'returned') return null;
  const last = (await needs.storage.events.of(id)).findLast(({ deed }) => deed === 'return');
  return last ? { personName: last.personName, at: last.at, text: last.text } : null;
}

export async function openSheet(needs: ListNeeds, actor: Actor, id: SheetId): Promise<SheetPage> {
  const found = await findSheet(needs, actor, id);
  const { sheet, form, path, place } = found;
  const collection = await needs.storage.collections.byId(sheet.collection);
  assert(collection, 'a sheet belongs to a collection');
  const cells = await needs.storage.entries.of(id);
  const previous = await previousOf(needs, sheet);
  return {
    ...sheetLine(actor, { sheet, collection, form, path, cells, damaged: needs.live.isDamaged(id) }),
    definition: form.definition,
    previous: [...previous.numbers].map(([key, outcome]) => [key, outcomeToText(outcome)] as const),
    previousSheet: previous.sheet?.id ?? null,
    explanations: (await needs.storage.events.explanations(id)).map(
      ({ finding, fingerprint, text, personName, at }) => ({
        finding,
        fingerprint,
        text,
        personName,
        at
      })
    ),
    returned: await returnOf(needs, sheet),
    ...(await remindersOnSheet(needs, actor, found)),
    deeds: deedsOf(actor, place),
    departments: departmentsOf(form)
      .map((code) => ({ code, ...progressOf(form, cells, [code]) }))
      .filter((department) => department.all > 0)
  };
}
